"""The fans of weights, which initial values depend on, come from the weights' equations."""

from __future__ import annotations

import pytest

from derive.network.network import Network
from derive.programs.fans import fans_of
from tests.programs.generated import derivation_of_line
from tests.programs.graphs import GRAPHS

ATTENTION = """
input = [5, 6]
loss = "squared_error"

[[layers]]
formula = "self_attention"
heads = 2
"""


def fans(text: str, name: str) -> tuple[int | None, int | None]:
    """The fans of a weight of a network."""
    network: Network = derivation_of_line(text).network
    (tensor,) = (one.tensor for one in network.parameters if one.tensor.code_name == name)
    return fans_of(tensor, network.equations, network.sizes)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (GRAPHS["an image"], "w1", (None, None)),
        (GRAPHS["recurrent"], "w1", (None, None)),
        (GRAPHS["recurrent"], "u1", (None, None)),
        (GRAPHS["recurrent"], "b1", (None, None)),
        (GRAPHS["tokens to tokens"], "w1", (7, 4)),
        (ATTENTION, "wq1", (6, 2 * 3)),
    ],
    ids=["convolution", "dense", "recurrent", "bias", "embedding", "attention"],
)
def test_fans_count_what_meets_and_what_leaves(
    text: str, name: str, expected: tuple[int | None, int | None]
) -> None:
    assert fans(text, name) == expected
