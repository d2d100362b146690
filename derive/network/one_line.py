"""The one-line form of a network, as the same table that a network file gives.

    line    = input { "->" layer } "|" loss { "|" ( penalty | "cost" name ) }
    input   = ( number { "x" number } | list ) [ options ]
    layer   = name { number | name | option } { options | "as" name }
    loss    = name { option | options }
    penalty = ( "l1" | "l2" ) number { option | options }
    options = "(" [ option { "," option } ] ")"
    option  = name "=" value
    value   = number | "true" | "false" | name | text | list | "{" name "=" value { "," ... } "}"

A number after a layer's name is its first size, a name is a signal that it takes. Whole numbers
arrive where the input says how many values they have: `32 (classes = 65) -> embedding 16`.
An arrow is also one of the Unicode characters that look like one, and every character may be
the full-width one that a Japanese keyboard gives.
"""

from __future__ import annotations

import re
from decimal import Decimal

from derive.errors import NetworkError, did_you_mean
from derive.formulas.catalogue import builtin
from derive.formulas.formula import Formula
from derive.network.line_tokens import EXAMPLE, Token, is_line, tokens
from derive.notation.cursor import Cursor
from derive.tables.item import Item
from derive.tables.places import KeyPath, Places

__all__ = ["is_line", "line_item", "sizes_in_order"]

MAX_LENGTH = 100_000
MAX_DEPTH = 20
PENALTIES = ("l1", "l2")

_TIMES = re.compile(r"x[0-9]*(x[0-9]+)*x?")


def line_item(text: str) -> Item:
    """The table of a one-line network, with places.

    Raises:
        NetworkError: The line cannot be read; the place names the column.
    """
    places = Places(line_starts=(0,))
    if len(text) > MAX_LENGTH:
        met = f"The line has {len(text)} characters."
        raise NetworkError(met, accepted="Write a network file for so large a network.")
    return _Line(tokens(text, places), places).network()


