"""Problems of reading and judging are told in Japanese, every one of them."""

import re
import time
import tomllib
from string import Formatter

import pytest

from derive.judging.check import check
from derive.judging.data import as_data
from derive.judging.print import printed
from derive.judging.problem_words import CATALOGUE, PARTS, in_language
from derive.judging.web import web
from tests.judging.english_messages import english

TABLES = tomllib.loads(CATALOGUE.read_text(encoding="utf-8"))
SENTENCES = {en: ja for name, held in TABLES.items() if name != PARTS for en, ja in held.items()}
ENGLISH, ENGLISH_PARTS = english()


def slots(text):
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]


def unnamed(text):
    """A template with its slots as {}, and doubled braces kept."""
    found = ""
    for piece, name, _, _ in Formatter().parse(text):
        found += piece.replace("{", "{{").replace("}", "}}") + ("" if name is None else "{}")
    return found


def sample(template):
    """A message that a template makes, and what was put into its slots."""
    values = [f"q_{number}^(2)" for number in range(len(slots(template)))]
    return template.format(*values), values


def test_many_messages_are_found():
    assert len(ENGLISH) > 150
    assert "Nothing says what '{}' is." in ENGLISH
    assert "A factor" in ENGLISH_PARTS


def test_every_message_has_a_translation():
    assert not ENGLISH - set(map(unnamed, SENTENCES))
    assert not ENGLISH_PARTS - set(map(unnamed, TABLES[PARTS]))


def test_nothing_in_the_catalogue_is_unused():
    assert not set(map(unnamed, SENTENCES)) - ENGLISH
    assert not set(map(unnamed, TABLES[PARTS])) - ENGLISH_PARTS


def test_no_message_stands_twice_in_the_catalogue():
    assert len(SENTENCES) == sum(len(held) for name, held in TABLES.items() if name != PARTS)
    assert len(set(map(unnamed, SENTENCES))) == len(SENTENCES)


@pytest.mark.parametrize("en", [en for held in TABLES.values() for en in held])
def test_every_slot_is_used_in_the_translation(en):
    ja = {**SENTENCES, **TABLES[PARTS]}[en]
    assert set(slots(en)) == set(slots(ja))
    assert len(set(slots(en))) == len(slots(en))


@pytest.mark.parametrize("en", SENTENCES)
def test_sentences_end_as_japanese_ones_do(en):
    assert SENTENCES[en].endswith("．")
    assert not re.search("[、。]", SENTENCES[en])


@pytest.mark.parametrize("template", sorted(ENGLISH))
def test_every_message_comes_out_in_japanese(template):
    message, values = sample(template)
    ja = in_language(message, "ja")
    assert ja.endswith("．")
    assert all(value in ja for value in values)


@pytest.mark.parametrize("template", sorted(ENGLISH))
def test_a_message_is_found_between_others(template):
    message, _ = sample(template)
    around = "Nothing stands behind this nabla.", "Two numbers stand side by side."
    whole = in_language(" ".join((around[0], message, around[1])), "ja")
    assert whole == "".join(in_language(one, "ja") for one in (around[0], message, around[1]))


@pytest.mark.parametrize("template", sorted(ENGLISH))
def test_english_stays_as_it_is(template):
    message, _ = sample(template)
    assert in_language(message, "en") == message


@pytest.mark.parametrize(
    ("en", "ja"),
    [
        ("", ""),
        (
            "Nothing says what 'K' is. Known: J, f, x_1.",
            "「K」が何であるかを述べる式がない．使える名前：J, f, x_1．",
        ),
        ("Nothing says what 'f'' is.", "「f'」が何であるかを述べる式がない．"),
        ("'w' has 1 or 2 indices, not 3.", "「w」の添字は 3 個でなく 1または2 個である．"),
        (
            "This can be read as 'a' with 2 indices or 'b' to a power.",
            "これは添字 2 個の「a」または「b」のべきと読める．",
        ),
        (
            "A factor is expected here, the end was met.",
            "ここには因子が要るが，あるのは行の終わりである．",
        ),
        ("')' is expected here, ''' was met.", "ここには「)」が要るが，あるのは「'」である．"),
        ("Nothing says what 'K_1 is. {x}' is.", "「K_1 is. {x}」が何であるかを述べる式がない．"),
        (
            "It cannot be judged. a[k] + b. is no index of z.",
            "判定できない．a[k] + b. は z の添字ではない．",
        ),
        (
            "The words 'so. Then x or y' stand in a formula.",
            "数式の中に「so. Then x or y」という語がある．",
        ),
        ("An unknown sentence.", "An unknown sentence."),
        (
            "An unknown one. The shapes do not fit. Another one.",
            "An unknown one. 形が合わない． Another one.",
        ),
        ("{name} {0} {", "{name} {0} {"),
    ],
)
def test_messages_of_several_sentences_and_slots_are_translated(en, ja):
    assert in_language(en, "ja") == ja


@pytest.mark.parametrize(
    "text",
    [
        "Nothing says what '" * 4000,
        "' is. " * 10_000,
        "The words '" + "a. " * 20_000 + "' stand",
        "has no value. " * 5_000,
        "x" * 60_000,
    ],
)
def test_hostile_messages_take_no_time(text):
    start = time.perf_counter()
    in_language(text, "ja")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    [
        r"$$ L = \sum_k a_k b_{kj} $$",
        r"$$ L = \foo{z} $$",
        r"$$ L = \int z $$",
        r"$$ L = \sum_k $$",
        r"$$ L = z_{} $$",
        r"$$ L = \tan^{-1}(z) $$",
        r"$$ L = a \otimes b $$",
        r"$$ L = \left( z $$",
        "$$ z = w x, L = z^2 $$\n$$ \\frac{\\partial L}{\\partial q} = 1 $$",
    ],
)
def test_a_report_says_its_problems_in_japanese(text):
    report = check(text + "\n", name="a.md")
    problems = [one.problem for one in report.findings if one.problem]
    assert problems, "the line is refused"
    for problem in problems:
        ja = in_language(problem, "ja")
        assert not re.search("[A-Za-z]{2} [a-z]{2}", ja)
        assert ja.replace(" ", "") in re.sub(r"\s", "", printed(report, "ja"))
        assert ja in web(report, "ja").replace("&#x27;", "'")
        assert problem in printed(report, "en")
    told = [one["problem_ja"] for one in as_data(report)["findings"] if one["problem"]]
    assert told == [in_language(one, "ja") for one in problems]
