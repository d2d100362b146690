"""The reverse sweep: the derivative of the cost by every signal and parameter, each once.

A signal that one equation makes entry by entry and one equation uses is *open*
(an activation's output between two layers): the chain rule looks through it,
as lectures do, from one pre-activation to the next. All other signals are
*held* in each other's derivatives and get a gradient of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sympy import Add, Expr, Mul

from derive.calculus.arrange import arranged, with_common_factors, with_facts, without_fractions
from derive.calculus.contraction import contract
from derive.calculus.differentiation import Surroundings, look_through, surroundings, take
from derive.calculus.elimination import OUTPUT, at, derivative_of, through_output, told_through
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
from derive.calculus.step import Rule, Step
from derive.network.network import Network
from derive.notation.expression import (
    Apply,
    Delta,
    Equation,
    IndexSum,
    Partial,
    contains,
    free_indices,
    rebuilt,
    replace_entries,
    substitute,
    tensors_in,
    total,
)
from derive.notation.index import Index, fresh
from derive.notation.tensor import Entry, Role, Tensor, gradient_of


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


class Sweep:
    """One pass over a network, from its cost to its parameters."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.equations: Mapping[Tensor, Equation] = {
            equation.left.tensor: equation for equation in network.equations
        }
        self.cost = network.cost.tensor
        self.parameters = frozenset(parameter.tensor for parameter in network.parameters)
        self.users = _users(network.equations)
        opened = {
            tensor: equation
            for tensor, equation in self.equations.items()
            if self._is_open(tensor, equation)
        }
        self.around: Surroundings = surroundings(opened)
        self.outputs = {
            (equation.right.function, equation.right.argument.tensor): equation
            for equation in network.equations
            if isinstance(equation.right, Apply) and isinstance(equation.right.argument, Entry)
        }
        self.found: dict[Tensor, Found] = {}

    def _is_open(self, tensor: Tensor, equation: Equation) -> bool:
        return (
            tensor not in (self.cost, self.network.prediction)
            and len(self.users.get(tensor, ())) == 1
            and not contains(equation.right, IndexSum)
            and not tensors_in(equation.right) & self.parameters
            and bool(equation.left.indices)
            and len(_signals_in(equation.right, self.equations)) == 1
        )

    def run(self) -> tuple[Found, ...]:
        """All gradients, from the cost back: each signal's, then its parameters'."""
        first_used: dict[Tensor, list[Tensor]] = {}
        for parameter in self.network.parameters:
            users = self.users.get(parameter.tensor)
            if users:
                first_used.setdefault(users[0], []).append(parameter.tensor)
        for equation in reversed(self.network.equations):
            tensor = equation.left.tensor
            if tensor != self.cost and tensor not in self.around.open:
                self.found[tensor] = self.gradient(tensor)
            for parameter in first_used.get(tensor, ()):
                self.found[parameter] = self.gradient(parameter)
        return tuple(self.found.values())

    def targets(self, tensor: Tensor) -> list[Tensor]:
        """The held signals that use a tensor, directly or through open ones."""
        reached: list[Tensor] = []
        for user in self.users.get(tensor, ()):
            for target in self.targets(user) if user in self.around.open else [user]:
                if target not in reached:
                    reached.append(target)
        return reached

    def gradient(self, tensor: Tensor) -> Found:
        """The chain to dC/d(tensor)."""
        by = tensor.generic()
        left = gradient_of(tensor)[by.indices]
        chain = Chain((), left).then(DEFINITION, Partial(self.network.cost, by))
        targets = [self._target(target, by) for target in self.targets(tensor)]
        chain = self._chain_rule(chain, by, targets)
        chain = self._own_unit(chain, by, targets)
        chain = self._named(chain, by)
        chain = self._forward(chain)
        chain = self._differentiated(chain, targets)
        chain = self._contracted(chain)
        chain = self._rearranged(chain)
        return Found(tensor, left, chain, self._explicit(chain))

    def _target(self, target: Tensor, by: Entry) -> Entry:
        """A target's entry, its letters kept away from those of `by`."""
        avoid: set[Expr] = set(free_indices(by))
        chosen: list[Index] = []
        for index in self.equations[target].left.indices:
            assert isinstance(index, Index)
            own = fresh(index, avoid)
            avoid.add(own)
            chosen.append(own)
        return target[tuple(chosen)]

    def _chain_rule(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        terms = []
        for target in targets:
            if target.tensor == self.cost:
                terms.append(Partial(self.equations[self.cost].right, by))
                continue
            product = Partial(self.network.cost, target) * Partial(target, by)
            terms.append(total(product, *_letters(target)))
        if [target.tensor for target in targets] == [self.cost]:
            return chain.then(FORWARD_EQUATION, terms[0], about=[self.network.cost])
        return chain.then(CHAIN, Add(*terms), about=targets)

    def _jacobian(self, target: Entry, by: Entry) -> Expr:
        """du[b]/dv[a], all derivatives taken and deltas contracted."""
        taken, _ = take(Partial(self._right(target), by), self.around)
        while contains(taken, Partial):
            taken, _ = take(look_through(taken, self.around), self.around)
        return contract(taken, [])

    def _right(self, target: Entry) -> Expr:
        return self.equations[target.tensor].at(*target.indices)

    def _own_unit(self, chain: Chain, by: Entry, targets: Sequence[Entry]) -> Chain:
        """Sums over units of which only the one with v's own index contains v."""
        change: dict[Expr, Expr] = {}
        for target in targets:
            if target.tensor == self.cost:
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
                    return _at_place(found.explicit.last, found.gradient, target)
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
                return Partial(self._right(expression.of), expression.by)
            if not contains(expression, Partial) or isinstance(expression, Partial):
                return expression
            return rebuilt(expression, (put_in(part) for part in expression.args))

        return chain.then(FORWARD_EQUATION, put_in(chain.last), about=about)

    def _differentiated(self, chain: Chain, targets: Sequence[Entry]) -> Chain:
        after, substeps = take(chain.last, self.around)
        chain = chain.then(DIFFERENTIATE, after, substeps)
        passed: list[Tensor] = []
        while contains(chain.last, Partial):
            passed += _open_in(chain.last)
            chain = chain.then(FORWARD_EQUATION, look_through(chain.last, self.around))
            after, substeps = take(chain.last, self.around)
            chain = chain.then(DIFFERENTIATE, after, substeps)
        for target in targets:
            chain = self._told_through(chain, target, Equation(target, self._right(target)))
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
        """The chain carried on until no f' is left."""
        about: list[Expr] = []
        start = Chain((), chain.last)
        told = start.then(THROUGH_OUTPUT, self._without_primes(chain.last, about), about=about)
        if told is start:
            return start
        cancelled: list[Step] = []
        told = told.then(CANCEL, without_fractions(told.last, cancelled), cancelled)
        facts: list[Step] = []
        return told.then(FACT, with_facts(told.last, self.network.facts, facts), facts)

    def _without_primes(self, expression: Expr, about: list[Expr]) -> Expr:
        if not contains(expression, Apply):
            return expression
        if not isinstance(expression, Apply) or expression.function.order == 0:
            return rebuilt(
                expression, (self._without_primes(part, about) for part in expression.args)
            )
        function, argument = expression.function, expression.argument
        about.append(expression)
        output = self._output_of(function.with_order(0), argument)
        told = through_output(function)
        if told is not None and output is not None:
            return replace_entries(told, {OUTPUT[()]: output, function.variable: argument})
        return at(derivative_of(function), function, argument)

    def _output_of(self, function: Expr, argument: Expr) -> Expr | None:
        """The signal that is f(argument) in the forward pass, or None."""
        if not isinstance(argument, Entry):
            return None
        equation = self.outputs.get((function, argument.tensor))
        if equation is None:
            return None
        places = zip(equation.right.argument.indices, argument.indices, strict=True)
        return substitute(equation.left, dict(places))



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
        own: dict[Index, Expr] = {}
        for factor in term.args if isinstance(term, Mul) else (term,):
            if isinstance(factor, Delta):
                for one, other in (factor.args, factor.args[::-1]):
                    if one in letters and isinstance(other, Index) and other not in letters:
                        own[one] = other
        fixed = own if fixed is None else {k: v for k, v in fixed.items() if own.get(k) == v}
    return fixed or {}


def _users(equations: Sequence[Equation]) -> dict[Tensor, list[Tensor]]:
    users: dict[Tensor, list[Tensor]] = {}
    for equation in equations:
        for tensor in sorted(tensors_in(equation.right), key=str):
            users.setdefault(tensor, []).append(equation.left.tensor)
    return users


def _signals_in(expression: Expr, equations: Mapping[Tensor, Equation]) -> set[Tensor]:
    return {tensor for tensor in tensors_in(expression) if tensor in equations}

