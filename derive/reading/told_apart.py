"""Names that index letters tell apart: a_j of the hidden layer, a_k of the output (Bishop, PRML).

Only a document that chains its weights so, w_ji in the forward equation of something at j
and w_kj in that of something at k, is read like this: there each name that carries letters
of the chain gets these letters as part of the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.reading.index_letters import index_name
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import Scripted, Statement, Symbol, Tree, Words, walk
from derive.reading.rewriting import rewritten

SIGN = "·"
Pattern = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Carried:
    """A name with the plain letters below it."""

    name: str
    pattern: Pattern


def with_names_apart(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which a_j and a_k are two names, if index letters tell the layers apart."""
    letters = _chained(statements)
    through = {**_by_derivatives(statements), **_through_themselves(statements)}
    if not letters and not through:
        return list(statements)
    patterns: dict[str, set[Pattern]] = {}
    for statement in statements:
        for one in _carried_in(statement) if _left(statement) is not None else ():
            known = patterns.setdefault(one.name, set())
            is_turned = any(sorted(one.pattern) == sorted(pattern) for pattern in known)
            if set(one.pattern) <= letters and not is_turned:
                known.add(one.pattern)
    several = {name: letters for name, found in patterns.items() if len(found) > 1}
    apart = {**through, **several}
    return [_renamed(statement, apart, patterns) for statement in statements]


def _by_derivatives(statements: Sequence[Statement]) -> dict[str, frozenset[str]]:
    """Names of several derivatives, each by another name: delta_k by y_k, delta_j by a_j."""
    found: dict[str, dict[Pattern, Tree]] = {}
    for statement in statements:
        left = _left(statement)
        by = derived_by(statement.sides[1]) if left is not None else None
        if left is not None and by is not None:
            found.setdefault(left.name, {}).setdefault(left.pattern, _base(by))
    return {
        name: frozenset(letter for pattern in several for letter in pattern)
        for name, several in found.items()
        if len(several) > 1 and len(set(several.values())) > 1
    }


def _base(tree: Tree) -> Tree:
    return tree.base if isinstance(tree, Scripted) else tree


def _through_themselves(statements: Sequence[Statement]) -> dict[str, frozenset[str]]:
    """Names that are defined through themselves at another letter, delta_j by delta_k."""
    found: dict[str, frozenset[str]] = {}
    first: dict[str, Pattern] = {}
    for statement in statements:
        left = _left(statement)
        if left is None:
            continue
        earlier = first.setdefault(left.name, left.pattern)
        if earlier == left.pattern:
            continue
        inner = {
            one.pattern
            for side in statement.sides[1:]
            for one in _carried_below(side)
            if one.name == left.name
        }
        if earlier in inner and left.pattern not in inner:
            found[left.name] = frozenset({*earlier, *left.pattern, *found.get(left.name, ())})
    return found


def _chained(statements: Sequence[Statement]) -> frozenset[str]:
    """The letters of layers: i, j, k of w_ji and w_kj in two equations of one name."""
    found: set[str] = set()
    defining = [(left, one) for one in statements if (left := _left(one)) is not None]
    for at, (first, one) in enumerate(defining):
        for second, other in defining[:at] + defining[at + 1 :]:
            if second.pattern == first.pattern:
                continue
            for weight, later in _pairs(one.sides[1], other.sides[1]):
                is_chain = later == (second.pattern[0], first.pattern[0])
                is_three = len({*weight, *later}) == 3
                if weight[0] == first.pattern[0] and is_chain and is_three:
                    found |= {*weight, *later}
    return frozenset(found)


def _left(statement: Statement) -> _Carried | None:
    """The name that a statement may define, with its one index letter."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":="):
        return None
    carried = _carried(statement.sides[0])
    return carried if carried is not None and len(carried.pattern) == 1 else None


def _pairs(first: Tree, second: Tree) -> Iterator[tuple[Pattern, Pattern]]:
    """The letters of every name of two indices that stands on both right sides."""
    for one in _carried_below(first):
        for other in _carried_below(second):
            if one.name == other.name and len(one.pattern) == len(other.pattern) == 2:
                yield one.pattern, other.pattern


def _carried_in(statement: Statement) -> Iterator[_Carried]:
    for side in statement.sides:
        yield from _carried_below(side)


def _carried_below(tree: Tree) -> Iterator[_Carried]:
    for part in walk(tree):
        found = _carried(part)
        if found is not None:
            yield found


def _carried(tree: Tree) -> _Carried | None:
    """A name with letters only below it and nothing above."""
    match tree:
        case Scripted(base=Symbol(name=name), lower=lower, upper=None) if lower is not None:
            parts = [lower] if index_name(lower) else list(walk(lower))[1:]
            parts = [part for part in parts if not isinstance(part, Words)]  # w_{j0}, a bias
            names = [index_name(part) for part in parts]
            plain = tuple(one.rstrip("'") for one in names if one is not None)
            return _Carried(name, plain) if plain and len(plain) == len(names) else None
        case _:
            return None


def _renamed(
    statement: Statement, apart: Mapping[str, frozenset[str]], patterns: Mapping[str, set[Pattern]]
) -> Statement:
    """A statement in which names of several patterns carry their letters in the name.

    Letters in another order than the equations have them are those of the same name: w_jk is
    the w_kj with its indices exchanged.
    """
    own = {
        one.name: one.pattern
        for one in _carried_in(statement)
        if one.name in apart and set(one.pattern) <= apart[one.name]
    }

    def change(tree: Tree) -> Tree | None:
        found = _carried(tree)
        if found is None or found.name not in apart:
            return None
        is_own = set(found.pattern) <= apart[found.name]
        pattern = found.pattern if is_own else own.get(found.name)
        if pattern is None or not isinstance(tree, Scripted) or not isinstance(tree.base, Symbol):
            return None
        known = patterns.get(found.name, set())
        turned = [one for one in known if sorted(one) == sorted(pattern)]
        own_pattern = pattern if pattern in known or not turned else min(turned)
        name = f"{found.name}{SIGN}{''.join(own_pattern)}"
        return replace(tree, base=replace(tree.base, name=name))

    return replace(statement, sides=tuple(rewritten(side, change) for side in statement.sides))
