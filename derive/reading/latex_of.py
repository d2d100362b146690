"""A term as LaTeX, in the writer's letters."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

from derive.reading.extrema import extremum_of
from derive.reading.interpreter import Vectors
from derive.reading.latex_letters import (
    counted_latex,
    function_latex,
    letter_latex,
    place_latex,
    spelled_latex,
    without_colours,
)
from derive.reading.latex_names import below, transposed, with_indices
from derive.reading.shapes import slots_of
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Diagonal,
    Fold,
    Function,
    Holds,
    Known,
    Kronecker,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    SlotFold,
    Table,
    Term,
    Times,
    Transposed,
)
from derive.reading.writers_letters import WritersLetters
from derive.reading.written import (
    Kept,
    counted_text,
    is_matrix,
    is_turned,
    limits_of,
    softmax_of,
    vectors_in,
)

SUM, OPEN, ENTRYWISE, PRODUCT, ATOM = range(5)
_FOLDS = {"sum": "\\sum", "prod": "\\prod", "max": "\\max", "min": "\\min"}
_RELATIONS = {"!=": "\\neq", "<=": "\\le", ">=": "\\ge"}
HALF = Fraction(1, 2)
_ROWS = " \\\\ "


def latex_of(
    term: Term,
    vectors: Vectors | None = None,
    letters: WritersLetters | None = None,
    kept: Kept | None = None,
) -> str:
    """A term as LaTeX, in the writer's letters, indices below.

    Args:
        term: The term.
        vectors: How whole vectors lie; found out from the term where it is None.
        letters: How the writer writes names; as the quantities themselves say where it is None.
        kept: What is copied from the writer's text.
    """
    latex = _Latex(vectors or vectors_in([term]), letters or WritersLetters(), kept)
    return latex.text(term, SUM)


class _Latex:
    """The walk over one term."""

    def __init__(self, vectors: Vectors, letters: WritersLetters, kept: Kept | None) -> None:
        self.vectors, self.letters, self.kept = vectors, letters, kept
        self.done: dict[int, tuple[Term, tuple[str, int]]] = {}

    def text(self, term: Term, place: int) -> str:
        """The LaTeX, in parentheses if it is looser than its place."""
        text, level = self.told(term)
        return f"({text})" if level < place else text

    def told(self, term: Term) -> tuple[str, int]:
        """The LaTeX, and how tightly it holds together."""
        if self.kept is None:
            return self.made(term)
        if id(term) not in self.done:
            text, level = self.made(term)
            copied = self.kept(term, self.told)
            if copied is not None:
                text, level = copied.text, ATOM if copied.is_row else level
            self.done[id(term)] = term, (text, level)
        return self.done[id(term)][1]

    def made(self, term: Term) -> tuple[str, int]:
        """The same, of our own making."""
        if isinstance(term, Derivative | Times) and term in self.letters.wholes:
            return self.letters.wholes[term], ATOM
        match term:
            case Constant(value=value):
                if value.denominator == 1:
                    return str(value), ATOM if value >= 0 else SUM
                sign = "-" if value < 0 else ""
                fraction = f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"
                return fraction, SUM if sign else PRODUCT
            case Known(name=name):
                return "\\pi" if name == "pi" else name, ATOM
            case Counted(position=position):
                text = counted_latex(counted_text(position))
                return text, ATOM if re.fullmatch(r"\\?\w+", text) else SUM
            case Part():
                return self.part(term), ATOM
            case Plus():
                return self.plus(term), SUM
            case Times():
                return self.times(term)
            case MatrixProduct(left=left, right=right):
                first, second = self.text(left, PRODUCT), self.text(right, PRODUCT)
                return f"{first} {second}", PRODUCT
            case Over():
                return self.over(term)
            case Fold():
                return self.fold(term)
            case SlotFold(kind="sum", slot=slot, of=of):
                text = self.text(of, ATOM)
                ones = "\\mathbf{1}"
                return (f"{ones}^\\top {text}" if slot == 0 else f"{text} {ones}"), PRODUCT
            case Holds(left=left, relation=relation, right=right):
                sign = _RELATIONS.get(relation, relation)
                inner = f"{self.text(left, SUM)} {sign} {self.text(right, SUM)}"
                return f"\\mathbb{{1}}[{inner}]", ATOM
            case Kronecker(left=left, right=right):
                return f"\\delta{below([place_latex(left), place_latex(right)])}", ATOM
            case _:
                return self.other(term), ATOM

    def part(self, part: Part) -> str:
        latex = self.name(part.quantity)
        slots = slots_of(part)
        if part.places and len(slots) < len(part.places):
            latex = with_indices(latex, [place_latex(place) for place in part.places])
        return transposed(latex) if is_turned(part, self.vectors) else latex

    def plus(self, plus: Plus) -> str:
        texts = [
            (" + " if sign > 0 else " - ") + self.text(part, OPEN) for sign, part in plus.parts
        ]
        first = "" if plus.parts[0][0] > 0 else "-"
        return first + "".join(texts)[3:]

    def times(self, times: Times) -> tuple[str, int]:
        """Factors side by side; between matrices the sign of the product entry by entry."""
        level = ENTRYWISE if sum(map(is_matrix, times.parts)) > 1 else PRODUCT
        last = times.parts[-1]
        texts = [self._factor(part, level, is_last=part is last) for part in times.parts]
        joined = texts[0]
        before = is_matrix(times.parts[0])
        for (_, text), part in zip(pairwise(texts), times.parts[1:], strict=True):
            sign = " \\odot " if before and is_matrix(part) else " "
            if sign == " " and (text[:1].isdigit() or text.startswith("\\mathbb{1}")):
                sign = " \\cdot "
            joined += sign + text
            before = before or is_matrix(part)
        return joined, OPEN if isinstance(last, Fold) else level

    def _factor(self, part: Term, level: int, *, is_last: bool) -> str:
        if isinstance(part, Fold) and is_last:
            return self.text(part, OPEN)
        needs_group = level == ENTRYWISE and isinstance(part, MatrixProduct)
        return self.text(part, ATOM if needs_group else PRODUCT)

    def over(self, over: Over) -> tuple[str, int]:
        whole = softmax_of(over)
        if whole is not None:
            return f"\\operatorname{{softmax}}({self.text(whole, SUM)})", ATOM
        return f"\\frac{{{self.text(over.above, SUM)}}}{{{self.text(over.below, SUM)}}}", PRODUCT

    def fold(self, fold: Fold) -> tuple[str, int]:
        starts, ends, body = limits_of(fold)
        sign = _FOLDS[fold.kind]
        if len(fold.letters) == 1:
            (letter,) = fold.letters
            lower = letter_latex(letter)
            if letter in starts or letter in ends:
                lower += (
                    f"={counted_latex(counted_text(starts[letter])) if letter in starts else 1}"
                )
            upper = f"^{{{self.text(ends[letter], SUM)}}}" if letter in ends else ""
            return f"{sign}_{{{lower}}}{upper} {self.text(body, OPEN)}", OPEN
        lower = ",".join(map(letter_latex, fold.letters))
        return f"{sign}_{{{lower}}} {self.text(fold.body, OPEN)}", OPEN

    def other(self, term: Term) -> str:
        match term:
            case Power(base=base, exponent=Constant(value=value)) if value == HALF:
                return f"\\sqrt{{{self.text(base, SUM)}}}"
            case Power(base=base, exponent=exponent):
                text = self.text(base, ATOM)
                is_bare = not any(sign in text for sign in "^'_(") or text.startswith("(")
                is_bare = is_bare or (
                    isinstance(base, Part) and "^" not in text and "'" not in text
                )
                return f"{text if is_bare else f'({text})'}^{{{self.text(exponent, SUM)}}}"
            case Call(function=function, argument=argument):
                return self.call(function, self.text(argument, SUM))
            case Transposed(of=Part() as of) if not is_turned(of, self.vectors):
                return transposed(self.part(of))
            case Transposed(of=of):
                return f"({self.text(of, SUM)})^\\top"
            case Derivative(by=by) if by.quantity.name in self.letters.gradients:
                written = self.letters.gradients[by.quantity.name]
                return with_indices(written, [place_latex(place) for place in by.places])
            case Derivative(of=of, by=by):
                return f"\\frac{{\\partial {self.text(of, ATOM)}}}{{\\partial {self.by(by)}}}"
            case SlotFold(kind=kind, slot=slot, of=of):
                return f"\\operatorname{{{kind}}}({self.text(of, SUM)}, axis={slot})"
            case Diagonal(of=of):
                return f"\\operatorname{{diag}}({self.text(of, SUM)})"
            case Table(rows=rows):
                lines = (" & ".join(self.text(cell, SUM) for cell in row) for row in rows)
                return f"\\begin{{pmatrix}} {_ROWS.join(lines)} \\end{{pmatrix}}"
            case At(of=of, places=places):
                return f"({self.text(of, SUM)}){below([place_latex(one) for one in places])}"
            case Matrix(body=Kronecker(left=left, right=right), letters=letters) if letters == (
                left,
                right,
            ):
                return "I"
            case Matrix(body=body, letters=letters):
                named = ["1" if one is None else letter_latex(one) for one in letters]
                return f"\\left[ {self.text(body, SUM)} \\right]{below(named)}"
            case Choice():
                found = extremum_of(term)
                if found is not None:
                    name, one, two = found
                    return f"\\{name}({self.text(one, SUM)}, {self.text(two, SUM)})"
                return self.choice(term)
        raise AssertionError(f"no LaTeX for {type(term).__name__}")

    def base(self, term: Term) -> str:
        """What is raised to a power, in parentheses where it has a script of its own."""
        text = self.text(term, ATOM)
        signs = "^'" if isinstance(term, Part) else "^'_("
        is_bare = text.startswith("(") or not any(sign in text for sign in signs)
        return text if is_bare else f"({text})"

    def name(self, quantity: Quantity) -> str:
        """A name as it is written, without colours."""
        latex = self.letters.quantities.get(quantity.name) or quantity.latex
        return without_colours(latex) if latex else spelled_latex(quantity.name)

    def by(self, part: Part) -> str:
        """What a derivative is by, whole vectors without a T."""
        latex = self.name(part.quantity)
        if part.places and len(slots_of(part)) < len(part.places):
            return with_indices(latex, [place_latex(place) for place in part.places])
        return latex

    def call(self, function: Function, argument: str) -> str:
        primes = "'" * function.order
        if not primes and function.name == "abs":
            return f"|{argument}|"
        if not primes and function.name == "sqrt":
            return f"\\sqrt{{{argument}}}"
        written = self.letters.functions.get(function.name)
        latex = written or function.latex or function_latex(function.name)
        return f"{latex}{primes}({argument})"

    def choice(self, term: Choice) -> str:
        rows = []
        for condition, value in term.branches:
            text = self.text(condition, SUM)
            if isinstance(condition, Holds):
                text = text.removeprefix("\\mathbb{1}[").removesuffix("]")
            rows.append(f"{self.text(value, SUM)} & {text}")
        rows.append(f"{self.text(term.otherwise, SUM)} & \\text{{otherwise}}")
        return f"\\begin{{cases}} {_ROWS.join(rows)} \\end{{cases}}"
