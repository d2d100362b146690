"""Numbers to hold second derivatives against: differences of forward equations and gradients."""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import mpmath
from sympy import Expr, Integer

from derive.calculus.gauss_newton import split_of
from derive.calculus.second import Second, with_gradients
from derive.calculus.step import Step
from derive.notation.expression import Equation, free_indices
from derive.notation.tensor import Role, Tensor, tangent_of
from derive.notation.value import Position, Values, World, given_values, world
from tests.calculus.derivations import _add_to_one, bound_twice

DIGITS = 20
# A central difference of central differences, at steps of 10^-20 with 60 digits, errs less.
CLOSE = mpmath.mpf(10) ** -12
LAST = Equation(Tensor("last", None, (), Role.SIGNAL)[()], Integer(0))


def given_numbers(second: Second, seed: int = 0) -> Values:
    """Random numbers for all that is given, directions included; labels that add to one."""
    net, rng = second.derivation.network, random.Random(seed)
    parameters = (parameter.tensor for parameter in net.parameters)
    kept = (*(one.tensor for one in net.noise), *(one.tensor for one in net.states))
    tensors = [*net.inputs, *net.targets, *parameters, *kept, *second.given]
    with mpmath.workdps(3 * DIGITS):

        def number(tensor: Tensor, _: Position) -> Any:
            if tensor in net.whole:
                return mpmath.mpf(rng.randrange(net.whole[tensor]))
            is_target = tensor in net.targets
            return mpmath.mpf(rng.uniform(0.1, 0.9) if is_target else rng.uniform(-1, 1))

        given = given_values(tensors, net.sizes, number)
        for tensor in net.targets if net.facts else ():
            _add_to_one(given[tensor])
        for tensor, value in net.constants.items():
            given[tensor] = {(): mpmath.mpf(value.numerator) / value.denominator}
    return given


def moved(given: Values, directions: Mapping[Tensor, Tensor], step: Any) -> Values:
    """The numbers where some tensors went a step along their directions."""
    after = dict(given)
    for tensor, direction in directions.items():
        after[tensor] = {
            at: value + step * given[direction][at] for at, value in given[tensor].items()
        }
    return after


def changes(second: Second, given: Values, directions: Mapping[Tensor, Tensor]) -> Values:
    """How every signal and gradient changes along directions: central differences, no calculus."""
    sizes = second.derivation.network.sizes
    with mpmath.workdps(3 * DIGITS):
        step = mpmath.mpf(10) ** -DIGITS
        above, below = (
            world(moved(given, directions, side * step), sizes, second.base, digits=3 * DIGITS)
            for side in (1, -1)
        )
        return {
            tangent_of(one.left.tensor): {
                at: (value - below.values[one.left.tensor][at]) / (2 * step)
                for at, value in above.values[one.left.tensor].items()
            }
            for one in second.base
        }


def directions_of(second: Second) -> dict[Tensor, Tensor]:
    """The tensors that move, and where to."""
    return {tensor.of: tensor for tensor in second.given if tensor.of is not None}


def numbers(second: Second, seed: int = 0) -> World:
    """Numbers for everything that the rows of a product name, by differences where they can."""
    given, sizes = given_numbers(second, seed), second.derivation.network.sizes
    made = world(given, sizes, (*second.base, LAST), digits=DIGITS)
    # What a partial derivative holds is said by the equations that were differentiated.
    made = replace(made, equations=(*with_gradients(second.derivation), LAST), slopes={}, reach={})
    if second.kind == "gauss-newton-vector":
        return made_by_rows(second, given)
    if second.block:
        made.values.update(block_changes(second, given))
    else:
        made.values.update(changes(second, given, directions_of(second)))
    return made


def block_changes(second: Second, given: Values) -> Values:
    """How everything changes along each entry of the parameter of a block."""
    (seed,) = second.seeds
    column = seed.left.tensor.of
    assert column is not None
    found: Values = {}
    unit = tangent_of(column)
    for entry in given[column]:
        direction = {at: mpmath.mpf(at == entry) for at in given[column]}
        all_given = {**given, unit: direction}
        along = {**changes(second, all_given, {column: unit}), unit: direction}
        for tensor, values in along.items():
            assert tensor.of is not None
            into = found.setdefault(tangent_of(tensor.of, second.block), {})
            into.update({(*at, *entry): value for at, value in values.items()})
    return found


def made_by_rows(second: Second, given: Values) -> World:
    """Numbers for everything that a product's rows name, by the rows themselves."""
    rows = [row.explicit for row in second.rows]
    made = world(
        given,
        second.derivation.network.sizes,
        (*second.base, *rows, LAST),
        digits=DIGITS,
        open=second.derivation.open,
    )
    equations = (*with_gradients(second.derivation), LAST)
    return replace(made, equations=equations, open=frozenset(), slopes={}, reach={})


