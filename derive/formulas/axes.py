"""Which letters and slots of a formula's equations share an axis, and every mistake in them.

A letter keeps one axis throughout a formula. A letter that stands alone in a
slot ties its axis to the slot's; an index expression such as `p+r` ties nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from derive.errors import did_you_mean
from derive.formulas.formula import Formula
from derive.formulas.survey import Survey
from derive.formulas.ties import Tied, mistake
from derive.notation.syntax import Subscript, Syntax, SyntaxEquation


@dataclass(frozen=True, slots=True)
class Axes:
    """The axes of a formula, as numbers 0, 1, 2, ...

    Attributes:
        tensors: For every tensor, the axis of each slot.
        letters: For every index letter, its axis.
        whole: For every tensor of whole numbers, the axis that its entries are positions of.
    """

    tensors: Mapping[str, tuple[int, ...]]
    letters: Mapping[str, int]
    whole: Mapping[str, int]


def formula_axes(
    formula: Formula, functions: Iterable[str] = (), remarks: Mapping[str, Syntax] | None = None
) -> Axes:
    """The axes of a formula's equations; see `axes_of`."""
    return axes_of(
        formula.equations,
        arriving=formula.arriving,
        functions=functions,
        conditions=formula.facts,
        remarks=remarks,
        options=formula.options,
        patterns=formula.patterns,
        inference=formula.inference,
        updates=[rule.update for rule in formula.states],
    )


def axes_of(
    equations: Iterable[SyntaxEquation],
    *,
    arriving: Iterable[str],
    functions: Iterable[str] = (),
    conditions: Iterable[SyntaxEquation] = (),
    remarks: Mapping[str, Syntax] | None = None,
    options: Iterable[str] = (),
    patterns: Mapping[str, Subscript] | None = None,
    inference: Iterable[SyntaxEquation] = (),
    updates: Iterable[SyntaxEquation] = (),
) -> Axes:
    """Check a formula's equations and say which axes they have.

    Args:
        equations: The forward equations, in order; one may refer to what it or a later one
            defines, at another step: `h[s-1, j]`.
        arriving: Names that the equations may use: inputs, parameters, constants.
        functions: Names of scalar functions that they may call.
        conditions: Declared facts, checked like equations without defining a name.
        remarks: Texts, and what they say, in which the letters of the formula may stay free.
        options: Names of whole numbers that a network chooses.
        patterns: How inputs are indexed, by their names.
        inference: The equations of prediction, which define the output anew.
        updates: What states become, in terms of all names.

    Raises:
        FormulaError: A name that is unknown or defined twice, an index that is
            bound nowhere, twice, or free on one side only, or two ranks for a tensor.
    """
    known = set(arriving)
    survey = Survey(set(known), frozenset(functions), frozenset(options))
    for pattern in (patterns or {}).values():
        survey.pattern(pattern)
    survey.equations(tuple(equations))
    for condition in conditions:
        survey.condition(condition)
    for update in updates:
        survey.update(update)
    survey.again(tuple(inference), known)
    letters = survey.letters()
    for text, tree in (remarks or {}).items():
        survey.scan(tree, SyntaxEquation(tree, tree, text), letters)
    return _numbered(survey)


def _numbered(survey: Survey) -> Axes:
    """The axes of tensors by slot, of letters, and of what whole numbers count."""
    for letter, equation in survey.sized:
        if letter.name not in survey.letters():
            raise mistake(
                equation,
                letter,
                f"No tensor has the index '{letter.name}', whose size is asked for.",
                did_you_mean(letter.name, survey.letters()),
            )
    numbers: dict[Tied, int] = {}
    for tied in survey.ties.parent:
        numbers.setdefault(survey.ties.root(tied), len(numbers))
    tensors = {
        name: tuple(numbers[survey.ties.root((name, slot))] for slot in range(rank))
        for name, rank in survey.ranks.items()
    }
    letters = {name: numbers[survey.ties.root((name, -1))] for name in sorted(survey.letters())}
    whole = {name: numbers[survey.ties.root(slot)] for name, slot in survey.whole.items()}
    return Axes(tensors, letters, whole)
