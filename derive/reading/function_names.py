"""Which letters of a document are functions: those that only stand in front of brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from derive.reading.letters import GREEK
from derive.reading.occurrences import SIGNS
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Scripted,
    Statement,
    Symbol,
    Tree,
    parts_of,
    walk,
)
from derive.reading.terms import Function

_WORDS = frozenset("outer einsum logsumexp multiply tr det dim rank Pr argmax argmin".split())
# Letters of slopes and thresholds, as in max(alpha z, z).
_CONSTANTS = frozenset("alpha beta gamma kappa lambda tau mu epsilon varepsilon eta".split())
_ABSTRACT = frozenset(("f", "g", "phi", "varphi", "psi", "h", "sigma", "a"))


def functions_in(
    statements: Sequence[Statement], known: Mapping[str, Function]
) -> tuple[dict[str, Function], dict[str, Statement]]:
    """Letters that only stand in front of brackets, and what defines them."""
    called: set[str] = set()
    alone: set[str] = set()
    own = {_defined_function(one.sides[0]) for one in statements if len(one.sides) > 1}
    defined_by = {one for statement in statements for one in _of_one_number(statement, known)}
    for statement in statements:
        for side in statement.sides:
            _calls_in(side, called, alone, defined_by)
    functions: dict[str, Function] = dict(known)
    for name in sorted(called - alone):
        if name in known or (len(name) > 1 and name not in own | _ABSTRACT | GREEK):
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


def unknown_function(
    statements: Sequence[Statement], functions: Mapping[str, Function]
) -> Symbol | None:
    """A word in front of a bracket that never stands elsewhere and that nothing defines.

    Args:
        statements: The forward equations.
        functions: What is known.
    """
    called: set[str] = set()
    alone: set[str] = set()
    trees = [side for statement in statements for side in statement.sides]
    for tree in trees:
        _calls_in(tree, called, alone)
    words = {one for one in called - alone if one.isalpha() and len(one) > 2}
    words -= {*functions, *SIGNS, *GREEK, *_WORDS}
    parts = (part for tree in trees for part in walk(tree))
    return next((one for one in parts if isinstance(one, Symbol) and one.name in words), None)


def _of_one_number(statement: Statement, known: Mapping[str, Function]) -> Iterator[str]:
    """S of s(x) = 1 / (1 + e^{-x}), whose other side speaks of x and of given numbers alone."""
    match statement:
        case Statement(
            sides=(
                Factors(
                    parts=((_, Symbol(name=name)), (_, Fenced(fence="(", inner=Symbol() as x)))
                ),
                right,
                *_,
            ),
            relations=("=" | ":=", *_),
        ):
            names = {part.name for part in walk(right) if isinstance(part, Symbol)}
            if x.name in names and names <= {x.name, "e", "pi", *SIGNS, *known, *_CONSTANTS}:
                yield name
        case _:
            return


def _calls_in(
    tree: Tree, called: set[str], alone: set[str], defined: AbstractSet[str] = frozenset()
) -> None:
    """Gather the letters in front of round brackets, and those that stand elsewhere.

    A letter is called where it has a prime, is a usual letter of functions, or is defined so.
    """
    parts = tuple(part for _, part in tree.parts) if isinstance(tree, Factors) else ()
    for at, part in enumerate(parts):
        behind = parts[at + 1] if at + 1 < len(parts) else None
        name = _plain_letter(part)
        group = behind.base if isinstance(behind, Scripted) else behind
        if name and isinstance(group, Fenced) and group.fence == "(":
            is_own = name in _ABSTRACT or name in defined or isinstance(part, Scripted)
            if is_own or (len(name) > 1 and name not in SIGNS and name not in GREEK):
                called.add(name)
            continue
        _calls_in(part, called, alone, defined)
    if parts:
        return
    match tree:
        case Symbol(name=name) | Scripted(base=Symbol(name=name)):
            alone.add(name)
        case _:
            for part in parts_of(tree):
                _calls_in(part, called, alone, defined)


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
