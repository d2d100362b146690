"""Random graphs of everything are derived, written as programs, and proven on numbers."""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from derive.checking.report import VerifyReport
from derive.checking.verify import verify
from derive.errors import UnsupportedError
from derive.network.architecture import Architecture
from tests.checking.graphs import graphs, seeded_graphs

COUNT = int(os.environ.get("DERIVE_RANDOM_GRAPHS", "5"))


@pytest.mark.parametrize(
    ("seed", "architecture"),
    [pytest.param(seed, made, id=str(seed)) for seed, made in seeded_graphs(COUNT)],
)
def test_a_random_graph_is_proven(seed: int, architecture: Architecture) -> None:
    proven(architecture, (seed,))


@settings(max_examples=2, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(architecture=graphs())
def test_graphs_that_shrink_are_proven(architecture: Architecture) -> None:
    proven(architecture, (1,))


def proven(architecture: Architecture, seeds: tuple[int, ...]) -> None:
    report = _report(architecture, seeds)
    assert report is None or report.passed, report


def _report(architecture: Architecture, seeds: tuple[int, ...]) -> VerifyReport | None:
    """The proof, or None where a parameter has no slope, or no point lies away from all kinks."""
    try:
        return verify(architecture, seeds=seeds)
    except UnsupportedError as error:
        if "never learn" in str(error) or "kinks" in str(error):
            return None
        raise
