"""The Gauss-Newton matrix times a vector: the Jacobian, the loss's Hessian, the Jacobian again.

The network is split where it meets the loss. The tangent at the split (forward
mode), the change of the loss's gradient there (forward over reverse, on the
loss alone), and the network's own backward equations with that change for an
error: the reverse sweep over the linear cost that pairs it with the signal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, Integer

from derive.calculus.backprop import Sweep
from derive.calculus.chain import Chain, Found, FoundAlike
from derive.calculus.contraction import contract
from derive.calculus.derivation import Derivation
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.calculus.second import (
    Product,
    Second,
    before,
    explicit_base,
    numbered,
    parameters_of,
    shorter,
    tangents,
)
from derive.calculus.step import Step
from derive.calculus.tangent import Tangent
from derive.errors import NetworkError
from derive.network.structure import Network, Parameter
from derive.notation.expression import (
    Equation,
    Partial,
    rebuilt,
    renamed_apart,
    tensors_in,
    total,
)
from derive.notation.index import Index
from derive.notation.tensor import Entry, Role, Tensor, gradient_of, tangent_of

PAIRED = Tensor("S", None, (), Role.COST)


@dataclass(frozen=True, slots=True)
class Split:
    """A network in two: what leads to some signals, and what makes the cost of them."""

    at: tuple[Tensor, ...]
    inner: tuple[Equation, ...]
    outer: tuple[Equation, ...]


def gauss_newton_vector(derivation: Derivation, at: Sequence[str] = ()) -> Second:
    """The Gauss-Newton matrix times a direction of all parameters.

    Args:
        derivation: The network and its gradients.
        at: Names of the signals where network and loss are split; the predictions by
            default, or the signals before them where loss and activation match.

    Raises:
        NetworkError: No signal has that name, or the cost does not follow from these alone.
    """
    split = split_of(derivation, at)
    moved = parameters_of(derivation)
    forward = tangents(split.inner, moved, split.at, derivation)
    outer, changes = _outer(derivation, split)
    paired = Equation(PAIRED[()], _paired(split, changes))
    pulled = _pulled(derivation, split, paired)
    rows = numbered((*forward, *outer), derivation, derivation.network.equations, "T")
    made = [*derivation.network.equations, *(one.equation for one in derivation.results)]
    return Second(
        kind="gauss-newton-vector",
        derivation=derivation,
        given=tuple(tangent_of(tensor) for tensor in moved),
        seeds=(),
        block=(),
        at=split.at,
        base=explicit_base(derivation),
        rows=numbered((*rows, *pulled), derivation, made, "G"),
        products=tuple(Product(one, tangent_of(gradient_of(one))) for one in moved),
        paired=paired,
    )


def split_of(derivation: Derivation, at: Sequence[str] = ()) -> Split:
    """The network, split at some signals or where the rule above says."""
    network = derivation.network
    own = {e.left.tensor for record in network.layers for e in record.equations}
    outer = [one for one in network.equations if one.left.tensor not in own]
    if at:
        outer = [one for one in network.equations if one.left.tensor.code_name not in at]
        reached = before(network.equations, [_signal(network, name) for name in at])
        outer = [one for one in outer if one not in reached]
    else:
        for equation in network.equations:
            if _is_matched(derivation, equation, outer):
                outer = [equation, *outer]
    defined = {one.left.tensor for one in outer}
    signals = {one.left.tensor for one in network.equations} - defined
    met = {tensor for one in outer for tensor in tensors_in(one.right)}
    found = tuple(e.left.tensor for e in network.equations if e.left.tensor in signals & met)
    if at and {tensor.code_name for tensor in found} != set(at):
        names = ", ".join(tensor.code_name for tensor in found)
        raise NetworkError(
            f"The cost does not follow from {', '.join(at)} alone.", accepted=f"Possible: {names}."
        )
    return Split(found, before(network.equations, found), tuple(outer))


def _signal(network: Network, name: str) -> Tensor:
    known = {e.left.tensor.code_name: e.left.tensor for e in network.equations[:-1]}
    if name not in known:
        raise NetworkError(f"There is no signal '{name}'.", accepted=f"Known: {', '.join(known)}.")
    return known[name]


def _is_matched(derivation: Derivation, equation: Equation, outer: Sequence[Equation]) -> bool:
    """Whether an output's activation matches the loss, so that both are split off together.

    They match where the gradient before the activation is affine in the output
    (Schraudolph 2002), as y - t is.
    """
    network, output = derivation.network, equation.left.tensor
    signals = {one.left.tensor for one in network.equations}
    named = tensors_in(equation.right)
    users = [one for one in network.equations if output in tensors_in(one.right)]
    arriving = [tensor for tensor in named if tensor in signals]
    is_activation = len(arriving) == 1 and len(named) == 1
    if not is_activation or not users or any(one not in outer for one in users):
        return False
    entry = output.generic()
    slopes = {one.of: one.explicit.right for one in derivation.results}
    slope = slopes.get(arriving[0])
    return (
        slope is not None
        and output in tensors_in(slope)
        and tensors_in(slope) & signals <= {output}
        and _is_affine(slope, entry)
    )


def _is_affine(expression: Expr, by: Entry) -> bool:
    """Whether an expression's derivative by a tensor's entries does not contain the tensor."""
    apart = renamed_apart(expression, set(by.indices))
    letters = {old: Index(old.name + "*", old.axis) for old in by.indices if _is_letter(old)}
    entry = by.tensor[tuple(letters[index] for index in by.indices)]
    taken, _ = take(Partial(apart, entry), NOTHING_OPEN)
    return by.tensor not in tensors_in(contract(taken, []))


def _is_letter(index: Expr) -> bool:
    return isinstance(index, Index)


def _outer(
    derivation: Derivation, split: Split
) -> tuple[tuple[Tangent, ...], dict[Tensor, Tangent | None]]:
    """How the cost's gradients at the split change: rows, and the one of every tensor there.

    Parameters that the cost holds directly, as a penalty does, count as part of the split.
    """
    network = derivation.network
    met = {tensor for one in split.outer for tensor in tensors_in(one.right)}
    direct = [tensor for tensor in parameters_of(derivation) if tensor in met]
    given = (*split.at, *direct)
    loss = replace(
        network,
        parameters=tuple(Parameter(tensor, "zeros", 0) for tensor in given),
        equations=split.outer,
    )
    gradients = [_shorter(one, derivation) for one in Sweep(loss).run()]
    made = [*split.outer, *gradients]
    wanted = [gradient_of(tensor) for tensor in given]
    rows = tangents(made, given, wanted, derivation)
    by_tensor = {row.of: row for row in rows}
    shown = {gradient_of(tensor) for tensor in direct}
    changes = {tensor: by_tensor.get(gradient_of(tensor)) for tensor in given}
    return tuple(row for row in rows if row.of not in shown), changes


def _shorter(found: Found | FoundAlike, derivation: Derivation) -> Equation:
    number = _number(derivation, found.of)
    return shorter(
        Equation(found.gradient, found.value, number),
        Equation(found.gradient, found.explicit_value, number),
    )


def _number(derivation: Derivation, tensor: Tensor) -> str:
    return next((one.equation.number for one in derivation.results if one.of == tensor), "")


def _paired(split: Split, changes: dict[Tensor, Tangent | None]) -> Expr:
    """The sum over the split of every entry times the change of the cost's slope there."""
    terms: list[Expr] = []
    for tensor, row in changes.items():
        if row is None or row.explicit.right.is_zero:
            continue
        entry = tensor.generic()
        letters = [index for index in entry.indices if isinstance(index, Index)]
        left = row.equation.left.tensor[entry.indices]
        change = left if tensor in split.at else row.explicit.at(*entry.indices)
        terms.append(total(change * entry, *letters))
    return Add(*terms)


