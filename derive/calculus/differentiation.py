"""Laws that take a derivative: each rewrites one `Partial` into smaller ones.

In a `Partial` all named signals are held, except the *open* ones: signals
whose forward equations the derivative looks through (see `backprop`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sympy import Abs, Add, Expr, Integer, Mul, Pow, S, cos, erf, exp, log, sign, sin, tanh

from derive.calculus.rules import (
    CASES,
    EXTREMUM,
    GENERAL_POWER,
    INDEPENDENT,
    LARGEST,
    LINEAR,
    OWN_ENTRY,
    PIECEWISE_CONSTANT,
    POWER,
    PRODUCT,
    SCALAR_FUNCTION,
    UNDER_THE_SUM,
)
from derive.calculus.scalar import elementary_derivative
from derive.calculus.step import Rule, Step
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    Equation,
    FirstMax,
    IndexMax,
    IndexSum,
    Maximum,
    Minimum,
    Partial,
    Where,
    contains,
    free_indices,
    rebuilt,
    renamed_apart,
    replace_entries,
    tensors_in,
    with_fresh_index,
)
from derive.notation.tensor import Entry, Tensor

ELEMENTARY = (exp, log, tanh, erf, Abs, sin, cos)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a derivative may look through.

    Attributes:
        open: Forward equations of the open signals, by tensor.
        reach: For every open signal, all tensors that it depends on through open signals.
    """

    open: Mapping[Tensor, Equation]
    reach: Mapping[Tensor, frozenset[Tensor]]

    def depends(self, expression: Expr, tensor: Tensor) -> bool:
        """Whether an expression depends on a tensor, other named signals held."""
        for met in tensors_in(expression):
            if met == tensor or tensor in self.reach.get(met, ()):
                return True
        return False


NOTHING_OPEN = Surroundings({}, {})


def surroundings(equations: Mapping[Tensor, Equation]) -> Surroundings:
    """The surroundings in which some signals are open; equations in forward order."""
    reach: dict[Tensor, frozenset[Tensor]] = {}
    for tensor, equation in equations.items():
        below: set[Tensor] = set()
        for met in tensors_in(equation.right):
            below.add(met)
            below |= reach.get(met, frozenset())
        reach[tensor] = frozenset(below)
    return Surroundings(equations, reach)


def take(expression: Expr, around: Surroundings) -> tuple[Expr, tuple[Step, ...]]:
    """Take every derivative in an expression, up to those of open signals.

    Returns:
        The expression with `Partial`s of open signals only, and one step a law used.
    """
    steps: list[Step] = []
    return _resolved(expression, around, steps), tuple(steps)


def look_through(expression: Expr, around: Surroundings) -> Expr:
    """Put the forward equations of open signals into their derivatives, one level."""
    if isinstance(expression, Partial) and isinstance(expression.of, Entry):
        equation = around.open.get(expression.of.tensor)
        assert equation is not None, f"a derivative was left untaken: {expression}"
        return Partial(equation.at(*expression.of.indices), expression.by)
    if not contains(expression, Partial):
        return expression
    if isinstance(expression, IndexSum):
        return IndexSum(look_through(expression.body, around), expression.index)
    return rebuilt(expression, (look_through(part, around) for part in expression.args))


def _resolved(expression: Expr, around: Surroundings, steps: list[Step]) -> Expr:
    if isinstance(expression, Partial):
        law, after = _one_law(expression, around)
        if law is None:
            return expression
        steps.append(Step(law, expression, after))
        return _resolved(after, around, steps)
    if not contains(expression, Partial):
        return expression
    return rebuilt(expression, (_resolved(part, around, steps) for part in expression.args))


def _one_law(partial: Partial, around: Surroundings) -> tuple[Rule | None, Expr]:
    of, by = partial.of, partial.by
    if not around.depends(of, by.tensor):
        return INDEPENDENT, S.Zero
    if isinstance(of, Entry):
        return _entry(of, by)
    if isinstance(of, Add):
        kept = [part for part in of.args if around.depends(part, by.tensor)]
        return LINEAR, Add(*(Partial(part, by) for part in kept))
    if isinstance(of, Mul):
        return _product(of, by, around)
    if isinstance(of, Pow):
        return _power(of, by, around)
    law = _LAWS.get(type(of))
    assert law is not None, f"no law differentiates {type(of).__name__}: {of}"
    rule, after = law(of, by)
    return rule, _without_held(after, by, around)


