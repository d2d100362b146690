"""How repairs are written: in the letters and the kind of text that the writer uses.

What a repair keeps is copied from the text. What is written is read again, and where it does
not come out as the repair it is written anew as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from derive.judging.compare import Agreement, equal
from derive.judging.points import points
from derive.judging.problems import NotJudged
from derive.judging.splicing import Splices
from derive.reading.declared import Declared
from derive.reading.echo import echo
from derive.reading.elaborate import Line
from derive.reading.elaborate import line as read_line
from derive.reading.latex import read_latex
from derive.reading.latex_of import latex_of
from derive.reading.parse_tree import Statement
from derive.reading.plain import read_plain
from derive.reading.plain_hand import plain_hand
from derive.reading.problems import ReadingProblem
from derive.reading.terms import Term
from derive.reading.writers_letters import writers_letters
from derive.reading.written import Kept

_LATEX = re.compile(r"\$|\\begin\{|\\\[|\\\(")
_NAME = re.compile(r"[^\W\d_]\w*'*")
POINTS = 2
Written = Callable[[Term], str]


def handwriting(text: str, line: Line, declared: Declared) -> Written:
    """A function that writes terms as the writer of a text would.

    Args:
        text: The source.
        line: The line that is spoken of.
        declared: What its names mean.
    """
    layers = dict(line.layers)
    # The equations of a general layer stand in the text once, but mean every layer.
    defined = () if layers else (one.value for one in declared.model.definitions)
    learned = [*line.sides, *defined]
    vectors = declared.vectors
    letters = writers_letters(text, learned, declared.names, layers)
    if _LATEX.search(text) is not None:
        latex = partial(latex_of, vectors=vectors, letters=letters)
        return _Hand(text, line, declared, lambda term, kept: _bare(latex(term, kept=kept), text))
    names = {**letters.quantities, **letters.functions}
    own = {name: found for name, found in names.items() if _NAME.fullmatch(found)}
    hand = plain_hand(text, {name: found for name, found in own.items() if found in text})
    hand = replace(hand, wholes=letters.wholes)
    plain = partial(echo, vectors=vectors, hand=hand)
    return _Hand(text, line, declared, lambda term, kept: plain(term, kept=kept))


def _bare(latex: str, text: str) -> str:
    """Powers without braces, where the writer writes them so."""
    is_bare = re.search(r"\^\d", text) is not None
    return re.sub(r"\^\{(\d)\}", r"^\1", latex) if is_bare else latex


@dataclass(frozen=True, slots=True)
class _Hand:
    """Writes terms, with what stands in the text.

    Attributes:
        text: The source.
        line: The line that is spoken of.
        declared: What its names mean.
        anew: Writes a term, with or without what is kept.
    """

    text: str
    line: Line
    declared: Declared
    anew: Callable[[Term, Kept | None], str]

    def __call__(self, term: Term) -> str:
        for fences in (False, True):
            kept = Splices(self.text, self.line.sides, fences=fences)
            copied = self.anew(kept.grouped(term), kept)
            if self._is_read(copied, term):
                return copied
        return self.anew(term, None)

    def _is_read(self, text: str, term: Term) -> bool:
        """Whether a text is read as a term of the same values."""
        statement = self.line.statement
        left = statement.sides[0].span
        whole = f"{self.text[left.start : left.end]} = {text}"
        is_latex = _LATEX.search(self.text) is not None
        found = read_latex(whole) if is_latex else read_plain(whole)
        if len(found) != 1 or not isinstance(found[0], Statement):
            return False
        try:
            names = self.declared.names.at(dict(self.line.layers))
            cost = self.declared.model.cost
            again = read_line(found[0], names, cost, vectors=self.declared.vectors).sides[-1]
            worlds = points(self.declared.model, POINTS)
            return again == term or isinstance(equal(term, again, worlds), Agreement)
        except (ReadingProblem, NotJudged):
            return False
