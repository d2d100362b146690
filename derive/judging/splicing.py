"""A mended side as the writer has it: what is kept is copied, and only the change is new.

Terms that a change leaves alone stay the same objects, and know where they stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from derive.notation.tokens import Span
from derive.reading.term_parts import every, inside, with_inside
from derive.reading.terms import NOWHERE, Fold, Term, Times
from derive.reading.written import Copied

Told = Callable[[Term], tuple[str, int]]  # a term's text, and how tightly it holds together
OPENING, CLOSING = "([{", ")]}"
_CLOSER = re.compile(r"\s*(?:\\right\s*)?[)\]}]|\s*\\right\.")
_OPENER = re.compile(r"(?:(?:\\left\s*)?[(\[{])\s*$")
_BROKEN = re.compile(r"[&\n\r]|\\\\|\\(?:label|tag|nonumber)")
_ATOM = re.compile(r"\\?\w+(?:\[[^\]]*\]|[_^](?:\w|\{[^{}]*\}))*")
MOST_STEPS = 6


class Splices:
    """What stands in a text under the terms of some sides."""

    def __init__(self, text: str, sides: Iterable[Term], *, fences: bool = True) -> None:
        self.text, self.fences = text, fences
        self.made: set[int] = set()
        self.known: dict[int, Term] = {}
        self.at: dict[tuple[type[Term], Span], Term] = {}
        self.rows: dict[tuple[int, int], bool] = {}
        for side in sides:
            for part in every(side):
                self.known[id(part)] = part
                self.at.setdefault((type(part), part.span), part)
                if isinstance(part, Times):
                    pairs = zip(part.parts, part.parts[1:], strict=False)
                    self.rows |= {(id(one), id(two)): True for one, two in pairs}

    def __call__(self, term: Term, told: Told) -> Copied | None:
        """What stands in the text, with what has changed inside; None for what is new."""
        is_known = id(term) in self.known
        found = self._piece(term.span) if is_known else self._spliced(term, told)
        return None if found is None else Copied(found, is_row=id(term) in self.made)

    def grouped(self, term: Term) -> Term:
        """A term in which factors that stand side by side in the text are one product."""
        if id(term) in self.known:
            return term
        parts = tuple(self.grouped(part) for part in inside(term))
        if any(new is not old for new, old in zip(parts, inside(term), strict=True)):
            term = with_inside(term, parts)
        if not isinstance(term, Times):
            return term
        rows: list[list[Term]] = []
        for part in term.parts:
            if rows and (id(rows[-1][-1]), id(part)) in self.rows:
                rows[-1].append(part)
            else:
                rows.append([part])
        if all(len(row) == 1 for row in rows):
            return term
        if len(rows) == 1:
            return self._joined(rows[0])
        found = [self._joined(row) for row in rows]
        for row, part in zip(rows[:-1], found[:-1], strict=True):
            if isinstance(row[-1], Fold):  # what follows would be under its sum
                self.made.discard(id(part))
        return replace(term, parts=tuple(found))

    def _joined(self, row: list[Term]) -> Term:
        if len(row) == 1:
            return row[0]
        span = Span(row[0].span.start, row[-1].span.end)
        made = Times(tuple(row), span=span)
        if self._piece(span) is not None:
            self.known[id(made)] = made
            self.made.add(id(made))
        return made

    def _piece(self, span: Span) -> str | None:
        whole = self._balanced(span)
        if whole is None:
            return None
        found = self.text[whole.start : whole.end].strip()
        return None if not found or _BROKEN.search(found) else found

    def _balanced(self, span: Span) -> Span | None:
        """A span with the brackets that belong to it."""
        if span == NOWHERE or not 0 <= span.start < span.end <= len(self.text):
            return None
        start, end = span.start, span.end
        for _ in range(MOST_STEPS):
            before, after = _open(self.text[start:end])
            if not before and not after:
                return Span(start, end)
            if after:
                found = _CLOSER.match(self.text, end)
                if found is None:
                    return None
                end = found.end()
            else:
                opener = _OPENER.search(self.text[:start])
                if opener is None:
                    return None
                start = opener.start()
        return None

    def _spliced(self, term: Term, told: Told) -> str | None:
        """A term of which the inside has changed, in the text of the old one."""
        old = self.at.get((type(term), term.span))
        parts = inside(term)
        if old is None or not parts or len(inside(old)) != len(parts):
            return None
        pairs = list(zip(inside(old), parts, strict=True))
        is_same = len(pairs) == 1 or any(after is before for before, after in pairs)
        if not is_same or with_inside(old, parts) != term:
            return None
        whole = self._balanced(old.span)
        if whole is None:
            return None
        text, end = self.text[whole.start : whole.end], len(self.text)
        for before, after in sorted(pairs, key=lambda pair: -pair[0].span.start):
            if after is before:
                continue
            span = self._balanced(before.span)
            if span is None or not whole.start <= span.start < span.end <= min(end, whole.end):
                return None
            if span == whole:
                return None
            new, span = self._placed(span, told(after), told(before)[1])
            if span.start < whole.start or span.end > min(end, whole.end):
                return None
            at = span.start - whole.start
            text, end = text[:at] + new + text[span.end - whole.start :], span.start
        return None if _BROKEN.search(text) else text.strip()

    def _placed(self, span: Span, new: tuple[str, int], level: int) -> tuple[str, Span]:
        """A new text for an old one, in parentheses where it needs them, and where it goes."""
        text, own = new
        before, after = self.text[: span.start].rstrip(), self.text[span.end :].lstrip()
        closing = after.removeprefix("\\right")[:1]
        is_fenced = bool(closing) and before[-1:] + closing in ("()", "[]", "{}")
        is_call = re.search(r"(?:\w|\\left\s*)$", before[:-1].rstrip()) is not None
        if is_fenced and before.endswith("(") and _ATOM.fullmatch(text) and not is_call:
            end = len(self.text) - len(after) + 1
            return text, Span(len(before) - 1, end)
        if own < level and not is_fenced and self.fences:
            return f"({text})", span
        if text[:1].isdigit() and before[-1:].isalnum():
            return (f"\\cdot {text}" if "\\" in self.text else f"*{text}"), span
        gap = " " if text[-1:].isalpha() and after[:1].isalpha() else ""
        return text + gap, span


def _open(text: str) -> tuple[int, int]:
    """How many brackets are closed that were not opened, and opened that are not closed."""
    before = after = 0
    for sign in text:
        if sign in OPENING:
            after += 1
        elif sign in CLOSING:
            if after:
                after -= 1
            else:
                before += 1
    return before, after
