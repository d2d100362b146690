"""Terms as expressions of the calculus: an entry of a term, at letters in place of its slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from sympy import (
    Abs,
    Expr,
    Integer,
    Rational,
    S,
    cos,
    erf,
    exp,
    log,
    pi,
    sign,
    sin,
    sqrt,
    tanh,
    zoo,
)

from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexMax,
    IndexSum,
    Partial,
    ScalarFunction,
    Where,
    free_indices,
    renamed_apart,
    substitute,
    total,
)
from derive.notation.index import Axis, Index, fresh
from derive.notation.tensor import Role, Tensor
from derive.reading.shapes import Slots, free_letters, slots_of
from derive.reading.term_parts import every
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Constant,
    Counted,
    Derivative,
    Diagonal,
    Fold,
    FoldKind,
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
    Whole,
)

Tensors = Callable[[Quantity], Tensor]
Functions = Callable[[Function], ScalarFunction]
Places = Mapping[int, Expr]
ELEMENTARY: Mapping[str, Callable[[Expr], Expr]] = {
    "exp": exp,
    "log": log,
    "tanh": tanh,
    "sin": sin,
    "cos": cos,
    "erf": erf,
    "abs": Abs,
    "sign": sign,
    "sqrt": sqrt,
}
VARIABLE = Tensor("u", None, (), Role.SIGNAL)


class NoExpression(Exception):  # noqa: N818 - an answer, it does not leave the room
    """A term that the calculus has no expression for; the text says why, in one sentence."""


def abstract(function: Function) -> ScalarFunction:
    """A function as one of which nothing is known but its name."""
    return ScalarFunction(function.name, function.order, VARIABLE[()], VARIABLE[()])


def expression_of(
    term: Term, tensor: Tensors, function: Functions = abstract, *, places: Places | None = None
) -> Expr:
    """The expression that an entry of a term is.

    Args:
        term: The term.
        tensor: The tensor that a quantity is.
        function: The named function that a function is, with its primes.
        places: What stands in the slots of the term; letters of their axes where it is None.

    Raises:
        NoExpression: There is none; products over a letter have none, for example.
    """
    made = _Expressions(tensor, function, _letters_in(term))
    chosen = slot_letters(slots_of(term), made.taken) if places is None else places
    for place in chosen.values():
        made.taken |= free_indices(place)
    found = made.entry(term, chosen)
    if found.has(zoo, S.NaN, S.ImaginaryUnit, S.Infinity, S.NegativeInfinity):
        raise NoExpression("This has no value among the real numbers.")
    return renamed_apart(found, set(free_indices(found)))


def slot_letters(slots: Slots, taken: Iterable[Index] = ()) -> dict[int, Expr]:
    """A letter for each slot, none twice and none that is taken."""
    used = set(taken)
    found: dict[int, Expr] = {}
    for slot, axis in sorted(slots.items()):
        letter = fresh(Index(axis.letter, axis), used)
        used.add(letter)
        found[slot] = letter
    return found


def _letters_in(term: Term) -> set[Index]:
    """Every letter that a term names, bound ones too."""
    found = set(free_letters(term))
    for part in every(term):
        match part:
            case Fold(letters=letters):
                found |= set(letters)
            case Matrix(letters=slots):
                found |= {letter for letter in slots if letter is not None}
            case _:
                found |= free_letters(part)
    return found


class _Expressions:
    """The walk over one term; letters that were given out are not given out again."""

    def __init__(self, tensor: Tensors, function: Functions, taken: set[Index]) -> None:
        self.tensor, self.function, self.taken = tensor, function, taken

    def letter(self, axis: Axis) -> Index:
        found = fresh(Index(axis.letter, axis), self.taken)
        self.taken.add(found)
        return found

    def entry(self, term: Term, at: Places) -> Expr:
        """The entry of a term at some places of its slots; it may have fewer slots."""
        match term:
            case Constant(value=value):
                return Rational(value.numerator, value.denominator)
            case Known(name=name):
                return pi if name == "pi" else S.Exp1
            case Counted(position=position):
                return position
            case Part():
                return self.part(term, at)
            case Plus(parts=parts):
                return reduce(lambda a, b: a + b, (s * self.entry(p, at) for s, p in parts))
            case Times(parts=factors):
                return reduce(lambda a, b: a * b, (self.entry(p, at) for p in factors))
            case Over(above=above, below=below):
                return self.entry(above, at) / self.entry(below, at)
            case Power(base=base, exponent=exponent):
                return self.entry(base, at) ** self.entry(exponent, at)
            case Call():
                return self.call(term, at)
            case Holds(left=left, relation=relation, right=right):
                sign_ = "==" if relation == "=" else relation
                return Compare(sign_, self.entry(left, at), self.entry(right, at))
            case Kronecker(left=left_, right=right_):
                return Delta(left_, right_)
            case Choice(branches=branches, otherwise=otherwise):
                found = self.entry(otherwise, at)
                for condition, then in reversed(branches):
                    found = Where(self.entry(condition, at), self.entry(then, at), found)
                return found
            case Fold() | SlotFold():
                return self.fold(term, at)
            case _:
                return self.matrix(term, at)

    def part(self, term: Part, at: Places) -> Expr:
        places = [at[p.number] if isinstance(p, Whole) else p for p in term.places]
        return self.tensor(term.quantity)[tuple(places)]

    def call(self, term: Call, at: Places) -> Expr:
        function, argument = term.function, self.entry(term.argument, at)
        is_elementary = function.definition is None and function.name in ELEMENTARY
        if not is_elementary:
            return Apply(self.function(function), argument)
        plain = ELEMENTARY[function.name]
        if function.order == 0:
            return plain(argument)
        variable = VARIABLE[()]
        own = ScalarFunction(function.name, function.order, variable, plain(variable))
        return Apply(own, argument)

    def fold(self, term: Fold | SlotFold, at: Places) -> Expr:
        if isinstance(term, Fold):
            return _folded(term.kind, self.entry(term.body, at), term.letters)
        slots = slots_of(term.of)
        if term.slot not in slots:
            return self.entry(term.of, at)
        letter = self.letter(slots[term.slot])
        return _folded(term.kind, self.entry(term.of, {**at, term.slot: letter}), (letter,))

    def matrix(self, term: Term, at: Places) -> Expr:
        match term:
            case MatrixProduct(left=left, right=right):
                slots = slots_of(left)
                if 1 not in slots:
                    return self.entry(left, at) * self.entry(right, at)
                letter = self.letter(slots[1])
                first = self.entry(left, {**at, 1: letter})
                return IndexSum(first * self.entry(right, {**at, 0: letter}), letter)
            case Transposed(of=of):
                return self.entry(of, {1 - slot if slot < 2 else slot: p for slot, p in at.items()})
            case Diagonal(of=of):
                ((slot, _),) = slots_of(of).items()
                return Delta(at[0], at[1]) * self.entry(of, {slot: at[0]})
            case At(of=of, places=places):
                chosen = dict(zip(sorted(slots_of(of)), places, strict=True))
                return self.entry(of, chosen)
            case Matrix(body=body, letters=letters):
                change = {one: at[slot] for slot, one in enumerate(letters) if one is not None}
                return substitute(self.entry(body, {}), change)
            case Table():
                return self.table(term, at)
            case Derivative(of=of, by=by):
                return Partial(self.entry(of, at), self.part(by, at))
        raise AssertionError(f"no expression is made of a {type(term).__name__}")

    def table(self, term: Table, at: Places) -> Expr:
        """A sum over the cells, each where its row and column are."""
        found: Expr = Integer(0)
        for row, cells in enumerate(term.rows):
            for column, cell in enumerate(cells):
                here = [Delta(at[s], n) for s, n in ((0, row), (1, column)) if term.axes[s]]
                found += reduce(lambda a, b: a * b, here, self.entry(cell, {}))
        return found


def _folded(kind: FoldKind, body: Expr, letters: tuple[Index, ...]) -> Expr:
    match kind:
        case "sum":
            return total(body, *letters)
        case "prod":
            raise NoExpression("A product over a letter has no expression.")
    turn = -1 if kind == "min" else 1
    found = turn * body
    for letter in reversed(letters):
        found = IndexMax(found, letter)
    return turn * found
