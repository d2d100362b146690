"""The first lines of generated functions: signatures, docstrings, and checks of arrays."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from derive.programs.arrays import Array
from derive.programs.program import Program
from derive.programs.signatures import INDENT, WIDTH, signature
from derive.templating import render

FOLDER = "numpy/blocks"


def head(
    name: str,
    arrays: Sequence[Array],
    answer: str,
    first: str = "parameters: Parameters",
    *,
    indent: int = 0,
) -> str:
    """The head of a function of arrays, on as few lines as it needs."""
    arguments = [f"{array.name}: np.ndarray" for array in arrays]
    return signature(name, arguments, answer, first, indent=indent)


def docstring(text: str) -> list[str]:
    """A docstring's lines, without indentation."""
    line = f'"""{text}"""'
    if len(INDENT) + len(line) <= WIDTH:
        return [line]
    room = WIDTH - len(INDENT) - len('"""')  # more than one line, or the formatter joins them
    return [*textwrap.wrap(f'"""{text}', room), '"""']


def listed(program: Program, arrays: Sequence[Array]) -> str:
    """Arrays with their shapes, in words."""
    return " and ".join(f"{array.name} {shape(program, array)}" for array in arrays)


def shape(program: Program, array: Array) -> str:
    """The shape of an array, the number of samples as a word."""
    return f"({', '.join(('samples', *extents(program, array)))})"


def extents(program: Program, array: Array) -> list[str]:
    """The extents of one sample, as text."""
    return [str(program.sizes[axis]) for axis in array.axes if axis != program.sample]


def checks(program: Program) -> tuple[str, ...]:
    """The functions that refuse arrays which do not fit."""
    if _is_pair(program):
        x, t = program.given
        first, second = (
            "".join(f", {one}" for one in extents(program, array)) or "," for array in (x, t)
        )
        values = {"x": x.name, "t": t.name, "input_extents": first, "target_extents": second}
        refusal = _refusal(shape(program, x), shape(program, t))
        return (render(f"{FOLDER}/check_shapes.py.jinja", **values, refusal=refusal).rstrip("\n"),)
    rows = [(one.name, _tuple(extents(program, one))) for one in program.given]
    whole = [(one.name, program.whole[one]) for one in program.given if one in program.whole]
    own = {"rows": rows, "whole": whole, "x": program.input.name}
    found = [render(f"{FOLDER}/check_arrays.py.jinja", **own).rstrip("\n")]
    if whole:
        found.append(render(f"{FOLDER}/check_whole.py.jinja").rstrip("\n"))
    return tuple(found)


def _refusal(input_shape: str, target_shape: str) -> list[str]:
    """The statement that says which shapes are wanted and which came."""
    wanted = f"x is {input_shape} and t {target_shape}, "
    came = "not {np.shape(x)} and {np.shape(t)}"
    line = f'raise ValueError(f"{wanted}{came}")'
    if 2 * len(INDENT) + len(line) <= WIDTH:
        return [line]
    inside = [f'f"{wanted}{came}"']
    if 3 * len(INDENT) + len(inside[0]) > WIDTH:
        inside = [f'"{wanted}"', f'f"{came}"']
    return ["raise ValueError(", *(INDENT + text for text in inside), ")"]


def call(program: Program, given: Sequence[Array]) -> str:
    """The statement that checks a function's arrays."""
    names = [array.name for array in given]
    if _is_pair(program):
        return f"check_shapes({', '.join(names)})"
    line = f"check_shapes({', '.join(f'{name}={name}' for name in names)})"
    return line


def _is_pair(program: Program) -> bool:
    """Whether a network has one input and one target of real numbers, and nothing else."""
    one_of_each = len(program.inputs) == len(program.targets) == 1
    return one_of_each and not program.noise and not program.whole


def _tuple(items: Sequence[str]) -> str:
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
