"""Mutated lines are judged on their full reading or refused, whatever they look like.

`DERIVE_FUZZ=20000 pytest tests/judging/test_fuzz.py` tries that many.
"""

import os

import pytest

from derive.reading.parse_tree import Unread
from derive.reading.sources import pieces
from tests.judging.corpus_entries import contexts, document
from tests.judging.fuzz import trouble
from tests.judging.mutations import mutants
from tests.judging.whole_readings import readings, unnoticed, unnoticed_in_document

COUNT = int(os.environ.get("DERIVE_FUZZ", "300"))
PARTS = 20
CONTEXTS = {one.name: one for one in contexts()}


@pytest.mark.parametrize("part", range(PARTS))
def test_a_mutated_line_is_judged_whole_or_refused(part):
    many = COUNT // PARTS
    for mutant in mutants(many, first=part * many):
        found = [f"{mutant.name}: {mutant.line!r}: {one}" for one in trouble(mutant, seconds=0.025)]
        assert found == []


@pytest.mark.parametrize("name", CONTEXTS)
def test_every_sign_of_an_accepted_line_counts(name):
    context = CONTEXTS[name]
    piece = context.lines[len(name) % len(context.lines)]
    source = pieces(document(context, piece), f"a.{context.format}")
    formula = source.formulas[-1]
    assert not any(isinstance(one, Unread) for one in readings(formula.text, formula, source))
    assert list(unnoticed(formula, source)) == []
    assert list(unnoticed_in_document(formula, source)) == []
