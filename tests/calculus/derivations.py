"""Networks to derive, and numbers to hold every step of a derivation against."""

import random
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import mpmath
from sympy import Expr, Integer

from derive.calculus.derivation import Derivation, Result, derivation_of
from derive.calculus.step import Step
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_line
from derive.notation.expression import IndexSum, Partial, free_indices
from derive.notation.index import Index
from derive.notation.tensor import Tensor
from derive.notation.value import Position, World, given_values, world

DIGITS = 20
# A central difference at three times the digits has an error below its step squared.
CLOSE = mpmath.mpf(10) ** -13


@cache
def derived(line: str) -> Derivation:
    """The derivation of a network that is written in one line, per sample."""
    return derivation_of(build(read_line(line)))


def own(layers: list[Any], formulas: Mapping[str, Any], **options: Any) -> Derivation:
    """The derivation of a network with formulas of its user's own, per sample."""
    described = {"input": 3, "loss": "squared_error", **options}
    return derivation_of(build(network(layers=layers, formulas=formulas, **described)))


def layer_of(*equations: str, parameters: Iterable[str] = (), **keys: Any) -> dict[str, Any]:
    """A user's layer of some equations."""
    made = {"kind": "layer", "equations": list(equations), **keys}
    return {**made, "parameters": {name: {"initial": "ones"} for name in parameters}}


def numbers(derivation: Derivation, seed: int = 0) -> World:
    """Random numbers for all that is given, labels that add to one, and all slopes of the cost."""
    net, rng = derivation.network, random.Random(seed)
    given_tensors = [
        *(*net.inputs, *net.targets),
        *(p.tensor for p in net.parameters),
        *(noise.tensor for noise in net.noise),
        *(state.tensor for state in net.states),
    ]
    with mpmath.workdps(DIGITS):

        def number(tensor: Tensor, _: Position) -> Any:
            if tensor in net.whole:
                return mpmath.mpf(rng.randrange(net.whole[tensor]))
            is_target = tensor in net.targets
            return mpmath.mpf(rng.uniform(0.1, 0.9) if is_target else rng.uniform(-1, 1))

        given = given_values(given_tensors, net.sizes, number)
        for tensor in net.targets if net.facts else ():
            _add_to_one(given[tensor])
        for tensor, value in net.constants.items():
            given[tensor] = {(): mpmath.mpf(value.numerator) / value.denominator}
    made = world(given, net.sizes, net.equations, open=derivation.open, digits=DIGITS)
    for result in derivation.results:
        made.values[result.equation.left.tensor] = {
            at: made.number(Partial(net.cost, result.of[tuple(map(Integer, at))]))
            for at in made.positions(result.of)
        }
    return made


def wrong_results(derivation: Derivation, made: World) -> list[str]:
    """The gradients that are not the cost's slopes, in any of their three forms."""
    return [
        str(equation)
        for result in derivation.results
        for equation in (result.equation, result.explicit, result.computed)
        if any(not _agree(equation.left, equation.right, at, made) for at in _places(result, made))
    ]


def _places(result: Result, made: World) -> list[dict[Index, int]]:
    letters = result.equation.left.indices
    return [dict(zip(letters, at, strict=True)) for at in made.positions(result.of)]


def _agree(one: Expr, other: Expr, place: dict[Index, int], made: World) -> bool:
    first, second = made.number(one, place), made.number(other, place)
    return bool(abs(first - second) <= CLOSE * (1 + abs(first)))


def _add_to_one(labels: dict[Position, Any]) -> None:
    for row in {at[:-1] for at in labels}:
        total = mpmath.fsum(value for at, value in labels.items() if at[:-1] == row)
        for at in [at for at in labels if at[:-1] == row]:
            labels[at] /= total


def wrong_lines(derivation: Derivation, seed: int = 0) -> list[str]:
    """The steps of a derivation that are no equality, or that bind a free letter."""
    made = numbers(derivation, seed)
    return [f"{s.rule.name}: {s.before} -> {s.after}" for s in derivation.steps() if _bad(s, made)]


def _bad(step: Step, made: World) -> bool:
    letters = sorted(free_indices(step.before) | free_indices(step.after), key=lambda k: k.name)
    # The first place has letters at different entries, the second all at the first one.
    for spread in (1, 0):
        place = {k: spread * at % made.sizes[k.axis] for at, k in enumerate(letters)}
        if not _agree(step.before, step.after, place, made):
            return True
    return False


def bound_twice(expression: Expr, taken: frozenset[str]) -> bool:
    """Whether a sum binds a letter that is free around it or bound already."""
    if isinstance(expression, IndexSum):
        name = expression.index.name
        return name in taken or bound_twice(expression.body, taken | {name})
    return any(bound_twice(part, taken) for part in expression.args)


def unclear_lines(derivation: Derivation) -> list[str]:
    """Lines where one letter means two things."""
    lines = [
        line
        for result in derivation.results
        for step in (*result.steps, *result.explicit_steps)
        for line in (step.before, step.after)
    ]
    return [str(e) for e in lines if bound_twice(e, frozenset(k.name for k in free_indices(e)))]


def text_of(derivation: Derivation, name: str) -> str:
    """A gradient with no f' left, as plain text."""
    return str(derivation.result(name).explicit)


def letters_of(derivation: Derivation) -> dict[str, Index]:
    """The letters of a network by name."""
    found = {
        index for equation in derivation.network.equations for index in _all(equation.right)
    } | {
        index
        for equation in derivation.network.equations
        for index in equation.left.indices
        if isinstance(index, Index)
    }
    return {index.name: index for index in found}


def _all(expression: Expr) -> set[Index]:
    if isinstance(expression, Index):
        return {expression}
    return set[Index]().union(*(_all(part) for part in expression.args))
