"""Names of gradients in programs, grad_w or d_hidden, read as dw and dhidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.reading.parse_tree import Statement, Symbol, Tree, walk
from derive.reading.rewriting import rewritten

# Words with a d in front that are no gradients, whatever comes behind an underscore.
_WORDS = frozenset("data diff dist denom den decay delta depth dim dot drop dropout".split())


def with_gradient_names(statements: Sequence[Statement]) -> list[Statement]:
    """Statements in which the gradient of a name that stands somewhere is d and that name."""
    names = {
        part.name
        for one in statements
        for side in one.sides
        for part in walk(side)
        if isinstance(part, Symbol)
    }
    told = {name: of for name in names if (of := gradient_of_name(name)) in names}
    if not told:
        return list(statements)

    def change(tree: Tree) -> Tree | None:
        if isinstance(tree, Symbol) and tree.name in told:
            return replace(tree, name=f"d{told[tree.name]}")
        return None

    return [
        replace(one, sides=tuple(rewritten(side, change) for side in one.sides))
        for one in statements
    ]


def is_gradient_name(letter: str) -> bool:
    """Whether a name is one like dW, of a gradient."""
    return len(letter) > 1 and letter[0] == "d" and letter.partition("_")[0] not in _WORDS


def gradient_of_name(name: str) -> str:
    """What a name may be the gradient of: w of grad_w, hidden of d_hidden; d_k is none."""
    for prefix, least in (("grad_", 1), ("d_", 2)):
        if name.startswith(prefix) and len(name) >= len(prefix) + least:
            return name.removeprefix(prefix)
    return ""