def _pulled(derivation: Derivation, split: Split, paired: Equation) -> tuple[Tangent, ...]:
    """The backward equations of the network below the split, with the changes for errors."""
    inner = replace(derivation.network, equations=(*split.inner, paired))
    rows = [_renamed(one, derivation) for one in Sweep(inner).run()]
    made = {row.of for row in rows}
    still = [one for one in parameters_of(derivation) if gradient_of(one) not in made]
    rows += [_zero(one, derivation) for one in still]
    at_split = {tangent_of(gradient_of(tensor)) for tensor in split.at}
    return tuple(row for row in rows if row.equation.left.tensor not in at_split)


def _zero(parameter: Tensor, derivation: Derivation) -> Tangent:
    """The row of a parameter that the loss does not bend along."""
    gradient = gradient_of(parameter)
    left = tangent_of(gradient)[parameter.generic().indices]
    zero = Equation(left, Integer(0), _number(derivation, parameter))
    return Tangent(gradient, zero, zero, zero)


def _renamed(found: Found | FoundAlike, derivation: Derivation) -> Tangent:
    """A gradient of the linear cost as the tangent that it is."""

    def step(one: Step) -> Step:
        return replace(
            one,
            before=_as_tangents(one.before),
            after=_as_tangents(one.after),
            substeps=tuple(step(inner) for inner in one.substeps),
            about=tuple(_as_tangents(part) for part in one.about),
        )

    def steps(chain: Chain) -> tuple[Step, ...]:
        return tuple(step(one) for one in chain.steps)

    left = _as_tangents(found.gradient)
    number = _number(derivation, found.of)
    return Tangent(
        gradient_of(found.of),
        Equation(left, _as_tangents(found.value), number),
        Equation(left, _as_tangents(found.explicit_value), number),
        Equation(left, _as_tangents(found.computed), number),
        steps(found.chain),
        steps(found.explicit),
    )


def _as_tangents(expression: Expr) -> Expr:
    """The same with every gradient of the linear cost called a tangent."""
    if isinstance(expression, Entry):
        tensor = expression.tensor
        if tensor.role is Role.GRADIENT:
            return tangent_of(tensor)[expression.indices]
        return expression
    if not expression.args:
        return expression
    return rebuilt(expression, (_as_tangents(part) for part in expression.args))
