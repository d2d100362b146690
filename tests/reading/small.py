"""A small network's names, and lines read with them, for the tests of the reader."""

from __future__ import annotations

from derive.notation.index import Axis
from derive.reading.activations import activations
from derive.reading.echo import echo
from derive.reading.elaborate import Line, line
from derive.reading.latex import read_latex
from derive.reading.model import Model
from derive.reading.names import Names
from derive.reading.parse_tree import Statement, Tree, Unread
from derive.reading.plain import read_plain
from derive.reading.spellings import Spelling
from derive.reading.terms import (
    Function,
    Quantity,
    Term,
)

I, J, K, N = (Axis(letter, letter, letter.upper()) for letter in "ijkn")
COST = Quantity("L", (), "loss")
SHAPES = {
    "x": (I,),
    "w": (J, I),
    "b": (J,),
    "z": (J,),
    "y": (J,),
    "t": (J,),
    "v": (K, J),
    "p": (K,),
    "X": (N, I),
    "W": (J, I),
    "Z": (N, J),
    "c": (),
}


def names(**more: tuple[Axis, ...]) -> Names:
    """The names of a network with inputs x_i, units z_j, outputs p_k, and samples n."""
    found = Names()
    for name, axes in {**SHAPES, **more}.items():
        found.add(Spelling(name), Quantity(name, axes, "signal", latex=name))
    found.add(Spelling("L"), COST)
    for layer in (1, 2):
        spelling = Spelling("a", marks=frozenset((str(layer),)))
        found.add(spelling, Quantity(f"a{layer}", (J if layer == 1 else K,), "signal"))
    found.extents.update({"N": N, "J": J})
    for name, function in activations().items():
        found.functions[Spelling(name)] = function
    found.functions[Spelling("f")] = Function("f")
    return found


NAMES = names()


def statement(text: str) -> Statement:
    """The one statement that a line of LaTeX is."""
    (found,) = read_latex(text)
    assert isinstance(found, Statement), found
    return found


def statements(text: str) -> list[Statement]:
    """The statements of several lines of LaTeX."""
    found = [statement(one) for one in text.strip().splitlines()]
    assert found, "a text with a line is asked for"
    return found


def plain_statement(text: str) -> Statement:
    """The one statement that a line of plain text is."""
    (found,) = read_plain(text)
    assert not isinstance(found, Unread), found
    return found


def tree(text: str) -> Tree:
    """A formula as it is written."""
    return statement(text).sides[0]


def read(
    text: str, known: Names = NAMES, *, vectors: str = "column", is_plain: bool = False
) -> Line:
    """What a line means."""
    found = plain_statement(text) if is_plain else statement(text)
    return line(found, known, COST, vectors="row" if vectors == "row" else "column")


def term(text: str, known: Names = NAMES) -> Term:
    """What a formula means."""
    return read(text, known).sides[0]


def said(
    text: str, known: Names = NAMES, *, vectors: str = "column", is_plain: bool = False
) -> str:
    """How a line was read, as the writer is told."""
    sides = read(text, known, vectors=vectors, is_plain=is_plain).sides
    return " = ".join(echo(side) for side in sides)


def model_names(model: Model) -> dict[str, tuple[str, ...]]:
    """The names of a model, each with the sizes of its axes."""
    return {one.name: tuple(axis.size for axis in one.axes) for one in model.quantities}
