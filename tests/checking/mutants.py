"""What a mutant is: one mistake, made in the engine or in the text of a program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from derive.calculus import differentiation
from derive.checking import verify as verification
from derive.network.architecture import Architecture
from derive.network.reader import read_line, read_toml

Change = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Attributes:
        network: A network in which it matters, as a line or as a file.
        change: Makes it.
        rule: The rule that the report must name, where a step must fail.
        check: The check that must fail, where it is another.
    """

    network: str
    change: Change
    rule: str = ""
    check: str = ""


def described(network: str) -> Architecture:
    """The network of a line, or of a file's text."""
    return read_toml(network) if "\n" in network else read_line(network)


def stacked(layers: str, start: str = "input = 3", loss: str = "squared_error") -> str:
    """The text of a network file, its layers separated by commas."""
    return f'{start}\nlayers = [{layers}]\nloss = "{loss}"\n'


def law(name: str, mutated: Callable[..., Any]) -> Change:
    """A change of one function of `differentiation` that laws are looked up by."""
    return attribute(differentiation, name, mutated)


def table(kind: type, mutated: Callable[..., Any]) -> Change:
    """A change of one law in the table of laws."""
    return lambda patch: patch.setitem(differentiation._LAWS, kind, mutated)


def attribute(module: Any, name: str, mutated: Any) -> Change:
    """A change of one name of a module or class."""
    return lambda patch: patch.setattr(module, name, mutated)


def after_wrong(module: Any, name: str, change: Callable[[Any], Any]) -> Change:
    """A change of what a function returns."""
    right = getattr(module, name)
    return lambda patch: patch.setattr(
        module, name, lambda *given, **options: change(right(*given, **options))
    )


def text(style: str, old: str, new: str) -> Change:
    """A change of the printed program of one style.

    Only programs are checked then: what comes before knows nothing of their text.
    """
    right, checks = verification.program_text, verification._checks

    def printed(derivation: Any, asked: str) -> str:
        source = right(derivation, asked)
        if asked != style:
            return source
        assert old in source, f"{old!r} is not in the program:\n{source}"
        return source.replace(old, new)

    def change(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(verification, "program_text", printed)
        patch.setattr(verification, "_checks", lambda proof: list(checks(proof))[-1:])

    return change
