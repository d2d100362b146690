"""What other tools get wrong or cannot do, beside textbook results typed by hand.

SymPy's `diff` of a `Sum` captures its index; others answer for d(x^2 + x^2) with the derivative
of one term, have no gradient by a convolution's input, or leave a layer norm or a softmax
unsimplified.
"""

import sys
import types

import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.checking.generated import nested
from derive.checking.gradients import derived_world
from derive.checking.sampling import point
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_toml
from derive.notation.canonical import equal
from derive.notation.expression import IndexSum, Partial
from derive.notation.tensor import gradient_of
from derive.notation.value import given_values, world
from derive.programs.write import program_text
from tests.calculus.expressions import SIZES, I, P, W, X

# Products of a few numbers of size one in double precision, against 30 digits.
TOLERANCE = 1e-13
CLOSE = {"rtol": TOLERANCE, "atol": TOLERANCE}


class Worked:
    """A network per sample at a random point: signals, parameters and derived gradients."""

    def __init__(self, layers, *, start, loss="squared_error"):
        described = network(input=start, layers=layers, loss=loss)
        self.derivation = derivation_of(build(described))
        self.network = self.derivation.network
        self.world = derived_world(self.derivation, point(self.network, 5), 30)

    def tensor(self, name):
        (found,) = [t for t in self.world.values if t.of is None and t.code_name == name]
        return found

    def __getitem__(self, name):
        return np.array(nested(self.world.values[self.tensor(name)]), dtype=float)

    def gradient(self, name):
        return np.array(nested(self.world.values[gradient_of(self.tensor(name))]), dtype=float)

    def text(self, name):
        return str(self.derivation.result(name).explicit.right)


def use(formula, **options):
    return {"formula": formula, **options}


def test_the_index_of_a_sum_captures_nothing():
    # d/dx_j of sum_j w_ij x_j is w_ij; SymPy 1.14 answers sum_j w_ij.
    # Petersen & Pedersen, The Matrix Cookbook, section 2.4.1: the derivative of A x is A.
    after, _ = take(Partial(IndexSum(W[P, I] * X[I], I), X[I]), NOTHING_OPEN)
    numbers = given_values([W, X], SIZES, lambda _, at: 1 + sum(at) + at[0] ** 2)
    made = world(numbers, SIZES)
    for row in range(SIZES[P.axis]):
        for column in range(SIZES[I.axis]):
            assert made.number(after, {P: row, I: column}) == numbers[W][(row, column)]


def test_the_derivative_of_x_squared_twice_is_four_x():
    x = X[I]
    after, _ = take(Partial(x**2 + x**2, X[I]), NOTHING_OPEN)
    assert equal(after, 4 * X[I])
    # The same through two named equations that both use x.
    net = Worked(
        [
            use("dense", units=3, name="a"),
            use("multiply", inputs=["a", "a"], name="b"),
            use("multiply", inputs=["a", "a"], name="c"),
            use("add", inputs=["b", "c"]),
        ],
        start=2,
    )
    np.testing.assert_allclose(net.gradient("z1"), 4 * net["z1"] * (net["y"] - net["t"]), **CLOSE)


def test_a_convolution_hands_back_the_sum_over_the_flipped_kernel():
    # Goodfellow, Bengio & Courville (2016), section 9.5: the derivative by a convolution's input
    # sums delta over all outputs that the input reached, with the kernel turned round.
    net = Worked(
        [use("conv1d", channels=2, kernel=2), use("conv1d", channels=3, kernel=4)], start=[2, 9]
    )
    delta, w = net.gradient("y"), net["w2"]
    expected = np.zeros(net["z1"].shape)
    for d in range(3):
        for c in range(2):
            expected[c] += np.convolve(delta[d], w[d, c])  # np.convolve turns round its kernel
    np.testing.assert_allclose(net.gradient("z1"), expected, **CLOSE)
    assert net.text("z1") == "sum(d', sum(r, delta2[d',p - r]*w2[d',d,r]))"


def test_a_layer_norm_has_its_compact_gradient():
    # Ioffe & Szegedy (2016) as in Kratzert and Yeh's notes on batch norm, over units instead:
    # (I g_i - sum_j g_j - h_i sum_j g_j h_j)/(I sqrt(v + epsilon)), with g the gradient by h.
    net = Worked([use("dense", units=4), use("layer_norm"), use("dense", units=2)], start=3)
    g, h, v = net.gradient("h2"), net["h2"], net["v2"]
    units = len(h)
    epsilon = float(net.network.constants[net.tensor("epsilon2")])
    expected = (units * g - g.sum() - h * (g @ h)) / (units * np.sqrt(v + epsilon))
    np.testing.assert_allclose(net.gradient("z1"), expected, **CLOSE)
    assert net.text("z1") == (
        "(dh2[j] - h2[j]*sum(j', dh2[j']*h2[j'])/J - sum(j', dh2[j'])/J)/sqrt(epsilon2 + v2)"
    )


