"""The heads of generated functions, broken as the formatter breaks them."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH = 100
INDENT = "    "


def signature(
    name: str,
    arguments: Sequence[str],
    answer: str,
    first: str = "parameters: Parameters",
    *,
    indent: int = 0,
) -> str:
    """The head of a function, on as few lines as it needs."""
    every = [first, *arguments]
    line = f"def {name}({', '.join(every)}) -> {answer}:"
    if indent + len(line) <= WIDTH:
        return line
    inside = ", ".join(every)
    if indent + len(INDENT) + len(inside) > WIDTH:
        inside = f",\n{INDENT}".join((*every, "")).rstrip(" \n")
    return f"def {name}(\n{INDENT}{inside}\n) -> {answer}:"
