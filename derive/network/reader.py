"""What a person names on the command line, as an architecture.

A network is a TOML file, the name of an example that comes with the package,
or one line such as `3 -> dense 4 -> sigmoid | squared_error`.
"""

from __future__ import annotations

from pathlib import Path

from derive.errors import NetworkError, did_you_mean
from derive.network.architecture import Architecture
from derive.network.description import architecture_of
from derive.network.one_line import is_line, line_item
from derive.tables.toml_item import toml_item, toml_text_item

LINE_NAME = "network"

_ACCEPTED = 'Accepted: a .toml file, an example ({}), or a line such as "{}".'
_LINE = "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | squared_error"


def read_network(source: str, *, folder: Path | None = None) -> Architecture:
    """The network that a person names.

    Args:
        source: A path to a .toml file, the name of an example, or the one-line form.
        folder: Where the user's formula files lie; for a file, its own folder is the default,
            for a line the current one.

    Raises:
        DeriveError: There is no such network, or it has a mistake.
    """
    if not source.endswith(".toml") and is_line(source):
        return read_line(source, folder=folder or Path())
    if source in examples():
        path = examples()[source]
        return architecture_of(
            toml_text_item(path.read_text(encoding="utf-8"), path.name),
            name=path.stem,
            folder=path.parent,
        )
    if not source.strip():
        raise NetworkError("No network is named.", accepted=_accepted())
    path = Path(source)
    if not source.endswith(".toml") and not _exists(path):
        met = f"'{source}' is no file, no example and no line."
        near = did_you_mean(source, examples())
        accepted = f"{near} {_accepted()}" if near.startswith("Did") else _accepted()
        raise NetworkError(met, accepted=accepted)
    return architecture_of(toml_item(path), name=path.stem, folder=folder or path.parent)


def read_toml(
    text: str, file: str = f"{LINE_NAME}.toml", folder: Path | None = None
) -> Architecture:
    """The network that a TOML text describes.

    Args:
        text: The text.
        file: What messages call it; the network is named after it.
        folder: Where formula files of the user's own are looked for, or None for nowhere.

    Raises:
        DeriveError: It has a mistake; the place says where.
    """
    return architecture_of(toml_text_item(text, file), name=Path(file).stem, folder=folder)


def read_line(text: str, *, folder: Path | None = None) -> Architecture:
    """The network that one line describes.

    Raises:
        DeriveError: It has a mistake; the place names the column.
    """
    return architecture_of(line_item(text), name=LINE_NAME, folder=folder)


def examples() -> dict[str, Path]:
    """The networks that come with the package, by name."""
    folder = Path(__file__).resolve().parent / "examples"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name too long for any file
        return False


def _accepted() -> str:
    return _ACCEPTED.format(", ".join(examples()), _LINE)
