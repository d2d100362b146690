"""The reverse sweep: the derivative of the cost by every signal and parameter, each once.

Every gradient is a chain: its definition, the chain rule over the signals that
use it (see `graph`), the gradients already found, the forward equations put
in, the derivatives taken, the deltas contracted, the rest arranged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Add, Expr, Mul

from derive.calculus.arrange import arranged, with_common_factors, with_facts, without_fractions
from derive.calculus.chain import Chain, Found
from derive.calculus.contraction import contract
from derive.calculus.differentiation import look_through, take
from derive.calculus.elimination import without_primes
from derive.calculus.graph import Graph, holding
from derive.calculus.rules import (
    ARRANGE,
    CANCEL,
    CHAIN,
    CONTRACT,
    DEFINITION,
    DIFFERENTIATE,
    FACT,
    FORWARD_EQUATION,
    NAMED_GRADIENT,
    OWN_UNIT,
    THROUGH_OUTPUT,
)
from derive.calculus.step import Step
from derive.calculus.told import named_again, told_through
from derive.network.network import Network
from derive.notation.expression import (
    Apply,
    Delta,
    Equation,
    Partial,
    contains,
    free_indices,
    rebuilt,
    renamed_apart,
    replace_entries,
    substitute,
    tensors_in,
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
        self.applied = _applied(network.equations)
        self.found: dict[Tensor, Found] = {}

    def run(self) -> tuple[Found, ...]:
        """All gradients, from the cost back: each signal's, then its parameters'."""
        for tensor in self.graph.order():
            self.found[tensor] = self.gradient(tensor)
        return tuple(self.found.values())

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
        chain = self._contracted(chain)
        chain = self._rearranged(chain)
        return Found(tensor, left, chain, self._explicit(chain))

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
            product = Partial(self.network.cost, target) * Partial(target, by)
            terms.append(total(product, *_letters(target)))
        if [target.tensor for target in targets] == [self.network.cost.tensor]:
            return chain.then(FORWARD_EQUATION, terms[0], about=[self.network.cost])
        return chain.then(CHAIN, Add(*terms), about=targets)

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
            fixed = _common_deltas(self._jacobian(target, by), target)
            if fixed:
                product = Partial(self.network.cost, target) * Partial(target, by)
                letters = [letter for letter in _letters(target) if letter not in fixed]
                whole = total(product, *_letters(target))
                change[whole] = total(substitute(product, dict(fixed)), *letters)
        return chain.then(OWN_UNIT, replace_entries(chain.last, change), about=[by])

    def _named(self, chain: Chain, by: Entry) -> Chain:
        named: list[Expr] = []
        after = self._with_names(chain.last, by, named)
        return chain.then(NAMED_GRADIENT, after, about=named)

    def _with_names(self, expression: Expr, by: Entry, named: list[Expr]) -> Expr:
        if isinstance(expression, Partial):
            of, target = expression.of, expression.by
            if of == self.network.cost and target.tensor in self.found:
                found = self.found[target.tensor]
                named.append(found.gradient.tensor[target.indices])
                if self._is_told_in_full(target.tensor):
                    told = _at_place(found.explicit.last, found.gradient, target)
                    return renamed_apart(told, {*free_indices(target), *free_indices(by)})
                return named[-1]
            return expression
        if not contains(expression, Partial):
            return expression
        return rebuilt(expression, (self._with_names(p, by, named) for p in expression.args))

    def _is_told_in_full(self, tensor: Tensor) -> bool:
        """Whether a gradient is put in by its value: the error at the output, and constants."""
        found = self.found[tensor]
        is_output = tensor == self.network.prediction and tensor.layer is None
        return is_output or tensor.role is Role.LOSS or not tensors_in(found.explicit.last)

    def _forward(self, chain: Chain) -> Chain:
        about: list[Expr] = []

        def put_in(expression: Expr) -> Expr:
            if isinstance(expression, Partial) and isinstance(expression.of, Entry):
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
        told = told_through(chain.last, equation)
        if told == chain.last:
            return chain
        contracted: list[Step] = []
        inner = contract(chain.last, contracted, keep=frozenset(_letters(target)))
        chain = chain.then(CONTRACT, inner, contracted)
        return chain.then(THROUGH_OUTPUT, told_through(chain.last, equation), about=[target])

    def _contracted(self, chain: Chain) -> Chain:
        substeps: list[Step] = []
        after = contract(chain.last, substeps)
        return chain.then(CONTRACT, after, substeps)

    def _rearranged(self, chain: Chain) -> Chain:
        after, substeps = arranged(chain.last)
        chain = chain.then(ARRANGE, after, substeps)
        facts: list[Step] = []
        chain = chain.then(FACT, with_facts(chain.last, self.network.facts, facts), facts)
        cancelled: list[Step] = []
        chain = chain.then(CANCEL, without_fractions(chain.last, cancelled), cancelled)
        common: list[Step] = []
        return chain.then(ARRANGE, with_common_factors(chain.last, common), common)

    def _explicit(self, chain: Chain) -> Chain:
        """The chain carried on until no f' is left, and values have their forward names."""
        start = Chain((), chain.last)
        about = sorted(_primes_in(chain.last), key=str)
        told = start.then(
            THROUGH_OUTPUT, self._named_values(without_primes(chain.last)), about=about
        )
        if told is start:
            return start
        cancelled: list[Step] = []
        told = told.then(CANCEL, without_fractions(told.last, cancelled), cancelled)
        facts: list[Step] = []
        told = told.then(FACT, with_facts(told.last, self.network.facts, facts), facts)
        arranged_: list[Step] = []
        return told.then(ARRANGE, with_common_factors(told.last, arranged_), arranged_)

    def _named_values(self, expression: Expr) -> Expr:
        """Every f(u) that the forward pass has named, by that name."""
        if not contains(expression, Apply):
            return expression
        inner = rebuilt(expression, (self._named_values(part) for part in expression.args))
        if not isinstance(inner, Apply):
            return inner
        for equation in self.applied.get((inner.function, _tensor_of(inner.argument)), ()):
            inner = named_again(inner, equation)
        return inner


