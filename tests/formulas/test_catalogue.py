"""Every formula of the folder: its numbers against forms typed independently, and its declarations.

The reference column follows the cited papers and PyTorch's documentation, in NumPy and the
standard library; where PyTorch is installed its own functions are asked as well.
"""

import math
from fractions import Fraction

import numpy as np
import pytest

from derive.formulas.catalogue import builtin, builtin_names, files, formulas
from derive.formulas.formula import head
from derive.notation.syntax import Number
from tests.formulas.numbers import number_of, output_of

ACTIVATIONS = builtin_names("activation")
LOSSES = builtin_names("loss")
POINTS = (-7.25, -3.5, -2.0, -0.75, -0.125, 0.0, 0.3, 0.875, 1.5, 3.25, 6.5)
SIDE = 1e-9
# A double's rounding in a reference form of a few operations; our side has 40 digits.
ROUNDING = 4e-15

SELU_ALPHA = -math.sqrt(2 / math.pi) / (math.exp(0.5) * math.erfc(1 / math.sqrt(2)) - 1)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def softplus(x):
    return math.log1p(math.exp(x))


ELEMENTWISE = {
    "identity": lambda x: x,
    "sigmoid": sigmoid,
    "tanh": math.tanh,
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else x / 100,
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "selu": lambda x: (
        1.0507009873554804934193349852946
        * (x if x > 0 else 1.6732632423543772848170429916717 * math.expm1(x))
    ),
    "softplus": softplus,
    "softsign": lambda x: x / (1 + abs(x)),
    "silu": lambda x: x * sigmoid(x),
    "gelu": lambda x: x * math.erfc(-x / math.sqrt(2)) / 2,
    "gelu_tanh": lambda x: (
        0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
    ),
    "mish": lambda x: x * math.tanh(softplus(x)),
    "hard_sigmoid": lambda x: 0.0 if x <= -3 else 1.0 if x >= 3 else x / 6 + 0.5,
    "hard_tanh": lambda x: -1.0 if x < -1 else 1.0 if x > 1 else x,
    "relu6": lambda x: 0.0 if x < 0 else 6.0 if x > 6 else x,
    "celu": lambda x: x if x > 0 else math.expm1(x),
    "hard_swish": lambda x: 0.0 if x <= -3 else x if x >= 3 else x * (x + 3) / 6,
    "log_sigmoid": lambda x: -softplus(-x),
    "sin": math.sin,
    "snake": lambda x: x + math.sin(x) ** 2,
    "soft_shrink": lambda x: math.copysign(max(abs(x) - 0.5, 0.0), x),
    "squared_relu": lambda x: max(x, 0.0) ** 2,
    "tanh_shrink": lambda x: x - math.tanh(x),
}


def scalar(name, x, **given):
    """The value of an activation at one number."""
    formula = builtin(name)
    assert formula is not None
    return float(output_of(formula, {"x": x, **given}))


def loss(name, y, t):
    """The value of a loss."""
    formula = builtin(name)
    assert formula is not None
    return float(output_of(formula, {"y": y, "t": t}))


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_elementwise_activation_has_its_textbook_values(name):
    for x in POINTS:
        assert scalar(name, x) == pytest.approx(ELEMENTWISE[name](x), rel=ROUNDING, abs=ROUNDING)


def test_prelu_uses_its_learned_slope_on_the_negative_side_only():
    assert scalar("prelu", -2.0, a=0.3) == pytest.approx(-0.6)
    assert scalar("prelu", 2.0, a=0.3) == 2.0


def test_softmax_divides_exponentials_by_their_sum():
    x = np.array([0.5, -1.25, 2.0, 0.0])
    expected = np.exp(x) / np.exp(x).sum()
    np.testing.assert_allclose(output_of(builtin("softmax"), {"x": x}), expected, rtol=ROUNDING)
    logarithm = output_of(builtin("log_softmax"), {"x": x})
    np.testing.assert_allclose(logarithm, np.log(expected), rtol=4 * ROUNDING)


def test_the_constants_of_selu_keep_mean_zero_and_variance_one():
    constants = builtin("selu").constants
    assert float(constants["alpha"]) == pytest.approx(SELU_ALPHA, rel=1e-15)
    grid = np.linspace(-12, 12, 200_001)
    weight = np.exp(-(grid**2) / 2) / math.sqrt(2 * math.pi)
    scale, alpha = float(constants["scale"]), float(constants["alpha"])
    value = scale * np.where(grid > 0, grid, alpha * np.expm1(np.minimum(grid, 0)))
    step = grid[1] - grid[0]
    assert (value * weight).sum() * step == pytest.approx(0, abs=1e-8)
    assert (value**2 * weight).sum() * step == pytest.approx(1, abs=1e-8)


