"""At a declared kink, the derived derivative is the subgradient that the formula file declares.

The formula is read on its own, outside any network. What runs through the
kink is brought exactly there: one of its entries is solved for, the others
are powers of two, so that no rounding steps off the kink.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import mpmath
from sympy import Expr

from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.elimination import OUTPUT, derivative_of, through_output, without_primes
from derive.checking.report import Failure, Tally, relative_error, told_apart
from derive.formulas.axes import formula_axes
from derive.formulas.formula import Formula, Kink
from derive.network.functions import Functions
from derive.network.network import Network
from derive.notation.expression import (
    Apply,
    Equation,
    Partial,
    ScalarFunction,
    tensors_in,
)
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Name, Subscript
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import Values, World

POWERS_OF_TWO = (-2, -1, -0.5, 0.5, 1, 2)
EXTENT = 2


def check_kinks(tally: Tally, network: Network, seed: int, digits: int) -> None:
    """Every kink that a formula of the network declares."""
    uses = [record.formula for record in network.layers]
    uses += [use.formula for use in network.architecture.losses]
    for found in {formula.name: formula for formula in uses}.values():
        for kink in found.kinks:
            _Alone(found, Functions(network.architecture.functions), seed, digits).check(
                tally, kink
            )


class _Alone:
    """A formula with axes and numbers of its own."""

    def __init__(self, formula: Formula, functions: Functions, seed: int, digits: int) -> None:
        self.formula, self.seed, self.digits = formula, seed, digits
        self.numbers = random.Random(seed)  # noqa: S311 - a sample, no secret
        axes = formula_axes(formula, functions.names())
        made = {
            number: Axis(f"axis{number}", "i", "I")
            for number in _all(axes.letters.values(), axes.tensors.values())
        }
        self.letters = {name: Index(name, made[number]) for name, number in axes.letters.items()}
        self.tensors = {
            name: Tensor(name, None, tuple(made[number] for number in slots), Role.SIGNAL)
            for name, slots in axes.tensors.items()
        }
        self.sizes = dict.fromkeys(made.values(), EXTENT)
        absent = frozenset[str]()
        self.scope = Scope(self.tensors, self.letters, functions.callable(formula.name), absent)
        self.function = self._function(functions)

    def _function(self, functions: Functions) -> ScalarFunction | None:
        """The formula as a function of one number, if it is one."""
        if any(self.tensors[name].axes for name in self.tensors) or self.formula.parameters:
            return None
        constants = {name: self.tensors[name] for name in self.formula.constants}
        return functions.of(self.formula, constants)

    def check(self, tally: Tally, kink: Kink) -> None:
        """Derive by what runs through the kink, and compare with the declaration."""
        of = expression_of(kink.of, self.scope, self.formula.name)
        declared = expression_of(kink.derivative, self.scope, self.formula.name)
        equation = self._equation(of)
        entry = self._entry(of)
        place = dict.fromkeys(self.letters.values(), 0)
        values = self._values(of, entry, kink, place)
        made = World(values, self.sizes, digits=self.digits)
        wanted = made.number(declared * Partial(of, entry), place)
        taken, _ = take(Partial(equation.right, entry), NOTHING_OPEN)
        derived = {"the derivative": made.number(without_primes(taken), place)}
        if self.function is not None:
            derived |= self._as_function(self.function, made, entry)
        for name, number in derived.items():
            if tally.fails(relative_error(wanted, number)):
                tally.failure = Failure(
                    where=f"formula {self.formula.name}, kink at {of} = {kink.at}: {name}",
                    before=str(declared),
                    after=str(taken),
                    numbers=told_apart(wanted, number),
                    seed=self.seed,
                )

    def _as_function(self, function: ScalarFunction, made: World, entry: Entry) -> dict[str, Any]:
        """The derivative f' as the engine knows it, in its variable and told through its output."""
        values = {**made.values, function.variable.tensor: made.values[entry.tensor]}
        here = World(values, self.sizes, digits=self.digits)
        values[OUTPUT] = {(): here.number(Apply(function, function.variable))}
        primed = function.with_order(1)
        found = {"f' in its variable": here.number(derivative_of(primed))}
        told = through_output(primed)
        if told is not None:
            found["f' told through the output"] = here.number(told)
        return found

    def _equation(self, of: Expr) -> Equation:
        """The first equation that what runs through the kink enters."""
        for equation in self.formula.equations:
            right = expression_of(equation.right, self.scope, equation.text)
            if tensors_in(of) <= tensors_in(right):
                left = equation.left
                assert isinstance(left, (Name, Subscript))
                places = left.places if isinstance(left, Subscript) else ()
                letters = [self.letters[p.name] for p in places if isinstance(p, Name)]
                return Equation(self.tensors[left.name][tuple(letters)], right)
        raise AssertionError(f"no equation of {self.formula.name} holds {of}")

    def _entry(self, of: Expr) -> Entry:
        """The entry that is moved to the kink: of an input if there is one."""
        entries = sorted(of.atoms(Entry), key=str)
        inputs = [self.tensors[name] for name in self.formula.inputs]
        entries.sort(key=lambda e: inputs.index(e.tensor) if e.tensor in inputs else len(inputs))
        chosen: Entry = entries[0]
        return chosen

    def _values(self, of: Expr, entry: Entry, kink: Kink, place: Mapping[Index, int]) -> Values:
        values: Values = {}
        for tensor in self.tensors.values():
            ranges = [range(self.sizes[axis]) for axis in tensor.axes]
            values[tensor] = {
                at: mpmath.mpf(self.numbers.choice(POWERS_OF_TWO)) for at in product(*ranges)
            }
        for name, value in self.formula.constants.items():
            values[self.tensors[name]] = {(): mpmath.mpf(value.numerator) / value.denominator}
        at = tuple(place[index] for index in entry.indices if isinstance(index, Index))
        slots = values[entry.tensor]
        world = World(values, self.sizes, digits=self.digits)
        slots[at] = mpmath.mpf(0)
        zero = world.number(of, place)
        slots[at] = mpmath.mpf(1)
        slope = world.number(of, place) - zero
        aim = mpmath.mpf(kink.at.numerator) / kink.at.denominator
        slots[at] = (aim - zero) / slope
        assert world.number(of, place) == aim, f"{of} could not be brought to {kink.at}"
        return values


def _all(letters: Iterable[int], tensors: Iterable[tuple[int, ...]]) -> set[int]:
    return {*letters, *(number for slots in tensors for number in slots)}
