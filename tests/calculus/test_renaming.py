"""A chain in other names is the chain that would have been derived in those names."""

from itertools import pairwise

import pytest

from derive.calculus import likeness
from derive.calculus.derivation import derivation_of
from derive.calculus.renaming import Names, Renaming
from derive.network.network import build
from derive.network.objects import network
from derive.network.reader import read_line
from derive.notation.canonical import equal
from derive.notation.expression import Delta, IndexSum, Partial, free_indices
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Role, Tensor, gradient_of
from tests.calculus.derivations import numbers, unclear_lines, wrong_lines, wrong_results

DENSE = {"formula": "dense", "units": 4}
BLOCK = [
    "layer_norm",
    {"formula": "self_attention", "heads": 2},
    {"formula": "add", "inputs": ["input"], "name": "middle"},
    "layer_norm",
    {"formula": "dense", "units": 3},
    "gelu",
    {"formula": "dense", "units": 4},
    {"formula": "add", "inputs": ["middle"]},
]


def blocks(repeat):
    layers = [{"block": "b", "repeat": repeat}, {"formula": "dense", "units": 2}]
    made = {"input": [3, 4], "layers": layers, "loss": "squared_error"}
    return network(blocks={"b": {"layers": BLOCK}}, **made)


def own_functions():
    clipped = {
        "kind": "activation",
        "equations": ["y[j] = max(0, x[j]) + c*x[j]"],
        "constants": {"c": 0.5},
    }
    layers = [DENSE, "f", DENSE, {"formula": "f", "c": 0.25}, DENSE, "f", DENSE]
    return network(input=4, layers=layers, loss="squared_error", formulas={"f": clipped})


ARCHITECTURES = {
    "dense": lambda: read_line(
        "3 -> " + " -> ".join(["dense 4 -> tanh"] * 4) + " -> dense 2 | squared_error | l2 0.1"
    ),
    "two activations": lambda: read_line(
        "3 -> dense 4 -> tanh -> dense 4 -> relu -> dense 4 -> tanh -> dense 4 -> relu -> dense 2"
        " -> softmax | cross_entropy"
    ),
    "blocks": lambda: blocks(3),
    "own functions": own_functions,
    "recurrences": lambda: network(
        input=[3, 2],
        layers=[{"formula": "simple_rnn", "units": 3}] * 3,
        loss="squared_error",
    ),
    "convolutions": lambda: network(
        input=[2, 9],
        layers=[{"formula": "conv1d", "channels": 2, "kernel": 2}] * 4 + ["global_average_pool1d"],
        loss="squared_error",
    ),
}


@pytest.mark.parametrize("name", ARCHITECTURES)
@pytest.mark.parametrize("batch", [False, True])
def test_a_renamed_gradient_is_the_derived_one(name, batch, monkeypatch):
    made = build(ARCHITECTURES[name](), batch=batch)
    renamed = derivation_of(made)
    assert any(result.like is not None for result in renamed.results)
    monkeypatch.setattr(likeness.Likeness, "of", lambda *_: None)
    derived = derivation_of(made)
    assert all(result.like is None for result in derived.results)
    for one, other in zip(renamed.results, derived.results, strict=True):
        assert (one.of, one.kind, one.number) == (other.of, other.kind, other.number)
        for form in ("equation", "explicit", "computed"):
            first, second = getattr(one, form), getattr(other, form)
            assert first.left == second.left
            assert equal(first.right, second.right), f"{first}  ;  {second}"
        assert [step.rule for step in one.steps] == [step.rule for step in other.steps]
        assert one.is_constant == other.is_constant


def test_every_renamed_line_is_an_equality():
    derivation = derivation_of(build(ARCHITECTURES["two activations"]()))
    made = numbers(derivation)
    assert wrong_results(derivation, made) == []
    assert wrong_lines(derivation) == []
    assert unclear_lines(derivation) == []


def test_a_renamed_chain_starts_at_its_own_definition_and_goes_on_without_a_gap():
    derivation = derivation_of(build(ARCHITECTURES["dense"]()))
    for result in derivation.results:
        first = result.steps[0]
        assert first.before == result.equation.left
        assert first.after == Partial(derivation.network.cost, result.of[first.before.indices])
        lines = [*result.steps, *result.explicit_steps]
        assert all(step.after == following.before for step, following in pairwise(lines))
        assert lines[-1].after == result.explicit.right


def test_repeated_blocks_are_derived_once():
    def derived(repeat):
        results = derivation_of(build(blocks(repeat))).results
        return [result for result in results if result.like is None]

    assert len(derived(6)) == len(derived(2))


def test_other_constants_in_a_function_are_another_chain():
    derivation = derivation_of(build(own_functions()))
    texts = [str(derivation.result(f"z{layer}").explicit) for layer in (1, 2, 3)]
    constants = [text for text in texts if "c" in text]
    assert len(constants) == 3
    made = numbers(derivation)
    assert wrong_results(derivation, made) == []


def test_letters_axes_and_tensors_are_renamed_and_the_rest_is_kept():
    one, other = Axis("one", "i", "I"), Axis("other", "k", "K")
    i, i_primed = Index("i", one), Index("i'", one)
    k, k_primed = Index("k", other), Index("k'", other)
    x, y = (Tensor(n, 1, (a,), Role.SIGNAL) for n, a in (("x", one), ("y", other)))
    renaming = Renaming(Names((x,), (one,), ("i",)), Names((y,), (other,), ("k",)))
    before = IndexSum(Delta(i, i_primed) * gradient_of(x)[i_primed] * x[i] / SizeOf(one), i_primed)
    after = IndexSum(Delta(k, k_primed) * gradient_of(y)[k_primed] * y[k] / SizeOf(other), k_primed)
    assert renaming.of(before) == after
    assert free_indices(renaming.of(before)) == {k}
