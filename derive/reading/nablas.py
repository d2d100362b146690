"""Gradients that do not say by what: the nabla of L(w), of an update of w, of a single weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Joint,
    Number,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spellings import is_transpose, letter_of

_WEIGHTS = frozenset(("w", "W", "theta", "Theta", "beta"))
_BIASES = frozenset("b")


def with_nablas(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which every nabla whose variable the document tells has it below."""
    lefts = _defined(statements)
    only = _only_weight(statements, lefts)
    return [_told(one, lefts, only) for one in statements]


def _told(statement: Statement, lefts: set[str], only: Symbol | None) -> Statement:
    """A statement with what its bare nablas are by, where that is known."""
    left = statement.sides[0]
    is_update = statement.relations[:1] == ("<-",) and isinstance(left, Symbol | Scripted)
    by = left if is_update else only

    def change(tree: Tree) -> Tree | None:
        return _in_factors(tree, lefts, by) if isinstance(tree, Factors) else None

    return replace(statement, sides=tuple(rewritten(side, change) for side in statement.sides))


def _in_factors(tree: Factors, lefts: set[str], by: Tree | None) -> Tree | None:
    """Factors in which a bare nabla of a defined name gets its variable; None without one."""
    parts = tree.parts
    at = next((n for n, (_, part) in enumerate(parts) if _is_bare(part)), None)
    if at is None or at + 1 >= len(parts) or letter_of(parts[at + 1][1]) not in lefts:
        return None
    argument = _argument(parts[at + 2]) if at + 2 < len(parts) else None
    variable = argument or by
    if variable is None:
        return None
    nabla = Scripted(parts[at][1].span, parts[at][1], lower=variable)
    rest = parts[at + 2 + (argument is not None) :]
    return replace(tree, parts=(*parts[:at], (parts[at][0], nabla), parts[at + 1], *rest))


def _is_bare(tree: Tree) -> bool:
    return isinstance(tree, Symbol) and tree.name == "nabla"


def _argument(item: tuple[Joint, Tree]) -> Tree | None:
    """The name that a loss is written as a function of: w of L(w)."""
    match item:
        case "", Fenced(fence="(", inner=Symbol() | Scripted() as inner):
            return inner
        case _:
            return None


def _named(left: Tree) -> Tree:
    """The name on a left side, without its arguments."""
    match left:
        case Factors(parts=((_, name), (_, Fenced(fence="(")))):
            return name
        case _:
            return left


def _defined(statements: Sequence[Statement]) -> set[str]:
    """The letters on left sides, but for updates."""
    stating = (one for one in statements if one.relations[:1] in (("=",), (":=",)))
    return {letter_of(_named(one.sides[0])) for one in stating}


def _only_weight(statements: Sequence[Statement], lefts: set[str]) -> Symbol | None:
    """The one weight of a document without biases; None if there are several, or layers."""
    found: dict[str, Symbol] = {}
    for tree in (t for one in statements for side in one.sides[1:] for t in walk(side)):
        match tree:
            case Scripted(base=Symbol(name=name), lower=lower, upper=upper) if name in _WEIGHTS:
                is_power = isinstance(upper, Number) or is_transpose(upper)
                if isinstance(lower, Number) or not (upper is None or is_power):
                    return None
            case Symbol(name=name) if name in _BIASES - lefts:
                return None
            case Symbol(name=name) if name in _WEIGHTS - lefts:
                found.setdefault(name, tree)
    return next(iter(found.values())) if len(found) == 1 else None
