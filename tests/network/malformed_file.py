"""One network file that cannot be used, with what its one message must say.

In a text the sign ▸ stands before the character that the message must point
at; it is taken out before the file is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MARK = "▸"


@dataclass(frozen=True, slots=True)
class Malformed:
    """One malformed file.

    Attributes:
        name: What is wrong, as a file name.
        content: The bytes of the file.
        line: The line that the message names, or None if it names the file alone.
        column: The column, counted from 1.
        says: Words that the message must contain.
        beside: Other files in the same folder, by name.
    """

    name: str
    content: bytes
    line: int | None
    column: int | None
    says: tuple[str, ...]
    beside: tuple[tuple[str, str], ...] = ()

    def write(self, folder: Path) -> Path:
        """Write the file and what lies beside it; the answer is its path."""
        for name, text in self.beside:
            (folder / name).write_text(text, encoding="utf-8")
        path = folder / f"{self.name}.toml"
        path.write_bytes(self.content)
        return path


def case(name: str, text: str, *says: str, beside: dict[str, str] | None = None) -> Malformed:
    """A malformed file from a text with a mark."""
    at = text.find(MARK)
    line = text.count("\n", 0, at) + 1 if at >= 0 else None
    column = at - (text.rfind("\n", 0, at) + 1) + 1 if at >= 0 else None
    content = text.replace(MARK, "").encode()
    return Malformed(name, content, line, column, says, tuple((beside or {}).items()))
