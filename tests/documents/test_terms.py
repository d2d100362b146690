"""The table of phrases: both languages say the same things with the same slots."""

from types import ModuleType

import pytest

from derive.calculus.rules import RULES
from derive.documents import terms
from derive.documents.document import SLOT
from derive.text import Text

MODULES = [value for value in vars(terms).values() if isinstance(value, ModuleType)]
PHRASES = {
    name: value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Text)
}
ALL = [*PHRASES.values(), *terms.laws.LAWS.values()]


@pytest.mark.parametrize("phrase", ALL, ids=lambda phrase: phrase.en[:40])
def test_both_languages_have_the_same_slots(phrase: Text) -> None:
    assert set(SLOT.findall(phrase.en)) == set(SLOT.findall(phrase.ja))


@pytest.mark.parametrize("phrase", ALL, ids=lambda phrase: phrase.en[:40])
def test_japanese_has_the_lectures_punctuation_and_plain_style(phrase: Text) -> None:
    assert not set("、。") & set(phrase.ja)
    assert "です" not in phrase.ja
    assert "ます．" not in phrase.ja


def test_every_rule_has_a_law_in_words() -> None:
    assert {rule.name for rule in RULES} == set(terms.laws.LAWS)


@pytest.mark.parametrize("name", ["WEIGHT", "BIAS", "DELTA_MEANING", "RATE_MEANING"])
def test_glossary_words_are_used(name: str) -> None:
    glossary = {
        "WEIGHT": "重み",
        "BIAS": "バイアス",
        "DELTA_MEANING": "誤差信号",
        "RATE_MEANING": "学習率",
    }
    assert glossary[name] in PHRASES[name].ja
