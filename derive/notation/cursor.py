"""A place that moves over the tokens of a text, as every reader by recursive descent needs it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from derive.errors import DeriveError, FormulaError
from derive.notation.tokens import Token, Writing, formula_error, tokens


class _Lexeme(Protocol):
    """What tokens of every language have; the kind is "sign" for a sign, "end" after the last."""

    @property
    def kind(self) -> str: ...

    @property
    def text(self) -> str: ...


AnyToken = TypeVar("AnyToken", bound=_Lexeme)


class Cursor(ABC, Generic[AnyToken]):
    """The token that is read next, and errors that point at it.

    A reader of one language adds the language's grammar, a method for each of its rules.

    Attributes:
        tokens: All of the text, the end included.
        position: How many of them have been read.
    """

    def __init__(self, tokens: Sequence[AnyToken]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def token(self) -> AnyToken:
        return self.tokens[self.position]

    def take(self) -> AnyToken:
        token = self.token
        self.position += 1
        return token

    def sees(self, *signs: str) -> bool:
        """Whether one of some signs stands here."""
        return self.token.kind == "sign" and self.token.text in signs

    def passes(self, *signs: str) -> bool:
        """Whether one of some signs stands here; it is taken then."""
        found = self.sees(*signs)
        self.position += found
        return found

    def expect(self, sign: str) -> AnyToken:
        if not self.sees(sign):
            raise self.expected(f"'{sign}'")
        return self.take()

    def expect_end(self, whole: str) -> None:
        """Nothing, if the text ends here; a mistake names the text by what it is as a whole."""
        if self.token.kind != "end":
            raise self.error(f"The {whole} goes on with {self.described()} where it should end.")

    def described(self) -> str:
        return "the end" if self.token.kind == "end" else f"'{self.token.text}'"

    def expected(self, wanted: str, accepted: str | None = None) -> DeriveError:
        return self.error(f"{wanted} is expected here, {self.described()} was met.", accepted)

    @abstractmethod
    def error(self, met: str, accepted: str | None = None) -> DeriveError:
        """A mistake at this place."""


class FormulaCursor(Cursor[Token]):
    """A cursor over a formula's text.

    Raises:
        FormulaError: The text is too long, or has a character of no meaning.
    """

    def __init__(self, text: str, writing: Writing) -> None:
        super().__init__(tokens(text, writing))
        self.text = text

    def error(self, met: str, accepted: str | None = None) -> FormulaError:
        return formula_error(self.text, self.token.span, met, accepted)
