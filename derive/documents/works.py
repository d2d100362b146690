"""The bibliography: the lecture's further reading, and the sources of the formulas used."""

from __future__ import annotations

from derive.documents import terms
from derive.documents.document import Bibliography, BibliographyEntry
from derive.documents.manuscript import Manuscript
from derive.documents.scalar_functions import activations
from derive.documents.shapes import unbracketed
from derive.formulas.formula import Formula
from derive.network.architecture import Example
from derive.text import Text

BOOKS = (
    ("978-4-8399-6837-3", terms.reference.WORK_MYNAVI),
    ("978-4-87311-758-4", terms.reference.WORK_SAITO),
    ("978-4-274-21934-4", terms.reference.WORK_OHM),
)


def bibliography(manuscript: Manuscript, example: Example | None) -> Bibliography:
    """The works: three books, then one entry a source."""
    entries = [BibliographyEntry(key, manuscript.say(text)) for key, text in BOOKS]
    titles: dict[str, list[Text]] = {}
    for formula in _formulas(manuscript):
        if formula.source:
            known = titles.setdefault(formula.source, [])
            if formula.title not in known:
                known.append(formula.title)
    entries += [_source(manuscript, source, found) for source, found in titles.items()]
    if example is not None and example.source and example.source not in titles:
        entries.append(BibliographyEntry(example.source, manuscript.say(_plain(example.source))))
    return Bibliography(tuple(entries))


def _formulas(manuscript: Manuscript) -> list[Formula]:
    network = manuscript.network
    found = [record.formula for record in network.layers]
    found += [one.formula for one in activations(manuscript)]
    return [*found, network.architecture.loss.formula]


def _source(manuscript: Manuscript, source: str, titles: list[Text]) -> BibliographyEntry:
    text = terms.reference.WORK_SOURCE
    english = ", ".join(manuscript.inner(unbracketed(title)).en for title in titles)
    japanese = "，".join(manuscript.styled(unbracketed(title)).ja for title in titles)
    plain = source.replace("{", "(").replace("}", ")")
    words = Text(
        text.en.replace("{source}", plain).replace("{title}", english),
        text.ja.replace("{source}", plain).replace("{title}", japanese),
    )
    return BibliographyEntry(source, manuscript.say(words))


def _plain(source: str) -> Text:
    words = source.replace("{", "(").replace("}", ")")
    return Text(f"{words}.", f"{words}．")
