"""One value of a description, with its place: what is wrong with it, it can say itself.

A network file, a typed line and Python objects all give the same tables, so
that every check is written once, in terms of items.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

from derive.errors import DeriveError, NetworkError, Place, did_you_mean
from derive.tables.places import KeyPath, Places

Numbers = Fraction | tuple["Numbers", ...]

MAX_SIZE = 10**6
MAX_DIGITS = 300
NAMES = "A name has at most 40 letters (a-z), digits and _, and begins with a letter."

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,39}", re.ASCII)
_INDEXED = re.compile(r"\s*(\w+)\s*\[[^\[\]]*\]\s*", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?(/\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Item:
    """A value inside a description.

    Attributes:
        value: What TOML gives, decimals as `Decimal`.
        path: The keys and positions that lead to it.
        places: Where everything was written.
        layer: The layer that it belongs to, as messages call it.
        mistake: The error that a mistake in it raises.
    """

    value: object
    path: KeyPath
    places: Places
    layer: str | None = None
    mistake: type[DeriveError] = NetworkError

    @property
    def key(self) -> str:
        """The key that it stands under, for messages."""
        names = [part for part in self.path if isinstance(part, str)]
        return names[-1] if names else "the network"

    @property
    def position(self) -> int:
        """Its place in the list that it stands in, counted from 0."""
        last = self.path[-1]
        assert isinstance(last, int), "an item of a list is asked for"
        return last

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self._in_layer(self.places.value(self.path))

    @property
    def key_place(self) -> Place:
        """Where its key stands."""
        return self._in_layer(self.places.key(self.path))

    def character_place(self, number: int) -> Place:
        """Where one character of a text stands, counted from 0."""
        return self._in_layer(self.places.character(self.path, number))

    def _in_layer(self, place: Place) -> Place:
        return Place(place.file, place.line, place.column, self.layer)

    def error(self, met: str, accepted: str | None = None) -> DeriveError:
        """A mistake in this value."""
        return self.mistake(met, where=self.place, accepted=accepted)

    def key_error(self, met: str, accepted: str | None = None) -> DeriveError:
        """A mistake in the key itself."""
        return self.mistake(met, where=self.key_place, accepted=accepted)

    def unsuitable(self, wanted: str, accepted: str | None = None) -> DeriveError:
        """A value of the wrong kind."""
        what = f"'{self.key}'"
        if self.path and isinstance(self.path[-1], int):
            what = f"An item of {what}"
        return self.error(f"{what} must be {wanted}, {described(self.value)} was met.", accepted)

    def table(self, example: str | None = None) -> Mapping[str, Item]:
        """The items of a table by key."""
        if not isinstance(self.value, dict):
            raise self.unsuitable("a table", example)
        return {key: self._inside(key, value) for key, value in self.value.items()}

    def known_table(self, known: Collection[str], what: str) -> Mapping[str, Item]:
        """The items of a table that may have known keys only."""
        table = self.table()
        for key, item in table.items():
            if key not in known:
                met = f"{what} has no key '{key}'."
                raise item.key_error(met, did_you_mean(key, known))
        return table

    def items(self, example: str | None = None) -> tuple[Item, ...]:
        """The items of a list."""
        if not isinstance(self.value, list | tuple):
            raise self.unsuitable("a list", example)
        return tuple(self._inside(position, value) for position, value in enumerate(self.value))

    def _inside(self, part: str | int, value: object) -> Item:
        return Item(value, (*self.path, part), self.places, self.layer, self.mistake)

    def text(self, example: str | None = None) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str):
            raise self.unsuitable("a text", example)
        if not self.value.strip():
            raise self.error(f"'{self.key}' is empty.", example)
        return self.value

    def name(self) -> str:
        """A text that can name a signal, parameter or formula."""
        name = self.text()
        if not is_name(name):
            raise self.error(f"{name!r} is no name.", NAMES)
        return name

    def check_key_is_name(self) -> None:
        """Nothing, if the item's key can name something.

        Raises:
            NetworkError: It cannot.
        """
        if not is_name(self.key):
            raise self.key_error(f"{self.key!r} is no name.", NAMES)

    def signal(self) -> str:
        """A text that can refer to a signal: a name, or a block's name, a dot and a name in it."""
        text = self.text()
        for part in text.split("."):
            if not is_name(part):
                raise self.error(f"{text!r} is no name.", NAMES)
        return text

    def names(self) -> tuple[Item, ...]:
        """A list of different names; a single one may stand without brackets."""
        items = self._texts(Item.name)
        for position, item in enumerate(items):
            if item.value in [before.value for before in items[:position]]:
                raise item.error(f"'{item.value}' stands twice in '{self.key}'.")
        return items

    def signals(self) -> tuple[Item, ...]:
        """A list of signals; a single one may stand without brackets."""
        return self._texts(Item.signal)

    def indexed(self) -> str:
        """The name in a text that may show its indices: h in "h[s,i]"."""
        found = _INDEXED.fullmatch(self.text())
        return replace(self, value=found.group(1) if found else self.value).name()

    def indexed_names(self) -> tuple[Item, ...]:
        """A list of names that may show their indices; a single one may stand alone."""
        return self._texts(Item.indexed)

    def _texts(self, read: Callable[[Item], str]) -> tuple[Item, ...]:
        if isinstance(self.value, str):
            read(self)
            return (self,)
        items = self.items(f'For example: {self.key} = ["h"].')
        if not items:
            raise self.error(f"'{self.key}' is empty.", "Name at least one, or leave the key out.")
        for item in items:
            read(item)
        return items

    def choice(self, known: Collection[str]) -> str:
        """One of some known words."""
        if not isinstance(self.value, str):
            raise self.unsuitable(" or ".join(f'"{word}"' for word in known))
        if self.value not in known:
            met = f"'{self.value}' is unknown for '{self.key}'."
            raise self.error(met, did_you_mean(self.value, known))
        return self.value

    def flag(self) -> bool:
        """A yes-or-no value."""
        if not isinstance(self.value, bool):
            raise self.unsuitable("true or false")
        return self.value

    def size(self, least: int = 1, most: int = MAX_SIZE) -> int:
        """The extent of an axis, or another whole number that has bounds."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.unsuitable(f"a whole number from {least} to {most}")
        return value

    def number(self) -> Fraction:
        """An exact number: a decimal, or a text such as "1/6"."""
        match self.value:
            case bool():
                pass
            case int() if abs(self.value) >= 10**MAX_DIGITS:
                raise self._too_long()
            case int() | Fraction():
                return Fraction(self.value)
            case Decimal() if not self.value.is_finite():
                raise self.unsuitable("a finite number")
            case Decimal():
                return self._exact(self.value)
            case str() if _NUMBER.fullmatch(self.value):
                above, _, below = self.value.partition("/")
                if below and int(below) == 0:
                    raise self.error(f"'{self.key}' divides by zero.")
                return self._exact(Decimal(above)) / int(below or 1)
        raise self.unsuitable("a number")

    def _exact(self, value: Decimal) -> Fraction:
        digits = len(value.as_tuple().digits)
        if value and (abs(value.adjusted()) > MAX_DIGITS or digits > MAX_DIGITS):
            raise self._too_long()
        return Fraction(value)

    def _too_long(self) -> DeriveError:
        accepted = f"Accepted: at most {MAX_DIGITS} digits and exponents to ±{MAX_DIGITS}."
        return self.error(f"The number at '{self.key}' is too long or too large.", accepted)

    def numbers(self) -> Numbers:
        """A number, or nested lists of numbers whose rows have equal lengths."""
        if not isinstance(self.value, list | tuple):
            return self.number()
        items = self.items()
        if not items:
            raise self.error(f"A list of numbers at '{self.key}' is empty.")
        values = tuple(item.numbers() for item in items)
        for item, value in zip(items, values, strict=True):
            if shape(value) != shape(values[0]):
                first, other = shape_text(values[0]), shape_text(value)
                met = f"The rows of '{self.key}' differ: {first}, then {other}."
                raise item.error(met, "All rows must have the same shape.")
        return values


def is_name(text: str) -> bool:
    """Whether a text can name a signal, parameter or formula."""
    return _NAME.fullmatch(text) is not None


def shape(numbers: Numbers) -> tuple[int, ...]:
    """The extents of nested numbers."""
    return (len(numbers), *shape(numbers[0])) if isinstance(numbers, tuple) else ()


def shape_text(numbers: Numbers) -> str:
    """The extents of nested numbers, as a message says them."""
    extents = shape(numbers)
    return f"shape ({', '.join(map(str, extents))})" if extents else "a single number"


def described(value: object) -> str:
    """A value as a message names it."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal() if not value.is_finite():
            return str(float(value))
        case int() | Decimal() | Fraction():
            if isinstance(value, int) and abs(value) >= 10**40:
                return "a very long number"  # Python refuses to write some of these
            return f"the number {value}" if len(str(value)) <= 40 else "a very long number"
        case str():
            return f"the text {value!r}" if len(value) <= 40 else f"the text {value[:37]!r}..."
        case dict():
            return "a table"
        case list() | tuple():
            return "a list"
        case date() | datetime() | time():
            return "a date or time"
    return f"a Python {type(value).__name__}"
