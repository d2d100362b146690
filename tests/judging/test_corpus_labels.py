"""The corpus's labels, by numbers from complex steps: no reader, no engine, no typed derivative."""

import importlib
from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.judging.complex_step import Point
from tests.judging.corpus_entries import MISTAKES, contexts, document

CONTEXTS = contexts()
LINES = [(context.name, line) for context in CONTEXTS for line in context.lines]
CHAINS = [(context.name, chain) for context in CONTEXTS for chain in context.chains]

# Right sides agree to rounding; wrong ones are apart by far more than rounding can do.
AGREES = 1e-9
DIFFERS = 1e-4
SEEDS = (11, 12, 13)


@cache
def reference(context):
    return importlib.import_module(f"tests.judging.references.{context}")


@cache
def points(context):
    module = reference(context)
    kinds = getattr(module, "LABELS", ("one-hot", "soft"))
    given = [module.given(np.random.default_rng(seed), kind) for seed in SEEDS for kind in kinds]
    return tuple(Point(module.forward, one) for one in given)


def gap(one, other):
    """The largest difference of two sides, relative to their size; they have one shape."""
    one, other = np.asarray(one), np.asarray(other)
    assert one.shape == other.shape, f"{one.shape} against {other.shape}"
    assert np.isfinite(one).all()
    assert np.isfinite(other).all()
    scale = max(np.abs(one).max(), np.abs(other).max())
    assert scale > 1e-3, "Both sides vanish."
    return np.abs(one - other).max() / scale


def has_no_common_shape(left, right, point):
    try:
        return np.shape(left(point)) != np.shape(right(point))
    except ValueError:
        return True


def sides(context, entry):
    return reference(context).SIDES[entry.id]


@pytest.mark.parametrize(("context", "line"), LINES, ids=lambda x: getattr(x, "id", ""))
def test_the_label_of_a_line_is_true_in_numbers(context, line):
    left, right = sides(context, line)
    for point in points(context):
        if line.is_right:
            assert gap(left(point), right(point)) < AGREES
        elif line.is_static:
            assert has_no_common_shape(left, right, point)
        else:
            assert gap(left(point), right(point)) > DIFFERS


@pytest.mark.parametrize(("context", "chain"), CHAINS, ids=lambda x: getattr(x, "id", ""))
def test_the_wrong_equalities_of_a_chain_are_the_ones_named(context, chain):
    functions = sides(context, chain)
    assert len(functions) == len(chain.sides)
    assert chain.first == (chain.wrong[0] if chain.wrong else 0)
    for point in points(context):
        values = [function(point) for function in functions]
        pairs = pairwise(values)
        gaps = {number: gap(*pair) for number, pair in enumerate(pairs, start=1)}
        for number, size in gaps.items():
            assert size > DIFFERS if number in chain.wrong else size < AGREES, number
        ends_right = gap(values[0], values[-1]) < AGREES
        assert ends_right == (chain.kind in {"right", "cancel", "right-end"})


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.name)
def test_the_corrected_line_of_a_wrong_one_is_a_right_one_of_its_file(context):
    right = {line.line for line in context.lines if line.is_right}
    wrong = [line for line in context.lines if not line.is_right]
    assert [line.id for line in wrong if line.right not in right] == []
    assert [line.id for line in wrong if not line.mistake] == []


def test_every_entry_has_its_sides_and_every_pair_of_sides_its_entry():
    for context in CONTEXTS:
        ids = [entry.id for entry in (*context.lines, *context.chains)]
        assert sorted(ids) == sorted(reference(context.name).SIDES), context.name


def test_no_line_stands_twice_in_a_file():
    for context in CONTEXTS:
        assert [t for t, n in Counter(line.line for line in context.lines).items() if n > 1] == []


def test_a_document_holds_its_lines():
    for context in CONTEXTS:
        text = document(context, *context.lines, *context.chains)
        assert all(line.line in text for line in context.lines)


@pytest.mark.parametrize("chain", [c for _, c in CHAINS], ids=lambda chain: chain.id)
def test_a_chain_is_of_the_kind_that_it_says(chain):
    last = len(chain.sides) - 1
    assert 3 <= len(chain.sides) <= 8
    fits = {
        "right": not chain.wrong,
        "single": chain.wrong == (last,),
        "follow-through": len(chain.wrong) == 1 and chain.first < last,
        "second-error": len(chain.wrong) == len(chain.mistakes) == 2,
        "cancel": len(chain.wrong) == len(chain.mistakes) == 2,
        "right-end": len(chain.wrong) == 2 and len(chain.mistakes) == 1 and chain.wrong[-1] == last,
    }
    assert fits[chain.kind]


def test_every_mistake_of_the_catalogue_is_made_and_no_other():
    lines = [line for _, line in LINES if not line.is_right]
    assert {line.mistake for line in lines} == set(MISTAKES)
    assert {code for line in lines for code in line.also} <= set(MISTAKES)
    assert {code for _, chain in CHAINS for code in chain.mistakes} <= set(MISTAKES)


def test_the_corpus_is_as_large_as_promised():
    right = sum(line.is_right for _, line in LINES)
    assert len(LINES) >= 300
    assert 0.45 <= right / len(LINES) <= 0.55
    assert sum(line.looks_wrong for _, line in LINES) >= 30
    assert len(CHAINS) >= 30
    assert 15 <= sum(chain.kind == "right" for _, chain in CHAINS) <= len(CHAINS) / 2