def test_the_tanh_form_of_gelu_is_within_the_error_its_file_states():
    gaps = [abs(scalar("gelu", x) - scalar("gelu_tanh", x)) for x in np.linspace(-6, 6, 121)]
    assert 0.0001 < max(gaps) < 0.0005


Y = np.array([0.25, -1.5, 3.0])
T = np.array([1.0, -1.0, 0.5])
P = np.array([0.2, 0.5, 0.3])
Q = np.array([0.1, 0.7, 0.2])


def softmax(y):
    return np.exp(y) / np.exp(y).sum()


LOSS_VALUES = [
    ("squared_error", Y, T, ((Y - T) ** 2).sum() / 2),
    ("mean_squared_error", Y, T, ((Y - T) ** 2).sum() / 3),
    ("absolute_error", Y, T, 0.75 + 0.5 + 2.5),
    ("huber", Y, T, 0.75**2 / 2 + 0.5**2 / 2 + (2.5 - 0.5)),
    ("cross_entropy", P, Q, -(Q * np.log(P)).sum()),
    ("cross_entropy_with_logits", Y, Q, -(Q * np.log(softmax(Y))).sum()),
    ("binary_cross_entropy", P, Q, -(Q * np.log(P) + (1 - Q) * np.log(1 - P)).sum()),
    ("binary_cross_entropy_with_logits", Y, Q, (np.log1p(np.exp(Y)) - Q * Y).sum()),
    ("hinge", Y, np.array([1.0, -1.0, -1.0]), 0.75 + 0.0 + 4.0),
    ("kl_divergence", P, Q, (Q * np.log(Q / P)).sum()),
    ("poisson", np.abs(Y), np.array([2.0, 0.0, 3.0]), 4.75 - 2 * np.log(0.25) - 3 * np.log(3)),
]


# Losses of pairs, of whole numbers, of a batch, or with options: checking/test_against_torch.py.
BESIDE_TORCH = {
    "contrastive": ("real", "probability"),
    "cosine_embedding": ("real", "sign"),
    "dice": ("probability", "probability"),
    "focal": ("real", "distribution"),
    "gaussian_kl": ("real", "real"),
    "info_nce": ("real", "real"),
    "masked_token_cross_entropy": ("real", "real"),
    "negative_log_likelihood": ("real", "real"),
    "oscillator": ("real", "real"),
    "smoothed_cross_entropy": ("real", "distribution"),
    "token_cross_entropy": ("real", "real"),
    "triplet": ("real", "real"),
}


@pytest.mark.parametrize(("name", "y", "t", "expected"), LOSS_VALUES, ids=lambda v: str(v)[:20])
def test_a_loss_has_its_textbook_value(name, y, t, expected):
    assert loss(name, y, t) == pytest.approx(expected, rel=4 * ROUNDING)


def test_every_formula_of_the_folder_is_tested_here():
    assert {*ELEMENTWISE, "prelu", "softmax", "log_softmax", "dropout"} == set(ACTIVATIONS)
    assert {*(name for name, *_ in LOSS_VALUES), *BESIDE_TORCH} == set(LOSSES)


def test_kl_divergence_takes_zero_times_log_zero_as_zero():
    assert loss("kl_divergence", P, np.array([0.0, 1.0, 0.0])) == pytest.approx(-math.log(0.5))
    assert loss("kl_divergence", P, P) == pytest.approx(0, abs=1e-30)


NOT_IN_TORCH = {"identity", "snake", "squared_relu"}


def torch_names():
    """Activations as PyTorch calls them, where the name is another one."""
    names = ("hard_sigmoid", "hard_tanh", "hard_swish", "log_sigmoid", "soft_shrink", "tanh_shrink")
    return {"gelu_tanh": "gelu"} | {name: name.replace("_", "") for name in names}


@pytest.mark.parametrize("name", sorted(set(ELEMENTWISE) - NOT_IN_TORCH))
def test_an_activation_agrees_with_pytorch_in_value_and_at_its_kinks(name):
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    own = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "sin": torch.sin}
    function = own.get(name) or getattr(torch.nn.functional, torch_names().get(name, name))
    options = {"approximate": "tanh"} if name == "gelu_tanh" else {}
    x = torch.tensor(POINTS, dtype=torch.float64)
    ours = [scalar(name, at) for at in POINTS]
    np.testing.assert_allclose(ours, function(x, **options).numpy(), rtol=1e-14, atol=1e-15)
    for kink in builtin(name).kinks:
        at = torch.tensor(float(kink.at), dtype=torch.float64, requires_grad=True)
        function(at, **options).backward()
        declared = number_of(builtin(name), kink.derivative, {"x": float(kink.at)})
        assert at.grad.item() == pytest.approx(declared, rel=1e-14)


