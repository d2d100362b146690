"""Which statements of a document are its forward equations, and what its sizes are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from derive.reading.choices import Habits
from derive.reading.counting import size_at_end
from derive.reading.gradient_names import is_gradient_name
from derive.reading.layer_letters import layer_letters
from derive.reading.notes import counts_up
from derive.reading.occurrences import (
    Occurrence,
    bound_letters,
    derived_by,
    left_letters,
    occurrences,
    ranging_letters,
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
    found = layer_letters(statements)
    if not found.letters:
        return ({},)
    depth = max(_numbered_layers(statements), default=0)
    last = depth if depth > found.first else found.first + DEPTH - 1 + found.step
    tops = dict.fromkeys(found.tops, last)
    return tuple(
        {**dict.fromkeys(found.letters, at), **tops} for at in range(found.first, last + 1)
    )


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


def is_range(statement: Statement) -> bool:
    """Whether a statement says what letters run over: k = 1, ..., K; i, j = 1, 2, 3."""
    match statement:
        case Statement(sides=(left, Listing(parts=values)), relations=("=",)):
            letters = left.parts if isinstance(left, Listing) else (left,)
            is_counted = all(isinstance(one, Number | Symbol | Terms) for one in values)
            return is_counted and all(isinstance(one, Symbol) for one in letters)
        case _:
            return False


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
    ends: set[str] = set()
    for space in spaces_of(statements, habits):
        found.update(
            {size: found.get(size, "") for size in space.sizes if size and not size.isdigit()}
        )
    for statement in statements:
        if ranged := range_of(statement):
            found[ranged[1]] = ranged[0]
        for side in statement.sides:
            for tree in walk(side):
                match tree:
                    case Big(lower=lower, upper=upper):
                        letters |= bound_letters(lower)
                        if (size := size_at_end(lower, upper)) is not None:
                            own = size.lower() in bound_letters(lower)
                            found[size] = found.get(size) or (size.lower() if own else "")
                        elif upper is not None:  # T - K + 1
                            ends |= {part.name for part in walk(upper) if isinstance(part, Symbol)}
                    case Symbol(name=name) if len(name) == 1 and name.isupper():
                        capitals.add(name)
        letters |= ranging_letters(statement)
    lefts = {
        side.base.name
        if isinstance(side, Scripted) and isinstance(side.base, Symbol)
        else getattr(side, "name", "")
        for statement in statements
        if not set(statement.relations) <= {">", ">=", "<", "<=", "!="}  # N >= 2 defines no N
        for side in statement.sides[:1]
    }
    layers = layer_letters(statements).tops
    for name in sorted(capitals - set(found) - lefts - layers - _indexed(statements)):
        if name.lower() in letters:
            found[name] = name.lower()
    single = {name for name in ends if len(name) == 1}
    for name in sorted(single - set(found) - letters - lefts - layers - _indexed(statements)):
        found[name] = ""
    return {one: letter for one, letter in found.items() if one not in lefts | layers}


def _indexed(statements: Sequence[Statement]) -> set[str]:
    """Letters that carry indices somewhere, as U in U_jk: tensors, not sizes."""
    trees = (tree for one in statements for side in one.sides for tree in walk(side))
    return {
        tree.base.name
        for tree in trees
        if isinstance(tree, Scripted) and isinstance(tree.base, Symbol)
        if tree.lower is not None and not isinstance(tree.lower, Number)
    }


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
            if one is None or one.left.use.spelling in defined or _is_beyond(one):
                continue
            defined.add(one.left.use.spelling)
            found.append(one)
    return [one for one in found if not _is_of_no_layer(one, defined, habits)]


def _is_beyond(one: Forward) -> bool:
    """Whether an equation would define something behind the last layer."""
    marks = [int(mark) for mark in one.left.use.spelling.marks if mark.isdigit()]
    return bool(one.layers) and any(mark > one.layers["L"] for mark in marks)


def _is_of_no_layer(one: Forward, defined: AbstractSet[Spelling], habits: Habits) -> bool:
    """Whether an equation is the derivative by a signal of a layer that has none: by z^(1)."""
    by = derived_by(one.right)
    if by is None or not one.layers:
        return False
    used = [met.use for met in occurrences(by, one.scope, replace(habits, layers=one.layers))]
    letters = {spelling.letter for spelling in defined if spelling.marks}
    return any(use.spelling not in defined and use.spelling.letter in letters for use in used)


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
    scope = left_letters(left) - habits.gates
    met = list(occurrences(left, scope, habits))
    if len(met) != 1 or met[0].tree is not left or isinstance(right, Listing):
        return None
    use = met[0].use
    if use.power is not None or use.is_transposed or use.spelling.letter in functions:
        return None
    if any(isinstance(index, Number) or _is_size(index) for index in use.indices):
        return None
    if is_gradient_name(use.spelling.letter):
        has_derivative = any(derived_by(part) is not None for part in walk(right))
        if not has_derivative or derived_by(right) is right:
            return None
    return Forward(number, met[0], right, scope, habits.layers)


def _is_size(index: Tree) -> bool:
    """Whether an index is the letter of an extent: e_T = ... tells one entry, the last."""
    return isinstance(index, Symbol) and len(index.name) == 1 and index.name.isupper()


def first_equation(statement: Statement) -> Statement:
    """The equality that defines, for all values of its letters."""
    notes = tuple(one for one in statement.notes if not counts_up(one))
    sides, relations = statement.sides[:2], statement.relations[:1]
    return replace(statement, sides=sides, relations=relations, notes=notes)
