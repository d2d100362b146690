r"""Conditions that a sentence sets in front of a formula, or behind it: "for $i \ne j$"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from derive.judging.stated_gradients import alternating
from derive.notation.tokens import Span
from derive.reading.index_letters import index_name, index_names
from derive.reading.index_statements import RELATIONS
from derive.reading.latex import read_latex
from derive.reading.occurrences import derived_by, left_letters
from derive.reading.parse_tree import Comparison, Number, Statement, Symbol, Unread, walk
from derive.reading.sources import Mathematics, Source

_FOR = re.compile(r"(?is)(?:.*[\s(,.:;])?(?:for|if|when|whenever|where)\s+")
_BEHIND = re.compile(r"[ \t,]*\n?[ \t]*(?:for|if|when|whenever|where)\s+")
_THEN = re.compile(
    r"(?is)\s*[,:]?\s*(?:we\s+(?:have|get|find)|this\s+(?:is|gives)|it\s+is)?\s*[,:]?\s*"
)
_JA_THEN = re.compile(r"\s*(?:のとき|の場合|なら|ならば)(?:は|には)?\s*[,:、，：]?\s*")
_END = re.compile(r"(?s)\s*(?:[.,;:)、。，）].*|\n.*|)")


def stated_restrictions(source: Source) -> dict[int, Comparison]:
    """The conditions beside formulas, by where the formulas begin."""
    return dict(_stated(source))


def restricted(
    found: tuple[Statement | Unread, ...], condition: Comparison | None
) -> tuple[Statement | Unread, ...]:
    """A formula with the condition that a sentence sets, if it claims something of its letters.

    Only a lone claim about a derivative is restricted: of several, the sentence may mean any.
    """
    match found:
        case (Statement(sides=(left, _, *_)) as only,) if condition is not None:
            letters = set(index_names(condition.parts[0])) | set(index_names(condition.parts[1]))
            is_claim = any(derived_by(part) is not None for part in walk(left))
            if is_claim and letters <= left_letters(left):
                return (replace(only, notes=(*only.notes, condition)),)
    return found


def _stated(source: Source) -> Iterator[tuple[int, Comparison]]:
    pieces = alternating(source)
    for at, piece in enumerate(pieces[1:-1], 1):
        condition = _condition(piece, source) if isinstance(piece, Mathematics) else None
        before, behind = pieces[at - 1], pieces[at + 1]
        if condition is None or isinstance(before, Mathematics) or isinstance(behind, Mathematics):
            continue
        last = pieces[at - 2] if at > 1 else None
        follows = pieces[at + 2] if at + 2 < len(pieces) else None
        is_said = _FOR.fullmatch(before.text) is not None and _THEN.fullmatch(behind.text)
        is_behind = _BEHIND.fullmatch(before.text) and _END.fullmatch(behind.text)
        is_leading = is_said or _JA_THEN.fullmatch(behind.text)
        if isinstance(last, Mathematics) and is_behind:
            yield last.start, condition
        elif isinstance(follows, Mathematics) and is_leading:
            yield follows.start, condition


def _condition(piece: Mathematics, source: Source) -> Comparison | None:
    """A comparison of two index letters, or of one with a number."""
    if piece.is_display or piece.kind != "latex":
        return None
    match read_latex(piece.text, piece.start, source.macros):
        case (Statement(sides=(Symbol() as left, right), relations=(relation,), notes=()),):
            is_index = isinstance(right, Number) or index_name(right) is not None
            if relation in RELATIONS and is_index and len(left.name) == 1:
                return Comparison(Span(left.span.start, right.span.end), (left, right), (relation,))
    return None
