"""L1 and L2 penalties: forward terms on parameters, added to the cost."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Abs, Expr, Integer

from derive.errors import NetworkError, did_you_mean
from derive.network.architecture import Penalty
from derive.notation.expression import total
from derive.notation.tensor import Role, Tensor


def penalty_terms(
    penalty: Penalty, parameters: Sequence[Tensor], number: int, count: int
) -> tuple[Expr, Tensor]:
    """The term that a penalty adds to the cost, and its factor's tensor.

    L1 is lambda * sum |w|, L2 is lambda/2 * sum w^2 (Goodfellow, Bengio &
    Courville (2016), section 7.1).

    Raises:
        NetworkError: A named parameter does not exist.
    """
    factor = Tensor("lambda", number if count > 1 else None, (), Role.CONSTANT)
    summed: Expr = Integer(0)
    for tensor in _chosen(penalty, parameters):
        entry = tensor.generic()
        match penalty.norm:
            case "l1":
                summed += total(Abs(entry), *entry.indices)
            case "l2":
                summed += total(entry**2, *entry.indices) / 2
    return factor[()] * summed, factor


def _chosen(penalty: Penalty, parameters: Sequence[Tensor]) -> list[Tensor]:
    if not penalty.parameters:
        # Weights: a bias or a learned slope has at most one index, and is not to be small.
        chosen = [tensor for tensor in parameters if len(tensor.axes) > 1]
    else:
        known = {tensor.code_name: tensor for tensor in parameters}
        for name in penalty.parameters:
            if name not in known:
                raise NetworkError(
                    f"The penalty names '{name}', which is no parameter of this network.",
                    where=penalty.place,
                    accepted=did_you_mean(name, known),
                )
        chosen = [known[name] for name in penalty.parameters]
    if not chosen:
        raise NetworkError(
            "The penalty has no parameters to act on.",
            where=penalty.place,
            accepted="Add a layer with weights, or leave the penalty out.",
        )
    return chosen
