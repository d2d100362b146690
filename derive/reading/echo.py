"""How a term was read, in plain text: every sum with its range, places counted from 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.notation.index import Index
from derive.reading.interpreter import Vectors
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
    SlotFold,
    Table,
    Term,
    Times,
    Transposed,
)
from derive.reading.written import (
    counted_text,
    is_turned,
    letter_text,
    limits_of,
    place_text,
    plain_name,
    softmax_of,
    vectors_in,
)

# How tightly a text holds together; parentheses go around what is looser than its place.
SUM, OPEN, PRODUCT, MATMUL, POWER, ATOM = range(6)
HALF = Fraction(1, 2)
_FOLDS = {"sum": "sum", "prod": "product", "max": "largest", "min": "smallest"}


def echo(term: Term, vectors: Vectors | None = None) -> str:
    """How a term was read: `sum over k=1..K of delta2[k] * w2[k,j]`.

    Args:
        term: The term.
        vectors: How whole vectors lie; found out from the term where it is None.
    """
    return _Echo(vectors or vectors_in([term])).text(term, SUM)


class _Echo:
    """The walk over one term."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def text(self, term: Term, place: int) -> str:
        """The text, in parentheses if it is looser than its place."""
        text, level = self.told(term)
        return f"({text})" if level < place else text

    def told(self, term: Term) -> tuple[str, int]:
        """The text, and how tightly it holds together."""
        match term:
            case Constant(value=value):
                whole = value.denominator == 1 and value >= 0
                return str(value), ATOM if whole else (SUM if value < 0 else PRODUCT)
            case Known(name=name):
                return name, ATOM
            case Counted(position=position):
                text = counted_text(position)
                return text, ATOM if text.isalnum() else SUM
            case Part():
                return self.part(term), ATOM
            case Plus():
                return self.plus(term), SUM
            case Times():
                return self.times(term)
            case Over():
                return self.over(term)
            case Power(base=base, exponent=Constant(value=value)) if value == HALF:
                return f"sqrt({self.text(base, SUM)})", ATOM
            case Power(base=base, exponent=exponent):
                return f"{self.text(base, ATOM)}^{self.text(exponent, ATOM)}", POWER
            case Call(function=function, argument=argument):
                return f"{function_text(function)}({self.text(argument, SUM)})", ATOM
            case MatrixProduct(left=left, right=right):
                return f"{self.text(left, MATMUL)} @ {self.text(right, POWER)}", MATMUL
            case Transposed(of=of):
                return f"{self.text(of, ATOM)}.T", ATOM
            case Derivative():
                return self.derivative(term), MATMUL
            case Fold():
                return self.fold(term)
            case _:
                return self.other(term), ATOM

    def part(self, part: Part) -> str:
        name = plain_name(part.quantity.name)
        slots = slots_of(part)
        if part.places and len(slots) < len(part.places):
            name += f"[{','.join(place_text(place) for place in part.places)}]"
        return f"{name}.T" if is_turned(part, self.vectors) else name

    def plus(self, plus: Plus) -> str:
        texts = [
            (" + " if sign > 0 else " - ") + self.text(part, OPEN) for sign, part in plus.parts
        ]
        first = "" if plus.parts[0][0] > 0 else "-"
        return first + "".join(texts)[3:]

    def times(self, times: Times) -> tuple[str, int]:
        *most, last = times.parts
        texts = [self.text(part, POWER if slots_of(part) else PRODUCT) for part in most]
        is_open = isinstance(last, Fold)
        texts.append(self.text(last, OPEN if is_open else POWER if slots_of(last) else PRODUCT + 1))
        return " * ".join(texts), OPEN if is_open else PRODUCT

    def over(self, over: Over) -> tuple[str, int]:
        whole = softmax_of(over)
        if whole is not None:
            return f"softmax({self.text(whole, SUM)})", ATOM
        return f"{self.text(over.above, PRODUCT)} / {self.text(over.below, POWER)}", PRODUCT

    def fold(self, fold: Fold) -> tuple[str, int]:
        starts, ends, body = limits_of(fold)
        ranges = []
        for letter in fold.letters:
            first = counted_text(starts[letter]) if letter in starts else "1"
            last = self.text(ends[letter], SUM) if letter in ends else letter.axis.size
            ranges.append(f"{letter_text(letter)}={first}..{last}")
        text = f"{_FOLDS[fold.kind]} over {', '.join(ranges)} of {self.text(body, OPEN)}"
        return text, OPEN

    def derivative(self, term: Derivative) -> str:
        by = plain_name(term.by.quantity.name)
        if term.by.places and len(slots_of(term.by)) < len(term.by.places):
            by += f"[{','.join(place_text(place) for place in term.by.places)}]"
        direct = "direct " if term.is_direct else ""
        return f"{direct}d {self.text(term.of, ATOM)}/d {by}"

    def other(self, term: Term) -> str:
        match term:
            case SlotFold(kind=kind, slot=slot, of=of):
                return f"{kind}({self.text(of, SUM)}, axis={slot})"
            case Diagonal(of=of):
                return f"diag({self.text(of, SUM)})"
            case Table(rows=rows):
                lines = (", ".join(self.text(cell, SUM) for cell in row) for row in rows)
                return f"[{', '.join(f'[{line}]' for line in lines)}]"
            case At(of=of, places=places):
                return f"{self.text(of, ATOM)}[{','.join(place_text(one) for one in places)}]"
            case Matrix(body=Kronecker(left=left, right=right), letters=letters) if letters == (
                left,
                right,
            ):
                return "I"
            case Matrix(body=body, letters=letters):
                return f"matrix over {_slots(letters)} of ({self.text(body, SUM)})"
            case Holds(left=left, relation=relation, right=right):
                return f"[{self.text(left, SUM)} {relation} {self.text(right, SUM)}]"
            case Kronecker(left=left, right=right):
                return f"delta({place_text(left)}, {place_text(right)})"
            case Choice(branches=branches, otherwise=otherwise):
                cases = [
                    f"{self.text(value, SUM)} if {_bare(self.text(condition, SUM))}"
                    for condition, value in branches
                ]
                return f"({', '.join(cases)}, else {self.text(otherwise, SUM)})"
        raise AssertionError(f"no text for {type(term).__name__}")


def _slots(letters: tuple[Index | None, ...]) -> str:
    return ", ".join("1" if one is None else letter_text(one) for one in letters)


def _bare(condition: str) -> str:
    is_bracket = condition.startswith("[") and condition.endswith("]")
    return condition[1:-1] if is_bracket and "[" not in condition[1:2] else condition


def function_text(function: Function, spelled: Callable[[str], str] = str) -> str:
    """A function's name with its primes."""
    return spelled(function.name) + "'" * function.order
