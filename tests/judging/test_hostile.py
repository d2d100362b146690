"""What means harm is refused within the limits, with exit code 2 and without a traceback."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from derive.errors import DeriveError
from derive.judging.check import check
from derive.judging.data import as_data
from derive.judging.print import printed
from derive.judging.web import web
from tests.judging.hostile import CODE, FILES, FORMULAS, PLAIN

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 5
# Silly, but they can be worked out, so that there is a verdict.
JUDGED = {
    "20 axes",
    "20 letters",
    "derivatives in sums",
    "60 functions in each other",
    "many macros",
}
SHOWN = [
    "import",
    "tower",
    "deep parentheses",
    "1 MiB of braces",
    "sum to 10^9",
    "billion laughs",
    "control characters",
    "20 letters at once",
]


@pytest.mark.parametrize("name", [*FORMULAS, *FILES])
def test_it_is_refused_quickly(name):
    file, text = FILES.get(name, ("-", FORMULAS.get(name)))
    start = time.perf_counter()
    try:
        report = check(text, name=file)
    except DeriveError:
        code = 2
    else:
        code = report.exit_code
        shown = [printed(report, "en"), str(as_data(report, {})), web(report, "ja", {})]
        controls = {chr(at) for at in (*range(9), 11, *range(14, 32), 127, 0x9B)}
        assert not controls & set("".join(shown))
    assert code == 2 or name in JUDGED
    assert time.perf_counter() - start < SECONDS
    assert not (ROOT / "derive_was_here").exists()


def run(path, *options):
    """`derive check` in a fresh process."""
    command = [sys.executable, "-m", "derive", "check", str(path), "--lang", "en", *options]
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )
    return done, time.perf_counter() - start


@pytest.mark.parametrize("name", SHOWN)
def test_the_command_line_refuses_it_with_exit_code_2(name, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(FORMULAS[name], encoding="utf-8")
    done, seconds = run(path)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert seconds < 2 * SECONDS


@pytest.mark.parametrize("name", CODE)
def test_hostile_python_is_ended(name, tmp_path):
    path = tmp_path / "a.py"
    path.write_text(CODE[name], encoding="utf-8")
    done, seconds = run(path, "--network", "3 -> dense 2 | squared_error")
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    assert len(done.stdout) + len(done.stderr) < 10_000
    assert seconds < 20


def test_a_name_in_plain_text_runs_nothing():
    marker = ROOT / "derive_was_here"
    report = check(PLAIN + "y[j] = __import__('os').system('touch derive_was_here')\n")
    assert report.exit_code == 2
    assert not marker.exists()
