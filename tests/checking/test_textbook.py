"""Textbook gradients, typed by hand with their source, beside the derived ones.

The lecture is the course's own: delta of the output, delta of the hidden
layer, dW. Equation numbers are Bishop (2006), "Pattern Recognition and
Machine Learning", and Goodfellow, Bengio & Courville (2016), "Deep Learning".
"""

import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.checking.generated import nested
from derive.checking.gradients import derived_world
from derive.checking.sampling import point
from derive.network.network import build
from derive.network.reader import read_line
from derive.notation.tensor import gradient_of

# Products of a few numbers of size one in double precision, against 30 digits.
TOLERANCE = 1e-14
BATCH = 5


class Worked:
    """A network's numbers at a point: signals, parameters and derived gradients as arrays."""

    def __init__(self, line, *, batch, seed=7):
        network = build(read_line(line))
        derivation = derivation_of(network)
        derivation = derivation.in_batch() if batch else derivation
        self.network = derivation.network
        self.world = derived_world(derivation, point(self.network, seed), 30)

    def __getitem__(self, name):
        tensors = [tensor for tensor in self.world.values if tensor.code_name == name]
        (tensor,) = [one for one in tensors if one.of is None] or tensors
        return np.array(nested(self.world.values[tensor]))

    def gradient(self, name):
        (tensor,) = [one for one in self.world.values if one.of is None and one.code_name == name]
        return np.array(nested(self.world.values[gradient_of(tensor)]))


def agree(one, other):
    return np.testing.assert_allclose(one, other, rtol=TOLERANCE, atol=TOLERANCE)


def test_the_lecture_s_error_signals_and_weight_gradients():
    net = Worked(
        "3 -> dense 4 (bias = false) -> sigmoid -> dense 2 (bias = false) -> sigmoid"
        " | squared_error",
        batch=False,
    )
    x, hidden, y, t = net["x"], net["x2"], net["y"], net["t"]
    # Lecture: delta_k = (y_k - t_k) y_k (1 - y_k) at the output.
    delta_out = (y - t) * y * (1 - y)
    # Lecture: delta_j = h_j (1 - h_j) sum_k w_kj delta_k in the hidden layer (Bishop eq. 5.56).
    delta_hidden = hidden * (1 - hidden) * (net["w2"].T @ delta_out)
    agree(net.gradient("z2"), delta_out)
    agree(net.gradient("z1"), delta_hidden)
    # Lecture: dE/dw_kj = delta_k h_j (Bishop eq. 5.53).
    agree(net.gradient("w2"), np.outer(delta_out, hidden))
    agree(net.gradient("w1"), np.outer(delta_hidden, x))


def test_a_batch_takes_the_mean_over_its_samples():
    net = Worked("3 -> dense 4 -> tanh -> dense 2 | squared_error", batch=True)
    x, hidden, y, t = net["x"], net["x2"], net["y"], net["t"]
    assert len(x) == BATCH
    delta_out = (y - t) / BATCH
    # tanh' = 1 - tanh^2 (Bishop eq. 5.60).
    delta_hidden = (1 - hidden**2) * (delta_out @ net["w2"])
    agree(net.gradient("w2"), delta_out.T @ hidden)
    agree(net.gradient("b2"), delta_out.sum(axis=0))
    agree(net.gradient("w1"), delta_hidden.T @ x)
    agree(net.gradient("b1"), delta_hidden.sum(axis=0))


def test_a_sum_over_the_samples_has_no_mean():
    net = Worked("3 -> dense 2 | squared_error | cost sum", batch=True)
    agree(net.gradient("w1"), (net["y"] - net["t"]).T @ net["x"])


@pytest.mark.parametrize(
    "ending",
    [
        "softmax | cross_entropy",  # Bishop eq. 4.109
        "sigmoid | binary_cross_entropy",  # Bishop eq. 4.91
    ],
)
def test_a_canonical_link_leaves_y_minus_t(ending):
    net = Worked(f"3 -> dense 4 -> {ending}", batch=False)
    agree(net.gradient("z1"), net["y"] - net["t"])


def test_logits_leave_probabilities_minus_labels():
    net = Worked("3 -> dense 4 | cross_entropy_with_logits", batch=False)
    e = np.exp(net["y"])
    agree(net.gradient("y"), e / e.sum() - net["t"])


def test_an_l2_penalty_adds_the_weights():
    # Goodfellow, Bengio & Courville eq. 7.3: the gradient of alpha/2 w'w is alpha w.
    net = Worked("3 -> dense 2 | squared_error | l2 0.25", batch=True)
    agree(net.gradient("w1"), (net["y"] - net["t"]).T @ net["x"] / BATCH + 0.25 * net["w1"])


def test_an_l1_penalty_adds_signs():
    # Goodfellow, Bengio & Courville eq. 7.20: the gradient of alpha ||w||_1 is alpha sign(w).
    net = Worked("3 -> dense 2 | squared_error | l1 0.25", batch=False)
    outer = np.outer(net["y"] - net["t"], net["x"])
    agree(net.gradient("w1"), outer + 0.25 * np.sign(net["w1"]))


def test_a_skip_connection_adds_two_error_signals():
    # He, Zhang, Ren & Sun (2016), "Identity Mappings": the gradient by x_l is that by x_L plus
    # what comes back through the block.
    net = Worked("3 -> dense 4 -> tanh as a -> dense 4 -> add a | squared_error", batch=False)
    delta = net["y"] - net["t"]
    agree(net.gradient("x2"), delta + net["w2"].T @ delta)
