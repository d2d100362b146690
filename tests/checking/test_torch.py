"""PyTorch's autograd in double precision, beside the derived gradients of random networks."""

import mpmath
import pytest

from derive.calculus.derivation import derivation_of
from derive.checking.gradients import derived_world
from derive.checking.sampling import SAMPLES, point
from derive.checking.small import small
from derive.network.network import build
from derive.network.summary import line_of
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Minimum,
    Where,
)
from derive.notation.index import Index, SizeOf
from derive.notation.tensor import Entry, gradient_of
from tests.checking.networks import Seeded, architecture

torch = pytest.importorskip("torch", reason="PyTorch's autograd is an oracle of its own")

NETWORKS = 20
# Both sides round in double precision; sums have at most a few hundred terms of size one.
TOLERANCE = 1e-12


def cost_of(network, given):
    """The cost as a torch scalar, from the forward formulas, entry by entry."""
    entries = dict(given)

    def value(expression, place):
        match expression:
            case Index():
                return torch.tensor(float(place[expression]), dtype=torch.float64)
            case SizeOf(axis=axis):
                return torch.tensor(float(network.sizes[axis]), dtype=torch.float64)
            case Entry():
                return entries[expression.tensor][tuple(place[i] for i in expression.indices)]
            case IndexSum(body=body, index=index):
                terms = range(network.sizes[index.axis])
                return sum(value(body, {**place, index: at}) for at in terms)
            case Apply(function=function, argument=argument):
                entries[function.variable.tensor] = {(): value(argument, place)}
                return value(function.definition, {})
            case Where():
                condition, then, otherwise = expression.args
                return value(then if value(condition, place) != 0 else otherwise, place)
            case Compare(operator=operator):
                one, other = value(expression.left, place), value(expression.right, place)
                holds = {">": one > other, ">=": one >= other, "<": one < other}
                holds |= {"<=": one <= other, "==": one == other, "!=": one != other}
                return holds[operator].double()
            case Maximum():
                return torch.maximum(*(value(part, place) for part in expression.args))
            case Minimum():
                return torch.minimum(*(value(part, place) for part in expression.args))
            case Delta():
                one, other = (value(part, place) for part in expression.args)
                return (one == other).double()
            case _ if not expression.args or expression.is_number:
                return torch.tensor(float(expression), dtype=torch.float64)
        parts = [value(part, place) for part in expression.args]
        return OPERATIONS[expression.func.__name__](*parts)

    for equation in network.equations:
        tensor, made = equation.left.tensor, {}
        for at in positions(network, tensor):
            made[at] = value(equation.right, dict(zip(equation.left.indices, at, strict=True)))
        entries[tensor] = made
    return entries[network.cost.tensor][()]


def product(*parts):
    result = parts[0]
    for part in parts[1:]:
        result = result * part
    return result


OPERATIONS = {
    "Add": lambda *parts: sum(parts),
    "Mul": product,
    "Pow": lambda base, exponent: base**exponent,
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "erf": torch.erf,
    "Abs": torch.abs,
    "sign": torch.sign,
    "sin": torch.sin,
    "cos": torch.cos,
}


def positions(network, tensor):
    found = [()]
    for axis in tensor.axes:
        found = [(*at, n) for at in found for n in range(network.sizes[axis])]
    return found


@pytest.mark.parametrize("seed", range(1000, 1000 + NETWORKS))
def test_autograd_gives_the_derived_gradients(seed):
    described = small(architecture(Seeded(seed)))
    derivation = derivation_of(build(described)).in_batch()
    network = derivation.network
    assert network.sizes[network.sample] >= SAMPLES
    here = point(network, seed)
    given = {
        tensor: {
            at: torch.tensor(float(number), dtype=torch.float64, requires_grad=True)
            for at, number in entries.items()
        }
        for tensor, entries in here.given.items()
    }
    cost_of(network, given).backward()
    derived = derived_world(derivation, here, 30)
    for parameter in network.parameters:
        for at, exact in derived.values[gradient_of(parameter.tensor)].items():
            slope = given[parameter.tensor][at].grad  # None where the cost does not hold it
            error = abs((0 if slope is None else mpmath.mpf(slope.item())) - exact)
            assert error < TOLERANCE * max(1, abs(exact)), (line_of(described), parameter, at)