def test_a_softmax_hands_back_what_differs_from_the_mean():
    # Goodfellow, Bengio & Courville (2016), section 6.2.2.3: the Jacobian is diag(p) - p p^T.
    net = Worked([use("dense", units=4), use("softmax"), use("dense", units=2)], start=3)
    p, g = net["x2"], net.gradient("x2")
    np.testing.assert_allclose(net.gradient("z1"), (np.diag(p) - np.outer(p, p)) @ g, **CLOSE)
    assert net.text("z1") == "(dx2[j] - sum(j', dx2[j']*x2[j']))*x2[j]"


def test_attention_has_the_gradients_that_flash_attention_states():
    # Dao, Fu, Ermon, Rudra & Re (2022), appendix B.2: dV = P^T dO, dP = dO V^T,
    # dS_ij = P_ij (dP_ij - sum_l P_il dP_il), dQ = dS K, dK = dS^T Q,
    # and S = QK^T/sqrt(D) adds a factor 1/sqrt(D).
    net = Worked(
        [
            use("dense", units=4, name="a"),
            use("dense", units=5, inputs=["input"], name="b"),
            use("dense", units=4, inputs=["input"], name="c"),
            use("attention", inputs=["a", "c", "b"]),
            use("dense", units=2),
        ],
        start=[3, 2],
    )
    q, k, v, p = net["z1"], net["z3"], net["z2"], net["p4"]
    over = net.gradient("h4")
    np.testing.assert_allclose(net.gradient("z2"), p.T @ over, **CLOSE)
    dp = over @ v.T
    ds = p * (dp - (p * dp).sum(axis=1, keepdims=True)) / np.sqrt(q.shape[1])
    np.testing.assert_allclose(net.gradient("p4"), dp, **CLOSE)
    np.testing.assert_allclose(net.gradient("z1"), ds @ k, **CLOSE)
    np.testing.assert_allclose(net.gradient("z3"), ds.T @ q, **CLOSE)


def _module(text, style):
    module = types.ModuleType(f"peer_{style}")
    sys.modules[module.__name__] = module  # dataclasses look their module up
    described = read_toml(text)
    exec(program_text(derivation_of(build(described)), style), module.__dict__)
    return module


# The gradient by a pre-activation of -800, 0 or 800, where exp leaves the range of numbers.
# Bishop (2006), eqs. (4.91) and (4.109): y - t; 1 - tanh^2 and y (1 - y) vanish at both ends.
ENDS = np.array([-800.0, 0.0, 800.0])
EXTREMES = {
    "sigmoid, binary_cross_entropy": np.array([-1.0, -0.5, 0.0]),
    "identity, binary_cross_entropy_with_logits": np.array([-1.0, -0.5, 0.0]),
    "softmax, cross_entropy": np.array([-1 / 3, -1 / 3, 2 / 3]),
    "identity, cross_entropy_with_logits": np.array([-1 / 3, -1 / 3, 2 / 3]),
    "sigmoid, squared_error": np.array([0.0, -0.125, 0.0]),
    "tanh, squared_error": np.array([0.0, -1.0, 0.0]),
    "softplus, squared_error": np.array([0.0, (np.log(2) - 1) / 2, 799.0]),
    "silu, squared_error": np.array([0.0, -0.5, 799.0]),
}


@pytest.mark.parametrize("ending", EXTREMES)
@pytest.mark.parametrize("style", ["plain", "fast"])
@pytest.mark.filterwarnings("error")
def test_pre_activations_of_800_have_their_gradients(ending, style):
    activation, loss = ending.split(", ")
    layers = f'layers = [{{ formula = "dense", units = 3 }}, "{activation}"]'
    module = _module(f'input = 2\nloss = "{loss}"\n{layers}', style)
    parameters = {"w1": np.zeros((3, 2)), "b1": ENDS.copy()}
    target = np.full((1, 3), 1 / 3 if "cross_entropy" in loss and "binary" not in loss else 1.0)
    _, gradients = module.gradients(parameters, np.ones((1, 2)), target)
    np.testing.assert_allclose(gradients["b1"], EXTREMES[ending], **CLOSE)


@pytest.mark.parametrize("style", ["plain", "fast"])
@pytest.mark.filterwarnings("error")
def test_attention_scores_of_hundreds_leave_the_gradients_finite(style):
    text = (
        "input = [3, 4]\nloss = 'squared_error'\n"
        'layers = [{ formula = "causal_self_attention", heads = 2 }]'
    )
    module, random = _module(text, style), np.random.default_rng(0)
    parameters = {n: random.normal(0, 20, s) for n, s in module.PARAMETERS.items()}
    data = random.normal(0, 1, (2, 3, 4))
    loss, gradients = module.gradients(parameters, data, data)
    assert np.isfinite(loss)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())
