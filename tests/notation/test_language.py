"""From texts to expressions: what names mean in a scope, and what is refused."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Abs, Integer, Rational, erf, exp, log, pi, sign, sqrt, tanh

from derive.errors import FormulaError
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Minimum,
    ScalarFunction,
    Where,
)
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.language import RESERVED, Scope, read
from derive.notation.tensor import Role, Tensor

ROOT = Path(__file__).resolve().parents[2]
ROWS, COLUMNS, FIXED = Axis("a", "i", "I"), Axis("b", "j", "J"), Axis("c", "c", "3")
I, J, K, C = Index("i", ROWS), Index("j", COLUMNS), Index("k", ROWS), Index("c", FIXED)
X = Tensor("x", None, (), Role.INPUT)
V = Tensor("v", None, (ROWS,), Role.SIGNAL)
W = Tensor("w", 1, (COLUMNS, ROWS), Role.PARAMETER)
F = ScalarFunction("sigmoid", 0, X[()], 1 / (1 + exp(-X[()])))
SCOPE = Scope(
    {"x": X, "v": V, "w": W},
    {"i": I, "j": J, "k": K, "c": C},
    {"sigmoid": F},
    frozenset({"b"}),
)
x = X[()]

MEANINGS = {
    "2*x + 1": 2 * x + 1,
    "0.1*x": Rational(1, 10) * x,
    "x/3 - x^2": x / 3 - x**2,
    "-x^2": -(x**2),
    "x^0.5": sqrt(x),
    "exp(x)": exp(x),
    "log(x)": log(x),
    "sqrt(x)": sqrt(x),
    "tanh(x)": tanh(x),
    "erf(x)": erf(x),
    "abs(x)": Abs(x),
    "sign(x)": sign(x),
    "pi*x": pi * x,
    "max(0, x)": Maximum(0, x),
    "max(x, 0, 1)": Maximum(Maximum(x, 0), 1),
    "min(x, 6)": Minimum(x, 6),
    "x > 0": Compare(">", x, 0),
    "where(x >= 1, x, -x)": Where(Compare(">=", x, 1), x, -x),
    "(x != 0)*x": Compare("!=", x, 0) * x,
    "v[i]": V[I],
    "sum(i, v[i])": IndexSum(V[I], I),
    "sum(j, i, w[j,i]*v[i])": IndexSum(IndexSum(W[J, I] * V[I], I), J),
    "v[i+1]": V[I + 1],
    "v[2*i - k]": V[2 * I - K],
    "v[-i]": V[-I],
    "v[size(i) - 1 - i]": V[SizeOf(ROWS) - 1 - I],
    "v[0]": V[0],
    "delta(i, k)": Delta(I, K),
    "delta(i, k+1)": Delta(I, K + 1),
    "size(j)": SizeOf(COLUMNS),
    "size(c)": Integer(3),
    "sigmoid(2*x)": Apply(F, 2 * x),
    "b": Integer(0),
    "x + b[j]": x,
}


@pytest.mark.parametrize("text", MEANINGS)
def test_a_text_means_one_expression(text):
    assert read(text, SCOPE) == MEANINGS[text]


BAD = [
    ("q", "The name 'q' is unknown"),
    ("sigmod(x)", "The function 'sigmod' is unknown.*Did you mean 'sigmoid'"),
    ("sum_(i, v[i])", "The function 'sum_' is unknown.*Did you mean 'sum'"),
    ("eval(x)", "The function 'eval' is unknown"),
    ("__import__(x)", "The function '__import__' is unknown"),
    ("sigmoid", "The name 'sigmoid' is unknown"),
    ("exp", "The name 'exp' is unknown"),
    ("u[i]", "The name 'u' is unknown"),
    ("v", "'v' has 1 indices, but stands here without"),
    ("w[j]", "'w' has 2 indices, but 1 are given"),
    ("x[i]", "'x' has 0 indices, but 1 are given"),
    ("v[q]", "An index must be a letter"),
    ("v[0.5]", "An index must be a letter"),
    ("v[i/2]", "An index must be a letter"),
    ("v[i*k]", "An index must be a letter"),
    ("v[i > k]", "An index must be a letter"),
    ("v[exp(i)]", "An index must be a letter"),
    ("sum(i)", "A sum needs an index and a body"),
    ("sum(q, v[i])", "An index letter is expected here"),
    ("sum(i+1, v[i])", "An index letter is expected here"),
    ("size(x)", "An index letter is expected here"),
    ("size(i, j)", "'size' takes 1 arguments, 2 are given"),
    ("delta(i)", "'delta' takes 2 arguments, 1 are given"),
    ("exp(x, x)", "'exp' takes 1 arguments, 2 are given"),
    ("sigmoid(x, x)", "'sigmoid' takes 1 arguments, 2 are given"),
    ("max(x)", "'max' takes two values or more"),
    ("where(x > 0, x)", "'where' takes 3 arguments, 2 are given"),
    ("1/0", "This divides by zero"),
    ("x/(2 - 2)", "This divides by zero"),
    ("x/(x - x)", "This divides by zero"),
    ("x/b", "This divides by zero"),
    ("0^-1", "This divides by zero"),
    ("(x - x)^(-2)", "This divides by zero"),
    ("log(0)", "This has no value among the real numbers"),
    ("log(-2)", "This has no value among the real numbers"),
    ("sqrt(-1)", "This has no value among the real numbers"),
    ("(-2)^0.5*x", "This has no value among the real numbers"),
    ("sqrt(-exp(x))", "This has no value among the real numbers"),
    ("x^65", "The exponent is too large: at most 64 is accepted"),
    ("x^-1e9", "The exponent is too large"),
    ("2^2^2^2^2^2", "The exponent is too large"),
    ("x^exp(exp(exp(100)))", "too large to be meant"),
    ("exp(exp(exp(100)))", "too large to be meant"),
    ("exp(1e999*log(2))", "too large to be meant"),
    ("((9^64)^64)^64", "too large to be meant"),
    ("(((1e-999)^64)^64)^64", "too large to be meant"),
    ("(((10^5*sqrt(2))^63)^63)^63", "too large to be meant"),
    ("exp(64*log(exp(64*log(exp(64*log(10^40))))))", "too large to be meant"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[text for text, _ in BAD])
def test_what_means_nothing_here_is_refused_with_its_place(text, message):
    with pytest.raises(FormulaError, match=message) as caught:
        read(text, SCOPE)
    assert 1 <= caught.value.where.column <= len(text)
    assert len(str(caught.value)) < 500


def test_a_power_that_a_person_would_write_is_not_refused():
    assert read("1.4142135623730951^2 + 10^40 + 2^64 + x^0.123456789", SCOPE)
    assert read("x^x^x", SCOPE) == x ** (x**x)


LARGEST = {
    "sum": "x" + "+w[0,0]*x" * 60,
    "power": "x^" * 50 + "x",
    "calls": "exp(" * 50 + "x" + ")" * 50,
    "cases": "where(x>0," * 50 + "x" + ",1)" * 50,
    "extrema": "max(x" + ",x+1" * 100 + ")",
    "roots": "sqrt(1+" * 50 + "3" + ")" * 50,
    "brackets": "(1+x*" * 50 + "x" + ")" * 50,
}


@pytest.mark.parametrize("text", LARGEST.values(), ids=LARGEST)
def test_the_largest_formulas_are_read_and_printed(text):
    assert str(read(text, SCOPE))


def test_no_text_is_ever_run():
    program = (
        "import builtins, sys\n"
        "from derive.errors import FormulaError\n"
        "from derive.notation.language import Scope, read\n"
        "read('exp(1) + 2^0.5', Scope({}, {}))\n"
        "def caught(event, arguments):\n"
        "    if event in ('exec', 'compile', 'os.system', 'open', 'import'):\n"
        "        print(event, arguments); sys.exit('a formula was run')\n"
        "sys.addaudithook(caught)\n"
        "for text in sys.argv[1:]:\n"
        "    try:\n        read(text, Scope({}, {}))\n"
        "    except FormulaError:\n        pass\n"
    )
    hostile = [
        "__import__('os').system('true')",
        "open(1)",
        "exec(1)",
        "().__class__",
        "__builtins__[0]",
        "lambda",
        "[x for x in y]",
        "S(1)",
        "Symbol(1)",
    ]
    done = subprocess.run(
        [sys.executable, "-c", program, *hostile],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


WORDS = ["x", "v[i]", "w[j,k]", "2", "0", "0.5", "1e300", "pi", "i", "b"]
SHAPES = ["({}+{})", "({}-{})", "({}*{})", "({}/{})", "({}^{})", "max({},{})", "({}>{})"]
CALLS = [f"{name}({{}})" for name in sorted(RESERVED | {"sigmoid", "q"})]
TEXTS = st.recursive(
    st.sampled_from(WORDS),
    lambda parts: st.one_of(
        st.builds(lambda shape, a, b: shape.format(a, b), st.sampled_from(SHAPES), parts, parts),
        st.builds(lambda shape, a: shape.format(a), st.sampled_from(CALLS), parts),
        st.builds(lambda a: f"sum(i, {a})", parts),
    ),
    max_leaves=6,
)


@given(TEXTS)
def test_every_text_has_a_meaning_or_one_message(text):
    try:
        said = str(read(text, SCOPE))
    except FormulaError as error:
        said = str(error)
    assert said
    assert not any(word in said for word in ("zoo", "nan", "oo*", "I*"))
