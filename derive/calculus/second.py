"""Second derivatives: products with the Jacobian, the Hessian and the Gauss-Newton matrix.

Each is one forward sweep. Over the forward equations alone it gives the
Jacobian-vector product; over the forward equations and the gradients found by
the reverse sweep, the Hessian-vector product (forward over reverse); with one
direction for each entry of a parameter, that parameter's block of the Hessian.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sympy import Expr, Mul

from derive.calculus.derivation import Derivation
from derive.calculus.step import Step
from derive.calculus.tangent import ForwardSweep, Tangent
from derive.errors import NetworkError
from derive.notation.expression import Apply, Delta, Equation, tensors_in
from derive.notation.index import Axis
from derive.notation.tensor import Entry, Tensor, gradient_of, tangent_of

Kind = Literal["jacobian-vector", "hessian-vector", "gauss-newton-vector", "hessian"]


@dataclass(frozen=True, slots=True)
class Product:
    """One thing that was asked for: how it comes out, by which name.

    Attributes:
        of: The parameter or prediction that it belongs to, and whose axes it has.
        tangent: The tensor that holds it.
    """

    of: Tensor
    tangent: Tensor


@dataclass(frozen=True, slots=True)
class Second:
    """Equations for one product with a matrix of derivatives, or for a block of the Hessian.

    Attributes:
        kind: What it is.
        derivation: The network and its gradients.
        given: The directions: tangents that the user chooses; none for a block.
        seeds: For a block, the entries of the directions as equations.
        block: For a block, the axes of the parameter that the columns belong to.
        at: For Gauss-Newton, the signals between network and loss where it is split.
        base: What the rows rest on: forward equations, then gradients.
        rows: The new equations, in order, each with its steps.
        products: What was asked for.
        paired: For Gauss-Newton, the linear cost S whose gradients the last rows are.
    """

    kind: Kind
    derivation: Derivation
    given: tuple[Tensor, ...]
    seeds: tuple[Equation, ...]
    block: tuple[Axis, ...]
    at: tuple[Tensor, ...]
    base: tuple[Equation, ...]
    rows: tuple[Tangent, ...]
    products: tuple[Product, ...]
    paired: Equation | None = None

    def row(self, name: str) -> Tangent:
        """One new equation, by the name of its left side in programs, e.g. "dw1_dot".

        Raises:
            NetworkError: No equation has that name.
        """
        for row in self.rows:
            if row.equation.left.tensor.code_name == name:
                return row
        known = ", ".join(row.equation.left.tensor.code_name for row in self.rows)
        raise NetworkError(f"There is no equation for '{name}'.", accepted=f"Known: {known}.")

    def steps(self) -> tuple[Step, ...]:
        """Every step of every row, substeps left inside."""
        return tuple(step for row in self.rows for step in (*row.steps, *row.explicit_steps))


def parameters_of(derivation: Derivation) -> tuple[Tensor, ...]:
    """What training changes, in order."""
    return tuple(parameter.tensor for parameter in derivation.network.parameters)


def jacobian_vector(derivation: Derivation, directions: Sequence[Tensor] = ()) -> Second:
    """How the predictions change along directions of some tensors; all parameters by default."""
    network = derivation.network
    moved = tuple(directions) or parameters_of(derivation)
    base = before(network.equations, network.predictions)
    rows = tangents(base, moved, network.predictions, derivation)
    return Second(
        kind="jacobian-vector",
        derivation=derivation,
        given=tuple(tangent_of(tensor) for tensor in moved),
        seeds=(),
        block=(),
        at=(),
        base=base,
        rows=numbered(rows, derivation, base, "T"),
        products=tuple(Product(one, tangent_of(one)) for one in network.predictions),
    )


def hessian_vector(derivation: Derivation) -> Second:
    """How every gradient by a parameter changes along a direction of all parameters."""
    moved = parameters_of(derivation)
    base = with_gradients(derivation)
    rows = tangents(base, moved, [gradient_of(tensor) for tensor in moved], derivation)
    forward = derivation.network.equations
    return Second(
        kind="hessian-vector",
        derivation=derivation,
        given=tuple(tangent_of(tensor) for tensor in moved),
        seeds=(),
        block=(),
        at=(),
        base=explicit_base(derivation),
        rows=numbered(numbered(rows, derivation, forward, "T"), derivation, base, "H"),
        products=tuple(Product(one, tangent_of(gradient_of(one))) for one in moved),
    )


def hessian(derivation: Derivation, of: str, by: str | None = None) -> Second:
    """The second derivatives of the cost by a parameter's entries, and those of another.

    Args:
        derivation: The network and its gradients.
        of: The parameter of the rows, by its name in programs.
        by: The parameter of the columns; the same by default.

    Raises:
        NetworkError: No parameter has that name.
    """
    row, column = (_parameter(derivation, name) for name in (of, by or of))
    base = with_gradients(derivation)
    sweep = ForwardSweep(
        base,
        [column],
        computed=windows(derivation),
        block=column.axes,
        facts=derivation.network.facts,
    )
    left = sweep.left(column.generic())
    here, there = left.indices[: len(column.axes)], left.indices[len(column.axes) :]
    seed = Equation(left, Mul(*(Delta(a, b) for a, b in zip(here, there, strict=True))))
    sweep.seeds = [seed]
    wanted = gradient_of(row)
    return Second(
        kind="hessian",
        derivation=derivation,
        given=(),
        seeds=(seed,),
        block=column.axes,
        at=(),
        base=explicit_base(derivation),
        rows=numbered(sweep.run([wanted]), derivation, base, "B"),
        products=(Product(row, tangent_of(wanted, column.axes)),),
    )


def _parameter(derivation: Derivation, name: str) -> Tensor:
    known = {tensor.code_name: tensor for tensor in parameters_of(derivation)}
    if name not in known:
        raise NetworkError(
            f"There is no parameter '{name}'.", accepted=f"Known: {', '.join(known)}."
        )
    return known[name]


def with_gradients(derivation: Derivation) -> tuple[Equation, ...]:
    """Forward equations, then gradients with their named derivatives."""
    gradients = (shorter(one.equation, one.explicit) for one in derivation.results)
    return (*derivation.network.equations, *gradients)


def shorter(named: Equation, explicit: Equation) -> Equation:
    """The form with every f' put in where that is the shorter one, as y - t is, else the other."""
    return explicit if _length(explicit.right) < _length(named.right) else named


