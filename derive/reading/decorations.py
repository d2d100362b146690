"""LaTeX tokens as what they say: letters and signs; what only decorates is left out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from derive.notation.tokens import Span, Token
from derive.reading import latex_commands as known
from derive.reading.macros import brace_depth, group_end, is_argument, is_group
from derive.reading.tokens import depth_of

_DEFINITIONS = frozenset(["def", "def.", "definition", "defn", "set", "定義"])
_JOINTS = frozenset(["dot", "cross", "/", "odot", "*", "+", "-"])
_DELIMITED = frozenset(["|", "||"])
# After these a brace holds an argument, which keeps its braces.
_RANGED = frozenset(["max", "min", "arg", "argmax", "argmin", "sum", "prod"])
_TAKES_ARGUMENT = frozenset("_^")


def said(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with their meaning, decorations left out."""
    return _without_idle_blanks(_Saying(tokens).all())


class _Saying:
    """One pass over the tokens; braces that only decorate are dropped with their command."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = list(tokens)
        self.position = 0
        self.dropped: set[int] = set()
        self.found: list[Token] = []

    def all(self) -> list[Token]:
        while self.position < len(self.tokens):
            at = self.position
            token = self.tokens[at]
            self.position += 1
            if at in self.dropped:
                continue
            if token.kind == "command":
                self.say(token)
            elif token.text == "{" and token.kind == "sign" and self.is_idle(at):
                self.position += 1
            elif token.text == "^" and self.is_empty_order():
                self.position += 2
            else:
                self.found.append(token)
        return self.found

    def is_empty_order(self) -> bool:
        """Whether the order of a derivative is left empty, as an empty pair of braces."""
        is_slope = bool(self.found) and self.found[-1].text == "partial"
        return is_slope and self.is_empty_group()

    def is_idle(self, at: int) -> bool:
        """Whether an empty pair of braces stands here that nothing hangs on."""
        after = self.tokens[at + 1 : at + 3]
        if not after or after[0].text != "}" or after[0].kind != "sign":
            return False
        hangs = len(after) > 1 and after[1].text in _TAKES_ARGUMENT
        return not hangs and not self.takes_argument()

    def takes_argument(self) -> bool:
        """Whether what was said last takes the next braces as its argument."""
        if not self.found:
            return False
        last = self.found[-1]
        return (last.kind == "sign" and last.text in _TAKES_ARGUMENT) or (
            last.kind == "command" and last.text not in known.BIG
        )

    def add(self, kind: str, text: str, span: Span) -> None:
        self.found.append(Token(kind, text, span))

    def say(self, token: Token) -> None:
        """What one command says; it and what belongs to it are passed."""
        name, span = token.text, token.span
        if name in known.LETTERS:
            self.add("symbol", known.LETTERS[name], span)
        elif name in known.WORDS:
            self.add("word", known.WORDS[name], span)
        elif name in known.SIGNS:
            self.add("sign", known.SIGNS[name], span)
        elif name in known.RELATIONS:
            self.add("relation", known.RELATIONS[name], span)
        elif name in known.CONNECTIVES:
            self.add("sign", "quad" if name in known.QUADS else "implies", span)
        elif name in known.SIZES:
            self.sized(token)
        elif not self.has_arguments(name):
            self.add(
                "bad", f"An argument of \\{name} is missing, or its braces do not close.\n", span
            )
        elif name == "underset" and self.is_operator_with_range():
            self.ranged()
        elif name in known.LEFT_OUT:
            self.skip(known.LEFT_OUT[name] or int(self.is_empty_group()))
        elif name in known.SHOWN:
            self.skip(known.SHOWN[name])
            self.shown()
        elif name in known.ANNOTATED:
            self.annotated()
        elif name in known.BRACED:
            self.braced()
        elif name == "not":
            self.negated(token)
        elif name in known.CONSTRUCTS:
            self.found.append(token)
        elif name not in known.BLANKS:
            self.add("bad", _unknown(name), span)

    def has_arguments(self, name: str) -> bool:
        """Whether all arguments of a decoration stand here, their braces closed."""
        wanted = known.LEFT_OUT.get(name, 0)
        if name in known.SHOWN:
            wanted = known.SHOWN[name] + 1
        elif name in known.ANNOTATED:
            wanted = 2
        elif name in known.BRACED:
            wanted = 1
        position = self.position
        for _ in range(wanted):
            if not is_argument(self.tokens, position) or self.tokens[position].text in {"[", "("}:
                return False
            position = group_end(self.tokens, position)
        is_noted = name in known.BRACED and position < len(self.tokens)
        if is_noted and self.tokens[position].text in _TAKES_ARGUMENT:
            return is_argument(self.tokens, position + 1)
        return True

    def is_empty_group(self) -> bool:
        return is_group(self.tokens, self.position) and (
            group_end(self.tokens, self.position) == self.position + 2
        )

    def skip(self, arguments: int) -> list[Token]:
        """The tokens of the next arguments, which are passed."""
        passed: list[Token] = []
        for _ in range(arguments):
            end = group_end(self.tokens, self.position)
            passed += self.tokens[self.position : end]
            self.position = end
        return passed

    def shown(self) -> None:
        """The next braces go, what they hold stays; after ^ or _ the braces stay too."""
        if is_group(self.tokens, self.position) and not self.takes_argument():
            self.dropped |= {self.position, group_end(self.tokens, self.position) - 1}

    def is_operator_with_range(self) -> bool:
        r"""Whether `\underset{k}{\max}` stands here: what is below says over what."""
        middle = group_end(self.tokens, self.position)
        held = self.bare(middle)
        names = all(t.kind == "command" and t.text in _RANGED for t in held)
        if not held or names:
            return names and bool(held)
        start = middle + int(is_group(self.tokens, middle))
        end = start + len(held)
        return held[0].text == "operatorname" and group_end(self.tokens, start + 1) == end

    def bare(self, position: int) -> list[Token]:
        """The argument at a position without its braces."""
        end = group_end(self.tokens, position)
        braces = int(is_group(self.tokens, position))
        return self.tokens[position + braces : end - braces]

    def ranged(self) -> None:
        """An operator with a range below it, as an operator with a subscript."""
        below = self.skip(1)
        end = group_end(self.tokens, self.position)
        script = Token("sign", "_", below[0].span)
        self.tokens[self.position : end] = [*self.bare(self.position), script, *below]

    def annotated(self) -> None:
        r"""`\overset{a}{X}`: X, or the sign of a definition where `a` says so."""
        start = self.tokens[self.position - 1].span.start
        note = self.skip(1)
        styles = {t.text for t in note if t.kind == "command" and t.text in known.STYLES}
        said = (t.text for t in note if not brace_depth(t) and t.text not in styles)
        words = "".join(said).strip().lower()
        held = [t for t in self.skip(1) if not brace_depth(t)]
        relation = known.RELATIONS.get(held[0].text, held[0].text) if len(held) == 1 else ""
        span = Span(start, self.tokens[self.position - 1].span.end)
        if relation not in known.RELATIONS.values():
            self.add("bad", _unknown("overset"), span)
        elif relation == "=" and (words in _DEFINITIONS or "triangle" in words):
            self.add("relation", ":=", span)
        else:
            self.add("relation", relation, span)

    def braced(self) -> None:
        r"""`\underbrace{X}_{note}`: X, in its braces; the note goes."""
        end = group_end(self.tokens, self.position)
        if end < len(self.tokens) and self.tokens[end].text in _TAKES_ARGUMENT:
            after = group_end(self.tokens, end + 1)
            self.dropped |= set(range(end, after))

    def negated(self, token: Token) -> None:
        follows = self.tokens[self.position] if self.position < len(self.tokens) else token
        span = Span(token.span.start, follows.span.end)
        if follows.text in {"=", "equiv"}:
            self.position += 1
            self.add("relation", "!=", span)
        else:
            self.add("bad", _unknown("not"), token.span)

    def sized(self, token: Token) -> None:
        r"""`\left(`: a bracket; bars are told apart by side; `\right.` closes a brace of cases."""
        if self.position >= len(self.tokens):
            self.add("bad", f"A bracket is expected after \\{token.text}.\n", token.span)
            return
        follows = self.tokens[self.position]
        text = follows.text
        if follows.kind == "command":
            text = known.SIGNS.get(text, text)
        span = Span(token.span.start, follows.span.end)
        opens = token.text == "left" or (token.text.endswith("l") and token.text != "left")
        closes = token.text == "right" or (token.text.endswith("r") and token.text != "right")
        if text == ".":
            self.position += 1
            self.add("sign", "open." if opens else "close.", span)
        elif text in {"|", "||", "vert", "lvert", "rvert"} and (opens or closes):
            self.position += 1
            self.add("sign", f"{text}{'(' if opens else ')'}", span)


def _unknown(name: str) -> str:
    if name in known.REFUSED:
        return f"The command \\{name} was met.\n{known.REFUSED[name]}"
    near = difflib.get_close_matches(name, known.KNOWN, n=1, cutoff=0.6)
    hint = f"Did you mean \\{near[0]}?" if near else "Define it by \\newcommand, or leave it out."
    return f"The command \\{name} is not known.\n{hint}"


def _without_idle_blanks(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without the wide blanks that part nothing: in brackets, beside operators."""
    found: list[Token] = []
    open_environments: list[bool] = []
    for at, token in enumerate(tokens):
        change = depth_of(token)
        if change > 0:
            open_environments.append(token.kind == "open")
        elif change < 0 and open_environments:
            open_environments.pop()
        if token.text == "quad" and token.kind == "sign":
            follows = tokens[at + 1] if at + 1 < len(tokens) else None
            in_bracket = bool(open_environments) and not open_environments[-1]
            if in_bracket or _joins(found[-1:]) or (follows and _joins([follows])):
                continue
        found.append(token)
    return found


def _joins(tokens: Sequence[Token]) -> bool:
    """Whether a token needs what stands on its other side."""
    return any(
        t.kind == "relation" or (t.kind == "sign" and t.text in _JOINTS) or t.text == "quad"
        for t in tokens
    )
