"""Second derivatives as generated functions: one file of text beside the training program."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace

from sympy import Rational

from derive.calculus.derivation import Derivation
from derive.calculus.gauss_newton import gauss_newton_vector
from derive.calculus.second import Second, hessian, hessian_vector, jacobian_vector, windows
from derive.network.summary import line_of
from derive.notation.tensor import Tensor
from derive.programs.arrays import Array
from derive.programs.heads import docstring, extents
from derive.programs.helpers import helpers
from derive.programs.lower import needed, program_of
from derive.programs.plain import statements, unpacked
from derive.programs.program import Program, Statement, read_by
from derive.programs.signatures import INDENT, WIDTH, signature
from derive.templating import render

FOLDER = "numpy/blocks"
SUBJECTS = {
    "jacobian-vector": "How the answer changes when the parameters move along `v`.",
    "hessian-vector": "The Hessian of the cost times a direction `v` of the parameters.",
    "gauss-newton-vector": "The Gauss-Newton matrix of the cost times a direction `v`"
    " of the parameters.",
}


def second_text(derivation: Derivation, blocks: Sequence[str] = ()) -> str:
    """A module of functions: products with Jacobian, Hessian and Gauss-Newton matrix.

    Args:
        derivation: Per sample or in batch form; the functions are those of the batch form.
        blocks: Parameters, by name; each gets a function of its own block of the Hessian.

    Raises:
        NetworkError: No parameter has such a name.
        UnsupportedError: An equation has no form in a program.
    """
    batch = derivation.in_batch()
    products = [jacobian_vector(batch), hessian_vector(batch), gauss_newton_vector(batch)]
    functions = [function(one) for one in (*products, *(hessian(batch, name) for name in blocks))]
    checks = _checks(products[1])
    used = "\n".join(functions)
    architecture = batch.network.architecture
    return render(
        "numpy/second.py.jinja",
        title=architecture.title.en,
        architecture_lines=textwrap.wrap(line_of(architecture), WIDTH - 4),
        sources=[*helpers(used), *checks, *functions],
        needs_math=re.search(r"\bmath\.", used) is not None,
    )


def function(second: Second) -> str:
    """One generated function: `hessian_vector(parameters, x, t, v)` and its like.

    Raises:
        UnsupportedError: An equation has no form in a program.
    """
    program, directions = _program(second)
    wanted = program.predictions
    every = needed((*program.forward, *program.backward, *program.updates), wanted)
    given = _given(second, program, every)
    arrays = ", ".join(f"{one.name}={one.name}" for one in given)
    is_named = second.kind in ("hessian-vector", "gauss-newton-vector")
    arguments = [f"{one.name}: np.ndarray" for one in given]
    if second.given:
        arguments.append("v: Parameters")
    results = [
        (one.of.code_name, array.name if array.axes else f"np.asarray({array.name})")
        for one, array in zip(second.products, wanted, strict=True)
    ]
    return render(
        f"{FOLDER}/second.py.jinja",
        signature=signature(_name(second), arguments, _answer(second, program)),
        docstring=docstring(_subject(second, program)),
        check=f"check_shapes({arrays})",
        directions=bool(second.given),
        lines=[
            *unpacked(replace(program, parameters=_own(program, directions)), every),
            *_unpacked_directions(directions, every),
            *statements(program, every),
        ],
        results=results,
        named=is_named,
    ).rstrip("\n")


def _program(second: Second) -> tuple[Program, dict[Array, str]]:
    """All equations as statements, and the arrays of the directions with their names in `v`."""
    derivation = second.derivation
    network, own = derivation.network, windows(derivation)
    assert network.sample is not None, "a program is that of a batch"
    base = [own.get(one.left.tensor, one) for one in second.base]
    products = [one.tangent for one in second.products]
    rows = [row.computed for row in second.rows]
    last = [row.left.tensor for row in rows if row.left.tensor in products][-1]
    parameters = [parameter.tensor for parameter in network.parameters]
    program = program_of(
        [*base, *rows],
        [],
        # A product may depend on random numbers, which a prediction must not: here they are given.
        inputs=[*network.inputs, *(one.tensor for one in network.noise)],
        targets=network.targets,
        parameters=[*parameters, *second.given],
        constants={
            tensor: Rational(value.numerator, value.denominator)
            for tensor, value in network.constants.items()
        },
        sizes={axis: size for axis, size in network.sizes.items() if axis != network.sample},
        sample=network.sample,
        predictions=products,
        loss=last,
        whole=network.whole,
    )
    arrays = program.parameters[len(parameters) :]
    return program, {
        array: _moved(tensor).code_name for array, tensor in zip(arrays, second.given, strict=True)
    }


def _moved(direction: Tensor) -> Tensor:
    assert direction.of is not None
    return direction.of


def _own(program: Program, directions: dict[Array, str]) -> tuple[Array, ...]:
    return tuple(array for array in program.parameters if array not in directions)


def _unpacked_directions(directions: dict[Array, str], every: Sequence[Statement]) -> list[str]:
    """Lines that give the directions their names, those of one layer together."""
    read = {array for one in every for array in read_by(one)}
    layers: dict[str, list[tuple[str, str]]] = {}
    for array, name in directions.items():
        if array in read:
            layer = name.lstrip("abcdefghijklmnopqrstuvwxyz_")
            layers.setdefault(layer, []).append((array.name, f'v["{name}"]'))
    lines: list[str] = []
    for group in layers.values():
        names, values = (", ".join(part) for part in zip(*group, strict=True))
        together = f"{INDENT}{names} = {values}"
        one_by_one = [f"{INDENT}{name} = {value}" for name, value in group]
        lines += [together] if len(together) <= WIDTH else one_by_one
    return lines


def _given(second: Second, program: Program, every: Sequence[Statement]) -> list[Array]:
    """Inputs, targets, and random numbers; a Jacobian needs no targets."""
    count = len(second.derivation.network.inputs)
    inputs, noise = program.inputs[:count], program.inputs[count:]
    if second.kind != "jacobian-vector":
        return [*inputs, *program.targets, *noise]
    read = {array for one in every for array in read_by(one)}
    return [*inputs, *(one for one in noise if one in read)]


def _name(second: Second) -> str:
    if second.kind != "hessian":
        return second.kind.replace("-", "_")
    (product,) = second.products
    return f"hessian_{product.of.code_name}"


def _answer(second: Second, program: Program) -> str:
    if second.kind in ("hessian-vector", "gauss-newton-vector"):
        return "Parameters"
    several = ", ".join(["np.ndarray"] * len(program.predictions))
    return several if len(program.predictions) == 1 else f"tuple[{several}]"


def _subject(second: Second, program: Program) -> str:
    if second.kind != "hessian":
        return SUBJECTS[second.kind]
    (product,), (array,) = second.products, program.predictions
    name = product.of.code_name
    shape = ", ".join(str(program.sizes[axis]) for axis in array.axes)
    return f"The second derivatives of the cost by all pairs of entries of {name}: ({shape})."


def _checks(second: Second) -> list[str]:
    """The functions that refuse arrays which do not fit."""
    program, directions = _program(second)
    given = _given(second, program, ())
    rows = [(one.name, _tuple(extents(program, one))) for one in given]
    whole = [(one.name, program.whole[one]) for one in given if one in program.whole]
    own = {"rows": rows, "whole": whole, "x": program.input.name}
    found = [render(f"{FOLDER}/check_arrays.py.jinja", **own)]
    if whole:
        found.append(render(f"{FOLDER}/check_whole.py.jinja"))
    names = _tuple([f'"{name}"' for name in directions.values()])
    found.append(render(f"{FOLDER}/second_check.py.jinja", names=names))
    return [text.rstrip("\n") for text in found]


def _tuple(items: Sequence[str]) -> str:
    line = f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
    if len(line) + len("    for name in :") <= WIDTH:
        return line
    inside = f",\n{INDENT * 2}".join(items)
    return f"(\n{INDENT * 2}{inside},\n{INDENT})"
