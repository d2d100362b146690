"""The formula language as text: what it reads, and what it says of the rest."""

import string
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derive.errors import FormulaError
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    nodes,
    read_equation,
    read_expression,
)
from derive.notation.tokens import MAX_DEPTH, MAX_LENGTH, MAX_OPERATORS


def written(tree):
    """A syntax tree with brackets everywhere, as a text."""
    match tree:
        case Number(value=value):
            return str(value) if value.denominator == 1 else f"({value})"
        case Name(name=name):
            return name
        case Subscript(name=name, places=places):
            return f"{name}[{','.join(written(place) for place in places)}]"
        case Call(name=name, arguments=arguments):
            return f"{name}({','.join(written(part) for part in arguments)})"
        case Operation(sign=sign, left=left, right=right):
            return f"({written(left)}{sign}{written(right)})"
        case Negative(operand=operand):
            return f"(-{written(operand)})"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1+2*3", "(1+(2*3))"),
        ("1-2-3", "((1-2)-3)"),
        ("a/b*c", "((a/b)*c)"),
        ("a/b/c", "((a/b)/c)"),
        ("-a^2", "(-(a^2))"),
        ("a^-b", "(a^(-b))"),
        ("a^b^c", "(a^(b^c))"),
        ("a**2", "(a^2)"),
        ("-a*b", "((-a)*b)"),
        ("a - -b", "(a-(-b))"),
        ("+a", "a"),
        ("--a", "(-(-a))"),
        ("x > 0", "(x>0)"),
        ("a + b <= c*d", "((a+b)<=(c*d))"),
        ("(x > 0)*x", "((x>0)*x)"),
        ("sum(i, w[j,i]*x[i]) + b[j]", "(sum(i,(w[j,i]*x[i]))+b[j])"),
        ("x[p+r, 2*q-1]", "x[(p+r),((2*q)-1)]"),
        ("where(x >= 0, x, 0.5*x)", "where((x>=0),x,((1/2)*x))"),
        ("((((a))))", "a"),
        (" a\t+\nb ", "(a+b)"),
        ("_under_score1", "_under_score1"),
    ],
)
def test_operations_bind_as_on_the_board(text, meaning):
    assert written(read_expression(text)) == meaning


def test_the_nodes_of_trees_stand_before_their_parts_from_left_to_right():
    trees = read_expression("-exp(x[p+1])*b"), read_expression("c")
    assert [written(node) for node in nodes(*trees)] == [
        "((-exp(x[(p+1)]))*b)",
        "(-exp(x[(p+1)]))",
        "exp(x[(p+1)])",
        "x[(p+1)]",
        "(p+1)",
        "p",
        "1",
        "b",
        "c",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.1", "1/10"),
        ("1.", "1"),
        (".5", "1/2"),
        ("1e-3", "1/1000"),
        ("2.5E2", "250"),
        ("007", "7"),
    ],
)
def test_a_decimal_is_exact(text, number):
    assert read_expression(text).value == Fraction(number)


def test_a_tree_knows_where_it_stands():
    text = "y = exp(-x) + 3"
    sum_ = read_equation(text).right
    assert text[sum_.span.start : sum_.span.end] == "exp(-x) + 3"
    assert text[sum_.left.span.start : sum_.left.span.end] == "exp(-x)"
    assert text[sum_.right.span.start : sum_.right.span.end] == "3"


def test_an_equation_has_two_sides_and_its_text():
    equation = read_equation("y[i] = x[i]")
    assert (written(equation.left), written(equation.right)) == ("y[i]", "x[i]")
    assert equation.text == "y[i] = x[i]"


