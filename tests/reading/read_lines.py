"""Lines of the literature with the trees that they stand for, typed and checked by hand.

A line of `lines_*.txt` is followed by its statements, each behind four blanks, as `shown` prints
them.
"""

from pathlib import Path

HERE = Path(__file__).parent


def lines_with_trees(kind: str) -> list[tuple[str, list[str]]]:
    """The lines of one kind, "latex" or "plain", with their statements."""
    found: list[tuple[str, list[str]]] = []
    for line in (HERE / f"lines_{kind}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return found
