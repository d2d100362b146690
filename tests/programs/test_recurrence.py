"""Recurrent equations become loops that compute what a loop written by hand computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from derive.errors import UnsupportedError
from derive.notation.expression import Equation
from derive.notation.index import Index
from derive.notation.tensor import Role, Tensor
from derive.programs.components import components
from derive.programs.program import Loop
from derive.programs.render import Style
from derive.programs.way import found
from tests.programs.modules import module_of, text_of
from tests.programs.recurrences import BATCH, SIZES, Case, N, S, j, lstm, n, s, signal, simple

CASES = {
    "forward in time": simple(1),
    "backward in time": simple(-1),
    "two steps": simple(2),
    "lstm": lstm(),
}
EVERY = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
BOTH = pytest.mark.parametrize("style", ["plain", "fast"])


def numbers(case: Case, seed: int = 0) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Parameters, inputs and targets."""
    random = np.random.default_rng(seed)
    program = case.program

    def array(axes: tuple[object, ...]) -> np.ndarray:
        return random.normal(size=[SIZES.get(axis, BATCH) for axis in axes])  # type: ignore[call-overload]

    parameters = {one.name: array(one.axes) for one in program.parameters}
    return parameters, array(program.input.axes), array(program.target.axes)


@EVERY
@BOTH
def test_the_loss_is_that_of_a_loop_written_by_hand(
    case: Case, style: Style, tmp_path: Path
) -> None:
    module = module_of(case.program, style, tmp_path)
    parameters, x, t = numbers(case)
    assert module.loss(parameters, x, t) == pytest.approx(case.loss(parameters, x, t), rel=1e-13)


@EVERY
@BOTH
def test_gradients_through_time_are_the_slopes_of_that_loop(
    case: Case, style: Style, tmp_path: Path
) -> None:
    module = module_of(case.program, style, tmp_path)
    parameters, x, t = numbers(case)
    cost, gradient = module.gradients(parameters, x, t)
    assert cost == pytest.approx(case.loss(parameters, x, t), rel=1e-13)
    for name, value in parameters.items():
        for at in np.ndindex(value.shape):
            # A step along the imaginary axis: the slope to all digits, no difference is taken.
            moved = {key: array.astype(complex) for key, array in parameters.items()}
            moved[name][at] += 1e-30j
            slope = case.loss(moved, x, t).imag / 1e-30
            assert gradient[name][at] == pytest.approx(slope, rel=1e-11, abs=1e-12), (name, at)


@EVERY
@BOTH
def test_a_workspace_is_used_again_and_again(case: Case, style: Style, tmp_path: Path) -> None:
    module = module_of(case.program, style, tmp_path)
    parameters, _, _ = numbers(case)
    gradient = {name: np.empty_like(value) for name, value in parameters.items()}
    if style == "plain":
        return
    workspace = module.Workspace(parameters, gradient, BATCH)
    for seed in range(3):
        _, other, wanted = numbers(case, seed)
        cost = workspace.step(other, wanted)
        true_cost, true_gradient = module.gradients(parameters, other, wanted)
        assert cost == true_cost
        for name, value in gradient.items():
            np.testing.assert_array_equal(value, true_gradient[name])


def test_what_does_not_depend_on_the_steps_before_leaves_the_loop() -> None:
    program = simple(1).program
    loops = [one for one in program.forward if isinstance(one, Loop)]
    assert len(loops) == 1
    text = text_of(program, "plain")
    inside = text[text.index("for s in") : text.index("h1 = h1[")]
    assert "w1" not in inside


def test_references_that_no_order_of_steps_computes_are_refused() -> None:
    a, h = signal("a"), signal("h")
    both = [
        Equation(a[n, s, j], h[n, s - 1, j] + h[n, s + 1, j], "1"),
        Equation(h[n, s, j], a[n, s, j], "2"),
    ]
    (group,) = components(both)
    with pytest.raises(UnsupportedError, match=r"a1, h1 refer to each other .*\(1\), \(2\)"):
        found(group)
    at_once = [Equation(a[n, s, j], h[n, s, j], "1"), Equation(h[n, s, j], a[n, s, j], "2")]
    with pytest.raises(UnsupportedError, match="refer to each other"):
        found(at_once)


def test_the_recurrent_slot_is_where_the_shift_stands_though_another_has_the_same_axis():
    """h[s', s] refers to h[s', s - 1]: the first slot has the same axis and rides along."""
    h, x = (Tensor(name, 1, axes, Role.SIGNAL) for name, axes in (("h", (N, S, S)), ("x", (N, S))))
    rides = Index(f"{s.name}'", s.axis)
    own = Equation(h[n, rides, s], x[n, rides] + h[n, rides, s - 1])
    way = found([own])
    assert way.slots == {h: 2}
    assert way.is_forward


def test_slots_are_followed_from_one_equation_to_the_next():
    a, h = (
        Tensor(name, 1, axes, Role.SIGNAL) for name, axes in (("a", (S, S, N)), ("h", (N, S, S)))
    )
    rides = Index(f"{s.name}'", s.axis)
    group = [
        Equation(a[s, rides, n], h[n, rides, s - 1]),
        Equation(h[n, rides, s], a[s, rides, n]),
    ]
    assert found(group).slots == {a: 0, h: 2}
