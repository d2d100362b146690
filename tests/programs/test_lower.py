from itertools import product

import numpy as np
import pytest
from sympy import Integer, Rational

from derive.errors import UnsupportedError
from derive.notation.expression import Delta, Equation, total
from derive.notation.index import Axis, Index, SizeOf, index_of
from derive.notation.language import Scope, read
from derive.notation.tensor import Entry, Role, Tensor, gradient_of
from derive.notation.value import given_values, world
from derive.programs.contraction import Leaf, Pair, best_order
from derive.programs.lower import program_of
from derive.programs.nodes import Contract, Map, Node, Read, Reduce
from derive.programs.structure import parts_of
from tests.programs.modules import module_of

N, I, J, K = (
    Axis(*parts)
    for parts in (
        ("samples", "n", "N"),
        ("inputs", "i", "I"),
        ("units", "j", "J"),
        ("classes", "k", "K"),
    )
)
SIZES = {I: 4, J: 3, K: 2}
BATCH = 5
ALL = {**SIZES, N: BATCH}
LETTERS = {axis.letter: index_of(axis) for axis in (N, I, J, K)} | {
    f"{axis.letter}2": Index(f"{axis.letter}'", axis) for axis in (I, J, K)
}
TENSORS = {
    "x": Tensor("x", None, (N, I), Role.INPUT),
    "t": Tensor("t", None, (N, K), Role.TARGET),
    "w": Tensor("w", 1, (J, I), Role.PARAMETER),
    "v": Tensor("v", 1, (K, I, I), Role.PARAMETER),
    "b": Tensor("b", 1, (J,), Role.PARAMETER),
    "a": Tensor("a", 1, (), Role.PARAMETER),
    "s": Tensor("s", 1, (J, J), Role.PARAMETER),
    "c": Tensor("c", 1, (), Role.CONSTANT),
}
CONSTANTS = {TENSORS["c"]: Rational(3, 2)}
COST = Tensor("C", None, (), Role.COST)
FORMULAS = {
    "an affine map": ("n,j", "sum(i, w[j,i]*x[n,i]) + b[j]"),
    "its transpose": ("n,i", "sum(j, w[j,i]*(x[n,i] + b[j]))"),
    "a quadratic form": ("n,k", "sum(i, sum(i2, v[k,i,i2]*x[n,i]*x[n,i2]))"),
    "its gradient by the weight": ("k,i,i2", "sum(n, t[n,k]*x[n,i]*x[n,i2])"),
    "its gradient by the input": ("n,i", "sum(k, sum(i2, t[n,k]*(v[k,i,i2] + v[k,i2,i])*x[n,i2]))"),
    "three matrices in a row": ("n,j2", "sum(i, sum(j, x[n,i]*w[j,i]*s[j,j2]))"),
    "four factors": ("j,k", "sum(n, sum(i, x[n,i]*w[j,i]*t[n,k]*b[j]))"),
    "distances": ("n,j", "sum(i, (x[n,i] - w[j,i])^2)"),
    "a sum over samples": ("i", "sum(n, x[n,i])"),
    "a scalar of everything": ("", "sum(n, sum(i, x[n,i]*min(x[n,i], 0)))"),
    "a mean over samples": ("", "sum(n, sum(i, x[n,i]))/size(n)"),
    "sizes as numbers": ("n,i", "x[n,i]/size(i) - size(j)"),
    "a sum that does not use its letter": ("n,i", "sum(j, x[n,i])"),
    "a sum of sums": ("n,j", "sum(i, w[j,i]*x[n,i] - b[j]/4)"),
    "an outer product": ("n,j,k", "b[j]*t[n,k]"),
    "a transposed result": ("j,n", "sum(i, w[j,i]*x[n,i])"),
    "a broadcast parameter": ("n,j", "b[j]"),
    "a constant": ("n,j", "c/3"),
    "a named constant": ("n,i", "c*x[n,i]"),
    "a trace": ("", "sum(j, s[j,j])"),
    "a diagonal": ("n,j", "s[j,j]*b[j]"),
    "softmax": ("n,k", "exp(t[n,k])/sum(k2, exp(t[n,k2]))"),
    "softmax's backward pass": ("n,k", "t[n,k]*(t[n,k] - sum(k2, t[n,k2]*t[n,k2]^3))"),
    "a normalised signal": ("n,i", "x[n,i]/sqrt(sum(i2, x[n,i2]^2)/size(i) + 1/100)"),
    "comparisons and cases": ("n,i", "where(x[n,i] > a, 1, c) + (x[n,i] <= 0)*x[n,i]"),
    "brackets alone": ("n,i", "3*(x[n,i] > 0)*(x[n,i] < 1)"),
    "functions": (
        "n,i",
        "tanh(x[n,i]) + erf(x[n,i]) + abs(x[n,i])*sign(a) + exp(-x[n,i]^2)",
    ),
    "powers": ("n,i", "x[n,i]^3 + (x[n,i]^2 + 1)^(3/2) + 1/(1 + x[n,i]^4)"),
    "extrema": ("n,i", "max(x[n,i], a) - min(x[n,i], 1/2)"),
    "a quotient of products": ("n,j", "2*b[j]*a/(3*(1 + b[j]^2)*(2 + a^2))"),
    "quotients": ("n,j", "-2*b[j]/(3*(1 + b[j]^2)) - sum(i, x[n,i])/7"),
}


