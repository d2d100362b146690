"""A report depends on no clock and on no order of sets."""

import os
import subprocess
import sys

import pytest

from derive.judging import diagnosis
from derive.judging.check import check
from tests.judging.unseen_entries import entries

SOME = entries()[::4]
PRINT = """
from derive.judging.check import check
from tests.judging.unseen_entries import entries
for one in entries()[::4]:
    found = check(one.document(one.line), name=f"x.{one.format}", seconds=60).findings[-1]
    print(found.reading, found.counterexample, found.remarks, found.diagnoses)
"""


def _printed(seed):
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", PRINT]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment
    ).stdout


def test_hashes_decide_nothing():
    first = _printed("0")
    assert first.count("\n") == len(SOME)
    assert _printed("1") == first


@pytest.mark.parametrize("one", SOME[:4], ids=lambda one: one.id)
def test_with_a_minute_to_look_the_clock_decides_nothing(one, monkeypatch):
    text, name = one.document(one.line), f"x.{one.format}"
    found = check(text, name=name, seconds=60).findings[-1]
    monkeypatch.setattr(diagnosis, "perf_counter", lambda: 0.0)  # no time passes
    assert check(text, name=name, seconds=60).findings[-1] == found
