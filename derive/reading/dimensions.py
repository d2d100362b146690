"""The ranges of a document's names: what stands in a slot, and what fits in a product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.reading.einsums import Einsum, einsum_of
from derive.reading.index_letters import index_name, index_names
from derive.reading.kinds import Kinds, key_of
from derive.reading.occurrences import SIGNS, bound_letters, chosen_use, derived_by
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
)
from derive.reading.ranges import Node, Ranges
from derive.reading.spellings import (
    Spelling,
    Use,
    is_transpose,
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
    """

    kinds: Kinds
    ranks: Mapping[Spelling, int]
    ranges: Ranges
    is_row: bool
    units: frozenset[Node] = frozenset()
    scopes: int = field(default=0)

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
                if isinstance(base, Fenced) and base.fence == "||":
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

    def _used(self, use: Use, scope: Scope) -> Dims:
        """The whole slots of a name; its letters share the ranges of their slots."""
        spelling = use.spelling
        if spelling not in self.ranks:
            return {}
        own = list(range(self.ranks[spelling]))
        if len(use.indices) < len(own):
            own = [at for at in own if ("slot", spelling, at) not in self.units]
        for number, index in zip(own, use.indices, strict=False):
            name = index_name(index)
            names = index_names(index)
            letter = name or (names[0] if len(names) == 1 else None)
            if letter is not None and letter in scope:
                self.ranges.join(("slot", spelling, number), scope[letter])
                self.ranges.name(("slot", spelling, number), letter)
        rest = range(len(use.indices), self.ranks[spelling])
        nodes: list[Node] = [("slot", spelling, number) for number in rest]
        if self.kinds.found.get(key_of(use), 0) == 0 and use.indices:
            return {}
        first = 1 if len(nodes) == 1 and self.is_row else 0
        dims = {first + number: node for number, node in enumerate(nodes)}
        return {1 - slot: node for slot, node in dims.items()} if use.is_transposed else dims

    def _indexed(self, dims: Dims, lower: Tree, scope: Scope) -> None:
        indices = (
            [part for _, part in lower.parts]
            if isinstance(lower, Factors)
            else list(lower.parts)
            if isinstance(lower, Listing)
            else [lower]
        )
        for (_, node), index in zip(sorted(dims.items()), indices, strict=False):
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
        for part in parts:
            base = part.base if isinstance(part, Scripted) else part
            if isinstance(base, Symbol) and (
                base.name in SIGNS or base.name in self.kinds.functions
            ):
                continue
            dims = self.of(part, scope)
            if not result or not dims:
                result = result or dims
                continue
            if 1 in result and 0 in dims:
                self.ranges.join(result[1], dims[0])
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
        if isinstance(tree.upper, Symbol):
            for letter in letters:
                self.ranges.size(inner[letter], tree.upper.name)
        if isinstance(tree.lower, Comparison):
            self.of(tree.lower, inner)
        return self.of(tree.body, inner)
