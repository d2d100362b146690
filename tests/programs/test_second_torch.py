"""Generated second derivatives against PyTorch's own, for networks typed again by hand."""

import numpy as np
import pytest

from derive.calculus.derivation import derivation_of
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_network
from derive.programs.second import second_text

torch = pytest.importorskip("torch")
functional = torch.nn.functional

# A few units in the last place of sums of some dozen terms; the largest difference met was 5e-15.
CLOSE = 2e-14


def softmax_mlp(p, x):
    return torch.tanh(x @ p["w1"].T + p["b1"]) @ p["w2"].T + p["b2"]


def relu_mlp(p, x):
    hidden = torch.relu(x @ p["w1"].T + p["b1"])
    hidden = torch.relu(hidden @ p["w2"].T + p["b2"])
    return hidden @ p["w3"].T + p["b3"]


def convolution(p, x):
    z = functional.conv1d(x, p["w1"], p["b1"], stride=2, padding=1)
    z = functional.conv1d(functional.gelu(z), p["w2"], p["b2"], padding=1)
    return z.mean(2) @ p["w4"].T + p["b4"]


def normalised(p, x):
    z = x @ p["w1"].T + p["b1"]
    h = functional.layer_norm(z, z.shape[1:], p["gamma2"], p["beta2"], eps=1e-5)
    return torch.sigmoid(h) @ p["w3"].T + p["b3"]


def recurrent(p, x):
    h = torch.zeros(len(x), len(p["b1"]), dtype=x.dtype)
    for s in range(x.shape[1]):
        h = torch.tanh(x[:, s] @ p["w1"].T + h @ p["u1"].T + p["b1"])
    return h @ p["w3"].T + p["b3"]


def cross_entropy(z, t):
    return -(t * torch.log_softmax(z, 1)).sum() / len(t)


def binary(z, t):
    return functional.binary_cross_entropy_with_logits(z, t, reduction="sum") / len(t)


def half_squares(y, t):
    return ((y - t) ** 2).sum() / 2 / len(t)


def dense(units):
    return {"formula": "dense", "units": units}


CONVOLUTION = {
    "input": [2, 7],
    "layers": [
        {"formula": "conv1d", "channels": 3, "kernel": 2, "stride": 2, "padding": 1},
        "gelu",
        {"formula": "conv1d", "channels": 4, "kernel": 2, "padding": 1},
        "global_average_pool1d",
        dense(5),
        "softmax",
    ],
    "loss": "cross_entropy",
}
# The network, its model as far as the loss's own argument, that loss, what answers, a block.
CASES = {
    "softmax": (
        "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy",
        softmax_mlp,
        cross_entropy,
        lambda z: torch.softmax(z, 1),
        "w1",
    ),
    "relu": (
        "3 -> dense 6 -> relu -> dense 4 -> relu -> dense 2 -> sigmoid | binary_cross_entropy",
        relu_mlp,
        binary,
        torch.sigmoid,
        "w2",
    ),
    "convolution": (
        CONVOLUTION,
        convolution,
        cross_entropy,
        lambda z: torch.softmax(z, 1),
        "w1",
    ),
    "layer norm": (
        {
            "input": 3,
            "layers": [dense(4), "layer_norm", "sigmoid", dense(2)],
            "loss": "squared_error",
        },
        normalised,
        half_squares,
        lambda y: y,
        "gamma2",
    ),
    "recurrence": (
        {
            "input": [5, 3],
            "layers": [{"formula": "simple_rnn", "units": 4}, "last", dense(2)],
            "loss": "squared_error",
        },
        recurrent,
        half_squares,
        lambda y: y,
        "u1",
    ),
}


@pytest.fixture(scope="module", params=CASES)
def case(request):
    described, model, loss, answer, block = CASES[request.param]
    made = read_network(described) if isinstance(described, str) else network(**described)
    derivation = derivation_of(build(made))
    space = {"__name__": "second"}
    exec(compile(second_text(derivation, [block]), "second.py", "exec"), space)
    return derivation.in_batch().network, model, loss, answer, block, space


def numbers(net, seed):
    rng = np.random.default_rng(seed)
    shapes = {p.tensor.code_name: net.shape(p.tensor) for p in net.parameters}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    v = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    x = rng.normal(size=(6, *net.shape(net.input)[1:]))
    t = rng.uniform(0.1, 0.9, size=(6, *net.shape(net.target)[1:]))
    return parameters, v, x, t / t.sum(1, keepdims=True) if net.facts else t


def near(one, other):
    other = other.detach().numpy()
    assert one.shape == other.shape
    assert np.abs(one - other).max() <= CLOSE * max(1, np.abs(other).max())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_products_are_pytorchs(case, seed):
    net, model, loss, answer, block, space = case
    parameters, v, x, t = numbers(net, seed)
    names = list(parameters)
    inputs = tuple(torch.tensor(parameters[name]) for name in names)
    along = tuple(torch.tensor(v[name]) for name in names)
    data, target = torch.tensor(x), torch.tensor(t)

    def score(*values):
        return model(dict(zip(names, values, strict=True)), data)

    def cost(*values):
        return loss(score(*values), target)

    _, forward = torch.autograd.functional.jvp(lambda *p: answer(score(*p)), inputs, along)
    near(space["jacobian_vector"](parameters, x, v), forward)

    _, products = torch.autograd.functional.hvp(cost, inputs, along)
    made = space["hessian_vector"](parameters, x, t, v)
    for name, product in zip(names, products, strict=True):
        near(made[name], product)

    scores, change = torch.autograd.functional.jvp(score, inputs, along)
    _, bent = torch.autograd.functional.hvp(lambda z: loss(z, target), scores, change)
    _, products = torch.autograd.functional.vjp(score, inputs, bent)
    made = space["gauss_newton_vector"](parameters, x, t, v)
    for name, product in zip(names, products, strict=True):
        near(made[name], product)

    def cost_of(value):
        values = [value if name == block else one for name, one in zip(names, inputs, strict=True)]
        return cost(*values)

    whole = torch.autograd.functional.hessian(cost_of, inputs[names.index(block)])
    near(space[f"hessian_{block}"](parameters, x, t), whole)
