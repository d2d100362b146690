"""What hangs on a factor of plain text: indices, powers, primes, transposes, methods."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction as Rational

from derive.notation.tokens import Span, Token
from derive.reading import parse_tree as written
from derive.reading.parse_tree import Accent, Tree
from derive.reading.plain_tokens import letters_of
from derive.reading.rows import RowGrammar
from derive.reading.tokens import ReadingError

_ACCENTS: dict[str, Accent] = {"hat": "hat", "bar": "bar", "tilde": "tilde", "dot": "dot"}
_AFTER_TRANSPOSE = "Write parentheses around what is transposed or raised."


class PlainScripts(RowGrammar):
    """The scripts of plain text and of Python."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        # The arguments of a call that were read with its name.
        self.arguments: Tree | None = None

    @abstractmethod
    def named_call(self) -> tuple[Tree | None, Tree]:
        """The next atom; a call that has been read with it comes with its name."""

    @abstractmethod
    def joined(self, parts: tuple[Tree, ...]) -> Tree:
        """One factor, or a call, as a tree."""

    def is_adjacent(self, ahead: int = 0) -> bool:
        """Whether no blank stands before the next token."""
        at = self.position + ahead
        return at > 0 and self.tokens[at - 1].span.end == self.tokens[at].span.start

    def scripted(self, base: Tree, start: int) -> Tree:
        """A base with its scripts; what was closed before (W.T) is indexed as a whole."""
        is_closed = isinstance(base, written.Scripted)
        from_bracket = False
        while True:
            if is_closed and (self.sees("**") or (self.sees("[") and self.is_adjacent())):
                base = written.Fenced(base.span, "(", base)
                is_closed = False
            elif self.sees("_") and self.tokens[self.position + 1].text in _ACCENTS:
                base = self.accented(base)
            elif self.sees("_"):
                self.take()
                base = self.lowered(base, self.script(), start)
            elif self.sees("[") and self.is_adjacent() and not _is_one(base):
                self.take()
                lower = self.inside("]")
                base = self.indexed(base, lower, start, is_again=from_bracket)
                from_bracket = True
            elif self.sees("'") and self.is_adjacent():
                base = self.primed(base, start)
            elif self.sees("^", "**"):
                is_closed = self.sees("**")
                base = self.raised(base, start)
            else:
                return base

    def lowered(self, base: Tree, lower: Tree, start: int) -> Tree:
        """A base with an index below."""
        if not isinstance(base, written.Scripted):
            return written.Scripted(self.span_from(start), base, lower)
        if base.lower is not None:
            raise self.error("A second script stands below the same name.", "Write a[j, k].")
        return replace(base, lower=lower, span=self.span_from(start))

    def indexed(self, base: Tree, lower: Tree, start: int, *, is_again: bool) -> Tree:
        """`w[k, j]`; `w[k][j]` is the same; `w_1[k, j]` has both."""
        span = self.span_from(start)
        if not isinstance(base, written.Scripted) or (base.lower is not None and not is_again):
            return written.Scripted(span, base, lower)
        if base.lower is None:
            return replace(base, lower=lower, span=span)
        parts = (*_parts(base.lower), *_parts(lower))
        listing = written.Listing(Span(parts[0].span.start, parts[-1].span.end), parts)
        return replace(base, lower=listing, span=span)

    def primed(self, base: Tree, start: int) -> Tree:
        """A base with one more prime."""
        if isinstance(base, written.Scripted) and base.lower is not None:
            met = "It is not clear what the prime belongs to."
            raise self.error(met, "Write f'_j, or f_{j'}.")
        self.take()
        span = self.span_from(start)
        if isinstance(base, written.Scripted):
            return replace(base, primes=base.primes + 1, span=span)
        return written.Scripted(span, base, primes=1)

    def raised(self, base: Tree, start: int) -> Tree:
        """A base with what `^` or `**` raises it to."""
        if isinstance(base, written.Scripted) and base.upper is not None:
            raise self.error("A second power stands at the same place.", _AFTER_TRANSPOSE)
        sign = self.take().text
        upper = self.python_power() if sign == "**" else self.power(base)
        span = self.span_from(start)
        if not isinstance(base, written.Scripted):
            return written.Scripted(span, base, upper=upper)
        return replace(base, upper=upper, span=span)

    def accented(self, base: Tree) -> Tree:
        """A letter with the accent that its name spells: y_hat."""
        if not isinstance(base, written.Symbol) or base.accent:
            raise self.error("An accent stands on more than one letter.", "Write y_hat[k].")
        self.take()
        name = self.take()
        return replace(base, accent=_ACCENTS[name.text], span=Span(base.span.start, name.span.end))

    def script(self) -> Tree:
        """What stands after `_`: braces, parentheses, letters side by side, a number."""
        start = self.position
        if self.passes("{"):
            return self.inside("}")
        if self.passes("("):
            return self.inside(")")
        if self.token.kind == "number":
            return self.number()
        if self.token.kind != "name":
            raise self.expected("An index")
        trees = [self.letter(token) for token in letters_of(self.take())]
        if self.sees("'"):
            met = "It is not clear what the prime belongs to."
            raise self.error(met, "Write w_{kj'}, or w'_{kj}.")
        if len(trees) == 1:
            return trees[0]
        return written.Factors(self.span_from(start), tuple(("", tree) for tree in trees))

    def letter(self, token: Token) -> Tree:
        """One letter or number of an index."""
        if token.kind == "number":
            return written.Number(token.span, Rational(token.text))
        return written.Symbol(token.span, token.text)

    def power(self, base: Tree) -> Tree:
        """What stands after `^`: braces, a signed number or name, parentheses."""
        start = self.position
        if self.passes("{"):
            return self.inside("}")
        if self.sees("*"):
            return written.Symbol(self.take().span, "ast")
        self.deeper()
        sign = self.take().text if self.sees("-", "+") else ""
        head, base_of_power = self.named_call()
        tree = self.joined((base_of_power,) if head is None else (head, base_of_power))
        if self.is_exponential(base) and (self.sees("[", "_") or self.sees_call(tree)):
            raise self.error(
                "It is not clear where the power ends.", "Write e^(z[j]), or exp(z[j])."
            )
        self.depth -= 1
        if not sign:
            return tree
        return written.Terms(self.span_from(start), ((-1 if sign == "-" else 1, tree),))

    def is_exponential(self, base: Tree) -> bool:
        """Whether a power of this base may be long: e^..., 2^...."""
        is_number = isinstance(base, written.Number)
        return is_number or (isinstance(base, written.Symbol) and base.name in {"e", "exp"})

    def sees_call(self, tree: Tree) -> bool:
        """Whether a name in a power has arguments."""
        is_name = isinstance(tree, written.Symbol) and len(tree.name) > 1
        return is_name and self.sees("(") and self.is_adjacent()

    def python_power(self) -> Tree:
        """What stands after `**`: a factor with all that hangs on it."""
        start = self.position
        self.deeper()
        sign = self.take().text if self.sees("-", "+") else ""
        tree = self.joined(self.factor())
        self.depth -= 1
        if not sign:
            return tree
        return written.Terms(self.span_from(start), ((-1 if sign == "-" else 1, tree),))

    def sees_attribute(self, ahead: int = 0) -> bool:
        """Whether `.name` stands here."""
        at = self.position + ahead
        dot = self.tokens[at]
        if dot.kind != "sign" or dot.text != "." or not self.is_adjacent(ahead):
            return False
        return self.tokens[at + 1].kind == "name" and self.is_adjacent(ahead + 1)

    def attribute(self, head: Tree | None, base: Tree, start: int) -> tuple[Tree | None, Tree]:
        """`A.T`, or a method's call as a call with A as its first argument."""
        self.take()
        name = self.take()
        if name.text == "T":
            top = written.Symbol(name.span, "top")
            return head, self.transposed(base, top, start)
        if not self.sees("("):
            met = f"The attribute '.{name.text}' is not read."
            raise ReadingError(met, name.span, "Known: .T, and methods with arguments.")
        receiver = self.joined((base,) if head is None else (head, base))
        opening = self.position
        self.take()
        parts: tuple[Tree, ...] = (receiver,)
        if not self.passes(")"):
            parts += _parts(self.inside(")"))
        span = self.span_from(opening)
        inner = receiver if len(parts) == 1 else written.Listing(self.span_from(start), parts)
        return written.Symbol(name.span, name.text), written.Fenced(span, "(", inner)

    def transposed(self, base: Tree, top: Tree, start: int) -> Tree:
        """A base with the sign of transposition."""
        span = self.span_from(start)
        if isinstance(base, written.Scripted) and base.upper is None:
            return replace(base, upper=top, span=span)
        if isinstance(base, written.Scripted):
            base = written.Fenced(base.span, "(", base)
        return written.Scripted(span, base, upper=top)


def _is_one(tree: Tree) -> bool:
    """Whether a tree is a number, or the 1 of an indicator."""
    return isinstance(tree, written.Number) or (
        isinstance(tree, written.Symbol) and tree.name == "1"
    )


def _parts(tree: Tree) -> tuple[Tree, ...]:
    return tree.parts if isinstance(tree, written.Listing) else (tree,)
