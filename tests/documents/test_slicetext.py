"""Equations between slices of tensors, as lecturers write each head, step and kernel offset."""

from functools import cache

import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.calculus.matrix import MatrixEquation
from derive.documents.compose import handout
from derive.documents.document import Document
from derive.documents.html import html
from derive.documents.latex import latex_source
from derive.documents.latex_math import latex_math
from derive.documents.manuscript import Hand, Manuscript
from derive.documents.plain_math import plain_math
from derive.documents.sentences import plain
from derive.documents.slice_notes import for_every, matrix_reason, slice_note
from derive.documents.typst import typst_source
from derive.network.network import build
from derive.network.reader import read_network
from derive.notation.expression import Equation
from derive.profiles.reader import profile
from derive.text import LANGUAGES, Language
from tests.documents.networks import NETWORKS, general

EXAMPLES = ("encoder", "gpt", "cnn", "lstm", "custom")


@cache
def derived(network: str) -> Derivation:
    return general(network) if network in NETWORKS else derivation_of(build(read_network(network)))


@cache
def document(network: str) -> Document:
    return handout(derived(network))


def equation(network: str, number: str) -> Equation:
    derivation = derived(network)
    results = (result.equation for result in derivation.results)
    return next(one for one in (*derivation.network.equations, *results) if one.number == number)


def matrices(network: str, number: str) -> str | None:
    hand = Hand(derived(network).network)
    layout = hand.matrix(equation(network, number), shapes=False)
    return None if layout is None else plain_math(layout, "en")


@pytest.mark.parametrize(
    ("network", "of", "written"),
    [
        # Vaswani et al. (2017), eq. (1) and section 3.2.2, for each head.
        ("encoder", "a3", "A⁽³⁾_j = 1/√D Q⁽³⁾_j K⁽³⁾ᵀ_j"),
        ("encoder", "y3", "Y⁽³⁾_j = P⁽³⁾_j V⁽³⁾_j"),
        ("encoder", "z3", "Z⁽³⁾ = Σ_j' Y⁽³⁾_j' Wᵒ⁽³⁾ᵀ_{:,j'} + 1_S bᵒ⁽³⁾ᵀ"),
        # Goodfellow, Bengio & Courville (2016), eqs. (10.40) to (10.42), for each step.
        ("lstm", "ae1", "aᵉ⁽¹⁾_s = Wᵉ⁽¹⁾ x⁽¹⁾_s + Uᵉ⁽¹⁾ h⁽¹⁾_{s − 1} + bᵉ⁽¹⁾"),
        ("lstm", "c1", "c⁽¹⁾_s = c⁽¹⁾_{s − 1} ⊙ f⁽¹⁾_s + e⁽¹⁾_s ⊙ g⁽¹⁾_s"),
        ("lstm", "h2", "h⁽²⁾ = h⁽¹⁾_S"),
        # Ibid., eq. (9.7), for each place of the image; positions count from 1, padding is 1.
        (
            "cnn",
            "z1",
            "z⁽¹⁾_{:,p,q} = Σ_r Σ_s W⁽¹⁾_{:,:,r,s} x⁽¹⁾_{:,p + r − 2,q + s − 2} + b⁽¹⁾",
        ),
        ("cnn", "z2", "z⁽²⁾_{:,p,q} = max_r,s x⁽²⁾_{:,2 p + r − 2,2 q + s − 2}"),
        # The row of an embedding that a token picks.
        ("gpt", "h1", "h⁽¹⁾_s = w⁽¹⁾_{x⁽¹⁾_s}"),
        # A number for all entries is a multiple of ones; beside cases it needs no parentheses.
        (
            "gpt",
            "a4",
            "a⁽⁴⁾_{:,s,s'} = { 1/√D(K⁽⁴⁾_{:,s'} ⊙ Q⁽⁴⁾_{:,s}) 1_D (s' ≤ s), −10⁹ 1_M (otherwise) }",
        ),
        # A quadratic form, for each unit.
        ("custom", "z1", "z⁽¹⁾_j = x⁽¹⁾ᵀ W⁽¹⁾_j x⁽¹⁾"),
    ],
)
def test_forward_equations_read_as_in_textbooks(network: str, of: str, written: str) -> None:
    equations = derived(network).network.equations
    number = next(one.number for one in equations if one.left.tensor.code_name == of)
    assert matrices(network, number) == written


