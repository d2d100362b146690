"""How fast a generated training step is, against its own matrix products and PyTorch.

Run by hand, from the repository's root:
`OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 python -m tests.benchmarks.bench_program`.

Method: one process, pinned to one core, one thread, CPU-time clock; blocks of
about 20 ms in random order; the ratio is formed inside each round; median and
p10-p90 over the rounds. The floor is the step's own matrix products with
`out=` on buffers of the same shapes.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np

from tests.programs.generated import module_of, program_of_line

Step = Callable[[], object]
BLOCK_SECONDS = 0.02
RATE = 0.1
NETS = {
    1: ("2 -> dense 3 -> sigmoid -> dense 2 -> sigmoid | squared_error", (2, 3, 2), (1, 32)),
    2: (
        "784 -> dense 256 -> relu -> dense 128 -> relu -> dense 10 -> softmax | cross_entropy",
        (784, 256, 128, 10),
        (32, 128, 512),
    ),
}


def main() -> None:
    """Measure the configurations that are asked for, and print a table of each."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--net", type=int, choices=sorted(NETS), action="append")
    arguments.add_argument("--rounds", type=int, default=25)
    asked = arguments.parse_args()
    assert os.environ.get("OPENBLAS_NUM_THREADS") == "1", "set it before Python starts"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {random.choice(sorted(os.sched_getaffinity(0)))})
    for net in asked.net or sorted(NETS):
        line, sizes, batches = NETS[net]
        fast = module_of(program_of_line(line), "fast", Path(tempfile.mkdtemp()))
        plain = module_of(program_of_line(line), "plain", Path(tempfile.mkdtemp()))
        for batch in batches:
            report(
                f"net {net}, batch {batch}, float32, SGD",
                peers(net, (fast, plain), sizes, batch),
                asked.rounds,
            )


def peers(
    net: int, programs: tuple[ModuleType, ModuleType], sizes: tuple[int, ...], batch: int
) -> dict[str, Step]:
    """One training step of everything that is compared."""
    random_numbers = np.random.default_rng(0)
    x = random_numbers.random((batch, sizes[0]), dtype=np.float32)
    if net == 2:
        labels = random_numbers.integers(0, sizes[-1], batch)
        t = np.eye(sizes[-1], dtype=np.float32)[labels]
    else:
        labels, t = None, random_numbers.random((batch, sizes[-1]), dtype=np.float32)
    parameters = start(sizes)
    fast, plain = programs
    found = {
        "generated, fast": fast_step(fast, parameters, x, t),
        "generated, plain": plain_step(plain, parameters, x, t),
        "floor of products": floor(sizes, batch),
    }
    if importlib.util.find_spec("torch"):
        found["torch eager"] = torch_step(net, parameters, x, t if labels is None else labels)
    return found


def start(sizes: tuple[int, ...]) -> dict[str, np.ndarray]:
    """The same parameters for everyone."""
    random_numbers = np.random.default_rng(1)
    found = {}
    for layer, (rows, columns) in enumerate(zip(sizes[1:], sizes[:-1], strict=True), start=1):
        weight = random_numbers.standard_normal((rows, columns)) * np.sqrt(2 / columns)
        found[f"w{layer}"] = weight.astype(np.float32)
        found[f"b{layer}"] = np.zeros(rows, np.float32)
    return found


