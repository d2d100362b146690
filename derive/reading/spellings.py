"""Names as they are written: a letter, its accent and primes, and the marks that belong to it.

Whether a script is a mark (a layer, a gate), an index, a power or a transpose is open
here: every way to share the scripts out is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from derive.reading.parse_tree import (
    Factors,
    Fenced,
    Listing,
    Number,
    Scripted,
    Symbol,
    Terms,
    Tree,
    Words,
)

TRANSPOSES = ("top", "T", "intercal")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What makes a name: its letter with everything that is not an index or a power."""

    letter: str
    accent: str = ""
    primes: int = 0
    marks: frozenset[str] = frozenset()

    def __str__(self) -> str:
        accent = f"{self.accent} " if self.accent else ""
        marks = "".join(f"^({mark})" for mark in sorted(self.marks))
        return f"{accent}{self.letter}{self.primes * chr(39)}{marks}"


@dataclass(frozen=True, slots=True)
class Use:
    """One way to share out the scripts of a name.

    Attributes:
        spelling: The name.
        indices: What stands in its slots.
        power: What it is raised to, or None.
        is_transposed: Whether a T stands above it.
    """

    spelling: Spelling
    indices: tuple[Tree, ...] = ()
    power: Tree | None = None
    is_transposed: bool = False


@dataclass(frozen=True, slots=True)
class _Role:
    """What one script is: exactly one of these."""

    mark: str = ""
    index: Tree | None = None
    power: Tree | None = None
    is_transpose: bool = False


def uses(tree: Tree, layers: Mapping[str, int] | None = None) -> Iterator[Use]:
    """All ways to share out the scripts of a written name; none if it is no name."""
    at = layers or {}
    match tree:
        case Symbol(name=name, accent=accent):
            yield Use(Spelling(name, accent))
        case Scripted(base=Symbol(name=name, accent=accent), primes=primes):
            uppers = [list(_upper_roles(item, at)) for item in side_by_side(tree.upper)]
            for lower in _lower_roles(tree.lower, at):
                for upper in product(*uppers):
                    use = _use(Spelling(name, accent, primes), (*lower, *upper))
                    if use is not None:
                        yield use


def _use(spelling: Spelling, roles: tuple[_Role, ...]) -> Use | None:
    powers = [role.power for role in roles if role.power is not None]
    transposes = sum(role.is_transpose for role in roles)
    if len(powers) > 1 or transposes > 1:
        return None
    marked = [role.mark for role in roles if role.mark]
    marks = frozenset(marked)
    if len(marks) < len(marked):
        return None
    indices = tuple(role.index for role in roles if role.index is not None)
    power = powers[0] if powers else None
    return Use(replace(spelling, marks=marks), indices, power, bool(transposes))


def side_by_side(script: Tree | None) -> tuple[Tree, ...]:
    """The parts of a script that stand side by side, with or without commas: jk and j, k."""
    match script:
        case None:
            return ()
        case Listing(parts=parts):
            return tuple(item for part in parts for item in side_by_side(part))
        case Factors(parts=parts) if all(joint == "" for joint, _ in parts):
            return tuple(item for _, part in parts for item in side_by_side(part))
        case Fenced(fence="{", inner=inner):
            return side_by_side(inner)
        case _:
            return (script,)


def _upper_roles(item: Tree, layers: Mapping[str, int]) -> Iterator[_Role]:
    match item:
        case Fenced(inner=inner):
            number = whole_number(inner, layers)
            if number is not None:
                yield _Role(mark=str(number))
            elif isinstance(inner, Symbol | Scripted | Terms):
                yield _Role(index=inner)
                if isinstance(inner, Symbol) and inner.name not in layers:
                    yield _Role(mark=inner.name)  # a gate: U^{(r)}
        case Symbol(name="odot" | "circ"):
            yield _Role()  # an entrywise power
        case Symbol(name=name) if name in TRANSPOSES:
            yield _Role(is_transpose=True)
        case Symbol(name=name, style=style) if name not in layers:
            yield _Role(mark=name)
            if style != "roman" and len(name) == 1:
                yield _Role(index=item)
                yield _Role(power=item)
        case Words(text=text):
            yield _Role(mark=text.strip())
        case _:
            number = whole_number(item, layers)
            if number is not None and (number >= 0):
                yield _Role(mark=str(number))
            if isinstance(item, Number | Terms | Symbol):
                yield _Role(power=item)
            if isinstance(item, Terms | Scripted) and number is None:
                yield _Role(index=item)


