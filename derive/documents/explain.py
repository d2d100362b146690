"""One gradient's chain for the terminal: Unicode mathematics with the reasons beside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from derive.calculus.derivation import Derivation, Result
from derive.documents import terms
from derive.documents.chaintext import chain_of
from derive.documents.document import ChainRow
from derive.documents.layout import Sign
from derive.documents.manuscript import Hand, Manuscript, laid_out
from derive.documents.plain_math import plain_math
from derive.documents.sentences import plain
from derive.profiles.profile import Profile
from derive.text import Language, Text, columns

Form = Literal["explicit", "matrix"]
WIDEST = 64
INDENT = "  "


def explain(
    derivation: Derivation, name: str, language: Language = "en", profile: Profile | None = None
) -> str:
    """The chain of steps to one gradient, its explicit form and its matrix form.

    Args:
        derivation: The derived network, per sample or in batch form.
        name: The tensor or its gradient by its name in programs, e.g. "w1" or "delta2".
        language: The language of the reasons.
        profile: The notation; the lecture's if None.

    Raises:
        NetworkError: No gradient has that name.
    """
    derivation = laid_out(derivation, profile)
    return explained(Manuscript(derivation, profile), derivation.result(name), language)


def explained(
    manuscript: Manuscript,
    result: Result,
    language: Language,
    forms: Collection[Form] = ("explicit", "matrix"),
) -> str:
    """The same of a result in a manuscript, with those of its further forms that are wanted."""
    hand = manuscript.hand
    rows = chain_of(manuscript, result).rows
    parts = [_headed(_heading(manuscript, result, language), _chain(rows, language))]
    if "explicit" in forms and result.explicit.right != result.equation.right:
        text = plain_math(hand.math.equation(result.explicit), language)
        parts.append(_headed(_said(manuscript, terms.reference.EXPLAIN_EXPLICIT, language), [text]))
    matrix = _matrix(hand, result, language) if "matrix" in forms else None
    if matrix is not None:
        parts.append(_headed(_said(manuscript, terms.reference.EXPLAIN_MATRIX, language), [matrix]))
    return "\n\n".join(parts)


def _heading(manuscript: Manuscript, result: Result, language: Language) -> str:
    text = manuscript.styled(terms.reference.EXPLAIN_HEAD).in_language(language)
    left = plain_math(manuscript.letters.entry(result.equation.left), language)
    return text.format(name=left, number=result.equation.number)


def _said(manuscript: Manuscript, text: Text, language: Language) -> str:
    return manuscript.styled(text).in_language(language)


def _matrix(hand: Hand, result: Result, language: Language) -> str | None:
    layout = hand.matrix(result.equation, shapes=False)
    return (
        None if layout is None else f"{plain_math(layout, language)}   ({result.equation.number}m)"
    )


def _headed(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([heading, "", *(f"{INDENT}{line}".rstrip() for line in lines)])


def _chain(rows: Sequence[ChainRow], language: Language) -> list[str]:
    """The lines, their reasons in one column; a long formula leaves its reason on the next line."""
    first = plain_math(rows[0].left, language) if rows[0].left is not None else ""
    shown = []
    for place, line in enumerate(rows):
        head = first if place == 0 else " " * columns(first)
        right = plain_math(line.right, language)
        shown.append(f"{head} {_relation(line)} {right}")
    column = max((columns(text) for text in shown if columns(text) <= WIDEST), default=0) + 3
    lines: list[str] = []
    for text, line in zip(shown, rows, strict=True):
        reason = "" if line.reason is None else plain(line.reason, language)
        end = f"{reason}   ({line.number})" if reason else f"({line.number})"
        if columns(text) + 3 > column:
            lines += [text, " " * column + end]
        else:
            lines.append(text + " " * (column - columns(text)) + end)
    return lines


def _relation(line: ChainRow) -> str:
    return Sign(line.relation.sign).value
