"""How NumPy spells one operation that writes into memory made before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from derive.notation.index import Axis
from derive.programs.arrays import Axes
from derive.programs.filling import Filling, is_of_windows
from derive.programs.flatten import is_constant, is_on_the_way
from derive.programs.matmul import is_matmul, left_order, right_order
from derive.programs.moving import Moving
from derive.programs.nodes import (
    Contract,
    FirstOf,
    Gather,
    Map,
    Node,
    Number,
    Overlap,
    Padded,
    Rearranged,
    Reduce,
    Reshaped,
    Scatter,
    Size,
    Smallest,
    Spread,
    View,
)
from derive.programs.numpy import (
    ATOM,
    OWN_FUNCTIONS,
    Spelling,
    constant,
    rearranged,
)
from derive.programs.schedule import Names, is_computed, noun
from derive.programs.splitting import Splitter
from derive.programs.structure import axes_of, parts_of

ROOM = 80  # what a line of `step` has beside its indentation and its equation's number
LONG_NAME = 16
VIEWS = frozenset("column flat part t view windows".split())
MAKING_ROOM = 70  # what a constant has beside its name

OWN_DTYPE = "self.dtype"  # the type of the numbers, as `step` knows it


@dataclass(slots=True)
class Attributes:
    """What a workspace makes once: constant arrays, and views of its buffers.

    Attributes:
        names: Names in use.
        made: Expression -> attribute's name, in the order of making.
    """

    names: Names
    made: dict[str, str] = field(default_factory=dict)

    def of(self, expression: str, wish: str) -> str:
        """The attribute that holds an expression's value."""
        if expression not in self.made:
            self.made[expression] = self.names.new(wish)
        return f"self.{self.made[expression]}"


