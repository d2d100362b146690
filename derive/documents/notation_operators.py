"""Rows of the index of notation for constants, functions, error signals, deltas and brackets."""

from __future__ import annotations

from fractions import Fraction

from sympy import Rational

from derive.documents import terms
from derive.documents.document import Sentence
from derive.documents.layout import (
    FunctionCall,
    Identifier,
    Layout,
    Sign,
    Symbol,
    partial_derivative,
    row,
)
from derive.documents.manuscript import Manuscript, listed
from derive.documents.numbertext import rational
from derive.documents.scalar_functions import formula_of
from derive.notation.expression import Apply, Compare, Delta, FirstMax, contains
from derive.notation.index import Axis, Index
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text

Row = tuple[Sentence, ...]


def _constants_told(manuscript: Manuscript) -> list[tuple[Tensor, Fraction]]:
    """The constants, those of repeated layers once."""
    repeated = {one.number for one in manuscript.network.layers if one.like is not None}
    return [
        (tensor, value)
        for tensor, value in manuscript.network.constants.items()
        if tensor.layer not in repeated
    ]


def constants(manuscript: Manuscript) -> list[Row]:
    """The hyper-parameters with their values."""
    rows: list[Row] = []
    for tensor, value in _constants_told(manuscript):
        number = rational(abs(Rational(value.numerator, value.denominator)))
        shown = row(Symbol(Sign.MINUS), number) if value < 0 else number
        meaning = manuscript.say(terms.notation.CONSTANT_MEANING, value=shown)
        rows.append(
            (
                manuscript.cell(manuscript.letters.tensor(tensor)),
                meaning,
                manuscript.say(terms.notation.SCALAR),
            )
        )
    return rows


def operators(manuscript: Manuscript, axis: Axis) -> list[Row]:
    """The activation function, the error signal, the learning rate, Kronecker's delta."""
    say, letters = manuscript.say, manuscript.letters
    rows: list[Row] = []
    variable = Identifier(manuscript.profile.variable)
    for function, title in _functions(manuscript):
        call = FunctionCall(function, (variable,))
        rows.append(
            (manuscript.cell(call), say(_titled(manuscript, title)), say(terms.notation.SCALAR))
        )
    errors = [
        result.equation.left for result in manuscript.derivation.results if result.kind == "error"
    ]
    if errors:
        entry = errors[-1]
        of = entry.tensor.of
        assert of is not None, "an error signal is the gradient by something"
        meaning = say(terms.notation.ERROR_SIGNAL_MEANING)
        definition = row(
            letters.entry(entry),
            Symbol(Sign.DEFINED),
            partial_derivative(letters.cost, letters.entry(of[entry.indices])),
        )
        if not letters.is_fraction(entry.tensor):
            meaning = say(terms.notation.DELTA_MEANING, definition=definition)
        shown = listed((letters.entry(one) for one in reversed(errors)), most=4)
        rows.append(
            (
                manuscript.cell(shown),
                meaning,
                manuscript.cell(
                    listed((letters.shape(one.tensor) for one in reversed(errors)), most=4)
                ),
            )
        )
    rows.append(
        (
            manuscript.cell(letters.learning_rate),
            say(terms.notation.RATE_MEANING),
            say(terms.notation.SCALAR),
        )
    )
    return [*rows, *_brackets(manuscript, axis)]


def _titled(manuscript: Manuscript, title: Text) -> Text:
    inner = manuscript.inner(title)
    meaning = terms.notation.ACTIVATION_MEANING
    return Text(meaning.en.replace("{title}", inner.en), meaning.ja.replace("{title}", inner.ja))


def _functions(manuscript: Manuscript) -> list[tuple[Layout, Text]]:
    found: dict[Layout, Text] = {}
    for record in manuscript.network.layers:
        for equation in record.equations:
            if isinstance(equation.right, Apply):
                function = equation.right.function
                formula = formula_of(manuscript.network, record, function)
                found[manuscript.letters.function(function)] = formula.title
    return list(found.items())


def _brackets(manuscript: Manuscript, axis: Axis) -> list[Row]:
    """Kronecker's delta and the Iverson bracket, where a step or a result has them."""
    say = manuscript.say
    rows: list[Row] = []
    steps = manuscript.steps_told
    if any(contains(step.after, Delta) for step in steps):
        rows.append(
            (
                manuscript.cell(manuscript.math(Delta(Index("j", axis), Index("j'", axis)))),
                say(terms.notation.KRONECKER_MEANING),
                say(terms.notation.SCALAR),
            )
        )
    largest = next((one for step in steps for one in step.after.atoms(FirstMax)), None)
    if largest is not None:
        place, largest_of = _generic_largest(manuscript)
        rows.append(
            (
                manuscript.cell(largest_of),
                say(terms.graph.MEANING_ARGMAX, place=place),
                say(terms.notation.SCALAR),
            )
        )
    if any(contains(step.after, Compare) for step in steps):
        bracket = Compare(">", _variable(manuscript), 0)
        rows.append(
            (
                manuscript.cell(manuscript.math(bracket)),
                say(terms.notation.BRACKET_MEANING),
                say(terms.notation.SCALAR),
            )
        )
    return rows


def _generic_largest(manuscript: Manuscript) -> tuple[Layout, Layout]:
    """R and [r = argmax_r' u_r']."""
    axis = Axis("place", "r", "R")
    at, other = Index("r", axis), Index("r'", axis)
    largest = FirstMax(Tensor("u", None, (axis,), Role.CONSTANT)[other], other, at)
    return manuscript.letters.position(at), manuscript.math(largest)


def _variable(manuscript: Manuscript) -> Entry:
    return Tensor(manuscript.profile.variable, None, (), Role.PREACTIVATION)[()]
