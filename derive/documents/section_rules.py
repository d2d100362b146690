"""The closed list of rules that the reasons speak of, and where each is first used."""

from __future__ import annotations

from collections.abc import Iterable

from derive.calculus.step import Rule, Step
from derive.documents import terms
from derive.documents.document import Section, Table
from derive.documents.manuscript import Manuscript
from derive.documents.reasons import numbers


def rules_section(manuscript: Manuscript, more: Iterable[tuple[Step, str]] = ()) -> Section:
    """Every rule of the derivation, its law, and the equation that uses it first.

    Args:
        manuscript: The derivation.
        more: Steps of further equations, each with its equation's number.
    """
    first: dict[str, tuple[Rule, str]] = {}
    told = (
        one for one in manuscript.derivation.results if one.of.code_name not in manuscript.alike
    )
    for result in told:
        for step in (*result.steps, *result.explicit_steps):
            _note(step, result.equation.number, first)
    for step, number in more:
        _note(step, number, first)
    say = manuscript.say
    header = (say(terms.laws.RULE), say(terms.laws.LAW), say(terms.laws.USED_IN))
    rows = tuple(
        (
            say(rule.title),
            say({**terms.laws.LAWS, **terms.second.LAWS}[rule.name]),
            manuscript.cell(numbers([number])),
        )
        for rule, number in first.values()
    )
    lead = manuscript.paragraph(terms.laws.RULES_LEAD)
    return Section(say(terms.headings.RULES), (lead, Table(header, rows)))


def _note(step: Step, number: str, first: dict[str, tuple[Rule, str]]) -> None:
    first.setdefault(step.rule.name, (step.rule, number))
    for inner in step.substeps:
        _note(inner, number, first)