def scope() -> Scope:
    return Scope(TENSORS, LETTERS)


def lowered(letters: str, formula: str):
    left = [LETTERS[letter] for letter in letters.split(",") if letter]
    return program_for_one(left, read(formula, scope()))


def program_for_one(left, right, constants=CONSTANTS):
    tensor = Tensor("q", None, tuple(letter.axis for letter in left), Role.SIGNAL)
    return tensor, program_of(
        [
            Equation(tensor[tuple(left)], right, "1"),
            Equation(Entry(COST), Entry(TENSORS["a"]), "2"),
        ],
        [],
        inputs=[TENSORS["x"]],
        targets=[TENSORS["t"]],
        parameters=[tensor for tensor in TENSORS.values() if tensor.role is Role.PARAMETER],
        constants=constants,
        sizes=SIZES,
        sample=N,
        predictions=[tensor],
        loss=COST,
    )


def arrays(dtype=np.float64):
    random = np.random.default_rng(3)
    return {
        tensor: random.normal(size=[ALL[axis] for axis in tensor.axes]).astype(dtype)
        for tensor in TENSORS.values()
    }


def oracle(tensor, letters, right, numbers):
    given = given_values(TENSORS.values(), ALL, lambda one, at: float(numbers[one][at]))
    for constant, value in CONSTANTS.items():
        given[constant] = {(): value.p / value.q}
    made = world(given, ALL, [Equation(tensor[tuple(letters)], right)], digits=30)
    shape = [ALL[axis] for axis in tensor.axes]
    found = np.empty(shape)
    for at in product(*map(range, shape)):
        found[at] = float(made.values[tensor][at])
    return found


def contractions(node: Node):
    own = [node] if isinstance(node, Contract) else []
    return own + [found for part in parts_of(node) for found in contractions(part)]


