"""The generated programs, run in a fresh process, against the derived gradients."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.calculus.derivation import Derivation
from derive.checking import fresh_process
from derive.checking.report import Failure, Tally
from derive.checking.rounding import Rounded, rounding
from derive.checking.sampling import Point
from derive.network.network import Network, State
from derive.notation.expression import Equation
from derive.notation.tensor import Tensor, gradient_of
from derive.notation.value import Position, World, world

PRECISION: Mapping[str, float] = {"float64": 2.0**-53, "float32": 2.0**-24}
TIME_LIMIT = 300
NOISE_ERROR = 0.06
NOTHING = 1e-30  # what is exactly 0 comes out as this or less in the proof's numbers

Ran = dict[str, Any]
Compared = tuple[Tensor, Mapping[Position, Any], Any, str]


class ProgramError(Exception):
    """A generated program did not run; the text is what it said last."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a program should give at one point: exact numbers, and the error that they allow.

    Attributes:
        seed: What the point was drawn from.
        derived: All signals and gradients, to many digits.
        predicted: The signals of prediction, to many digits.
        bounds: By tensor and position, the value and its error in units of the precision.
    """

    seed: int
    derived: World
    predicted: World
    bounds: Mapping[Tensor, Mapping[Position, Rounded]]


def expected(derivation: Derivation, point: Point, derived: World) -> Expected:
    """What the program of a derivation should give at a point."""
    network = derivation.network
    updates = [state_equation(state) for state in network.states]
    equations = [*network.equations, *(r.computed for r in derivation.results), *updates]
    bounds = rounding(point.given, network.sizes, equations).entries
    predicted = derived
    if network.inference:
        in_use = _in_use(network)
        predicted = world(point.given, network.sizes, in_use, digits=derived.digits)
        answers = rounding(point.given, network.sizes, in_use).entries
        asked = (*network.predictions, network.cost.tensor)
        bounds = {**bounds, **{_answer(t): answers[t] for t in asked}}
    return Expected(point.seed, derived, predicted, bounds)


def _in_use(network: Network) -> list[Equation]:
    """The forward equations of prediction, and those of the losses on what it gives."""
    made = {equation.left.tensor for equation in network.inference}
    rest = [one for one in network.equations if one.left.tensor not in made]
    layers = {one.left.tensor for record in network.layers for one in record.equations}
    return [*network.inference, *(one for one in rest if one.left.tensor not in layers)]


def state_equation(state: State) -> Equation:
    """What a state becomes, as an equation for a tensor of its own."""
    left = state.update.left
    return Equation(_renewed(state.tensor)[left.indices], state.update.right)


def _renewed(tensor: Tensor) -> Tensor:
    return Tensor(f"new {tensor.name}", tensor.layer, tensor.axes, tensor.role)


def _answer(tensor: Tensor) -> Tensor:
    """A stand-in for a prediction that inference makes otherwise than training."""
    return Tensor(f"answered {tensor.name}", tensor.layer, tensor.axes, tensor.role)


def run(sources: Mapping[str, str], network: Network, points: Sequence[Point]) -> Ran:
    """What some programs give at some points, each imported in a process of its own kind.

    Raises:
        ProgramError: A program failed, or warned.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: Path(folder) / f"{name}.py" for name in sources}
        for name, source in sources.items():
            paths[name].write_text(source, encoding="utf-8")
        cases = Path(folder) / "cases.json"
        results = Path(folder) / "results.json"
        asked = {
            "programs": {name: str(path) for name, path in paths.items()},
            "points": [_as_lists(network, point) for point in points],
        }
        cases.write_text(json.dumps(asked), encoding="utf-8")
        command = [sys.executable, "-I", fresh_process.__file__, str(cases), str(results)]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, timeout=TIME_LIMIT
        )
        if done.returncode != 0:
            raise ProgramError(done.stderr.strip()[-2000:])
        ran: Ran = json.loads(results.read_text(encoding="utf-8"))
        return ran


def _as_lists(network: Network, point: Point) -> dict[str, Any]:
    kept = (
        *(parameter.tensor for parameter in network.parameters),
        *(state.tensor for state in network.states),
    )
    noise = [one.tensor for one in network.noise]
    arrays = [*network.inputs, *network.targets, *noise]
    return {
        "parameters": {tensor.code_name: nested(point.given[tensor]) for tensor in kept},
        "arrays": [nested(point.given[tensor]) for tensor in arrays],
        "whole": [tensor in network.whole for tensor in arrays],
        "inputs": len(network.inputs),
        "noise": len(noise),
        "states": [state.tensor.code_name for state in network.states],
    }


def nested(entries: Mapping[Position, Any]) -> Any:
    """Entries by position as nested lists of floats."""
    if list(entries) == [()]:
        return float(entries[()])
    rows: dict[int, dict[Position, Any]] = {}
    for at, number in entries.items():
        rows.setdefault(at[0], {})[at[1:]] = number
    return [nested(rows[at]) for at in sorted(rows)]


def entry_of(values: Any, at: Position) -> float:
    """An entry of nested lists; not a number where the shape does not fit."""
    for position in at:
        if not isinstance(values, list) or position >= len(values):
            return math.nan
        values = values[position]
    return values if isinstance(values, float) else math.nan


