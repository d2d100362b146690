"""How NumPy spells a node: one expression, as a person would type it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sympy import Expr

from derive.notation.index import Axis
from derive.programs.matmul import is_matmul, is_stacked, left_order, result_order, right_order
from derive.programs.moving import Moving
from derive.programs.nodes import (
    Contract,
    FirstOf,
    Gather,
    Identity,
    Map,
    Node,
    Number,
    Operation,
    Overlap,
    Padded,
    Positions,
    Read,
    Rearranged,
    Reduce,
    Reshaped,
    Scatter,
    Size,
    Smallest,
    Spread,
    View,
)
from derive.programs.structure import axes_of, is_mask, parts_of

ATOM, POWER, MINUS, TIMES, MATMUL, PLUS, COMPARE = 10, 8, 7, 6, 5, 4, 2
INFIX: Mapping[Operation, tuple[str, int]] = {
    "add": ("+", PLUS),
    "subtract": ("-", PLUS),
    "multiply": ("*", TIMES),
    "divide": ("/", TIMES),
    "greater": (">", COMPARE),
    "greater_equal": (">=", COMPARE),
    "less": ("<", COMPARE),
    "less_equal": ("<=", COMPARE),
    "equal": ("==", COMPARE),
    "not_equal": ("!=", COMPARE),
}
PRODUCTS = ("multiply", "divide")
OWN_FUNCTIONS = frozenset(("erf", "erfc"))
PYTHON_NAMES: Mapping[str, str] = {
    **{name: f"math.{name}" for name in "exp log tanh sqrt log1p expm1 erf erfc".split()},
    "absolute": "abs",
    "maximum": "max",
    "minimum": "min",
}
SMALL = 1000  # larger whole numbers in a quotient tell a reader nothing
SIMPLE = re.compile(r"-?[\w.]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """Spells nodes in the names of one function.

    Attributes:
        names: What has a name already.
        sizes: The extent of every axis but the sample's.
        batch: The number of samples, e.g. "len(x)".
        dtype: The type of the numbers, e.g. "x.dtype".
    """

    names: Mapping[Node, str]
    sizes: Mapping[Axis, int]
    batch: str
    dtype: str

    def text(self, node: Node, least: int = 0) -> str:
        """The expression, in parentheses if it binds less tightly than `least`."""
        text, binding = self._bound(node)
        return text if binding >= least else f"({text})"

    @property
    def moving(self) -> Moving:
        """Spells what moves entries about."""
        return Moving(self.sizes, self.batch)

    def shape(self, axes: tuple[Axis | None, ...]) -> str:
        """A shape as a tuple."""
        return self.moving.shape(axes)

    def extent(self, axis: Axis) -> str:
        """The extent of an axis."""
        return self.moving.extents((axis,))[0]

    def _bound(self, node: Node) -> tuple[str, int]:
        if node in self.names:
            return self.names[node], ATOM
        match node:
            case Read(array=array):
                return array.name, ATOM
            case Number(value=value):
                return constant(value)
            case Size(axis=axis):
                return self.extent(axis), ATOM
            case Smallest():
                return f"1024 * np.finfo({self.dtype}).tiny", TIMES
            case Positions(axis=axis, is_whole=True):
                return f"np.arange({self.extent(axis)})", ATOM
            case Positions(axis=axis):
                return f"np.arange({self.extent(axis)}, dtype={self.dtype})", ATOM
            case Identity(axis=axis):
                return f"np.eye({self.extent(axis)}, dtype={self.dtype})", ATOM
            case Rearranged():
                return self._rearranged(node), ATOM
            case Spread(source=source, axes=axes):
                return self._spread(source, axes), ATOM
            case Map():
                return self._map(node)
            case Reduce():
                return self._reduce(node, keep=False), ATOM
            case Contract():
                return self._contract(node)
            case View() | Reshaped() | Padded() | Overlap() | Gather() | Scatter() | FirstOf():
                return self._moved(node), ATOM

    def _moved(self, node: View | Reshaped | Padded | Overlap | Gather | Scatter | FirstOf) -> str:
        source = self.text(node.source)
        match node:
            case View():
                return self.moving.view(self.text(node.source, ATOM), node)
            case Reshaped():
                return self.moving.reshaped(self.text(node.source, ATOM), node)
            case Padded():
                return self.moving.padded(source, node)
            case Overlap():
                return f"overlap_add({source}, {node.strides}, {node.dilations})"
            case Gather():
                tight = self.text(node.source, 0 if node.is_along or node.at else ATOM)
                return self.moving.gathered(tight, self.text(node.index), node)
            case Scatter():
                return f"sum_rows({source}, {self.text(node.index)}, {self.extent(node.axis)})"
            case FirstOf():
                return f"first_max({source}, {node.over})"

    def _rearranged(self, node: Rearranged) -> str:
        if isinstance(node.source, Reduce) and node.source not in self.names and _keeps(node):
            return self._reduce(node.source, keep=True)
        return rearranged(self.text(node.source, ATOM), node.order)

    def _spread(self, source: Node, axes: tuple[Axis, ...]) -> str:
        if axes_of(source):
            return f"np.broadcast_to({self.text(source)}, {self.shape(axes)})"
        return f"np.full({self.shape(axes)}, {self.text(source)}, {self.dtype})"

    def _map(self, node: Map) -> tuple[str, int]:
        operation, arguments = node.operation, node.arguments
        if operation in INFIX:
            sign, binding = INFIX[operation]
            left, right = self.text(arguments[0], binding), self.text(arguments[1], binding + 1)
            return f"{left} {sign} {right}", binding
        if operation == "negative":
            return self._negated(arguments[0])
        if operation == "square":
            return power(self.text(arguments[0], ATOM), "2"), POWER
        if operation == "power":
            return power(*(self.text(argument, ATOM) for argument in arguments)), POWER
        if operation == "indicator" and _is_plain_number(node):
            return f"float({self.text(arguments[0])})", ATOM
        if operation == "indicator":
            return f"{self.text(arguments[0], ATOM)}.astype({self.dtype})", ATOM
        call = f"{self._function(node)}({', '.join(self.text(one) for one in arguments)})"
        if operation == "where" and all(_is_plain_number(one) for one in arguments[1:]):
            return f"{call}.astype({self.dtype})", ATOM
        return call, ATOM

    def _negated(self, node: Node) -> tuple[str, int]:
        """A value with a minus sign before it: of a product, before its first factor."""
        if node not in self.names and isinstance(node, Map) and node.operation in PRODUCTS:
            first, other = node.arguments
            if _is_true_or_false(first):  # NumPy has no minus for these: the product gets it
                return f"-({self.text(node)})", MINUS
            sign, binding = INFIX[node.operation]
            return f"{self._negated(first)[0]} {sign} {self.text(other, binding + 1)}", binding
        return f"-{self.text(node, ATOM)}", MINUS

    def _function(self, node: Map) -> str:
        if _is_plain_number(node) and node.operation in PYTHON_NAMES:
            return PYTHON_NAMES[node.operation]
        if node.operation in OWN_FUNCTIONS:
            return node.operation
        return "np.abs" if node.operation == "absolute" else f"np.{node.operation}"

    def _reduce(self, node: Reduce, *, keep: bool) -> str:
        inside, binding = self._bound(node.source)
        options = "" if len(node.over) == len(axes_of(node.source)) else f"axis={_axis(node.over)}"
        options += ", keepdims=True" if keep and options else "keepdims=True" if keep else ""
        if binding == ATOM and not inside.endswith(")"):
            return f"{inside}.{node.how}({options})"
        return f"np.{node.how}({inside}{', ' if options else ''}{options})"

    # -------------------------------------------------------------------------- products

    def _contract(self, node: Contract) -> tuple[str, int]:
        if not node.labels and len(node.summed) > 1 and node.left_labels == node.right_labels:
            return f"np.vdot({self.text(node.left)}, {self.text(node.right)})", ATOM
        if is_matmul(node) or is_stacked(node):
            return self._matmul(node)
        assert not node.kept, "contracted by matrix products"
        return self._tensordot(node), ATOM

    def _matmul(self, node: Contract) -> tuple[str, int]:
        left = rearranged(self.text(node.left, ATOM), left_order(node))
        right = rearranged(self.text(node.right, ATOM), right_order(node))
        product = f"{left} @ {right}"
        dropped = result_order(node)
        return (product, MATMUL) if dropped is None else (f"({product}){dropped}", ATOM)

    def _tensordot(self, node: Contract) -> str:
        left, right = self.text(node.left), self.text(node.right)
        axes = ", ".join(
            f"({', '.join(str(labels.index(label)) for label in node.summed)})"
            if len(node.summed) > 1
            else str(labels.index(node.summed[0]))
            for labels in (node.left_labels, node.right_labels)
        )
        return f"np.tensordot({left}, {right}, axes=({axes}))"


def _axis(over: tuple[int, ...]) -> str:
    return str(over[0]) if len(over) == 1 else f"({', '.join(map(str, over))})"


def _keeps(node: Rearranged) -> bool:
    """Whether axes of length one stand exactly where a reduction took its axes."""
    assert isinstance(node.source, Reduce)
    rank = len(axes_of(node.source.source))
    kept = iter(range(rank))
    wanted = tuple(None if at in node.source.over else next(kept) for at in range(rank))
    while wanted and wanted[0] is None:
        wanted = wanted[1:]
    return node.order == wanted and None in wanted and len(wanted) == rank


def _is_true_or_false(node: Node) -> bool:
    """Whether a factor is a mask, or a product of masks."""
    match node:
        case Map(operation="multiply", arguments=arguments):
            return all(map(_is_true_or_false, arguments))
        case Rearranged() | Spread() | View() | Reshaped():
            return _is_true_or_false(node.source)
        case _:
            return is_mask(node)


def _is_plain_number(node: Node) -> bool:
    """Whether Python's own numbers are all that a value is made of."""
    return not axes_of(node) and not _reads(node)