@pytest.mark.parametrize(
    ("network", "of", "written"),
    [
        ("encoder", "v3", "∂L/∂V⁽³⁾_j = P⁽³⁾ᵀ_j ∂L/∂Y⁽³⁾_j"),
        ("encoder", "wo3", "∂L/∂Wᵒ⁽³⁾_{:,j'} = Δ⁽³⁾ᵀ Y⁽³⁾_j'"),
        # Goodfellow, Bengio & Courville (2016), eq. (10.26), for a weight that steps share.
        ("lstm", "uo1", "∂L/∂Uᵒ⁽¹⁾ = Σ_s ∂L/∂aᵒ⁽¹⁾_s h⁽¹⁾ᵀ_{s − 1}"),
        ("cnn", "z2", "δ⁽²⁾_{:,p,q} = Σ_r Σ_s W⁽³⁾ᵀ_{:,:,r,s} δ⁽³⁾_{:,p − r + 2,q − s + 2}"),
        ("cnn", "b3", "∂L/∂b⁽³⁾_d = 1ᵀ_{P_3} Δ⁽³⁾_d 1_{Q_3}"),
        ("custom", "w1", "∂L/∂W⁽¹⁾_j = δ⁽¹⁾_j x⁽¹⁾ x⁽¹⁾ᵀ"),
        # A function of a number keeps its slim letter.
        ("siamese", "z3", "δ⁽³⁾_p = f'(z⁽³⁾_p) δ⁽⁴⁾ᵀ w⁽²⁾_{:,p}"),
    ],
)
def test_gradients_read_as_in_textbooks(network: str, of: str, written: str) -> None:
    assert matrices(network, derived(network).result(of).number) == written


def test_a_form_of_numbers_alone_is_not_said_again() -> None:
    assert matrices("siamese", "4") is None  # z_p, where every entry would be a slice


def test_a_letter_that_is_held_counts_from_one() -> None:
    batch = derived("ramp").in_batch()
    layout = Hand(batch.network).matrix(batch.network.equations[0], shapes=False)
    assert layout is not None
    assert plain_math(layout, "en") == "z⁽¹⁾_{:,i} = (i − 1) w⁽¹⁾_i x⁽¹⁾_{:,i}"


def test_indices_of_slices_stand_where_a_profile_has_them() -> None:
    network = derived("lstm").network
    layout = Hand(network, profile("ng")).matrix(network.equations[8], shapes=False)
    assert layout is not None
    cell = "c^([1]<s>) = c^([1]<s−1>) ⊙ f^([1]<s>) + e^([1]<s>) ⊙ g^([1]<s>)"
    assert plain_math(layout, "en") == cell


def test_shapes_below_slices_are_those_of_what_is_left() -> None:
    layout = Hand(derived("encoder").network).matrix(equation("encoder", "8"))
    assert layout is not None
    assert latex_math(layout, "en").count(r"\underset{S \times D}{") == 1
    assert latex_math(layout, "en").count(r"\underset{D \times S}{") == 1


@pytest.mark.parametrize(
    ("language", "reason", "remark"),
    [
        ("en", "equation (8) in matrices, for every j", "for every j"),
        ("ja", "式(8)の行列形，各jについて", "各jについて"),
    ],
)
def test_the_letters_that_are_held_are_said(language: Language, reason: str, remark: str) -> None:
    manuscript = Manuscript(derived("encoder"))
    form = manuscript.hand.form(equation("encoder", "8"))
    assert isinstance(form, MatrixEquation)
    said = for_every(manuscript, manuscript.hand, form)
    assert said is not None
    told = [
        plain(matrix_reason(manuscript, manuscript.hand, form), language),
        plain(said, language),
    ]
    assert [one.replace(" ", "") for one in told] == [
        one.replace(" ", "") for one in (reason, remark)
    ]


@pytest.mark.parametrize(
    ("network", "example"),
    [
        ("custom", "so W⁽¹⁾_j is made of the w⁽¹⁾_jii' for all i, i'."),
        ("cnn", "so z⁽¹⁾_{:,p,q} is made of the z⁽¹⁾_dpq for all d."),
    ],
)
def test_a_slice_is_explained_with_one_of_the_documents_own(network: str, example: str) -> None:
    manuscript = Manuscript(derived(network))
    (note,) = slice_note(manuscript)
    said = plain(note.sentences[0], "en")
    assert example in said.replace(",  ", ", ")
    assert ("colon" in said) == (network == "cnn")


@pytest.mark.parametrize("network", EXAMPLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_writer_sets_slices(network: str, language: Language) -> None:
    for written in (latex_source, typst_source):
        assert "None" not in written(document(network), language)


def test_a_page_has_slices() -> None:
    assert "for every" in html(document("custom"), "en")


@pytest.mark.parametrize("network", ["lecture", "mlp", "vae", "autoencoder", "two losses"])
def test_without_slices_nothing_is_said_about_them(network: str) -> None:
    source = latex_source(document(network), "en")
    assert "slice" not in source
    assert "for every $" not in source
