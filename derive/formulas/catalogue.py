"""The formulas that come with the package: the folder is the registry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from derive.formulas.formula import Formula, Kind
from derive.formulas.reader import formula_from, toml_table

FOLDERS: Mapping[Kind, str] = {"layer": "layers", "activation": "activations", "loss": "losses"}


def files(kind: Kind) -> Mapping[str, Path]:
    """The formula files of one kind, by the formula's name."""
    folder = Path(__file__).resolve().parent / FOLDERS[kind]
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


@cache
def formulas(kind: Kind) -> Mapping[str, Formula]:
    """All built-in formulas of one kind, by name."""
    return {name: _read(path, kind) for name, path in files(kind).items()}


@cache
def builtin(name: str) -> Formula | None:
    """The built-in layer, activation or loss of this name, or None."""
    for kind in FOLDERS:
        path = files(kind).get(name)
        if path is not None:
            return _read(path, kind)
    return None


def builtin_names(*kinds: Kind) -> tuple[str, ...]:
    """The names of all built-in formulas of some kinds (of all, if none is given)."""
    return tuple(name for kind in kinds or tuple(FOLDERS) for name in files(kind))


def _read(path: Path, kind: Kind) -> Formula:
    table = toml_table(path.read_text(encoding="utf-8"), path.name)
    return formula_from(table, name=path.stem, kind=kind, functions=files("activation"))
