"""`generated/` is what the examples give today: the same files, the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from derive import gallery
from derive.network.reader import examples

ROOT = Path(__file__).resolve().parent.parent
GENERATED = ROOT / "generated"
HASH = (
    "import sys, derive.gallery as g, hashlib; t = g.texts(); "
    "print(hashlib.sha256(repr(sorted(t.items())).encode()).hexdigest())"
)


def test_every_generated_file_is_as_the_examples_give_it():
    differing = gallery.differences(GENERATED)
    assert not differing, "run `derive gallery --write`, and look at what changed"


def test_the_texts_depend_on_no_hash_seed():
    answers = set()
    for seed in ("1", "20"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", HASH], env=environment, capture_output=True, check=True
        )
        answers.add(run.stdout)
    assert len(answers) == 1


def test_a_stale_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(gallery, "texts", lambda *_: {"a/train.py": "x"})
    monkeypatch.setattr(gallery, "made_names", frozenset)
    (tmp_path / "old.txt").write_text("left over", encoding="utf-8")
    assert gallery.differences(tmp_path) == ["missing: a/train.py", "stale: old.txt"]


@pytest.mark.parametrize("name", sorted(examples()))
@pytest.mark.parametrize("program", ["train.py", "train_plain.py"])
def test_a_generated_program_runs_alone(name, program, tmp_path):
    path = GENERATED / name / program
    run = subprocess.run(
        [sys.executable, "-W", "error", str(path), "--help"],
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "DATA" in run.stdout


@pytest.mark.parametrize("name", sorted(examples()))
def test_a_generated_report_says_that_all_checks_passed(name):
    report = (GENERATED / name / "report.txt").read_text(encoding="utf-8")
    assert "All checks passed." in report
    assert "FAILED" not in report