def _open_in(expression: Expr) -> list[Tensor]:
    """The open signals whose derivatives stand in an expression."""
    if isinstance(expression, Partial):
        return [expression.of.tensor] if isinstance(expression.of, Entry) else []
    if not contains(expression, Partial):
        return []
    return [tensor for part in expression.args for tensor in _open_in(part)]


def _letters(entry: Entry) -> tuple[Index, ...]:
    return tuple(index for index in entry.indices if isinstance(index, Index))


def _at_place(expression: Expr, gradient: Entry, target: Entry) -> Expr:
    return substitute(expression, dict(zip(gradient.indices, target.indices, strict=True)))


def _common_deltas(jacobian: Expr, target: Entry) -> dict[Index, Expr]:
    """Letters of the target that a delta in every term ties to an index of the variable."""
    letters = set(_letters(target))
    terms = jacobian.args if isinstance(jacobian, Add) else (jacobian,)
    fixed: dict[Index, Expr] | None = None
    for term in terms:
        factors = term.args if isinstance(term, Mul) else (term,)
        deltas = [factor.args for factor in factors if isinstance(factor, Delta)]
        own = {
            one: other
            for pair in deltas
            for one, other in (pair, pair[::-1])
            if one in letters and isinstance(other, Index) and other not in letters
        }
        fixed = own if fixed is None else {k: v for k, v in fixed.items() if own.get(k) == v}
    return fixed or {}


def _primes_in(expression: Expr) -> set[Expr]:
    """Every f'(u) in an expression."""
    if not contains(expression, Apply):
        return set()
    inside = set[Expr]().union(*(_primes_in(part) for part in expression.args))
    is_prime = isinstance(expression, Apply) and expression.function.order > 0
    return {*inside, expression} if is_prime else inside


def _applied(equations: Sequence[Equation]) -> Mapping[tuple[Expr, Expr | None], list[Equation]]:
    """The equations y = f(x[..]) by function and the tensor of its argument."""
    found: dict[tuple[Expr, Expr | None], list[Equation]] = {}
    for equation in equations:
        if isinstance(equation.right, Apply):
            key = (equation.right.function, _tensor_of(equation.right.argument))
            found.setdefault(key, []).append(equation)
    return found


def _tensor_of(argument: Expr) -> Tensor | None:
    return argument.tensor if isinstance(argument, Entry) else None
