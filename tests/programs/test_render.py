import ast
import math
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest

from derive.errors import UnsupportedError
from derive.programs.plain import WIDTH
from derive.programs.render import blocks
from tests.programs.elementwise import program_of_formula, x
from tests.programs.generated import HEADER, module_of, program_of_line, text_of

ACTIVATIONS = (
    "identity sigmoid tanh relu leaky_relu prelu elu selu softplus softsign silu gelu gelu_tanh "
    "mish hard_sigmoid hard_tanh relu6 softmax log_softmax"
).split()
LOSSES = {
    "squared_error": "",
    "mean_squared_error": "",
    "absolute_error": "",
    "huber": "",
    "cross_entropy": " -> softmax",
    "cross_entropy_with_logits": "",
    "binary_cross_entropy": " -> sigmoid",
    "binary_cross_entropy_with_logits": "",
    "hinge": "",
    "kl_divergence": " -> softmax",
    "poisson": " -> softplus",
}
ATTENTION = """
input = [3, 2]
loss = "squares"

[[layers]]
formula = "rows"
units = 4

[[layers]]
formula = "own_attention"

[formulas.rows]
kind = "layer"
equations = ["z[p,d] = sum(e, w[d,e]*x[p,e]) + b[p]"]
sizes = { d = "units" }
parameters = { w = "glorot_uniform", b = "zeros" }

[formulas.own_attention]
kind = "layer"
equations = [
    "s[p,q] = sum(d, x[p,d]*x[q,d])",
    "m[p,q] = exp(s[p,q])/sum(r, exp(s[p,r]))",
    "z[p,d] = sum(q, m[p,q]*x[q,d])",
]

[formulas.squares]
kind = "loss"
equations = ["L = sum(p, sum(d, (y[p,d] - t[p,d])^2))"]
"""
RADIAL = """
input = 3
loss = "squared_error"

[[layers]]
formula = "dense"
units = 4

[[layers]]
formula = "quadratic"
units = 2

[[layers]]
formula = "radial"
units = 3

[formulas.quadratic]
kind = "layer"
equations = ["z[k] = sum(i, sum(j, w[k,i,j]*x[i]*x[j]))"]
sizes = { k = "units" }
parameters = { w = "glorot_uniform" }

[formulas.radial]
kind = "layer"
equations = ["z[k] = exp(-sum(i, (x[i] - w[k,i])^2)/2)"]
sizes = { k = "units" }
parameters = { w = "glorot_uniform" }
"""
LINES = {
    "attention": ATTENTION,
    "radial": RADIAL,
    **{one: f"3 -> dense 4 -> {one} -> dense 2 -> {one} | squared_error" for one in ACTIVATIONS},
    **{one: f"3 -> dense 4 -> tanh -> dense 2{last} | {one}" for one, last in LOSSES.items()},
    "lecture": "lecture",
    "custom": "custom",
    "penalties": "3 -> dense 4 -> relu -> dense 2 | huber | l2 0.01 | l1 0.02",
    "deep": " -> ".join(["5", *["dense 5 -> mish"] * 11, "dense 2 | huber"]),
}
STYLES = ("plain", "fast")
ALL = [
    pytest.param(line, style, id=f"{name}-{style}")
    for name, line in LINES.items()
    for style in STYLES
]
# Differences of the loss are right to about eps**(2/3); a kink may lie no closer.
STEP, DIFFERENCE = 6e-6, 1e-8


def numbers(program, batch=5, seed=0, dtype=np.float64):
    random = np.random.default_rng(seed)
    parameters = {
        one.name: np.asarray(random.normal(size=[program.sizes[a] for a in one.axes]), dtype)
        for one in program.parameters
    }
    x = random.normal(size=(batch, *(program.sizes[a] for a in program.input.axes[1:])))
    t = random.random((batch, *(program.sizes[a] for a in program.target.axes[1:])))
    return parameters, x.astype(dtype), (t / t.sum(axis=1, keepdims=True)).astype(dtype)


