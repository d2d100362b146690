"""How long transformer blocks take to derive, and what their number costs. Run by hand:

    python tests/benchmarks/bench_blocks.py

Prints build and derivation (every gradient's equation) for 1 to 48 turns of a pre-norm decoder
block, the same with all steps of every turn, and chains of layers that are all different in
kind, per equation: a linear growth gives ratios near 1. All in one process, the median of rounds
in random order, CPU time.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable

from derive.calculus.derivation import derivation_of
from derive.network.architecture import Architecture
from derive.network.network import build
from derive.network.reader import examples, read_toml

TURNS = (1, 6, 12, 24, 48)
ROUNDS = 5


def blocks(turns: int) -> Architecture:
    """The example gpt with a number of turns of its block."""
    text = examples()["gpt"].read_text(encoding="utf-8")
    return read_toml(text.replace("repeat = 2", f"repeat = {turns}"))


def unlike(turns: int) -> Architecture:
    """As many blocks, each written on its own, so that nothing says that they are alike."""
    text = examples()["gpt"].read_text(encoding="utf-8")
    start, end = text.index("[[layers]]\nblock"), text.index('[[layers]]\nformula = "layer_norm"')
    used = text[start:end].replace("repeat = 2\n", "")
    return read_toml(text[:start] + used * turns + text[end:])


def _equations(architecture: Architecture) -> None:
    for result in derivation_of(build(architecture)).results:
        assert result.equation is not None


def _all_steps(architecture: Architecture) -> None:
    derivation_of(build(architecture)).steps()


def seconds(work: Callable[[Architecture], None], architecture: Architecture) -> float:
    """CPU time of some work."""
    start = time.process_time()
    work(architecture)
    return time.process_time() - start


def main() -> None:
    """Print the tables."""
    rows: dict[str, tuple[Callable[[Architecture], None], Architecture, int]] = {}
    for turns in TURNS:
        rows[f"{turns:3} turns, every equation"] = (_equations, blocks(turns), turns)
        rows[f"{turns:3} turns, all steps"] = (_all_steps, blocks(turns), turns)
        rows[f"{turns:3} blocks without repeat, all steps"] = (_all_steps, unlike(turns), turns)
    times: dict[str, list[float]] = {name: [] for name in rows}
    for work, architecture, _ in rows.values():
        seconds(work, architecture)
    for _ in range(ROUNDS):
        for name in random.sample(list(rows), len(rows)):
            work, architecture, _ = rows[name]
            times[name].append(seconds(work, architecture))
    for name, (_, architecture, _) in rows.items():
        median = statistics.median(times[name])
        count = len(build(architecture).equations)
        print(f"{name:38} {1000 * median:8.0f} ms {1000 * median / count:6.2f} ms an equation")


if __name__ == "__main__":
    main()
