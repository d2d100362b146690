"""A chain of equalities: how a gradient grows from its definition, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sympy import Expr

from derive.calculus.step import Rule, Step
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


@dataclass(frozen=True, slots=True)
class Found:
    """A gradient: its chain up to the named derivatives f', and on to the explicit form."""

    of: Tensor
    gradient: Entry
    chain: Chain
    explicit: Chain
