"""The Markdown cells of a Jupyter notebook as pieces."""

from __future__ import annotations

import json
from typing import Any

from derive.errors import DeriveError, Place
from derive.reading.macros import Macro
from derive.reading.markdown_source import markdown_pieces
from derive.reading.source import Piece, Source, check_size

MAX_FILE = 32 * 1024 * 1024  # pictures among the results make notebooks long


def notebook_source(text: str, name: str) -> Source:
    """A notebook as the text of its Markdown cells, each below a line with its number.

    Raises:
        DeriveError: The text is no notebook, or a delimiter has no partner.
    """
    read = ""
    pieces: list[Piece] = []
    macros: dict[str, Macro] = {}
    parts: list[tuple[int, str]] = []
    for number, content in _cells(text, name):
        head = f"# %% [markdown] cell {number}\n"
        parts.append((len(read) + len(head), content))
        read += head + content + "\n"
        check_size(read, name)
    for start, content in parts:
        found, defined = markdown_pieces(content, read, name, start)
        pieces += found
        macros |= defined
    return Source(name, read, "notebook", tuple(pieces), macros)


def _cells(text: str, name: str) -> list[tuple[int, str]]:
    """The Markdown cells with their numbers among all cells, counted from 1."""
    where = Place(file=None if name == "-" else name)
    if len(text) > MAX_FILE:
        raise DeriveError("The notebook is larger than 32 MiB.", where=where)
    try:
        notebook: Any = json.loads(text)
    except json.JSONDecodeError as error:
        where = Place(file=where.file, line=error.lineno, column=error.colno)
        raise DeriveError("The notebook is no JSON.", where=where) from None
    except (RecursionError, ValueError):
        raise DeriveError("The notebook is no JSON that can be read.", where=where) from None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise DeriveError("The file has no cells.", where=where, accepted="Use nbformat 4.")
    return [
        (number, _content(cell, where))
        for number, cell in enumerate(cells, start=1)
        if isinstance(cell, dict) and cell.get("cell_type") == "markdown"
    ]


def _content(cell: dict[str, Any], where: Place) -> str:
    """The text of a cell, which may be given in lines."""
    content = cell.get("source", "")
    lines = content if isinstance(content, list) else [content]
    if not all(isinstance(line, str) for line in lines):
        raise DeriveError("A cell's source is no text.", where=where)
    return "".join(lines).replace("\r\n", "\n").replace("\r", "\n")
