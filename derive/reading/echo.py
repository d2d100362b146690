"""How a term was read, in plain text: every sum with its range, places counted from 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from derive.notation.index import Index
from derive.reading.extrema import extremum_of
from derive.reading.interpreter import Vectors
from derive.reading.plain_hand import ECHO, PlainHand
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
    Kept,
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


def echo(
    term: Term,
    vectors: Vectors | None = None,
    hand: PlainHand = ECHO,
    kept: Kept | None = None,
) -> str:
    """How a term was read: `sum over k=1..K of delta2[k] * w2[k,j]`.

    Args:
        term: The term.
        vectors: How whole vectors lie; found out from the term where it is None.
        hand: How plain text is written.
        kept: What is copied from the writer's text.
    """
    return _Echo(vectors or vectors_in([term]), hand, kept).text(term, SUM)


class _Echo:
    """The walk over one term."""

    def __init__(self, vectors: Vectors, hand: PlainHand, kept: Kept | None) -> None:
        self.vectors, self.hand, self.kept = vectors, hand, kept
        self.done: dict[int, tuple[Term, tuple[str, int]]] = {}

    def text(self, term: Term, place: int) -> str:
        """The text, in parentheses if it is looser than its place."""
        text, level = self.told(term)
        return f"({text})" if level < place else text

    def told(self, term: Term) -> tuple[str, int]:
        """The text, and how tightly it holds together."""
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
        if isinstance(term, Derivative | Times) and term in self.hand.wholes:
            return self.hand.wholes[term], ATOM
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
                return f"{self.text(base, ATOM)}{self.hand.power}{self.text(exponent, ATOM)}", POWER
            case Call(function=function, argument=argument):
                called = function_text(function, self.name)
                return f"{called}({self.text(argument, SUM)})", ATOM
            case MatrixProduct(left=left, right=right):
                first, second = self.text(left, MATMUL), self.text(right, POWER)
                return f"{first}{self.hand.matmul}{second}", MATMUL
            case Transposed(of=of):
                return f"{self.text(of, ATOM)}{self.hand.transpose}", ATOM
            case Derivative():
                return self.derivative(term), MATMUL
            case Fold():
                return self.fold(term)
            case _:
                return self.other(term), ATOM

    def part(self, part: Part) -> str:
        name = self.place(part)
        return f"{name}{self.hand.transpose}" if is_turned(part, self.vectors) else name

    def name(self, name: str) -> str:
        """A name as it is written."""
        return self.hand.names.get(name) or plain_name(name)

    def place(self, part: Part) -> str:
        """A name with its places, if it is not whole."""
        name = self.name(part.quantity.name)
        if part.places and len(slots_of(part)) < len(part.places):
            return self.hand.indexed(name, [place_text(place) for place in part.places])
        return name

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
        joined = texts[0]
        for one, two, text in zip(times.parts, times.parts[1:], texts[1:], strict=False):
            is_entrywise = bool(slots_of(one)) and bool(slots_of(two))
            sign = self.hand.entrywise if is_entrywise else self.hand.product
            joined += (" * " if sign == " " and text[:1].isdigit() else sign) + text
        return joined, OPEN if is_open else PRODUCT

    def over(self, over: Over) -> tuple[str, int]:
        whole = softmax_of(over)
        if whole is not None:
            return f"softmax({self.text(whole, SUM)})", ATOM
        sign = " / " if self.hand.product == " * " else "/"
        return f"{self.text(over.above, PRODUCT)}{sign}{self.text(over.below, POWER)}", PRODUCT

    def fold(self, fold: Fold) -> tuple[str, int]:
        starts, ends, body = limits_of(fold)
        if self.hand.sum != "over" and fold.kind == "sum" and not starts and not ends:
            is_call = self.hand.sum in ("call", "_(")
            text = self.text(body, SUM if is_call else OPEN)
            letters = [letter_text(letter) for letter in fold.letters]
            return self.hand.summed(letters, text), ATOM if is_call else OPEN
        ranges = []
        for letter in fold.letters:
            first = counted_text(starts[letter]) if letter in starts else "1"
            last = self.text(ends[letter], SUM) if letter in ends else letter.axis.size
            ranges.append(f"{letter_text(letter)}={first}..{last}")
        text = f"{_FOLDS[fold.kind]} over {', '.join(ranges)} of {self.text(body, OPEN)}"
        return text, OPEN

    def derivative(self, term: Derivative) -> str:
        direct, slope = "direct " if term.is_direct else "", self.hand.slope
        return f"{direct}{slope}{self.text(term.of, ATOM)}/{slope}{self.place(term.by)}"

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
            case Choice() if self.hand is not ECHO and (found := extremum_of(term)) is not None:
                return f"{found[0]}({self.text(found[1], SUM)}, {self.text(found[2], SUM)})"
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
