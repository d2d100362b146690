"""The titles of the boxes in a figure."""

import pytest

from derive.documents.figure_graph import BOX_WIDTH
from derive.documents.figure_layers import SMALL_EM
from derive.documents.measure import words_width
from derive.documents.shapes import short_title, unbracketed
from derive.formulas.catalogue import builtin, builtin_names
from derive.formulas.formula import Formula
from derive.text import LANGUAGES, Text

NARROW = 0.92
"""A Latin letter is about this part of its estimated width, which is on the safe side."""


def formula(name: str) -> Formula:
    found = builtin(name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", builtin_names("layer", "activation", "loss"))
def test_every_title_fits_its_box_in_small_letters(name: str) -> None:
    title = short_title(formula(name))
    for language in LANGUAGES:
        signs = map(words_width, title.in_language(language))
        width = sum(one if one == 1.0 else one * NARROW for one in signs)
        assert width * SMALL_EM <= BOX_WIDTH


@pytest.mark.parametrize("name", builtin_names("layer", "activation", "loss"))
def test_no_box_shows_the_name_of_a_formula_file(name: str) -> None:
    found = formula(name)
    title = short_title(found)
    spelled = name.replace("_", " ")
    assert title.en != spelled
    assert title.ja != spelled or title.ja in found.title.ja


def test_a_title_loses_its_brackets_where_it_stands_in_brackets() -> None:
    assert unbracketed(formula("silu").title) == Text("SiLU", "SiLU")
    assert unbracketed(formula("squeeze_excitation").title).ja == "チャネル注意"


@pytest.mark.parametrize(
    ("name", "english", "japanese"),
    [
        ("conv2d", "Convolution, 2-D", "2次元畳み込み層"),
        ("max_pool2d", "Max pooling, 2-D", "最大値プーリング"),
        ("gru_masked", "GRU with a mask", "マスクつきのGRU"),
        ("simple_rnn_from", "Simple recurrent layer", "単純な再帰層"),
        ("mixture_of_experts", "Mixture of experts", "混合エキスパート"),
        ("causal_self_attention", "Causal self-attention", "因果的な多頭自己注意"),
        ("batch_norm2d", "Batch normalisation", "画像のバッチ正規化"),
        ("smoothed_cross_entropy", "Cross-entropy", "交差エントロピー"),
        ("gaussian_kl", "Divergence", "KL情報量"),
        ("kl_divergence", "KL divergence", "KL情報量"),
        ("binary_cross_entropy_with_logits", "Binary cross-entropy", "二値交差エントロピー"),
    ],
)
def test_a_long_title_loses_what_qualifies_it(name: str, english: str, japanese: str) -> None:
    assert short_title(formula(name)).in_language("en") == english
    assert short_title(formula(name)).in_language("ja") == japanese