BAD_EQUATIONS = [
    ("", r"'\(' is expected here, the end was met"),
    ("y", "'=' is expected here, the end was met"),
    ("y = ", r"'\(' is expected here, the end was met"),
    ("y == x", "'=' is expected here, '==' was met"),
    ("y = x = z", "The formula goes on with '=' where it should end"),
    ("y = x z", "The formula goes on with 'z' where it should end"),
    ("y = 2x", "The formula goes on with 'x' where it should end"),
    ("y = (x", r"'\)' is expected here, the end was met"),
    ("y = x)", r"The formula goes on with '\)'"),
    ("y = x]", "The formula goes on with ']'"),
    ("y = x[", "is expected here, the end was met"),
    ("y = x[]", r"is expected here, '\]' was met"),
    ("y = f()", r"is expected here, '\)' was met"),
    ("y = f(x,)", r"is expected here, '\)' was met"),
    ("y = a < b < c", "The formula goes on with '<'"),
    ("y = * x", r"is expected here, '\*' was met"),
    ("y = x.real", "The character '.' is not part of the formula language"),
    ("y = x; import os", "The character ';' is not part"),
    ("y = __import__('os')", 'The character "\'" is not part'),
    ('y = "x"', "The character '\"' is not part"),
    ("y = lambda x: x", "The character ':' is not part"),
    ("y = lambda x", "The formula goes on with 'x'"),
    ("y = {x}", "The character '{' is not part"),
    ("y = x # comment", "The character '#' is not part"),
    ("y = x @ w", "The character '@' is not part"),
    ("y = x\\n", "is not part"),
    ("y = x\x00", r"The character '\\x00' is not part"),
    ("y = \u03c3(x)", "is not part of the formula language"),
    ("y = \uff13", "is not part of the formula language"),
    ("y = \u0663", "is not part of the formula language"),
    ("y = x\u2009+ 1", "is not part of the formula language"),
    ("y = x\u22121", "is not part of the formula language"),
]


@pytest.mark.parametrize(
    ("text", "message"), BAD_EQUATIONS, ids=[ascii(t) for t, _ in BAD_EQUATIONS]
)
def test_what_is_no_equation_is_pointed_at(text, message):
    with pytest.raises(FormulaError, match=message) as caught:
        read_equation(text)
    assert 1 <= caught.value.where.column <= len(text) + 1


TOO_MUCH = {
    "brackets": "(" * 100 + "x" + ")" * 100,
    "calls": "f(" * 100 + "x" + ")" * 100,
    "places": "x[" * 100 + "i" + "]" * 100,
    "signs": "-" * 100 + "x",
    "powers": "x^" * 100 + "x",
    "open brackets": "(" * 1999,
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_depth_is_bounded(text):
    with pytest.raises(FormulaError, match=f"nests deeper than {MAX_DEPTH} levels"):
        read_expression(text)


@pytest.mark.parametrize("text", ["x" + "+x" * 900, "x" + "*x" * 900, "max(x" + ",x" * 900 + ")"])
def test_the_number_of_operations_is_bounded(text):
    with pytest.raises(FormulaError, match=f"more than {MAX_OPERATORS} operations"):
        read_expression(text)


def test_length_is_bounded():
    with pytest.raises(FormulaError, match=f"A formula has 9001 characters.*At most {MAX_LENGTH}"):
        read_expression("x" + " " * 9000)


def test_a_long_formula_is_not_repeated_whole_in_a_message():
    with pytest.raises(FormulaError) as caught:
        read_expression("x + " * 180)
    assert len(str(caught.value)) < 300


PIECES = [*"+-*/^()[],=<>", "**", ">=", "==", " ", "x", "w", "sum", "1", "0.5", "3e2", "."]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@example("1e9999")
@example("x**-*x")
def test_every_text_is_read_or_refused_with_one_message(text):
    try:
        tree = read_expression(text)
    except FormulaError as error:
        said = str(error)
    else:
        said = written(tree)
    assert said


@given(st.text(alphabet=string.printable + "σ２\u200b", max_size=40))
def test_no_text_of_any_characters_does_more_than_fail(text):
    try:
        read_equation(text)
    except FormulaError as error:
        said = str(error)
    else:
        said = text
    assert "\x00" not in said or "\x00" in text


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join))
def test_reading_what_was_written_gives_the_same_tree(text):
    try:
        tree = read_expression(text)
    except FormulaError:
        return
    assert written(read_expression(written(tree))) == written(tree)
