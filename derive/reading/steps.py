"""Updates that count or name their steps, w_{t+1} = w_t - eta ..., read as w <- w - eta ...

A letter counts steps only where no other line has it in a script: a recurrence in time has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from derive.reading.index_letters import index_names
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import (
    Fenced,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    Unread,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spellings import letter_of, side_by_side

# Letters of learning rates; in an update they need no line that introduces them.
RATES = ("eta", "alpha", "epsilon", "varepsilon", "lr", "rho")
_NEW = ("new", "next", "updated", "after")
_OLD = ("old", "prev", "previous", "before", "current", "now")


@dataclass(frozen=True, slots=True)
class _Stepped:
    """A name without one of its scripts, and that script; a prime is the script of that name."""

    plain: Tree
    step: Tree | None


@dataclass(frozen=True, slots=True)
class _Step:
    """What tells the value after an update from the one before it, and the name of that."""

    plain: Tree
    new: Tree
    old: Tree | None


def with_steps(statements: Sequence[Statement]) -> list[Statement | Unread]:
    """Statements in which a step of an update is written by an arrow.

    One whose right side holds the value after the step is not read.
    """
    steps = [_step_of(one) for one in statements]
    others = [one for one, step in zip(statements, steps, strict=True) if step is None]
    letters = {letter for one in others for side in one.sides for letter in _script_letters(side)}
    known = {name for one in others for side in one.sides for name in _letters(side)}
    found: list[Statement | Unread] = []
    for statement, step in zip(statements, steps, strict=True):
        is_step = step is not None and not letters & set(_counted(step))
        if step is not None and is_step and _is_update(statement, known):
            found.append(_as_arrow(statement, step))
        else:
            found.append(statement)
    return found


def _step_of(statement: Statement) -> _Step | None:
    """The step from the left side's name to the one on the right, if they differ by one."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":=", "<-"):
        return None
    left, right = statement.sides[:2]
    for after in _readings(left):
        for tree in walk(right):
            for before in _readings(tree):
                if after.plain == before.plain and _follows(after.step, before.step):
                    assert after.step is not None, "a step follows another"
                    return _Step(before.plain, after.step, before.step)
    return None


def _readings(tree: Tree) -> Iterator[_Stepped]:
    """A name with every script that may tell its step left out in turn, and with none."""
    if not isinstance(tree, Symbol | Scripted) or not letter_of(tree):
        return
    yield _Stepped(tree, None)
    match tree:
        case Symbol(name=name) if "_" in name:
            base, _, tail = name.rpartition("_")
            yield _Stepped(replace(tree, name=base), Symbol(tree.span, tail, "roman"))
        case Scripted(lower=lower, upper=upper, primes=primes):
            whole = _inner(lower) if lower is not None else None
            if isinstance(whole, Symbol) and whole is not lower:
                yield _Stepped(_bare(replace(tree, lower=None)), whole)
            items = side_by_side(lower)
            for at, item in enumerate(items):
                rest = (*items[:at], *items[at + 1 :])
                yield _Stepped(_bare(replace(tree, lower=_joined(rest, tree))), _inner(item))
            if upper is not None:
                yield _Stepped(_bare(replace(tree, upper=None)), _inner(upper))
            if primes:
                prime = Symbol(tree.span, "prime", "roman")
                yield _Stepped(_bare(replace(tree, primes=primes - 1)), prime)


def _inner(script: Tree) -> Tree:
    """A script without its parentheses; letters side by side as a word: new."""
    inner = script.inner if isinstance(script, Fenced) else script
    letters = [part.name for part in side_by_side(inner) if isinstance(part, Symbol)]
    word = "".join(letters)
    return Symbol(inner.span, word, "roman") if word in (*_NEW, *_OLD) else inner


def _joined(items: tuple[Tree, ...], tree: Tree) -> Tree | None:
    if len(items) < 2:
        return items[0] if items else None
    return Listing(tree.span, items)


def _bare(tree: Scripted) -> Tree:
    """A name whose scripts are all gone, as its letter."""
    is_bare = tree.lower is None and tree.upper is None and not tree.primes
    return replace(tree.base, span=tree.span) if is_bare and isinstance(tree.base, Symbol) else tree


def _follows(new: Tree | None, old: Tree | None) -> bool:
    """Whether one script is the step behind another: t + 1 behind t, new behind old or none."""
    match new, old:
        case Terms(parts=((1, first), (1, Number(value=value)))), Symbol():
            return first == old and value == 1
        case Symbol(), Terms(parts=((1, first), (-1, Number(value=value)))):
            return first == new and value == 1
        case Symbol(name=name), None:
            return name in (*_NEW, "prime")
        case Symbol(name=name), Symbol(name=before):
            return name in _NEW and before in _OLD
        case _:
            return False


def _counted(step: _Step) -> list[str]:
    """The letters that count the steps."""
    names = [*index_names(step.new), *(index_names(step.old) if step.old is not None else ())]
    return [name for name in names if name not in (*_NEW, *_OLD, "prime")]


def _script_letters(tree: Tree) -> Iterator[str]:
    for part in walk(tree):
        if isinstance(part, Scripted):
            for script in (part.lower, part.upper):
                if script is not None:
                    yield from (one.name for one in walk(script) if isinstance(one, Symbol))


def _letters(tree: Tree) -> Iterator[str]:
    return (part.name for part in walk(tree) if isinstance(part, Symbol))


def _is_update(statement: Statement, known: set[str]) -> bool:
    """Whether a step changes a weight: by a learning rate or a gradient."""
    left, right = statement.sides[:2]
    parts = list(walk(right))
    names = {part.name for part in parts if isinstance(part, Symbol)}
    has_slope = "nabla" in names or any(derived_by(part) is not None for part in parts)
    has_rate = bool(names & set(RATES))
    is_named = isinstance(left, Scripted) and left.primes > 0
    letter = letter_of(left).rpartition("_")[0] or letter_of(left)
    return has_rate or (not is_named and (has_slope or letter in known))


def _as_arrow(statement: Statement, step: _Step) -> Statement | Unread:
    """The update without its steps."""
    left = statement.sides[0]
    for tree in walk(statement.sides[1]):
        if tree == left:
            met = "The value after the update stands on both sides."
            accepted = "Write the update by the values before it."
            return Unread(met, accepted, tree.span, statement.span)

    def change(tree: Tree) -> Tree | None:
        if not isinstance(tree, Symbol | Scripted) or step.old is None:
            return None
        found = (one.plain for one in _readings(tree) if one.step == step.old)
        return next(found, None)

    sides = (step.plain, *(rewritten(side, change) for side in statement.sides[1:]))
    return replace(statement, sides=sides, relations=("<-", *statement.relations[1:]))
