"""The forward sweep: how every signal changes when some tensors move along a direction.

A tangent is a chain like a gradient's: the chain rule over what stands in the
signal's own equation, that equation put in, the derivatives taken, the deltas
contracted, the rest arranged. Nothing here asks whether the equations are a
network's forward ones or the gradients found by the reverse sweep: the same
sweep over both together gives second derivatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sympy import Add, Expr

from derive.calculus.affine import shifted, windowed
from derive.calculus.chain import Chain
from derive.calculus.contraction import contract
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.forward_closing import Facts, ForwardClosing
from derive.calculus.forward_rules import DIRECTION, NAMED_TANGENT, OWN_ENTRY_ONLY, TANGENT
from derive.calculus.rules import (
    CONTRACT,
    DIFFERENTIATE,
    FORWARD_EQUATION,
    THROUGH_OUTPUT,
    WINDOW,
)
from derive.calculus.step import Step
from derive.calculus.ties import ties, untouched
from derive.calculus.told import told_through
from derive.notation.expression import (
    Delta,
    Equation,
    Partial,
    contains,
    free_indices,
    rebuilt,
    renamed_apart,
    substitute,
    tensors_in,
    total,
)
from derive.notation.index import Axis, Index, fresh
from derive.notation.tensor import Entry, Tensor, tangent_of


@dataclass(frozen=True, slots=True)
class Tangent:
    """How one tensor changes.

    Attributes:
        of: The tensor.
        equation: Its tangent, with named derivatives f' and f'' where it has some.
        explicit: The same with every f' and f'' put in.
        computed: What programs compute: `explicit`, but with the deltas of windows in place.
        steps: From the tangent to the right side of `equation`.
        explicit_steps: From there to the right side of `explicit`; empty if they are the same.
    """

    of: Tensor
    equation: Equation
    explicit: Equation
    computed: Equation
    steps: tuple[Step, ...] = ()
    explicit_steps: tuple[Step, ...] = ()


@dataclass(slots=True)
class ForwardSweep:
    """One pass over equations, from what moves to what is asked for.

    Attributes:
        equations: What defines every tensor, in an order in which they can be computed.
        directions: The tensors that move.
        computed: Equations as programs compute them, where windows make that another form.
        block: Axes of a block of directions; empty for a single direction.
        seeds: For a block, how the tensors that move change along each of its entries.
        facts: Declared truths.
        found: The tangents so far.
        known: Tangents that are put in by their values, for the handout and for programs.
    """

    equations: Sequence[Equation]
    directions: Sequence[Tensor]
    computed: Mapping[Tensor, Equation] = field(default_factory=dict)
    block: tuple[Axis, ...] = ()
    seeds: Sequence[Equation] = ()
    facts: Facts = ()
    found: dict[Tensor, Tangent] = field(default_factory=dict)
    known: dict[Tensor, tuple[Equation, Equation]] = field(default_factory=dict)
    moving: set[Tensor] = field(default_factory=set)

    def run(self, wanted: Iterable[Tensor]) -> tuple[Tangent, ...]:
        """The tangents that some tensors' tangents depend on, those of the wanted ones included."""
        self.moving = self._moving()
        self.known = {seed.left.tensor: (seed, seed) for seed in self.seeds}
        asked = list(wanted)
        needed = self._needed(asked)
        for equation in self.equations:
            tensor = equation.left.tensor
            if tensor in needed and tensor not in self.directions:
                self._add(self.tangent(equation), keep=tensor in asked)
        return self._used(asked)

    def _add(self, tangent: Tangent, *, keep: bool) -> None:
        right = tangent.explicit.right
        if right.is_zero and not keep:
            self.moving.discard(tangent.of)
            return
        self.found[tangent.of] = tangent
        left = tangent.equation.left.tensor
        if self.block and contains(right, Delta) and left not in tensors_in(right):
            self.known[left] = tangent.equation, tangent.computed

    def _moving(self) -> set[Tensor]:
        """Every tensor that changes when the directions do; recurrences go round once more."""
        moving, before = set(self.directions), 0
        while len(moving) > before:
            before = len(moving)
            for equation in self.equations:
                if self._named(equation) & moving:
                    moving.add(equation.left.tensor)
        return moving

    def _needed(self, wanted: Iterable[Tensor]) -> set[Tensor]:
        """The moving tensors that some tensors depend on."""
        needed, before = set(wanted), 0
        while len(needed) > before:
            before = len(needed)
            for equation in reversed(self.equations):
                if equation.left.tensor in needed:
                    needed |= self._named(equation) & self.moving
        return needed

    def _named(self, equation: Equation) -> frozenset[Tensor]:
        """The tensors that an equation names, in the form of programs also."""
        computed = self.computed.get(equation.left.tensor, equation)
        return tensors_in(equation.right) | tensors_in(computed.right)

    def _used(self, wanted: Sequence[Tensor]) -> tuple[Tangent, ...]:
        """The tangents that are still spoken of, in order."""
        by_left = {one.equation.left.tensor: one for one in self.found.values()}
        reached = [tangent_of(tensor, self.block) for tensor in wanted]
        seen: set[Tensor] = set()
        while reached:
            tensor = reached.pop()
            if tensor not in seen and tensor in by_left:
                seen.add(tensor)
                one = by_left[tensor]
                for form in (one.equation, one.explicit, one.computed):
                    reached += tensors_in(form.right)
                reached += [about.tensor for about in _put_in(one)]
        return tuple(one for left, one in by_left.items() if left in seen)

    def left(self, target: Entry) -> Entry:
        """The tangent of an entry: its letters, then the block's."""
        letters = free_indices(target)
        chosen: list[Index] = []
        for axis in self.block:
            chosen.append(fresh(Index(axis.letter, axis), {*letters, *chosen}))
        return tangent_of(target.tensor, self.block)[(*target.indices, *chosen)]

    def tangent(self, equation: Equation) -> Tangent:
        """The chain to the tangent of what one equation defines."""
        closing = ForwardClosing(self.equations, self.facts)
        contracted = self._contracted(equation, computed=False)
        substeps: list[Step] = []
        after = windowed(contracted.last, substeps)
        chain = contracted.then(WINDOW, after, substeps)
        chain = closing.rearranged(_told(chain, equation))
        explicit = closing.explicit(chain)
        computed = explicit.last
        if chain is not contracted and self._has_windows(equation, contracted.last, after):
            own = self.computed.get(equation.left.tensor, equation)
            unopened = closing.rearranged(_told(self._contracted(own, computed=True), own))
            computed = closing.explicit(unopened).last
        left = self.left(equation.left)
        return Tangent(
            equation.left.tensor,
            Equation(left, chain.last, equation.number),
            Equation(left, explicit.last, equation.number),
            Equation(left, computed, equation.number),
            chain.steps,
            explicit.steps,
        )

    def _has_windows(self, equation: Equation, before: Expr, after: Expr) -> bool:
        """Whether programs compute another form than the handout's."""
        put_in = any(
            shown != own
            for tensor, (shown, own) in self.known.items()
            if tensor.of in tensors_in(equation.right)
        )
        return before != after or equation.left.tensor in self.computed or put_in

    def _contracted(self, equation: Equation, *, computed: bool) -> Chain:
        """The chain up to the deltas contracted, those of windows left."""
        target, left = equation.left, self.left(equation.left)
        named = sorted(tensors_in(equation.right), key=lambda t: (t.code_name, t.axes))
        bys = [self._by(tensor, left) for tensor in named if tensor in self.moving]
        letters = set(free_indices(left)).union(*(free_indices(by) for by in bys))
        apart = Equation(target, renamed_apart(equation.right, letters))
        chain = self._chain_rule(Chain((), left), apart, bys)
        change: dict[Expr, Expr] = {target: apart.right}
        chain = chain.then(FORWARD_EQUATION, _of_partials(chain.last, change), about=[target])
        after, substeps = take(chain.last, NOTHING_OPEN)
        chain = chain.then(DIFFERENTIATE, after, substeps)
        return _shifted(self._with_known(_shifted(chain), int(computed)))

    def _by(self, tensor: Tensor, left: Entry) -> Entry:
        """The entry that stands for all entries of a tensor, its letters kept from `left`'s."""
        avoid: set[Expr] = set(free_indices(left))
        chosen: list[Index] = []
        for axis in tensor.axes:
            own = fresh(Index(axis.letter, axis), avoid)
            avoid.add(own)
            chosen.append(own)
        return tensor[tuple(chosen)]

    def _chain_rule(self, chain: Chain, equation: Equation, bys: Sequence[Entry]) -> Chain:
        left = chain.last
        assert isinstance(left, Entry)
        block = left.indices[len(equation.left.indices) :]
        whole, tied = [], []
        for by in bys:
            change = tangent_of(by.tensor, self.block)[(*by.indices, *block)]
            # In a recurrence of u itself du[b]/du[a] would be the derivative of an own entry.
            is_own = by.tensor == equation.left.tensor
            of = equation.right if is_own else equation.left
            product = Partial(of, by) * change
            letters = [index for index in by.indices if isinstance(index, Index)]
            whole.append(total(product, *letters))
            fixed = ties(equation, by)
            staying = [letter for letter in letters if letter not in fixed]
            tied.append(total(substitute(product, dict(fixed)), *staying))
        chain = chain.then(TANGENT, Add(*whole), about=[equation.left, *bys])
        return chain.then(OWN_ENTRY_ONLY, Add(*tied), about=bys)

    def _with_known(self, chain: Chain, form: int) -> Chain:
        """Seeds, and tangents that hold deltas, put in."""
        about: list[Expr] = []
        seeds = {seed.left.tensor for seed in self.seeds}

        def put_in(expression: Expr) -> Expr:
            if isinstance(expression, Entry):
                if expression.tensor not in self.known:
                    return expression
                if expression.tensor not in seeds and not _is_generic(expression):
                    return expression
                about.append(expression)
                return self.known[expression.tensor][form].at(*expression.indices)
            if not expression.args or not tensors_in(expression) & self.known.keys():
                return expression
            return rebuilt(expression, (put_in(part) for part in expression.args))

        after = renamed_apart(put_in(chain.last), set(free_indices(chain.last)))
        is_direction = tensors_in(Add(*about)) <= seeds
        return chain.then(DIRECTION if is_direction else NAMED_TANGENT, after, about=about)


