"""The atoms of LaTeX's mathematics: letters and their style, accents, fractions, big operators."""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import replace

from derive.notation.tokens import Token
from derive.reading import latex_commands as known
from derive.reading import parse_tree as written
from derive.reading.grammar import LOOSE
from derive.reading.joining_signs import FENCES
from derive.reading.parse_tree import Accent, BigKind, Style, Tree
from derive.reading.script_grammar import ScriptGrammar
from derive.reading.tokens import ReadingError

BIG_KINDS: dict[str, BigKind] = {
    "sum": "sum",
    "prod": "prod",
    "max": "max",
    "min": "min",
    "argmax": "argmax",
}
STYLE_NAMES: dict[str, Style] = {
    "bold": "bold",
    "roman": "roman",
    "calligraphic": "calligraphic",
    "blackboard": "blackboard",
    "": "",
}
ACCENT_NAMES: dict[str, Accent] = {"hat": "hat", "tilde": "tilde", "bar": "bar", "dot": "dot"}
PROSE_WORDS = frozenset(
    "if for all when where and or otherwise else with as by is since because then let thus hence "
    "so therefore iff unless such that each every any from to of on in".split()
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_STARTING_KINDS = frozenset(["symbol", "word", "number", "command", "one", "open"])
_STARTING_SIGNS = frozenset(["(", "[", "{", r"\{", "|(", "||(", "open."])


class LatexGrammar(ScriptGrammar):
    """LaTeX after macros and decorations are gone."""

    @abstractmethod
    def environment(self) -> Tree:
        """An environment that is a factor: cases or a matrix."""

    @abstractmethod
    def braced_array(self) -> Tree:
        r"""`\left\{ \begin{array}{ll} ... \end{array} \right.` as cases."""

    def starts_factor(self) -> bool:
        """Whether a factor begins here."""
        kind, text = self.token.kind, self.token.text
        if kind == "sign":
            if text in {"|", "||"}:
                return not self.closes_bar() and not self.is_evaluation()
            return text in _STARTING_SIGNS and not self.is_remark()
        if kind == "words":
            return self.is_name(self.token)
        if kind == "symbol" and text == "forall":
            return self.is_nested
        return kind in _STARTING_KINDS and not (kind == "command" and text == "over")

    def is_name(self, token: Token) -> bool:
        r"""Whether `\text{...}` holds a name, not prose."""
        text = token.text
        return _NAME.fullmatch(text) is not None and (
            text.lower() not in PROSE_WORDS or self.is_nested
        )

    def prose(self) -> written.Words | None:
        """Prose that stands here, taken; None if there is none."""
        if self.token.kind != "words" or self.is_name(self.token):
            return None
        token = self.take()
        return written.Words(token.span, token.text)

    def one_atom(self) -> Tree:
        """The next factor without its scripts, as one tree."""
        token = self.token
        match token.kind:
            case "symbol":
                return self.symbol()
            case "word":
                return self.word()
            case "words" if self.is_name(token):
                self.take()
                return written.Symbol(token.span, token.text, "roman")
            case "one":
                return written.Symbol(self.take().span, "1", "blackboard")
            case "number":
                if self.style and self.style != "roman":
                    return written.Symbol(self.take().span, token.text, self.style)
                return self.number()
            case "command":
                return self.command()
            case "sign" if token.text == "{":
                after = self.tokens[self.position + 1]
                is_empty = after.kind == "sign" and after.text == "}"
                return self.transposed() if is_empty else self.group()
            case "open":
                return self.environment()
            case "sign" if token.text == r"\{" and self.tokens[self.position + 1].kind == "open":
                return self.braced_array()
            case "sign" if token.text == "open.":
                return self.unseen()
            case "sign" if token.text in FENCES:
                return self.fenced()
        raise self.expected("A factor")

    def is_evaluation(self) -> bool:
        """Whether a bar stands here that says where what stands before it is evaluated."""
        if not self.sees("|"):
            return False
        follows = self.tokens[self.position + 1]
        return follows.kind == "sign" and follows.text == "_"

    def evaluated(self, found: Tree, start: int) -> Tree:
        """Factors, and the bar behind them that says where they are evaluated."""
        if not self.is_evaluation() or self.closes_bar():
            return found
        self.take()
        group = written.Fenced(self.span_from(start), "(", found)
        return self.scripted(group, start)

    def unseen(self) -> Tree:
        r"""What stands between `\left.` and `\right.`, which only group; a bar may close it."""
        group = self.fenced()
        assert isinstance(group, written.Fenced), "what stands between fences is fenced"
        if self.tokens[self.position - 1].text == "|)" and self.sees("_"):
            return group  # what stands below says where it is evaluated
        return group if isinstance(group.inner, (*LOOSE, written.Factors)) else group.inner

    def symbol(self) -> Tree:
        """A letter in the style that holds here; upright letters make one word."""
        token = self.take()
        if self.style == "bold" and (word := self.bold_word(token)):
            return word
        if self.style != "roman" or len(token.text) > 1:
            return written.Symbol(token.span, token.text, self.style)
        start = self.position - 1
        name = token.text
        while self.token.kind in {"symbol", "number"} and self.token.text.isalnum():
            if len(self.token.text) > 1 and self.token.kind == "symbol":
                break
            name += self.take().text
        return written.Symbol(self.span_from(start), name, "roman")

    def bold_word(self, first: Token) -> Tree | None:
        r"""A word of three small letters or more without blanks: `\mathbf{left}` is no product."""
        letters, end = first.text, self.position
        while len(letters) == end - self.position + 1 and letters.islower():
            follows = self.tokens[end]
            is_next = follows.span.start == first.span.start + len(letters)
            if follows.kind != "symbol" or len(follows.text) > 1 or not is_next:
                break
            letters, end = letters + follows.text, end + 1
        if len(letters) < 3 or not letters.islower():
            return None
        start, self.position = self.position - 1, end
        return written.Symbol(self.span_from(start), letters, "bold")

    def word(self) -> Tree:
        """A named function or operator."""
        token = self.take()
        name = token.text
        if name == "arg" and self.token.kind == "word" and self.token.text in {"max", "min"}:
            name += self.take().text
        return self.operator(written.Symbol(token.span, name, "roman"))

    def operator(self, name: Tree) -> Tree:
        """A name; with a range below it, max, min and arg max are big operators."""
        if not isinstance(name, written.Symbol) or name.style != "roman":
            return name
        if name.name == "argmin":
            raise ReadingError("The operator 'arg min' is not read.", name.span)
        if name.name in BIG_KINDS and self.sees("_"):
            return self.big(BIG_KINDS[name.name])
        return name

    def command(self) -> Tree:
        """What a command builds."""
        token = self.take()
        name = token.text
        start = self.position - 1
        if name in known.BIG:
            return self.big(BIG_KINDS[known.BIG[name]])
        if name in known.STYLES:
            return self.operator(self.styled(STYLE_NAMES[known.STYLES[name]]))
        if name in known.ACCENTS:
            return self.accented(ACCENT_NAMES[known.ACCENTS[name]], start)
        if name in known.FRACTIONS:
            above, below = self.argument(), self.argument()
            return written.Fraction(self.span_from(start), above, below)
        if name in known.DERIVATIVES:
            return self.derivative(known.DERIVATIVES[name], start)
        if name == "sqrt":
            if self.sees("["):
                raise self.error("Only square roots are read.", "Write a power such as x^{1/3}.")
            inner = self.argument()
            return written.Root(self.span_from(start), inner)
        if name == "dd":
            return written.Symbol(token.span, "d")
        raise ReadingError(f"The command \\{name} cannot stand here.", token.span)

    def derivative(self, sign: str, start: int) -> Tree:
        r"""`\pdv{L}{w}` and `\pdv{w}` as fractions."""
        first = self.argument()
        second = self.argument() if self.sees("{") else None
        place = self.tokens[start].span
        name = written.Symbol(place, sign)
        above: Tree = name
        if second is not None:
            above = written.Factors(first.span, (("", name), ("", first)))
        by = first if second is None else second
        below = written.Factors(by.span, (("", name), ("", by)))
        return written.Fraction(self.span_from(start), above, below)

    def styled(self, style: Style) -> Tree:
        """An argument in a style of its own."""
        outer, self.style = self.style, style
        tree = self.argument()
        self.style = outer
        return tree

    def accented(self, accent: Accent, start: int) -> Tree:
        """A letter with an accent; its scripts stay."""
        inner = self.argument()
        base = inner.base if isinstance(inner, written.Scripted) else inner
        if not isinstance(base, written.Symbol) or base.accent:
            raise ReadingError(
                "An accent stands on more than one letter.", self.span_from(start), "One letter."
            )
        marked = replace(base, accent=accent, span=self.span_from(start))
        if isinstance(inner, written.Scripted):
            return replace(inner, base=marked, span=self.span_from(start))
        return marked

    def argument(self) -> Tree:
        """What a command takes: braces, or the next token."""
        if self.sees("{"):
            return self.group()
        self.deeper()
        tree = self.single()
        self.depth -= 1
        return tree

    def single(self) -> Tree:
        """One token as an argument: a digit, a letter, a command with what it takes."""
        token = self.token
        if token.kind == "number" and len(token.text) > 1:
            if token.text[0] == ".":
                raise self.expected("Braces")
            first = Token("number", token.text[0], replace(token.span, end=token.span.start + 1))
            rest = Token("number", token.text[1:], replace(token.span, start=first.span.end))
            self.tokens = [
                *self.tokens[: self.position],
                first,
                rest,
                *self.tokens[self.position + 1 :],
            ]
        if self.sees("(", "["):
            raise self.expected("Braces")
        return self.one_atom()

    def group(self) -> Tree:
        r"""What stands in braces; `above \over below` is a fraction."""
        start = self.position
        self.expect("{")
        bars, self.bars = self.bars, []
        self.deeper()
        if self.sees("}"):
            raise self.error("A pair of braces is empty.")
        outer = self.style
        if self.token.kind == "command" and self.token.text in known.SWITCHES:
            self.style = STYLE_NAMES[known.SWITCHES[self.take().text]]
        inner = self.listing()
        self.style = outer
        if self.token.kind == "command" and self.token.text == "over":
            self.take()
            below = self.listing()
            inner = written.Fraction(self.span_from(start), inner, below)
        self.expect("}")
        self.depth -= 1
        self.bars = bars
        return inner
