"""A handout: what is said, in the order of the lecture; how it is set is the writers' matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from derive.calculus.derivation import Derivation
from derive.documents import terms
from derive.documents.document import Block, Document, Section
from derive.documents.layout import Words
from derive.documents.manuscript import Manuscript, laid_out
from derive.documents.section_algorithm import algorithm_section
from derive.documents.section_batch import batch_section
from derive.documents.section_check import GradientCheck, check_section
from derive.documents.section_example import example_section
from derive.documents.section_forms import forms_section
from derive.documents.section_gradients import deltas_section, parameters_section
from derive.documents.section_idea import idea_section
from derive.documents.section_loss import loss_section
from derive.documents.section_matrices import matrices_section
from derive.documents.section_notation import notation_section
from derive.documents.section_reference import reference_section
from derive.documents.section_rules import rules_section
from derive.documents.section_second import second_section, steps_of
from derive.documents.section_structure import structure_section
from derive.documents.section_summary import summary_section
from derive.documents.works import bibliography
from derive.network.architecture import Example
from derive.network.arranged import arranged_example
from derive.profiles.profile import Profile
from derive.text import Text


def handout(
    derivation: Derivation,
    *,
    listing: str | None = None,
    example: Example | None = None,
    check: GradientCheck | None = None,
    date: str = "",
    profile: Profile | None = None,
    second: Sequence[str] | None = None,
) -> Document:
    """The handout of a network, in both languages.

    Args:
        derivation: The network, derived per sample.
        listing: A program whose comments name equation numbers, or None.
        example: Numbers to work through; those of the network file if None.
        check: The finished gradient check, or None.
        date: Printed as it stands.
        profile: The notation; the lecture's if None.
        second: Parameters whose blocks of the Hessian are derived in a section on second
            derivatives, by their names in programs; None for no such section.
    """
    derivation = laid_out(derivation, profile)
    manuscript = Manuscript(derivation, profile)
    chosen = example or derivation.network.architecture.example
    if chosen is not None:
        chosen = arranged_example(chosen, derivation.network)
    sections = [
        notation_section(manuscript),
        structure_section(manuscript),
        loss_section(manuscript),
        idea_section(manuscript),
        parameters_section(manuscript),
        deltas_section(manuscript),
        matrices_section(manuscript),
        *([batch_section(manuscript)] if derivation.network.sample is None else []),
        algorithm_section(manuscript, listing),
        summary_section(manuscript, listing),
        *([] if manuscript.is_lecture else forms_section(manuscript)),
        reference_section(manuscript),
    ]
    if second is not None:
        sections.append(second_section(manuscript, second))
    if chosen is not None:
        sections.append(example_section(manuscript, chosen))
    if check is not None:
        sections.append(check_section(manuscript, check))
    sections.append(
        rules_section(manuscript, () if second is None else steps_of(manuscript, second))
    )
    network = derivation.network
    name = Words(Text(network.name, network.name))
    return Document(
        title=manuscript.say(manuscript.styled(network.title)),
        subtitle=manuscript.say(terms.headings.SUBTITLE, name=name),
        author=terms.headings.AUTHOR,
        date=date,
        blocks=(*numbered(sections), bibliography(manuscript, chosen)),
    )


def numbered(sections: list[Section]) -> tuple[Section, ...]:
    """The sections with their numbers, those within as 2.1, 2.2, ..."""
    return tuple(_numbered(section, str(place)) for place, section in enumerate(sections, start=1))


def _numbered(section: Section, number: str) -> Section:
    blocks: list[Block] = []
    inner = 0
    for block in section.blocks:
        if isinstance(block, Section):
            inner += 1
            blocks.append(_numbered(block, f"{number}.{inner}"))
        else:
            blocks.append(block)
    return replace(section, blocks=tuple(blocks), number=number)