def _reads(node: Node) -> bool:
    return isinstance(node, Read) or any(_reads(part) for part in parts_of(node))


def constant(value: Expr) -> tuple[str, int]:
    """A constant: whole, decimal, or a quotient of whole numbers, else its nearest number."""
    if value.is_Integer:
        return (str(value), ATOM) if value >= 0 else (str(value), MINUS)
    if value.is_infinite:
        return ("np.inf", ATOM) if value.is_positive else ("-np.inf", MINUS)
    if not value.is_Rational:
        return repr(float(value.evalf(40))), ATOM if value.is_positive else MINUS
    if 10**9 % value.q == 0 or max(abs(value.p), value.q) > SMALL:
        return repr(float(value)), ATOM if value > 0 else MINUS
    return f"{value.p} / {value.q}", TIMES


def power(base: str, exponent: str) -> str:
    """A power; spaces stand where an operand is more than a name or a number."""
    if SIMPLE.fullmatch(base) and SIMPLE.fullmatch(exponent):
        return f"{base}**{exponent}"
    return f"{base} ** {exponent}"


def rearranged(text: str, order: tuple[int | None, ...]) -> str:
    """A view with the axes in another order and axes of length one put in."""
    axes = tuple(at for at in order if at is not None)
    if axes != tuple(sorted(axes)):
        text += ".T" if axes == (1, 0) else f".transpose({', '.join(map(str, axes))})"
    if None not in order:
        return text
    places = ["None" if at is None else ":" for at in order]
    return f"{text}[{', '.join(places)}]"
