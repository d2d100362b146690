"""From a program to finished Python text, block by block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from derive.errors import UnsupportedError
from derive.programs.fast import workspace
from derive.programs.lower import needed
from derive.programs.plain import WIDTH, statements, unpacked
from derive.programs.program import Array, Assign, Program, arrays_in
from derive.templating import render

Style = Literal["plain", "fast"]
FOLDER = "numpy/blocks"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Finished definitions, each without blank lines around it.

    They need `import math`, `import numpy as np`, and `Parameters`, a name for
    `dict[str, np.ndarray]`.

    Attributes:
        helpers: Functions that NumPy lacks.
        predict: The function `predict(parameters, x)`.
        loss: The function `loss(parameters, x, t)`.
        gradients: The function `gradients(parameters, x, t)`.
        workspace: The class `Workspace` of the fast style.
    """

    helpers: tuple[str, ...]
    predict: str
    loss: str
    gradients: str
    workspace: str | None

    @property
    def sources(self) -> tuple[str, ...]:
        """All blocks, in the order in which they stand in a file."""
        own = (self.workspace,) if self.workspace else ()
        return (*self.helpers, self.predict, self.loss, *own, self.gradients)


def blocks(program: Program, style: Style) -> Blocks:
    """The blocks of a program in one of the two styles.

    Raises:
        UnsupportedError: The network has no parameter, so that there is nothing to train.
    """
    if style == "fast" and not program.parameters:
        raise UnsupportedError("The network has no parameter: there is nothing to train.")
    predict, loss = _predict(program), _loss(program)
    own = _workspace(program) if style == "fast" else None
    gradients = _gradients_fast(program) if style == "fast" else _gradients_plain(program)
    used = "\n".join((predict, loss, gradients, own or ""))
    needs_erf = re.search(r"\berfc?\(", used) is not None
    helpers = (render(f"{FOLDER}/erf.py.jinja").rstrip("\n"),) if needs_erf else ()
    return Blocks(
        helpers=(*helpers, _check_shapes(program)),
        predict=predict,
        loss=loss,
        gradients=gradients,
        workspace=own,
    )


def _predict(program: Program) -> str:
    equations = needed(program.forward, (program.prediction,))
    return _block(
        "predict",
        program,
        lines=[*unpacked(program, equations), *statements(program, equations)],
        prediction=program.prediction.name,
        prediction_shape=_shape(program, program.prediction),
        input_shape=_shape(program, program.input),
    )


def _loss(program: Program) -> str:
    equations = needed(program.forward, (program.loss,))
    before = needed(program.forward, (program.prediction,))
    after = [one for one in equations if one not in before]
    if not _reads_only_the_prediction(program, after):
        lines = [*unpacked(program, equations), *statements(program, equations)]
        return _block("loss", program, lines=lines)
    call = f"    {program.prediction.name} = predict(parameters, {program.input.name})"
    return _block(
        "loss", program, lines=[*unpacked(program, after), call, *statements(program, after)]
    )


def _reads_only_the_prediction(program: Program, equations: Sequence[Assign]) -> bool:
    given = {program.input, program.target, program.prediction, *program.parameters}
    made = {one.target for one in equations}
    return all(arrays_in(one.value) <= given | made for one in equations)


def _gradients_plain(program: Program) -> str:
    both = (*program.forward, *program.backward)
    lines = statements(program, both)
    start = _start_of_backward(lines, program)
    gradients = [
        (name, array.name if array.axes else f"np.asarray({array.name})")
        for name, array in program.gradients.items()
    ]
    return _block(
        "gradients_plain",
        program,
        forward=[*unpacked(program, both), *lines[:start]],
        backward=lines[start:],
        gradients=gradients,
    )


def _start_of_backward(lines: list[str], program: Program) -> int:
    """The position of the first line after the one that computes the loss."""
    start = f"    {program.loss.name} = "
    return next(at for at, line in enumerate(lines) if line.startswith(start)) + 1


def _gradients_fast(program: Program) -> str:
    return _block("gradients_fast", program)


def _workspace(program: Program) -> str:
    made = workspace(program)
    body = "\n".join((*made.forward, *made.backward, made.loss))
    return _block(
        "workspace",
        program,
        making=made.making,
        forward=made.forward,
        backward=made.backward,
        result=made.loss,
        first=program.parameters[0].name,
        reads_batch=re.search(r"(?<![.\w])batch\b", body) is not None,
        reads_dtype=re.search(r"(?<![.\w])dtype\b", "\n".join(made.making)) is not None,
    )


def _block(template: str, program: Program, **values: object) -> str:
    x, t = program.input.name, program.target.name
    names = {"x": x, "t": t, "loss": program.loss.name, "signature": _signature(x, t)}
    names["target_shape"] = _shape(program, program.target)
    return render(f"{FOLDER}/{template}.py.jinja", **names, **values).rstrip("\n")


def _check_shapes(program: Program) -> str:
    extents = (_extents(program, array) for array in (program.input, program.target))
    inputs, targets = ("".join(f", {extent}" for extent in each) or "," for each in extents)
    return _block(
        "check_shapes",
        program,
        input_extents=inputs,
        target_extents=targets,
        input_shape=_shape(program, program.input),
    )


def _extents(program: Program, array: Array) -> list[str]:
    """The extents of one sample, as text."""
    return [str(program.sizes[axis]) for axis in array.axes if axis != program.sample]


def _shape(program: Program, array: Array) -> str:
    return f"({', '.join(('samples', *_extents(program, array)))})"


def _signature(x: str, t: str) -> str:
    """The head of `gradients`, on one line if that has room for it."""
    arguments = f"parameters: Parameters, {x}: np.ndarray, {t}: np.ndarray"
    line = f"def gradients({arguments}) -> tuple[float, Parameters]:"
    if len(line) <= WIDTH:
        return line
    return f"def gradients(\n    {arguments}\n) -> tuple[float, Parameters]:"
