"""Which gradients are derived word for word like an earlier one, layers' letters aside.

A deep network has the same layer many times; a handout derives it once. Of a
repeated block the first turn is the one that is told.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from sympy import Add, Expr, Mul

from derive.calculus.derivation import Derivation, Result
from derive.documents.names import PAIR
from derive.network.structure import LayerRecord, Network
from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Tensor


def repeated(derivation: Derivation) -> dict[str, Result]:
    """The results that repeat another chain, by name in programs, each with that other one."""
    places = _axis_places(derivation)
    folded = folded_tensors(derivation.network)
    arriving = _arriving(derivation.network)
    alike: dict[Hashable, int] = {}
    groups: list[list[Result]] = []
    for result in derivation.results:
        like = result.like if arriving else None
        signs = [like] if like is not None else [result.of, *_signs(result, places, arriving)]
        known = next((alike[sign] for sign in signs if sign in alike), None)
        if known is None:
            known = len(groups)
            groups.append([])
        for sign in signs:
            alike.setdefault(sign, known)
        groups[known].append(result)
    found: dict[str, Result] = {}
    for group in groups:
        told = next((one for one in group if one.of not in folded), group[0])
        found |= {one.of.code_name: told for one in group if one is not told}
    return {
        result.of.code_name: found[result.of.code_name]
        for result in derivation.results
        if result.of.code_name in found
    }


def layers_told(network: Network) -> tuple[LayerRecord, ...]:
    """The layers whose equations a handout prints: of a repeated block those of the first turn."""
    return tuple(record for record in network.layers if record.like is None)


def folded_tensors(network: Network) -> frozenset[Tensor]:
    """What the later turns of repeated blocks define."""
    return frozenset(
        tensor
        for record in network.layers
        if record.like is not None
        for tensor in defined_by(record)
    )


def defined_by(record: LayerRecord) -> list[Tensor]:
    """The signals and parameters of a layer."""
    return [
        *(equation.left.tensor for equation in record.equations),
        *(parameter.tensor for parameter in record.parameters),
    ]


def _arriving(network: Network) -> dict[Tensor, dict[Tensor, str]]:
    """For everything within a turn of a repeated block, what arrives in that turn, by its place."""
    turns: dict[tuple[str, int], list[LayerRecord]] = {}
    for record in network.layers:
        if record.repetition is not None:
            turns.setdefault((record.repetition.block, record.repetition.turn), []).append(record)
    found: dict[Tensor, dict[Tensor, str]] = {}
    for records in turns.values():
        made = {tensor for record in records for tensor in defined_by(record)}
        outside = dict.fromkeys(one for record in records for one in record.inputs)
        names = [tensor for tensor in outside if tensor not in made]
        arriving = {tensor: f"arriving{place}" for place, tensor in enumerate(names)}
        found |= dict.fromkeys(made, arriving)
    return found


def _signs(
    result: Result, places: Mapping[Axis, int], arriving: Mapping[Tensor, dict[Tensor, str]]
) -> Iterator[Hashable]:
    """Texts of which one is shared by chains that read alike."""
    yield _Signature(result, places).text
    if result.of in arriving:
        yield _Signature(result, None, known=arriving[result.of]).text
    if PAIR.fullmatch(result.of.name):
        yield _Signature(result, None, tags={}).text


def _axis_places(derivation: Derivation) -> dict[Axis, int]:
    network = derivation.network
    tensors = [*network.inputs, *(equation.left.tensor for equation in network.equations)]
    axes = dict.fromkeys(axis for tensor in tensors for axis in tensor.axes)
    return {axis: place for place, axis in enumerate(axes)}


class _Signature:
    """A chain as text: layers counted from the result's own.

    With places, axes are counted from the result's own too, and functions as they come;
    without, letters and functions count by name. What is known has a name already. With tags,
    names such as wf and wo are one: their second letters count as they come.
    """

    def __init__(
        self,
        result: Result,
        places: Mapping[Axis, int] | None,
        *,
        tags: dict[str, int] | None = None,
        known: Mapping[Tensor, str] | None = None,
    ) -> None:
        self._tags = tags
        self._known = known or {}
        self._layer = result.of.layer or 0
        self._places = places
        self._functions: dict[str, int] = {}
        axes = result.of.axes
        self._axis = places[axes[0]] if places and axes and axes[0] in places else 0
        steps = (result.equation.right, *(step.after for step in result.steps))
        self.text = f"{result.kind} {self._tensor(result.of)} " + " ; ".join(map(self._of, steps))

    def _of(self, expression: Expr) -> str:
        match expression:
            case Tensor():
                return self._tensor(expression)
            case Index():
                primes = expression.name.count("'")
                return f"i{self._axis_of(expression.axis)}p{primes}"
            case SizeOf(axis=axis):
                return f"size{self._axis_of(axis)}"
            case ScalarFunction():
                return f"{self._function(expression)}order{expression.order}"
            case Add() | Mul():
                parts = sorted(self._of(part) for part in expression.args)
                return f"{type(expression).__name__}({','.join(parts)})"
            case _ if expression.args:
                parts = [self._of(part) for part in expression.args]
                return f"{type(expression).__name__}({','.join(parts)})"
            case _:
                return str(expression)

    def _function(self, function: ScalarFunction) -> str:
        if self._places is None:
            return function.name
        return f"function{self._functions.setdefault(function.name, len(self._functions))}"

    def _axis_of(self, axis: Axis) -> str:
        if self._places is None:
            return axis.letter
        return str(self._places.get(axis, -99) - self._axis)

    def _tensor(self, tensor: Tensor) -> str:
        of = tensor if tensor.of is None else tensor.of
        if of in self._known:
            return f"{self._known[of]}:{tensor.role}"
        layer = None if tensor.layer is None else tensor.layer - self._layer
        return f"{self._named(tensor.name)}:{layer}:{tensor.role}"

    def _named(self, name: str) -> str:
        if self._tags is None:
            return name
        if name in self._tags:
            return f"tag-{self._tags[name]}"
        pair = PAIR.fullmatch(name)
        if pair is None:
            return name
        return f"{pair[1]}-{self._tags.setdefault(pair[2], len(self._tags))}"
