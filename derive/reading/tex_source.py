r"""A LaTeX document, or a file of bare formulas in LaTeX, as pieces."""

from __future__ import annotations

import re

from derive.reading.definitions import definitions
from derive.reading.delimiters import TEX, split_up
from derive.reading.line_source import bare_formulas
from derive.reading.source import Mathematics, Source, blank, without

_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")
_VERBATIM = r"verbatim|Verbatim|BVerbatim|lstlisting|minted|comment|filecontents|alltt"
_UNSET = re.compile(
    rf"\\begin\s*\{{(?P<name>(?:{_VERBATIM})\*?)\}}"
    r"|\\(?:verb\*?|lstinline)(?P<fence>[^A-Za-z*\s\[{])"
    r"|\\[A-Za-z]+|\\.|%[^\r\n]*",
    re.DOTALL,
)


def tex_source(text: str, name: str) -> Source:
    """A LaTeX file as pieces.

    Raises:
        DeriveError: A delimiter has no partner.
    """
    macros, read = definitions(_set(text))
    begin = _BEGIN.search(read)
    if begin is not None:
        end = _END.search(read, begin.end())
        stop = end.start() if end else len(read)
        read = blank(read[: begin.end()]) + read[begin.end() : stop] + blank(read[stop:])
    pieces = split_up(read, text, name, manner=TEX)
    if begin is None and not any(isinstance(piece, Mathematics) for piece in pieces):
        pieces = bare_formulas(read)
    return Source(name, text, "tex", tuple(pieces), macros)


def _set(text: str) -> str:
    """The text with blanks for comments and for what is set as it is written."""
    spans: list[tuple[int, int]] = []
    at = 0
    while (found := _UNSET.search(text, at)) is not None:
        at = found.end()
        if found["name"]:
            end = text.find(rf"\end{{{found['name']}}}", at)
            at = len(text) if end < 0 else end + len(found["name"]) + 6
        elif found["fence"]:
            line = len(text) if (stop := text.find("\n", at)) < 0 else stop
            end = text.find(found["fence"], at, line)
            at = end + 1 if end >= 0 else line
        elif found[0][0] != "%":
            continue
        spans.append((found.start(), at))
    return without(text, spans)
