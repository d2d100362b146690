"""From a program to finished Python text, block by block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from derive.errors import UnsupportedError
from derive.programs.arrays import Array
from derive.programs.fast import workspace
from derive.programs.heads import call, checks, docstring, head, listed
from derive.programs.helpers import helpers
from derive.programs.lower import needed, training_statements
from derive.programs.plain import statements, unpacked
from derive.programs.program import Program, Statement, made_by, read_by
from derive.templating import render

Style = Literal["plain", "fast"]
FOLDER = "numpy/blocks"
RESULT = "tuple[float, Parameters]"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Finished definitions, each without blank lines around it.

    They need `import math`, `import numpy as np`, and `Parameters`, a name for
    `dict[str, np.ndarray]`.

    Attributes:
        helpers: Functions that NumPy lacks, and checks.
        predict: The function `predict(parameters, x)`.
        loss: The function `loss(parameters, x, t)`.
        gradients: The function `gradients(parameters, x, t)`.
        workspace: The class `Workspace` of the fast style.
        others: Functions that only some networks need: `inference_loss`, `updated_state`.
    """

    helpers: tuple[str, ...]
    predict: str
    loss: str
    gradients: str
    workspace: str | None
    others: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """All blocks, in the order in which they stand in a file."""
        own = (self.workspace,) if self.workspace else ()
        return (*self.helpers, self.predict, self.loss, *self.others, *own, self.gradients)


def blocks(program: Program, style: Style) -> Blocks:
    """The blocks of a program in one of the two styles.

    Raises:
        UnsupportedError: The network has no parameter, so that there is nothing to train.
    """
    if style == "fast" and not program.parameters:
        raise UnsupportedError("The network has no parameter: there is nothing to train.")
    predict, loss, others = _predict(program), _loss(program), _others(program)
    own = _workspace(program) if style == "fast" else None
    gradients = _gradients_fast(program) if style == "fast" else _gradients_plain(program)
    used = "\n".join((predict, loss, *others, gradients, own or ""))
    return Blocks(
        helpers=(*helpers(used), *checks(program)),
        predict=predict,
        loss=loss,
        gradients=gradients,
        workspace=own,
        others=others,
    )


# ------------------------------------------------------------------------------ forward


def _predict(program: Program) -> str:
    equations = needed(program.predicting, program.predictions)
    names = [one.name for one in program.predictions]
    answers, given = listed(program, program.predictions), listed(program, program.inputs)
    noun = "answer" if len(names) == 1 else "answers"
    several = ", ".join(["np.ndarray"] * len(names))
    whole = [(one.name, program.whole[one]) for one in program.inputs if one in program.whole]
    return _block(
        "predict",
        program,
        signature=head(
            "predict", program.inputs, several if len(names) == 1 else f"tuple[{several}]"
        ),
        docstring=docstring(f"The network's {noun} {answers} to inputs {given}."),
        whole=whole,
        lines=[*unpacked(program, equations), *statements(program, equations)],
        prediction=", ".join(names),
    )


def _loss(program: Program) -> str:
    equations = needed(program.forward, (program.loss,))
    before = needed(program.forward, program.predictions)
    after = [one for one in equations if one not in before]
    if program.inference or not _reads_only_the_prediction(program, after):
        lines = [*unpacked(program, equations), *statements(program, equations)]
    else:
        names = ", ".join(one.name for one in program.predictions)
        inputs = ", ".join(one.name for one in program.inputs)
        predicted = f"    {names} = predict(parameters, {inputs})"
        lines = [*unpacked(program, after), predicted, *statements(program, after)]
    return _loss_block(program, "loss", program.given, lines)


def _loss_block(program: Program, name: str, given: Sequence[Array], lines: list[str]) -> str:
    purpose = "what training makes small" if name == "loss" else "that of the network in use"
    return _block(
        "loss",
        program,
        signature=head(name, given, "float"),
        docstring=_docstring(program, f": {purpose}."),
        check=call(program, given),
        lines=lines,
    )


def _reads_only_the_prediction(program: Program, equations: Sequence[Statement]) -> bool:
    given = {*program.given, *program.predictions, *program.kept}
    made = {array for one in equations for array in made_by(one)}
    return all(read_by(one) <= given | made for one in equations)


def _others(program: Program) -> tuple[str, ...]:
    """The functions that only some networks need."""
    found: list[str] = []
    if program.inference:
        equations = needed(program.inference, (program.loss,))
        read = {array for one in equations for array in read_by(one)}
        if met := [one.name for one in program.noise if one in read]:
            raise UnsupportedError(f"The loss of validation depends on the random {met[0]}.")
        lines = [*unpacked(program, equations), *statements(program, equations)]
        given = (*program.inputs, *program.targets)
        found.append(_loss_block(program, "inference_loss", given, lines))
    if program.updates:
        found.append(_updated_state(program))
    return tuple(found)


def _updated_state(program: Program) -> str:
    everything = (*program.forward, *program.backward, *program.updates)
    equations = needed(everything, program.new_states.values())
    return _block(
        "updated_state",
        program,
        signature=head("updated_state", program.given, "Parameters"),
        check=call(program, program.given),
        lines=[*unpacked(program, equations), *statements(program, equations)],
        states=[(name, array.name) for name, array in program.new_states.items()],
    )


# ------------------------------------------------------------------------------ backward


def _gradients_plain(program: Program) -> str:
    both = training_statements(program, ())
    lines = statements(program, both)
    start = _start_of_backward(lines, program)
    gradients = [
        (name, array.name if array.axes else f"np.asarray({array.name})")
        for name, array in program.gradients.items()
    ]
    return _block(
        "gradients_plain",
        program,
        signature=head("gradients", program.given, RESULT),
        docstring=_docstring(program, ", and its derivatives."),
        check=call(program, program.given),
        forward=[*unpacked(program, both), *lines[:start]],
        backward=lines[start:],
        gradients=gradients,
    )


def _start_of_backward(lines: list[str], program: Program) -> int:
    """The position of the first line after the one that computes the loss."""
    start = f"    {program.loss.name} = "
    return next(at for at, line in enumerate(lines) if line.startswith(start)) + 1


def _gradients_fast(program: Program) -> str:
    return _block(
        "gradients_fast",
        program,
        signature=head("gradients", program.given, RESULT),
        docstring=_docstring(program, ", and its derivatives."),
        check=call(program, program.given),
        x=program.input.name,
        given=", ".join(one.name for one in program.given),
        states=", ".join(f'"{one.name}"' for one in program.states)
        + "," * (len(program.states) == 1),
    )


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
        states=made.states,
        signature=head("step", program.given, "float", "self", indent=4),
        first=program.parameters[0].name,
        reads_batch=re.search(r"(?<![.\w])batch\b", body) is not None,
        reads_dtype=re.search(r"(?<![.\w])dtype\b", "\n".join(made.making)) is not None,
    )


def _block(template: str, program: Program, **values: object) -> str:
    return render(f"{FOLDER}/{template}.py.jinja", loss=program.loss.name, **values).rstrip("\n")


def _docstring(program: Program, end: str) -> list[str]:
    """The docstring of a function of a batch."""
    targets = f" with targets {listed(program, program.targets)}" if program.targets else ""
    return docstring(f"The cost of a batch{targets}{end}")
