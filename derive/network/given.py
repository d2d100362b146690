"""Options of a block, and the numbers that its layers make of them: `units = "4*width"`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from derive.errors import FormulaError
from derive.network.arithmetic import rational
from derive.notation.syntax import read_expression
from derive.tables.item import Item

Value = Fraction | bool

NEEDED = "needed"
MAX_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Given:
    """The options that a block was given.

    Attributes:
        block: The block's name, or None outside of all blocks.
        values: The options' values by name.
    """

    block: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def key(self) -> tuple[tuple[str, bool, Value], ...]:
        """What tells these values from others; true is not 1 here."""
        return tuple(
            (name, isinstance(value, bool), value) for name, value in sorted(self.values.items())
        )

    def filled(self, table: Mapping[str, Item], keys: Collection[str]) -> Mapping[str, Item]:
        """The items of a table, texts under some keys replaced by what they come to.

        Raises:
            NetworkError: A text is no arithmetic in the block's options.
        """
        if self.block is None:
            return table
        return {
            key: self._filled(item) if key in keys and isinstance(item.value, str) else item
            for key, item in table.items()
        }

    def _filled(self, item: Item) -> Item:
        text = item.text()
        named = self.values.get(text.strip())
        value = self._arithmetic(text, item) if named is None else named
        if isinstance(value, Fraction) and value.denominator == 1:
            return replace(item, value=int(value))
        return replace(item, value=value)

    def _arithmetic(self, text: str, item: Item) -> Fraction:
        numbers = {
            name: value for name, value in self.values.items() if not isinstance(value, bool)
        }
        try:
            value = rational(read_expression(text), numbers, text)
        except FormulaError as error:
            column = error.where.column if error.where and error.where.column else 1
            error.where = item.character_place(column - 1)
            raise
        if max(abs(value.numerator), value.denominator) >= 10**MAX_DIGITS:
            raise item.error("The numbers here are too long.")
        return value


def block_options(item: Item) -> Mapping[str, Item]:
    """The options that a block declares, by name: a default, or "needed".

    Raises:
        NetworkError: A default is neither a number, nor true or false, nor "needed".
    """
    declared = item.table("For example: options = { heads = 4, units = 'needed' }.")
    for option in declared.values():
        option.check_key_is_name()
        if option.value != NEEDED:
            _value_of(option)
    return declared


def given_to(
    block: str, declared: Mapping[str, Item], table: Mapping[str, Item], use: Item
) -> Given:
    """The options that the use of a block gives, defaults put in.

    Args:
        block: The block's name.
        declared: Its options.
        table: The use, with keys that are options or others.
        use: The use itself, for messages.

    Raises:
        NetworkError: A needed option is missing, or a value is of the wrong kind.
    """
    values: dict[str, Value] = {}
    for name, default in declared.items():
        if name in table:
            flagged = isinstance(default.value, bool)
            values[name] = table[name].flag() if flagged else _value_of(table[name])
            if isinstance(values[name], bool) and not flagged and default.value != NEEDED:
                raise table[name].unsuitable("a number")
        elif default.value == NEEDED:
            met = f"The block '{block}' needs the option '{name}'."
            raise use.error(met, f"For example: {name} = 4.")
        else:
            values[name] = _value_of(default)
    return Given(block, values)


def _value_of(item: Item) -> Value:
    return item.value if isinstance(item.value, bool) else item.number()