@pytest.mark.parametrize(("letters", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_an_equation_computes_what_it_says(letters, formula, tmp_path):
    tensor, program = lowered(letters, formula)
    numbers = arrays()
    parameters = {one.code_name: numbers[one] for one in TENSORS.values()}
    # A formula that reads the target is no network's prediction; here it may.
    text = {"t": numbers[TENSORS["t"]]}
    module = module_of(program, "plain", tmp_path)
    vars(module).update(text)
    found = module.predict(parameters, numbers[TENSORS["x"]])
    left = [LETTERS[letter] for letter in letters.split(",") if letter]
    expected = oracle(tensor, left, read(formula, scope()), numbers)
    assert np.shape(found) == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("letters", "formula"), FORMULAS.values(), ids=FORMULAS)
def test_single_precision_stays_single(letters, formula, tmp_path):
    _, program = lowered(letters, formula)
    numbers = arrays(np.float32)
    module = module_of(program, "plain", tmp_path)
    vars(module).update(t=numbers[TENSORS["t"]])
    parameters = {one.code_name: numbers[one] for one in TENSORS.values()}
    found = module.predict(parameters, numbers[TENSORS["x"]])
    assert found.dtype == np.float32


@pytest.mark.parametrize(
    "name", ["an affine map", "three matrices in a row", "a quadratic form", "four factors"]
)
def test_contractions_become_matrix_products(name):
    _, program = lowered(*FORMULAS[name])
    assert contractions(program.forward[0].value)


def test_the_cheapest_order_of_products_is_chosen():
    # For 64 samples, x (w s) takes fewer multiplications than (x w) s: w s is small.
    _, program = lowered(*FORMULAS["three matrices in a row"])
    outer, inner = contractions(program.forward[0].value)
    assert outer.left == Read(program.input)
    assert outer.right == inner


def test_an_order_of_products_forgets_what_is_summed():
    i, j, k, n = (LETTERS[letter] for letter in "ijkn")
    sets = tuple(map(frozenset, ((i, j), (j, k), (k, n))))
    sizes = {I: 10, J: 20, K: 3, N: 50}
    # (A B) C: 10*20*3 + 10*3*50 = 2100;  A (B C): 20*3*50 + 10*20*50 = 13000
    assert best_order(sets, frozenset((i, n)), sizes) == Pair(Pair(Leaf(0), Leaf(1)), Leaf(2))
    sizes = {I: 2, J: 1, K: 3, N: 4}
    # (A B) C: 2*1*3 + 2*3*4 = 30;  A (B C): 1*3*4 + 2*1*4 = 20
    assert best_order(sets, frozenset((i, n)), sizes) == Pair(Leaf(0), Pair(Leaf(1), Leaf(2)))


def test_no_intermediate_array_has_more_axes_than_it_must():
    _, program = lowered("j,k", "sum(n, sum(i, x[n,i]*w[j,i]*t[n,k]))")
    ranks = [len(one.labels) for one in contractions(program.forward[0].value)]
    assert max(ranks) == 2


def test_sums_of_elementwise_products_make_no_contraction():
    _, program = lowered("n", "sum(i, x[n,i]*x[n,i]^2)")
    value = program.forward[0].value
    assert isinstance(value, Reduce)
    assert isinstance(value.source, Map)


def test_a_delta_that_stays_is_an_identity_matrix(tmp_path):
    j, other = LETTERS["j"], LETTERS["j2"]
    b = TENSORS["b"]
    right = b[j] * Delta(j, other)
    _, program = program_for_one([j, other], right)
    numbers = arrays()
    module = module_of(program, "plain", tmp_path)
    found = module.predict({"b1": numbers[b]}, numbers[TENSORS["x"]])
    np.testing.assert_array_equal(found, np.diag(numbers[b]))


def test_an_index_as_a_number_is_a_position(tmp_path):
    i, n = LETTERS["i"], LETTERS["n"]
    _, program = program_for_one([n, i], TENSORS["x"][n, i] * (i + 1))
    x = arrays(np.float32)[TENSORS["x"]]
    found = module_of(program, "plain", tmp_path).predict({}, x)
    np.testing.assert_allclose(found, x * np.arange(1, 5), rtol=1e-6)
    assert found.dtype == np.float32


def test_what_cannot_be_lowered_names_its_equation():
    i, n = LETTERS["i"], LETTERS["n"]
    with pytest.raises(UnsupportedError, match=r"Equation \(1\), q\[n,i\] = "):
        program_for_one([n, i], TENSORS["x"][n, i**2])


def test_a_tensor_without_a_value_names_its_equation():
    i, n = LETTERS["i"], LETTERS["n"]
    with pytest.raises(UnsupportedError, match=r"Equation \(1\).*c1 has no value"):
        program_for_one([n, i], TENSORS["c"][()] * TENSORS["x"][n, i], constants={})


def test_equations_that_nothing_needs_are_left_out():
    x, n, i = TENSORS["x"], LETTERS["n"], LETTERS["i"]
    y = Tensor("y", None, (N, I), Role.PREDICTION)
    unused = Tensor("u", 1, (N, I), Role.SIGNAL)
    program = program_of(
        [
            Equation(unused[n, i], x[n, i] ** 2, "1"),
            Equation(y[n, i], 2 * x[n, i], "2"),
            Equation(Entry(COST), total(y[n, i], n, i) / SizeOf(N), "3"),
        ],
        [Equation(gradient_of(y)[n, i], 1 / SizeOf(N), "4")],
        inputs=[x],
        targets=[TENSORS["t"]],
        parameters=[],
        constants={},
        sizes=SIZES,
        sample=N,
        predictions=[y],
        loss=COST,
    )
    assert [one.number for one in program.forward] == ["2", "3"]
    assert program.backward == ()


def test_names_that_python_or_the_program_needs_are_changed(tmp_path):
    n, i = LETTERS["n"], LETTERS["i"]
    x = TENSORS["x"]
    awkward = Tensor("lambda", None, (I,), Role.PARAMETER)
    numpy = Tensor("np", None, (N, I), Role.PREDICTION)
    program = program_of(
        [
            Equation(numpy[n, i], awkward[i] * x[n, i], "1"),
            Equation(Entry(COST), total(numpy[n, i], n, i), "2"),
        ],
        [Equation(gradient_of(awkward)[i], total(x[n, i], n), "3")],
        inputs=[x],
        targets=[TENSORS["t"]],
        parameters=[awkward],
        constants={},
        sizes=SIZES,
        sample=N,
        predictions=[numpy],
        loss=COST,
    )
    ones = np.ones((3, 4))
    for style in ("plain", "fast"):
        module = module_of(program, style, tmp_path)
        cost, gradient = module.gradients({"lambda_": ones[0]}, ones, ones[:, :2])
        assert cost == 12
        np.testing.assert_array_equal(gradient["lambda_"], 3 * ones[0])


def test_values_that_vanish_are_held_above_zero_where_they_divide(tmp_path):
    n, i = LETTERS["n"], LETTERS["i"]
    x, a = TENSORS["x"], TENSORS["a"]
    small = Tensor("s", None, (N, I), Role.SIGNAL)
    y = Tensor("y", None, (N, I), Role.PREDICTION)
    softplus = read("log(1 + exp(x[n,i]))", scope())
    program = program_of(
        [
            Equation(small[n, i], softplus, "1"),
            Equation(y[n, i], (1 - small[n, i] / (1 + small[n, i])) * 3 / small[n, i], "2"),
            Equation(Entry(COST), Entry(a), "3"),
        ],
        [],
        inputs=[x],
        targets=[TENSORS["t"]],
        parameters=[a],
        constants={},
        sizes=SIZES,
        sample=N,
        predictions=[y],
        loss=COST,
    )
    module = module_of(program, "plain", tmp_path)
    with np.errstate(all="raise", under="ignore"):
        found = module.predict({}, np.full((1, 4), -800.0))
    assert np.isfinite(found).all()
    assert Integer(0) < found.min()