def _without_held(expression: Expr, by: Entry, around: Surroundings) -> Expr:
    """An expression in which no held signal has a derivative of its own.

    Alone, du/dx means the derivative through u's equation; inside the derivative of
    a larger expression u is held.
    """
    if isinstance(expression, Partial):
        is_held = isinstance(expression.of, Entry) and not around.depends(expression.of, by.tensor)
        return Integer(0) if is_held else expression
    if not contains(expression, Partial):
        return expression
    return rebuilt(expression, (_without_held(part, by, around) for part in expression.args))


def _entry(of: Entry, by: Entry) -> tuple[Rule | None, Expr]:
    if of.tensor != by.tensor:
        return None, of
    pairs = zip(of.indices, by.indices, strict=True)
    return OWN_ENTRY, Mul(*(Delta(one, other) for one, other in pairs))


def _product(of: Mul, by: Entry, around: Surroundings) -> tuple[Rule, Expr]:
    varying = [part for part in of.args if around.depends(part, by.tensor)]
    fixed = [part for part in of.args if part not in varying]
    if fixed:
        return LINEAR, Mul(*fixed, Partial(Mul(*varying), by))
    terms = [
        Mul(Partial(part, by), *varying[:at], *varying[at + 1 :]) for at, part in enumerate(varying)
    ]
    return PRODUCT, Add(*terms)


def _power(of: Pow, by: Entry, around: Surroundings) -> tuple[Rule, Expr]:
    base, exponent = of.base, of.exp
    if not around.depends(exponent, by.tensor):
        # One product of three, so that SymPy does not spread a number over a sum.
        return POWER, Mul(exponent, base ** (exponent - 1), Partial(base, by))
    inner = Partial(exponent, by) * log(base) + exponent * Partial(base, by) / base
    return GENERAL_POWER, of * _without_held(inner, by, around)


def _sum(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    summed = with_fresh_index(of, free_indices(by))
    return UNDER_THE_SUM, IndexSum(Partial(summed.body, by), summed.index)


def _largest(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    place = with_fresh_index(of, free_indices(by))
    taken, below = {*free_indices(by), place.index}, place.body
    while isinstance(below, IndexMax):
        taken, below = taken | {below.index}, below.body
    inside = renamed_apart(of, taken)
    is_first = FirstMax(inside.body, inside.index, place.index)
    return LARGEST, IndexSum(is_first * Partial(place.body, by), place.index)


def _elementary(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    derivative, symbol = elementary_derivative(of.func)
    inside = of.args[0]
    return SCALAR_FUNCTION, replace_entries(derivative, {symbol: inside}) * Partial(inside, by)


def _named(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    function, argument = of.function, of.argument
    derivative = Apply(function.with_order(function.order + 1), argument)
    return SCALAR_FUNCTION, derivative * Partial(argument, by)


def _constant(_of: Expr, _by: Entry) -> tuple[Rule, Expr]:
    return PIECEWISE_CONSTANT, Integer(0)


def _cases(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    return CASES, Where(of.condition, Partial(of.then, by), Partial(of.otherwise, by))


def _maximum(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    first, second = of.args
    after = Compare(">=", first, second) * Partial(first, by)
    return EXTREMUM, after + Compare(">", second, first) * Partial(second, by)


def _minimum(of: Expr, by: Entry) -> tuple[Rule, Expr]:
    first, second = of.args
    after = Compare("<=", first, second) * Partial(first, by)
    return EXTREMUM, after + Compare("<", second, first) * Partial(second, by)


_LAWS: Mapping[type, Callable[[Expr, Entry], tuple[Rule, Expr]]] = {
    IndexSum: _sum,
    IndexMax: _largest,
    FirstMax: _constant,
    Apply: _named,
    Compare: _constant,
    sign: _constant,
    Delta: _constant,
    Where: _cases,
    Maximum: _maximum,
    Minimum: _minimum,
    **dict.fromkeys(ELEMENTARY, _elementary),
}
