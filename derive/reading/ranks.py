"""How many slots the names of a document's forward equations have, and which share a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from derive.reading.choices import Habits
from derive.reading.costs import costs_of
from derive.reading.dimensions import Dimensions
from derive.reading.forward import Forward
from derive.reading.index_letters import index_name, index_names
from derive.reading.kinds import Kinds, key_of
from derive.reading.occurrences import left_letters, occurrences
from derive.reading.parse_tree import Factors, Statement, walk
from derive.reading.spaces import Space, spaces_of
from derive.reading.spellings import Spelling, letter_of

_WEIGHTS = ("W", "Theta", "V", "U")


def kinds_of(
    found: Sequence[Forward],
    statements: Sequence[Statement],
    habits: Habits,
    *,
    functions: frozenset[str],
    sizes: frozenset[str],
) -> Kinds:
    """Which names are scalars, vectors and matrices, found in the forward equations."""
    kinds = Kinds(habits, functions, sizes, lefts={one.left.use.spelling for one in found})
    spaces = spaces_of(statements, habits)
    arrays = {space.spelling for space in spaces if space.sizes}
    costs = costs_of([one.left.use for one in found], statements) - arrays
    for one in found:
        if one.left.use.spelling in costs and not one.left.use.indices:
            kinds.found[key_of(one.left.use)] = 0
    for layers in {tuple(one.layers.items()): one.layers for one in found}.values():
        _used_ranks(statements, kinds, replace(habits, layers=layers))
    for space in spaces:
        kinds.found[space.spelling, 0] = len(space.sizes)
    for _ in range(4):
        for one in found:
            kinds.habits = replace(habits, layers=one.layers)
            left = one.left.use
            kinds.expects_matrix = left.spelling.letter[:1].isupper() and not left.indices
            kind = kinds.of(one.right, one.scope)
            known = kinds.found.get(key_of(one.left.use))
            if kind is None and known:
                kinds.expect(one.right, one.scope, known)
                kind = kinds.of(one.right, one.scope)
            has_wholes = any(index_name(index) == ":" for index in left.indices)
            if kind is not None and not has_wholes:
                rank = {"scalar": 0, "column": 1, "row": 1, "matrix": 2}[kind]
                is_whole_cost = one.left.use.spelling in costs and not one.left.use.indices
                kinds.found[key_of(one.left.use)] = 0 if is_whole_cost else rank
    return kinds


def _used_ranks(statements: Sequence[Statement], kinds: Kinds, habits: Habits) -> None:
    """A name that has indices somewhere has as many slots where it stands without."""
    counts: dict[Spelling, int] = {}
    bare: set[Spelling] = set()
    for statement in statements:
        scope = left_letters(statement.sides[0])
        for met in (one for side in statement.sides for one in occurrences(side, scope, habits)):
            spelling, number = key_of(met.use)
            free = scope | met.scope | {":"}
            if number and all(set(index_names(index)) & free for index in met.use.indices):
                counts[spelling] = max(number, counts.get(spelling, 0))
            elif not number:
                bare.add(spelling)
    for spelling in bare & set(counts):
        kinds.found[spelling, 0] = counts[spelling]


def ranks_of(found: Sequence[Forward], kinds: Kinds) -> dict[Spelling, int]:
    """How many slots every name of the forward equations has."""
    ranks: dict[Spelling, int] = {}
    lefts = {one.left.use.spelling for one in found}
    for one in found:
        habits = replace(kinds.habits, layers=one.layers)
        for met in (one.left, *occurrences(one.right, one.scope, habits)):
            letter = met.use.spelling.letter
            if letter in kinds.functions or letter in kinds.sizes or letter in met.scope:
                continue
            is_number = letter in ("e", "pi") and not met.use.indices
            if letter == "1" or (is_number and met.use.spelling not in lefts):
                continue
            if letter == "delta" and len(met.use.indices) == 2 and met.use.spelling not in lefts:
                continue
            total = len(met.use.indices) + kinds.found.get(key_of(met.use), 0)
            ranks[met.use.spelling] = max(total, ranks.get(met.use.spelling, 0))
    return ranks


def is_batch_first(found: Sequence[Forward], kinds: Kinds) -> bool:
    """Whether data stand left of weights, X W, and no weights left of data."""
    right_of, left_of = False, False
    for one in found:
        for tree in walk(one.right):
            if not isinstance(tree, Factors):
                continue
            names = [letter_of(part) for _, part in tree.parts]
            for first, second in pairwise(names):
                if first.isupper() and second.isupper():
                    right_of |= second.rstrip("0123456789") in _WEIGHTS
                    left_of |= first.rstrip("0123456789") in _WEIGHTS
    return right_of and not left_of and not kinds.has_columns


def join_ranges(
    found: Sequence[Forward],
    dimensions: Dimensions,
    sizes: Mapping[str, str],
    spaces: Sequence[Space] = (),
) -> None:
    """Join the ranges in every forward equation, and those of a stated size."""
    for space in spaces:
        for at, size in enumerate(space.sizes):
            if size:
                dimensions.ranges.size(("slot", space.spelling, at), size)
    by_letter = {letter: size for size, letter in sizes.items() if letter}
    habits = dimensions.kinds.habits
    for one in found:
        dimensions.kinds.habits = replace(habits, layers=one.layers)
        letters = set(one.scope)
        if habits.is_einstein:
            letters |= left_letters(one.right)
        scope = dimensions.opened(frozenset(letters), {})
        left = dimensions.of(one.left.tree, scope)
        right = dimensions.of(one.right, scope)
        for (_, first), (_, second) in zip(
            sorted(left.items()), sorted(right.items()), strict=False
        ):
            dimensions.ranges.join(first, second)
    elsewhere = {dimensions.ranges.find(node) for node, names in dimensions.ended if len(names) > 1}
    for node in list(dimensions.ranges.parents):
        if not (isinstance(node, tuple) and node[0] == "letter" and node[2] in by_letter):
            continue
        # t = 1, ..., T of the input is not the t = 1, ..., T - K + 1 of the output.
        if dimensions.ranges.find(node) not in elsewhere:
            dimensions.ranges.size(node, by_letter[str(node[2])])
    for size in sizes:
        dimensions.ranges.size(("extent", size), size)
