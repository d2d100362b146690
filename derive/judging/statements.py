"""What a statement is, before anything in it is judged."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judging.updates import rates_in
from derive.reading.about_functions import variable_of
from derive.reading.forward import is_boundary, is_range
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import Scripted, Statement, Symbol, walk
from derive.text import Text

_DELTA = Text(
    "taken as a definition, not as a claim about a derivative of the loss",
    "損失の微分についての主張ではなく，定義とみなした",
)
STATING = ("=", ":=", "<-")


def states_nothing(statement: Statement) -> bool:
    """Whether a statement is a range, a condition or a lone expression."""
    if len(statement.sides) < 2 or is_range(statement) or is_boundary(statement):
        return True
    return any(relation not in STATING for relation in statement.relations)


def own_letters(statement: Statement) -> Iterator[str]:
    """The variable z of a line about a function, f'(z) = ..., and the rate of an update."""
    variable = variable_of(statement)
    if variable is not None:
        yield variable.name
    yield from rates_in(statement)


def taken(statement: Statement) -> tuple[Text, ...]:
    """What a definition of delta is worth knowing for: later lines are judged by it."""
    left, right = statement.sides[0], statement.sides[1]
    base = left.base if isinstance(left, Scripted) else left
    is_delta = isinstance(base, Symbol) and base.name.partition(" ")[0] in ("delta", "Delta")
    has_derivative = any(derived_by(part) is not None for part in walk(right))
    return (_DELTA,) if is_delta and not has_derivative else ()
