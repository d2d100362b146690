"""A derived gradient in the index letters of the line that asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from sympy import Expr

from derive.calculus.chain import Chain, Found
from derive.calculus.derivation import Derivation, Result
from derive.calculus.step import Step
from derive.notation.expression import Equation, rebuilt, tensors_in
from derive.notation.index import Index
from derive.notation.tensor import Entry
from derive.reading.terms import Place

Rename = Callable[[Expr], Expr]
_LETTER = re.compile(r"[^\W\d_]+'*")


def relettered(
    derivation: Derivation, result: Result, by: tuple[Place, ...], of: tuple[Place, ...]
) -> tuple[Derivation, Result]:
    """The gradient with the writer's letters in its left side, and where they are derived.

    Letters in the way get primes, everywhere alike, so that no two become one. Where the
    places are no letters, or not all different, the engine's letters stay.

    Args:
        derivation: The derived network.
        result: One of its gradients.
        by: The writer's places of what the derivative is by.
        of: The writer's places of what is differentiated; empty for a scalar.
    """
    cost = derivation.network.cost
    engine, writer = (*result.equation.left.indices, *cost.indices), (*by, *of)
    is_spelled = all(isinstance(one, Index) and _LETTER.fullmatch(one.name) for one in writer)
    # Of other gradients, only those of a scalar are free of the letters of what they are of.
    is_alone = not of or all(one.of is None for one in tensors_in(result.equation.right))
    if not is_spelled or not is_alone or len(set(map(str, writer))) != len(engine):
        return derivation, result
    wanted = {str(one): str(other) for one, other in zip(engine, writer, strict=True)}
    equation = derivation.network.equations[-1]
    chains = (result.found.chain, result.found.explicit)
    met = {one.name for chain in chains for part in _parts(chain) for one in part.atoms(Index)}
    met |= {one.name for one in equation.right.atoms(Index)} if of else set()
    rename = _renaming(_without_clashes(wanted, met))
    found = _found(result, rename)
    if of:
        own = Equation(rename(equation.left), rename(equation.right), equation.number)
        network = derivation.network
        network = replace(network, equations=(*network.equations[:-1], own))
        derivation = replace(derivation, network=network, results=_with(derivation, found))
    return derivation, found


def _with(derivation: Derivation, found: Result) -> tuple[Result, ...]:
    """The gradients with one of them replaced."""
    return tuple(found if one.of == found.of else one for one in derivation.results)


def _found(result: Result, rename: Rename) -> Result:
    old = result.found
    gradient = rename(old.gradient)
    assert isinstance(gradient, Entry), "a renamed entry is one"
    chain, explicit = _chain(old.chain, rename), _chain(old.explicit, rename)
    found = Found(old.of, gradient, chain, explicit, rename(old.computed))
    return Result(result.of, result.kind, result.number, found)


def _without_clashes(wanted: Mapping[str, str], met: Iterable[str]) -> dict[str, str]:
    """The change of letters, with a new letter for each that stands where another comes."""
    change = dict(wanted)
    taken = {*met, *wanted.values()}
    for letter in sorted(set(wanted.values()) - wanted.keys()):
        if letter in met:
            other = letter + "'"
            while other in taken:
                other += "'"
            taken.add(other)
            change[letter] = other
    return change


def _renaming(change: Mapping[str, str]) -> Rename:
    def rename(expression: Expr) -> Expr:
        if isinstance(expression, Index):
            return Index(change.get(expression.name, expression.name), expression.axis)
        return rebuilt(expression, (rename(part) for part in expression.args))

    return rename


def _chain(chain: Chain, rename: Rename) -> Chain:
    return Chain(tuple(_step(one, rename) for one in chain.steps), rename(chain.last))


def _step(step: Step, rename: Rename) -> Step:
    return Step(
        step.rule,
        rename(step.before),
        rename(step.after),
        tuple(_step(one, rename) for one in step.substeps),
        tuple(map(rename, step.about)),
    )


def _parts(chain: Chain) -> Iterator[Expr]:
    yield chain.last
    waiting = list(chain.steps)
    while waiting:
        step = waiting.pop()
        yield from (step.before, step.after, *step.about)
        waiting += step.substeps
