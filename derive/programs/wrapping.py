"""Calls that are too long for a line, as the formatter breaks them."""

from __future__ import annotations

from collections.abc import Callable

from derive.programs.splitting import chained

WIDTH = 100
INDENT = "    "


def shortened(line: str, indent: int, name: Callable[[], str]) -> list[str]:
    """A call of a function, each argument that is too long for a line made in lines before."""
    room = WIDTH - indent
    if len(line) <= room or not line.endswith(")"):
        return [line]
    opening = line.index("(") + 1
    before: list[str] = []
    arguments: list[str] = []
    for argument in _arguments(line[opening:-1]):
        if len(argument) + len(INDENT) + 1 > room:
            own = name()
            for part in chained(own, argument, room, name):
                before += shortened(part, indent, name)
            argument = own  # noqa: PLW2901
        arguments.append(argument)
    return [*before, f"{line[:opening]}{', '.join(arguments)})"] if before else [line]


def wrapped(line: str, comment: str = "", indent: int = 8) -> str:
    """A call with its comment; if that is too long, its arguments on lines of their own."""
    if indent + len(line) + len(comment) <= WIDTH or not line.endswith(")"):
        return line + comment
    opening = line.index("(") + 1
    inside = line[opening:-1]
    if indent + len(INDENT) + len(inside) > WIDTH:
        inside = f",\n{INDENT}".join((*_arguments(inside), "")).rstrip(" \n")
    return f"{line[:opening]}\n{INDENT}{inside}\n){comment}"


def _arguments(inside: str) -> list[str]:
    """The arguments of a call: what commas outside all brackets part."""
    found, depth = [""], 0
    for character in inside:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [argument.strip() for argument in found]
