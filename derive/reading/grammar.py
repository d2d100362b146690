"""The grammar that LaTeX and plain text share, by recursive descent.

    side        = [sign] elementwise { sign elementwise }
    elementwise = factors { "odot"|"*"  factors }
    factors     = factor { [joint] factor }
    factor      = atom { "_" script | "^" script | "'" }
    bracket     = comparison { "," comparison }

Each front end brings its atoms. All recursion passes `inside`, `argument` or `big`, which
count its depth.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from fractions import Fraction as Rational

from derive.notation.cursor import Cursor
from derive.notation.tokens import Span, Token
from derive.reading import parse_tree as written
from derive.reading.joining_signs import ELEMENTWISE, FENCES, JOINTS
from derive.reading.listings import with_ranges
from derive.reading.parse_tree import BigKind, Joint, Style, Tree
from derive.reading.primes import without_primes
from derive.reading.tokens import MAX_DEPTH, TOO_DEEP, ReadingError

_ENDS_OF_PARTS = frozenset([",", ")", "]", "}", r"\}", "|", "|)", "||", "||)"])
LOOSE = (written.Terms, written.Elementwise, written.Comparison, written.Listing)


class Grammar(Cursor[Token]):
    """What both front ends read alike.

    Attributes:
        depth: How deeply what is read now is nested.
        bodies: How many of these levels are only bodies of big operators, which no bracket ends.
        bars: The bars that are open where we read, the innermost last.
        style: How letters are set here.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        super().__init__(tokens)
        self.depth = 0
        self.bodies = 0
        self.bars: list[str] = []
        self.style: Style = ""

    @abstractmethod
    def one_atom(self) -> Tree:
        """The next factor without its scripts."""

    @abstractmethod
    def script(self) -> Tree:
        """What stands after ^ or _."""

    @abstractmethod
    def starts_factor(self) -> bool:
        """Whether a factor begins here."""

    def error(self, met: str, accepted: str | None = None) -> ReadingError:
        """A mistake at the next token."""
        return ReadingError(met, self.token.span, accepted)

    def described(self) -> str:
        """The next token in words."""
        shown = {"quad": "a wide blank", "dot": r"'\cdot'", "cross": "'×'", "odot": "'⊙'"}
        if self.token.kind == "end":
            return "the end"
        if self.token.kind in {"open", "close"}:
            return f"an environment '{self.token.text}'"
        return shown.get(self.token.text, f"'{self.token.text}'")

    def span_from(self, position: int) -> Span:
        """The characters from a token to the one read last."""
        first = self.tokens[position].span
        last = self.tokens[max(self.position - 1, position)].span
        return Span(min(first.start, last.start), max(first.end, last.end))

    def deeper(self) -> None:
        """One level deeper; a mistake beyond the limit."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error("The line is nested too deeply.", TOO_DEEP)

    @property
    def is_nested(self) -> bool:
        """Whether a bracket or a script is open where we read."""
        return self.depth > self.bodies

    def side(self) -> Tree:
        """Signed terms; without a sign and alone, the term itself."""
        start, parts, is_signed = self.position, [], self.sees("+", "-")
        if not is_signed:
            parts.append((1, self.elementwise()))
        while self.sees("+", "-"):
            sign = -1 if self.take().text == "-" else 1
            parts.append((sign, self.elementwise()))
        if len(parts) == 1 and not is_signed:
            return parts[0][1]
        self.check_braces([part for sign, part in parts if sign < 0], (written.Terms,))
        self.check_braces([part for _, part in parts], (written.Comparison, written.Listing))
        return written.Terms(self.span_from(start), tuple(parts))

    def elementwise(self) -> Tree:
        """Parts joined by an entrywise sign, looser than factors."""
        start = self.position
        parts, signs = [self.factors()], []
        while self.sees("odot", "*"):
            signs.append(ELEMENTWISE[self.take().text])
            parts.append(self.factors())
        if not signs:
            return parts[0]
        self.check_braces(parts, (written.Terms, written.Comparison, written.Listing))
        return written.Elementwise(self.span_from(start), tuple(parts), tuple(signs))

    def factors(self) -> Tree:
        """Factors side by side, or with a joint before them."""
        start = self.position
        return self.evaluated(self.factors_from([("", one) for one in self.factor()], start), start)

    def evaluated(self, found: Tree, _start: int) -> Tree:
        """Factors with what stands behind them that says where they are evaluated."""
        return found

    def factors_from(
        self, parts: list[tuple[Joint, Tree]], start: int, joints: Iterable[str] = JOINTS
    ) -> Tree:
        """Factors that begin with some that have been read."""
        while True:
            if self.sees(*joints):
                joint = JOINTS[self.take().text]
                first, *more = self.factor()
                parts.append((joint, first))
                parts += [("", one) for one in more]
            elif self.starts_factor():
                if self.token.kind == "number" and isinstance(parts[-1][1], written.Number):
                    raise self.error(
                        "Two numbers stand side by side.", "Write a sign between them."
                    )
                parts += [("", one) for one in self.factor()]
            else:
                break
        if len(parts) == 1:
            return parts[0][1]
        self.check_braces([part for _, part in parts], LOOSE)
        return written.Factors(self.span_from(start), tuple(parts))

    def check_braces(self, parts: Sequence[Tree], kinds: tuple[type, ...]) -> None:
        """Nothing, unless braces that nobody sees hold a sum beside a factor."""
        for part in parts:
            if isinstance(part, kinds):
                met = "Braces that are not printed hold several terms beside another factor."
                raise ReadingError(met, part.span, "Write parentheses around them.")

    def factor(self) -> tuple[Tree, ...]:
        """A factor with its scripts; a call of a method is two trees."""
        start = self.position
        return (self.scripted(self.one_atom(), start),)

    def scripted(self, base: Tree, start: int) -> Tree:
        """A base with the scripts and primes that follow it."""
        lower = upper = None
        primes = 0
        while self.sees("_", "^", "'"):
            sign = self.token.text
            if (sign == "_" and lower is not None) or (sign != "_" and upper is not None):
                where = "below" if sign == "_" else "above"
                raise self.error(f"A second script stands {where} the same letter.", "Use braces.")
            self.take()
            if sign == "'":
                primes += 1
            elif sign == "_":
                lower = self.script()
            else:
                upper, more = without_primes(self.script())
                primes += more
        if lower is None and upper is None and not primes:
            return base
        span = self.span_from(start)
        if isinstance(base, written.Scripted) and not primes:
            free = (base.lower is None or lower is None) and (base.upper is None or upper is None)
            if free:
                low, up = lower or base.lower, upper or base.upper
                return written.Scripted(span, base.base, low, up, base.primes)
        match base:
            case written.Factors(parts=((_, written.Symbol(name="d") as d), ("", name))) if (
                isinstance(name, written.Symbol)
                or (isinstance(name, written.Scripted) and name.lower is name.upper is None)
            ):
                # The scripts of {dw} are those of w: dw is the gradient by it.
                inner = name.base if isinstance(name, written.Scripted) else name
                more = name.primes if isinstance(name, written.Scripted) else 0
                scripts = written.Scripted(span, inner, lower, upper, primes + more)
                return written.Factors(span, (("", d), ("", scripts)))
        self.check_braces([base], (*LOOSE, written.Factors))
        return written.Scripted(span, base, lower, upper, primes)

    def inside(self, *closers: str) -> Tree:
        """What stands before a closing sign, which is taken."""
        self.deeper()
        inner = self.listing()
        if not self.passes(*closers):
            raise self.expected(f"'{closers[0]}'")
        self.depth -= 1
        return inner

    def fenced(self) -> Tree:
        """What stands between a pair of fences."""
        start, sign = self.position, self.take().text
        fence, closers = FENCES[sign]
        self.bars.append(sign)
        inner = self.inside(*closers)
        self.bars.pop()
        return written.Fenced(self.span_from(start), fence, inner)

    def closes_bar(self) -> bool:
        """Whether the bar that stands here closes the innermost bracket."""
        return bool(self.bars) and self.token.text in FENCES[self.bars[-1]][1]

    def listing(self) -> Tree:
        """Parts between commas; one part alone is itself."""
        start = self.position
        parts = [self.lone_sign() or self.comparison()]
        while self.passes(","):
            parts.append(self.lone_sign() or self.comparison())
        if len(parts) == 1:
            return parts[0]
        ranges = with_ranges(parts)
        if len(ranges) == 1:
            return ranges[0]
        return written.Listing(self.span_from(start), tuple(ranges))

    def lone_sign(self) -> Tree | None:
        """A sign that is a whole part of a listing: a whole axis, or a star; else None."""
        if not self.sees(":", "dot", "*"):
            return None
        follows = self.tokens[self.position + 1]
        if follows.kind != "sign" or follows.text not in _ENDS_OF_PARTS:
            return None
        return written.Symbol(self.token.span, "ast" if self.take().text == "*" else ":")

    def comparison(self) -> Tree:
        """A side, or sides with relations between them."""
        start = self.position
        parts, relations = [self.side()], []
        while self.token.kind == "relation":
            relations.append(self.take().text)
            parts.append(self.side())
        if not relations:
            return parts[0]
        return written.Comparison(self.span_from(start), tuple(parts), tuple(relations))

    def number(self) -> Tree:
        """A number, exactly."""
        token = self.take()
        if token.text.isdigit() and token.text[0] == "0" and len(token.text) > 1:
            digits = (written.Number(token.span, Rational(int(one))) for one in token.text)
            return written.Factors(token.span, tuple(("", one) for one in digits))  # w_{01}
        mantissa, _, exponent = token.text.lower().partition("e")
        value = Rational(mantissa) * Rational(10) ** int(exponent or 0)
        return written.Number(token.span, value)

    def big(self, kind: BigKind) -> Tree:
        """A big operator whose name has been taken: its range, and its body."""
        start = self.position - 1
        lower = upper = None
        while self.sees("_", "^"):
            sign = self.take().text
            if (lower if sign == "_" else upper) is not None:
                raise self.error("A second range stands at the same operator.")
            if sign == "_":
                lower = self.script()
            else:
                upper = self.script()
        self.deeper()
        self.bodies += 1
        body = self.body()
        self.bodies -= 1
        self.depth -= 1
        return written.Big(self.span_from(start), kind, lower, upper, body)

    def body(self) -> Tree:
        """What a big operator acts on; a sign may stand first."""
        if not self.sees("-", "+"):
            return self.elementwise()
        start = self.position
        sign = -1 if self.take().text == "-" else 1
        part = self.elementwise()
        self.check_braces([part], (written.Terms,))
        return written.Terms(self.span_from(start), ((sign, part),))
