"""Which tensors stand alike in a network: what their gradients are made of is the same.

A gradient depends on the forward equations of the signals that use a tensor, of
the open signals between, and of values that have a name. Where those agree up
to the names of tensors, axes and letters, so do the chains.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

from sympy import Add, Expr, Mul

from derive.calculus.closing import Applied, named_sums
from derive.calculus.compact import is_statistic
from derive.calculus.graph import Graph
from derive.calculus.renaming import Names, without_primes
from derive.notation.expression import Apply, Equation, contains, tensors_in
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Entry, Tensor

Leaf = Tensor | Index | SizeOf
Form = tuple[int, tuple[Leaf, ...]]
Pattern = tuple[Hashable, ...]


@dataclass(slots=True)
class _Numbering:
    """Numbers for names in the order in which they are met."""

    tensors: dict[Tensor, int]
    axes: dict[Axis, int]
    letters: dict[str, int]

    def pattern(self, leaves: Iterable[Leaf]) -> Iterator[int | str]:
        """The numbers of leaves, and of what they are made of."""
        for leaf in leaves:
            match leaf:
                case Tensor():
                    yield self.tensors.setdefault(leaf, len(self.tensors))
                    for axis in leaf.axes:
                        yield from self._axis(axis)
                case Index():
                    yield from self._letter(leaf.name)
                    yield from self._axis(leaf.axis)
                case SizeOf():
                    yield from self._axis(leaf.axis)

    def _letter(self, name: str) -> Iterator[int]:
        letter, primes = without_primes(name)
        yield self.letters.setdefault(letter, len(self.letters))
        yield primes

    def _axis(self, axis: Axis) -> Iterator[int | str]:
        if axis not in self.axes:
            yield from self._letter(axis.letter)
            yield axis.size if axis.size.isdigit() else ""
        yield self.axes.setdefault(axis, len(self.axes))

    def names(self) -> Names:
        """The names, by number."""
        return Names(tuple(self.tensors), tuple(self.axes), tuple(self.letters))


class Likeness:
    """Finds the pattern of a tensor's surroundings, the same for all that stand alike.

    Attributes:
        special: Tensors whose gradients are put in by their value.
    """

    def __init__(self, graph: Graph, applied: Applied, special: frozenset[Tensor]) -> None:
        self.graph = graph
        self.applied = applied
        self.special = special
        facts = (side for fact in graph.network.facts for side in fact)
        self._declared = frozenset[Tensor]().union(*map(tensors_in, facts))
        self._forms: dict[Tensor, Form] = {}
        self._kinds: dict[Hashable, int] = {}

    def of(self, tensor: Tensor) -> tuple[Pattern, Names] | None:
        """A pattern and the names in it; None near the cost and near declared facts."""
        around = self._around(tensor)
        met = {
            t for equation in around for t in (*tensors_in(equation.right), equation.left.tensor)
        }
        if not met.isdisjoint(self.special | self._declared):
            return None
        numbering = _Numbering({}, {}, {})
        own = self.graph.recurrent.get(tensor, frozenset[Tensor]())
        pattern: list[Hashable] = [self._kind_of(tensor), *numbering.pattern((tensor,))]
        for equation in around:
            made = equation.left.tensor
            kind, leaves = self._form(equation)
            pattern += (kind, made in self.graph.around.open, made in own)
            pattern += numbering.pattern(leaves)
        return tuple(pattern), numbering.names()

    def _around(self, tensor: Tensor) -> list[Equation]:
        """The equations that a chain puts in, in forward order."""
        found: dict[Tensor, Equation] = {}
        waiting = [tensor]
        while waiting:
            for user in self.graph.users.get(waiting.pop(0), ()):
                if user not in found:
                    found[user] = self.graph.equations[user]
                    goes_on = user in self.graph.around.open or is_statistic(user, tensor)
                    waiting += [user] if goes_on else []
        named = [name for equation in found.values() for name in self._named(equation.right)]
        own = self.graph.equations.get(tensor)
        return [*found.values(), *named, *([own] if own and named_sums(own) else [])]

    def _named(self, expression: Expr) -> Iterator[Equation]:
        """The equations y = f(u) for every f(u) in an expression."""
        if not contains(expression, Apply):
            return
        if isinstance(expression, Apply) and isinstance(expression.argument, Entry):
            yield from self.applied.get((expression.function, expression.argument.tensor), ())
        for part in expression.args:
            yield from self._named(part)

    def _form(self, equation: Equation) -> Form:
        made = equation.left.tensor
        if made not in self._forms:
            left, right = self._read(equation.left), self._read(equation.right)
            self._forms[made] = (self._kind("=", left[0], right[0]), (*left[1], *right[1]))
        return self._forms[made]

    def _read(self, expression: Expr) -> Form:
        """What kind of expression it is, names aside, and its names in an order of kinds."""
        match expression:
            case Tensor():
                return self._kind_of(expression), (expression,)
            case Index() | SizeOf():
                return self._kind(type(expression).__name__), (expression,)
        if not expression.args:
            return self._kind(expression), ()
        parts = [self._read(part) for part in expression.args]
        if isinstance(expression, (Add, Mul)):
            parts.sort(key=lambda part: part[0])
        kind = self._kind(type(expression).__name__, *(kind for kind, _ in parts))
        return kind, tuple([leaf for _, leaves in parts for leaf in leaves])

    def _kind_of(self, tensor: Tensor) -> int:
        return self._kind(tensor.name, tensor.role, tensor.layer is None, len(tensor.axes))

    def _kind(self, *content: Hashable) -> int:
        return self._kinds.setdefault(content, len(self._kinds))
