"""A Python function that returns gradients, compared with the true ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from derive.errors import DeriveError
from derive.judging.compare import texts_of
from derive.judging.judge import Setting
from derive.judging.points import points
from derive.judging.problems import NotJudged
from derive.judging.python_source import line_of_gradient, run_gradients
from derive.judging.question import Question
from derive.judging.report import CheckReport, Counterexample, Finding
from derive.judging.world import World
from derive.notation.index import Index
from derive.notation.tokens import Span
from derive.reading.declared import Declared
from derive.reading.model import Model
from derive.reading.terms import (
    Derivative,
    Part,
    Quantity,
)
from derive.text import Text

TOLERANCE = 1e-7  # of the largest entry: what double precision and a few sums leave
WORLDS = 2

_SHAPE = Text("its shape is {found}, not {wanted}", "形が {found} で，{wanted} ではない")


def check_python(text: str, network: str | None, name: str) -> CheckReport:
    """Run a file's function `gradients` and compare what it returns.

    Raises:
        DeriveError: There is no network, or the code does not run within its limits.
    """
    if network is None:
        raise DeriveError(
            "A Python file names the arrays of a network.",
            accepted="Give the network with --network.",
        )
    from derive.judging.known_network import known_network

    several = [_findings(text, name, form) for form in reversed(known_network(network, None, {}))]
    best = min(several, key=lambda found: sum(one.verdict != "right" for one in found))
    return CheckReport(name, text, tuple(best))


def python_questions(report: CheckReport, network: str | None) -> dict[int, Question]:
    """What each wrong array is the gradient by."""
    wrong = [number for number, one in enumerate(report.findings) if one.verdict == "wrong"]
    if not wrong or network is None:
        return {}
    from derive.judging.known_network import known_network

    model = known_network(network, None, {})[0].model
    found = {}
    for number in wrong:
        returned = report.findings[number].reading.partition(":")[0]
        of = _named(returned, model.quantities)
        if of is not None and model.cost is not None:
            letters = tuple(Index(axis.letter, axis) for axis in of.axes)
            left = Derivative(Part(model.cost, ()), Part(of, letters))
            found[number] = Question(left, left, Setting(model, points(model)))
    return found


def _findings(text: str, name: str, form: Declared) -> list[Finding]:
    """One finding for every array that is returned, for one form of the network."""
    worlds = points(form.model)[:WORLDS]
    found: dict[str, Finding] = {}
    for world in worlds:
        given = [one for one in form.model.quantities if form.model.definition(one) is None]
        inputs = {one.name: world.array(one) for one in given if one.kind != "gradient"}
        for returned, array in run_gradients(text, inputs, name=name).items():
            if returned not in found or found[returned].verdict == "right":
                start = _place(text, name, returned)
                found[returned] = _compared(start, array, form.model, world)
    return list(found.values())


def _place(text: str, name: str, returned: str) -> Finding:
    """A finding at the line that gives a gradient its value."""
    row = line_of_gradient(text, name, returned)
    line = text.splitlines()[row - 1]
    start = sum(len(one) for one in text.splitlines(keepends=True)[: row - 1])
    column = len(line) - len(line.lstrip()) + 1
    span = Span(start + column - 1, start + len(line))
    return Finding("right", row, column, 0, span, line.strip(), reading=returned, points=WORLDS)


def _compared(found: Finding, array: Any, model: Model, world: World) -> Finding:
    returned = found.reading
    of = _named(returned, model.quantities)
    if of is None or model.cost is None:
        known = ", ".join(one.name for one in model.quantities if one.kind == "parameter")
        problem = f"'{returned}' names no gradient of this network. Known: {known}."
        return _with(found, verdict="unread", problem=problem)
    letters = tuple(Index(f"{axis.letter}{at}", axis) for at, axis in enumerate(of.axes))
    try:
        true = world.entries(Derivative(Part(model.cost, ()), Part(of, letters)), of, letters)
    except NotJudged as problem:
        return _with(found, verdict="unread", problem=f"It cannot be judged. {problem}")
    reading = f"{returned}: d {model.cost.name}/d {of.name}"
    if np.shape(array) != np.shape(true):
        shapes = {"found": np.shape(array), "wanted": np.shape(true)}
        remark = Text(_SHAPE.en.format(**shapes), _SHAPE.ja.format(**shapes))
        return _with(found, verdict="wrong", reading=reading, remarks=(remark,))
    apart = np.abs(np.asarray(array) - true)
    if np.all(apart <= TOLERANCE * max(1e-300, float(np.max(np.abs(true), initial=0)))):
        return _with(found, reading=reading)
    at = np.unravel_index(int(np.argmax(apart)), apart.shape) if apart.shape else ()
    yours, wanted = texts_of(np.asarray(array)[at], true[at])
    place = ", ".join(f"{one.axis.letter}={n + 1}" for one, n in zip(letters, at, strict=True))
    sizes = sorted({(axis.size, n) for axis, n in world.extents.items()})
    example = Counterexample(tuple(sizes), world.seed, place, yours, wanted)
    return _with(found, verdict="wrong", reading=reading, counterexample=example)


def _with(found: Finding, **changes: Any) -> Finding:
    return replace(found, **changes)


def _named(returned: str, quantities: Sequence[Quantity]) -> Quantity | None:
    """The quantity whose gradient a returned name is: dw1, dW1, grad_w1, w1."""
    plain = returned.lower()
    names: Mapping[str, Quantity] = {
        one.name.lower(): one for one in quantities if one.kind != "gradient"
    }
    for prefix in ("", "d", "grad_", "dl_d", "g_"):
        if plain.startswith(prefix) and plain.removeprefix(prefix) in names:
            return names[plain.removeprefix(prefix)]
    return None