def _count(values: Any) -> int:
    return sum(map(_count, values)) if isinstance(values, list) else 1


def check_program(tally: Tally, network: Network, wanted: Expected, *, ran: Ran, kind: str) -> None:
    """Loss, prediction and gradients of one run, in rounding units of the type of number."""
    for tensor, exact_numbers, values, name in _compared(network, wanted, ran):
        ulp, has_shape = _ulp(exact_numbers, kind), _count(values) == len(exact_numbers)
        for at, exact in exact_numbers.items():
            number = entry_of(values, at) if has_shape else math.nan
            difference = abs(float(exact - number))
            error = _units(difference, wanted.bounds[tensor][at].error, kind)
            if ulp is not None:
                tally.ulp = max(tally.ulp or 0.0, difference / ulp)
            if tally.fails(error):
                tally.failure = Failure(
                    where=f"{name}, {kind}",
                    before="the derived value",
                    after="the program's value",
                    numbers=(str(exact), repr(number)),
                    place=str(list(at)),
                    seed=wanted.seed,
                )
    _check_noise(tally, network, ran)
    if ran["types"] != [kind]:
        tally.fails(math.inf)
        types = (kind, ", ".join(ran["types"]))
        tally.failure = tally.failure or Failure("gradients()", "type", "type", types)


def _check_noise(tally: Tally, network: Network, ran: Ran) -> None:
    """The mean and mean square of random arrays, within six standard errors or so."""
    for noise, (mean, square) in zip(network.noise, ran["noise"], strict=True):
        p = float(noise.probability or 0)
        laws = {"bernoulli": (p, p), "normal": (0.0, 1.0), "uniform": (0.5, 1 / 3)}
        wanted = laws[noise.law]
        if max(abs(mean - wanted[0]), abs(square - wanted[1])) > NOISE_ERROR:
            tally.fails(math.inf)
            tally.failure = tally.failure or Failure(
                f"draw_noise(), {noise.tensor.code_name}",
                f"{noise.law}: mean and mean square {wanted}",
                "the program's random numbers",
                (str(mean), str(square)),
            )


def _compared(network: Network, wanted: Expected, ran: Ran) -> Iterator[Compared]:
    """Whose bounds, exact numbers, the program's numbers, and what gave them."""
    derived = wanted.derived.values
    cost = network.cost.tensor
    yield cost, derived[cost], ran["loss"], "loss of gradients()"
    yield cost, derived[cost], ran["own_loss"], "loss()"
    for at, tensor in enumerate(network.predictions):
        key = _answer(tensor) if network.inference else tensor
        values = ran["predictions"][at] if at < len(ran["predictions"]) else None
        yield key, wanted.predicted.values[tensor], values, "predict()"
    for parameter in network.parameters:
        name, gradient = parameter.tensor.code_name, gradient_of(parameter.tensor)
        yield gradient, derived[gradient], ran["gradients"].get(name), f'gradients()["{name}"]'
    for state in network.states:
        name, key = state.tensor.code_name, _renewed(state.tensor)
        made = wanted.derived
        letters = state.update.left.indices
        exact = {
            at: made.number(state.update.right, dict(zip(letters, at, strict=True)))
            for at in made.positions(state.tensor)
        }
        yield key, exact, ran["states"].get(name), f'updated_state()["{name}"]'
        yield key, exact, ran["kept_states"].get(name), f'"{name}" after a step of training'
    if ran["loss_in_use"] is not None:
        cost = network.cost.tensor
        yield _answer(cost), wanted.predicted.values[cost], ran["loss_in_use"], "inference_loss()"


def _units(error: float, bound: float, kind: str) -> float:
    if error == 0.0:
        return 0.0
    return error / (PRECISION[kind] * bound) if bound else math.inf


def _ulp(entries: Mapping[Position, Any], kind: str) -> float | None:
    """The unit in the last place of an array's largest entry; none if all are 0."""
    largest = max(abs(float(number)) for number in entries.values())
    if largest < NOTHING:
        return None
    smallest_normal = 2.0**-126
    return float(2 * PRECISION[kind] * 2.0 ** math.floor(math.log2(max(largest, smallest_normal))))


def check_slopes(
    tally: Tally, network: Network, wanted: Expected, slopes: Mapping[str, Any]
) -> None:
    """Central differences of the program's own loss against the derived gradients.

    Errors are relative to the largest of 1, the entry and the loss.
    """
    cost = abs(float(wanted.derived.values[network.cost.tensor][()]))
    for parameter in network.parameters:
        name, tensor = parameter.tensor.code_name, gradient_of(parameter.tensor)
        for at in wanted.derived.positions(tensor):
            exact, number = float(wanted.derived.values[tensor][at]), entry_of(slopes[name], at)
            if tally.fails(abs(exact - number) / max(1.0, abs(exact), cost)):
                tally.failure = Failure(
                    where=f"loss(), differences by {name}",
                    before="the derived gradient",
                    after="difference of the program's own loss",
                    numbers=(repr(exact), repr(number)),
                    place=str(list(at)),
                    seed=wanted.seed,
                )
