"""Environments that are factors: cases with their conditions, matrices written out."""

from __future__ import annotations

from derive.reading import latex_commands as known
from derive.reading import parse_tree as written
from derive.reading.latex_grammar import LatexGrammar
from derive.reading.parse_tree import Tree
from derive.reading.tokens import ReadingError

_CONDITION = frozenset(
    ["if", "for", "when", "where", "in case", "のとき", "の場合", "の時", "とき"]
)
_OTHERWISE = frozenset(
    "otherwise else elsewhere それ以外 その他 それ以外のとき その他のとき それ以外の場合".split()
)
Branch = tuple[Tree, Tree | None]


class EnvironmentGrammar(LatexGrammar):
    """The whole grammar of LaTeX's mathematics."""

    def environment(self) -> Tree:
        """An environment that is a factor: cases or a matrix."""
        name = self.token.text
        if name in known.CASES:
            return self.cases(name)
        if name in known.GRIDS:
            return self.grid(name)
        raise self.error(
            f"The environment '{name}' cannot stand here.",
            "Known: align, aligned, split, gather, cases, bmatrix, pmatrix and their kin.",
        )

    def braced_array(self) -> Tree:
        r"""`\left\{ \begin{array}{ll} ... \end{array} \right.` as cases."""
        start = self.position
        self.take()
        if self.token.text != "array":
            raise self.expected("An environment 'array'")
        tree = self.cases("array")
        if not self.passes("close."):
            raise self.expected(r"'\right.'")
        return written.Cases(self.span_from(start), tree.branches)

    def cases(self, name: str) -> written.Cases:
        """The branches of cases."""
        start = self.position
        self.take()
        self.deeper()
        bars, self.bars = self.bars, []
        branches = [self.branch()]
        while self.token.kind == "newline":
            self.take()
            if self.token.kind != "close":
                branches.append(self.branch())
        self.close(name)
        self.bars = bars
        return written.Cases(self.span_from(start), tuple(branches))

    def close(self, name: str) -> None:
        """The end of an environment, taken."""
        if self.token.kind != "close" or self.token.text != name:
            raise self.expected(f"The end of '{name}'")
        self.take()
        self.depth -= 1

    def branch(self) -> Branch:
        """One value of cases with its condition."""
        value = self.side()
        while self.passes(",", "quad", "&", ";"):
            pass
        has_words = is_otherwise = False
        is_fenced = self.sees("(") and self.tokens[self.position + 1].kind == "words"
        if is_fenced:
            self.take()
        while self.token.kind == "words":
            word = self.take()
            text = word.text.strip(" 　,.:$").lower()
            is_otherwise |= text in _OTHERWISE
            has_words = True
            if text and text not in _OTHERWISE and text not in _CONDITION:
                raise ReadingError(
                    f"The words '{word.text}' stand in a condition.",
                    word.span,
                    "Accepted: if, for, when, otherwise, and a relation.",
                )
            self.passes("quad")
        if is_fenced:
            self.expect(")")
        condition = None if is_otherwise else self.condition()
        if has_words and is_otherwise and self.starts_factor():
            raise self.expected("The end of the row")
        while self.passes(",", ".", "quad", ";"):
            pass
        return value, condition

    def condition(self) -> Tree:
        """A relation, in parentheses or bare."""
        tree = self.comparison()
        if isinstance(tree, written.Fenced) and tree.fence == "(":
            tree = tree.inner
        if not isinstance(tree, written.Comparison):
            raise ReadingError(
                "The condition of a case has no relation.", tree.span, "Write one, or 'otherwise'."
            )
        while self.token.kind == "words" and self.token.text.strip() in _CONDITION:
            self.take()
        return tree

    def grid(self, name: str) -> Tree:
        """A matrix written out."""
        start = self.position
        self.take()
        self.deeper()
        bars, self.bars = self.bars, []
        rows = [self.cells()]
        while self.token.kind == "newline":
            self.take()
            if self.token.kind != "close":
                rows.append(self.cells())
        self.close(name)
        self.bars = bars
        span = self.span_from(start)
        if len({len(row) for row in rows}) > 1:
            raise ReadingError("The rows of the matrix have different lengths.", span)
        return written.Grid(span, tuple(rows))

    def cells(self) -> tuple[Tree, ...]:
        """One row of a matrix."""
        found = [self.side()]
        while self.passes("&"):
            found.append(self.side())
        return tuple(found)
