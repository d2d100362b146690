"""Plain text is read whole or not at all: trees by hand, Python's own reading, refusals."""

import ast
import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derive.reading import parse_tree as written
from derive.reading.parse_tree import Statement, Unread, walk
from derive.reading.plain import read_plain
from derive.reading.shown import shown
from tests.reading.read_lines import lines_with_trees

LINES = lines_with_trees("plain")
_PIECES = re.compile(r"[A-Za-z0-9_]+|\S")


def one(text, **options):
    (found,) = read_plain(text, **options)
    return found


@pytest.mark.parametrize(("line", "trees"), LINES, ids=[line for line, _ in LINES])
def test_a_line_of_plain_text_is_read_as_a_person_reads_it(line, trees):
    assert [shown(found) for found in read_plain(line)] == trees


@pytest.mark.parametrize("line", [line for line, _ in LINES if "#" not in line])
def test_no_token_that_means_something_can_be_dropped_unnoticed(line):
    whole = read_plain(line)
    for piece in _PIECES.finditer(line):
        if piece.group() in {".", ",", ";"} or (piece.group() == "0" and "0.5" in line):
            continue
        if "==" in line and piece.group() == "=":
            continue
        shorter = line[: piece.start()] + " " + line[piece.end() :]
        assert read_plain(shorter) != whole, piece.group()


@pytest.mark.parametrize("line", [line for line, _ in LINES])
def test_every_part_of_a_tree_lies_within_the_line(line):
    for found in read_plain(line, start=9):
        assert isinstance(found, Statement)
        for tree in (*found.sides, *found.notes):
            assert all(9 <= p.span.start < p.span.end <= 9 + len(line) for p in walk(tree))


REFUSED = [
    ("y = x if z > 0 else 0", "else", "'else'"),
    ("sum_k(x_k)^2", "^", "not clear"),
    ("sum_k(x_k)**2", "**", "not clear"),
    ("e^z[j]", "[", "not clear where the power ends"),
    ("w_kj'", "'", "not clear what the prime"),
    ("x.shape", "shape", "attribute"),
    ("a = b +", "", "the end was met"),
    ("a = (b", "", "')' is expected"),
    ("a = b]", "]", "goes on with ']'"),
    ("x^2^3", "^", "second power"),
    ("A[1:2]", ":", "']' is expected"),
    ("a = \\delta", "\\", "no meaning"),
    ("a $ b", "$", "no meaning"),
    ("= b", "= b", "continues"),
    ("__import__('os').system('ls')", "_", "factor is expected"),
    ("lambda x: x", ":", "goes on with ':'"),
    ("a = " + "7" * 5000, "7" * 5000, "too long"),
    ("a = 1e999", "1e999", "too long"),
    ("a = b, c", "c", "states nothing"),
    ("2 3", "3", "side by side"),
]


@pytest.mark.parametrize(
    ("line", "where", "why"), REFUSED, ids=[line[:40] for line, _, _ in REFUSED]
)
def test_what_cannot_be_read_is_refused_with_its_place(line, where, why):
    found = one(line, start=3)
    assert isinstance(found, Unread)
    assert why in found.met
    assert line[found.span.start - 3 : found.span.end - 3] == where


def test_lines_continue_each_other():
    text = "dL/dw = a\n      = b + c\n        + d\n\ne = (f\n  + g)\n"
    assert [shown(found) for found in read_plain(text)] == [
        "<d L / d w> = a = <sum +b +c +d>",
        "e = (<sum +f +g>)",
    ]


NAMES = st.sampled_from(["a", "b", "c", "W", "x1"])


@st.composite
def expressions(draw, depth=3):
    if depth == 0:
        return draw(NAMES)
    left, right = draw(expressions(depth=depth - 1)), draw(expressions(depth=depth - 1))
    match draw(st.integers(0, 3)):
        case 0:
            return f"({left})"
        case 1:
            return draw(NAMES)
        case 2:
            return f"-{left}"
        case _:
            return f"{left} {draw(st.sampled_from(['+', '-', '*', '/', '@', '**']))} {right}"


