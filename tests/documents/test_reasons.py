"""What a handout says beside its formulas, in networks of many kinds."""

from collections.abc import Iterable, Iterator
from functools import cache

from sympy import Rational

from derive.calculus.derivation import Derivation, derivation_of
from derive.documents import terms
from derive.documents.compose import handout
from derive.documents.document import Block, Chain, Paragraph, Remark, Section, Table
from derive.documents.numbertext import rational
from derive.documents.plain_math import plain_math
from derive.documents.sentences import plain
from derive.network.network import build
from derive.network.reader import read_toml
from derive.text import Language
from tests.documents.networks import general
from tests.formulas.torch_cases.catalogue import cases


@cache
def case(name: str) -> Derivation:
    return derivation_of(build(read_toml(cases()[name].network)))


def said(blocks: Iterable[Block], language: Language = "en") -> Iterator[str]:
    """Every title, sentence and reason of some blocks, in order."""
    for block in blocks:
        match block:
            case Section(title, inner) | Remark(title, inner):
                yield plain(title, language)
                yield from said(inner, language)
            case Paragraph(sentences):
                yield from (plain(sentence, language) for sentence in sentences)
            case Chain(rows):
                yield from (plain(row.reason, language) for row in rows if row.reason is not None)
            case _:
                pass


def words(derivation: Derivation, language: Language = "en") -> list[str]:
    return list(said(handout(derivation).blocks, language))


def test_several_terms_of_a_sum_remain_and_one_remains() -> None:
    reasons = words(case("lstm"))
    assert "only the terms with k' = k,  k'' = k,  s = s' − 1 remain" in reasons
    assert "only the term with j' = j remains" in reasons
    assert not [
        one for one in words(case("oscillator")) if "k = 1, k = 2" in one and "term " in one
    ]


def test_several_equations_and_several_units_are_plural() -> None:
    reasons = words(case("glu"))
    assert "equations (2), (3) put in" in reasons
    assert "equation (2) put in" in reasons
    assert [one for one in words(case("highway")) if one.startswith("only ") and "contain " in one]


def test_the_partial_derivatives_of_signals_are_explained_where_paths_meet() -> None:
    start = terms.loss.IDEA_DIRECT.en[:40]
    assert [one for one in words(case("layer_norm")) if one.startswith(start)]
    assert [one for one in words(case("simple_rnn")) if one.startswith(start)]
    assert not [one for one in words(case("glu")) if one.startswith(start)]


def test_entries_beyond_the_ends_are_agreed_on_wherever_they_are_met() -> None:
    outside = terms.graph.OUTSIDE.en[:40]
    assert [one for one in words(case("oscillator")) if one.startswith(outside)]
    spoken = words(case("transposed_conv1d"))
    met = next(place for place, one in enumerate(spoken) if one.startswith(outside))
    assert met < spoken.index("The error signals δ")
    assert sum(one.startswith(outside) for one in spoken) == 1


def test_a_title_in_brackets_has_no_brackets_of_its_own() -> None:
    spoken = words(case("squeeze_excitation"), "ja")
    assert "第 2 層（チャネル注意）のパラメータの偏微分" in spoken


def test_the_name_of_a_person_keeps_its_capital() -> None:
    assert [one for one in words(case("huber")) if "(Huber loss" in one]


def test_how_slices_are_read_is_said_once() -> None:
    for derivation in (case("cosine_similarity"), general("recurrence")):
        spoken = words(derivation)
        assert sum(one.startswith(terms.structure.SLICES.en[:30]) for one in spoken) == 1


def places(name: str) -> Table:
    summary = handout(case(name)).blocks
    captions = terms.algorithm.SHAPES_CAPTION.en
    return next(
        block
        for section in summary
        if isinstance(section, Section)
        for block in section.blocks
        if isinstance(block, Table) and block.caption and plain(block.caption, "en") == captions
    )


def test_a_long_list_of_shapes_stands_in_two_columns() -> None:
    long, short = places("lstm"), places("relu")
    assert len(long.header) == 6
    numbers = [plain(row[place], "en") for place in (2, 5) for row in long.rows]
    assert numbers[:3] == ["(1)", "(2)", "(3)"]
    assert len(set(numbers)) in (len(numbers), len(numbers) - 1)
    assert len(short.header) == 3


def test_a_constant_of_many_digits_is_a_decimal() -> None:
    assert plain_math(rational(Rational("1.6732632423543772848170429916717")), "en") == (
        "1.6732632423543772848170429916717"
    )
    assert plain_math(rational(Rational(1, 3)), "en") == "1/3"


def test_a_recurrence_backwards_runs_from_the_last_step_to_the_first() -> None:
    told = next(one for one in words(case("lstm_backward")) if "form a recurrence: " in one)
    assert "from the last to the first; beyond the ends, 0 stands for H⁽²⁾,  C⁽²⁾." in told
