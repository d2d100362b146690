"""Letters below or above one name only, which say whose it is: E_n, the error of pattern n.

Such a letter is no index: no other name has it, no sum runs over it, and it stands nowhere
alone. It is part of the name. So is what stands below g_W, if g_W is the derivative by W.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import (
    Fenced,
    Number,
    Scripted,
    Statement,
    Symbol,
    Tree,
    Words,
    parts_of,
    walk,
)
from derive.reading.rewriting import rewritten
from derive.reading.spaces import sizes_of_space


def with_labels(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which E_n is one name, if n is a letter of nothing else."""
    statements = _with_gradients(statements)
    defined = {
        label
        for one in statements
        if len(one.sides) > 1 and (one.relations[0] in ("=", ":=") or _is_of_space(one))
        if (label := _label(one.sides[0])) is not None
    }
    if not defined:
        return list(statements)
    sides = [side for one in statements for side in one.sides]
    sides += [note for one in statements for note in one.notes if not isinstance(note, Words)]
    other = {letter for side in sides for letter in _letters_beside(side, defined)}
    labels = {(name, letter) for name, letter in defined if letter not in other}

    def change(tree: Tree) -> Tree | None:
        return _joined(tree) if _label(tree) in labels else None

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _with_gradients(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which g_W is one name, if one of them makes it the derivative by W."""
    known = [
        (left.base, left.lower)
        for one in statements
        if len(one.sides) > 1 and one.relations[0] in ("=", ":=")
        if isinstance(left := one.sides[0], Scripted) and left.upper is None
        if left.lower is not None and left.lower == derived_by(one.sides[1])
    ]
    if not known:
        return list(statements)

    def change(tree: Tree) -> Tree | None:
        if not isinstance(tree, Scripted) or (tree.base, tree.lower) not in known:
            return None
        assert tree.lower is not None, "something stands below all of these names"
        return replace(tree, lower=Words(tree.lower.span, _text(tree.lower)))

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def _text(tree: Tree) -> str:
    """The letters and numbers of a name, one behind the other."""
    parts = (part for part in walk(tree) if isinstance(part, Symbol | Number))
    return "".join(part.name if isinstance(part, Symbol) else str(part.value) for part in parts)


def _is_of_space(statement: Statement) -> bool:
    """Whether a statement says how many entries something has: h_p in R^n."""
    return statement.relations == ("in",) and sizes_of_space(statement.sides[1]) is not None


def _label(tree: Tree) -> tuple[str, str] | None:
    """A name and the one letter below it, or above it in parentheses."""
    match tree:
        case Scripted(base=Symbol(name=name), lower=Symbol(name=letter, accent="")):
            pass
        case Scripted(
            base=Symbol(name=name), lower=None, upper=Fenced(inner=Symbol(name=letter, accent=""))
        ):
            pass
        case _:
            return None
    return (name, letter) if len(letter) == 1 and letter.islower() else None


def _letters_beside(tree: Tree, defined: set[tuple[str, str]]) -> Iterator[str]:
    """Every letter of a formula but those that may belong to a name."""
    label = _label(tree)
    if label is not None and label in defined:
        yield label[0]
        if isinstance(tree, Scripted) and tree.lower is not None and tree.upper is not None:
            yield from _letters_beside(tree.upper, defined)
        return
    if isinstance(tree, Symbol):
        yield tree.name
    for part in parts_of(tree):
        yield from _letters_beside(part, defined)


def _joined(tree: Tree) -> Tree:
    """The name with its letter as a word, which is never an index."""
    assert isinstance(tree, Scripted), "only a letter with a script was asked for"
    script = tree.lower or tree.upper
    inner = script.inner if isinstance(script, Fenced) else script
    assert isinstance(inner, Symbol), "only one letter was asked for"
    word = Words(inner.span, inner.name)
    return replace(tree, lower=word) if tree.lower is not None else replace(tree, upper=word)
