"""Whole documents as the reader's tests need them: a verdict for each line."""

from __future__ import annotations

from derive.judging.check import check


def verdicts(text: str, name: str = "a.md") -> list[str]:
    """The verdict on each line of a document that is no definition."""
    found = check(text, name=name, seconds=0.0).findings
    return [one.verdict for one in found if one.verdict not in ("definition", "noted")]


def problems(text: str, name: str = "a.md") -> list[str]:
    """What is said of the lines that could not be read."""
    found = check(text, name=name, seconds=0.0).findings
    return [one.problem or "" for one in found if one.verdict == "unread"]


def displayed(*lines: str) -> str:
    """Lines of LaTeX as a Markdown document."""
    return "\n".join(f"$${line}$$" for line in lines)
