"""A formula's numbers by the slow oracle: equations in, values out, no network and no calculus."""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

import mpmath
import numpy as np
from numpy.typing import NDArray

from derive.formulas.axes import Axes, axes_of
from derive.formulas.catalogue import builtin
from derive.formulas.formula import Formula, head
from derive.notation.expression import Equation, ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Syntax
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import Values, World, world

Array = NDArray[np.float64]


def exact(number: float | Fraction) -> Any:
    """A number as an mpf, without a rounding of its own."""
    part = Fraction(number)
    return mpmath.mpf(part.numerator) / part.denominator


def scope_of(formula: Formula) -> Scope:
    """The names of a formula, each axis as large as its first letter says."""
    arriving = [*formula.inputs, *(p.name for p in formula.parameters), *formula.constants]
    axes = axes_of(formula.equations, arriving=arriving, functions=("sigmoid", "softplus"))
    letters = {name: Index(name, _axis(axes, at)) for name, at in axes.letters.items()}
    tensors = {
        name: Tensor(name, None, tuple(_axis(axes, at) for at in slots), Role.SIGNAL)
        for name, slots in axes.tensors.items()
    }
    functions = {name: scalar_function(name) for name in ("sigmoid", "softplus")}
    return Scope(tensors, letters, functions if formula.name not in functions else {})


def _axis(axes: Axes, at: int) -> Axis:
    letter = min((name for name, axis in axes.letters.items() if axis == at), default="q")
    return Axis(f"axis{at}", letter, letter.upper())


def scalar_function(name: str) -> ScalarFunction:
    """A built-in activation of one equation and no parameters, as a function of one number."""
    formula = builtin(name)
    assert formula is not None
    assert len(formula.equations) == 1
    variable = Tensor(formula.inputs[0], None, (), Role.SIGNAL)
    (equation,) = formula.equations
    scope = Scope({variable.name: variable}, {})
    return ScalarFunction(
        name, 0, variable[()], expression_of(equation.right, scope, equation.text)
    )


def equations_of(formula: Formula, scope: Scope) -> tuple[Equation, ...]:
    """The forward equations as expressions."""
    made = []
    for equation in formula.equations:
        left = equation.left
        entry = (
            scope.tensors[head(equation)][()]
            if not hasattr(left, "places")
            else expression_of(left, scope, equation.text)
        )
        assert isinstance(entry, Entry)
        made.append(Equation(entry, expression_of(equation.right, scope, equation.text)))
    return tuple(made)


def world_of(formula: Formula, given: Mapping[str, Any], digits: int = 40) -> World:
    """All tensors of a formula as numbers, from arrays for what arrives; constants by default."""
    scope = scope_of(formula)
    values: Values = {}
    sizes: dict[Axis, int] = {}
    for name, array in {**formula.constants, **given}.items():
        tensor = scope.tensors[name]
        entries = np.asarray(array, dtype=object)
        sizes.update(zip(tensor.axes, entries.shape, strict=True))
        places = product(*(range(size) for size in entries.shape))
        with mpmath.workdps(digits):
            values[tensor] = {at: exact(entries[at]) for at in places}
    return world(values, sizes, equations_of(formula, scope), digits=digits)


def output_of(formula: Formula, given: Mapping[str, Any]) -> Array:
    """The values of a formula's output as an array of doubles."""
    made = world_of(formula, given)
    tensor = scope_of(formula).tensors[formula.output]
    shape = tuple(made.sizes[axis] for axis in tensor.axes)
    values = np.empty(shape)
    for at, number in made.values[tensor].items():
        values[at] = float(number)
    return values


def number_of(formula: Formula, tree: Syntax, given: Mapping[str, float]) -> float:
    """The value of one expression in a formula's scalars, e.g. of a kink's derivative."""
    made = world_of(formula, given)
    return float(made.number(expression_of(tree, scope_of(formula), "")))
