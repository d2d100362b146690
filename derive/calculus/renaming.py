"""The same line in other letters: tensors, axes and index letters, each replaced by its like."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from derive.calculus.step import Step
from derive.notation.expression import rebuilt
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Tensor, gradient_of


@dataclass(frozen=True)
class Names:
    """Tensors, axes and letters in the order in which they are met.

    Two lists of the same pattern correspond one by one.
    """

    tensors: tuple[Tensor, ...]
    axes: tuple[Axis, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Renaming:
    """Puts the names of one place of a network for those of another."""

    old: Names
    new: Names

    @cached_property
    def _tensors(self) -> dict[Tensor, Tensor]:
        return dict(zip(self.old.tensors, self.new.tensors, strict=True))

    @cached_property
    def _axes(self) -> dict[Axis, Axis]:
        return dict(zip(self.old.axes, self.new.axes, strict=True))

    @cached_property
    def _letters(self) -> dict[str, str]:
        return dict(zip(self.old.letters, self.new.letters, strict=True))

    @cached_property
    def _known(self) -> dict[Hashable, Expr]:
        return {}

    def of(self, expression: Expr) -> Expr:
        """An expression in the new names; the cost is the same everywhere."""
        if expression not in self._known:
            self._known[expression] = self._renamed(expression)
        return self._known[expression]

    def _renamed(self, expression: Expr) -> Expr:
        match expression:
            case Tensor(of=None):
                return self._tensors.get(expression, expression)
            case Tensor():
                return gradient_of(self.of(expression.of))
            case Index():
                letter, primes = without_primes(expression.name)
                return Index(self._letters[letter] + "'" * primes, self._axes[expression.axis])
            case SizeOf(axis=axis):
                return SizeOf(self._axes[axis])
        return rebuilt(expression, (self.of(part) for part in expression.args))

    def step(self, step: Step) -> Step:
        """A step in the new names."""
        return Step(
            step.rule,
            self.of(step.before),
            self.of(step.after),
            tuple(self.step(inner) for inner in step.substeps),
            tuple(self.of(entry) for entry in step.about),
        )


def without_primes(name: str) -> tuple[str, int]:
    """A letter and the number of its primes."""
    letter = name.rstrip("'")
    return letter, len(name) - len(letter)
