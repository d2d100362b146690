"""Mistakes about networks that the corpus lacks are named first in at least 85 % of the lines.

Of every line NumPy says that it is wrong and that its mended version is right; the judge has to
agree, and the share of right diagnoses in front is asserted, not every single one.
"""

from functools import cache

import numpy as np
import pytest

from derive.judging.check import check
from derive.judging.mistakes import MISTAKES
from tests.judging.complex_step import Point, labels
from tests.judging.corpus_results import PATIENCE
from tests.judging.unseen_entries import entries
from tests.judging.unseen_networks import NETWORKS
from tests.judging.unseen_sides import SIDES

ENTRIES = entries()
AGREES, DIFFERS = 1e-9, 1e-3
SHARE = 0.85


@cache
def _point(network, seed):
    forward, shapes = NETWORKS[network]
    rng = np.random.default_rng(seed)
    given = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    if "tau" in given:
        given |= {"tau": np.asarray(1.7), "t": labels(rng, (4,), "soft")}
    return Point(forward, given)


def _gap(one, other):
    one, other = np.asarray(one), np.asarray(other)
    assert one.shape == other.shape
    return np.abs(one - other).max() / max(np.abs(one).max(), np.abs(other).max())


@cache
def _found(number, *, is_mended):
    one = ENTRIES[number]
    text = one.document(one.right if is_mended else one.line)
    return check(text, name=f"x.{one.format}", seconds=PATIENCE).findings[-1]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.id)
def test_numpy_says_which_version_of_a_line_is_right(one, seed):
    point = _point(one.id.rpartition("-")[0], seed)
    true, wrong, mended = (side(point) for side in SIDES[one.id])
    assert _gap(true, mended) < AGREES
    assert _gap(true, wrong) > DIFFERS


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=lambda at: ENTRIES[at].id)
def test_a_wrong_line_is_found_wrong_and_the_mended_one_right(number):
    assert _found(number, is_mended=False).verdict == "wrong"
    assert _found(number, is_mended=True).verdict == "right"


@pytest.mark.parametrize("number", range(len(ENTRIES)), ids=lambda at: ENTRIES[at].id)
def test_what_is_expected_is_read_as_right(number):
    one, found = ENTRIES[number], _found(number, is_mended=False)
    for cause in found.diagnoses:
        if cause.repair is not None:
            left = one.line.partition(" = ")[0]
            again = check(one.document(f"{left} = {cause.repair}"), name=f"x.{one.format}")
            assert again.findings[-1].verdict == "right", cause.repair


def test_the_mistakes_are_those_of_the_catalogue():
    assert {code for one in ENTRIES for code in one.mistakes} <= set(MISTAKES)


def test_most_mistakes_are_named_first():
    firsts = [_found(number, is_mended=False).diagnoses[:1] for number in range(len(ENTRIES))]
    hits = [
        bool(first) and first[0].code in one.mistakes
        for first, one in zip(firsts, ENTRIES, strict=True)
    ]
    assert len(hits) >= 30
    assert sum(hits) >= SHARE * len(hits)
