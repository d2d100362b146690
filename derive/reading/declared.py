"""The network that a document defines itself: names, ranges and forward equations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from derive.reading.definitions_of import definition, ordered
from derive.reading.dimensions import Dimensions
from derive.reading.elaborate import line
from derive.reading.forward import (
    Forward,
    distribution_of,
    forward_equations,
    layers_of,
    sizes_of,
)
from derive.reading.function_names import functions_in
from derive.reading.interpreter import Vectors
from derive.reading.kinds import Kinds
from derive.reading.model import Definition, Model
from derive.reading.names import Names
from derive.reading.occurrences import habits_of
from derive.reading.parse_tree import Factors, Fenced, Statement, Symbol
from derive.reading.problems import ReadingProblem
from derive.reading.ranges import Ranges
from derive.reading.ranks import COSTS, is_batch_first, join_ranges, kinds_of, ranks_of
from derive.reading.spaces import Space, spaces_of
from derive.reading.spelled_latex import latex_of
from derive.reading.spellings import Spelling
from derive.reading.term_parts import (
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Derivative,
    Function,
    Part,
    Quantity,
    Term,
    Whole,
)


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
    layers = layers_of(statements)
    functions, defining_functions = functions_in(statements, known_functions)
    found = forward_equations(statements, habits, layers, functions)
    sizes = sizes_of(statements, habits)
    kinds = kinds_of(
        found, statements, habits, functions=frozenset(functions), sizes=frozenset(sizes)
    )
    is_row = (kinds.has_rows and not kinds.has_columns) or is_batch_first(found, kinds)
    if not kinds.has_rows and not kinds.has_columns:
        is_row = is_row or vectors == "row"
    names = _names(found, kinds, spaces_of(statements, habits), sizes, is_row=is_row)
    names.functions.update(_by_spelling(functions, defining_functions))
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
    ranges = Ranges()
    join_ranges(found, Dimensions(kinds, ranks, ranges, is_row, units), sizes, spaces)
    nodes = [("slot", spelling, at) for spelling, rank in ranks.items() for at in range(rank)]
    axes = ranges.axes([*nodes, *(("extent", size) for size in sizes)])
    names = Names()
    lefts = {one.left.use.spelling for one in found}
    for spelling, rank in ranks.items():
        own = tuple(axes[("slot", spelling, at)] for at in range(rank))
        kind = _kind(spelling, lefts)
        names.add(spelling, Quantity(str(spelling), own, kind, latex=latex_of(spelling)))
    names.extents.update({size: axes[("extent", size)] for size in sizes})
    return names


def _kind(spelling: Spelling, lefts: set[Spelling]) -> Any:
    if spelling in lefts:
        return "loss" if spelling.letter in COSTS else "signal"
    is_target = spelling.letter in ("t", "y", "d", "T", "Y")
    return "target" if is_target else "parameter"


def _by_spelling(
    functions: Mapping[str, Function], defining: Mapping[str, Statement]
) -> dict[Spelling, Function]:
    """Functions by how they are written, those of the document with its own definitions."""
    found: dict[Spelling, Function] = {}
    for name, function in functions.items():
        statement = defining.get(name)
        if statement is not None:
            left = statement.sides[0]
            assert isinstance(left, Factors), "a function is defined as f(z)"
            group = left.parts[1][1]
            assert isinstance(group, Fenced), "a function is defined as f(z)"
            assert isinstance(group.inner, Symbol), "a function is defined as f(z)"
            letter = group.inner.name
            variable = Quantity(f"{letter} of {name}", (), "constant", latex=letter)
            inner = Names(functions={Spelling(n): f for n, f in functions.items()})
            inner.add(Spelling(letter), variable)
            value = line(replace(statement, sides=(statement.sides[1],)), inner, None).sides[0]
            defined = Function(name, variable, value)
        else:
            defined = function
        found[Spelling(name)] = replace(defined, latex=latex_of(Spelling(name)))
    return found


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
        cut = replace(statement, sides=statement.sides[:2], relations=statement.relations[:1])
        read = line(cut, names.at(one.layers), None, vectors=vectors)
        if read.findings:
            finding = read.findings[0]
            raise ReadingProblem(finding.message.en, finding.span)
        definitions.append(definition(read.sides[0], read.sides[1], is_einstein=is_einstein))
    in_order = ordered(definitions)
    cost = _cost([one.quantity for one in in_order])
    if cost is not None:
        in_order, names = _with_gradients(in_order, names, cost)
    used = [quantity for known in names.quantities.values() for quantity in known]
    model = Model(
        quantities=tuple(used),
        definitions=tuple(in_order),
        cost=cost,
        functions={function.name: function for function in names.functions.values()},
        labels=_labels(used, {**_distributions(statements, found), **labels}),
        extents={axis: int(axis.size) for one in used for axis in one.axes if axis.size.isdigit()},
    )
    numbers = {one.number for one in found}
    numbers |= {at for at, one in enumerate(statements) if one in defining_functions.values()}
    return Declared(model, names, vectors, frozenset(numbers), layers)


def _cost(defined: Sequence[Quantity]) -> Quantity | None:
    """The scalar that gradients are of: the last one that nothing but a loss can be."""
    scalars = [quantity for quantity in defined if not quantity.axes]
    losses = [quantity for quantity in scalars if quantity.kind == "loss"]
    return (losses or scalars)[-1] if scalars else None


def _with_gradients(
    definitions: Sequence[Definition], names: Names, cost: Quantity
) -> tuple[list[Definition], Names]:
    """Names that are defined as derivatives of the cost become gradients."""
    change: dict[str, Quantity] = {}
    kept: list[Definition] = []
    for one in definitions:
        value = one.value.of if isinstance(one.value, At) else one.value
        match value:
            case Derivative(of=Part(quantity=of), by=Part(quantity=by, places=places)) if (
                of == cost
                and by.axes == one.quantity.axes
                and (places == one.letters or all(isinstance(at, Whole) for at in places))
            ):
                change[one.quantity.name] = replace(one.quantity, kind="gradient", of=by)
            case _:
                kept.append(one)
    quantities = {
        spelling: [change.get(quantity.name, quantity) for quantity in known]
        for spelling, known in names.quantities.items()
    }
    renewed = [replace(one, value=_renewed(one.value, change)) for one in kept]
    return renewed, replace(names, quantities=quantities)


def _renewed(term: Term, change: Mapping[str, Quantity]) -> Term:
    """A term with other quantities."""
    parts = tuple(_renewed(part, change) for part in inside(term))
    made = with_inside(term, parts)
    if isinstance(made, Part) and made.quantity.name in change:
        return replace(made, quantity=change[made.quantity.name])
    return made


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
        if quantity.kind == "target" and kind:
            found[quantity] = kind
    return found