def fast_step(
    program: ModuleType, parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> Step:
    """A step of the fast style, with one flat update as the training loop has it."""
    flat = np.concatenate([value.ravel() for value in parameters.values()])
    flat_gradient = np.empty_like(flat)
    views, gradient, at = {}, {}, 0
    for name, value in parameters.items():
        views[name] = flat[at : at + value.size].reshape(value.shape)
        gradient[name] = flat_gradient[at : at + value.size].reshape(value.shape)
        at += value.size
    workspace = program.Workspace(views, gradient, len(x))

    def step() -> None:
        workspace.step(x, t)
        np.multiply(flat_gradient, RATE, out=flat_gradient)
        np.subtract(flat, flat_gradient, out=flat)

    return step


def plain_step(
    program: ModuleType, parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray
) -> Step:
    """A step of the plain style."""
    own = {name: value.copy() for name, value in parameters.items()}

    def step() -> None:
        _, gradient = program.gradients(own, x, t)
        for name, value in own.items():
            np.subtract(value, RATE * gradient[name], out=value)

    return step


def floor(sizes: tuple[int, ...], batch: int) -> Step:
    """The matrix products of a step: forward, weight gradients, and error signals."""
    random_numbers = np.random.default_rng(2)

    def matrix(*shape: int) -> np.ndarray:
        return random_numbers.random(shape, dtype=np.float32)

    products = []
    for layer, (columns, rows) in enumerate(pairwise(sizes)):
        signal, weight, error = matrix(batch, columns), matrix(rows, columns), matrix(batch, rows)
        products += [
            (signal, weight.T, matrix(batch, rows)),
            (error.T, signal, matrix(rows, columns)),
        ]
        if layer:
            products.append((error, weight, matrix(batch, columns)))

    def step() -> None:
        for left, right, out in products:
            np.matmul(left, right, out=out)

    return step


def torch_step(net: int, parameters: dict[str, np.ndarray], x: np.ndarray, t: np.ndarray) -> Step:
    """A step of PyTorch in eager mode, as its tutorials write it."""
    import torch

    torch.set_num_threads(1)
    modules: list[torch.nn.Module] = []
    weights = list(parameters.values())
    for layer, (weight, bias) in enumerate(zip(weights[::2], weights[1::2], strict=True), start=1):
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weight))
            linear.bias.copy_(torch.from_numpy(bias))
        modules.append(linear)
        if net == 1:
            modules.append(torch.nn.Sigmoid())
        elif layer < len(weights) // 2:
            modules.append(torch.nn.ReLU())
    network = torch.nn.Sequential(*modules)
    optimizer = torch.optim.SGD(network.parameters(), lr=RATE)
    inputs, targets = torch.from_numpy(x), torch.from_numpy(t)

    def step() -> None:
        optimizer.zero_grad(set_to_none=True)
        answer = network(inputs)
        if net == 1:
            cost = 0.5 * ((answer - targets) ** 2).sum() / len(inputs)
        else:
            cost = torch.nn.functional.cross_entropy(answer, targets)
        cost.backward()
        optimizer.step()

    return step


def report(title: str, steps: dict[str, Step], rounds: int) -> None:
    """Print the times of all steps, and how many times the generated one each takes."""
    times = measured(steps, rounds)
    print(f"\n## {title}\n{'':20s}{'median µs':>12s}{'÷ generated, fast (p10-p90)':>34s}")
    ours = times["generated, fast"]
    for name, own in sorted(times.items(), key=lambda item: statistics.median(item[1])):
        ratios = sorted(a / b for a, b in zip(own, ours, strict=True))
        low, high = ratios[len(ratios) // 10], ratios[-1 - len(ratios) // 10]
        middle = f"{statistics.median(ratios):.2f} ({low:.2f}-{high:.2f})"
        print(f"{name:20s}{statistics.median(own) * 1e6:12.1f}{middle:>34s}")


def measured(steps: dict[str, Step], rounds: int) -> dict[str, list[float]]:
    """Seconds a step, one number a round."""
    counts = {name: count_for(step) for name, step in steps.items()}
    times: dict[str, list[float]] = {name: [] for name in steps}
    order = list(steps)
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            step = steps[name]
            step()
            began = time.process_time()
            for _ in range(counts[name]):
                step()
            times[name].append((time.process_time() - began) / counts[name])
    gc.enable()
    return times


def count_for(step: Step) -> int:
    """How many steps fill a block."""
    step()
    began, count = time.process_time(), 0
    while time.process_time() - began < BLOCK_SECONDS:
        step()
        count += 1
    return max(1, count)


if __name__ == "__main__":
    main()
