"""A notation profile, read from its text file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from derive.errors import DeriveError, did_you_mean
from derive.notation.tensor import Role

FOLDER = Path(__file__).resolve().parent
DEFAULT = "lecture"


@dataclass(frozen=True, slots=True)
class Face:
    """How the tensors of one role look.

    Attributes:
        letter: Their letter, or None for the letter of the formula.
        primes: How many primes the letter carries.
        layer: Whether the layer's number stands above it; a number is that number for
            tensors that have none of their own.
        is_capital: Whether a letter of the formula is made a capital.
    """

    letter: str | None = None
    primes: int = 0
    layer: bool | int = False
    is_capital: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """The letters of one school of notation.

    Attributes:
        name: The name of its file.
        faces: How the tensors of each role look.
        functions: Letters or spellings of functions, by their names in formulas.
        comma: The comma of Japanese sentences.
        stop: The full stop of Japanese sentences.
        kronecker: Whether Kronecker's delta is a letter or a bracket.
        error_signal: The letter of the gradients by pre-activations.
        learning_rate: The letter of the step size.
        activation: The letter of the only activation function.
        variable: The letter that an activation is defined in.
        reference: Activations whose derivatives every handout shows.
    """

    name: str
    faces: Mapping[Role, Face]
    functions: Mapping[str, str]
    comma: str
    stop: str
    kronecker: Literal["delta", "bracket"]
    error_signal: str
    learning_rate: str
    activation: str
    variable: str
    reference: tuple[str, ...]

    def face(self, role: Role) -> Face:
        """How the tensors of a role look."""
        return self.faces.get(role, Face())


def profile_names() -> tuple[str, ...]:
    """The profiles in the folder."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def profile(name: str = DEFAULT) -> Profile:
    """The profile of a name.

    Raises:
        DeriveError: There is no such profile.
    """
    if name not in profile_names():
        raise DeriveError(
            f"There is no notation profile '{name}'.", accepted=did_you_mean(name, profile_names())
        )
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Profile(
        name=name,
        faces={Role(role): _face(given) for role, given in table["roles"].items()},
        functions=table["functions"],
        comma=table["punctuation"]["comma"],
        stop=table["punctuation"]["stop"],
        kronecker=table["kronecker"],
        error_signal=table["error_signal"],
        learning_rate=table["learning_rate"],
        activation=table["activation"],
        variable=table["variable"],
        reference=tuple(table["reference"]),
    )


def _face(given: Mapping[str, Any]) -> Face:
    """The face that a line of the file describes."""
    return Face(
        letter=given.get("letter"),
        primes=given.get("primes", 0),
        layer=given.get("layer", False),
        is_capital=given.get("capital", False),
    )
