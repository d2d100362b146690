"""Which letters of a document are functions: those that only stand in front of brackets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from derive.reading.occurrences import SIGNS
from derive.reading.parse_tree import Factors, Fenced, Scripted, Statement, Symbol, Tree, parts_of
from derive.reading.terms import Function

_ABSTRACT = frozenset(("f", "g", "phi", "varphi", "psi", "h", "sigma", "a"))


def functions_in(
    statements: Sequence[Statement], known: Mapping[str, Function]
) -> tuple[dict[str, Function], dict[str, Statement]]:
    """Letters that only stand in front of brackets, and what defines them."""
    called: set[str] = set()
    alone: set[str] = set()
    for statement in statements:
        for side in statement.sides:
            _calls_in(side, called, alone)
    functions: dict[str, Function] = dict(known)
    own = {_defined_function(one.sides[0]) for one in statements if len(one.sides) > 1}
    for name in sorted(called - alone):
        if name in known or (len(name) > 1 and name not in own | _ABSTRACT):
            continue
        functions[name] = known["sigmoid"] if name == "sigma" else Function(name)
    defined = {}
    for statement in statements:
        named = _defined_function(statement.sides[0]) if len(statement.sides) > 1 else None
        if (
            named is not None
            and named in functions
            and named not in defined
            and statement.relations[0] in ("=", ":=")
        ):
            defined[named] = statement
    return functions, defined


def _calls_in(tree: Tree, called: set[str], alone: set[str]) -> None:
    """Gather the letters in front of round brackets, and those that stand elsewhere."""
    parts = tuple(part for _, part in tree.parts) if isinstance(tree, Factors) else ()
    for at, part in enumerate(parts):
        behind = parts[at + 1] if at + 1 < len(parts) else None
        name = _plain_letter(part)
        group = behind.base if isinstance(behind, Scripted) else behind
        if name and isinstance(group, Fenced) and group.fence == "(":
            if name in _ABSTRACT or (len(name) > 1 and name not in SIGNS):
                called.add(name)
            continue
        _calls_in(part, called, alone)
    if parts:
        return
    match tree:
        case Symbol(name=name) | Scripted(base=Symbol(name=name)):
            alone.add(name)
        case _:
            for part in parts_of(tree):
                _calls_in(part, called, alone)


def _plain_letter(tree: Tree) -> str:
    """A letter without scripts but primes, or ''."""
    match tree:
        case Symbol(name=name):
            return name
        case Scripted(base=Symbol(name=name), lower=None, upper=None):
            return name
        case _:
            return ""


def _defined_function(left: Tree) -> str | None:
    """F of f(z), on the left of an equation."""
    match left:
        case Factors(parts=((_, Symbol(name=name)), (_, Fenced(fence="(", inner=Symbol())))):
            return name
        case _:
            return None
