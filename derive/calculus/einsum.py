"""The einsum form of an equation in index notation, found by program, or why there is none.

A term of the right side is a product under sums, which is one `einsum` of its
factors: `dw1 = einsum("nj,ni->ji", delta1, x)`. A factor that works entry by
entry is an operand as it stands, `tanh'(z1)`; what lacks a letter of the result
is repeated by an operand of ones. Arithmetic with indices has no einsum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase, ascii_uppercase

from sympy import Add, Expr, Mul

from derive.calculus.einsum_reasons import (
    OperandlessError,
    derivative_left,
    index_arithmetic,
    largest_over_index,
    letter_as_value,
    outside_its_range,
)
from derive.notation.expression import (
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Partial,
    constant_size,
    contains,
    free_indices,
    rebuilt,
    with_fresh_index,
)
from derive.notation.index import Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.written import axis_letter, written
from derive.text import Text

Letters = tuple[Index, ...]
# Factors of one term, and the letters that are summed over.
Term = tuple[tuple[Expr, ...], Letters]


@dataclass(frozen=True, slots=True)
class EinsumEquation:
    """`left = right` between whole tensors.

    Attributes:
        left: The tensor that is defined, its axes in order.
        right: The text of the right side.
        number: The number of the index equation.
    """

    left: Tensor
    right: str
    number: str

    def __str__(self) -> str:
        return f"{self.left.code_name} = {self.right}"

    @property
    def contracts(self) -> bool:
        """Whether anything but entrywise arithmetic is there to show."""
        return "einsum(" in self.right


@dataclass(frozen=True, slots=True)
class NoEinsum:
    """An equation keeps its index form alone; the reason is a sentence for the handout."""

    reason: Text


def einsum_form(equation: Equation) -> EinsumEquation | NoEinsum:
    """The equation between whole tensors, in einsums, that says the same as an index equation."""
    letters = tuple(equation.left.indices)
    try:
        right = written(_laid_out(equation.right, letters))
    except OperandlessError as operandless:
        return NoEinsum(operandless.reason)
    return EinsumEquation(equation.left.tensor, right, equation.number)


def _laid_out(expression: Expr, letters: Letters) -> Expr:
    """An expression as a sum of einsums, in stand-ins that are named by their texts."""
    terms = _terms(expression, set(letters) | free_indices(expression))
    return Add(*(_term(factors, bound, letters) for factors, bound in terms))


def _terms(expression: Expr, taken: set[Index]) -> list[Term]:
    """The terms of an expression, bound letters renamed apart; sums among factors multiplied out.

    Only what no operand can be is multiplied out: a sum whose parts have different letters.
    """
    match expression:
        case Add():
            return [term for part in expression.args for term in _terms(part, taken)]
        case IndexSum():
            apart = with_fresh_index(expression, taken)
            taken.add(apart.index)
            return [
                (factors, (apart.index, *bound)) for factors, bound in _terms(apart.body, taken)
            ]
        case Mul():
            choices = [_factor_terms(factor, taken) for factor in expression.args]
            return [_joined(choice) for choice in product(*choices)]
        case _:
            return [((expression,), ())]


def _factor_terms(factor: Expr, taken: set[Index]) -> list[Term]:
    is_operand = isinstance(factor, Add) and _own_letters(factor) is not None
    return [((factor,), ())] if is_operand else _terms(factor, taken)


def _joined(terms: Iterable[Term]) -> Term:
    factors: list[Expr] = []
    bound: list[Index] = []
    for some, letters in terms:
        factors += some
        bound += letters
    return tuple(factors), tuple(bound)


def _own_letters(factor: Expr) -> Letters | None:
    """The letters of all entries of a factor that works entry by entry, if they are the same."""
    found = _letters_of_entries(factor)
    return next(iter(found)) if len(found) == 1 else None


def _letters_of_entries(factor: Expr) -> set[Letters]:
    """The letters of every entry that has some; none where a sum or delta is among them."""
    if isinstance(factor, Entry):
        return {_places(factor)} if factor.indices else set()
    if isinstance(factor, (IndexSum, Delta)):
        return {(), tuple(sorted(free_indices(factor), key=str))}
    return set[Letters]().union(*(_letters_of_entries(part) for part in factor.args))


def _places(entry: Entry) -> Letters:
    for place, axis in zip(entry.indices, entry.tensor.axes, strict=True):
        if not isinstance(place, Index):
            raise OperandlessError(index_arithmetic(place))
        if place.axis != axis:
            raise OperandlessError(outside_its_range(entry))
    return tuple(entry.indices)


def _term(factors: Sequence[Expr], bound: Letters, letters: Letters) -> Expr:
    """One term, laid over the letters of the result."""
    scalars = [_stripped(f, ()) for f in factors if not free_indices(f)]
    operands = [factor for factor in factors if free_indices(factor)]
    met = frozenset[Index]().union(*map(free_indices, operands))
    scalars += [constant_size(letter.axis) for letter in bound if letter not in met]
    summed = tuple(letter for letter in bound if letter in met)
    missing = [letter for letter in letters if letter not in met]
    if not summed and not missing and _works_entrywise(operands, letters):
        return Mul(*scalars, *(_stripped(operand, letters) for operand in operands))
    laid = [_operand(operand) for operand in sorted(operands, key=_order)]
    laid += [(f"ones({axis_letter(letter.axis)})", (letter,)) for letter in missing]
    if len(laid) == 1 and laid[0][1] == letters and not summed:
        return Mul(*scalars, _stand_in(laid[0][0]))
    return Mul(*scalars, _stand_in(_einsum(laid, letters)))


def _works_entrywise(operands: Sequence[Expr], letters: Letters) -> bool:
    """Whether all operands stand at the letters, or there is one whose parts can be laid there."""
    if len(operands) == 1 and not isinstance(operands[0], (Entry, IndexSum, Delta)):
        return True
    return all(not isinstance(one, Delta) and _own_letters(one) == letters for one in operands)


def _order(factor: Expr) -> tuple[int, str]:
    """Gradients, then what works entry by entry, then parameters and signals, as they are read."""
    match factor:
        case Entry(tensor=Tensor(role=Role.GRADIENT)):
            return (0, str(factor))
        case Entry(tensor=Tensor(role=Role.PARAMETER)):
            return (1, str(factor))
        case Entry():
            return (2, str(factor))
        case _:
            return (3, str(factor))


def _operand(factor: Expr) -> tuple[str, Letters]:
    """An operand's text, and the letters of its axes."""
    if isinstance(factor, Delta):
        if not all(isinstance(part, Index) for part in factor.args):
            raise OperandlessError(index_arithmetic(factor))
        first, second = factor.args
        if first.axis != second.axis:
            raise OperandlessError(index_arithmetic(factor))
        return f"eye({axis_letter(first.axis)})", (first, second)
    letters = _own_letters(factor) or _shared_letters(factor)
    return written(_stripped(factor, letters)), letters


