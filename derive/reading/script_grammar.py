"""Scripts of LaTeX: in braces or bare, primes, powers by entries, the transpose in front."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

from derive.notation.tokens import Token
from derive.reading import parse_tree as written
from derive.reading.parse_tree import Tree
from derive.reading.rows import RowGrammar
from derive.reading.tokens import ReadingError


class ScriptGrammar(RowGrammar):
    """What stands after ^ and _ in LaTeX."""

    @abstractmethod
    def group(self) -> Tree:
        """What stands in braces."""

    @abstractmethod
    def single(self) -> Tree:
        """One token as an argument."""

    def script(self) -> Tree:
        """What stands after ^ or _."""
        style, self.style = self.style, ""
        tree = self.script_group() if self.sees("{") else self.script_token()
        self.style = style
        return tree

    def script_token(self) -> Tree:
        """A script without braces."""
        token = self.token
        if self.sees("*", "dot", ":"):
            return written.Symbol(self.take().span, "ast" if token.text == "*" else ":")
        if self.sees("'"):
            return written.Words(self.take().span, "'")
        self.deeper()
        tree = self.single()
        self.depth -= 1
        return tree

    def script_group(self) -> Tree:
        """A script in braces: primes alone, a power by entries, or any listing."""
        after = self.tokens[self.position + 1]
        if after.kind == "sign" and after.text == "'":
            start = self.position
            self.take()
            count = 0
            while self.passes("'"):
                count += 1
            self.expect("}")
            return written.Words(self.span_from(start), "'" * count)
        if after.kind == "sign" and after.text == "odot":
            start = self.position
            self.take()
            sign = written.Symbol(self.take().span, "odot")
            power = self.inside("}")
            span = self.span_from(start)
            return written.Factors(span, (("", sign), ("", power)))
        self.angles_as_brackets()
        if after.kind == "command" and after.text == "substack":
            return self.substack()
        return self.group()

    def substack(self) -> Tree:
        r"""`{\substack{a \\ b}}` as a listing."""
        start = self.position
        self.take()
        self.take()
        self.expect("{")
        parts = [self.listing()]
        while self.token.kind == "newline":
            self.take()
            parts.append(self.listing())
        self.expect("}")
        self.expect("}")
        return written.Listing(self.span_from(start), tuple(parts))

    def transposed(self) -> Tree:
        r"""`{}^t W`: the transpose in front, as it is written in Japan."""
        start = self.position
        self.take()
        self.take()
        if not self.passes("^"):
            raise self.expected("'^' after a pair of empty braces")
        mark = self.script()
        name = mark.name if isinstance(mark, written.Symbol) and not mark.accent else ""
        if name not in {"t", "T", "top"}:
            raise ReadingError("A script stands before a letter.", mark.span, "Only {}^t is read.")
        top = written.Symbol(mark.span, "top")
        self.deeper()
        (tree,) = self.factor()
        self.depth -= 1
        span = self.span_from(start)
        if not isinstance(tree, written.Scripted):
            return written.Scripted(span, tree, upper=top)
        if tree.upper is None:
            return replace(tree, upper=top, span=span)
        both = written.Factors(tree.upper.span, (("", tree.upper), ("", top)))
        return replace(tree, upper=both, span=span)

    def angles_as_brackets(self) -> None:
        """A time step in angles, <t>, becomes one in brackets; a lone relation stays."""
        depth, found = 0, []
        for at in range(self.position, len(self.tokens)):
            token = self.tokens[at]
            if token.kind == "sign" and token.text in "{}":
                depth += 1 if token.text == "{" else -1
                if depth == 0:
                    break
            elif depth == 1 and token.kind == "relation":
                found.append(at)
        if [self.tokens[at].text for at in found] == ["<", ">"]:
            said = list(self.tokens)
            for at, bracket in zip(found, "()", strict=True):
                said[at] = Token("sign", bracket, said[at].span)
            self.tokens = said
