"""Which statements of a document are its forward equations, and what its sizes are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from derive.reading.occurrences import (
    Habits,
    Occurrence,
    bound_letters,
    derived_by,
    layer_letters,
    left_letters,
    occurrences,
)
from derive.reading.parse_tree import (
    Big,
    Fenced,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    walk,
)
from derive.reading.spaces import spaces_of
from derive.reading.spellings import Spelling
from derive.reading.terms import Function

DEPTH = 3  # layers of a network that is given for a general layer l


@dataclass(frozen=True, slots=True)
class Forward:
    """A forward equation as it stands.

    Attributes:
        number: Which statement it is.
        left: The name that it defines.
        right: What that is.
        scope: The letters on the left.
        layers: The values of layer variables.
    """

    number: int
    left: Occurrence
    right: Tree
    scope: frozenset[str]
    layers: Mapping[str, int]


def layers_of(statements: Sequence[Statement]) -> tuple[Mapping[str, int], ...]:
    """The values at which a document for a general layer is read: l = 1, 2, 3 and L = 3."""
    letters = layer_letters(list(statements))
    if not letters:
        return ({},)
    depth = max(_numbered_layers(statements), default=DEPTH)
    return tuple({**dict.fromkeys(letters, at), "L": depth} for at in range(1, depth + 1))


def _numbered_layers(statements: Sequence[Statement]) -> Iterator[int]:
    """The layers that left sides name by a number."""
    for statement in statements:
        match statement.sides[0]:
            case Scripted(upper=Fenced(inner=Number(value=value))) if value >= 1:
                yield int(value)


def range_of(statement: Statement) -> tuple[str, str] | None:
    """The letter and the size of a range such as n = 1, ..., N."""
    if len(statement.sides) != 2 or statement.relations != ("=",):
        return None
    match statement.sides:
        case Symbol(name=letter), Listing(parts=(*_, Symbol(name="dots"), Symbol(name=size))):
            return letter, size
        case _:
            return None


def is_boundary(statement: Statement) -> bool:
    """Whether a statement says that a state before the first or after the last step is 0."""
    match statement:
        case Statement(sides=(Scripted(lower=lower), Number(value=value)), relations=("=",)):
            parts = lower.parts if isinstance(lower, Listing) else (lower,)
            return value == 0 and any(isinstance(part, Number | Terms) for part in parts)
        case _:
            return False


def distribution_of(statement: Statement) -> str | None:
    """The letter of a target that a statement such as sum_k t_k = 1 speaks of."""
    match statement:
        case Statement(
            sides=(Big(kind="sum", body=Scripted(base=Symbol(name=name))), Number(value=value)),
            relations=("=",),
        ) if value == 1:
            return name
        case _:
            return None


def sizes_of(statements: Sequence[Statement], habits: Habits) -> dict[str, str]:
    """Letters of extents with the index letter that they belong to, or ''."""
    found: dict[str, str] = {}
    letters: set[str] = set()
    capitals: set[str] = set()
    for space in spaces_of(statements, habits):
        found.update({size: found.get(size, "") for size in space.sizes if not size.isdigit()})
    for statement in statements:
        if ranged := range_of(statement):
            found[ranged[1]] = ranged[0]
        for side in statement.sides:
            for tree in walk(side):
                match tree:
                    case Big(lower=lower, upper=upper):
                        letters |= bound_letters(lower)
                        if isinstance(upper, Symbol) and upper.name != "infinity":
                            own = upper.name.lower() in bound_letters(lower)
                            found[upper.name] = found.get(upper.name) or (
                                upper.name.lower() if own else ""
                            )
                    case Symbol(name=name) if len(name) == 1 and name.isupper():
                        capitals.add(name)
        letters |= left_letters(statement.sides[0])
    lefts = {
        side.base.name
        if isinstance(side, Scripted) and isinstance(side.base, Symbol)
        else getattr(side, "name", "")
        for statement in statements
        for side in statement.sides[:1]
    }
    layers = {letter.upper() for letter in layer_letters(list(statements))}
    for name in sorted(capitals - set(found) - lefts - layers):
        if name.lower() in letters:
            found[name] = name.lower()
    return {one: letter for one, letter in found.items() if one not in lefts | layers}


def forward_equations(
    statements: Sequence[Statement],
    habits: Habits,
    layers: tuple[Mapping[str, int], ...],
    functions: Mapping[str, Function],
) -> list[Forward]:
    """The statements that define a name, in order; of a general layer, once for each."""
    found: list[Forward] = []
    defined: set[Spelling] = set()
    for number, statement in enumerate(statements):
        for at in layers:
            own = replace(habits, layers=at)
            one = _defining(number, statement, own, functions)
            if one is not None and one.left.use.spelling not in defined:
                defined.add(one.left.use.spelling)
                found.append(one)
    return found


def _defining(
    number: int, statement: Statement, habits: Habits, functions: Mapping[str, Function]
) -> Forward | None:
    """A statement as a forward equation, if it has the look of one."""
    if len(statement.sides) < 2 or statement.relations[0] not in ("=", ":="):
        return None
    left, right = statement.sides[:2]
    if range_of(statement) is not None or not isinstance(left, Symbol | Scripted):
        return None
    if isinstance(right, Terms) and any(part == left for _, part in right.parts):
        return None  # an update: w := w - eta dL/dw
    scope = left_letters(left)
    met = list(occurrences(left, scope, habits))
    if len(met) != 1 or met[0].tree is not left or isinstance(right, Listing):
        return None
    use = met[0].use
    if use.power is not None or use.is_transposed or use.spelling.letter in functions:
        return None
    if any(isinstance(index, Number) for index in use.indices):
        return None
    if _is_gradient_name(use.spelling.letter):
        has_derivative = any(derived_by(part) is not None for part in walk(right))
        if not has_derivative or derived_by(right) is right:
            return None
    return Forward(number, met[0], right, scope, habits.layers)


def _is_gradient_name(letter: str) -> bool:
    """Whether a name is one like dW, of a gradient."""
    return len(letter) > 1 and letter[0] == "d" and not letter.startswith("delta")
