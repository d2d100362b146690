r"""Definitions of commands within a text: read, and taken out of it.

`\newcommand{\loss}{\mathcal{L}}`, `\renewcommand`, `\providecommand`, `\def\d#1{...}`,
`\DeclareMathOperator{\relu}{ReLU}`.
"""

from __future__ import annotations

import re

from derive.reading.macros import Macro
from derive.reading.source import without

_START = re.compile(
    r"\\(?P<kind>(?:re)?newcommand|providecommand|def|DeclareMathOperator)(?P<star>\*?)(?![A-Za-z])"
)
_NAME = re.compile(r"\s*(?:\{\s*\\(?P<braced>[A-Za-z@]+|.)\s*\}|\\(?P<bare>[A-Za-z@]+|.))")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_DEFAULT = re.compile(r"\s*\[([^\[\]{}]*)\]")
_PARAMETERS = re.compile(r"((?:\s*#[1-9])*)\s*(?=\{)")
MAX_BODY = 2000


def definitions(text: str) -> tuple[dict[str, Macro], str]:
    """The commands that a text defines, and the text with blanks in the place of definitions.

    What looks like a definition and is none that is known stays in the text. A command whose
    first argument may be left out is unknown afterwards, so that no line with it is read.
    """
    macros: dict[str, Macro] = {}
    spans: list[tuple[int, int]] = []
    last = 0
    for start in _START.finditer(text):
        if start.start() < last or _is_escaped(text, start.start()):
            continue
        read = _definition(text, start)
        if read is not None:
            name, macro, last = read
            if macro is None:
                macros.pop(name, None)
            else:
                macros[name] = macro
            spans.append((start.start(), last))
    return macros, without(text, spans)


def group_end(text: str, start: int, limit: int = MAX_BODY) -> int | None:
    """Where the group in braces that begins at `start` ends, behind its brace."""
    if text[start : start + 1] != "{":
        return None
    depth = 0
    for sign in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, start, start + limit):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if depth == 0 and sign[0] == "}":
            return sign.end()
    return None


def _is_escaped(text: str, at: int) -> bool:
    """Whether the backslash at a place belongs to the one before it."""
    before = at - len(text[max(0, at - 80) : at].rstrip("\\"))
    return (before - max(0, at - 80)) % 2 == 1


def _definition(text: str, start: re.Match[str]) -> tuple[str, Macro | None, int] | None:
    name = _NAME.match(text, start.end())
    if name is None:
        return None
    called, at = name["braced"] or name["bare"], name.end()
    arguments, has_default = 0, False
    match start["kind"]:
        case "def":
            parameters = _PARAMETERS.match(text, at)
            if parameters is None:
                return None
            arguments, at = parameters[1].count("#"), parameters.end()
        case "DeclareMathOperator":
            pass
        case _:
            arguments, has_default, at = _options(text, at)
    at = _past_blanks(text, at)
    end = group_end(text, at)
    if end is None:
        return None
    body = text[at + 1 : end - 1]
    if start["kind"] == "DeclareMathOperator":
        body = rf"\operatorname{start['star']}{{{body}}}"
    return called, None if has_default else Macro(arguments, body), end


def _options(text: str, at: int) -> tuple[int, bool, int]:
    """How many arguments a command has, whether the first may be left out, and where that ends."""
    count = _COUNT.match(text, at)
    if count is None:
        return 0, False, at
    default = _DEFAULT.match(text, count.end())
    return int(count[1]), default is not None, (default or count).end()


def _past_blanks(text: str, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at
