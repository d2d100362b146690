"""Lines about a function of one number, f'(z) = ... or d/dz tanh(z) = ..., and their variable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from derive.reading.occurrences import SIGNS, derived_by
from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Fraction,
    Scripted,
    Statement,
    Symbol,
    Tree,
    parts_of,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.told_apart import SIGN

_DIFFERENTIALS = ("d", "partial")


def variable_of(statement: Statement) -> Symbol | None:
    """The bare letter that a line about a function has on its left, as its argument."""
    left = statement.sides[0]
    match left:
        case Factors(parts=((_, Symbol() | Scripted(lower=None)), (_, Fenced(fence="(", inner=x)))):
            return x if isinstance(x, Symbol) else None
    by = _by(left)
    if not isinstance(by, Symbol):
        return None
    return by if _is_of_functions(_differentiated(left), by.name) else None


def _by(left: Tree) -> Tree | None:
    """What a derivative is by, also one that is an operator in front of what it acts on."""
    match left:
        case Factors(parts=((_, Fraction(above=Symbol()) as operator), _, *_)):
            return derived_by(operator)
        case _:
            return derived_by(left)


def _differentiated(left: Tree) -> Sequence[Tree]:
    """The parts of a derivative that are differentiated, perhaps with the sign in front."""
    match left:
        case Factors(parts=((_, Fraction(above=Symbol())), *rest)):
            return [Factors(left.span, tuple(rest))]
        case Fraction(above=above):
            return [above]
        case Factors(parts=(*of, _, _, _)):
            return [Factors(left.span, tuple(of))]
        case _:
            return []


def _is_of_functions(parts: Sequence[Tree], variable: str) -> bool:
    """Whether what is differentiated speaks of its variable and of functions alone."""
    names = {part.name for one in parts for part in walk(one) if isinstance(part, Symbol)}
    functions = {name for one in parts for name in called(one)}
    return variable in names and names <= {variable, "e", "pi", *SIGNS, *functions, *_DIFFERENTIALS}


def called(tree: Tree) -> Iterator[str]:
    """The letters in a tree that stand in front of round brackets, with primes or without."""
    for part in walk(tree):
        factors = [one for _, one in part.parts] if isinstance(part, Factors) else []
        for one, behind in pairwise(factors):
            group = behind.base if isinstance(behind, Scripted) else behind
            is_plain = isinstance(one, Scripted) and one.lower is None
            base = one.base if isinstance(one, Scripted) and is_plain else one
            if isinstance(base, Symbol) and isinstance(group, Fenced) and group.fence == "(":
                yield base.name


def with_variables_apart(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which the alpha of g(alpha) = ... is no alpha_j of the network.

    Only a letter that stands with indices elsewhere, and nowhere without, can be no other.
    """
    variables = [variable_of(one) for one in statements]
    others = [one for one, x in zip(statements, variables, strict=True) if x is None]
    indexed = {name for one in others for side in one.sides for name in _indexed(side)}
    bare = {name for one in others for side in one.sides for name in _bare(side)}
    found = []
    for one, x in zip(statements, variables, strict=True):
        is_apart = x is not None and x.name in indexed - bare
        found.append(_renamed(one, x.name) if x is not None and is_apart else one)
    return found


def _renamed(statement: Statement, name: str) -> Statement:
    def change(tree: Tree) -> Tree | None:
        if isinstance(tree, Symbol) and tree.name in (name, f"d{name}"):
            return replace(tree, name=f"{tree.name}{SIGN}own")
        return None

    if any(name in _indexed(side) for side in statement.sides):
        return statement
    return replace(statement, sides=tuple(rewritten(side, change) for side in statement.sides))


def _indexed(tree: Tree) -> set[str]:
    """The letters that carry something below."""
    parts = (part for part in walk(tree) if isinstance(part, Scripted) and part.lower is not None)
    return {part.base.name for part in parts if isinstance(part.base, Symbol)}


def _bare(tree: Tree) -> set[str]:
    """The letters that stand without anything below, but for those in scripts."""
    match tree:
        case Symbol(name=name):
            return {name}
        case Scripted(base=Symbol(name=name), lower=lower):
            return set() if lower is not None else {name}
        case Scripted(base=base):
            return _bare(base)
        case _:
            return {name for part in parts_of(tree) for name in _bare(part)}
