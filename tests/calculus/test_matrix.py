"""The matrix form of an index equation: the textbook's, and the index form's number."""

import random
from itertools import chain, pairwise, product

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Integer, Mul, Rational, exp, log, pi, sqrt, tanh

from derive.calculus.matrix import MatrixEquation, NoMatrixForm, matrix_form
from derive.calculus.matrix_build import scaled, transposed
from derive.calculus.matrix_tree import (
    SCALAR,
    Applied,
    Choice,
    Constant,
    Diagonal,
    EntrywisePower,
    Extremum,
    Hadamard,
    Identity,
    Indicator,
    MatrixOf,
    Ones,
    Product,
    Quotient,
    Scaled,
    Size,
    Sum,
    Trace,
    Transposed,
    parts_of,
    shape_of,
)
from derive.calculus.matrix_value import Numbers, evaluate
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    ScalarFunction,
    Where,
    free_indices,
    tensors_in,
    total,
)
from derive.notation.index import Axis, Index, SizeOf, index_of
from derive.notation.tensor import Role, Tensor
from derive.notation.value import World, given_values

N, I, J, K = (Axis(letter, letter, letter.upper()) for letter in "nijk")
SIZES = {N: 3, I: 4, J: 2, K: 5}
n, i, j, k = (index_of(axis) for axis in (N, I, J, K))
j2, n2 = Index("j'", J), Index("n'", N)
# 30 digits are kept; a sum of a few hundred products of numbers near 1 loses three.
DIGITS, TOLERANCE = 30, mpmath.mpf(10) ** -25


def tensor(name, *axes, role=Role.SIGNAL):
    return Tensor(name, None, axes, role)


W, b = tensor("W", J, I, role=Role.PARAMETER), tensor("b", J, role=Role.PARAMETER)
V = tensor("V", K, J, role=Role.PARAMETER)
x, X = tensor("x", I, role=Role.INPUT), tensor("X", N, I, role=Role.INPUT)
z, Z = tensor("z", J, role=Role.PREACTIVATION), tensor("Z", N, J, role=Role.PREACTIVATION)
y, Y = tensor("y", J), tensor("Y", N, J)
t, T = tensor("t", J, role=Role.TARGET), tensor("T", N, J, role=Role.TARGET)
d, D = tensor("d", J, role=Role.GRADIENT), tensor("D", N, J, role=Role.GRADIENT)
e, E = tensor("e", K, role=Role.GRADIENT), tensor("E", N, K, role=Role.GRADIENT)
c, r, L, lr = (
    tensor("c", N),
    tensor("r", J, K),
    tensor("L", role=Role.LOSS),
    tensor("lr", role=Role.CONSTANT),
)
G, jacobian = tensor("dW", J, I, role=Role.GRADIENT), tensor("S", J, J)
variable = tensor("u")[()]
f = ScalarFunction("f", 0, variable, tanh(variable) + variable**2)
g = ScalarFunction("g", 0, variable, sqrt(2 / pi) * variable**3)
f1 = f.with_order(1)


def softmax(scores, column, bound):
    return exp(scores[column]) / IndexSum(exp(scores[bound]), bound[-1])