@pytest.mark.parametrize(("line", "style"), ALL)
def test_gradients_are_the_slopes_of_the_loss(line, style, tmp_path):
    program = program_of_line(line)
    module = module_of(program, style, tmp_path)
    parameters, x, t = numbers(program)
    cost, gradient = module.gradients(parameters, x, t)
    np.testing.assert_allclose(cost, module.loss(parameters, x, t), rtol=1e-14)
    assert list(gradient) == list(parameters)
    for name, value in parameters.items():
        for at in np.ndindex(value.shape):
            sides = []
            for step in (STEP, -STEP):
                moved = {key: array.copy() for key, array in parameters.items()}
                moved[name][at] += step
                sides.append(module.loss(moved, x, t))
            slope = (sides[0] - sides[1]) / (2 * STEP)
            assert abs(slope - gradient[name][at]) <= DIFFERENCE * (1 + abs(slope)), (name, at)


@pytest.mark.parametrize(("line", "style"), ALL)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_nothing_overflows_at_800(line, style, dtype, tmp_path):
    program = program_of_line(line)
    module = module_of(program, style, tmp_path)
    random = np.random.default_rng(2)
    parameters, _, t = numbers(program, dtype=dtype)
    for name, value in parameters.items():
        if name == "w1":
            value[...] = random.choice([-800, 800], value.shape)
        elif name.startswith("w"):
            value[...] = random.choice([-1, 1], value.shape)
        else:
            value[...] = 0 if name.startswith("b") else 0.5
    shape = [program.sizes[axis] for axis in program.input.axes[1:]]
    x = np.eye(5, math.prod(shape), dtype=dtype).reshape(5, *shape)
    with np.errstate(all="raise", under="ignore"):
        cost, gradient = module.gradients(parameters, x, t)
        answer = module.predict(parameters, x)
    assert np.isfinite(cost)
    assert answer.dtype == dtype
    for value in gradient.values():
        assert value.dtype == dtype
        assert np.isfinite(value).all()


