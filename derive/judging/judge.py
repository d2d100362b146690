"""A line's verdict: which of its equalities hold, and under which reading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from derive.judging.claims import Claim, with_claims
from derive.judging.compare import Agreement, Difference, Unjudged, equal
from derive.judging.dependence import unconnected
from derive.judging.problems import NotJudged
from derive.judging.proof import is_proved
from derive.judging.ranges import where_defined
from derive.judging.readings import EINSTEIN, LAYOUT, other_readings
from derive.judging.report import Verdict
from derive.judging.values import Value
from derive.judging.world import World
from derive.reading.echo import echo
from derive.reading.elaborate import Line
from derive.reading.model import Model
from derive.reading.problems import StaticFinding
from derive.reading.shapes import free_letters, slots_of
from derive.reading.term_parts import (
    every,
)
from derive.reading.terms import (
    Derivative,
    Part,
    Term,
    Transposed,
)
from derive.text import Text

Outcome = Agreement | Difference | Unjudged

RETURNS = Text(
    "this side is true again, but does not follow: two errors cancel",
    "この辺の値は正しいが，前の辺からは出てこない（誤りが打ち消し合っている）",
)


_EMPTY = "Both sides are 0 wherever it was tried, which shows nothing."


@dataclass(frozen=True, slots=True)
class Setting:
    """What lines are judged in.

    Attributes:
        model: What names mean.
        worlds: Points with numbers for it.
        is_numerator: Whether the document lays derivatives out by the numerator, so that a
            gradient is the transpose of what it is by.
        may_sum: Whether repeated indices may be meant to be summed without a sign: not in a
            document that writes its sums.
    """

    model: Model
    worlds: Sequence[World]
    is_numerator: bool = False
    may_sum: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one equality.

    Attributes:
        verdict: "right", "wrong", "follows" or "unread".
        left: The side before the sign.
        right: The side behind it.
        outcome: What the numbers say; None where shapes alone decide.
        finding: What makes it false before any number is put in.
        remarks: Under which reading it is true.
        lines: Where the earlier wrong lines begin that it follows from.
        is_proved: Whether the two sides are equal as expressions.
    """

    verdict: Verdict
    left: Term
    right: Term
    outcome: Outcome | None = None
    finding: StaticFinding | None = None
    remarks: tuple[Text, ...] = ()
    lines: frozenset[int] = frozenset()
    is_proved: bool = False


def judged(
    line: Line, setting: Setting, claims: Sequence[Claim] = (), start: int = 0
) -> list[Judgement]:
    """The verdict on every equality of a chain from a side on.

    Each side is compared with the one before it; the value of the first side tells a
    side that follows from a wrong one from a side that is true again.
    """
    found: list[Judgement] = []
    is_off = False  # whether the side before is not what the first side is
    for before, after in zip(line.sides[start:], line.sides[start + 1 :], strict=False):
        one = _equality(before, after, line, setting)
        if one.verdict == "wrong" and not is_off:
            one = _following(one, setting.worlds, claims)
        elif is_off and one.verdict == "right":
            one = replace(one, verdict="follows")
        elif is_off and one.verdict == "wrong" and _agree(line.sides[start], after, setting.worlds):
            one = replace(one, remarks=(*one.remarks, RETURNS))
            is_off = False
            found.append(one)
            continue
        is_off = is_off or one.verdict in ("wrong", "follows")
        found.append(one)
    return found


def _agree(left: Term, right: Term, worlds: Sequence[World]) -> bool:
    return isinstance(_compared(left, right, worlds), Agreement)


def _compared(left: Term, right: Term, worlds: Sequence[World]) -> Outcome:
    """Whether two sides agree wherever both speak of entries that exist."""
    return equal(*where_defined(left, right), worlds)


