"""A chain of equalities: how a gradient grows from its definition, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sympy import Expr

from derive.calculus.renaming import Renaming
from derive.calculus.step import Rule, Step
from derive.notation.expression import tensors_in
from derive.notation.tensor import Entry, Tensor


@dataclass(frozen=True, slots=True)
class Chain:
    """A growing chain of equalities that starts at one gradient."""

    steps: tuple[Step, ...]
    last: Expr

    def then(
        self,
        rule: Rule,
        after: Expr,
        substeps: Sequence[Step] = (),
        about: Sequence[Expr] = (),
    ) -> Chain:
        """The chain with one more line; the same chain if nothing changed."""
        if after == self.last:
            return self
        step = Step(rule, self.last, after, tuple(substeps), tuple(about))
        return Chain((*self.steps, step), after)

    def renamed(self, renaming: Renaming) -> Chain:
        """The chain in other names."""
        return Chain(tuple(map(renaming.step, self.steps)), renaming.of(self.last))


@dataclass(frozen=True, slots=True)
class Found:
    """A gradient: its chain up to the named derivatives f', and on to the explicit form.

    Attributes:
        of: The tensor.
        gradient: Its gradient's entry.
        chain: From the definition to the form with f'.
        explicit: On from there, until no f' is left.
        computed: The explicit form in which the deltas of windows are not contracted.
    """

    of: Tensor
    gradient: Entry
    chain: Chain
    explicit: Chain
    computed: Expr

    @property
    def first(self) -> Found:
        """The gradient that was derived line by line: itself."""
        return self

    @property
    def value(self) -> Expr:
        """The form with f'."""
        return self.chain.last

    @property
    def explicit_value(self) -> Expr:
        """The explicit form."""
        return self.explicit.last

    @property
    def is_zero(self) -> bool:
        """Whether the gradient is 0 everywhere."""
        return bool(self.explicit.last.is_zero)

    @property
    def is_constant(self) -> bool:
        """Whether the gradient depends on no tensor."""
        return not tensors_in(self.explicit.last)


@dataclass(frozen=True)
class FoundAlike:
    """A gradient that is an earlier one in other names, put into them when one asks."""

    of: Tensor
    gradient: Entry
    first: Found
    renaming: Renaming

    @cached_property
    def chain(self) -> Chain:
        """The first one's chain, renamed."""
        return self.first.chain.renamed(self.renaming)

    @cached_property
    def explicit(self) -> Chain:
        """The first one's explicit chain, renamed."""
        return self.first.explicit.renamed(self.renaming)

    @property
    def value(self) -> Expr:
        """The form with f'."""
        return self.renaming.of(self.first.value)

    @property
    def explicit_value(self) -> Expr:
        """The explicit form."""
        return self.renaming.of(self.first.explicit_value)

    @property
    def computed(self) -> Expr:
        """The explicit form in which the deltas of windows are not contracted."""
        return self.renaming.of(self.first.computed)

    @property
    def is_zero(self) -> bool:
        """Whether the gradient is 0 everywhere."""
        return self.first.is_zero

    @property
    def is_constant(self) -> bool:
        """Whether the gradient depends on no tensor."""
        return self.first.is_constant
