"""The networks that PyTorch is compared on are proven by `verify` as well.

All of them take most of an hour on one core: set DERIVE_ALL_CASES=1. Without
it those are proven that stand for a law of their own.
"""

import os

import pytest

from derive.checking.verify import verify
from derive.network.reader import read_toml
from tests.formulas.torch_cases.catalogue import cases

CHOSEN = (
    "conv1d",
    "max_pool1d",
    "transposed_conv1d",
    "layer_norm",
    "batch_norm",
    "dropout",
    "embedding",
    "merge",
    "concatenate",
    "simple_rnn",
    "simple_rnn_masked",
    "causal_self_attention",
    "mixture_of_experts",
    "gaussian_sample",
    "contrastive, Siamese",
    "dense, two tasks",
    "dense_transposed",
)
NAMES = tuple(cases()) if os.environ.get("DERIVE_ALL_CASES") else CHOSEN


@pytest.mark.parametrize("name", NAMES)
def test_a_network_of_the_comparison_is_proven(name: str) -> None:
    report = verify(read_toml(cases()[name].network), seeds=(1,))
    assert report.passed, report.text()
