"""The reverse sweep: the derivative of the cost by every signal and parameter, each once.

Every gradient is a chain: its definition, the chain rule over the signals that
use it (see `graph`), the gradients already found, the forward equations put
in, the derivatives taken, the deltas contracted, the rest arranged.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import Add, Expr

from derive.calculus.affine import shifted, windowed
from derive.calculus.chain import Chain, Found, FoundAlike
from derive.calculus.closing import Closing
from derive.calculus.compact import compacted, is_statistic
from derive.calculus.contraction import contract
from derive.calculus.differentiation import look_through, take
from derive.calculus.graph import Graph, holding
from derive.calculus.likeness import Likeness, Pattern
from derive.calculus.own_unit import common_deltas, letters_of
from derive.calculus.primes import with_few_primes
from derive.calculus.quotient import with_named_quotients
from derive.calculus.renaming import Names, Renaming
from derive.calculus.rules import (
    CHAIN,
    CONTRACT,
    DEFINITION,
    DIFFERENTIATE,
    FORWARD_EQUATION,
    NAMED_GRADIENT,
    OWN_UNIT,
    RECURRENCE,
    THROUGH_OUTPUT,
    WINDOW,
)
from derive.calculus.step import Step
from derive.calculus.told import told_through
from derive.network.structure import Network
from derive.notation.expression import (
    Delta,
    Equation,
    Partial,
    contains,
    free_indices,
    rebuilt,
    renamed_apart,
    replace_entries,
    substitute,
    total,
)
from derive.notation.index import Index, fresh
from derive.notation.tensor import Entry, Role, Tensor, gradient_of


class Sweep:
    """One pass over a network, from its cost to its parameters."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.graph = Graph(network)
        self.around = self.graph.around
        self.closing = Closing(network)
        self.found: dict[Tensor, Found | FoundAlike] = {}
        self.likeness = Likeness(self.graph, self.closing.applied, _told_apart(network))
        self.patterns: dict[Pattern, tuple[Found, Names]] = {}

    def run(self) -> tuple[Found | FoundAlike, ...]:
        """All gradients, from the cost back: each signal's, then its parameters'."""
        for tensor in self.graph.order():
            self.found[tensor] = self._found(tensor)
        return tuple(self.found.values())

    def _found(self, tensor: Tensor) -> Found | FoundAlike:
        """A gradient: derived, or an earlier one renamed where the surroundings are alike."""
        alike = self.likeness.of(tensor)
        if alike is None or any(
            tensor in self.found and self.found[tensor].is_constant for tensor in alike[1].tensors
        ):
            return self.gradient(tensor)
        pattern, names = alike
        if pattern not in self.patterns:
            first = self.gradient(tensor)
            self.patterns[pattern] = first, names
            return first
        first, old = self.patterns[pattern]
        gradient = gradient_of(tensor)[tensor.generic().indices]
        return FoundAlike(tensor, gradient, first, Renaming(old, names))

    def gradient(self, tensor: Tensor) -> Found:
        """The chain to dC/d(tensor)."""
        by = tensor.generic()
        left = gradient_of(tensor)[by.indices]
        chain = Chain((), left).then(DEFINITION, Partial(self.network.cost, by))
        targets = [self._target(target, by) for target in self.graph.targets(tensor)]
        chain = self._chain_rule(chain, by, targets)
        chain = self._own_unit(chain, by, targets)
        chain = self._named(chain, by)
        chain = self._forward(chain)
        chain = self._differentiated(chain, by, targets)
        contracted = self._contracted(chain, by)
        own = self.graph.equations.get(tensor)
        chain = self.closing.rearranged(self._windowed(contracted, by), own)
        computed = chain.last
        if contains(contracted.last, Delta):
            computed = self.closing.rearranged(Chain((), contracted.last), own).last
        compact = self._compacted(chain, by, targets)
        explicit = self.closing.explicit(compact)
        if computed == compact.last:
            return Found(tensor, left, compact, explicit, explicit.last)
        programmed = self.closing.explicit(Chain((), computed)).last
        return Found(tensor, left, compact, explicit, programmed)

    def _compacted(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        """The chain with the gradients of means and variances put in, if that is no longer."""
        tensors = [target.tensor for target in targets if target.tensor in self.found]
        statistics = [tensor for tensor in tensors if is_statistic(tensor, by.tensor)]
        if not statistics or by.tensor in self.graph.recurrent:
            return chain
        gradients = {tensor: self.found[tensor] for tensor in statistics}
        return compacted(chain, by, gradients, [self.graph.equations[t] for t in tensors])

    def _target(self, target: Tensor, by: Entry) -> Entry:
        """A target's entry, its letters kept away from those of `by`."""
        avoid: set[Expr] = set(free_indices(by))
        chosen: list[Index] = []
        for index in self.graph.equations[target].left.indices:
            assert isinstance(index, Index)
            own = fresh(index, avoid)
            avoid.add(own)
            chosen.append(own)
        return target[tuple(chosen)]

    def _chain_rule(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        terms = []
        for target in targets:
            if target.tensor == self.network.cost.tensor:
                right = self._right(self.network.cost, by)
                terms.append(Partial(right if len(targets) == 1 else holding(right, by.tensor), by))
                continue
            product = self._product(target, by)
            terms.append(total(product, *letters_of(target)))
        if [target.tensor for target in targets] == [self.network.cost.tensor]:
            return chain.then(FORWARD_EQUATION, terms[0], about=[self.network.cost])
        return chain.then(CHAIN, Add(*terms), about=targets)

    def _product(self, target: Entry, by: Entry) -> Expr:
        """dC/du[b] * du[b]/dv[a]; in a recurrence of v itself, with v's right side put in."""
        of = self._right(target, by) if target.tensor == by.tensor else target
        return Partial(self.network.cost, target) * Partial(of, by)

    def _jacobian(self, target: Entry, by: Entry) -> Expr:
        """du[b]/dv[a], all derivatives taken and deltas contracted."""
        taken, _ = take(Partial(self._right(target, by), by), self.around)
        while contains(taken, Partial):
            taken, _ = take(look_through(taken, self.around), self.around)
        return contract(taken, [])

    def _right(self, target: Entry, by: Entry) -> Expr:
        """What a signal's entry is by its forward equation, no letter of `by` bound in it."""
        right = self.graph.equations[target.tensor].at(*target.indices)
        return renamed_apart(right, {*free_indices(target), *free_indices(by)})

    def _own_unit(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        """Sums over units of which only the one with v's own index contains v."""
        change: dict[Expr, Expr] = {}
        for target in targets:
            if target.tensor == self.network.cost.tensor:
                continue
            fixed = common_deltas(self._jacobian(target, by), target)
            if fixed:
                product = self._product(target, by)
                letters = [letter for letter in letters_of(target) if letter not in fixed]
                whole = total(product, *letters_of(target))
                change[whole] = total(substitute(product, fixed), *letters)
        return chain.then(OWN_UNIT, replace_entries(chain.last, change), about=[by])

    def _named(self, chain: Chain, by: Entry) -> Chain:
        named: list[Expr] = []

        def found(target: Entry) -> Expr | None:
            if target.tensor not in self.found:
                return None
            named.append(gradient_of(target.tensor)[target.indices])
            told = self._told_in_full(target, by)
            return named[-1] if told is None else told

        def in_recurrence(target: Entry) -> Expr | None:
            if target.tensor not in self.graph.recurrent.get(by.tensor, ()):
                return None
            named.append(gradient_of(target.tensor)[target.indices])
            return named[-1]

        for rule, name in ((NAMED_GRADIENT, found), (RECURRENCE, in_recurrence)):
            named.clear()
            after = self._with_names(chain.last, name)
            chain = chain.then(rule, after, about=named)
        return chain

    def _with_names(self, expression: Expr, name: Callable[[Entry], Expr | None]) -> Expr:
        if isinstance(expression, Partial):
            known = name(expression.by) if expression.of == self.network.cost else None
            return expression if known is None else known
        if not contains(expression, Partial):
            return expression
        return rebuilt(expression, (self._with_names(part, name) for part in expression.args))

    def _told_in_full(self, target: Entry, by: Entry) -> Expr | None:
        """The value that a gradient is put in by: the error at the output, and constants."""
        found = self.found[target.tensor]
        if not (found.is_constant or found.of in self.likeness.special):
            return None
        told = _at_place(found.explicit_value, found.gradient, target)
        return renamed_apart(told, {*free_indices(target), *free_indices(by)})

    def _forward(self, chain: Chain) -> Chain:
        about: list[Expr] = []

        def put_in(expression: Expr) -> Expr:
            if _is_of_entry(expression) and expression.of.tensor != expression.by.tensor:
                about.append(expression.of)
                return Partial(self._right(expression.of, expression.by), expression.by)
            if not contains(expression, Partial) or isinstance(expression, Partial):
                return expression
            return rebuilt(expression, (put_in(part) for part in expression.args))

        return chain.then(FORWARD_EQUATION, put_in(chain.last), about=about)

    def _differentiated(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        after, substeps = take(chain.last, self.around)
        chain = chain.then(DIFFERENTIATE, after, substeps)
        passed: list[Tensor] = []
        while contains(chain.last, Partial):
            passed += _open_in(chain.last)
            chain = chain.then(FORWARD_EQUATION, look_through(chain.last, self.around))
            after, substeps = take(chain.last, self.around)
            chain = chain.then(DIFFERENTIATE, after, substeps)
        for target in targets:
            equation = Equation(target, self._right(target, by))
            chain = self._told_through(chain, target, equation)
        for tensor in dict.fromkeys(passed):
            equation = self.around.open[tensor]
            chain = self._told_through(chain, equation.left, equation)
        return chain

    def _told_through(self, chain: Chain, target: Entry, equation: Equation) -> Chain:
        """A derivative that holds the equation's exponentials, told through its output."""
        told = _told(chain.last, equation)
        if told == chain.last:
            return chain
        contracted: list[Step] = []
        inner = contract(chain.last, contracted, keep=frozenset(letters_of(target)))
        chain = chain.then(CONTRACT, inner, contracted)
        return chain.then(THROUGH_OUTPUT, _told(chain.last, equation), about=[target])

    def _contracted(self, chain: Chain, by: Entry) -> Chain:
        substeps: list[Step] = []
        after = shifted(contract(chain.last, substeps), substeps)
        return chain.then(CONTRACT, self._in_few_primes(after, chain, by), substeps)

    def _windowed(self, chain: Chain, by: Entry) -> Chain:
        substeps: list[Step] = []
        after = windowed(chain.last, substeps)
        return chain.then(WINDOW, self._in_few_primes(after, chain, by), substeps)

    def _in_few_primes(self, after: Expr, chain: Chain, by: Entry) -> Expr:
        """What a law made, in simple letters; where it made nothing, the letters stay."""
        return after if after == chain.last else with_few_primes(after, free_indices(by))


def _told_apart(network: Network) -> frozenset[Tensor]:
    """The tensors whose gradients are put in by their value: the error at the output, losses."""
    ends = [network.cost.tensor, *(eq.left.tensor for eq in network.equations)]
    outputs = [tensor for tensor in network.predictions if tensor.layer is None]
    return frozenset(outputs) | {t for t in ends if t.role in (Role.LOSS, Role.COST)}


def _told(expression: Expr, equation: Equation) -> Expr:
    """An expression told by what the forward pass has named: an output, a quotient."""
    return with_named_quotients(told_through(expression, equation), equation)


def _is_of_entry(expression: Expr) -> bool:
    return isinstance(expression, Partial) and isinstance(expression.of, Entry)


def _open_in(expression: Expr) -> list[Tensor]:
    """The open signals whose derivatives stand in an expression."""
    if isinstance(expression, Partial):
        return [expression.of.tensor] if _is_of_entry(expression) else []
    if not contains(expression, Partial):
        return []
    return [tensor for part in expression.args for tensor in _open_in(part)]


def _at_place(expression: Expr, gradient: Entry, target: Entry) -> Expr:
    return substitute(expression, dict(zip(gradient.indices, target.indices, strict=True)))
