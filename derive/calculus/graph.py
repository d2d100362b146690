"""Who uses what in a network, and which signals the chain rule looks through.

A signal that one equation makes entry by entry and one equation uses is *open*
(an activation's output between two layers): the chain rule looks through it,
as lectures do, from one pre-activation to the next. All other signals are
*held* in each other's derivatives and get a gradient of their own.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from sympy import Add, Expr, Mul

from derive.calculus.differentiation import Surroundings, surroundings
from derive.network.structure import Network
from derive.notation.expression import Binder, Equation, contains, tensors_in
from derive.notation.index import Index
from derive.notation.recurrence import groups, is_recurrent
from derive.notation.tensor import Entry, Tensor

# A row of n open signals is a product of n derivatives: its n lines would grow with the square.
LONGEST_ROW = 8


class Graph:
    """A network's equations by what they define, and the uses of every tensor.

    Attributes:
        equations: Forward equations by the tensor that they define, in forward order.
        parameters: What training changes.
        users: For every tensor, the signals whose equations name it, in forward order.
        recurrent: For every signal of a recurrence, all signals of the same one.
        around: The open signals.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.equations: dict[Tensor, Equation] = {
            equation.left.tensor: equation for equation in _reaching_the_cost(network)
        }
        self.parameters = frozenset(parameter.tensor for parameter in network.parameters)
        self.users: dict[Tensor, list[Tensor]] = {}
        for equation in self.equations.values():
            for tensor in tensors_in(equation.right):
                self.users.setdefault(tensor, []).append(equation.left.tensor)
        self.recurrent: dict[Tensor, frozenset[Tensor]] = {}
        for group in groups(tuple(self.equations.values())):
            if is_recurrent(group):
                own = frozenset(equation.left.tensor for equation in group)
                self.recurrent |= dict.fromkeys(own, own)
        self.around: Surroundings = surroundings(self._opened())

    def _opened(self) -> dict[Tensor, Equation]:
        """The open signals, never more than some in a row: chains of f' stay short to read."""
        opened: dict[Tensor, Equation] = {}
        in_row: dict[Tensor, int] = {}
        for tensor, equation in self.equations.items():
            length = 1 + max((in_row.get(met, 0) for met in tensors_in(equation.right)), default=0)
            if length <= LONGEST_ROW and self._is_open(equation):
                opened[tensor], in_row[tensor] = equation, length
        return opened

    def _is_open(self, equation: Equation) -> bool:
        """Whether a signal is made entry by entry of one other, and used once."""
        tensor, network = equation.left.tensor, self.network
        named = tensors_in(equation.right)
        return (
            tensor not in (network.cost.tensor, *network.predictions)
            and tensor not in self.recurrent
            and len(self.users.get(tensor, ())) == 1
            and not contains(equation.right, Binder)
            and not named & self.parameters
            and any(axis != network.sample for axis in tensor.axes)
            and len(named & self.equations.keys()) == 1
            and _stands_plainly(equation.right, named & self.equations.keys())
        )

    def order(self) -> list[Tensor]:
        """Every signal with a gradient, from the cost back, each before its parameters.

        A signal that no parameter feeds (an image made flat, a code of positions) has none:
        nothing would be trained by it.
        """
        fed = self._fed()
        first_used: dict[Tensor, list[Tensor]] = {}
        for parameter in self.network.parameters:
            for user in self.users.get(parameter.tensor, ())[:1]:
                first_used.setdefault(user, []).append(parameter.tensor)
        found: list[Tensor] = []
        for tensor in reversed(list(self.equations)):
            if tensor in fed and tensor not in self.around.open:
                found.append(tensor)
            found += first_used.get(tensor, [])
        return found

    def _fed(self) -> set[Tensor]:
        """The signals that depend on a parameter, the cost left out."""
        fed: set[Tensor] = set(self.parameters)
        for group in groups(tuple(self.equations.values())):
            if any(not fed.isdisjoint(tensors_in(equation.right)) for equation in group):
                fed |= {equation.left.tensor for equation in group}
        return fed - {self.network.cost.tensor, *self.parameters}

    def targets(self, tensor: Tensor) -> list[Tensor]:
        """The held signals that use a tensor, directly or through open ones."""
        reached: dict[Tensor, None] = {}
        for user in self.users.get(tensor, ()):
            found = self.targets(user) if user in self.around.open else [user]
            reached.update(dict.fromkeys(found))
        return list(reached)


def _reaching_the_cost(network: Network) -> list[Equation]:
    """The equations that the cost depends on, in forward order."""
    by_tensor = {equation.left.tensor: equation for equation in network.equations}
    reached, waiting = {network.cost.tensor}, [network.cost.tensor]
    while waiting:
        named = tensors_in(by_tensor[waiting.pop()].right) & by_tensor.keys()
        waiting += named - reached
        reached |= named
    return [equation for equation in network.equations if equation.left.tensor in reached]


def _stands_plainly(expression: Expr, tensors: AbstractSet[Tensor]) -> bool:
    """Whether tensors stand at letters of their own axes and at numbers, not shifted or strided."""
    if isinstance(expression, Entry):
        slots = zip(expression.indices, expression.tensor.axes, strict=True)
        return expression.tensor not in tensors or all(
            at.axis == axis if isinstance(at, Index) else at.is_Integer for at, axis in slots
        )
    return all(_stands_plainly(part, tensors) for part in expression.args)


def holding(expression: Expr, tensor: Tensor) -> Expr:
    """The terms of a sum, also of one behind a factor, that contain a tensor."""
    if isinstance(expression, Add):
        return Add(*(holding(term, tensor) for term in expression.args if _has(term, tensor)))
    if isinstance(expression, Mul):
        holders = [factor for factor in expression.args if _has(factor, tensor)]
        if len(holders) == 1:
            rest = [factor for factor in expression.args if factor is not holders[0]]
            return Mul(*rest, holding(holders[0], tensor))
    return expression


def _has(expression: Expr, tensor: Tensor) -> bool:
    return tensor in tensors_in(expression)
