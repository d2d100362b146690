"""Handouts of networks that are more than one row of layers of units."""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import pytest

from derive.documents.compose import handout
from derive.documents.document import Block, Document, Figure, Section, Sentence, Table
from derive.documents.html import html
from derive.documents.latex import latex_source
from derive.documents.manuscript import Hand, Manuscript
from derive.documents.plain_math import plain_math
from derive.documents.sentences import plain
from tests.documents.networks import NETWORKS, general

CELL = "∂L/∂c⁽¹⁾_sj = ∂L/∂c⁽¹⁾_{s + 1,j} f⁽¹⁾_{s + 1,j} + ∂L/∂h⁽¹⁾_sj o⁽¹⁾_sj(1 − tanh² c⁽¹⁾_sj)"


@cache
def document(name: str) -> Document:
    return handout(general(name), second=())


def sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section):
            yield block
            yield from sections(block.blocks)


def titles(name: str) -> list[str]:
    return [plain(section.title, "en") for section in sections(document(name).blocks)]


def tables(name: str) -> list[Table]:
    return [b for s in sections(document(name).blocks) for b in s.blocks if isinstance(b, Table)]


def words(name: str) -> str:
    return latex_source(document(name), "en")


def gradient(name: str, of: str) -> str:
    derivation = general(name)
    layout = Hand(derivation.network).math.equation(derivation.result(of).equation)
    return plain_math(layout, "en")


def cell(sentence: Sentence) -> str:
    return plain(sentence, "en")


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_network_can_be_told(name: str, language: str) -> None:
    assert language in ("en", "ja")
    source = latex_source(document(name), "ja" if language == "ja" else "en")
    assert r"\begin{document}" in source
    assert "None" not in source


def test_a_recurrence_can_be_set_as_a_page() -> None:
    assert "<svg" in html(document("recurrence"), "ja")


@pytest.mark.parametrize(
    ("name", "of", "written"),
    [
        # Goodfellow, Bengio & Courville (2016), eq. (9.11), at stride 2 and padding 1, from 1.
        ("convolution", "w1", "∂L/∂w⁽¹⁾_dcr = Σ_p δ⁽¹⁾_dp x⁽¹⁾_{c,2 p + r − 3}"),
        # Backpropagation through time: Goodfellow et al., eq. (10.20), for the cell.
        (
            "recurrence",
            "c1",
            CELL,
        ),
        # Eq. (9.13), in one dimension: the flipped kernel, from 1.
        ("convolution", "z2", "δ⁽²⁾_dp = Σ_d' Σ_r δ⁽³⁾_{d',p − r + 1} w⁽³⁾_d'dr"),
        ("recurrence", "uf1", "∂L/∂uᶠ⁽¹⁾_jj' = Σ_s ∂L/∂aᶠ⁽¹⁾_sj h⁽¹⁾_{s − 1,j'}"),
    ],
)
def test_gradients_read_as_in_textbooks(name: str, of: str, written: str) -> None:
    assert gradient(name, of) == written


def test_the_last_step_counts_from_one() -> None:
    network = general("recurrence").network
    equation = next(one for one in network.equations if one.left.tensor.code_name == "h2")
    assert plain_math(Hand(network).math.equation(equation), "en") == "h⁽²⁾_j = h⁽¹⁾_S,j"


def test_of_several_windows_the_first_largest_entry_has_a_bracket() -> None:
    assert "[r = argmax_r' x⁽²⁾_{d,p + r' − r}]" in gradient("convolution", "z1")


def test_a_repeated_block_is_told_once() -> None:
    headings = titles("tokens")
    assert "The block “decoder”, 3 times" in headings
    told = [title for title in headings if title.startswith("Layer ")]
    repeated = [r for r in general("tokens").network.layers if r.like is not None]
    assert repeated
    for record in repeated:
        assert not any(title.startswith(f"Layer {record.number}:") for title in told)


def test_the_table_of_a_block_maps_layers_and_equations() -> None:
    table = next(t for t in tables("tokens") if cell(t.header[0]) == "turn")
    assert [cell(row[0]) for row in table.rows] == ["1", "2", "3"]
    layers = [cell(row[1]).split("–") for row in table.rows]
    lengths = {int(last) - int(first) for first, last in layers}
    assert len(lengths) == 1
    for before, after in pairwise(layers):
        assert int(after[0]) == int(before[1]) + 1


def test_the_first_turn_is_the_one_that_is_derived() -> None:
    manuscript = Manuscript(general("tokens"))
    for name, told in manuscript.alike.items():
        if told.of in manuscript.folded:
            assert general("tokens").result(name).of in manuscript.folded


def test_gates_of_one_form_are_derived_once() -> None:
    alike = Manuscript(general("recurrence")).alike
    assert {alike[name].of.name for name in ("wf1", "wg1", "we1")} == {"wo"}


def test_what_mixes_samples_is_told_over_the_batch_alone() -> None:
    assert "A batch of samples" not in titles("batch")
    assert "mixes the samples of a batch" in words("batch")
    assert "A batch of samples" in titles("convolution")


def test_noise_prediction_and_kept_values_are_told() -> None:
    source = words("batch")
    assert "drawn anew for every sample" in source
    assert "When the trained network predicts" in source
    assert "is no parameter: it starts at" in source


def test_a_convention_stands_where_it_is_used_first_and_not_where_it_is_not() -> None:
    assert "An entry whose index leaves its range is 0" in words("convolution")
    assert "or is no whole number, is 0" in words("convolution")
    assert "An entry whose index leaves" not in words("two losses")
    assert "is a whole number, one of $13$" in words("tokens")


def test_back_propagation_through_time_has_its_own_section() -> None:
    assert "Back-propagation through time, layer 1" in titles("recurrence")
    assert "runs the other way" in words("recurrence")


def test_the_adjoint_of_a_convolution_is_named() -> None:
    assert "flipped kernel" in words("convolution")
    assert "flipped kernel" not in words("recurrence")


def test_losses_have_a_table_with_weights() -> None:
    table = next(t for t in tables("two losses") if cell(t.header[0]) == "loss")
    assert [cell(row[3]) for row in table.rows] == ["1", "1/2"]


def test_a_graph_has_a_figure_that_says_in_words_what_it_shows() -> None:
    figures = [
        block
        for section in sections(document("two losses").blocks)
        for block in section.blocks
        if isinstance(block, Figure)
    ]
    assert "Product of two signals from z1, z2" in figures[0].alternative.en


def test_second_derivatives_are_told_on_request_only() -> None:
    assert "Second derivatives" in titles("autoencoder")
    plainly = handout(general("autoencoder"))
    assert all("Second" not in plain(s.title, "en") for s in sections(plainly.blocks))


def test_einsum_forms_are_listed() -> None:
    assert "einsum(" in words("recurrence")
