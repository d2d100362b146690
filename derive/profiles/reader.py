"""A profile's text file, read whole or refused with the place of the mistake.

What a file leaves out is as in the lecture: a user's own file says only what differs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

from derive.errors import ProfileError, did_you_mean
from derive.profiles.profile import FALLBACK, PARTS, Face, Part, Profile
from derive.tables.item import Item
from derive.tables.toml_item import toml_item

FOLDER = Path(__file__).resolve().parent
DEFAULT = "lecture"
MOST_PRIMES = 3
MOST_SOURCE = 500

_LETTER = re.compile(r"[^\W\d_]|[^\W\d_]{2,20}\d?")
_BELOW = re.compile(r"[^\W_]{1,12}")
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "layer": ("(l)", "[l]", "l", "_l"),
    "sample": ("index", "(n)"),
    "time": ("index", "<t>", "(t)"),
    "weight_rows": ("destination", "source"),
    "weight_index": ("destination", "source"),
    "vectors": ("columns", "rows"),
    "samples": ("rows", "columns"),
    "capitals": ("matrices", "all"),
    "star": ("entrywise", "matrix"),
    "gradients": ("fraction", "d"),
    "batch_signals": ("cost", "loss"),
    "kronecker": ("delta", "bracket"),
}
_LETTERS = ("sample_letter", "sample_size", "learning_rate", "activation", "variable")
_KEYS = (
    "source",
    "roles",
    "functions",
    "punctuation",
    "other_layers",
    "first_layer",
    "error_signal",
    "reference",
    *_LETTERS,
    *_CHOICES,
)
_FACE_KEYS = (
    "letter",
    "primes",
    "accent",
    "layer",
    "counts",
    "sparing",
    "capital",
    "below",
    "apart",
)
_APART: tuple[tuple[Part, Part], ...] = (
    ("weight", "bias"),
    ("input", "target"),
    ("prediction", "target"),
    ("preactivation", "activation"),
    ("preactivation", "prediction"),
)


def profile_names() -> tuple[str, ...]:
    """The profiles in the folder."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def profile(name: str = DEFAULT) -> Profile:
    """The profile of a name, or of a user's own file, whose name ends in ".toml".

    Raises:
        ProfileError: There is no such profile, or a mistake in the file.
    """
    if name.endswith(".toml"):
        path = Path(name)
        return _profile(path.stem, toml_item(path, ProfileError), profile())
    if name not in profile_names():
        hint = did_you_mean(name, profile_names())
        raise ProfileError(
            f"There is no notation profile '{name}'.",
            accepted=f"{hint} A profile of your own is a file whose name ends in .toml.",
        )
    return _builtin(name)


@cache
def _builtin(name: str) -> Profile:
    item = toml_item(FOLDER / f"{name}.toml", ProfileError)
    return _profile(name, item, None if name == DEFAULT else profile())


def _profile(name: str, item: Item, usual: Profile | None) -> Profile:
    """The profile that a table describes; `usual` says what it leaves out."""
    table = _table(item, _KEYS, "A notation profile")
    given: dict[str, Any] = {"name": name, "source": "", "other_layers": ()}
    if usual is not None:
        kept = {field.name: getattr(usual, field.name) for field in fields(Profile)}
        given = {**kept, **given}
    for key, value in table.items():
        match key:
            case "roles":
                given["faces"] = {**given.get("faces", {}), **_faces(value)}
            case "functions":
                given["functions"] = {**given.get("functions", {}), **_functions(value)}
            case "punctuation":
                given |= _punctuation(value)
            case _:
                given[key] = _value(key, value)
    missing = get_type_hints(Profile).keys() - given.keys()
    if missing:
        raise item.error(f"A notation profile needs {', '.join(sorted(missing))}.")
    found = Profile(**given)
    if found.batch_signals == "loss" and not found.names_gradients:
        raise table["batch_signals" if "batch_signals" in table else "gradients"].error(
            "Signals of a batch that are differentiated of the sample's loss need names.",
            'Accepted: gradients = "d" beside batch_signals = "loss".',
        )
    _check_apart(found, table.get("roles", item))
    return found


