"""Causes of a wrong line: which are the likeliest, and how they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derive.judging.edits import Edit
from derive.judging.fingerprints import Factor
from derive.judging.mistakes import MISTAKES
from derive.judging.report import Diagnosis
from derive.judging.tidy import tidied
from derive.notation.tokens import Span
from derive.reading.terms import Term
from derive.text import Text

MOST = 3
FARTHEST = 6  # by how much less likely a second cause may be


Written = Callable[[Term], str]


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that explains a wrong line.

    Attributes:
        rank: The lowest is the likeliest.
        edits: The changes that mend it.
        factor: A number that it has to be multiplied by, too.
        code: The mistake.
        it: What the message calls {it}.
        span: What it speaks of.
        repair: The mended side.
    """

    rank: int
    code: str
    span: Span
    it: Term | None = None
    repair: Term | None = None
    edits: tuple[Edit, ...] = ()
    factor: Factor | None = None


def likeliest(causes: Sequence[Cause]) -> list[Cause]:
    """The likeliest causes, one of each code and one for each repair."""
    found: list[Cause] = []
    for one in sorted(causes, key=lambda cause: (cause.rank, cause.repair is None)):
        is_known = any(
            one.code == other.code
            or (one.repair is not None and one.repair == other.repair)
            or (one.it is not None and one.it == other.it and bool(one.edits and other.edits))
            for other in found
        )
        is_vague = one.code == "path-missing" and bool(found)
        is_far = bool(found) and one.rank > found[0].rank + FARTHEST
        if not (is_known or is_vague or is_far):
            found.append(one)
    return found[:MOST]


def told(cause: Cause, written: Written) -> Diagnosis:
    """A cause as the report has it."""
    was = cause.edits[0].was if cause.edits else None
    message = said(cause.code, cause.it, was, written)
    more = [said(one.code, one.it, one.was, written) for one in cause.edits[1:]]
    if cause.factor is not None and cause.code != "update-sign":
        more.append(said(cause.factor.code, cause.factor.term, None, written))
    for one in more:
        if one != message:
            message = Text(f"{message.en}; and {one.en}", f"{message.ja}．さらに，{one.ja}")
    repair = written(cause.repair) if cause.repair is not None else None
    return Diagnosis(cause.code, message, cause.span, repair)


def said(code: str, it: Term | None, was: Term | None, written: Written) -> Text:
    """A mistake's message with its formulas."""
    message = MISTAKES[code].message
    en, ja = message.en, message.ja
    for key, term in (("{it}", it), ("{was}", was)):
        latex = written(tidied(term)) if term is not None else ""
        en, ja = en.replace(key, latex or "the result"), ja.replace(key, latex or "結果")
    return Text(en, ja)
