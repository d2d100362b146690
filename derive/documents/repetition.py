"""Which gradients are derived word for word like an earlier one, layers' letters aside.

A deep network has the same layer many times; a handout derives it once.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Expr, Mul

from derive.calculus.derivation import Derivation, Result
from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Tensor


def repeated(derivation: Derivation) -> dict[str, Result]:
    """The results that repeat an earlier chain, by name in programs, each with that earlier one."""
    places = _axis_places(derivation)
    first: dict[str, Result] = {}
    found: dict[str, Result] = {}
    for result in derivation.results:
        sign = _Signature(result, places).text
        if sign in first:
            found[result.of.code_name] = first[sign]
        else:
            first[sign] = result
    return found


def _axis_places(derivation: Derivation) -> dict[Axis, int]:
    network = derivation.network
    tensors = [network.input, *(equation.left.tensor for equation in network.equations)]
    axes = dict.fromkeys(axis for tensor in tensors for axis in tensor.axes)
    return {axis: place for place, axis in enumerate(axes)}


class _Signature:
    """A chain as text: layers and axes counted from the result's own, functions as they come."""

    def __init__(self, result: Result, places: Mapping[Axis, int]) -> None:
        self._layer = result.of.layer or 0
        self._places = places
        self._functions: dict[str, int] = {}
        axes = result.of.axes
        self._axis = places[axes[0]] if axes and axes[0] in places else 0
        steps = (result.equation.right, *(step.after for step in result.steps))
        self.text = f"{result.kind} {self._tensor(result.of)} " + " ; ".join(map(self._of, steps))

    def _of(self, expression: Expr) -> str:
        match expression:
            case Tensor():
                return self._tensor(expression)
            case Index():
                primes = expression.name.count("'")
                return f"i{self._relative(expression.axis)}p{primes}"
            case SizeOf(axis=axis):
                return f"size{self._relative(axis)}"
            case ScalarFunction():
                place = self._functions.setdefault(expression.name, len(self._functions))
                return f"function{place}order{expression.order}"
            case Add() | Mul():
                parts = sorted(self._of(part) for part in expression.args)
                return f"{type(expression).__name__}({','.join(parts)})"
            case _ if expression.args:
                parts = [self._of(part) for part in expression.args]
                return f"{type(expression).__name__}({','.join(parts)})"
            case _:
                return str(expression)

    def _relative(self, axis: Axis) -> int:
        return self._places.get(axis, -99) - self._axis

    def _tensor(self, tensor: Tensor) -> str:
        layer = None if tensor.layer is None else tensor.layer - self._layer
        return f"{tensor.name}:{layer}:{tensor.role}"