# Nielsen (2015) chapter 2, (BP1) to (BP4); Bishop (2006) 5.2-5.3 and 4.3.4, and the batch forms of
# Goodfellow, Bengio, Courville (2016) 6.5: typed by hand.
TEXTBOOK = [
    (z[j], IndexSum(W[j, i] * x[i], i) + b[j], "W x + b"),
    (Z[n, j], IndexSum(W[j, i] * X[n, i], i) + b[j], "X W' + 1 b'"),
    (d[j], Apply(f1, z[j]) * IndexSum(e[k] * V[k, j], k), "f'(z) * (V' e)"),
    (D[n, j], Apply(f1, Z[n, j]) * IndexSum(E[n, k] * V[k, j], k), "f'(Z) * (E V)"),
    (D[n, j], Compare(">", Z[n, j], 0) * IndexSum(E[n, k] * V[k, j], k), "[Z > 0] * (E V)"),
    (G[j, i], d[j] * x[i], "d x'"),
    (G[j, i], IndexSum(D[n, j] * X[n, i], n), "D' X"),
    (b[j], IndexSum(D[n, j], n), "D' 1"),
    (tensor("dx", I)[i], IndexSum(d[j] * W[j, i], j), "W' d"),
    (tensor("dX", N, I)[n, i], IndexSum(D[n, j] * W[j, i], j), "D W"),
    (y[j], exp(z[j]) / IndexSum(exp(z[j2]), j2), "exp(z) / (1' exp(z))"),
    (Y[n, j], exp(Z[n, j]) / IndexSum(exp(Z[n, j2]), j2), "exp(Z) / (exp(Z) 1 1')"),
    (L[()], IndexSum((y[j] - t[j]) ** 2, j) / 2, "1/2 ((y - t)' (y - t))"),
    (
        L[()],
        total((Y[n, j] - T[n, j]) ** 2, n, j) / (2 * SizeOf(N)),
        "(1 / (2 N)) tr((Y - T)' (Y - T))",
    ),
    (L[()], -IndexSum(t[j] * log(y[j]), j), "- (t' log(y))"),
    (L[()], -total(T[n, j] * log(Y[n, j]), n, j) / SizeOf(N), "- ((1 / N) tr(T' log(Y)))"),
    (c[n], -IndexSum(T[n, j] * log(Y[n, j]), j), "- ((T * log(Y)) 1)"),
    (D[n, j], (Y[n, j] - T[n, j]) / SizeOf(N), "(1 / N) (Y - T)"),
    (d[j], (y[j] - t[j]) * Apply(f1, z[j]), "f'(z) * (y - t)"),
    (d[j], y[j] * (1 - y[j]) * IndexSum(e[k] * V[k, j], k), "y * (1 - y) * (V' e)"),
    (d[j], y[j] * (d[j] - IndexSum(d[j2] * y[j2], j2)), "y * (d - ((d' y) 1))"),
    (D[n, j], Y[n, j] * (D[n, j] - IndexSum(D[n, j2] * Y[n, j2], j2)), "Y * (D - ((Y * D) 1 1'))"),
    (jacobian[j, j2], y[j] * Delta(j, j2) - y[j] * y[j2], "diag(y) - (y y')"),
    (tensor("H", J, I)[j, i], Apply(f1, z[j]) * W[j, i], "diag(f'(z)) W"),
    (W[j, i], W[j, i] - lr[()] * G[j, i], "W - (lr dW)"),
]

OTHERS = [
    (G[j, i], lr[()] * W[j, i] + d[j] * x[i], "d x' + (lr W)"),
    (
        G[j, i],
        IndexSum(Apply(f1, Z[n, j]) * IndexSum(E[n, k] * V[k, j], k) * X[n, i], n),
        "(f'(Z) * (E V))' X",
    ),
    (G[j, i], total(E[n, k] * V[k, j] * X[n, i], n, k), "V' E' X"),
    (L[()], total(d[j] * W[j, i] * x[i], j, i), "d' W x"),
    (L[()], total(W[j, i] * X[n, i] * c[n] * d[j], n, i, j), "c' X W' d"),
    (L[()], total(D[n, j] * W[j, i] * X[n, i], n, j, i), "tr(D W X')"),
    (Z[n, j], c[n] * Y[n, j] / b[j], "(diag(c) Y) / (1 b')"),
    (r[j, k], total(W[j, i] * X[n, i] * c[n] * E[n, k], i, n), "W X' diag(c) E"),
    (
        tensor("O", N, K)[n, k],
        IndexSum(exp(Z[n, j]) * V[k, j], j) / IndexSum(exp(Z[n, j]), j),
        "(exp(Z) V') / (exp(Z) 1 1')",
    ),
    (Y[n, j], 1 / (1 + exp(-Z[n, j])), "1 / (11' + exp(- Z))"),
    (y[j], Maximum(z[j], 0), "max(z, 0)"),
    (y[j], Minimum(z[j], Rational(1, 4)) - Abs(b[j]), "min(z, 1/4) - abs(b)"),
    (Y[n, j], Maximum(Z[n, j], b[j]), "max(Z, 1 b')"),
    (y[j], Where(Compare(">", z[j], 0), z[j], exp(z[j]) - 1), "where([z > 0], z, exp(z) - 1)"),
    (y[j], Apply(g, z[j]) + sqrt(2 / pi), None),
    (r[j, k], IndexSum((W[j, i] + e[k]) * tensor("B", I, K)[i, k], i), "W B + 1 (e' * (1' B))"),
    (L[()], IndexSum(c[n], n) / IndexSum(c[n] ** 2, n), "(1' c) / (c' c)"),
    (L[()], total(Rational(2), n) * lr[()], "2 (N lr)"),
    (y[j], z[j] - IndexSum(z[j2], j2) / SizeOf(J), "z - ((1 / J) ((1' z) 1))"),
    (y[j], z[j] / sqrt(IndexSum(z[j2] ** 2, j2) + Rational(1, 100)), None),
    (L[()], total(W[j, i] * W[j2, i] * r[j, k] * r[j2, k], j, j2, i, k), None),
    (Z[n, j], c[n] * Y[n, j] * b[j], "diag(c) Y diag(b)"),
    (L[()], IndexSum(y[j] ** 3, j), "1' (y ** 3)"),
    (y[j], z[j] / sqrt(pi), "1/sqrt(pi) z"),
    (Y[n, j], b[j], "1 b'"),
    (Y[n, j], c[n], "c 1'"),
    (Y[n, j], lr[()], "lr 11'"),
    (jacobian[j, j2], IndexSum(W[j2, i] * W[j, i], i), "W W'"),
    (jacobian[j, j2], Delta(j, j2), "I"),
    (jacobian[j2, j], Delta(j, j2) * y[j] * b[j2], "diag(b * y)"),
    (Y[n, j], IndexSum(Delta(j, j2) * D[n, j2], j2), "D"),
    (jacobian[j, j2], b[j] ** SizeOf(N) * y[j2], None),
    (z[j], total(x[i], n, i) * b[j], None),
]