def _table(item: Item, known: tuple[str, ...], what: str) -> Mapping[str, Item]:
    """The items of a table that may have known keys only."""
    table = item.table()
    for key, value in table.items():
        if key not in known:
            hint = did_you_mean(key, known)
            names = f" Known: {', '.join(sorted(known))}." if "Known" not in hint else ""
            raise value.key_error(f"{what} has no key '{key}'.", hint + names)
    return table


def _value(key: str, item: Item) -> object:
    """The value of a key at the top."""
    match key:
        case "source":
            return _source(item)
        case "first_layer":
            return item.size(0, 9)
        case "error_signal":
            return None if item.value == "" else _letter(item)
        case "reference":
            return tuple(one.text() for one in item.items())
        case "other_layers":
            return tuple(one.choice(_CHOICES["layer"]) for one in item.items())
        case _ if key in _LETTERS:
            return _letter(item)
    return item.choice(_CHOICES[key])


def _source(item: Item) -> str:
    text = item.text()
    if len(text) > MOST_SOURCE or set(text) & set("{}\n"):
        raise item.error(
            "'source' cannot be printed.",
            f"Accepted: one line of at most {MOST_SOURCE} characters without braces.",
        )
    return text


def _letter(item: Item) -> str:
    text = item.text('For example: "w", "δ", "ReLU".')
    if not _LETTER.fullmatch(text):
        raise item.error(
            f"{text!r} is no letter for '{item.key}'.",
            "One letter (w, W, δ) or a word of at most 20 letters is accepted; LaTeX is not.",
        )
    return text


def _below(item: Item) -> str:
    text = item.text('For example: "0".')
    if not _BELOW.fullmatch(text):
        raise item.error(
            f"{text!r} cannot stand below a letter.", "Accepted: at most 12 letters or digits."
        )
    return text


def _functions(item: Item) -> dict[str, str]:
    return {name: _letter(value) for name, value in item.table().items()}


def _punctuation(item: Item) -> dict[str, str]:
    table = _table(item, ("comma", "stop"), "'punctuation'")
    choices = {"comma": ("，", "、"), "stop": ("．", "。")}
    return {key: value.choice(choices[key]) for key, value in table.items()}


def _faces(item: Item) -> dict[Part, Face]:
    table = _table(item, PARTS, "'roles'")
    return {part: _face(table[part]) for part in PARTS if part in table}


def _face(item: Item) -> Face:
    table = _table(item, _FACE_KEYS, f"'{item.key}'")
    read: dict[str, Any] = {}
    for key, value in table.items():
        match key:
            case "letter":
                read["letter"] = _letter(value)
            case "primes":
                read["primes"] = value.size(0, MOST_PRIMES)
            case "accent":
                read["accent"] = value.choice(("hat", "tilde", "bar"))
            case "layer":
                is_flag = isinstance(value.value, bool)
                read["layer"] = value.flag() if is_flag else value.size(0, 9)
            case "counts":
                read["counts"] = value.choice(("own", "next"))
            case "sparing" | "capital":
                read[f"is_{key}"] = value.flag()
            case _:
                read[key] = _below(value)
    return Face(**read)


def _check_apart(found: Profile, item: Item) -> None:
    """Refuse a profile in which two parts cannot be told from each other."""
    for first, second in _APART:
        one, other = _look(found, first), _look(found, second)
        if one[0] is not None and one == other:
            raise item.error(
                f"'{first}' and '{second}' look the same: both are '{one[0]}'.",
                "Give one of them another letter, primes, an accent or something below.",
            )


def _look(found: Profile, part: Part) -> tuple[object, ...]:
    face = found.face(part)
    letter = face.letter.upper() if face.letter and face.is_capital else face.letter
    return (letter, face.primes, face.accent, face.below, face.layer is True)


assert set(FALLBACK) < set(PARTS), "every part that falls back is a part"
