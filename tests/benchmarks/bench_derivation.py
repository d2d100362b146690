"""How long a derivation takes, and how it grows with depth. Run by hand:

    python tests/benchmarks/bench_derivation.py

Prints the lecture's network warm, and 1, 10, 100 and 300 dense layers as the ratio to 10 layers
per layer: a linear growth gives ratios near 1. All in one process, the median of rounds in random
order, CPU time.
"""

from __future__ import annotations

import random
import statistics
import time

from derive.calculus.derivation import derivation_of
from derive.network.network import build
from derive.network.reader import read_network

DEPTHS = (1, 10, 100, 300)
ROUNDS = 7


def deep(layers: int) -> str:
    """A network of dense layers with sigmoids, in the one-line form."""
    return "3 -> " + " -> ".join(["dense 4 -> sigmoid"] * layers) + " | squared_error"


def seconds(source: str) -> float:
    """CPU time to build and derive a network with all its steps."""
    architecture = read_network(source)
    start = time.process_time()
    derivation_of(build(architecture)).steps()
    return time.process_time() - start


def main() -> None:
    """Print the table."""
    sources = {"lecture": "lecture"} | {f"{depth} layers": deep(depth) for depth in DEPTHS}
    times: dict[str, list[float]] = {name: [] for name in sources}
    for name in sources:
        seconds(sources[name])
    for _ in range(ROUNDS):
        for name in random.sample(list(sources), len(sources)):
            times[name].append(seconds(sources[name]))
    medians = {name: statistics.median(values) for name, values in times.items()}
    print(f"lecture, all steps, warm: {1000 * medians['lecture']:.1f} ms")
    unit = medians["10 layers"] / 10
    for depth in DEPTHS:
        median = medians[f"{depth} layers"]
        print(f"{depth:4} layers: {1000 * median:8.1f} ms, per layer {median / depth / unit:.2f} x")


if __name__ == "__main__":
    main()