class _Line(Cursor[Token]):
    """Recursive descent over the tokens; offsets are noted by path on the way."""

    def __init__(self, tokens: list[Token], places: Places) -> None:
        super().__init__(tokens)
        self.depth = 0
        self.nowhere = places
        self.keys: dict[KeyPath, int] = {}
        self.values: dict[KeyPath, int] = {}

    def error(
        self, met: str, accepted: str | None = None, *, at: Token | None = None
    ) -> NetworkError:
        where = self.nowhere.at((at or self.token).start)
        return NetworkError(met, where=where, accepted=accepted or EXAMPLE)

    def word(self, wanted: str) -> Token:
        if self.token.kind != "name":
            raise self.expected(wanted)
        return self.take()

    def network(self) -> Item:
        if self.token.kind == "end":
            raise self.error("The description is empty.")
        table: dict[str, object] = {"input": self.input()}
        layers: list[object] = []
        while self.token.kind == "arrow":
            self.take()
            layers.append(self.layer(("layers", len(layers))))
        table["layers"] = layers
        if not layers or not self.passes("|"):
            if layers and self.token.kind == "end":
                raise self.error(
                    "The network has no loss.", "End with a bar and a loss: ... | squared_error."
                )
            raise self.expected(f"'->' and a layer{', or | and the loss,' if layers else ''}")
        table["loss"] = self.loss()
        while self.passes("|"):
            self.term(table)
        if self.token.kind != "end":
            raise self.expected("'|' and a penalty, or the end,", "For example: | l2 0.01.")
        return Item(table, (), self.places())

    def places(self) -> Places:
        return Places(None, (0,), self.keys, self.values)

    def input(self) -> object:
        if self.token.kind != "number" and self.token.text != "[":
            raise self.expected("The size of the input")
        path: KeyPath = ("input",)
        start = self.token.start
        shape = self.extents(path)
        if not self.has_options():
            return shape
        table: dict[str, object] = {"shape": shape}
        self.values[*path, "shape"] = start
        self.all_options(table, path)
        return table

    def extents(self, path: KeyPath) -> object:
        """A shape as a list, or as numbers with an x between them: 1x8x8."""
        first = self.value(path)
        if _TIMES.fullmatch(self.token.text) is None or self.token.kind != "name":
            return first
        extents = [first]
        while self.token.kind == "name" and _TIMES.fullmatch(self.token.text):
            token = self.take()
            for found in re.finditer("x([0-9]*)", token.text):
                self.values[*path, len(extents)] = token.start + found.start(1)
                if found.group(1):
                    extents.append(_number(found.group(1)))
                elif self.token.kind == "number":
                    extents.append(self.value((*path, len(extents))))
                else:
                    raise self.expected("A size", "For example: 1 x 8 x 8.")
        return extents

    def has_options(self) -> bool:
        """Whether options stand here, in brackets or without."""
        following = self.tokens[min(self.position + 1, len(self.tokens) - 1)]
        return self.token.text == "(" or (self.token.kind == "name" and following.text == "=")

    def all_options(self, table: dict[str, object], path: KeyPath) -> None:
        """Options in brackets and without, as many as stand here."""
        while self.has_options():
            if self.token.text == "(":
                self.options(table, path)
            else:
                self.option(table, path)

    def layer(self, path: KeyPath) -> object:
        self.values[path] = self.token.start
        named = self.named(path, "A layer's name")
        table: dict[str, object] = {"formula": named.text}
        while True:
            if self.token.kind == "number":
                self.size(table, named, path)
            elif self.token.text == "as" and self.token.kind == "name":
                self.entry(table, "name", path, self.take())
            elif self.has_options():
                self.all_options(table, path)
            elif self.token.kind == "name" or self.token.text == ",":
                self.signal(table, path)
            else:
                return table

    def named(self, path: KeyPath, wanted: str) -> Token:
        token = self.word(wanted)
        self.values[*path, "formula"] = token.start
        return token

    def size(self, table: dict[str, object], named: Token, path: KeyPath) -> None:
        """The number after a layer's name: its first size that must be given."""
        formula = builtin(named.text)
        needed = ["units"] if formula is None else sizes_in_order(formula)
        if not needed:
            accepted = "Give numbers by name: (name = number)."
            raise self.error(
                f"'{named.text}' has no single size that a number could give.", accepted
            )
        free = [option for option in needed if option not in table]
        self.entry(table, free[0] if free else needed[0], path, self.token)

    def entry(self, table: dict[str, object], key: str, path: KeyPath, at: Token) -> None:
        """Read one value into a table."""
        if key in table:
            raise self.error(f"'{key}' is given twice.", "Give it once.", at=at)
        self.keys[*path, key] = at.start
        table[key] = self.value((*path, key))

    def signal(self, table: dict[str, object], path: KeyPath) -> None:
        """One more signal that a layer takes, by its name."""
        self.passes(",")
        names = table.setdefault("inputs", [])
        if not isinstance(names, list):
            raise self.error("'inputs' is given twice.", "Give it once.")
        inputs: KeyPath = (*path, "inputs")
        self.keys.setdefault(inputs, self.token.start)
        self.values.setdefault(inputs, self.token.start)
        self.values[*inputs, len(names)] = self.token.start
        names.append(self.word("The name of a signal").text)

    def options(self, table: dict[str, object], path: KeyPath, closing: str = ")") -> None:
        """`name = value` pairs between brackets, into a table."""
        self.take()
        while not self.passes(closing):
            self.option(table, path)
            if not self.passes(",") and self.token.text != closing:
                raise self.expected(f"',' or '{closing}'", "For example: (bias = false).")

    def option(self, table: dict[str, object], path: KeyPath) -> None:
        """One `name = value`, into a table."""
        key = self.word("An option's name")
        if not self.passes("="):
            raise self.expected("'='", f"For example: ({key.text} = 1).")
        self.entry(table, key.text, path, key)

    def value(self, path: KeyPath) -> object:
        self.values[path] = self.token.start
        match self.token.kind:
            case "number":
                return _number(self.take().text)
            case "text":
                return self.take().text[1:-1]
            case "name":
                word = self.take().text
                return {"true": True, "false": False}.get(word, word)
        if self.token.text not in ("[", "{"):
            raise self.expected("A value", "Accepted: a number, true, false, a name or [a, list].")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"Lists nest deeper than {MAX_DEPTH} levels.")
        found = self.list(path) if self.token.text == "[" else self.table(path)
        self.depth -= 1
        return found

    def list(self, path: KeyPath) -> object:
        self.take()
        items: list[object] = []
        while not self.passes("]"):
            items.append(self.value((*path, len(items))))
            if not self.passes(",") and self.token.text != "]":
                raise self.expected("',' or ']'", "For example: [8, 8].")
        return items

    def table(self, path: KeyPath) -> object:
        table: dict[str, object] = {}
        self.options(table, path, closing="}")
        return table

    def loss(self) -> object:
        path: KeyPath = ("loss",)
        self.values[path] = self.keys[path] = self.token.start
        table: dict[str, object] = {"formula": self.named(path, "The loss's name").text}
        self.all_options(table, path)
        return table

    def term(self, table: dict[str, object]) -> None:
        """What may follow the loss: a penalty, or how the cost is formed."""
        word = self.word("A penalty")
        if word.text == "cost":
            self.entry(table, "cost", (), word)
            return
        if word.text not in PENALTIES:
            met = f"'{word.text}' is no penalty."
            raise self.error(met, did_you_mean(word.text, (*PENALTIES, "cost")), at=word)
        penalties = table.setdefault("penalties", [])
        assert isinstance(penalties, list), "only this method makes the list"
        path: KeyPath = ("penalties", len(penalties))
        self.values[path] = self.values[*path, "norm"] = word.start
        penalty: dict[str, object] = {"norm": word.text}
        if self.token.kind == "number":
            self.entry(penalty, "weight", path, self.token)
        self.all_options(penalty, path)
        penalties.append(penalty)


def sizes_in_order(formula: Formula) -> tuple[str, ...]:
    """The options that a formula needs, those first that size its output."""
    needed = formula.needed_options
    return tuple(sorted(needed, key=lambda option: option in formula.options))


def _number(text: str) -> object:
    """What TOML would give for a number; a fraction stays a text."""
    if "/" in text:
        return text
    if re.fullmatch(r"[+-]?\d{1,400}", text):
        return int(text)
    return Decimal(text)
