"""How long `derive check` takes: a judged line, a diagnosis, a page of 40 lines from a cold start.

Run from the root: `python -m tests.benchmarks.bench_page`.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from derive.judging.check import check
from tests.judging.corpus_entries import Context, Line, contexts, document
from tests.judging.lines import UNITS

ROOT = Path(__file__).resolve().parents[2]
LINES = 40
RIGHT = r"$$ \frac{\partial L}{\partial w_{ji}} = (y_j - t_j)(1 - y_j^2) x_i $$" + "\n"
KNOWN = r"$$ \frac{\partial L}{\partial w_{kj}^{(2)}} = \delta_k^{(2)} x_j^{(2)} $$" + "\n"


def seconds(context: Context, line: Line, *before: Line) -> float:
    """What one more line of a document takes, diagnosis included."""
    network = context.network or None
    notation = context.notation if network else None
    found = []
    for text in (document(context, *before), document(context, *before, line)):
        start = time.perf_counter()
        check(text, network, notation or None, name=f"a.{context.format}")
        found.append(time.perf_counter() - start)
    return max(0.0, found[1] - found[0])


def cold(text: str, *options: str) -> float:
    """What a page takes in a fresh process, the best of three."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.md"
        page.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "derive", "check", str(page), *options]
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
            times.append(time.perf_counter() - start)
    return min(times)


def told(what: str, found: list[float]) -> None:
    """Print the middle and the longest of some times."""
    middle, longest = 1e3 * statistics.median(found), 1e3 * max(found)
    print(f"{what:36}{middle:9.1f} ms in the middle {longest:9.1f} ms at most")


def main() -> None:
    """Prints the times."""
    entries = [(context, line) for context in contexts() for line in context.lines]
    seconds(*entries[0])
    told("a right line", [seconds(one, line, line) for one, line in entries if line.is_right])
    told(
        "a wrong line with its diagnosis", [seconds(*one) for one in entries if not one[1].is_right]
    )
    print(f"{'a page of 40 lines, cold':36}{cold(UNITS + RIGHT * (LINES - 3)):9.2f} s")
    network = cold(KNOWN * LINES, "--network", "lecture")
    print(f"{'the same against a network file':36}{network:9.2f} s")


if __name__ == "__main__":
    main()
