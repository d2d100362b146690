"""What is computed once, in which order, and where it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from derive.programs.nodes import (
    COMPARING,
    Contract,
    FirstOf,
    Gather,
    Identity,
    Map,
    Node,
    Overlap,
    Padded,
    Positions,
    Read,
    Rearranged,
    Reduce,
    Reshaped,
    Scatter,
    Spread,
    View,
)
from derive.programs.program import Assign
from derive.programs.structure import axes_of, over_parts, parts_of

NOUNS = {
    "add": "total",
    "subtract": "difference",
    "multiply": "product",
    "divide": "quotient",
    "negative": "opposite",
    "absolute": "magnitude",
    "where": "cases",
    "maximum": "larger",
    "minimum": "smaller",
}
COMPUTED = (
    Map,
    Reduce,
    Contract,
    Spread,
    Positions,
    Identity,
    Padded,
    Overlap,
    Gather,
    Scatter,
    FirstOf,
)


def is_computed(node: Node) -> bool:
    """Whether a node costs work: not a name, a number, or a view."""
    return isinstance(node, COMPUTED)


def has_line(node: Node) -> bool:
    """Whether a node may stand in a line of its own."""
    is_view = isinstance(node, Reshaped) or (isinstance(node, View) and not node.is_cut)
    return is_computed(node) or is_view


def read_where_known(statements: Sequence[Assign]) -> tuple[Assign, ...]:
    """The statements, each part that an earlier statement computed read from its array."""
    known: dict[Node, Node] = {}
    result: list[Assign] = []
    for statement in statements:
        value = _read(statement.value, known)
        result.append(Assign(statement.target, value, statement.number))
        if is_computed(value):
            known.setdefault(value, Read(statement.target))
    return tuple(result)


def _read(node: Node, known: dict[Node, Node]) -> Node:
    parts = parts_of(node)
    new = over_parts(node, tuple(_read(part, known) for part in parts)) if parts else node
    return known.get(new, new)


def shared(statements: Iterable[Assign]) -> frozenset[Node]:
    """The parts that are computed more than once and are worth a name of their own."""
    uses: Counter[Node] = Counter()
    seen: set[Node] = set()

    def visit(node: Node) -> None:
        for part in parts_of(node):
            uses[part] += 1
            if part not in seen or not is_computed(part):  # a view is used: so is its source
                seen.add(part)
                visit(part)

    for statement in statements:
        visit(statement.value)
    return frozenset(
        node for node, count in uses.items() if count > 1 and is_computed(node) and _has_array(node)
    )


def _has_array(node: Node) -> bool:
    return isinstance(node, Read) or any(_has_array(part) for part in parts_of(node))


def keeps_zeros(node: Node) -> bool:
    """Whether a value is written into zeros that stay: borders, and gaps between windows."""
    return isinstance(node, Padded) or (isinstance(node, Overlap) and node.is_disjoint)


def noun(node: Node) -> str:
    """A word for what a node computes, to name it by."""
    match node:
        case Map(operation=operation) if operation in COMPARING:
            return "mask"
        case Map(operation=operation):
            return NOUNS.get(operation, operation)
        case Reduce(how=how):
            return how
        case Contract():
            return "product"
        case View(axes=axes) if len(axes) > len(axes_of(node.source)):
            return "windows"
        case View():
            return "part"
        case Reshaped():
            return "flat" if len(node.axes) < len(axes_of(node.source)) else "parted"
        case Padded():
            return "padded"
        case Overlap() | Scatter():
            return "sums"
        case Gather():
            return "rows"
        case FirstOf():
            return "first"
        case Spread(source=Rearranged() | View()):
            return "copy"
        case Rearranged():
            return "view"
    return "value"


@dataclass(slots=True)
class Names:
    """Hands out names that nothing else has."""

    taken: set[str] = field(default_factory=set)

    def new(self, wish: str) -> str:
        """The wished name, or with the smallest number that makes it new."""
        name, count = wish, 1
        while name in self.taken:
            count += 1
            name = f"{wish}_{count}"
        self.taken.add(name)
        return name
