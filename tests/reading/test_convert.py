"""Network equations as terms, on numbers, against the slow oracle; and back again."""

import mpmath
import numpy as np
import pytest

from derive.judging.proof import is_proved
from derive.judging.world import World
from derive.network.network import build
from derive.network.reader import read_toml
from derive.notation.canonical import equal
from derive.notation.expression import ScalarFunction, contains
from derive.notation.nodes import Partial
from derive.notation.tensor import Tensor
from derive.notation.value import world as slow_world
from derive.reading.convert import expression_of, function_of, term_of
from derive.reading.model import Definition, Model
from derive.reading.terms import Quantity
from tests.formulas.torch_cases.catalogue import cases

SAMPLES = 2
AGREEMENT = 1e-9
CASES = cases()
SAMPLE = sorted(CASES)[::4]


def quantity_of(tensor: Tensor) -> Quantity:
    """The quantity with a tensor's name."""
    return Quantity(tensor.code_name, tensor.axes, "signal")


def letters_of(equation):
    return equation.left.indices


def model_of(network) -> Model:
    """The network as a model."""
    definitions = tuple(
        Definition(
            quantity_of(eq.left.tensor),
            eq.left.indices,
            term_of(eq.right, quantity_of, _defined),
        )
        for eq in network.equations
    )
    tensors = {t for eq in network.equations for t in _tensors(eq)}
    quantities = tuple(map(quantity_of, tensors))
    return Model(quantities, definitions, quantity_of(network.equations[-1].left.tensor))


def _tensors(equation):
    from derive.notation.expression import tensors_in

    found = {equation.left.tensor, *tensors_in(equation.right)}
    for part in _nodes(equation.right):
        if isinstance(part, ScalarFunction):
            found |= tensors_in(part.definition) - {part.variable.tensor}
    return found


def _defined(function):
    return function_of(function, quantity=quantity_of)


def numbers(network, tensors, sizes, seed):
    """Generic numbers for what no equation defines."""
    random = np.random.default_rng(seed)
    found = {}
    for tensor in sorted(tensors, key=str):
        shape = tuple(sizes[a] for a in tensor.axes)
        if tensor in network.whole:
            found[tensor] = random.integers(0, network.whole[tensor], shape).astype(float)
        else:
            found[tensor] = random.uniform(0.2, 0.9, shape)
    return found


@pytest.mark.parametrize("name", SAMPLE)
def test_a_network_in_terms_has_the_values_of_its_expressions(name):
    network = build(read_toml(CASES[name].network))
    model = model_of(network)
    sizes = dict(network.sizes)
    defined = {eq.left.tensor for eq in network.equations}
    tensors = {t for eq in network.equations for t in _tensors(eq)} - defined
    if network.sample is not None:
        sizes[network.sample] = SAMPLES
    if sum(np.prod([sizes[a] for a in t.axes]) for t in tensors | defined) > 2000:
        pytest.skip("the slow oracle would take too long")
    given = numbers(network, tensors, sizes, 3)
    ours = World(model, sizes, {t.code_name: array for t, array in given.items()})
    slow = slow_world(
        {
            t: {at: mpmath.mpf(float(array[at])) for at in np.ndindex(array.shape)}
            for t, array in given.items()
        },
        sizes,
        network.equations,
        digits=20,
    )
    for eq in network.equations:
        found = ours.array(quantity_of(eq.left.tensor))
        for at in np.ndindex(np.shape(found)):
            expected = float(slow.entry(eq.left.tensor, at))
            assert abs(found[at] - expected) <= AGREEMENT * max(1, abs(expected)), (eq, at)


@pytest.mark.parametrize("name", sorted(CASES)[::2])
def test_a_network_equation_comes_back_from_its_term(name):
    network = build(read_toml(CASES[name].network))
    tensors = {quantity_of(t): t for eq in network.equations for t in _tensors(eq)}
    functions = {}

    def function(one):
        functions[one.name] = one
        return _defined(one)

    for eq in network.equations:
        if contains(eq.right, Partial):
            continue
        term = term_of(eq.right, quantity_of, function)
        back = expression_of(
            term, tensors.__getitem__, lambda one: functions[one.name].with_order(one.order)
        )
        again = term_of(back, quantity_of, function)
        assert is_proved(again, term)
        if not _is_changed(eq.right):
            assert equal(back, eq.right), (back, eq.right)


def _is_changed(expression) -> bool:
    """Whether a kind of node stands in an expression that a term says in other words."""
    from derive.notation.expression import Delta, FirstMax, Maximum, Minimum
    from derive.notation.tensor import Entry

    if contains(expression, (Maximum, Minimum, FirstMax, Delta)):
        return True
    return any(
        contains(place, Entry)
        for part in _nodes(expression)
        if isinstance(part, Entry)
        for place in part.indices
    )


def _nodes(expression):
    yield expression
    for part in expression.args:
        yield from _nodes(part)