def inside(matrix):
    """A part as it stands inside another: in brackets where it needs them."""
    text = shown(matrix)
    plain = isinstance(matrix, Product | Hadamard | Sum | Scaled | Quotient | EntrywisePower)
    return f"({text})" if plain else text


def signed(term):
    """A term of a sum with its sign."""
    match term:
        case Scaled(Constant(value), of) if value == -1:
            return f" - {'1' if isinstance(of, Ones) else inside(of)}"
        case Product():
            return f" + {shown(term)}"
        case _:
            return f" + {inside(term)}"


def shown(matrix):
    """A small printer for these tests: ' transposes, * is entrywise."""
    match matrix:
        case Constant(value):
            return str(value)
        case Size(axis):
            return axis.size
        case MatrixOf(of):
            return of.code_name
        case Ones(_, column):
            return "1" if column is None else "11'"
        case Identity():
            return "I"
        case Transposed(of):
            return f"{inside(of)}'"
        case Product(factors):
            return " ".join(map(inside, factors))
        case Hadamard(factors):
            return " * ".join(map(inside, factors))
        case Sum(terms):
            return "".join(map(signed, terms)).removeprefix(" + ")
        case Scaled(Constant(value), of) if value == -1:
            return f"- {inside(of)}"
        case Scaled(scalar, of):
            return f"{inside(scalar)} {inside(of)}"
        case Quotient(above, below):
            return f"{inside(above)} / {inside(below)}"
        case EntrywisePower(base, exponent):
            return f"{inside(base)} ** {inside(exponent)}"
        case Applied(function, argument):
            return f"{function}({shown(argument)})"
        case Indicator(sign, left, right):
            return f"[{shown(left)} {sign} {shown(right)}]"
        case Extremum(kind, first, second):
            return f"{kind}({shown(first)}, {shown(second)})"
        case Choice(condition, then, otherwise):
            return f"where({shown(condition)}, {shown(then)}, {shown(otherwise)})"
        case Diagonal(of):
            return f"diag({shown(of)})"
        case Trace(of):
            return f"tr({shown(of)})"
    raise AssertionError(matrix)


def number_of(of, position):
    """A positive number for logarithms and quotients; of either sign where a ReLU may look."""
    drawn = random.Random(f"{of.code_name} {position}").uniform(0.25, 1.5)
    return mpmath.mpf(drawn - 0.75 if of.role is Role.PREACTIVATION else drawn)


def numbers_for(*expressions):
    """Numbers for all tensors of some expressions: by position, and as rows."""
    tensors = frozenset[Tensor]().union(*map(tensors_in, expressions))
    entries = given_values(tensors, SIZES, number_of)
    rows = {of: laid(of, values) for of, values in entries.items()}
    return World(entries, SIZES, digits=DIGITS), Numbers(rows, SIZES, digits=DIGITS)


def laid(of, values):
    """A tensor's entries as rows: rank 1 a column, rank 0 a single number."""
    down, across = ([*map(SIZES.get, of.axes), 1, 1])[:2]
    return [[values[(p, q)[: len(of.axes)]] for q in range(across)] for p in range(down)]


def index_rows(left, right, world):
    """The left side's rows by the index form, entry by entry."""
    places = product(*(range(SIZES[letter.axis]) for letter in left.indices))
    values = {at: world.number(right, dict(zip(left.indices, at, strict=True))) for at in places}
    return laid(left.tensor, values)


def differs(one, other):
    """Whether two lists of rows are of different numbers or shapes."""
    if [len(row) for row in one] != [len(row) for row in other]:
        return True
    pairs = zip(chain(*one), chain(*other), strict=True)
    return any(abs(a - b) > TOLERANCE * (1 + abs(a)) for a, b in pairs)


