"""How long judging takes: points, a right line, a wrong line, an edit that diagnosis tries.

Run from the root: `python -m tests.benchmarks.bench_check`.
"""

import statistics
import time
from collections.abc import Callable, Iterator

from derive.judging.compare import equal, may_be_equal
from derive.judging.points import points
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    Fold,
    Part,
    Plus,
    Term,
    Times,
)
from tests.judging.perceptron import DELTA, MLP, by, mlp

ROUNDS = 20


def milliseconds(action: Callable[[], object]) -> float:
    """The median time of an action."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        found.append(1e3 * (time.perf_counter() - start))
    return statistics.median(found)


def line() -> Term:
    """dL/dw by hand, as a new term."""
    return Fold("sum", (MLP.index("n"),), Times((DELTA, MLP.term("x[n,i]"))))


def leaves(term: Term, path: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
    """The paths to all entries in a term."""
    if isinstance(term, Part):
        yield path
    for at, part in enumerate(inside(term)):
        yield from leaves(part, (*path, at))


def edited(term: Term, path: tuple[int, ...], leaf: Term) -> Term:
    """The term with another leaf."""
    if not path:
        return leaf
    parts = list(inside(term))
    parts[path[0]] = edited(parts[path[0]], path[1:], leaf)
    return with_inside(term, tuple(parts))


def main() -> None:
    """Prints the times."""
    worlds = points(mlp())
    true = by("w", "ji")
    equal(true, line(), worlds)
    print(f"six points        {milliseconds(lambda: list(points(mlp()))):8.2f} ms")
    print(f"a right line      {milliseconds(lambda: equal(true, line(), worlds)):8.2f} ms")
    wrong = Plus(((1, line()), (1, MLP.term("b[j]"))))
    print(f"a wrong line      {milliseconds(lambda: equal(true, wrong, worlds)):8.2f} ms")
    first, base, leaf = worlds[0], line(), MLP.term("y[n,k]")
    first.value(base)
    value, paths = first.value(true), list(leaves(base))

    def edits() -> None:
        for path in paths:
            may_be_equal(value, first.value(edited(base, path, leaf)))

    print(f"an edit           {milliseconds(edits) / len(paths):8.2f} ms")


if __name__ == "__main__":
    main()
