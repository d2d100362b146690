"""The network that a document defines itself: names, ranges and forward equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.reading.classes import FixedIndex, fixed_indices
from derive.reading.compared import compared_data
from derive.reading.costs import COSTS
from derive.reading.counting import Counting, letters_from_zero
from derive.reading.definitions_of import definition, ordered
from derive.reading.differentials import directions, has_differentials
from derive.reading.dimensions import Dimensions
from derive.reading.elaborate import line
from derive.reading.forward import (
    Forward,
    distribution_of,
    first_equation,
    forward_equations,
    layers_of,
    sizes_of,
)
from derive.reading.function_names import functions_in, unknown_function
from derive.reading.gradients_of import cost_of, with_gradients
from derive.reading.hints import hints_of
from derive.reading.interpreter import Vectors
from derive.reading.kinds import Kinds
from derive.reading.model import Definition, Model
from derive.reading.names import Names
from derive.reading.occurrences import habits_of
from derive.reading.own_functions import add_functions
from derive.reading.parse_tree import Number, Scripted, Statement, Tree
from derive.reading.problems import ReadingProblem
from derive.reading.ranges import Ranges
from derive.reading.ranks import is_batch_first, join_ranges, kinds_of, ranks_of
from derive.reading.spaces import Space, spaces_of
from derive.reading.spelled_latex import latex_of
from derive.reading.spellings import Spelling
from derive.reading.stated_signs import positive_letters
from derive.reading.terms import Function, Quantity


@dataclass(frozen=True, slots=True)
class Declared:
    """What a document declares.

    Attributes:
        model: Its quantities and forward equations.
        names: What its names mean.
        vectors: How its whole vectors lie.
        defining: The statements whose first equality defines.
        layers: The values that layer variables take together; one empty mapping without any.
    """

    model: Model
    names: Names
    vectors: Vectors
    defining: frozenset[int]
    layers: tuple[Mapping[str, int], ...] = ({},)


def declared(
    statements: Sequence[Statement],
    known_functions: Mapping[str, Function],
    labels: Mapping[str, str],
    *,
    is_einstein: bool = False,
    vectors: Vectors | None = None,
) -> Declared:
    """The network of a document's own forward equations.

    Args:
        statements: All statements of the document, in order.
        known_functions: Activation functions by the names that formulas call them by.
        labels: "one-hot" or "distribution" by letter of a target; "" for all targets.
        is_einstein: Whether repeated indices are summed.
        vectors: How the document says that vectors lie; what its products show comes first.

    Raises:
        ReadingProblem: A forward equation cannot be read, or fits with no other.
    """
    habits = habits_of(list(statements), is_einstein=is_einstein)
    fixed = () if is_einstein else tuple(fixed_indices(statements))
    habits.fixed = frozenset(one.letter for one in fixed)
    habits.positive = positive_letters(statements)
    layers = layers_of(statements)
    functions, defining_functions = functions_in(statements, known_functions)
    found = forward_equations(statements, habits, layers, functions)
    if (word := unknown_function([statements[one.number] for one in found], functions)) is not None:
        raise ReadingProblem(
            f"Nothing says what the function '{word.name}' is.",
            word.span,
            f"Define it: {word.name}(z) = ...",
        )
    sizes = sizes_of(statements, habits)
    kinds = kinds_of(
        found, statements, habits, functions=frozenset(functions), sizes=frozenset(sizes)
    )
    is_row = (kinds.has_rows and not kinds.has_columns) or is_batch_first(found, kinds)
    if not kinds.has_rows and not kinds.has_columns:
        is_row = is_row or vectors == "row"
    names = _names(
        found,
        kinds,
        spaces_of(statements, habits),
        sizes,
        fixed=fixed,
        from_zero=letters_from_zero(statements),
        is_row=is_row,
    )
    add_functions(names, functions, defining_functions, habits)
    return _elaborated(
        found,
        statements,
        names,
        "row" if is_row else "column",
        layers=layers,
        defining_functions=defining_functions,
        labels=labels,
        is_einstein=is_einstein,
    )


def _names(
    found: Sequence[Forward],
    kinds: Kinds,
    spaces: Sequence[Space],
    sizes: Mapping[str, str],
    *,
    fixed: Sequence[FixedIndex],
    from_zero: frozenset[str],
    is_row: bool,
) -> Names:
    """The names of the forward equations, with the axes that their slots share."""
    ranks = ranks_of(found, kinds)
    for space in spaces:
        if space.spelling in ranks:
            ranks[space.spelling] = max(ranks[space.spelling], len(space.sizes))
    units = frozenset(
        ("slot", space.spelling, at)
        for space in spaces
        for at, size in enumerate(space.sizes)
        if size == "1"
    )
    ranks |= {one.spelling: one.rank + 1 for one in fixed}
    ranges = Ranges()
    counting = Counting(from_zero)
    dimensions = Dimensions(kinds, ranks, ranges, is_row, units, counting=counting)
    join_ranges(found, dimensions, sizes, spaces)
    counting.sized(ranges)
    nodes = [("slot", spelling, at) for spelling, rank in ranks.items() for at in range(rank)]
    axes = ranges.axes([*nodes, *(("extent", size) for size in sizes)])
    names = Names()
    lefts = {one.left.use.spelling for one in found}
    for spelling, rank in ranks.items():
        own = tuple(axes[("slot", spelling, at)] for at in range(rank))
        kind = _kind(spelling, lefts)
        names.add(spelling, Quantity(str(spelling), own, kind, latex=latex_of(spelling)))
    names.bases.update(counting.bases(ranges, axes))
    names.lasts.update(counting.lasts & set(sizes))
    for one in fixed:
        (names.classes[one.letter],) = names.quantities[one.spelling]
    names.below |= {one.left.use.spelling.letter for one in found if _is_numbered(one.left.tree)}
    names.extents.update({size: axes[("extent", size)] for size in sizes})
    return names


def _is_numbered(tree: Tree) -> bool:
    """Whether a name has a number below it, and nothing else."""
    return isinstance(tree, Scripted) and isinstance(tree.lower, Number) and tree.upper is None


def _kind(spelling: Spelling, lefts: set[Spelling]) -> Any:
    if spelling in lefts:
        return "loss" if spelling.letter in COSTS else "signal"
    is_target = spelling.letter in ("t", "y", "d", "T", "Y") or spelling.letter[:3] == "is_"
    return "target" if is_target else "parameter"


def _elaborated(
    found: Sequence[Forward],
    statements: Sequence[Statement],
    names: Names,
    vectors: Vectors,
    *,
    layers: tuple[Mapping[str, int], ...],
    defining_functions: Mapping[str, Statement],
    labels: Mapping[str, str],
    is_einstein: bool,
) -> Declared:
    """The model, once every forward equation has its meaning."""
    definitions: list[Definition] = []
    for one in found:
        statement = statements[one.number]
        cut = first_equation(statement)
        read = line(cut, names.at(one.layers), None, vectors=vectors)
        if read.findings:
            finding = read.findings[0]
            raise ReadingProblem(finding.message.en, finding.span)
        definitions.append(definition(read.sides[0], read.sides[1], is_einstein=is_einstein))
    in_order = ordered(definitions)
    cost = cost_of([one.quantity for one in in_order])
    if cost is not None:
        in_order, names = with_gradients(in_order, names, cost)
    names.hints = hints_of(in_order)
    used = [quantity for known in names.quantities.values() for quantity in known]
    changes: list[Quantity] = []
    if cost is not None and has_differentials(statements):
        defined = {one.quantity for one in in_order}
        given = [one for one in used if one not in defined and one.of is None]
        names = replace(names, directions=directions(statements, given, in_order))
        changes = [pair[1] for pairs in (names.directions or {}).values() for pair in pairs]
    model = Model(
        quantities=(*used, *dict.fromkeys(changes)),
        definitions=tuple(in_order),
        cost=cost,
        functions={function.name: function for function in names.functions.values()},
        labels={
            **_labels(used, {**_distributions(statements, found), **labels}),
            **dict.fromkeys(names.classes.values(), "one-hot"),
            **compared_data(in_order),
        },
        extents={axis: int(axis.size) for one in used for axis in one.axes if axis.size.isdigit()},
    )
    numbers = {one.number for one in found}
    numbers |= {at for at, one in enumerate(statements) if one in defining_functions.values()}
    return Declared(model, names, vectors, frozenset(numbers), layers)


def _distributions(statements: Sequence[Statement], found: Sequence[Forward]) -> dict[str, str]:
    """The given names that the document says sum to one."""
    lefts = {one.left.use.spelling.letter for one in found}
    names = [distribution_of(statement) for statement in statements]
    return {name: "distribution" for name in names if name is not None and name not in lefts}


def _labels(quantities: Sequence[Quantity], labels: Mapping[str, str]) -> dict[Quantity, str]:
    """What is known of the targets."""
    found = {}
    for quantity in quantities:
        letter = quantity.name.split("^")[0]
        kind = labels.get(letter, labels.get("", ""))
        is_given = quantity.kind == "target" or (letter in labels and quantity.kind == "parameter")
        if is_given and quantity.axes and kind:
            found[quantity] = kind
    return found
