"""The kinds of field that a formula file has, each with the message for what is none.

Every function takes what TOML gave and answers in our own types; decimals stay exact.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from derive.errors import FormulaError, Place, did_you_mean
from derive.text import Text

MAX_DIGITS = 400
_NUMBER = re.compile(r"[-+]?([0-9]+/[0-9]+|([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?)")


def toml_table(text: str, file: str) -> dict[str, Any]:
    """The table of a TOML text, with decimals as exact `Decimal`s.

    Raises:
        FormulaError: The text is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise FormulaError(f"This is not TOML: {error}", where=Place(file=file)) from error


def words(value: object, key: str) -> Text:
    """A text in both languages; one that is given in one language serves for both."""
    match value:
        case str():
            return Text(en=value, ja=value)
        case {"en": str(english), "ja": str(japanese)}:
            return Text(en=english, ja=japanese)
        case {"en": str(either)} | {"ja": str(either)}:
            return Text(en=either, ja=either)
    raise FormulaError(f"{key} must be a text, or {{ en = ..., ja = ... }}.")


def line(value: object, key: str) -> str:
    """One text, as it is."""
    if isinstance(value, str):
        return value
    raise FormulaError(f"{key} must be a text.")


def lines(table: Mapping[str, Any], key: str) -> list[str]:
    """A list of texts; a text alone is a list of one."""
    value = table.get(key, [])
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    raise FormulaError(f"{key} must be a list of texts.")


def subtable(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The table under a key; an empty one, if the key is not there."""
    value = table.get(key, {})
    if isinstance(value, dict):
        return value
    raise FormulaError(f"{key} must be a table.")


def subtables(table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The list of tables under a key; an empty one, if the key is not there."""
    value = table.get(key, [])
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    raise FormulaError(f"{key} must be a list of tables.")


def number(value: object, what: str) -> Fraction:
    """An exact number: a TOML number, or a text such as "1/6"."""
    match value:
        case bool():
            pass
        case int() if abs(value) < 10**MAX_DIGITS:
            return Fraction(value)
        case Decimal() if value.is_finite() and abs(value.adjusted()) < MAX_DIGITS:
            return Fraction(value)
        case str() if len(value) < MAX_DIGITS and _NUMBER.fullmatch(value):
            try:
                return Fraction(value)
            except ZeroDivisionError:
                pass
    met = repr(value) if isinstance(value, (bool, str, Decimal)) else "something else"
    raise FormulaError(f"{what} must be a number, {met[:40]} was met.")


def chosen(table: Mapping[str, Any], key: str, known: tuple[str, ...]) -> Any:
    """The word under a key, one of those known; the first, if the key is not there."""
    value = table.get(key, known[0])
    if value in known:
        return value
    raise FormulaError(f"{key} = {value!r} is unknown.", accepted=did_you_mean(str(value), known))


def check_keys(table: Mapping[str, Any], known: tuple[str, ...], of: str = "") -> None:
    """Nothing, if a table has known keys only.

    Raises:
        FormulaError: A key is unknown.
    """
    for key in table:
        if key not in known:
            raise FormulaError(
                f"The key '{key}'{of} is unknown.", accepted=did_you_mean(key, known)
            )
