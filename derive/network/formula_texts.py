"""The equations of a user's formula as texts that stand at a place in a file.

The formula reader knows texts, not files; here its errors are given the line
and column of the string that they count in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.errors import DeriveError, FormulaError, Place
from derive.notation.language import RESERVED
from derive.notation.syntax import Call, Name, Subscript, nodes, read_equation
from derive.tables.item import Item

_QUOTED = re.compile(r"'([^']+)'|^(\w+)")


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """A call of a named function in an equation.

    Attributes:
        name: The function.
        place: Where the call stands.
    """

    name: str
    place: Place


def calls(item: Item) -> Iterator[FunctionCall]:
    """The named functions that a formula's equations call, each with its place.

    Raises:
        FormulaError: An equation cannot be read.
    """
    for text in _formula_texts(item):
        with Located(item):
            equation = read_equation(str(text.value))
        for node in nodes(equation.left, equation.right):
            if isinstance(node, Call) and node.name not in RESERVED:
                yield FunctionCall(node.name, text.character_place(node.span.start))


def mentioned(item: Item) -> frozenset[str]:
    """Every name in a formula's equations.

    Raises:
        FormulaError: An equation cannot be read.
    """
    names: set[str] = set()
    for text in _formula_texts(item):
        with Located(item):
            equation = read_equation(str(text.value))
        for node in nodes(equation.left, equation.right):
            if isinstance(node, Name | Subscript):
                names.add(node.name)
    return frozenset(names)


class Located:
    """Gives every error that passes the place of what it speaks of."""

    def __init__(self, item: Item) -> None:
        self.item = item

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FormulaError) and error.formula is not None:
            column = error.where.column if error.where and error.where.column else 1
            texts = [text for text in _formula_texts(self.item) if text.value == error.formula]
            if texts:
                error.where = texts[-1].character_place(column - 1)
        elif isinstance(error, DeriveError) and (error.where is None or error.where.line is None):
            error.where = _spoken_of(error.met, self.item)


def _spoken_of(met: str, item: Item) -> Place:
    """Where the first key or text stands that a message quotes, or else the formula's own place."""
    for quoted, first in _QUOTED.findall(met):
        for part in within(item):
            if part.path[-1] == (quoted or first):
                return part.key_place
            if quoted and part.value == quoted:
                return part.place
    return item.key_place


def within(item: Item) -> Iterator[Item]:
    """Every item inside a table or list, at any depth."""
    match item.value:
        case dict():
            inside = tuple(item.table().values())
        case list():
            inside = item.items()
        case _:
            inside = ()
    for part in inside:
        yield part
        yield from within(part)


def _formula_texts(item: Item) -> Iterator[Item]:
    """The equations and facts of a formula, and what its states become, each with its place."""
    table = item.table()
    for key in ("equations", "inference", "facts"):
        found = table.get(key)
        if found is None:
            continue
        items = (found,) if isinstance(found.value, str) else found.items()
        for text in items:
            text.text('For example: equations = ["z[j] = sum(i, w[j,i]*x[i]) + b[j]"].')
            yield text
    for state in table["states"].table().values() if "states" in table else ():
        if isinstance(state.value, dict) and "update" in state.value:
            update = state.table()["update"]
            update.text('For example: update = "m[i] = 0.9*m[i] + 0.1*mu[i]".')
            yield update
