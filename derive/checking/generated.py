"""The generated programs, run in a fresh process, against the derived gradients."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.calculus.derivation import Derivation
from derive.checking import fresh_process
from derive.checking.report import Failure, Tally
from derive.checking.rounding import Rounded, rounding
from derive.checking.sampling import Point
from derive.network.network import Network
from derive.notation.tensor import Tensor, gradient_of
from derive.notation.value import Position, World

PRECISION: Mapping[str, float] = {"float64": 2.0**-53, "float32": 2.0**-24}
TIME_LIMIT = 300

Ran = dict[str, Any]


class ProgramError(Exception):
    """A generated program did not run; the text is what it said last."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a program should give at one point: exact numbers, and the error that they allow.

    Attributes:
        seed: What the point was drawn from.
        derived: All signals and gradients, to many digits.
        bounds: By tensor and position, the value and its error in units of the precision.
    """

    seed: int
    derived: World
    bounds: Mapping[Tensor, Mapping[Position, Rounded]]


def expected(derivation: Derivation, point: Point, derived: World) -> Expected:
    """What the program of a derivation should give at a point."""
    equations = [*derivation.network.equations, *(r.explicit for r in derivation.results)]
    bounds = rounding(point.given, derivation.network.sizes, equations).entries
    return Expected(point.seed, derived, bounds)


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
    parameters = {
        parameter.tensor.code_name: nested(point.given[parameter.tensor])
        for parameter in network.parameters
    }
    x, t = nested(point.given[network.input]), nested(point.given[network.target])
    return {"parameters": parameters, "x": x, "t": t}


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
    compared = [
        (network.cost.tensor, ran["loss"], "loss of gradients()"),
        (network.cost.tensor, ran["own_loss"], "loss()"),
        (network.prediction, ran["prediction"], "predict()"),
    ]
    for parameter in network.parameters:
        name = parameter.tensor.code_name
        found = ran["gradients"].get(name)
        compared.append((gradient_of(parameter.tensor), found, f'gradients()["{name}"]'))
    for tensor, values, name in compared:
        entries = wanted.derived.values[tensor]
        ulp, has_shape = _ulp(entries, kind), _count(values) == len(entries)
        for at, exact in entries.items():
            number = entry_of(values, at) if has_shape else math.nan
            difference = abs(float(exact - number))
            error = _units(difference, wanted.bounds[tensor][at].error, kind)
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
    if ran["types"] != [kind]:
        tally.fails(math.inf)
        types = (kind, ", ".join(ran["types"]))
        tally.failure = tally.failure or Failure("gradients()", "type", "type", types)


def _units(error: float, bound: float, kind: str) -> float:
    if error == 0.0:
        return 0.0
    return error / (PRECISION[kind] * bound) if bound else math.inf


def _ulp(entries: Mapping[Position, Any], kind: str) -> float:
    """The unit in the last place of an array's largest entry."""
    largest = max(abs(float(number)) for number in entries.values())
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
