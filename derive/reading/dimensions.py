"""The ranges of a document's names: what stands in a slot, and what fits in a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.reading.choices import chosen_use
from derive.reading.classes import FixedIndex
from derive.reading.counting import Counting, size_at_end
from derive.reading.einsums import Einsum, einsum_of
from derive.reading.folded_calls import axis_of, folded_slots
from derive.reading.index_letters import index_name, index_names
from derive.reading.kind_products import ones_kind
from derive.reading.kinds import Kinds, is_sign, key_of
from derive.reading.occurrences import bound_letters, derived_by
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Listing,
    Scripted,
    Symbol,
    Terms,
    Tree,
    parts_of,
    walk,
)
from derive.reading.ranges import Node, Ranges
from derive.reading.spellings import (
    Spelling,
    Use,
    is_square_of_bars,
    is_transpose,
    letter_of,
    side_by_side,
)

Scope = Mapping[str, Node]
Dims = dict[int, Node]


@dataclass(slots=True)
class Dimensions:
    """Joins the ranges of slots that have to agree in a document's forward equations.

    Attributes:
        kinds: Which names are scalars, vectors and matrices.
        ranks: How many slots each name has in all.
        ranges: What has been joined.
        is_row: Whether vectors lie in rows.
        units: Slots of the size 1.
        ended: Letters whose range ends at a computed place, T - K + 1, with the names there.
        counting: Where letters begin to count.
    """

    kinds: Kinds
    ranks: Mapping[Spelling, int]
    ranges: Ranges
    is_row: bool
    units: frozenset[Node] = frozenset()
    scopes: int = field(default=0)
    ended: set[tuple[Node, frozenset[str]]] = field(default_factory=set)
    counting: Counting = field(default_factory=Counting)

    def opened(self, letters: frozenset[str], outer: Scope) -> Scope:
        """A scope in which letters are new."""
        self.scopes += 1
        return {**outer, **{letter: ("letter", self.scopes, letter) for letter in letters}}

    def of(self, tree: Tree, scope: Scope) -> Dims:
        """The ranges of an expression's slots; those of everything in it are joined."""
        by = derived_by(tree)
        if by is not None:
            return self.of(by, scope)
        match tree:
            case Scripted(base=Symbol(name="e"), lower=None, upper=upper) if upper is not None:
                return self.of(upper, scope)
            case Scripted(base=Symbol(name="nabla"), lower=variable) if variable is not None:
                return self.of(variable, scope)
            case Symbol(name="1") | Scripted(base=Symbol(name="1")):
                return self._ones(tree)
            case Symbol():
                return self._used(Use(Spelling(tree.name, tree.accent)), scope)
            case Scripted(base=Symbol()):
                use = chosen_use(tree, frozenset(scope), self.kinds.habits)
                return self._used(use, scope) if use is not None else {}
            case Scripted(base=base, lower=lower, upper=upper):
                inner = self.of(base, scope)
                if lower is not None:
                    self._indexed(inner, lower, scope)
                    return {}
                if (isinstance(base, Fenced) and base.fence == "||") or (
                    is_square_of_bars(tree) and len(inner) == 1
                ):
                    return {}
                is_turned = is_transpose(upper)
                return {1 - slot: node for slot, node in inner.items()} if is_turned else inner
            case Fenced(fence="||", inner=inner):
                self.of(inner, scope)
                return {}
            case Fenced(inner=inner):
                return self.of(inner, scope)
            case Terms(parts=parts):
                return self._joined([self.of(part, scope) for _, part in parts])
            case Elementwise(parts=several) | Listing(parts=several):
                return self._joined([self.of(part, scope) for part in several])
            case Fraction(above=above, below=below):
                return self._joined([self.of(above, scope), self.of(below, scope)])
            case Factors(parts=parts):
                return self._product([part for _, part in parts], scope)
            case Big():
                return self._big(tree, scope)
            case _:
                for part in parts_of(tree):
                    self.of(part, scope)
                return {}

    def _ones(self, tree: Tree) -> Dims:
        """Slots of ones, which have the extents of what they are multiplied with and added to."""
        self.scopes += 1
        match ones_kind(tree):
            case "column":
                return {0: ("ones", self.scopes, 0)}
            case "row":
                return {1: ("ones", self.scopes, 1)}
            case _:
                return {}

    def _used(self, use: Use, scope: Scope) -> Dims:
        """The whole slots of a name; its letters share the ranges of their slots."""
        spelling = use.spelling
        if spelling not in self.ranks:
            return {}
        own = list(range(self.ranks[spelling]))
        if len(use.indices) < len(own):
            own = [at for at in own if ("slot", spelling, at) not in self.units]
        for number, index in zip(own, use.indices, strict=False):
            if letter_of(index) in self.kinds.habits.fixed:
                self._fixed(index, ("slot", spelling, number), scope)
                continue
            name = index_name(index)
            names = index_names(index)
            if name is None and names:
                ranged = tuple(scope[one] for one in names if one in scope)
                self.counting.places.append((("slot", spelling, number), ranged))
            letter = name or (names[0] if len(names) == 1 else None)
            if letter is not None and letter in scope:
                self.ranges.join(("slot", spelling, number), scope[letter])
                self.ranges.name(("slot", spelling, number), letter)
        wholes = [at for at, index in enumerate(use.indices) if index_name(index) == ":"]
        rest = [*wholes, *range(len(use.indices), self.ranks[spelling])]
        nodes: list[Node] = [("slot", spelling, number) for number in rest]
        if self.kinds.found.get(key_of(use), 0) == 0 and use.indices and not wholes:
            return {}
        first = 1 if len(nodes) == 1 and self.is_row else 0
        dims = {first + number: node for number, node in enumerate(nodes)}
        return {1 - slot: node for slot, node in dims.items()} if use.is_transposed else dims

    def _fixed(self, index: Tree, node: Node, scope: Scope) -> None:
        """The slot in which a fixed index stands has the range of its one-hot vector."""
        own = side_by_side(index.lower) if isinstance(index, Scripted) else ()
        spelling = FixedIndex(letter_of(index), len(own)).spelling
        self.ranges.join(node, ("slot", spelling, len(own)))
        for at, inner in enumerate(own):
            name = index_name(inner)
            if name is not None and name in scope:
                self.ranges.join(("slot", spelling, at), scope[name])

    def _indexed(self, dims: Dims, lower: Tree, scope: Scope) -> None:
        for (_, node), index in zip(sorted(dims.items()), side_by_side(lower), strict=False):
            name = index_name(index)
            if name is not None and name in scope:
                self.ranges.join(node, scope[name])
                self.ranges.name(node, name)

    def _joined(self, several: list[Dims]) -> Dims:
        """Parts that are joined entry by entry: their slots agree, vectors lie where they fit."""
        widest = max(several, key=len)
        for dims in several:
            if len(dims) == 1 and len(widest) == 2:
                self._lay(dims, widest)
                continue
            for slot, node in dims.items():
                if slot in widest:
                    self.ranges.join(widest[slot], node)
                elif len(dims) == len(widest) == 1:
                    self.ranges.join(next(iter(widest.values())), node)
        return widest

    def _lay(self, vector: Dims, matrix: Dims) -> None:
        """A vector added to a matrix: along its columns, or, where rows are samples, its rows."""
        ((slot, node),) = vector.items()
        fits = [one for one in matrix.values() if self.ranges.find(one) == self.ranges.find(node)]
        if not fits:
            self.ranges.join(matrix[1] if self.is_row else matrix[slot], node)

    def _product(self, parts: list[Tree], scope: Scope) -> Dims:
        result: Dims = {}
        spelled = einsum_of(parts)
        if spelled is not None:
            return self._einsum(spelled, scope)
        for at, part in enumerate(parts):
            if is_sign(part) or letter_of(part) in self.kinds.functions:
                continue
            dims = self.of(part, scope)
            if at and (folded := folded_slots(parts[at - 1], part)) is not None:
                kept = axis_of(part)
                is_vector = folded == 1 and len(dims) == 2 and at == len(parts) - 1 == 1
                dims = {1 - kept: dims[1 - kept]} if is_vector and kept is not None else {}
            if not result or not dims:
                result = result or dims
                continue
            if 1 in result and 0 in dims:
                self.ranges.join(result[1], dims[0])
            if set(result) == set(dims) == {0} and {result[0], dims[0]} & self.units:
                self.ranges.join(result[0], dims[0])  # columns side by side have one entry
            left = {slot: node for slot, node in result.items() if slot != 1}
            result = left | {slot: node for slot, node in dims.items() if slot != 0}
        return result

    def _einsum(self, spelled: Einsum, scope: Scope) -> Dims:
        inner = self.opened(frozenset("".join(spelled.inputs)), {})
        for letters, operand in zip(spelled.inputs, spelled.operands, strict=False):
            for (_, node), letter in zip(
                sorted(self.of(operand, scope).items()), letters, strict=False
            ):
                self.ranges.join(node, inner[letter])
        return {at: inner[one] for at, one in enumerate(spelled.output) if one in inner}

    def _big(self, tree: Big, scope: Scope) -> Dims:
        letters = bound_letters(tree.lower)
        inner = self.opened(letters, scope)
        self.counting.sum(tree, {letter: inner[letter] for letter in letters})
        size = size_at_end(tree.lower, tree.upper)
        if size is not None:
            for letter in letters:
                self.ranges.size(inner[letter], size)
        elif tree.upper is not None:
            self.ended |= {(inner[letter], names_in(tree.upper)) for letter in letters}
        if isinstance(tree.lower, Comparison):
            self.of(tree.lower, inner)
        return self.of(tree.body, inner)


def names_in(tree: Tree) -> frozenset[str]:
    """The letters in the end of a range."""
    return frozenset(part.name for part in walk(tree) if isinstance(part, Symbol))