def nodes(matrix):
    """Every node of a form."""
    yield matrix
    for part in parts_of(matrix):
        yield from nodes(part)


def assert_same(left, right, form):
    """The form has the left side's shape, and the index form's numbers."""
    assert form.left == MatrixOf(left.tensor)
    assert shape_of(form.right) == shape_of(form.left)
    world, numbers = numbers_for(right)
    assert not differs(index_rows(left, right, world), evaluate(form.right, numbers))


@pytest.mark.parametrize(("left", "right", "expected"), TEXTBOOK + OTHERS, ids=str)
def test_a_form_is_the_textbooks_and_has_the_index_forms_numbers(left, right, expected):
    form = matrix_form(Equation(left, right, "7"))
    assert isinstance(form, MatrixEquation)
    assert form.number == "7"
    assert expected is None or shown(form.right) == expected
    assert_same(left, right, form)


def test_a_forms_numbers_are_those_computed_by_hand():
    form = matrix_form(Equation(Z[n, j], IndexSum(W[j, i] * X[n, i], i) + b[j]))
    rows = {W: [[1, 2, 3, 4], [5, 6, 7, 8]], b: [[10], [20]]}
    rows[X] = [[1, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1]]
    assert evaluate(form.right, Numbers(rows, SIZES)) == [[11, 25], [16, 34], [20, 46]]


@pytest.mark.parametrize(("left", "right", "_expected"), TEXTBOOK + OTHERS, ids=str)
def test_another_tensor_of_the_same_shape_in_its_place_is_noticed(left, right, _expected):
    form = matrix_form(Equation(left, right))
    world, numbers = numbers_for(right)
    truth = index_rows(left, right, world)
    for node in set(nodes(form.right)):
        if isinstance(node, MatrixOf):
            moved = [
                [entry + mpmath.mpf("0.11") for entry in row] for row in numbers.values[node.tensor]
            ]
            moved[-1][-1] += 2
            changed = Numbers({**numbers.values, node.tensor: moved}, SIZES, digits=DIGITS)
            assert differs(truth, evaluate(form.right, changed)), node


A3, kernel = tensor("A", N, J, K), tensor("q", K)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (A3[n, j, k], Y[n, j] * e[k], "has 3 axes"),
        (y[j], total(A3[n, j, k], n, k), "has 3 axes"),
        (y[j], IndexSum(x[j + k] * kernel[k], k), "index in it is computed"),
        (y[j], z[0] * b[j], "index in it is computed"),
        (y[j], jacobian[j, j], "letter j twice"),
        (y[j], b[j] * j, "letter j is used as a number"),
        (y[j], Partial(L[()], z[j]), "not yet taken"),
        (y[j], total(Delta(j, i + k) * x[i] * e[k], i, k), "delta of"),
        (
            L[()],
            total(
                W[j, i] * X[n, i] * tensor("B", K, I)[k, i] * r[j, k] * Z[n, j] * E[n, k],
                n,
                i,
                j,
                k,
            ),
            "three or more factors",
        ),
        (y[j], IndexSum(exp(W[j, i] * X[n, i] * c[n]), n) * x[i], "depends on i, j, n"),
    ],
    ids=str,
)
def test_what_no_matrix_can_say_has_a_reason_in_both_languages(left, right, words):
    form = matrix_form(Equation(left, right))
    assert isinstance(form, NoMatrixForm), shown(form.right)
    assert words in form.reason.en
    assert form.reason.ja
    assert form.reason.ja != form.reason.en


def test_reasons_are_in_the_plain_style_of_the_handout():
    form = matrix_form(Equation(y[j], total(A3[n, j, k], n, k)))
    assert isinstance(form, NoMatrixForm)
    assert form.reason.ja.endswith("である．")


def test_a_builder_gives_the_one_written_form():
    two, size = Constant(Integer(2)), Size(N)
    assert scaled(two, Constant(Integer(3))) == Constant(Integer(6))
    assert scaled(two, Scaled(two, MatrixOf(b))) == Scaled(Constant(Integer(4)), MatrixOf(b))
    assert scaled(Scaled(two, size), MatrixOf(b)) == Scaled(two, Scaled(size, MatrixOf(b)))
    assert transposed(Ones(N, J)) == Ones(J, N)
    assert transposed(transposed(MatrixOf(W))) == MatrixOf(W)
    assert transposed(size) == size
    turned = Product((Transposed(MatrixOf(x)), Transposed(MatrixOf(W))))
    assert transposed(Product((MatrixOf(W), MatrixOf(x)))) == turned


