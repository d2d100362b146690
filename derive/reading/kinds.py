"""Which names of a document stand for scalars, vectors and matrices where they have no indices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from derive.reading.choices import Habits
from derive.reading.einsums import Einsum, einsum_of
from derive.reading.folded_calls import folded_slots
from derive.reading.index_letters import index_name
from derive.reading.kind_products import Kind, multiplied, ones_kind, turned
from derive.reading.occurrences import SIGNS, bound_letters, derived_by, occurrences
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
    is_square_of_bars,
    is_transpose,
    letter_of,
)

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
        """Names without indices that something is divided by are scalars: N of 1 / (2 N)."""
        match below:
            case Fenced(inner=inner):
                self._divides(inner, scope)
            case Factors(parts=parts):
                for _, part in parts:
                    self._divides(part, scope)
            case Elementwise(parts=several):
                for part in several:
                    self._divides(part, scope)
            case Symbol():
                for met in occurrences(below, scope, self.habits):
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
            case Scripted(base=Symbol(name="nabla"), lower=by) if by is not None:
                return self.of(by, scope)
            case Symbol(name="1") | Scripted(base=Symbol(name="1")):
                return ones_kind(tree) or "scalar"
            case Symbol() | Scripted(base=Symbol()):
                return self._named(tree, scope)
            case Scripted(base=base, lower=lower, upper=upper):
                kind = self.of(base, scope)
                if lower is not None or (is_square_of_bars(tree) and kind in ("column", "row")):
                    return "scalar"
                return turned(kind) if is_transpose(upper) else kind
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
                for joint, part in parts:
                    if joint == "/":
                        self._divides(part, scope)
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
        """A capital B that is added to a product is a vector, the bias; b behind X w is a number.

        Data times weights is a number for each sample, and all samples share their bias.
        """
        if any(_is_data_times_weights(part) for part in parts):
            for part in parts:
                if isinstance(part, Symbol) and part.name == "b":
                    self._set(part, scope, 0)
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
            colons = sum(index_name(index) == ":" for index in met.use.indices)
            rank = colons or self.found.get(key)
            is_given = met.use.spelling not in self.lefts
            if rank is None and is_given and _is_capital(letter) and not met.use.indices:
                self.found[key] = rank = 2
            if rank is None and met.use.is_transposed:
                self.found[key] = rank = 1
            if rank is None:
                return None
            kind: Kind = ("scalar", "column", "matrix")[min(rank, 2)]
            return turned(kind) if met.use.is_transposed else kind
        return "scalar"

    def _joined(self, parts: list[Tree], scope: frozenset[str]) -> Kind | None:
        kinds = [self.of(part, scope) for part in parts]
        known = [kind for kind in kinds if kind is not None]
        if not known:
            return None
        widest = max(known, key=lambda kind: _RANKS[kind])
        for part, kind in zip(parts, kinds, strict=True):
            if kind is None and not self._beside_ones(part, scope, _RANKS[widest]):
                self._set(part, scope, min(_RANKS[widest], 1))
        return widest

    def _beside_ones(self, tree: Tree, scope: frozenset[str], rank: int) -> bool:
        """Fix b in b 1^T, a term of a known rank; False for other terms."""
        match tree:
            case Factors(parts=((_, first), (_, last))):
                ones = [ones_kind(first), ones_kind(last)]
            case _:
                return False
        if ones.count(None) != 1:
            return False
        self._set(first if ones[0] is None else last, scope, rank - 1)
        return True

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
        for name, argument in pairwise(parts):
            folded = folded_slots(name, argument)
            if folded is not None and argument in shown:
                at = shown.index(argument)
                is_vector = folded == 1 and kinds[at] == "matrix" and len(shown) == 1
                kinds[at] = "column" if is_vector else "scalar"
        for at, kind in enumerate(kinds):
            beside = [kinds[near] for near in (at - 1, at + 1) if 0 <= near < len(kinds)]
            follows = kinds[at + 1] if at + 1 < len(kinds) else None
            if kind is None and follows == "column" and letter_of(shown[at]) in ("w", "theta"):
                self._set(shown[at], scope, 2)
                kinds[at] = self.of(shown[at], scope)
            elif kind is None and ("matrix" in beside or (at and kinds[at - 1] == "row")):
                # c Q K: a row in front of matrices would make a row, and not a matrix; in front
                # of W h it would make a scalar, and stand transposed beside columns.
                is_front = at == 0 and follows == "matrix"
                is_front = is_front and (self.expects_matrix or kinds[-1] == "column")
                self._set(shown[at], scope, 0 if is_front else 1)
                kinds[at] = self.of(shown[at], scope)
        # 1 b^T and b 1^T: such a b is a column, whatever stands left of weights.
        ones = {ones_kind(part) for part in shown} - {None}
        self.has_columns |= bool(ones) and kinds == ["column", "row"]
        for first, second in pairwise(kinds):
            self.has_rows |= first == "column" and second == "matrix"
            self.has_columns |= first == "matrix" and second == "column"
        result: Kind | None = "scalar"
        for kind in kinds:
            result = multiplied(result, kind)
        return result

    def _einsum(self, spelled: Einsum, scope: frozenset[str]) -> Kind:
        for letters, operand in zip(spelled.inputs, spelled.operands, strict=False):
            for met in occurrences(operand, scope, self.habits):
                if isinstance(operand, Symbol | Scripted) and not met.use.indices:
                    self.found[key_of(met.use)] = len(letters)
        return ("scalar", "column", "matrix")[min(len(spelled.output), 2)]

    def _is_function(self, tree: Tree) -> bool:
        return is_sign(tree) or letter_of(tree) in self.functions


def is_sign(tree: Tree) -> bool:
    """Whether a factor is a sign or a function's name; a nabla with its variable is a factor."""
    base = tree.base if isinstance(tree, Scripted) else tree
    if not isinstance(base, Symbol) or base.name not in SIGNS:
        return False
    return base.name != "nabla" or not isinstance(tree, Scripted) or tree.lower is None


def _is_data_times_weights(tree: Tree) -> bool:
    """Whether a tree is X w, or Phi theta: a matrix of data with a vector of weights."""
    match tree:
        case Factors(parts=((_, Symbol(name=data)), (_, Symbol(name=weights)))):
            return data in ("X", "Phi") and weights in ("w", "theta", "beta")
        case _:
            return False


def _is_capital(letter: str) -> bool:
    return letter[:1].isupper()


def key_of(use: Use) -> Key:
    """What a kind is known by: a name, and how many indices it carries."""
    return use.spelling, len(use.indices)
