"""A wrong rule, matrix form or program is caught: each mutant makes `verify` fail.

A mutant changes one function of the engine, or one piece of program text. It
is killed when the report names a failed check.
"""

import pytest

from derive.calculus import elimination, scalar
from derive.checking.verify import verify
from tests.checking.law_mutants import LAW_MUTANTS
from tests.checking.layer_mutants import LAYER_MUTANTS
from tests.checking.mutants import described
from tests.checking.program_mutants import PROGRAM_MUTANTS

# At a tie of a maximum there is no derivative to compare with: the points of the proof have none.
# That the first of several largest entries counts is tested directly in test_ties.py.
NOT_SEEN = frozenset(
    (
        "all of several largest entries count",
        "all of several largest pieces count",
        "the last of several largest entries is marked",
        "the fast program marks every largest entry",
    )
)
MUTANTS = {**LAW_MUTANTS, **LAYER_MUTANTS, **PROGRAM_MUTANTS}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Laws are remembered by function; a mutant must neither meet nor leave memories."""
    remembered = (
        scalar.elementary_derivative,
        elimination.derivative_of,
        elimination.through_output,
    )
    for one in remembered:
        one.cache_clear()
    yield
    for one in remembered:
        one.cache_clear()


def test_no_mutant_has_the_name_of_another():
    assert len(MUTANTS) == len(LAW_MUTANTS) + len(LAYER_MUTANTS) + len(PROGRAM_MUTANTS)


def _case(name):
    reason = "a tie, which the proof's points do not have"
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if name in NOT_SEEN else []
    return pytest.param(MUTANTS[name], id=name, marks=marks)


@pytest.mark.parametrize("mutant", [_case(name) for name in MUTANTS])
def test_a_mutant_is_killed_and_its_place_is_named(mutant, monkeypatch):
    mutant.change(monkeypatch)
    report = verify(described(mutant.network), seeds=(1,))
    assert not report.passed, report.text()
    failure = report.failures[0]
    assert failure.where
    if mutant.rule:
        assert failure.rule == mutant.rule, report.text()
    if mutant.check:
        assert not report.row(mutant.check).passed, report.text()


@pytest.mark.parametrize("network", sorted({mutant.network for mutant in MUTANTS.values()}))
def test_without_a_mutant_the_same_network_passes(network):
    report = verify(described(network), seeds=(1,))
    assert report.passed, report.text()
