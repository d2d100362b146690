"""Which names of a document stand for scalars, vectors and matrices where they have no indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from derive.reading.einsums import Einsum, einsum_of
from derive.reading.occurrences import SIGNS, Habits, bound_letters, derived_by, occurrences
from derive.reading.parse_tree import (
    Big,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Listing,
    Scripted,
    Symbol,
    Terms,
    Tree,
)
from derive.reading.spellings import (
    Spelling,
    Use,
    is_transpose,
    letter_of,
)

Kind = Literal["scalar", "column", "row", "matrix"]
Key = tuple[Spelling, int]
_RANKS: Mapping[Kind, int] = {"scalar": 0, "column": 1, "row": 1, "matrix": 2}


@dataclass(slots=True)
class Kinds:
    """What is known of the kinds so far.

    Attributes:
        habits: Of the document.
        functions: Letters of functions.
        sizes: Letters of extents.
        found: The rank of what stays of a name beside its indices, by `key_of`.
        has_rows: Whether vectors stand left of matrices.
        has_columns: Whether vectors stand right of matrices.
        lefts: The names that forward equations define.
        expects_matrix: Whether the left side that is looked at is a capital.
    """

    habits: Habits
    functions: frozenset[str]
    sizes: frozenset[str]
    found: dict[Key, int] = field(default_factory=dict)
    has_rows: bool = False
    has_columns: bool = False
    lefts: set[Spelling] = field(default_factory=set)
    expects_matrix: bool = False

    def _divides(self, below: Tree, scope: frozenset[str]) -> None:
        """Names without indices that something is divided by are scalars."""
        parts = [part for _, part in below.parts] if isinstance(below, Factors) else [below]
        for part in parts:
            if isinstance(part, Symbol):
                for met in occurrences(part, scope, self.habits):
                    if met.use.spelling not in self.lefts:
                        self.found.setdefault(key_of(met.use), 0)

    def of(self, tree: Tree, scope: frozenset[str]) -> Kind | None:
        """The kind of an expression, or None as long as it is unknown."""
        by = derived_by(tree)
        if by is not None:
            return self.of(by, scope)
        match tree:
            case Scripted(base=Symbol(name="e"), lower=None, upper=upper) if upper is not None:
                return self.of(upper, scope)
            case Symbol() | Scripted(base=Symbol()):
                return self._named(tree, scope)
            case Scripted(base=base, lower=lower, upper=upper):
                kind = self.of(base, scope)
                if lower is not None:
                    return "scalar"
                return _turned(kind) if is_transpose(upper) else kind
            case Fenced(fence="||", inner=inner):
                self.of(inner, scope)
                return "scalar"
            case Fenced(inner=inner):
                return self.of(inner, scope)
            case Terms(parts=parts):
                if len(parts) > 1:
                    self._biases([part for _, part in parts], scope)
                return self._joined([part for _, part in parts], scope)
            case Elementwise(parts=several):
                return self._joined(list(several), scope)
            case Factors(parts=parts):
                return self._product([part for _, part in parts], scope)
            case Listing(parts=several):
                return self._joined(list(several), scope)
            case Fraction(above=above, below=below):
                self._divides(below, scope)
                first, second = self.of(above, scope), self.of(below, scope)
                return first if second in ("scalar", None) else second
            case Big(lower=lower, body=body):
                return self.of(body, scope | bound_letters(lower))
            case _:
                return "scalar"

    def _biases(self, parts: list[Tree], scope: frozenset[str]) -> None:
        """A capital B that is added to a product is a vector, the bias."""
        for part in parts:
            if isinstance(part, Symbol | Scripted) and letter_of(part) == "B":
                for met in occurrences(part, scope, self.habits):
                    if not met.use.indices and met.use.spelling not in self.lefts:
                        self.found.setdefault(key_of(met.use), 1)

    def expect(self, tree: Tree, scope: frozenset[str], rank: int) -> None:
        """Give names of unknown kind that make up a sum the kind that the sum has."""
        match tree:
            case Symbol() | Scripted(base=Symbol()):
                self._set(tree, scope, rank)
            case Fenced(fence="(" | "[" | "{", inner=inner):
                self.expect(inner, scope, rank)
            case Terms(parts=parts):
                for _, part in parts:
                    self.expect(part, scope, rank)
            case Elementwise(parts=several):
                for part in several:
                    self.expect(part, scope, rank)
            case Factors(parts=(*_, (_, last))) if rank == 1:
                self.expect(last, scope, rank)

    def _named(self, tree: Tree, scope: frozenset[str]) -> Kind | None:
        for met in occurrences(tree, scope, self.habits):
            letter, key = met.use.spelling.letter, key_of(met.use)
            is_number = letter in ("e", "pi") and not met.use.indices
            is_number = is_number and met.use.spelling not in self.lefts
            if letter in self.sizes or letter in scope or is_number:
                return "scalar"
            rank = self.found.get(key)
            is_given = met.use.spelling not in self.lefts
            if rank is None and is_given and _is_capital(letter) and not met.use.indices:
                self.found[key] = rank = 2
            if rank is None and met.use.is_transposed:
                self.found[key] = rank = 1
            if rank is None:
                return None
            kind: Kind = ("scalar", "column", "matrix")[min(rank, 2)]
            return _turned(kind) if met.use.is_transposed else kind
        return "scalar"

    def _joined(self, parts: list[Tree], scope: frozenset[str]) -> Kind | None:
        kinds = [self.of(part, scope) for part in parts]
        known = [kind for kind in kinds if kind is not None]
        if not known:
            return None
        widest = max(known, key=lambda kind: _RANKS[kind])
        for part, kind in zip(parts, kinds, strict=True):
            if kind is None:
                self._set(part, scope, min(_RANKS[widest], 1))
        return widest

    def _set(self, tree: Tree, scope: frozenset[str], rank: int) -> None:
        """Fix the rank of the one name that makes up a term, if it is one."""
        match tree:
            case Symbol() | Scripted(base=Symbol()):
                for met in occurrences(tree, scope, self.habits):
                    self.found.setdefault(key_of(met.use), rank)
            case Fenced(inner=inner):
                self._set(inner, scope, rank)

    def _product(self, parts: list[Tree], scope: frozenset[str]) -> Kind | None:
        spelled = einsum_of(parts)
        if spelled is not None:
            return self._einsum(spelled, scope)
        shown = [part for part in parts if not self._is_function(part)]
        kinds = [self.of(part, scope) for part in shown]
        for at, kind in enumerate(kinds):
            beside = [kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(kinds)]
            follows = kinds[at + 1] if at + 1 < len(kinds) else None
            if kind is None and follows == "column" and letter_of(shown[at]) in ("w", "theta"):
                self._set(shown[at], scope, 2)
                kinds[at] = self.of(shown[at], scope)
            elif kind is None and ("matrix" in beside or (at and kinds[at - 1] == "row")):
                # c Q K: a row in front of matrices would make a row, and not a matrix.
                is_front = self.expects_matrix and at == 0 and follows == "matrix"
                self._set(shown[at], scope, 0 if is_front else 1)
                kinds[at] = self.of(shown[at], scope)
        for first, second in pairwise(kinds):
            self.has_rows |= first == "column" and second == "matrix"
            self.has_columns |= first == "matrix" and second == "column"
        result: Kind | None = "scalar"
        for kind in kinds:
            result = _multiplied(result, kind)
        return result

    def _einsum(self, spelled: Einsum, scope: frozenset[str]) -> Kind:
        for letters, operand in zip(spelled.inputs, spelled.operands, strict=False):
            for met in occurrences(operand, scope, self.habits):
                if isinstance(operand, Symbol | Scripted) and not met.use.indices:
                    self.found[key_of(met.use)] = len(letters)
        return ("scalar", "column", "matrix")[min(len(spelled.output), 2)]

    def _is_function(self, tree: Tree) -> bool:
        base = tree.base if isinstance(tree, Scripted) else tree
        name = base.name if isinstance(base, Symbol) else ""
        return name in SIGNS or name in self.functions


def _multiplied(first: Kind | None, second: Kind | None) -> Kind | None:
    if first is None or second is None:
        return None
    if "scalar" in (first, second):
        return second if first == "scalar" else first
    match first, second:
        case "matrix", "matrix":
            return "matrix"
        case "matrix", _:
            return "column"
        case _, "matrix":
            return "row"
        case "column", "row":
            return "matrix"
        case "row", "column":
            return "scalar"
        case _:
            return first


def _turned(kind: Kind | None) -> Kind | None:
    match kind:
        case "column":
            return "row"
        case "row":
            return "column"
        case _:
            return kind


def _is_capital(letter: str) -> bool:
    return letter[:1].isupper()


def key_of(use: Use) -> Key:
    """What a kind is known by: a name, and how many indices it carries."""
    return use.spelling, len(use.indices)
