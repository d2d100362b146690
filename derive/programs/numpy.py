"""How NumPy spells a node: one expression, as a person would type it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from sympy import Expr

from derive.notation.index import Axis
from derive.programs.program import (
    Contract,
    Identity,
    Map,
    Node,
    Number,
    Operation,
    Positions,
    Read,
    Rearranged,
    Reduce,
    Size,
    Smallest,
    Spread,
    axes_of,
    parts_of,
)

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

    def shape(self, axes: tuple[Axis | None, ...]) -> str:
        """A shape as a tuple."""
        inside = ", ".join("1" if axis is None else self.extent(axis) for axis in axes)
        return f"({inside},)" if len(axes) == 1 else f"({inside})"

    def extent(self, axis: Axis) -> str:
        """The extent of an axis."""
        return str(self.sizes[axis]) if axis in self.sizes else self.batch

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
        if operation == "where" and all(isinstance(one, Number) for one in arguments[1:]):
            return f"{call}.astype({self.dtype})", ATOM
        return call, ATOM

    def _negated(self, node: Node) -> tuple[str, int]:
        """A value with a minus sign before it: of a product, before its first factor."""
        if node not in self.names and isinstance(node, Map) and node.operation in PRODUCTS:
            first, other = node.arguments
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
        if not is_matmul(node):
            return self._tensordot(node), ATOM
        left = rearranged(self.text(node.left, ATOM), left_order(node))
        right = rearranged(self.text(node.right, ATOM), right_order(node))
        product = f"{left} @ {right}"
        dropped = result_order(node)
        if dropped is None:
            return product, MATMUL
        return f"({product}){dropped}", ATOM

    def _tensordot(self, node: Contract) -> str:
        left, right = self.text(node.left), self.text(node.right)
        if node.kept:
            return f'np.einsum("{einsum(node)}", {left}, {right})'
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


def _is_plain_number(node: Node) -> bool:
    """Whether Python's own numbers are all that a value is made of."""
    return not axes_of(node) and not _reads(node)


def _reads(node: Node) -> bool:
    return isinstance(node, Read) or any(_reads(part) for part in parts_of(node))


def constant(value: Expr) -> tuple[str, int]:
    """A constant: whole, decimal, or a quotient of whole numbers, else its nearest number."""
    if value.is_Integer:
        return (str(value), ATOM) if value >= 0 else (str(value), MINUS)
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


# ------------------------------------------------------------------------------ matmul


def is_matmul(node: Contract) -> bool:
    """Whether one matrix product, perhaps one a sample, computes a contraction without a copy."""
    own = [_own(node, side) for side in (node.left_labels, node.right_labels)]
    return len(node.summed) == 1 and all(len(labels) <= 1 for labels in own)


def _own(node: Contract, labels: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(label for label in labels if label not in (*node.kept, *node.summed))


def _order(labels: tuple[int, ...], wanted: tuple[int | None, ...]) -> tuple[int | None, ...]:
    return tuple(None if label is None else labels.index(label) for label in wanted)


def left_order(node: Contract) -> tuple[int | None, ...]:
    """The left array's axes as a matrix product wants them."""
    own: tuple[int | None, ...] = _own(node, node.left_labels)
    if node.kept and not own:
        own = (None,)
    return _order(node.left_labels, (*node.kept, *own, *node.summed))


def right_order(node: Contract) -> tuple[int | None, ...]:
    """The right array's axes as a matrix product wants them."""
    own: tuple[int | None, ...] = _own(node, node.right_labels)
    if node.kept and not own:
        own = (None,)
    return _order(node.right_labels, (*node.kept, *node.summed, *own))


def result_order(node: Contract) -> str | None:
    """The subscript that takes a matrix product's axes of length one away, if there are any."""
    if not node.kept:
        return None
    sides = [bool(_own(node, side)) for side in (node.left_labels, node.right_labels)]
    if all(sides):
        return None
    places = [":"] * len(node.kept) + [":" if side else "0" for side in sides]
    return f"[{', '.join(places)}]"


def einsum(node: Contract) -> str:
    """The contraction in einsum's letters."""
    left, right, result = (
        "".join(ascii_lowercase[label] for label in labels)
        for labels in (node.left_labels, node.right_labels, node.labels)
    )
    return f"{left},{right}->{result}"