def test_a_summed_letter_is_never_captured():
    scores = IndexSum(y[j], j)
    form = matrix_form(Equation(d[j], z[j] * scores * IndexSum(b[j], j)))
    assert_same(d[j], z[j] * scores * IndexSum(b[j], j), form)


LETTERS = [n, i, j, k, j2, n2]
NAMES = "PQRST"


@st.composite
def contractions(draw):
    """An equation whose right side is a random sum of a product, and its left side's letters."""
    factors = [draw(factor(name)) for name in NAMES[: draw(st.integers(1, 5))]]
    letters = sorted(free_indices(Mul(*factors)), key=str)
    kept = draw(st.lists(st.sampled_from(letters), max_size=2, unique=True)) if letters else []
    body = total(Mul(*factors), *(letter for letter in letters if letter not in kept))
    if draw(st.booleans()):
        body = draw(st.sampled_from([Rational(-1, 3), 1 / SizeOf(N), -SizeOf(K) / 2])) * body
    return tensor("Left", *(letter.axis for letter in kept))[tuple(kept)], body


@st.composite
def factor(draw, name):
    """A factor of at most two letters: an entry, or something made of entries."""
    letters = draw(st.lists(st.sampled_from(LETTERS), max_size=2, unique=True))
    entry = tensor(name, *(letter.axis for letter in letters))[tuple(letters)]
    some = letters[: draw(st.integers(0, len(letters)))]
    other = tensor(name.lower(), *(letter.axis for letter in some))[tuple(some)]
    kinds = [entry, entry, entry, entry + other, entry - 1, 1 / entry, entry**2, exp(-entry)]
    kinds += [entry / (1 + other), Apply(f, entry + other), (entry - other) ** 2]
    return draw(st.sampled_from(kinds))


def assert_well_written(form):
    """Transposes stand at leaves of products, and signs outermost."""
    for node in nodes(form):
        if isinstance(node, Transposed):
            assert not isinstance(node.of, Transposed | Product | Scaled | Diagonal | Identity)
            assert shape_of(node.of) != SCALAR
        if isinstance(node, Product):
            assert not any(isinstance(part, Product | Scaled) for part in node.factors)
        if isinstance(node, Hadamard):
            assert not any(isinstance(part, Hadamard | Scaled) for part in node.factors)
        if isinstance(node, Scaled) and not isinstance(node.scalar, Constant):
            assert not isinstance(node.of, Scaled) or not isinstance(node.of.scalar, Constant)


@given(contractions())
@settings(max_examples=150)
def test_a_random_contraction_with_a_form_has_the_same_numbers(drawn):
    left, right = drawn
    form = matrix_form(Equation(left, right))
    if isinstance(form, MatrixEquation):
        assert_well_written(form.right)
        assert_same(left, right, form)


@st.composite
def chains(draw):
    """A chain of matrices, each laid either way, with vectors hanging on its letters."""
    letters = draw(st.permutations([n, i, j, k]))[: draw(st.integers(2, 4))]
    factors = []
    for name, pair in zip(NAMES, pairwise(letters), strict=False):
        laid_out = pair if draw(st.booleans()) else pair[::-1]
        factors.append(tensor(name, *(p.axis for p in laid_out))[laid_out])
    hanging = draw(st.lists(st.sampled_from(letters), max_size=2))
    factors += [tensor(f"v{m}", p.axis)[p] for m, p in enumerate(hanging)]
    ends = [letter for letter in (letters[0], letters[-1]) if draw(st.booleans())]
    bound = [letter for letter in letters if letter not in ends]
    return tensor("Left", *(letter.axis for letter in ends))[tuple(ends)], total(
        Mul(*factors), *bound
    )


@given(chains())
@settings(max_examples=100)
def test_every_chain_of_matrices_and_vectors_has_a_form(drawn):
    left, right = drawn
    form = matrix_form(Equation(left, right))
    assert isinstance(form, MatrixEquation)
    assert_well_written(form.right)
    assert_same(left, right, form)


def test_a_node_refuses_parts_whose_shapes_do_not_fit():
    with pytest.raises(AssertionError, match="neighbours do not fit"):
        Product((MatrixOf(W), MatrixOf(X)))
    with pytest.raises(AssertionError, match="one shape for all factors"):
        Hadamard((MatrixOf(W), MatrixOf(X)))
    with pytest.raises(AssertionError, match="one shape for all terms"):
        Sum((MatrixOf(b), MatrixOf(x)))
    with pytest.raises(AssertionError, match="square"):
        Trace(MatrixOf(W))
