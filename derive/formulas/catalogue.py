"""The formulas that come with the package: the folder is the registry."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from derive.formulas.formula import Formula, Kind
from derive.formulas.reader import formula_from, toml_table

FOLDERS: Mapping[Kind, str] = {"layer": "layers", "activation": "activations", "loss": "losses"}


@cache
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


def as_data(kind: Kind | None = None) -> list[dict[str, Any]]:
    """The catalogue for other tools: plain values, ready for JSON."""
    return [
        {
            "name": formula.name,
            "kind": formula.kind,
            "title": {"en": formula.title.en, "ja": formula.title.ja},
            "equations": [equation.text for equation in formula.equations],
            "inputs": list(formula.inputs),
            "parameters": [rule.name for rule in formula.parameters],
            "options": _options(formula),
            "source": formula.source,
        }
        for chosen in ([kind] if kind else FOLDERS)
        for formula in formulas(chosen).values()
    ]


def _options(formula: Formula) -> list[str]:
    """What a network file may say of a formula, with the defaults."""
    defaults = ((name, formula.options.get(name)) for name in formula.size_options)
    sizes = [f"{name} = {'(needed)' if size is None else size}" for name, size in defaults]
    switches = [
        f"{rule.when} = {str(rule.default).lower()}" for rule in formula.parameters if rule.when
    ]
    constants = [f"{name} = {float(value):g}" for name, value in formula.constants.items()]
    return [*sizes, *dict.fromkeys(switches), *constants]