def _lower_roles(lower: Tree | None, layers: Mapping[str, int]) -> Iterator[tuple[_Role, ...]]:
    """Indices and marks below a name; a number, a word or letters together may be a mark."""
    items = side_by_side(lower)
    if not items:
        yield ()
        return
    if isinstance(lower, Listing):
        yield from _marked(lower)
    digits = _digits(items)
    indices = [item for item in digits if not isinstance(item, Words)]
    words = [item for item in items if isinstance(item, Words)]
    marks = tuple(_Role(mark=word.text.strip()) for word in words)
    yield (*marks, *(_Role(index=item) for item in indices))
    if digits != items:
        yield (_Role(index=items[0]),)
    first = whole_number(items[0], layers)
    if first is not None and any(isinstance(item, Number) for item in items[1:]):
        yield (_Role(mark=str(first)), *(_Role(index=item) for item in items[1:]))
    numbers = [whole_number(item, layers) for item in items]
    if any(number is not None for number in numbers):
        yield tuple(
            _Role(index=item) if number is None else _Role(mark=str(number))
            for item, number in zip(items, numbers, strict=True)
        )
    is_layer = any(isinstance(item, Symbol) and item.name in layers for item in items)
    if not words and not is_layer and all(isinstance(item, Symbol) for item in items):
        yield (_Role(mark="".join(item.name for item in items if isinstance(item, Symbol))),)


def _marked(lower: Listing) -> Iterator[tuple[_Role, ...]]:
    """A gate that a comma parts from the indices, before or behind them: W_{z,ji}, W_{ji,z}."""
    *before, last = lower.parts
    first, *behind = lower.parts
    for mark, rest in ((first, behind), (last, before)):
        if isinstance(mark, Symbol):
            indices = (_Role(index=item) for part in rest for item in side_by_side(part))
            yield (_Role(mark=mark.name), *indices)


def _digits(items: tuple[Tree, ...]) -> tuple[Tree, ...]:
    """A number of two digits that stands alone below a name, as two indices: w_12."""
    match items:
        case (Number(value=value, span=span),) if value.denominator == 1 and 10 <= value <= 99:
            return tuple(Number(span, type(value)(int(digit))) for digit in str(value))
        case _:
            return items


def letter_of(tree: Tree) -> str:
    """The letter or word of a name, whatever scripts it carries; "" of what is no name."""
    base = tree.base if isinstance(tree, Scripted) else tree
    return base.name if isinstance(base, Symbol) else ""


def is_transpose(upper: Tree | None) -> bool:
    """Whether what stands above a name or group is the sign of a transpose."""
    return isinstance(upper, Symbol) and upper.name in TRANSPOSES


def is_square_of_bars(tree: Scripted) -> bool:
    """Whether a tree is |v|^2: of a vector, the square of its length."""
    is_square = isinstance(tree.upper, Number) and tree.upper.value == 2
    return is_square and isinstance(tree.base, Fenced) and tree.base.fence == "|"


def whole_number(tree: Tree, layers: Mapping[str, int]) -> int | None:
    """The value of a script of numbers and layer variables, such as l + 1, or None."""
    match tree:
        case Number(value=value):
            return int(value) if value.denominator == 1 else None
        case Symbol(name=name):
            return layers.get(name)
        case Scripted(base=Symbol(name=name), lower=Symbol(name=below), upper=None):
            return layers.get(f"{name}_{below}")  # n_l, the number of layers
        case Fenced(inner=inner):
            return whole_number(inner, layers)
        case Terms(parts=parts):
            total = 0
            for sign, part in parts:
                value_ = whole_number(part, layers)
                if value_ is None:
                    return None
                total += sign * value_
            return total
        case _:
            return None