def _length(expression: Expr) -> int:
    """How many entries, numbers and values of functions an expression names."""
    if isinstance(expression, (Entry, Apply)) or not expression.args:
        return 1
    return sum(_length(part) for part in expression.args)


def explicit_base(derivation: Derivation) -> tuple[Equation, ...]:
    """Forward equations, then gradients with every f' put in."""
    return (*derivation.network.equations, *(one.explicit for one in derivation.results))


def windows(derivation: Derivation) -> dict[Tensor, Equation]:
    """The gradients that programs compute in another form than the handout's."""
    return {
        gradient_of(one.of): one.computed
        for one in derivation.results
        if one.computed.right != one.explicit.right
    }


def tangents(
    equations: Sequence[Equation],
    moved: Sequence[Tensor],
    wanted: Sequence[Tensor],
    derivation: Derivation,
) -> tuple[Tangent, ...]:
    """The rows that some tensors' tangents need, along one direction."""
    own, facts = windows(derivation), derivation.network.facts
    return ForwardSweep(equations, moved, own, facts=facts).run(wanted)


def before(equations: Sequence[Equation], wanted: Sequence[Tensor]) -> tuple[Equation, ...]:
    """The equations that some tensors depend on, in order."""
    needed, known = set(wanted), 0
    while len(needed) > known:
        known = len(needed)
        for equation in equations:
            if equation.left.tensor in needed:
                needed |= tensors_in(equation.right)
    return tuple(one for one in equations if one.left.tensor in needed)


def numbered(
    rows: Sequence[Tangent], derivation: Derivation, among: Sequence[Equation], letter: str
) -> tuple[Tangent, ...]:
    """Rows with numbers T1, T2, ... in the order of the equations that they come from.

    A row of another letter keeps its number; in batch form a "b" follows.
    """
    order = [equation.left.tensor for equation in among]
    mine = [row.of for row in rows if row.of in order and not row.equation.number[:1].isalpha()]
    after = "" if derivation.network.sample is None else "b"
    numbers = {tensor: f"{letter}{at}{after}" for at, tensor in enumerate(mine, start=1)}
    return tuple(
        replace(
            row,
            equation=replace(row.equation, number=numbers[row.of]),
            explicit=replace(row.explicit, number=numbers[row.of]),
            computed=replace(row.computed, number=numbers[row.of]),
        )
        if row.of in numbers
        else row
        for row in rows
    )