@dataclass(frozen=True, slots=True)
class InPlace:
    """Spells instructions.

    Attributes:
        locate: The name of a value: "self.z1", "x", or a local number's.
        sizes: The extent of every axis but the sample's.
        attributes: Constants and views made so far.
    """

    locate: Callable[[Node], str | None]
    sizes: Mapping[Axis, int]
    attributes: Attributes

    def lines(self, node: Node, out: str) -> list[str]:
        """Statements that compute a node from its parts into `out`."""
        if not axes_of(node):
            return self._number(node, out)
        match node:
            case Map():
                return self._map(node, out)
            case Reduce():
                return [self._reduce(node, out)]
            case Contract():
                return [self._contract(node, out)]
            case Spread(source=source):
                return [f"np.copyto({out}, {self.operand(source)})"]
            case Padded() | Overlap() | Gather() | Scatter() | FirstOf():
                return self._filling(node).lines(node, out)
        raise AssertionError(f"a constant is no instruction: {node}")

    def operand(self, node: Node) -> str:
        """A value that an operation reads: a name, a view, or a number."""
        match node:
            case Rearranged(source=source, order=order):
                return self.view(self.operand(source), order)
            case View(source=source):
                text = self.operand(source)
                return self._kept_view(text, self._moving.view(text, node), "part")
            case Reshaped(source=source):
                text = self.operand(source)
                return self._kept_view(text, self._moving.reshaped(text, node), "flat")
            case Number(value=value):
                text, _ = constant(value)
                return text
            case Size():
                return "batch"
            case Smallest():
                return self.spelling({}, OWN_DTYPE).text(node)
            case _ if is_computed(node) and is_constant(node):
                return self._constant(node)
        if is_on_the_way(node) and self.locate(node) is None:
            return self.spelling(self._names(node), OWN_DTYPE).text(node, ATOM)
        place = self.locate(node)
        assert place is not None, f"nothing holds {node}"
        return place

    @property
    def _moving(self) -> Moving:
        return Moving(self.sizes, "batch")

    def _kept_view(self, text: str, seen: str, word: str) -> str:
        """A view of a value; of what the workspace holds, made once."""
        if not text.startswith("self.") or seen == text:
            return seen
        word = "windows" if seen.startswith("sliding") else word
        return self.attributes.of(seen, f"{_base(text)}_{word}")

    def _filling(self, node: Node) -> Filling:
        operands = tuple(self.operand(part) for part in parts_of(node))
        return Filling(operands, self._moving, self.attributes.of)

    def view(self, text: str, order: tuple[int | None, ...]) -> str:
        """A view of a value; of what the workspace holds, made once."""
        seen = rearranged(text, order)
        if not text.startswith("self.") or seen == text:
            return seen
        suffix = "t" if order == (1, 0) else "column" if order == (0, None) else "view"
        return self.attributes.of(seen, f"{_base(text)}_{suffix}")

    def spelling(self, names: Mapping[Node, str], dtype: str = "dtype") -> Spelling:
        """Spells whole expressions, for numbers and constants."""
        return Spelling(names, self.sizes, "batch", dtype)

    def _constant(self, node: Node) -> str:
        if not axes_of(node):
            return self.spelling({}, OWN_DTYPE).text(node)
        text = self.spelling({}).text(node)
        if len(text) > MAKING_ROOM and isinstance(node, Map):
            inner = [part for part in node.arguments if is_computed(part) and axes_of(part)]
            text = self.spelling({part: self._constant(part) for part in inner}).text(node)
        return self.attributes.of(text, noun(node))

    def _number(self, node: Node, out: str) -> list[str]:
        target = f"{out}[...]" if out.startswith("self.") else out
        source = node.source if isinstance(node, Spread) else node
        named = self._names(source)
        splitter = Splitter(
            named,
            lambda part: self.spelling(named, OWN_DTYPE).text(part),
            lambda part: self.attributes.names.new(f"{out.removeprefix('self.')}_{noun(part)}"),
            is_on_the_way,
        )
        return splitter.lines(target, source, ROOM)

    def _names(self, node: Node) -> dict[Node, str]:
        """The names of what has one, among the parts that a number is computed from."""
        found: dict[Node, str] = {}
        for part in parts_of(node):
            if is_on_the_way(part) and self.locate(part) is None:
                found |= self._names(part)
            elif not _is_inline(part):
                found[part] = self.operand(part)
        return found

    # -------------------------------------------------------------------------- entry by entry

    def _map(self, node: Map, out: str) -> list[str]:
        arguments = [self.operand(argument) for argument in node.arguments]
        operation = node.operation
        if operation == "where":
            condition, then, otherwise = arguments
            copied = [] if otherwise == out else [f"np.copyto({out}, {otherwise})"]
            return [*copied, f"np.copyto({out}, {then}, where={condition})"]
        if operation == "indicator":
            return [f"np.copyto({out}, {arguments[0]})"]
        if operation in OWN_FUNCTIONS:
            return [f"np.copyto({out}, {operation}({arguments[0]}))"]
        if operation == "power" and arguments[1] == "3":
            return [
                f"np.square({arguments[0]}, out={out})",
                f"np.multiply({out}, {arguments[0]}, out={out})",
            ]
        if operation in ("maximum", "minimum"):
            arguments = [
                self._full(argument, text, axes_of(node))
                for argument, text in zip(node.arguments, arguments, strict=True)
            ]
        return [f"np.{operation}({', '.join(arguments)}, out={out})"]

    def _full(self, node: Node, text: str, axes: Axes) -> str:
        """A number as an array of that number: what NumPy is several times faster at."""
        if isinstance(node, Smallest):
            smallest = self.spelling({}).text(node)
            return self.attributes.of(
                f"np.full({self.spelling({}).shape(axes)}, {smallest}, dtype)", "level"
            )
        if not isinstance(node, Number):
            return text
        shape = self.spelling({}).shape(axes)
        if node.value == 0:
            return self.attributes.of(f"np.zeros({shape}, dtype)", "zeros")
        return self.attributes.of(f"np.full({shape}, {text}, dtype)", "level")

    # -------------------------------------------------------------------------- sums

    def _reduce(self, node: Reduce, out: str) -> str:
        source, axes = self.operand(node.source), axes_of(node.source)
        if node.how == "sum" and len(axes) == 2 and None not in axes:
            ((at,),) = (node.over,)
            extent = self.spelling({}).shape((axes[at],)).strip("(),")
            ones = self.attributes.of(f"np.ones({extent}, dtype)", "ones")
            pair = f"{ones}, {source}" if at == 0 else f"{source}, {ones}"
            return f"np.matmul({pair}, out={out})"
        if node.how == "max" and is_of_windows(node):
            return self._filling(node).largest(node, out)
        axis = node.over[0] if len(node.over) == 1 else node.over
        return f"np.{node.how}({source}, axis={axis}, out={out})"

    def _contract(self, node: Contract, out: str) -> str:
        left, right = self.operand(node.left), self.operand(node.right)
        assert is_matmul(node), f"no matrix product: {node}"
        left = self.view(left, left_order(node))
        right = self.view(right, right_order(node))
        return f"np.matmul({left}, {right}, out={self._result(node, out)})"

    def _result(self, node: Contract, out: str) -> str:
        if not node.kept:
            return out
        own = [
            [label for label in side if label not in (*node.kept, *node.summed)]
            for side in (node.left_labels, node.right_labels)
        ]
        kept: list[int | None] = list(range(len(node.kept)))
        position = len(kept)
        for labels in own:
            kept.append(position if labels else None)
            position += len(labels)
        return self.view(out, tuple(kept))


def _base(text: str) -> str:
    """What a view is named after: what it is a view of; if that is long, what that is a view of."""
    words = text.removeprefix("self.").split("_")
    while len("_".join(words)) > LONG_NAME and words[-1] in VIEWS | {"2", "3", "4"}:
        words.pop()
    return "_".join(words)


def _is_inline(node: Node) -> bool:
    return isinstance(node, (Number, Size)) or (is_computed(node) and is_constant(node))
