"""One row of mathematics: its pieces, what parts them, and what stands beside them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from derive.notation.tokens import Span, Token
from derive.reading import parse_tree as written
from derive.reading.grammar import Grammar
from derive.reading.parse_tree import Tree
from derive.reading.tokens import depth_of

_APART = frozenset(["quad", "implies", ",", ";"])
_ENDING = _APART | {"."}


@dataclass(frozen=True, slots=True)
class Piece:
    """One chain of sides within a row; `leading` is the relation that the row begins with."""

    sides: tuple[Tree, ...]
    relations: tuple[str, ...]
    span: Span
    leading: str | None = None
    is_note: bool = False


Item = Piece | written.Words


class RowGrammar(Grammar):
    """A row of statements with what parts them and stands beside them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self.items: list[Item] = []

    @abstractmethod
    def prose(self) -> written.Words | None:
        """Prose that stands here, taken; None if there is none."""

    def row(self) -> list[Item]:
        """All pieces of the row.

        Raises:
            ReadingError: It cannot be read whole.
        """
        leading = self.take().text if self.token.kind == "relation" else None
        while leading is not None or not self.ends_row():
            words = self.prose()
            if words is not None:
                self.items.append(words)
            elif leading is not None or not self.passes("quad", "implies"):
                self.piece(leading)
                leading = None
                self.separator()
        return self.items

    def ends_row(self) -> bool:
        """Whether nothing is left but a wide blank, a comma or a full stop; it is taken."""
        at = self.position
        while at and self.tokens[at].kind == "sign" and self.tokens[at].text in _ENDING:
            at += 1
        if self.tokens[at].kind != "end":
            return False
        self.position = at
        return True

    def separator(self) -> None:
        """What parts a piece from the next, taken; a mistake if a piece goes on unread."""
        if self.ends_row() or self.passes(",", ";"):
            return
        is_apart = self.sees("quad", "implies") or self.token.kind == "words" or self.is_remark()
        if not is_apart and not self.sees_for_all():
            raise self.error(f"The line goes on with {self.described()} where it should end.")

    def sees_for_all(self) -> bool:
        """Whether the quantifier stands here."""
        return self.token.kind == "symbol" and self.token.text == "forall"

    def piece(self, leading: str | None) -> None:
        """One piece, added to the items."""
        start = self.position
        if leading is None and self.sees_for_all():
            self.for_all()
            return
        if leading is None and self.is_remark():
            remark = self.fenced()
            assert isinstance(remark, written.Fenced), "parentheses make a Fenced"
            self.items.append(Piece((remark.inner,), (), remark.span, is_note=True))
            return
        asides: list[Item] = []
        sides = [self.chain_side(asides)]
        relations = []
        while self.token.kind == "relation":
            relations.append(self.take().text)
            sides.append(self.chain_side(asides))
        span = self.span_from(start)
        self.items.append(Piece(tuple(sides), tuple(relations), span, leading))
        self.items += asides

    def chain_side(self, asides: list[Item]) -> Tree:
        """One side of a chain; prose before it becomes an aside."""
        words = self.prose()
        while words is not None:
            asides.append(words)
            words = self.prose()
        return self.side()

    def for_all(self) -> None:
        """`for all k`, its letters and their range included."""
        start = self.position
        sign = written.Symbol(self.take().span, "forall")
        over = self.listing()
        span = self.span_from(start)
        tree = written.Factors(span, (("", sign), ("", over)))
        self.items.append(Piece((tree,), (), span, is_note=True))

    def is_remark(self) -> bool:
        """Whether parentheses open here that hold a range or a condition beside the formula."""
        if self.is_nested or not self.sees("("):
            return False
        depth, relations, has_dots = 0, set(), False
        for token in self.tokens[self.position :]:
            depth += depth_of(token)
            if depth == 0:
                break
            if depth == 1:
                relations |= {token.text} if token.kind == "relation" else set()
                has_dots |= token.kind == "symbol" and token.text == "dots"
        before = self.tokens[self.position - 1] if self.position else None
        is_apart = before is None or before.text in _APART or before.kind == "words"
        return bool(relations) if is_apart else "=" in relations and has_dots
