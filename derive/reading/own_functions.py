"""Functions that a document defines, f(z) = max(alpha z, z), with the constants they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from derive.reading.choices import Habits
from derive.reading.elaborate import line
from derive.reading.names import Names
from derive.reading.occurrences import occurrences
from derive.reading.parse_tree import Factors, Fenced, Statement, Symbol
from derive.reading.problems import ReadingProblem
from derive.reading.spelled_latex import latex_of
from derive.reading.spellings import Spelling
from derive.reading.terms import Function, Kind, Quantity

_NUMBERS = ("e", "pi")


def add_functions(
    names: Names,
    functions: Mapping[str, Function],
    defining: Mapping[str, Statement],
    habits: Habits,
) -> None:
    """Give names the functions of a document, and the constants in their definitions.

    Args:
        names: The quantities of the forward equations; added to.
        functions: All functions by name, those that the document defines without definition.
        defining: The statements that define functions.
        habits: Of the document.

    Raises:
        ReadingProblem: A definition cannot be read, or is not of one number.
    """
    made = dict(functions)
    for name, statement in defining.items():
        made[name] = _defined(name, statement, made, names=names, habits=habits)
    for name, function in made.items():
        names.functions[Spelling(name)] = replace(function, latex=latex_of(Spelling(name)))


def _defined(
    name: str,
    statement: Statement,
    functions: Mapping[str, Function],
    *,
    names: Names,
    habits: Habits,
) -> Function:
    """A function with its definition, in a variable of its own."""
    left = statement.sides[0]
    assert isinstance(left, Factors), "a function is defined as f(z)"
    group = left.parts[1][1]
    assert isinstance(group, Fenced), "a function is defined as f(z)"
    assert isinstance(group.inner, Symbol), "a function is defined as f(z)"
    letter = group.inner.name
    variable = Quantity(f"{letter} of {name}", (), "constant", latex=letter)
    inner = Names(functions={Spelling(one): known for one, known in functions.items()})
    for spelling in _constants(statement, letter, functions, habits):
        inner.add(spelling, _constant(spelling, name, statement, names=names, habits=habits))
    inner.quantities[Spelling(letter)] = [variable]
    value = line(replace(statement, sides=(statement.sides[1],)), inner, None).sides[0]
    return Function(name, variable, value)


def _constants(
    statement: Statement, letter: str, functions: Mapping[str, Function], habits: Habits
) -> Iterator[Spelling]:
    """The names in a definition that are neither its variable nor functions nor numbers."""
    for met in occurrences(statement.sides[1], frozenset((letter,)), habits):
        spelling = met.use.spelling
        is_other = spelling.letter != letter and spelling.letter not in functions
        if is_other and not met.use.indices and spelling.letter not in _NUMBERS:
            yield spelling


def _constant(
    spelling: Spelling, name: str, statement: Statement, *, names: Names, habits: Habits
) -> Quantity:
    """The given scalar that a name in the definition of a function is."""
    known = names.quantities.get(spelling, [])
    if not known:
        kind: Kind = "constant" if spelling.letter in habits.positive else "parameter"
        names.add(spelling, Quantity(str(spelling), (), kind, latex=latex_of(spelling)))
        known = names.quantities[spelling]
    if len(known) != 1 or known[0].axes or known[0].kind in ("signal", "loss", "gradient"):
        raise ReadingProblem(
            f"The definition of the function '{name}' speaks of '{spelling}', which is no number "
            "that is given.",
            statement.sides[1].span,
            "A function is defined by its variable, numbers and given scalars.",
        )
    return known[0]
