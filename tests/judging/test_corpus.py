"""Every entry of the corpus is judged as its label says, within the limits that we promise."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.judging.corpus_results import results, table

SHOWN = Path(__file__).parent / "corpus" / "RESULTS.md"


@pytest.fixture(scope="module")
def found():
    return results()


def test_no_wrong_line_is_accepted_and_few_right_ones_are_not(found):
    counts = sum((one.counts for one in found.values()), Counter())
    assert counts["wrong, right"] == 0
    assert counts["right, wrong"] + counts["right, follows"] <= 0.01 * counts["right lines"]
    unread = counts["right, unread"] + counts["wrong, unread"]
    assert unread <= 0.03 * (counts["right lines"] + counts["wrong lines"])
    assert counts["right lines"] + counts["wrong lines"] >= 300
    assert counts["diagnosed"] >= 0.9 * counts["wrong lines"]


def test_the_first_wrong_sign_of_every_chain_is_found(found):
    counts = sum((one.counts for one in found.values()), Counter())
    assert counts["chains"] >= 30
    assert counts["exact chains"] == counts["chains"]


def test_the_table_in_the_documents_is_this_one(found):
    if os.environ.get("DERIVE_WRITE"):
        SHOWN.write_text(table(found), encoding="utf-8")
    assert SHOWN.read_text(encoding="utf-8") == table(found)