def _is_generic(entry: Entry) -> bool:
    """Whether every position is a letter of its slot's axis: elsewhere an entry may be 0."""
    slots = zip(entry.indices, entry.tensor.axes, strict=True)
    return all(isinstance(at, Index) and at.axis == axis for at, axis in slots)


def _shifted(chain: Chain) -> Chain:
    """The chain with every delta contracted but those of windows, other sums left whole."""
    substeps: list[Step] = []
    after = contract(chain.last, substeps, keep=untouched(chain.last))
    return chain.then(CONTRACT, shifted(after, substeps), substeps)


def _told(chain: Chain, equation: Equation) -> Chain:
    """The chain told through what the equation defines."""
    letters = set(free_indices(chain.last))
    defined = Equation(equation.left, renamed_apart(equation.right, letters))
    return chain.then(THROUGH_OUTPUT, told_through(chain.last, defined), about=[equation.left])


def _put_in(tangent: Tangent) -> list[Entry]:
    """The tangents whose values were put in on the way."""
    steps = (step for step in tangent.steps if step.rule is NAMED_TANGENT)
    return [about for step in steps for about in step.about if isinstance(about, Entry)]


def _of_partials(expression: Expr, change: Mapping[Expr, Expr]) -> Expr:
    """The same with forward equations put in for what is differentiated."""
    if isinstance(expression, Partial):
        return Partial(change.get(expression.of, expression.of), expression.by)
    if not contains(expression, Partial):
        return expression
    return rebuilt(expression, (_of_partials(part, change) for part in expression.args))
