"""Whole derivations: the lecture's lines, the chains, their numbers, depth, and sameness."""

import copy
import os
import pickle
import subprocess
import sys
from itertools import pairwise

import pytest
from sympy import Add, Mul

from derive.calculus.derivation import derivation_of
from derive.calculus.rules import CHAIN, DEFINITION, OWN_UNIT
from derive.errors import NetworkError, UnsupportedError
from derive.network.network import build
from derive.network.reader import read_line
from derive.notation.expression import Apply, IndexSum, Partial
from derive.notation.tensor import gradient_of
from tests.calculus.derivations import derived, layer_of, letters_of, own

LECTURE = (
    "3 -> dense 4 (bias = false) -> sigmoid -> dense 2 (bias = false) -> sigmoid | squared_error"
)


class Lecture:
    """The lecture's letters, taken from the network's forward equations."""

    def __init__(self, derivation):
        net = derivation.network
        found = {eq.left.tensor.code_name: eq.left.tensor for eq in net.equations}
        found |= {p.tensor.code_name: p.tensor for p in net.parameters}
        self.x, self.y, self.t = net.input, net.prediction, net.target
        self.w1, self.w2, self.x2 = found["w1"], found["w2"], found["x2"]
        self.z1, self.z2 = found["z1"], found["z2"]
        self.delta1, self.delta2 = gradient_of(self.z1), gradient_of(self.z2)
        names = letters_of(derivation)
        self.i, self.j, self.k = names["i"], names["j"], names["k"]
        function = net.defining(self.x2).right.function
        self.slope = function.with_order(1)


@pytest.fixture(scope="module")
def lecture():
    derivation = derived(LECTURE)
    return derivation, Lecture(derivation)


def test_slides_17_and_18_the_gradients_of_the_weights(lecture):
    found, at = lecture
    i, j, k = at.i, at.j, at.k
    assert found.result("w2").equation.right == at.delta2[k] * at.x2[j]
    assert found.result("w1").equation.right == at.delta1[j] * at.x[i]


def test_slide_22_the_error_signal_of_the_hidden_layer(lecture):
    found, at = lecture
    j, k = at.j, at.k
    summed = IndexSum(at.delta2[k] * at.w2[k, j], k)
    assert found.result("z1").equation.right == Apply(at.slope, at.z1[j]) * summed


def test_slide_23_the_error_signal_of_the_output(lecture):
    found, at = lecture
    k = at.k
    expected = (at.y[k] - at.t[k]) * Apply(at.slope, at.z2[k])
    assert found.result("z2").equation.right == expected


def test_slide_28_the_sigmoid_told_through_its_output(lecture):
    found, at = lecture
    j, k = at.j, at.k
    hidden = at.x2[j] * (1 - at.x2[j]) * IndexSum(at.delta2[k] * at.w2[k, j], k)
    assert found.result("z1").explicit.right == hidden
    output = (at.y[k] - at.t[k]) * at.y[k] * (1 - at.y[k])
    assert found.result("z2").explicit.right == output


def test_slide_20_the_chain_rule_sums_over_all_units_of_the_next_layer(lecture):
    found, at = lecture
    j, k = at.j, at.k
    cost = found.network.cost
    chain = next(step for step in found.result("z1").steps if step.rule is CHAIN)
    product = Partial(cost, at.z2[k]) * Partial(at.z2[k], at.z1[j])
    assert chain.after == IndexSum(product, k)


def test_slide_17_only_the_unit_of_the_same_index_contains_a_weight(lecture):
    found, at = lecture
    j, k = at.j, at.k
    cost = found.network.cost
    own_unit = next(step for step in found.result("w2").steps if step.rule is OWN_UNIT)
    assert own_unit.after == Mul(Partial(cost, at.z2[k]), Partial(at.z2[k], at.w2[k, j]))


@pytest.mark.parametrize(
    "line",
    [
        LECTURE,
        "3 -> dense 4 as h -> tanh -> dense 4 -> add h -> dense 2 -> softmax | cross_entropy",
    ],
)
@pytest.mark.parametrize("form", ["sample", "batch"])
def test_every_chain_starts_at_the_definition_and_has_no_gap(line, form):
    derivation = derived(line) if form == "sample" else derived(line).in_batch()
    for result in derivation.results:
        left = result.equation.left
        first = result.steps[0]
        assert first.rule is DEFINITION
        assert first.before == left
        assert first.after == Partial(derivation.network.cost, result.of[left.indices])
        lines = [*result.steps, *result.explicit_steps]
        for step, following in pairwise(lines):
            assert step.after == following.before
        assert result.steps[-1].after == result.equation.right
        assert lines[-1].after == result.explicit.right