@pytest.mark.parametrize(("line", "style"), ALL)
def test_the_caller_keeps_his_arrays(line, style, tmp_path):
    program = program_of_line(line)
    module = module_of(program, style, tmp_path)
    parameters, x, t = numbers(program)
    copies = [array.copy() for array in (*parameters.values(), x, t)]
    module.predict(parameters, x)
    module.loss(parameters, x, t)
    module.gradients(parameters, x, t)
    for before, after in zip(copies, (*parameters.values(), x, t), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("style", STYLES)
def test_arrays_of_any_layout_are_accepted(style, tmp_path):
    program = program_of_line("custom")
    module = module_of(program, style, tmp_path)
    parameters, x, t = numbers(program)
    cost, gradient = module.gradients(parameters, x, t)
    fortran = {name: np.asfortranarray(value) for name, value in parameters.items()}
    spread = np.repeat(x, 2, axis=0)[::2]
    other_cost, other_gradient = module.gradients(fortran, spread, np.asfortranarray(t))
    np.testing.assert_allclose(other_cost, cost, rtol=1e-14)
    for name, value in gradient.items():
        np.testing.assert_allclose(other_gradient[name], value, rtol=1e-12)


@pytest.mark.parametrize(("line", "style"), ALL)
def test_whole_numbers_are_accepted_as_inputs(line, style, tmp_path):
    program = program_of_line(line)
    module = module_of(program, style, tmp_path)
    parameters, x, t = numbers(program)
    whole = np.rint(3 * x)
    cost, gradient = module.gradients(parameters, whole, t)
    other_cost, other_gradient = module.gradients(parameters, whole.astype(np.int64), t)
    assert other_cost == pytest.approx(cost, rel=1e-14)
    for name, value in gradient.items():
        np.testing.assert_allclose(other_gradient[name], value, rtol=1e-12, atol=1e-15)


def test_a_network_without_parameters_is_not_trained(tmp_path):
    with pytest.raises(UnsupportedError, match="nothing to train"):
        blocks(program_of_formula(x), "fast")


@pytest.mark.parametrize(("line", "style"), ALL)
def test_no_line_is_longer_than_a_line(line, style):
    text = text_of(program_of_line(line), style)
    assert max(map(len, text.splitlines())) <= WIDTH
    ast.parse(text)


@pytest.mark.parametrize("style", STYLES)
def test_the_text_is_as_a_formatter_leaves_it(style, tmp_path):
    ruff = shutil.which("ruff", path=str(sys.prefix) + "/bin") or shutil.which("ruff")
    if ruff is None:
        pytest.skip("ruff is not installed")
    for name, line in LINES.items():
        path = tmp_path / f"{name}.py"
        path.write_text(text_of(program_of_line(line), style), encoding="utf-8")
    ran = subprocess.run(
        [ruff, "format", "--isolated", "--line-length", str(WIDTH), "--diff", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("style", STYLES)
def test_each_equation_that_is_needed_stands_with_its_number(style):
    program = program_of_line("3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy")
    text = text_of(program, style)
    own = text[text.index("class Workspace" if style == "fast" else "def gradients") :]
    found = re.findall(r"# \((\w+)\)$", own, re.MULTILINE)
    wanted = [one.number for one in (*program.forward, *program.backward)]
    assert list(dict.fromkeys(found)) == wanted


def test_the_plain_style_says_the_lecture():
    text = blocks(program_of_line("lecture"), "plain").gradients
    for line in (
        "z1 = x @ w1.T  # (1b)",
        "dw2 = delta2.T @ x2  # (9b)",
        "delta1 = (delta2 @ w2) * x2 * (1 - x2)  # (10b)",
        "dw1 = delta1.T @ x  # (11b)",
    ):
        assert f"    {line}\n" in text


def test_the_fast_style_writes_into_memory_made_before():
    text = blocks(program_of_line("3 -> dense 4 -> relu -> dense 2 | huber"), "fast").workspace
    assert text is not None
    step = text[text.index("def step") :]
    for line in step.splitlines():
        assert " = " not in line or line.strip().startswith(("C = ", "batch = "))


def test_no_einsum_where_a_matrix_product_serves():
    for line in LINES.values():
        for style in STYLES:
            assert "einsum" not in text_of(program_of_line(line), style)


@pytest.mark.parametrize("style", STYLES)
def test_the_error_function_comes_with_the_program_that_needs_it(style):
    def has_erf(activation):
        helpers = blocks(program_of_line(f"3 -> dense 2 -> {activation} | huber"), style).helpers
        return any("def erf(" in helper for helper in helpers)

    assert has_erf("gelu")
    assert not has_erf("tanh")


@pytest.mark.parametrize("style", STYLES)
def test_arrays_that_numpy_would_stretch_are_refused(style, tmp_path):
    module = module_of(program_of_line("3 -> dense 1 | squared_error"), style, tmp_path)
    parameters = {"w1": np.ones((1, 3)), "b1": np.ones(1)}
    x = np.ones((4, 3))
    assert module.loss(parameters, x, np.ones((4, 1))) == pytest.approx(4.5)  # (4 - 1)^2/2
    for t in (np.ones(4), np.ones((1, 1)), np.ones((4, 2)), np.float64(1)):
        for function in (module.loss, module.gradients):
            with pytest.raises(ValueError, match=r"t \(samples, 1\)"):
                function(parameters, x, t)


def test_the_error_function_is_right_to_two_units(tmp_path):
    mpmath = pytest.importorskip("mpmath")
    module = module_of(program_of_line("3 -> dense 2 -> gelu | huber"), "plain", tmp_path)
    random = np.random.default_rng(0)
    grid = np.concatenate(
        [random.uniform(-7, 7, 400), random.uniform(-1.1, 1.1, 400), [0.0, 1e-300]]
    )
    with np.errstate(all="raise", under="ignore"):
        found = {"erf": module.erf(grid), "erfc": module.erfc(grid)}
        module.erf(np.array([800.0, -800.0, np.finfo(float).max]))
    for name, most in (("erf", 2), ("erfc", 5)):
        with mpmath.workdps(40):
            for at, value in zip(grid, found[name], strict=True):
                exact = getattr(mpmath, name)(mpmath.mpf(float(at)))
                unit = mpmath.mpf(float(np.spacing(abs(float(exact)))))
                assert abs(mpmath.mpf(float(value)) - exact) <= most * unit, (name, at)
    assert module.erf(grid.astype(np.float32)).dtype == np.float32
    np.testing.assert_array_equal(module.erf(np.array([np.inf, -np.inf])), [1, -1])


@pytest.mark.parametrize("style", STYLES)
def test_a_program_runs_in_a_fresh_process_with_numpy_alone(style, tmp_path):
    program = program_of_line("lecture")
    path = tmp_path / "program.py"
    asked = (
        "import sys\n"
        "p = {'w1': np.full((4, 3), 0.5), 'w2': np.full((2, 4), -0.25)}\n"
        "cost, gradient = gradients(p, np.ones((2, 3)), np.zeros((2, 2)))\n"
        "print(cost, sorted(gradient), 'sympy' in sys.modules)\n"
    )
    path.write_text(text_of(program, style) + asked, encoding="utf-8")
    ran = subprocess.run([sys.executable, path], capture_output=True, text=True, check=True)
    hidden = 1 / (1 + np.exp(-1.5))
    answer = 1 / (1 + np.exp(hidden))
    cost, rest = ran.stdout.split(maxsplit=1)
    assert float(cost) == pytest.approx(answer**2, rel=1e-14)
    assert rest == "['w1', 'w2'] False\n"


@pytest.mark.parametrize("style", STYLES)
def test_gradients_equal_those_of_autograd(style, tmp_path):
    torch = pytest.importorskip("torch")
    line = "4 -> dense 5 -> sigmoid -> dense 3 -> gelu -> dense 2 -> softmax | cross_entropy"
    program = program_of_line(line)
    parameters, x, t = numbers(program)
    cost, gradient = module_of(program, style, tmp_path).gradients(parameters, x, t)
    own = {name: torch.tensor(value, requires_grad=True) for name, value in parameters.items()}
    signal = torch.tensor(x)
    for layer, activation in enumerate((torch.sigmoid, torch.nn.functional.gelu, lambda z: z), 1):
        signal = activation(signal @ own[f"w{layer}"].T + own[f"b{layer}"])
    loss = torch.nn.functional.cross_entropy(signal, torch.tensor(t))
    loss.backward()
    assert cost == pytest.approx(loss.item(), rel=1e-14)
    for name, value in gradient.items():
        exact = own[name].grad.numpy()
        assert np.max(np.abs(value - exact)) <= 16 * np.spacing(np.max(np.abs(exact)))


def test_the_header_of_tests_is_all_that_blocks_need():
    assert HEADER.count("import") == 2


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_count_over_a_vanishing_rate_is_finite_and_right(style, dtype, tmp_path):
    """With y = softplus(z), t/y overflows long before the slope t f'(z)/y, which tends to t."""
    module = module_of(program_of_line("1 -> dense 1 -> softplus | poisson"), style, tmp_path)
    parameters = {"w1": np.ones((1, 1), dtype), "b1": np.zeros(1, dtype)}
    for z in (-800, -740, -700, -100, -87, -60):
        x, t = np.full((1, 1), z, dtype), np.full((1, 1), 4000, dtype)
        with np.errstate(all="raise", under="ignore"):
            _, gradient = module.gradients(parameters, x, t)
        np.testing.assert_allclose(gradient["b1"], -4000, rtol=1e-6)