def wrong_lines(second: Second, seed: int = 0) -> list[str]:
    """The steps of a product that are no equality."""
    made = numbers(second, seed)
    steps = second.steps()
    if second.kind != "gauss-newton-vector":
        return [_told(step) for step in _all(steps) if _bad(step, made)]
    split = split_of(second.derivation, [tensor.code_name for tensor in second.at])
    assert second.paired is not None
    pulled = {e.left.tensor for e in split.inner} | {
        p.tensor for p in second.derivation.network.parameters
    }
    rows = [row for row in second.rows if row.equation.number[0] == "G"]
    linear = [row for row in rows if row.of.of in pulled and row.of.of not in second.at]
    others = [row for row in second.rows if row not in linear]
    inner = replace(
        made,
        equations=(*split.inner, second.paired),
        open=second.derivation.open,
        slopes={},
        reach={},
    )
    inner.values[second.paired.left.tensor] = {(): made.number(second.paired.right)}
    found = [_told(s) for row in others for s in _all(_steps(row)) if _bad(s, made)]
    return found + [_told(s) for row in linear for s in _all(_steps(row)) if _bad(s, inner)]


def _steps(row: Any) -> tuple[Step, ...]:
    return (*row.steps, *row.explicit_steps)


def _all(steps: tuple[Step, ...]) -> list[Step]:
    return [one for step in steps for one in (step, *_all(step.substeps))]


def _told(step: Step) -> str:
    return f"{step.rule.name}: {step.before} -> {step.after}"


def _bad(step: Step, made: World) -> bool:
    letters = sorted(free_indices(step.before) | free_indices(step.after), key=lambda k: k.name)
    for spread in (1, 0):
        place = {k: spread * at % made.sizes[k.axis] for at, k in enumerate(letters)}
        before, after = made.number(step.before, place), made.number(step.after, place)
        if abs(before - after) > CLOSE * (1 + abs(before)):
            return True
    return False


def errors(second: Second, seed: int = 0) -> dict[str, Any]:
    """The largest difference of every product from the differences, by the parameter's name."""
    given = given_numbers(second, seed)
    rows = made_by_rows(second, given)
    if second.kind == "gauss-newton-vector":
        oracle = gauss_newton(second, given)
    elif second.block:
        oracle = block_changes(second, given)
    else:
        oracle = changes(second, given, directions_of(second))
    return {
        one.of.code_name: max(
            abs(value - rows.values[one.tangent].get(at, mpmath.mpf("nan")))
            for at, value in oracle[one.tangent].items()
        )
        for one in second.products
    }


def gauss_newton(second: Second, given: Values) -> Values:
    """The transposed Jacobian times the loss's Hessian times the Jacobian times a direction."""
    derivation = second.derivation
    split = split_of(derivation, [tensor.code_name for tensor in second.at])
    along = directions_of(second)
    with mpmath.workdps(4 * DIGITS):
        here = world(given, derivation.network.sizes, split.inner, digits=4 * DIGITS)
        change = changes(second, given, along)
        for tensor in second.at:
            given = {**given, tangent_of(tensor): change[tangent_of(tensor)]}
        outer_given = {**given, **{tensor: here.values[tensor] for tensor in second.at}}
        met = {*second.at, *along}
        errors_ = _second_differences(second, split.outer, outer_given, met)
        return _pulled(second, split.inner, given, errors_)


def _second_differences(
    second: Second, outer: tuple[Equation, ...], given: Values, met: set[Tensor]
) -> Values:
    """The change of the cost's slopes at the split, by differences of the cost alone."""
    sizes, step = second.derivation.network.sizes, mpmath.mpf(10) ** -DIGITS
    directions = {tensor: tangent_of(tensor) for tensor in met}

    def cost(side: int, tensor: Tensor, at: Position, other: int) -> Any:
        values = moved(given, directions, side * step)
        values[tensor] = {**values[tensor], at: values[tensor][at] + other * step}
        made = world(values, sizes, outer, digits=4 * DIGITS)
        return made.values[outer[-1].left.tensor][()]

    return {
        tensor: {
            at: sum(one * two * cost(one, tensor, at, two) for one in (1, -1) for two in (1, -1))
            / (4 * step**2)
            for at in given[tensor]
        }
        for tensor in met
    }


def _pulled(second: Second, inner: tuple[Equation, ...], given: Values, errors_: Values) -> Values:
    sizes, step = second.derivation.network.sizes, mpmath.mpf(10) ** -DIGITS

    def paired(tensor: Tensor, at: Position, side: int) -> Any:
        values = {**given, tensor: {**given[tensor], at: given[tensor][at] + side * step}}
        made = world(values, sizes, inner, digits=4 * DIGITS)
        return sum(
            error * made.values[one][place]
            for one in second.at
            for place, error in errors_[one].items()
        )

    return {
        one.tangent: {
            at: (paired(one.of, at, 1) - paired(one.of, at, -1)) / (2 * step)
            + errors_[one.of].get(at, 0)
            for at in given[one.of]
        }
        for one in second.products
    }


def clashes(second: Second) -> list[str]:
    """Lines in which a bound letter is free around it or bound twice."""
    lines: list[Expr] = [line for s in second.steps() for line in (s.before, s.after)]
    return [
        str(line)
        for line in lines
        if bound_twice(line, frozenset(k.name for k in free_indices(line)))
    ]
