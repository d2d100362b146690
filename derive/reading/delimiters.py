r"""Formulas within a text that TeX or Markdown would set: `$..$`, `\[..\]`, environments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.errors import DeriveError
from derive.reading.source import Mathematics, Piece, Prose, place_of, without

# Environments that are a formula of their own, and those that stand in one and may be all of it.
DISPLAYS = frozenset(
    "equation align alignat flalign gather multline eqnarray displaymath math dmath".split()
)
INNER = frozenset("aligned alignedat gathered split".split())
_WITH_ARGUMENT = frozenset("alignat alignedat".split())
_CLOSERS = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}
_OPENER = re.compile(
    r"\\(?P<act>begin|end)\s*\{(?P<name>[^{}\\$\n]{0,40})\}|\\[A-Za-z]+|\\.|\$\$?", re.DOTALL
)
_MARK = re.compile(
    r"%[^\r\n]*|\\(?P<act>begin|end)\s*\{(?P<name>[^{}\\$\n]{0,40})\}|\\[A-Za-z]+|\\."
    r"|[{}]|\$|\n[ \t\r]*\n",
    re.DOTALL,
)
_WRAPPED = re.compile(
    r"\s*\\begin\s*\{(?P<name>[A-Za-z]+)(?P<star>\*?)\}(?P<body>.*)"
    r"\\end\s*\{(?P=name)(?P=star)\}[\s.,;]*",
    re.DOTALL,
)
_SILENT = re.compile(r"\\(?:nonumber|notag|qedhere|displaybreak|allowdisplaybreaks)(?![A-Za-z])")
_SAID = re.compile(r"\\(?:label|tag\*?|intertext|shortintertext)\s*(?=\{)")


@dataclass(frozen=True, slots=True)
class Manner:
    """What holds for dollars in one kind of text.

    Attributes:
        may_be_money: Whether a dollar before a digit that nothing closes is a dollar.
        displays_cross_paragraphs: Whether `$$` may go on after an empty line.
    """

    may_be_money: bool
    displays_cross_paragraphs: bool


TEX = Manner(may_be_money=False, displays_cross_paragraphs=False)
MARKDOWN = Manner(may_be_money=True, displays_cross_paragraphs=True)


def split_up(text: str, whole: str, name: str, *, manner: Manner, start: int = 0) -> list[Piece]:
    """The formulas of a text and the prose between them, in order.

    Args:
        text: What is read: the source with blanks for what is none of it.
        whole: The source's text, of which lines and columns are told.
        name: The source's name.
        manner: What holds for dollars.
        start: Where `text` stands in `whole`.

    Raises:
        DeriveError: A delimiter has no partner.
    """
    reader = _Delimiters(text, whole, name, start, manner)
    pieces: list[Piece] = []
    last = 0
    for opening, mathematics, end in reader.formulas():
        pieces += _prose(text, last, opening, start)
        if mathematics.text.strip():
            pieces.append(mathematics)
        last = end
    return [*pieces, *_prose(text, last, len(text), start)]


def _prose(text: str, start: int, end: int, shift: int) -> list[Prose]:
    part = text[start:end]
    return [Prose(part, start + shift)] if part.strip() else []


@dataclass(frozen=True, slots=True)
class _Delimiters:
    """One pass over a text."""

    text: str
    whole: str
    name: str
    shift: int
    manner: Manner

    def formulas(self) -> Iterator[tuple[int, Mathematics, int]]:
        """Each formula, with where its delimiters begin and end."""
        at = 0
        while (found := _OPENER.search(self.text, at)) is not None:
            at = found.end()
            sign = found[0]
            if found["act"]:
                base = found["name"].rstrip("*")
                if base not in DISPLAYS | INNER:
                    continue
                if found["act"] == "end":
                    raise self.error(f"'{sign}' ends what nothing began.", found.start())
                closer = rf"\end{{{found['name']}}}"
                closed = self.closing(found, closer)
                if closed is None:
                    raise self.unclosed(found, closer)
                body_end, at = closed
                body = self.body(self.past_argument(base, found.end()), body_end, is_display=True)
                yield found.start(), _named(body, base), at
            elif sign in _CLOSERS:
                closed = self.signed(found)
                if closed is None:
                    continue
                body_end, at = closed
                display = sign in ("$$", r"\[")
                yield (
                    found.start(),
                    _unwrapped(self.body(found.end(), body_end, is_display=display)),
                    at,
                )
            elif sign in (r"\)", r"\]") and not self.manner.may_be_money:
                raise self.error(f"'{sign}' closes what nothing opened.", found.start())

    def signed(self, opening: re.Match[str]) -> tuple[int, int] | None:
        r"""Where what a dollar or `\[` opens ends; None if it is no formula in Markdown."""
        sign = opening[0]
        closed = self.closing(opening, _CLOSERS[sign])
        is_escape = self.manner.may_be_money and sign in (r"\(", r"\[")
        is_money = self.manner.may_be_money and self.is_money(opening)
        if closed is None:
            if is_escape or is_money:
                return None
            raise self.unclosed(opening, _CLOSERS[sign])
        body = self.text[opening.end() : closed[0]]
        if (is_money and body[-1:].isspace()) or (is_escape and not re.search(r"[=\\_^]", body)):
            return None
        return closed

    def is_money(self, opening: re.Match[str]) -> bool:
        """Whether a digit follows a single dollar."""
        return opening[0] == "$" and self.text[opening.end() : opening.end() + 1].isdecimal()

    def closing(self, opening: re.Match[str], closer: str) -> tuple[int, int] | None:
        """Where the body of a formula ends, and where its closing delimiter does."""
        stack: list[tuple[str, int]] = []
        for mark in _MARK.finditer(self.text, opening.end()):
            met = rf"\{mark['act']}{{{mark['name']}}}" if mark["act"] else mark[0]
            if not stack and self.closes(met, closer, mark):
                return mark.start(), mark.start() + (2 if closer == "$$" else len(mark[0]))
            if self.ends(met, closer) or (not stack and met in (r"\(", r"\[")):
                break
            self.follow(met, mark.start(), stack)
        if stack:
            raise self.error(f"'{stack[-1][0]}' is not closed.", stack[-1][1])
        return None

    def ends(self, met: str, closer: str) -> bool:
        """Whether a mark is the end of a paragraph that a formula may not cross."""
        crosses = self.manner.displays_cross_paragraphs
        return met[0] == "\n" and (closer == "$" or (closer == "$$" and not crosses))

    def unclosed(self, opening: re.Match[str], closer: str) -> DeriveError:
        """What is said of a delimiter that has no partner."""
        until = " before the paragraph ends" if self.ends("\n", closer) else ""
        return self.error(f"'{opening[0]}' is not closed{until}.", opening.start(), closer)

    def closes(self, met: str, closer: str, mark: re.Match[str]) -> bool:
        """Whether a mark is the closer that is looked for."""
        if closer == "$$":
            return met == "$" and self.text.startswith("$$", mark.start())
        return met == closer

    def follow(self, met: str, at: int, stack: list[tuple[str, int]]) -> None:
        """Note what a mark opens or closes within a formula."""
        if met == "{" or met.startswith(r"\begin{"):
            stack.append((met, at))
        elif met == "}" or met.startswith(r"\end{"):
            wanted = "{" if met == "}" else rf"\begin{met[4:]}"
            if not stack:
                raise self.error(f"'{met}' closes what nothing opened.", at)
            if stack[-1][0] != wanted:
                raise self.error(f"'{stack[-1][0]}' is not closed before '{met}'.", stack[-1][1])
            stack.pop()

    def past_argument(self, base: str, at: int) -> int:
        """Where the body of an environment begins."""
        argument = re.compile(r"\s*\{[^{}]*\}" if base in _WITH_ARGUMENT else r"\[[a-z]\]")
        found = argument.match(self.text, at)
        return found.end() if found else at

    def body(self, start: int, end: int, *, is_display: bool) -> Mathematics:
        """The formula between two places, without what is not set in it."""
        text = _set(self.text[start:end])
        if len(text) > 1 and text[0] == text[-1] == "`":
            text = f" {text[1:-1]} "
        return Mathematics(text, start + self.shift, "latex", is_display)

    def error(self, met: str, at: int, wanted: str | None = None) -> DeriveError:
        """A mistake at a place of the text."""
        accepted = f"'{wanted}' is expected." if wanted else None
        where = place_of(self.whole, self.name, at + self.shift)
        return DeriveError(met, where=where, accepted=accepted)


def _set(text: str) -> str:
    """A formula with blanks for comments, labels, tags and words between its lines."""
    spans: list[tuple[int, int]] = []
    last = 0
    for mark in re.finditer(r"%[^\r\n]*|\\[A-Za-z]+|\\.", text, re.DOTALL):
        if mark.start() < last:
            continue
        end = mark.start()
        if mark[0][0] == "%" or _SILENT.match(text, mark.start()):
            end = mark.end()
        elif said := _SAID.match(text, mark.start()):
            end = _group_end(text, said.end())
        if end > mark.start():
            spans.append((mark.start(), end))
            last = end
    return without(text, spans)


def _group_end(text: str, start: int) -> int:
    """Behind the brace that closes the one at `start`; the formula's braces are balanced."""
    depth = 0
    for sign in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign[0] == "}":
            return sign.end()
    return start


def _unwrapped(formula: Mathematics) -> Mathematics:
    """A formula that is one environment and nothing else, as that environment."""
    while (found := _WRAPPED.fullmatch(formula.text)) is not None:
        base = found["name"]
        inner = found["body"]
        is_one = len(re.findall(rf"\\(?:begin|end)\s*\{{{base}\*?\}}", inner)) == 0
        if base not in DISPLAYS | INNER or not is_one:
            break
        start, end = found.span("body")
        argument = re.match(r"\s*\{[^{}]*\}" if base in _WITH_ARGUMENT else r"\[[a-z]\]", inner)
        start += argument.end() if argument else 0
        text = formula.text[start:end]
        formula = Mathematics(text, formula.start + start, "latex", formula.is_display, base)
    return formula


def _named(formula: Mathematics, environment: str) -> Mathematics:
    """A formula in an environment; that within it, if it is all of it, counts instead."""
    inner = _unwrapped(formula)
    if inner.environment:
        return inner
    return Mathematics(
        formula.text, formula.start, formula.kind, is_display=True, environment=environment
    )
