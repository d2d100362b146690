"""The closed list of rules that the reasons speak of, and where each is first used."""

from __future__ import annotations

from derive.calculus.step import Rule, Step
from derive.documents import terms
from derive.documents.document import Section, Table
from derive.documents.manuscript import Manuscript
from derive.documents.reasons import numbers


def rules_section(manuscript: Manuscript) -> Section:
    """Every rule of the derivation, its law, and the equation that uses it first."""
    first: dict[str, tuple[Rule, str]] = {}
    for result in manuscript.derivation.results:
        for step in (*result.steps, *result.explicit_steps):
            _note(step, result.equation.number, first)
    say = manuscript.say
    header = (say(terms.laws.RULE), say(terms.laws.LAW), say(terms.laws.USED_IN))
    rows = tuple(
        (
            say(rule.title),
            say(terms.laws.LAWS[rule.name]),
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