def test_numbers_follow_the_forward_equations_and_are_the_same_in_a_batch(lecture):
    found, _ = lecture
    numbers = [eq.number for eq in found.network.equations]
    numbers += [result.equation.number for result in found.results]
    assert numbers == [str(at) for at in range(1, len(numbers) + 1)]
    batch = found.in_batch()
    same = {result.of.code_name: result.equation.number for result in batch.results}
    for result in found.results:
        assert same[result.of.code_name] == f"{result.equation.number}b"
    everything = [eq.number for eq in batch.network.equations]
    everything += [result.equation.number for result in batch.results]
    assert len(set(everything)) == len(everything)


def test_a_direct_derivative_holds_the_other_signals():
    # dL/dz1 has one part through z2 and one straight from the addition; neither counts twice.
    found = derived("3 -> dense 4 as h -> tanh -> dense 4 -> add h | squared_error")
    chain = next(step for step in found.result("z1").steps if step.rule is CHAIN)
    assert isinstance(chain.after, Add)
    assert len(chain.after.args) == 2


def _deep(layers):
    return "3 -> " + " -> ".join(["dense 2 (bias = false) -> tanh"] * layers) + " | squared_error"


def test_steps_grow_linearly_with_depth():
    counts = [len(derived(_deep(layers)).steps()) for layers in (4, 8, 12)]
    assert counts[2] - counts[1] == counts[1] - counts[0]


def test_three_hundred_layers_do_not_exhaust_the_stack():
    derivation = derived(_deep(300))
    assert len(derivation.results) == 601


def test_a_hundred_activations_in_a_row_do_not_exhaust_the_stack():
    line = "2 -> dense 3 -> " + " -> ".join(["tanh"] * 100) + " -> dense 2 | squared_error"
    results = derived(line).results
    assert sum(str(one.equation.right).count("tanh'") for one in results) == 100


def test_a_row_of_activations_takes_lines_in_proportion_to_its_length():
    def letters(length):
        line = "2 -> dense 3 -> " + " -> ".join(["tanh"] * length) + " -> dense 2 | squared_error"
        return sum(len(str(step.after)) for step in derived(line).steps())

    assert letters(64) < 2.5 * letters(32)


_PRINT = """
from derive.calculus.derivation import derivation_of
from derive.network.network import build
from derive.network.reader import read_line
for line in {lines!r}:
    found = derivation_of(build(read_line(line)))
    for form in (found, found.in_batch()):
        for step in form.steps():
            print(step.rule.name, step.before, step.after, step.about)
"""


def test_every_line_is_the_same_under_any_hash_seed():
    lines = [
        "3 -> dense 4 as h -> elu -> dense 4 -> add h -> softmax -> dense 2 | huber | l1 0.1",
        "3 -> dense 4 -> prelu -> dense 2 -> softmax | kl_divergence",
        "3 -> dense 4 -> hard_sigmoid -> dense 2 -> sigmoid | binary_cross_entropy | l2 0.1",
    ]
    printed = []
    for seed in ("1", "2"):
        command = [sys.executable, "-c", _PRINT.format(lines=lines)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", env=environment, check=True
        )
        printed.append(done.stdout)
    assert printed[0] == printed[1]
    assert printed[0].count("\n") > 300


def test_expressions_survive_pickling_and_copying(lecture):
    found, _ = lecture
    for result in (*found.results, *found.in_batch().results):
        for expression in (result.equation.right, result.explicit.right, result.equation.left):
            assert pickle.loads(pickle.dumps(expression)) == expression
            assert copy.deepcopy(expression) == expression
            assert str(pickle.loads(pickle.dumps(expression))) == str(expression)


def test_a_result_is_found_by_its_tensor_or_its_gradient(lecture):
    found, _ = lecture
    assert found.result("z1") is found.result("delta1")
    with pytest.raises(NetworkError, match="no gradient by 'w9'"):
        found.result("w9")


def test_what_would_never_learn_is_refused():
    steps = {"f": {"kind": "activation", "equations": ["y = sign(x)"]}}
    dense = {"formula": "dense", "units": 2}
    with pytest.raises(UnsupportedError, match="never learn"):
        own([dense, "f", dense], steps)


def test_a_parameter_in_two_equations_is_derived_once_and_last():
    layer = layer_of(
        "h[i] = tanh(sum(j, w[i,j]*x[j]))", "z[i] = sum(j, w[j,i]*h[j])", parameters=["w"]
    )
    found = own(["f"], {"f": layer})
    assert [result.of.code_name for result in found.results] == ["y", "h1", "w1"]
    assert str(found.result("w1").explicit.right) == (
        "(1 - h1[i]**2)*dh1[i]*x[i'] + delta1[i']*h1[i]"
    )


def test_deriving_again_gives_the_same():
    again = derivation_of(build(read_line(LECTURE)))
    assert again.results == derived(LECTURE).results
