"""Why a line is wrong: repairs of the writer's own term that make it true, and forgotten paths.

Every repair is verified by numbers; what is said is likely, never certain, for several mistakes
may make the same line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from time import perf_counter

from derive.judging.causes import MOST, Cause, likeliest, told
from derive.judging.compare import Agreement, equal, may_be_equal
from derive.judging.edits import Edit, WrongLine
from derive.judging.factor_edits import factor_edits
from derive.judging.fingerprints import Factor, known_number, likenesses, product_of, ratio
from derive.judging.index_edits import index_edits, windows
from derive.judging.inner_edits import inner_edits
from derive.judging.matrix_edits import matrix_edits
from derive.judging.mistakes import MISTAKES
from derive.judging.name_edits import name_edits
from derive.judging.paths import Held, holds_path, ways
from derive.judging.preconditions import named
from derive.judging.problems import NotJudged
from derive.judging.quotient_edits import quotient_edits
from derive.judging.report import Diagnosis
from derive.judging.roles import Roles
from derive.judging.slope_edits import slope_edits
from derive.judging.sum_edits import sum_edits
from derive.judging.surgery import MisfitError, fits, rebound
from derive.judging.term_edits import term_edits
from derive.judging.tidy import tidied
from derive.judging.values import Value
from derive.judging.world import World
from derive.reading.einstein import summed
from derive.reading.latex_of import latex_of
from derive.reading.model import Model
from derive.reading.problems import StaticFinding
from derive.reading.shapes import free_letters
from derive.reading.term_parts import every
from derive.reading.terms import (
    Derivative,
    Part,
    Term,
    Whole,
)

MOST_EDITS = 8000
LIKELY_FIRST = 40  # first changes of two
LIKELY_SECOND = 100  # second ones


def diagnoses(
    left: Term,
    right: Term,
    model: Model,
    worlds: Sequence[World],
    *,
    finding: StaticFinding | None = None,
    goal: Term | None = None,
    written: Callable[[Term], str] = latex_of,
    seconds: float = 2.0,
) -> tuple[Diagnosis, ...]:
    """Likely causes of a wrong side, the likeliest first, at most three.

    Args:
        left: The true value: a derivative, a signal, or the side before.
        right: The wrong side.
        model: What their names stand for.
        worlds: Points.
        finding: What makes the side wrong before any number is put in.
        goal: What the whole line is about, if `left` is not its first side.
        written: How terms are written for the reader.
        seconds: How long to look.
    """
    wrong = WrongLine(left, right, Roles(model), goal or left)
    search = Search(wrong, apart_first(left, right, worlds), perf_counter() + seconds)
    found = [told(cause, written) for cause in search.causes()]
    if finding is not None and len(found) < MOST:
        found.append(Diagnosis(finding.code, finding.message, finding.span))
    return tuple(found)


def apart_first(left: Term, right: Term, worlds: Sequence[World]) -> list[World]:
    """The points that can be made, one at which two sides differ in front.

    Where a hinge is off, everything inside it would pass.
    """
    made: list[World] = []
    for at in range(len(worlds)):
        try:
            made.append(worlds[at])
        except NotJudged:
            continue
    for at, world in enumerate(made):
        try:
            is_apart = not may_be_equal(world.value(left), world.value(right))
        except NotJudged:
            continue
        if is_apart:
            return [world, *made[:at], *made[at + 1 :]]
    return made


@dataclass(slots=True)
class Search:
    """Looks for causes until there are enough, or no time is left.

    Attributes:
        wrong: The wrong line.
        worlds: Points; changes are tried at the first, and verified at all.
        deadline: When to stop.
        near: Changes after which only a known number is wrong.
    """

    wrong: WrongLine
    worlds: Sequence[World]
    deadline: float
    near: list[tuple[Edit, Term, Factor]] = field(default_factory=list)
    tried: int = 0

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return perf_counter() > self.deadline

    def causes(self) -> list[Cause]:
        """The likeliest causes."""
        try:
            true = self.worlds[0].value(self.wrong.left)
        except (NotJudged, IndexError):  # no value, or no point at all
            return []
        found = [*self._alike(), *islice(self._mended(true), 2 * MOST), *self._forgotten()]
        if not found and self.summed is not None:
            inner = Search(self.summed, self.worlds, self.deadline)
            found = list(islice(inner._mended(true), 2 * MOST))
        if not found:
            found = [self._nearly(*one) for one in self.near[:MOST]]
        if not found:
            found = list(islice(self._mended_twice(true), 1))
        return likeliest(found)

    @property
    def summed(self) -> WrongLine | None:
        """The line with its dangling letters summed, if it has any."""
        wrong = self.wrong
        dangling = free_letters(wrong.right) - set(wrong.letters)
        if not dangling:
            return None
        right = summed(wrong.right, dangling)
        return WrongLine(wrong.left, right, wrong.roles, wrong.goal)

    def _alike(self) -> Iterator[Cause]:
        span = self.wrong.right.span
        for one in likenesses(self.wrong):
            code = named(one.code, self.wrong)
            if code and (one.left is one.right or self._agree(one.left, one.right)):
                yield Cause(MISTAKES[code].rank, code, span, it=one.it)

    def _agree(self, left: Term, right: Term) -> bool:
        found = equal(left, right, self.worlds)
        return isinstance(found, Agreement)

    def edits(self, wrong: WrongLine) -> list[Edit]:
        """All changes, the likeliest first."""
        families = (
            factor_edits,
            quotient_edits,
            slope_edits,
            name_edits,
            inner_edits,
            index_edits,
            sum_edits,
            matrix_edits,
            term_edits,
            windows,
        )
        every = (edit for family in families for edit in family(wrong))
        found = takewhile(lambda _: not self.is_over, islice(every, MOST_EDITS))
        called = ((edit, named(edit.code, wrong)) for edit in found)
        return sorted(
            (replace(edit, code=code) for edit, code in called if code), key=lambda one: one.rank
        )

    def _mended(self, true: Value) -> Iterator[Cause]:
        """Causes that one change mends."""
        for edit in self.edits(self.wrong):
            if self.is_over:
                return
            made = self._made(edit, self.wrong.right)
            if made is None:
                continue
            value = self._value(made)
            if value is None:
                continue
            if may_be_equal(true, value):
                if self._agree(self.wrong.left, made):
                    yield Cause(edit.rank, edit.code, edit.span, edit.it, tidied(made), (edit,))
            elif len(self.near) < MOST:
                self._note(edit, made, (true, value))

    def _made(self, edit: Edit, whole: Term) -> Term | None:
        """The whole with a change, if letters and slots fit."""
        self.tried += 1
        given = {letter.name: letter for letter in self.wrong.letters}
        try:
            made = rebound(edit.made(whole), given)
            return made if fits(made, self.wrong.slots) and not self._asks_back(made) else None
        except (MisfitError, ValueError):
            return None  # a shape that nothing can have

    def _asks_back(self, made: Term) -> bool:
        """Whether a change puts in what the line is to say: dL/dp = dL/dp."""
        left = self.wrong.left
        return (
            isinstance(left, Derivative)
            and any(part == left for part in every(made))
            and all(part != left for part in every(self.wrong.right))
        )

    def _value(self, term: Term) -> Value | None:
        try:
            return self.worlds[0].value(term)
        except NotJudged:
            return None

    def _note(self, edit: Edit, made: Term, values: tuple[Value, Value]) -> None:
        """Keep a change after which a known number is left."""
        found = ratio(*values)
        if found is None:
            return
        factor = known_number(self.wrong, self.worlds[0], found)
        if factor is not None and self._agree(self.wrong.left, product_of(made, factor)):
            self.near.append((edit, made, factor))

    def _nearly(self, edit: Edit, made: Term, factor: Factor) -> Cause:
        rank = edit.rank + 10
        repair = tidied(product_of(made, factor))
        return Cause(rank, edit.code, edit.span, edit.it, repair, (edit,), factor)

    def _forgotten(self) -> Iterator[Cause]:
        """Causes that are forgotten paths."""
        wrong = self.wrong
        yours = self._value(wrong.right)
        if yours is None or wrong.slope is None:
            return
        for way in ways(wrong):
            if self.is_over:
                return
            if self._is_forgotten(way, yours):
                places = tuple(Whole(n) for n in range(len(way.it.axes)))
                it = Part(way.it, places)
                code = named(way.code, wrong)
                yield Cause(MISTAKES[code].rank, code, wrong.right.span, it)

    def _is_forgotten(self, way: Held, yours: Value) -> bool:
        for at, world in enumerate(self.worlds):
            try:
                found = holds_path(way, self.wrong, world).value(self.wrong.goal)
                mine = yours if at == 0 else world.value(self.wrong.right)
            except NotJudged:
                return False
            if not may_be_equal(found, mine):
                return False
        return True

    def _mended_twice(self, true: Value) -> Iterator[Cause]:
        """Causes that take two changes, both among the likeliest."""
        firsts = self.edits(self.wrong)[:LIKELY_FIRST]
        for first in firsts:
            whole = first.made(self.wrong.right)
            inner = WrongLine(self.wrong.left, whole, self.wrong.roles, self.wrong.goal)
            for second in self.edits(inner)[:LIKELY_SECOND]:
                if self.is_over:
                    return
                made = self._made(second, whole)
                value = self._value(made) if made is not None else None
                if made is None or value is None or not may_be_equal(true, value):
                    continue
                if self._agree(self.wrong.left, made):
                    rank = first.rank + second.rank
                    edits = (first, second)
                    yield Cause(rank, first.code, first.span, first.it, tidied(made), edits)
