"""What is said to a person whose input cannot be used: one message, with its place.

A `DeriveError` is a user's mistake. Our own mistakes are assertions.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mistake stands: every part that is known."""

    file: str | None = None
    line: int | None = None
    column: int | None = None
    layer: str | None = None

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        if self.layer:
            parts.append(self.layer)
        return ", ".join(parts)


class DeriveError(Exception):
    """A user's mistake: what was met, where, and what would be accepted.

    Attributes:
        met: What was found, in one sentence.
        where: The place, as far as it is known.
        accepted: What would be accepted instead, in one sentence, or None.
    """

    def __init__(
        self, met: str, *, where: Place | None = None, accepted: str | None = None
    ) -> None:
        self.met, self.where, self.accepted = met, where, accepted
        super().__init__(met)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where and str(self.where) else ""
        hint = f" {self.accepted}" if self.accepted else ""
        return f"{place}{self.met}{hint}"

    def located(self, where: Place) -> DeriveError:
        """The same error with a place, parts already known kept."""
        old = self.where or Place()
        self.where = Place(
            file=old.file or where.file,
            line=old.line if old.line is not None else where.line,
            column=old.column if old.column is not None else where.column,
            layer=old.layer or where.layer,
        )
        return self


class FormulaError(DeriveError):
    """A formula that cannot be read, or that means nothing here.

    Attributes:
        formula: The text that the place's column counts in, or None.
    """

    def __init__(
        self,
        met: str,
        *,
        where: Place | None = None,
        accepted: str | None = None,
        formula: str | None = None,
    ) -> None:
        super().__init__(met, where=where, accepted=accepted)
        self.formula = formula


class NetworkError(DeriveError):
    """A network file or one-line network that cannot be used."""


class ProfileError(DeriveError):
    """A notation profile that cannot be used."""


class ShapeError(DeriveError):
    """Two tensors that must share an axis have different sizes for it."""


class UnsupportedError(DeriveError):
    """A formula that is meaningful, but that this version cannot derive or write."""


class MissingToolError(DeriveError):
    """A program or package that the wish needs is not installed."""


def did_you_mean(met: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known name, or lists them all."""
    names = sorted(known)
    near = difflib.get_close_matches(met, names, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known: {', '.join(names)}." if names else "None is known here."
