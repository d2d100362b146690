"""Equations that refer to their own earlier steps, as what is computed at each step.

At one step the tensors of the group are arrays without the steps' axis: the part at this step,
or the part so many steps before or after, which is zero outside the range. All that does not
depend on the group leaves the loop: it is computed for all steps at once, before.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Add, Expr, Mul

from derive.notation.expression import (
    Binder,
    Equation,
    IndexSum,
    free_indices,
    rebuilt,
    tensors_in,
    total,
)
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.programs.sums import groups
from derive.programs.way import Found, shift_of


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor at one step: a number of steps after the one in hand, or before it."""

    of: Tensor
    slot: int
    shift: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What is computed at each step.

    Attributes:
        axis: The steps' axis.
        is_forward: Whether later steps refer to earlier ones.
        rooms: The tensors that the loop fills, the steps' axis first, and how many steps outside
            the range each is referred to at most.
        equations: What is computed at one step, in order, of the parts of tensors.
        parts: What each part is a part of.
    """

    axis: Axis
    is_forward: bool
    rooms: Mapping[Tensor, int]
    equations: tuple[Equation, ...]
    parts: Mapping[Tensor, Part]


# ------------------------------------------------------------------------------ one step


@dataclass(slots=True)
class OneStep:
    """Takes a group's equations apart: what is computed at a step, and what before all steps.

    Attributes:
        way: How the group is stepped through.
        sample: The axis of the samples, which comes right after the steps' in what leaves.
        before: The equations that leave the loop.
        parts: The parts of tensors that the equations of one step speak of.
    """

    way: Found
    sample: Axis
    before: list[Equation] = field(default_factory=list)
    parts: dict[Tensor, Part] = field(default_factory=dict)

    def recurrence(self) -> Recurrence:
        """What is computed at each step; `before` is complete afterwards."""
        equations = tuple(self._equation(one) for one in self.way.equations)
        way = self.way
        return Recurrence(way.axis, way.is_forward, way.rooms, equations, self.parts)

    def _equation(self, equation: Equation) -> Equation:
        left, slot = equation.left, self.way.slots[equation.left.tensor]
        letter = left.indices[slot]
        assert isinstance(letter, Index), f"{left} has a letter in each slot"
        right = _Hoisting(self, left, letter).of(equation.right)
        return Equation(self.part(left, slot, 0), right, equation.number)

    def part(self, entry: Entry, slot: int, shift: int) -> Entry:
        """An entry of a tensor as an entry of its part at a step."""
        tensor = entry.tensor
        axes = (*tensor.axes[:slot], *tensor.axes[slot + 1 :])
        own = Tensor(f"{tensor.code_name}{_word(shift)}", None, axes, Role.SIGNAL)
        self.parts[own] = Part(tensor, slot, shift)
        return Entry(own, *entry.indices[:slot], *entry.indices[slot + 1 :])


def _word(shift: int) -> str:
    count = str(abs(shift)) if abs(shift) > 1 else ""
    return "_now" if shift == 0 else ("_before" if shift < 0 else "_after") + count


@dataclass(frozen=True, slots=True)
class _Hoisting:
    """Rewrites one equation's right side."""

    step: OneStep
    left: Entry
    letter: Index

    def of(self, expression: Expr) -> Expr:
        """The expression in parts at a step; what does not depend on the group leaves."""
        if not self._depends(expression):
            return self._free(expression)
        match expression:
            case Entry(tensor=tensor):
                slot = self.step.way.slots[tensor]
                shift = shift_of(expression, self.letter, self.step.way.slots)
                assert shift is not None, f"{expression} was looked at before"
                return self.step.part(expression, slot, shift)
            case Add():
                free = [term for term in expression.args if not self._depends(term)]
                others = [self.of(term) for term in expression.args if self._depends(term)]
                return Add(self._free(Add(*free)), *others)
            case Mul():
                return self._product(expression)
            case IndexSum() if type(expression) is IndexSum:
                return self._sum(expression)
            case Binder():
                outside = (self.of(part) for part in expression.outside)
                body = self.of(expression.body)
                return expression.func(body, expression.index, *outside)
        return rebuilt(expression, (self.of(part) for part in expression.args))

    def _sum(self, summed: Expr) -> Expr:
        """A sum, those terms of its body apart that do not depend on the group."""
        bound: list[Index] = []
        body = summed
        while type(body) is IndexSum:
            bound.append(body.index)
            body = body.body
        terms = Add.make_args(body)
        free = [term for term in terms if not self._depends(term)]
        others = [self.of(term) for term in terms if self._depends(term)]
        return self._free(total(Add(*free), *bound)) + total(Add(*others), *bound)

    def _depends(self, expression: Expr) -> bool:
        return bool(tensors_in(expression) & self.step.way.slots.keys())

    def _product(self, product: Expr) -> Expr:
        free = [factor for factor in product.args if not self._depends(factor)]
        others = [self.of(factor) for factor in product.args if self._depends(factor)]
        stepping = [factor for factor in free if self.letter in free_indices(factor)]
        fixed = [self._free(factor) for factor in free if self.letter not in free_indices(factor)]
        leaving = [self._free(Mul(*together)) for together in groups(stepping)]
        return Mul(*fixed, *leaving, *others)

    def _free(self, expression: Expr) -> Expr:
        """What does not depend on the group: as it is, a part of a tensor, or a new tensor."""
        letters = free_indices(expression)
        if self.letter not in letters:
            return expression if _is_simple(expression) else self._leaves(expression, letters)
        if isinstance(expression, Entry):
            slots = [at for at, one in enumerate(expression.indices) if one == self.letter]
            if len(slots) == 1 and not any(
                self.letter in free_indices(one)
                for at, one in enumerate(expression.indices)
                if at != slots[0]
            ):
                return self.step.part(expression, slots[0], 0)
        return self._leaves(expression, letters)

    def _leaves(self, expression: Expr, letters: frozenset[Index]) -> Expr:
        """A new tensor that holds the expression for all steps."""
        order = self._order(letters)
        known = next(
            (
                one.left
                for one in self.step.before
                if one.left.indices == order and one.right == expression
            ),
            None,
        )
        left = known or self._given(expression, order)
        return self.step.part(left, 0, 0) if self.letter in letters else left

    def _given(self, expression: Expr, order: tuple[Index, ...]) -> Entry:
        wish = f"{self.left.tensor.code_name}_given"
        taken = {one.left.tensor.name for one in self.step.before}
        count = sum(name.startswith(wish) for name in taken)
        name = wish if not count else f"{wish}{count + 1}"
        tensor = Tensor(name, None, tuple(letter.axis for letter in order), Role.SIGNAL)
        self.step.before.append(Equation(tensor[order], expression))
        return tensor[order]

    def _order(self, letters: frozenset[Index]) -> tuple[Index, ...]:
        own = tuple(one for one in self.left.indices if one in letters)
        others = sorted(letters - set(own), key=str)
        found = (*own, *others)
        ranks = {
            one: 0 if one == self.letter else 1 if one.axis == self.step.sample else 2
            for one in found
        }
        return tuple(sorted(found, key=lambda one: ranks[one]))


def _is_simple(expression: Expr) -> bool:
    """Whether nothing is gained by computing it once: a number, an entry, a number times one."""
    if isinstance(expression, Entry) or not expression.args or not tensors_in(expression):
        return True
    if isinstance(expression, Mul):
        return all(_is_simple(factor) for factor in expression.args)
    return False
