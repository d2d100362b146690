"""Every result in the formula language, as matrices and as einsums reads back to its value.

All examples in the repository, all layers of the folder, and random networks; the
count of what has a matrix form or an einsum is held, so that none is lost unseen.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.checking.small import small
from derive.errors import UnsupportedError
from derive.network.architecture import Architecture
from derive.network.network import build
from derive.network.reader import read_toml
from derive.notation.canonical import equal
from derive.notation.expression import Equation
from derive.notation.read_back import known_from, read_back
from derive.notation.written import written
from tests.calculus.forms import setting, wrong_texts
from tests.checking.graphs import seeded_graphs
from tests.checking.layers_in_use import LAYERS, network_of

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(ROOT.glob("generated/*/network.toml"))
# How many random graphs the long test takes.
COUNT = int(os.environ.get("DERIVE_RANDOM_GRAPHS", "6"))
SAMPLES = 2  # enough to tell a sum over samples from a single one, as all other sizes differ


def derivations(architecture: Architecture) -> list[Derivation]:
    first = derivation_of(build(architecture))
    return [first] if first.network.sample is not None else [first, first.in_batch()]


def equations(derivation: Derivation) -> list[Equation]:
    """Forward equations, and results as the handout has them, without f', and as programs do."""
    found = list(derivation.network.equations)
    for result in derivation.results:
        found += [result.equation, result.explicit, result.computed]
    return list(dict.fromkeys(found))


def check(architecture: Architecture) -> Counter[str]:
    counted: Counter[str] = Counter()
    for derivation in derivations(architecture):
        net = derivation.network
        sizes = dict(net.sizes) if net.sample is None else {**net.sizes, net.sample: SAMPLES}
        made = setting(equations(derivation), sizes, whole=net.whole)
        assert wrong_texts(equations(derivation), made, counted) == []
    return counted


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.parent.name for path in EXAMPLES])
def test_every_text_of_an_example_reads_back_to_its_value(path):
    check(small(read_toml(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("name", LAYERS)
def test_every_text_of_a_layer_reads_back_to_its_value(name):
    counted = check(read_toml(network_of(name)))
    assert counted["matrix"] == counted["index"], "every equation of every layer has a matrix form"


@pytest.mark.parametrize(
    "architecture", [pytest.param(made, id=str(seed)) for seed, made in seeded_graphs(COUNT)]
)
def test_every_text_of_a_random_graph_reads_back_to_its_value(architecture):
    try:
        counted = check(architecture)
    except UnsupportedError:
        pytest.skip("a parameter of this graph would never learn")
    assert counted["einsum"] > 0


@pytest.mark.parametrize("name", ["conv1d", "lstm", "self_attention", "max_pool1d", "embedding"])
def test_every_line_of_a_derivation_reads_back_to_itself(name):
    for derivation in derivations(read_toml(network_of(name))):
        lines = [line for step in derivation.steps() for line in (step.before, step.after)]
        known = known_from(lines)
        for line in dict.fromkeys(lines):
            assert equal(read_back(written(line), known), line), str(line)
