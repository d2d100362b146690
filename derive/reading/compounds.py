"""Names of two letters: the change Delta w of a weight, the gradient dW, read as one name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.notation.tokens import Span
from derive.reading.parse_tree import (
    Factors,
    Joint,
    Scripted,
    Statement,
    Symbol,
    Tree,
    walk,
)
from derive.reading.rewriting import rewritten

SIGNS = ("Delta", "d")


def with_compounds(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which Delta w is one name, where no line gives Delta a meaning of its own."""
    signs = [sign for sign in SIGNS if _joins(sign, statements)]
    if not signs:
        return list(statements)
    return [
        replace(statement, sides=tuple(compounded(side, signs) for side in statement.sides))
        for statement in statements
    ]


def _joins(sign: str, statements: Sequence[Statement]) -> bool:
    """Whether a sign belongs to the names behind it: it begins a left side, and never is alone."""
    sides = [side for statement in statements for side in statement.sides]
    begins = any(_begins(statement.sides[0], sign) for statement in statements)
    return begins and not any(_stands_alone(side, sign) for side in sides)


def _begins(tree: Tree, sign: str) -> bool:
    match tree:
        case Factors(parts=((_, Symbol(name=name)), (_, Symbol() | Scripted()))):
            return name == sign
        case _:
            return False


def _stands_alone(tree: Tree, sign: str) -> bool:
    """Whether a sign has scripts, or no name right behind it."""
    for part in walk(tree):
        match part:
            case Scripted(base=Symbol(name=name)) if name == sign:
                return True
            case Factors(parts=parts):
                for at, (_, one) in enumerate(parts):
                    behind = parts[at + 1] if at + 1 < len(parts) else ("", None)
                    is_name = behind[0] == "" and _is_name(behind[1], (sign,))
                    if isinstance(one, Symbol) and one.name == sign and not is_name:
                        return True
    return isinstance(tree, Symbol) and tree.name == sign


def compounded(tree: Tree, signs: Sequence[str]) -> Tree:
    """A tree in which every sign is part of the name behind it."""

    def change(part: Tree) -> Tree | None:
        match part:
            case Scripted(base=base):
                return replace(part, base=compounded(base, signs))  # scripts hold indices
            case Factors() if _holds_sign(part, signs):
                return _joined(part, signs)
            case _:
                return None

    return rewritten(tree, change)


def _holds_sign(tree: Factors, signs: Sequence[str]) -> bool:
    return any(isinstance(part, Symbol) and part.name in signs for _, part in tree.parts)


def _joined(tree: Factors, signs: Sequence[str]) -> Tree:
    made: list[tuple[Joint, Tree]] = []
    for joint, part in tree.parts:
        before = made[-1][1] if made else None
        if isinstance(before, Symbol) and before.name in signs and _is_name(part, signs):
            made[-1] = (made[-1][0], _named(before, part))
        else:
            made.append((joint, compounded(part, signs)))
    return made[0][1] if len(made) == 1 else replace(tree, parts=tuple(made))


def _is_name(tree: Tree | None, signs: Sequence[str]) -> bool:
    """Whether a tree is a letter, with or without scripts, that is no sign itself."""
    base = tree.base if isinstance(tree, Scripted) else tree
    return isinstance(base, Symbol) and base.name not in signs


def _named(sign: Symbol, part: Tree) -> Tree:
    """The name Delta w, of its two parts."""
    match part:
        case Symbol(name=name):
            span = Span(sign.span.start, part.span.end)
            return replace(
                part,
                name=f"{sign.name} {name}" if sign.name == "Delta" else f"{sign.name}{name}",
                span=span,
            )
        case Scripted(base=Symbol() as base):
            span = Span(sign.span.start, part.span.end)
            return replace(part, base=_named(sign, base), span=span)
        case _:
            return part
