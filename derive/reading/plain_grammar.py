"""The atoms of plain text: names, calls, indices in brackets, methods, sums with their letters."""

from __future__ import annotations

from typing import Literal

from derive.notation.tokens import Span, Token
from derive.reading import parse_tree as written
from derive.reading.joining_signs import ELEMENTWISE, FENCES, JOINTS
from derive.reading.parse_tree import BigKind, Joint, Tree
from derive.reading.plain_scripts import PlainScripts
from derive.reading.tokens import MAX_DEPTH, TOO_DEEP

_BIG: dict[str, BigKind] = {
    "sum": "sum",
    "prod": "prod",
    "max": "max",
    "min": "min",
    "argmax": "argmax",
}
_MODULES = frozenset(
    "np numpy jnp jax torch math F nn functional tf scipy special linalg self".split()
)
_SIGNED_AFTER = frozenset(["+", "-", "*", "/", "@", "odot", "dot", "cross"])
_STARTING_KINDS = frozenset(["name", "symbol", "number", "one", "command", "text"])
_AMBIGUOUS = "Write sum_k (x_k^2) with the power inside, or (sum_k x_k)^2."


class PlainGrammar(PlainScripts):
    """One line of plain text or of Python."""

    def starts_factor(self) -> bool:
        """Whether a factor begins here."""
        if self.token.kind == "sign":
            if self.token.text in {"|", "||"}:
                return not self.closes_bar()
            return self.sees("(", "[", "{") and not self.is_remark()
        return self.token.kind in _STARTING_KINDS and self.token.text != "forall"

    def is_remark(self) -> bool:
        """Parentheses that follow a name at once are its arguments, never a remark."""
        before = self.tokens[self.position - 1] if self.position else None
        is_call = before is not None and before.kind == "name" and self.is_adjacent()
        return not is_call and super().is_remark()

    def prose(self) -> written.Words | None:
        """Prose that stands here, taken; None if there is none."""
        if self.token.kind != "words":
            return None
        token = self.take()
        return written.Words(token.span, token.text)

    def elementwise(self) -> Tree:
        """Parts joined by `*`, where Python reads from the left: a * b @ c is (a * b) @ c."""
        start, links = self.position, 0
        parts: list[Tree] = [self.factors()]
        signs: list[Literal["odot", "*"]] = []
        while self.sees("odot", "*", "@"):
            if self.sees("@"):
                links += 1
                self.check_links(links)
                whole = written.Elementwise(self.span_from(start), tuple(parts), tuple(signs))
                held = written.Fenced(whole.span, "(", whole)
                parts, signs = [self.factors_from([("", held)], start)], []
                continue
            signs.append(ELEMENTWISE[self.take().text])
            middle = self.position
            begun: list[tuple[Joint, Tree]] = [("", one) for one in self.factor()]
            joints = [joint for joint in JOINTS if joint != "@"]
            parts.append(self.factors_from(begun, middle, joints))
        if not signs:
            return parts[0]
        self.check_braces(parts, (written.Terms, written.Comparison, written.Listing))
        return written.Elementwise(self.span_from(start), tuple(parts), tuple(signs))

    def factor(self) -> tuple[Tree, ...]:
        """A factor with its indices, powers, arguments and methods; a call is two trees."""
        if self.sees("-", "+") and self.position:
            return (self.signed(),)
        start, links = self.position, 0
        head, base = self.named_call()
        while True:
            base = self.scripted(base, start)
            if head is None and self.sees("(") and self.is_call(base):
                head, base = base, self.fenced()
            elif self.sees_attribute():
                links += 1
                self.check_links(links)
                head, base = self.attribute(head, base, start)
            else:
                return (base,) if head is None else (head, base)

    def named_call(self) -> tuple[Tree | None, Tree]:
        """The next atom; a call that has been read with it comes with its name."""
        atom = self.one_atom()
        if self.arguments is None:
            return None, atom
        arguments, self.arguments = self.arguments, None
        return atom, arguments

    def check_links(self, links: int) -> None:
        """Nothing, unless a chain of methods or products makes a tree too deep."""
        if self.depth + links > MAX_DEPTH:
            raise self.error("The line is nested too deeply.", TOO_DEEP)

    def is_call(self, base: Tree) -> bool:
        """Whether the parentheses that open here are arguments of a name."""
        is_name = isinstance(base, written.Symbol | written.Scripted)
        return is_name and self.is_adjacent()

    def signed(self) -> Tree:
        """A factor with its own sign, after an operator."""
        before = self.tokens[self.position - 1]
        if before.kind != "sign" or before.text not in _SIGNED_AFTER:
            raise self.expected("A factor")
        start = self.position
        self.deeper()
        sign = -1 if self.take().text == "-" else 1
        inner = self.joined(self.factor())
        self.depth -= 1
        span = self.span_from(start)
        return written.Fenced(span, "(", written.Terms(span, ((sign, inner),)))

    def joined(self, parts: tuple[Tree, ...]) -> Tree:
        """One factor, or a call, as a tree."""
        if len(parts) == 1:
            return parts[0]
        span = Span(parts[0].span.start, parts[-1].span.end)
        return written.Factors(span, tuple(("", part) for part in parts))

    def one_atom(self) -> Tree:
        """The next factor without its scripts, as one tree."""
        token = self.token
        match token.kind:
            case "name":
                return self.name()
            case "symbol":
                return written.Symbol(self.take().span, token.text)
            case "one":
                return written.Symbol(self.take().span, "1", "blackboard")
            case "text":
                return written.Words(self.take().span, token.text)
            case "number":
                return self.number()
            case "command":
                self.take()
                return self.big(_BIG[token.text])
            case "sign" if token.text == "{":
                return self.braces()
            case "sign" if token.text in FENCES:
                return self.fenced()
        raise self.expected("A factor")

    def braces(self) -> Tree:
        """A set in braces."""
        start = self.position
        self.take()
        inner = self.inside("}")
        return written.Fenced(self.span_from(start), "{", inner)

    def name(self) -> Tree:
        """A name; modules before it are left out; a sum with its letter."""
        is_module = False
        while self.token.text in _MODULES and self.sees_attribute(1):
            self.position += 2
            is_module = True
        token = self.take()
        if token.kind != "name":
            self.position -= 1
            raise self.expected("A name")
        if token.text in _BIG and not is_module:
            if self.sees("_"):
                return self.big_name(_BIG[token.text])
            if token.text in {"sum", "prod"} and self.sees("(") and self.is_adjacent():
                return self.sum_call(token)
        return written.Symbol(token.span, token.text)

    def big_name(self, kind: BigKind) -> Tree:
        """`sum_k(...)` acts on its parentheses alone, `sum_k a b` on all that follows."""
        start = self.position - 1
        opening = self.tokens[min(start + 3, len(self.tokens) - 1)]
        is_call = self.tokens[start + 2].kind in {"name", "number"} and opening.text == "("
        if not (is_call and opening.kind == "sign" and self.is_adjacent(2)):
            return self.big(kind)
        self.take()
        lower = self.script()
        body = self.fenced()
        if self.sees("^", "**", "[", "_") and self.is_adjacent():
            raise self.error("It is not clear what the power or index belongs to.", _AMBIGUOUS)
        return written.Big(self.span_from(start), kind, lower, None, body)

    def sum_call(self, token: Token) -> Tree:
        """`sum(k, ...)` as a sum over k; any other call stays one, its arguments put by."""
        start = self.position - 1
        opening = self.position
        kind = _BIG[token.text]
        self.deeper()
        self.take()
        inner = self.listing()
        over = self.generators() if self.token.text == "for" else None
        self.expect(")")
        self.depth -= 1
        if over is not None:
            return written.Big(self.span_from(start), kind, over, None, inner)
        if isinstance(inner, written.Listing) and _runs(inner):
            *over_parts, body = inner.parts
            lower = over_parts[0]
            if len(over_parts) > 1:
                span = Span(lower.span.start, over_parts[-1].span.end)
                lower = written.Listing(span, tuple(over_parts))
            return written.Big(self.span_from(start), kind, lower, None, body)
        self.arguments = written.Fenced(self.span_from(opening), "(", inner)
        return written.Symbol(token.span, token.text)

    def generators(self) -> Tree:
        """`for k in range(K) for j in ...` as a listing of comparisons."""
        start = self.position
        parts = []
        while self.token.kind == "words" and self.token.text == "for":
            self.take()
            parts.append(self.comparison())
        if len(parts) == 1:
            return parts[0]
        return written.Listing(self.span_from(start), tuple(parts))


def _runs(inner: written.Listing) -> bool:
    """Whether `sum(k, body)` says over what it runs: letters or ranges first, then the body."""
    *over, body = inner.parts
    if isinstance(body, written.Number | written.Comparison):
        return False
    return all(
        _is_letter(one.parts[0] if isinstance(one, written.Comparison) else one) for one in over
    )


def _is_letter(tree: Tree) -> bool:
    if isinstance(tree, written.Scripted):
        return tree.lower is None and tree.upper is None and _is_letter(tree.base)
    return isinstance(tree, written.Symbol) and len(tree.name) == 1 and tree.name.islower()
