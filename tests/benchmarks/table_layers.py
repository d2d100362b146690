"""The table of all formulas: file, derivation, and distance from PyTorch's autograd. Run by hand:

    python -m tests.benchmarks.table_layers [NAME ...]

Lines: of the formula file, without comments and blank lines. Derivation: seconds of processor time
for the whole network of the case with all steps, warm. Largest difference: of the loss, all
gradients, predictions and states, both styles and three seeds, in units in the last place of each
array's largest entry. PyTorch's own: how far its gradients move if every number moves by one unit.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from derive.formulas.catalogue import FOLDERS, files
from tests.formulas.torch_cases.case import Case
from tests.formulas.torch_cases.catalogue import cases
from tests.formulas.torch_cases.compare import (
    STYLES,
    Difference,
    derived,
    differences,
    program,
    sensitivity,
)

SEEDS = (1, 2, 3)
HEADING = "| formula | lines | derivation, s | largest difference, units | of | PyTorch's own |"


def lines(formula: str) -> int:
    """How many lines of a formula's file say something."""
    (path,) = (files(kind)[formula] for kind in FOLDERS if formula in files(kind))
    text = path.read_text(encoding="utf-8").splitlines()
    return sum(bool(line.strip()) and not line.startswith("#") for line in text)


def worst(case: Case) -> Difference:
    """The largest difference of a case from PyTorch."""
    found: list[Difference] = []
    for style in STYLES:
        with tempfile.TemporaryDirectory() as folder:
            module = program(case, style, Path(folder))
            for seed in SEEDS:
                found += differences(case, module, seed)
    return max(found, key=lambda one: one.units)


def row(case: Case) -> str:
    """A line of the table."""
    derived(case.network)
    derived.cache_clear()
    seconds = derived(case.network).seconds
    far, own = worst(case), max(sensitivity(case, seed) for seed in SEEDS)
    return (
        f"| {case.name} | {lines(case.formula)} | {seconds:.3f} "
        f"| {far.units:.1f} | {far.name} | {own:.1f} |"
    )


def main() -> None:
    """Print the table, of all cases or of those whose names begin as the arguments say."""
    print(HEADING)
    print("|---|---|---|---|---|---|")
    for name, case in cases().items():
        if not sys.argv[1:] or any(name.startswith(start) for start in sys.argv[1:]):
            print(row(case), flush=True)


if __name__ == "__main__":
    main()