def value(node):
    """What Python's own syntax tree stands for: operations without laws, as text."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(operand=operand):
            return f"neg({value(operand)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"{type(op).__name__}({value(left)},{value(right)})"


def meaning(tree):
    """The same of a parse tree; factors are joined from the left."""
    match tree:
        case written.Symbol(name=name):
            return name
        case written.Fenced(inner=inner):
            return meaning(inner)
        case written.Scripted(base=base, upper=upper):
            return f"Pow({meaning(base)},{meaning(upper)})"
        case written.Terms(parts=parts):
            found = ""
            for sign, part in parts:
                if not found:
                    found = f"neg({meaning(part)})" if sign < 0 else meaning(part)
                else:
                    found = f"{'Sub' if sign < 0 else 'Add'}({found},{meaning(part)})"
            return found
        case written.Factors(parts=parts):
            found = meaning(parts[0][1])
            for joint, part in parts[1:]:
                found = f"{ {'/': 'Div', '@': 'MatMult'}[joint] }({found},{meaning(part)})"
            return found
        case written.Elementwise(parts=parts):
            found = meaning(parts[0])
            for part in parts[1:]:
                found = f"Mult({found},{meaning(part)})"
            return found


@given(expressions())
@example("a * b @ c")
@example("a / b @ c")
@example("a @ b * c")
@example("a ** -b ** c")
@example("-a ** b")
def test_matrix_products_and_powers_group_as_in_python(text):
    if re.search(r"-|\*(?!\*).*/", text):  # there the trees differ and the numbers agree
        assert isinstance(one(text), Statement | Unread)
        return
    found = one(text)
    assert isinstance(found, Statement)
    assert meaning(found.sides[0]) == value(ast.parse(text, mode="eval").body)


HOSTILE = {
    "braces": "{" * 10_000 + "x" + "}" * 10_000,
    "a mebibyte of braces": "{" * 2**20,
    "parentheses": "(" * 60_000,
    "sums": "Σ " * 1_900 + "x",
    "calls of sum": "sum(" * 300 + "k,x" + ")" * 300,
    "readable calls of sum": "sum(" * 40 + "k,x" + ")" * 40,
    "sums over k": "sum_k(" * 60 + "x" + ")" * 60,
    "sums over braces": "sum_{" * 60 + "x" + "}y" * 60,
    "methods": "a" + ".a()" * 400,
    "transposes": "a" + ".T" * 900,
    "products": "a" + "*b@c" * 400,
    "signs": "a*" + "-" * 1_900 + "b",
    "powers": "a" + "**b" * 900,
    "quotes": "'" * 60_000,
    "strings": " 'a" * 20_000,
    "bars": "|" * 1_900,
    "brackets": "a" + "[b]" * 600,
    "lines": "a = b\n" * 9_000,
    "open lines": "(a\n" * 9_000,
    "differentials": "dL/dw" * 900,
    "closed brackets": "]/dx" * 9_000,
    "underscores": "_" * 60_000,
    "a long name": "a_" * 30_000,
    "raised": "²" * 60_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_answered_at_once(text):
    start = time.perf_counter()
    for found in read_plain(text):
        assert isinstance(found, Statement | Unread)
        if isinstance(found, Statement):
            assert all(sum(1 for _ in walk(side)) for side in found.sides)
    assert time.perf_counter() - start < 3


@st.composite
def mutated_lines(draw):
    line = draw(st.sampled_from([line for line, _ in LINES]))
    pieces = [piece.group() for piece in _PIECES.finditer(line)]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(pieces) - 1, 0)))
        match draw(st.sampled_from(["cut", "double", "put"])):
            case "cut":
                del pieces[at : at + 1]
            case "double":
                pieces[at:at] = pieces[at : at + 1]
            case _:
                pieces.insert(at, draw(st.text(max_size=3)))
    return draw(st.sampled_from(["", " "])).join(pieces)


@given(mutated_lines())
def test_a_mutated_line_is_read_whole_or_refused_within_itself(line):
    for found in read_plain(line, start=5):
        spans = [found.span]
        if isinstance(found, Unread):
            assert found.line.start <= found.span.start <= found.span.end <= found.line.end
            spans.append(found.line)
        else:
            assert len(found.relations) == len(found.sides) - 1
            spans += [p.span for tree in (*found.sides, *found.notes) for p in walk(tree)]
        assert all(5 <= span.start <= span.end <= 5 + len(line) for span in spans)


@pytest.mark.timing
def test_a_line_is_read_in_two_milliseconds():
    start = time.perf_counter()
    for line, _ in LINES:
        read_plain(line)
    assert (time.perf_counter() - start) / len(LINES) < 2e-3