def test_losses_agree_with_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is the oracle here")
    f = torch.nn.functional
    y, t, p, q = (torch.tensor(array) for array in (Y, T, P, Q))
    expected = {
        "mean_squared_error": f.mse_loss(y, t),
        "absolute_error": f.l1_loss(y, t, reduction="sum"),
        "huber": f.huber_loss(y, t, reduction="sum", delta=1.0),
        "cross_entropy_with_logits": f.cross_entropy(y, q),
        "binary_cross_entropy": f.binary_cross_entropy(p, q, reduction="sum"),
        "binary_cross_entropy_with_logits": f.binary_cross_entropy_with_logits(
            y, q, reduction="sum"
        ),
        "kl_divergence": f.kl_div(p.log(), q, reduction="sum"),
    }
    given = {name: (y, t) for name, y, t, _ in LOSS_VALUES}
    for name, value in expected.items():
        assert loss(name, *given[name]) == pytest.approx(value.item(), rel=1e-13)


@pytest.mark.parametrize("name", [n for n in ACTIVATIONS if builtin(n).kinks])
def test_a_declared_kink_is_one_and_its_derivative_is_a_subgradient(name):
    formula = builtin(name)
    given = {"a": 0.25} if name == "prelu" else {}
    for kink in formula.kinks:
        at = float(kink.at)
        below = (scalar(name, at, **given) - scalar(name, at - SIDE, **given)) / SIDE
        above = (scalar(name, at + SIDE, **given) - scalar(name, at, **given)) / SIDE
        declared = number_of(formula, kink.derivative, {"x": at, **given})
        assert abs(above - below) > 0.1
        assert min(above, below) - 1e-5 <= declared <= max(above, below) + 1e-5


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
def test_an_activation_has_no_kink_but_those_declared(name):
    declared = {float(kink.at) for kink in builtin(name).kinks}
    for at in {-6.0, -3.0, -1.0, 0.0, 1.0, 3.0, 6.0} - declared:
        below = (scalar(name, at) - scalar(name, at - SIDE)) / SIDE
        above = (scalar(name, at + SIDE) - scalar(name, at)) / SIDE
        assert above == pytest.approx(below, abs=1e-5)


def test_elu_has_a_kink_for_every_alpha_but_one():
    slopes = [(scalar("elu", s * SIDE, alpha=Fraction(3)) / (s * SIDE)) for s in (-1, 1)]
    assert slopes == pytest.approx([3, 1], rel=1e-6)


@pytest.mark.parametrize("kind", ["layer", "activation", "loss"])
def test_every_formula_has_a_title_in_two_languages_and_a_source(kind):
    for formula in formulas(kind).values():
        assert formula.title.en
        assert formula.title.ja
        assert "(" in formula.source
        assert not formula.source.endswith(".")


@pytest.mark.parametrize("kind", ["layer", "activation", "loss"])
def test_every_file_begins_with_its_equation_and_is_short_enough_to_read(kind):
    for path in files(kind).values():
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert " = " in text.splitlines()[0]
        assert max(len(line) for line in text.splitlines()) <= 110
        formula = builtin(path.stem)
        assert ("Shapes:" in text) == any("[" in e.text for e in formula.equations)


def test_no_formula_file_holds_a_gradient():
    for kind in ("layer", "activation", "loss"):
        for formula in formulas(kind).values():
            for equation in formula.equations:
                assert not head(equation).startswith(("d_", "grad"))


def test_what_an_activation_gives_and_a_loss_needs_is_declared():
    gives = {n: builtin(n).prediction for n in ACTIVATIONS if builtin(n).prediction != "real"}
    assert gives == {"sigmoid": "probability", "softmax": "distribution", "softplus": "positive"}
    needs = {n: (builtin(n).prediction, builtin(n).target) for n in LOSSES}
    assert needs == {
        "squared_error": ("real", "real"),
        "mean_squared_error": ("real", "real"),
        "absolute_error": ("real", "real"),
        "huber": ("real", "real"),
        "cross_entropy": ("distribution", "distribution"),
        "cross_entropy_with_logits": ("real", "distribution"),
        "binary_cross_entropy": ("probability", "probability"),
        "binary_cross_entropy_with_logits": ("real", "probability"),
        "hinge": ("real", "sign"),
        "kl_divergence": ("distribution", "distribution"),
        "poisson": ("positive", "count"),
        **BESIDE_TORCH,
    }


def test_an_unknown_name_is_no_formula():
    assert builtin("sigmoidal") is None


def test_a_kink_whose_place_is_a_number_has_a_plain_derivative():
    (kink,) = builtin("relu").kinks
    assert (kink.at, kink.derivative.value) == (0, 0)
    assert isinstance(kink.derivative, Number)
