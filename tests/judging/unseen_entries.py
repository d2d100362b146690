"""Wrong lines about networks that the corpus lacks, with the mistake an assistant would name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "unseen"


@dataclass(frozen=True, slots=True)
class WrongEntry:
    """A wrong line after its network.

    Attributes:
        id: The file's stem and a number.
        context: The forward equations.
        format: "md" or "txt".
        line: The line.
        right: The line as it should be.
        mistakes: Codes of mistakes that make this line; any of them is a right diagnosis.
    """

    id: str
    context: str
    format: str
    line: str
    right: str
    mistakes: tuple[str, ...]

    def document(self, line: str) -> str:
        """The network and one line about it."""
        return f"{self.context}\n{line if self.format == 'txt' else f'$${line}$$'}\n"


def entries() -> tuple[WrongEntry, ...]:
    """All of them, in the order of their files."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for one in table["lines"]:
            codes = (one["mistake"], *one.get("also", ()))
            texts = (table["context"], table["format"], one["line"], one["right"])
            found.append(WrongEntry(one["id"], *texts, codes))
    return tuple(found)
