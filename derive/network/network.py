"""A network: numbered forward equations of sized tensors, per sample or per batch.

`build` names and sizes what an architecture describes. Formulas are per
sample; `batched` puts the sample index on every signal and the mean over the
samples in front of the loss, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from sympy import Expr, Integer, Rational

from derive.network.architecture import Architecture
from derive.network.batch import batched
from derive.network.instance import place_layers
from derive.network.penalty import penalty_terms
from derive.network.placed import Noise, Placed, State
from derive.network.sizes import SAMPLES
from derive.network.structure import LayerRecord, Network, Parameter
from derive.network.worked_example import check_example
from derive.notation.expression import Equation, IndexSum, constant_size
from derive.notation.index import index_of
from derive.notation.tensor import Entry, Role, Tensor

__all__ = ["SAMPLES", "LayerRecord", "Network", "Noise", "Parameter", "State", "build"]


def build(architecture: Architecture, *, batch: bool = False, samples: int = 5) -> Network:
    """The network that an architecture describes, per sample or in batch form.

    A network in which a formula mixes the samples has its batch form only.

    Args:
        architecture: What the user described.
        batch: Whether signals carry the sample index and the cost is over a batch.
        samples: The batch size that `sizes` names in batch form.

    Raises:
        ShapeError: Sizes do not fit together.
        NetworkError: A name is unknown or used twice.
    """
    placed = place_layers(architecture)
    raw = _raw(architecture, placed)
    if _mixes_samples(placed):
        return _numbered(_with_penalties(_with_cost(raw, placed, samples)))
    per_sample = _numbered(_with_penalties(_with_total(raw, placed)))
    tensors = (*per_sample.targets, *(parameter.tensor for parameter in per_sample.parameters))
    check_example(architecture.example, {t.code_name: per_sample.shape(t) for t in tensors})
    if not batch:
        return per_sample
    whole = _with_cost(_with_total(raw, placed), None, samples)
    return _numbered(_with_penalties(whole), like=per_sample)


def _mixes_samples(placed: Placed) -> bool:
    formulas = (layer.formula for layer in placed.layers)
    return any(f.batch for f in formulas) or any(loss.mixes_samples for loss in placed.losses)


def _raw(architecture: Architecture, placed: Placed) -> Network:
    """The network per sample, up to the equations of the single losses."""
    records = tuple(_records(placed))
    has_inference = any(record.inference for record in records)
    return Network(
        architecture=architecture,
        inputs=placed.inputs,
        targets=placed.targets,
        predictions=placed.predictions,
        parameters=tuple(parameter for record in records for parameter in record.parameters),
        equations=(
            *(equation for record in records for equation in record.equations),
            *(equation for loss in placed.losses for equation in loss.equations),
        ),
        layers=records,
        losses=tuple(loss.equations[-1].left.tensor for loss in placed.losses),
        sizes=placed.sizes,
        constants=placed.constants,
        facts=tuple(fact for loss in placed.losses for fact in loss.facts),
        whole=placed.whole,
        noise=tuple(noise for record in records for noise in record.noise),
        states=tuple(state for record in records for state in record.states),
        inference=tuple(
            equation
            for record in records
            for equation in record.inference or record.equations
            if has_inference
        ),
    )


def _records(placed: Placed) -> Iterator[LayerRecord]:
    for use in placed.layers:
        yield LayerRecord(
            number=use.number,
            formula=use.formula,
            name=use.name,
            inputs=use.inputs,
            output=use.output,
            equations=use.equations,
            parameters=tuple(
                Parameter(tensor, initial, use.number) for tensor, initial in use.parameters.items()
            ),
            inference=use.inference,
            noise=use.noise,
            states=use.states,
            repetition=use.repetition,
            like=use.like,
        )


def _with_total(network: Network, placed: Placed) -> Network:
    """The network with the weighted sum of its losses, where that is more than one loss."""
    weights = [loss.weight for loss in placed.losses]
    if weights == [1]:
        return network
    right = _weighted([tensor[()] for tensor in network.losses], weights)
    whole = Tensor("L", None, (), Role.LOSS)
    return replace(network, equations=(*network.equations, Equation(whole[()], right)))


def _weighted(terms: list[Expr], weights: list[Fraction]) -> Expr:
    total: Expr = Integer(0)
    for term, weight in zip(terms, weights, strict=True):
        total += Rational(weight.numerator, weight.denominator) * term
    return total


def _with_cost(network: Network, placed: Placed | None, samples: int) -> Network:
    """The network over a batch, and its cost: the mean (or sum) of the losses over the samples.

    Args:
        network: Per sample.
        placed: Where a loss speaks of the whole batch, so that the losses are weighted in the
            cost; None where one equation of the network gives the loss of a sample.
        samples: The batch size that `sizes` names.
    """
    network = batched(network, samples)
    if placed is None:
        right = _averaged(network.equations[-1].left, network)
    else:
        terms = [
            _averaged(equation.left, network)
            for tensor in network.losses
            for equation in network.equations
            if equation.left.tensor == tensor
        ]
        right = _weighted(terms, [loss.weight for loss in placed.losses])
    cost = Tensor("C", None, (), Role.COST)
    return replace(network, equations=(*network.equations, Equation(cost[()], right)))


def _averaged(loss: Entry, network: Network) -> Expr:
    """A loss over the batch; one that speaks of the whole batch stays as it is."""
    if not loss.indices:
        return loss
    summed = IndexSum(loss, index_of(SAMPLES))
    if network.architecture.reduction == "mean":
        return summed / constant_size(SAMPLES)
    return summed


def _with_penalties(network: Network) -> Network:
    penalties = network.architecture.penalties
    if not penalties:
        return network
    added: Expr = Integer(0)
    constants = dict(network.constants)
    for number, penalty in enumerate(penalties, start=1):
        term, factor = penalty_terms(
            penalty, [p.tensor for p in network.parameters], number, len(penalties)
        )
        added += term
        constants[factor] = penalty.weight
    last = network.equations[-1].left
    penalised = Tensor("E", None, (), Role.COST)
    return replace(
        network,
        equations=(*network.equations, Equation(penalised[()], last + added)),
        constants=constants,
    )


def _numbered(network: Network, like: Network | None = None) -> Network:
    """Number the equations 1, 2, ...; a batch form takes its per-sample numbers with a "b".

    An equation that only the batch has takes the number before it with a "c".
    """
    numbers: dict[Tensor, str] = {}
    if like is None:
        for position, equation in enumerate(network.equations, start=1):
            numbers[equation.left.tensor] = str(position)
    else:
        known = {equation.left.tensor.code_name: equation.number for equation in like.equations}
        before = "0"
        for equation in network.equations:
            own = known.get(equation.left.tensor.code_name)
            numbers[equation.left.tensor] = f"{own}b" if own else f"{before}c"
            before = own or before

    def numbered(equation: Equation) -> Equation:
        return replace(equation, number=numbers[equation.left.tensor])

    return replace(
        network,
        equations=tuple(numbered(equation) for equation in network.equations),
        layers=tuple(
            replace(record, equations=tuple(numbered(e) for e in record.equations))
            for record in network.layers
        ),
        inference=tuple(
            replace(equation, number=numbers.get(equation.left.tensor, ""))
            for equation in network.inference
        ),
    )
