"""Who uses what in a network, and which signals the chain rule looks through.

A signal that one equation makes entry by entry and one equation uses is *open*
(an activation's output between two layers): the chain rule looks through it,
as lectures do, from one pre-activation to the next. All other signals are
*held* in each other's derivatives and get a gradient of their own.
"""

from __future__ import annotations

from derive.calculus.differentiation import Surroundings, surroundings
from derive.network.network import Network
from derive.notation.expression import Equation, IndexSum, contains, tensors_in
from derive.notation.tensor import Tensor


class Graph:
    """A network's equations by what they define, and the uses of every tensor.

    Attributes:
        equations: Forward equations by the tensor that they define, in forward order.
        parameters: What training changes.
        users: For every tensor, the signals whose equations name it, in forward order.
        around: The open signals.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.equations: dict[Tensor, Equation] = {
            equation.left.tensor: equation for equation in network.equations
        }
        self.parameters = frozenset(parameter.tensor for parameter in network.parameters)
        self.users: dict[Tensor, list[Tensor]] = {}
        for equation in network.equations:
            for tensor in tensors_in(equation.right):
                self.users.setdefault(tensor, []).append(equation.left.tensor)
        opened = {tensor: eq for tensor, eq in self.equations.items() if self._is_open(eq)}
        self.around: Surroundings = surroundings(opened)

    def _is_open(self, equation: Equation) -> bool:
        """Whether a signal is made entry by entry of one other, and used once."""
        tensor, network = equation.left.tensor, self.network
        named = tensors_in(equation.right)
        return (
            tensor not in (network.cost.tensor, network.prediction)
            and len(self.users.get(tensor, ())) == 1
            and not contains(equation.right, IndexSum)
            and not named & self.parameters
            and any(axis != network.sample for axis in tensor.axes)
            and len(named & self.equations.keys()) == 1
        )

    def order(self) -> list[Tensor]:
        """Every signal with a gradient, from the cost back, each before its parameters."""
        first_used: dict[Tensor, list[Tensor]] = {}
        for parameter in self.network.parameters:
            for user in self.users.get(parameter.tensor, ())[:1]:
                first_used.setdefault(user, []).append(parameter.tensor)
        found: list[Tensor] = []
        for tensor in reversed(list(self.equations)):
            if tensor != self.network.cost.tensor and tensor not in self.around.open:
                found.append(tensor)
            found += first_used.get(tensor, [])
        return found

    def targets(self, tensor: Tensor) -> list[Tensor]:
        """The held signals that use a tensor, directly or through open ones."""
        reached: dict[Tensor, None] = {}
        for user in self.users.get(tensor, ()):
            found = self.targets(user) if user in self.around.open else [user]
            reached.update(dict.fromkeys(found))
        return list(reached)