def _shared_letters(factor: Expr) -> Letters:
    """All letters of a factor, in the order of the entry that has the most of them."""
    free = free_indices(factor)
    found = _letters_of_entries(factor)
    if not found:
        raise OperandlessError(letter_as_value(min(free, key=str)))
    most = max(found, key=lambda own: (len(free & {*own}), str(own)))
    kept = tuple(letter for letter in most if letter in free)
    return (*kept, *sorted(free - {*kept}, key=str))


def _stripped(expression: Expr, letters: Letters) -> Expr:
    """An expression that works entry by entry, in stand-ins that have no letters."""
    match expression:
        case Index():
            raise OperandlessError(letter_as_value(expression))
        case Partial():
            raise OperandlessError(derivative_left())
        case IndexMax() | FirstMax():
            raise OperandlessError(largest_over_index(expression.index))
        case Entry(tensor=tensor) if _places(expression) in ((), letters):
            bare = Tensor(tensor.name, tensor.layer, (), tensor.role, of=_bare(tensor.of))
            return bare[()]
        case Entry() | IndexSum() | Delta():
            return _laid_out(expression, letters)
        case Mul() if contains(expression, (IndexSum, Delta)):
            return _laid_out(expression, letters)
        case _ if not expression.args:
            return expression
        case _:
            return rebuilt(expression, (_stripped(part, letters) for part in expression.args))


def _bare(of: Tensor | None) -> Tensor | None:
    return None if of is None else Tensor(of.name, of.layer, (), of.role, of=_bare(of.of))


def _stand_in(text: str) -> Expr:
    return Tensor(text, None, (), Role.SIGNAL)[()]


def _einsum(operands: Sequence[tuple[str, Letters]], letters: Letters) -> str:
    names = _characters([letter for _, own in operands for letter in own])
    inside = ",".join("".join(names[letter] for letter in own) for _, own in operands)
    result = "".join(names[letter] for letter in letters)
    return f'einsum("{inside}->{result}", {", ".join(text for text, _ in operands)})'


def _characters(letters: Sequence[Index]) -> dict[Index, str]:
    """One character for every letter: its own, or one that is free where two letters share it."""
    names: dict[Index, str] = {}
    for letter in dict.fromkeys(letters):
        if letter.name not in names.values() and len(letter.name) == 1:
            names[letter] = letter.name
    for letter in dict.fromkeys(letters):
        if letter not in names:
            start = ascii_lowercase.find(letter.name[0]) + 1
            following = ascii_lowercase[start:] + ascii_lowercase[:start] + ascii_uppercase
            names[letter] = next(one for one in following if one not in names.values())
    return names
