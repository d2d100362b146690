"""From a TOML file or text to one item: bytes, encoding and syntax are checked here."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from derive.errors import DeriveError, NetworkError, Place
from derive.tables.item import Item
from derive.tables.places import Places, line_starts
from derive.tables.toml_places import toml_places

MAX_BYTES = 1024 * 1024

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_PLAINER = {
    "Cannot overwrite a value": "A key stands here for the second time",
    "Invalid value": "No value that TOML knows stands here",
    "Illegal character '\\n'": "The text is not closed at the end of its line",
    "Invalid statement": "No key and no [table] stands here",
}


def toml_item(path: Path, mistake: type[DeriveError] = NetworkError) -> Item:
    """The table of a TOML file, with places.

    Args:
        path: The file.
        mistake: The error that is raised for mistakes in it.

    Raises:
        DeriveError: The file cannot be read, is no UTF-8, is too large, or is no TOML.
    """
    try:
        return replace(toml_text_item(_text(path), str(path)), mistake=mistake)
    except NetworkError as error:
        raise mistake(error.met, where=error.where, accepted=error.accepted) from None


def toml_text_item(text: str, file: str) -> Item:
    """The table of a TOML text, with places.

    Raises:
        NetworkError: The text is no TOML.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text) > MAX_BYTES:
        raise _too_large(file)
    try:
        table = tomllib.loads(text, parse_float=Decimal)
        places = toml_places(text, file)
    except tomllib.TOMLDecodeError as error:
        raise _no_toml(str(error), text, file) from None
    except RecursionError:
        raise NetworkError("The lists nest too deeply.", where=Place(file=file)) from None
    except (ValueError, ArithmeticError):
        raise _impossible_number(text, file) from None
    return Item(table, (), places)


def _text(path: Path) -> str:
    place = Place(file=str(path))
    try:
        if path.is_dir():
            met, accepted = "This is a folder, not a file.", "Name a .toml file in it."
            raise NetworkError(met, where=place, accepted=accepted)
        if path.exists() and not path.is_file():
            raise NetworkError("This is a device or pipe, not a file.", where=place)
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise NetworkError("There is no such file.", where=place) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        reason = getattr(error, "strerror", None) or str(error)
        raise NetworkError(f"The file cannot be read: {reason}.", where=place) from None
    if len(content) > MAX_BYTES:
        raise _too_large(str(path))
    return _decoded(content, str(path))


def _decoded(content: bytes, file: str) -> str:
    accepted = "Save the file as UTF-8."
    if content.startswith(_UTF_16) or b"\0" in content:
        met = "The file is UTF-16 or no text at all, not UTF-8."
        raise NetworkError(met, where=Place(file=file, line=1, column=1), accepted=accepted)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        line, column = before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
        met = f"The byte 0x{error.object[error.start]:02x} is no UTF-8."
        hint = f"{accepted} (It may be Shift_JIS or another encoding.)"
        raise NetworkError(met, where=Place(file, line, column), accepted=hint) from None


def _no_toml(message: str, text: str, file: str) -> NetworkError:
    found = _WHERE.search(message)
    said = message[: found.start()] if found else message
    if found and found.group(1):
        place = Place(file, int(found.group(1)), int(found.group(2)))
    else:
        place = Places(file, line_starts(text)).at(len(text.rstrip()))
    return NetworkError(
        f"This is not TOML: {_PLAINER.get(said, said)}.",
        where=place,
        accepted=_advice(said, text, place),
    )


def _advice(said: str, text: str, place: Place) -> str | None:
    """What helps after the most common slips: an unquoted text, a key without a value."""
    line = text.split("\n")[(place.line or 1) - 1].strip()
    match said:
        case "Invalid value":
            return 'A text stands in quotes: name = "text". Yes and no: true, false.'
        case "Illegal character '\\n'":
            return 'It ends with the quotes that it began with: name = "text".'
        case "Cannot overwrite a value":
            return "Keep one of them. Several layers: [[layers]] before each."
        case _ if "=" not in line and line and not line.startswith("["):
            return "Every line is a key = value, a [table] or a comment (#)."
    return None


def _impossible_number(text: str, file: str) -> NetworkError:
    """A number that TOML allows and no computer holds."""
    longest = max(re.finditer(r"[0-9_.eE+-]+", text), key=lambda match: len(match.group()))
    place = Places(file, line_starts(text)).at(longest.start())
    return NetworkError("The number here is too long.", where=place)


def _too_large(file: str) -> NetworkError:
    return NetworkError(
        "The file is larger than 1 MiB.",
        where=Place(file=file),
        accepted="It holds a description only; data stays in files of its own.",
    )