def _equality(left: Term, right: Term, line: Line, setting: Setting) -> Judgement:
    worlds = setting.worlds
    finding = _static(left, right, line)
    outcome = _compared(left, right, worlds) if finding is None else None
    lone = unconnected(setting.model, left, right)
    if lone is not None:
        return Judgement("unread", left, right, Unjudged(_unconnected_text(lone)))
    if isinstance(outcome, Agreement):
        proved = is_proved(left, right)
        if not proved and _is_empty(left, right, worlds):
            return Judgement("unread", left, right, Unjudged(_EMPTY))
        return Judgement("right", left, right, outcome, is_proved=proved)
    if isinstance(outcome, Unjudged):
        return Judgement("unread", left, right, outcome)
    for term, remark in other_readings(left, right, setting.model):
        other = _compared(term[0], term[1], worlds)
        if isinstance(other, Agreement):
            if remark is EINSTEIN and not setting.may_sum:
                return Judgement("wrong", left, right, outcome, finding, (remark,))
            return Judgement("right", *term, other, remarks=(remark,))
    is_turned = _is_layout(left, right, worlds)
    if is_turned and setting.is_numerator:
        other = _compared(left, Transposed(right, span=right.span), worlds)
        return Judgement("right", left, right, other, remarks=(LAYOUT,))
    remarks = (LAYOUT,) if is_turned else ()
    return Judgement("wrong", left, right, outcome, finding, remarks)


def _is_empty(left: Term, right: Term, worlds: Sequence[World]) -> bool:
    """Whether a derivative, and all that flows back in what is said of it, are zeros everywhere.

    So it is where sums have no terms, and it shows nothing; derivatives that cancel are others.
    """
    slopes = [part for part in every(right) if _is_slope(part)]
    if not slopes or not any(isinstance(part, Derivative) for part in every(left)):
        return False
    if any(bool((world.value(left).array != 0).any()) for world in worlds):
        return False
    return not any(bool((one.array != 0).any()) for one in _values(slopes, worlds))


def _is_slope(term: Term) -> bool:
    return isinstance(term, Derivative) or (
        isinstance(term, Part) and term.quantity.kind == "gradient"
    )


def _values(terms: Sequence[Term], worlds: Sequence[World]) -> Iterator[Value]:
    """The values of terms, where they have one by themselves."""
    for term, world in product(terms, worlds):
        try:
            yield world.value(term)
        except NotJudged:
            continue


def _unconnected_text(lone: Derivative) -> str:
    of, by = echo(lone.of), lone.by.quantity.name
    return (
        f"As it is read, {of} does not depend on {by}: their derivative is 0. Is {by} spelled so?"
    )


def _static(left: Term, right: Term, line: Line) -> StaticFinding | None:
    """What makes an equality false whatever the numbers are."""
    for finding in line.findings:
        inside_right = right.span.start <= finding.span.start < right.span.end
        inside_left = left.span.start <= finding.span.start < left.span.end
        if inside_left or inside_right:
            return finding
    axes = {letter.name: letter.axis for letter in free_letters(left)}
    for letter in sorted(free_letters(right), key=lambda one: one.name):
        if axes.get(letter.name, letter.axis) != letter.axis:
            sizes = f"{axes[letter.name].size}, {letter.axis.size}"
            message = Text(
                f"The index {letter.name} has another range on the left: {sizes}.",
                f"添字 {letter.name} の範囲が左辺と異なる：{sizes}．",
            )
            return StaticFinding("range-conflict", message, right.span)
    one, two = slots_of(left), slots_of(right)
    is_turned = len(one) == len(two) == 1 and list(one.values()) == list(two.values())
    if one and two and one != two and not is_turned:
        message = Text("The two sides have different shapes.", "両辺の形が異なる．")
        return StaticFinding("shape-mismatch", message, right.span)
    return None


def _is_layout(left: Term, right: Term, worlds: Sequence[World]) -> bool:
    one, two = slots_of(left), slots_of(right)
    if len(one) != 2 or len(two) != 2 or (one[0], one[1]) != (two[1], two[0]):
        return False
    return _agree(left, Transposed(right, span=right.span), worlds)


def _following(one: Judgement, worlds: Sequence[World], claims: Sequence[Claim]) -> Judgement:
    """A wrong equality, or one that is right if earlier wrong lines were."""
    if not claims or one.finding is not None:
        return one
    right, used = with_claims(one.right, claims)
    if used and _agree(one.left, right, worlds):
        return replace(one, verdict="follows", lines=used)
    left, more = with_claims(one.left, claims)
    if more and (used or _agree(left, one.right, worlds)) and _agree(left, right, worlds):
        return replace(one, verdict="follows", lines=used | more)
    return one
