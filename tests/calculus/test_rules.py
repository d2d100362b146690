import re
from pathlib import Path

import pytest

import derive.calculus
from derive.calculus import rules
from derive.calculus.rules import RULES
from derive.calculus.step import Rule


def test_every_rule_is_listed_once():
    defined = [value for value in vars(rules).values() if isinstance(value, Rule)]
    assert sorted(rule.name for rule in RULES) == sorted(rule.name for rule in defined)
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_has_words_in_both_languages_and_one_line(rule):
    assert rule.title.en
    assert rule.title.ja
    assert "\n" not in rule.statement
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_used_by_the_engine(rule):
    folder = Path(derive.calculus.__file__).parent
    name = next(key for key, value in vars(rules).items() if value is rule)
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.py")]
    users = [text for text in texts if re.search(rf"\b{name}\b", text)]
    assert len(users) > 1
