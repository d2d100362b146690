"""One tree, four printers: what they print, and that no character of a format gets through."""

from typing import get_args

import pytest

from derive.documents.latex_math import escaped, latex_math
from derive.documents.layout import (
    Accented,
    BigOperator,
    Branch,
    Cases,
    Coloured,
    Fraction,
    FunctionCall,
    HalfFence,
    Identifier,
    Layout,
    Matrix,
    Number,
    Parenthesised,
    Prefix,
    Primed,
    Root,
    Row,
    Scripted,
    Sign,
    Space,
    Symbol,
    Underset,
    Words,
    row,
)
from derive.documents.mathml import mathml
from derive.documents.plain_math import plain_math
from derive.documents.typst_math import typst_math
from derive.text import LANGUAGES, Text
from tests.documents import lecture_page as page

HIDDEN_DELTA = row(
    page.delta(1, "j"),
    Symbol(Sign.EQUAL),
    page.slope(page.z(1, "j")),
    BigOperator(row(page.delta(2, "k"), page.w(2, "kj")), Identifier("k")),
)
A = Identifier("a")
ONE_OF_EACH: tuple[Layout, ...] = (
    A,
    Number("0.05"),
    Symbol(Sign.PLUS),
    Space(),
    Words(Text(en="otherwise", ja="その他")),
    Row((A, A)),
    Fraction(A, A),
    Scripted(A, A, A),
    Primed(A, 2),
    Accented(A, "hat"),
    BigOperator(A, A, Number("1"), A),
    Parenthesised(A, "square"),
    HalfFence("opening"),
    FunctionCall(A, (A, A)),
    Prefix(Identifier("tanh"), A),
    Root(A),
    Cases((Branch(A, A), Branch(A, A))),
    Matrix(((A, A), (A, A))),
    Coloured(A, "backward"),
    Underset(A, A),
    page.Braced(A, Words(Text(en="error", ja="誤差"))),
)


def test_plain_text_reads_like_the_lecture() -> None:
    assert plain_math(HIDDEN_DELTA, "en") == "δ⁽¹⁾_j = f'(z⁽¹⁾_j) Σ_k δ⁽²⁾_k w⁽²⁾_kj"


def test_latex_reads_like_the_lecture() -> None:
    assert latex_math(HIDDEN_DELTA, "en") == (
        r"\textcolor{backward}{\delta^{(1)}_{j}} = "
        r"\textcolor{forward}{f'\mathopen{}\left( z^{(1)}_{j} \right)\mathclose{}} "
        r"\sum_{k} \textcolor{backward}{\delta^{(2)}_{k}} w^{(2)}_{k j}"
    )


def test_the_closed_set_of_nodes_is_covered_by_the_samples() -> None:
    assert {type(layout) for layout in ONE_OF_EACH} == set(get_args(Layout))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", ONE_OF_EACH, ids=lambda layout: type(layout).__name__)
def test_every_printer_sets_every_node(layout: Layout, language: str) -> None:
    for printer in (latex_math, typst_math, mathml, plain_math):
        assert isinstance(printer(layout, language), str)


@pytest.mark.parametrize("sign", list(Sign))
def test_every_printer_knows_every_sign(sign: Sign) -> None:
    for printer in (latex_math, typst_math, mathml, plain_math):
        assert printer(Symbol(sign), "ja").strip()


def test_mathml_is_well_formed() -> None:
    from xml.etree import ElementTree as ET

    for layout in (*ONE_OF_EACH, HIDDEN_DELTA, *(Symbol(sign) for sign in Sign)):
        ET.fromstring(f"<math>{mathml(layout, 'ja')}</math>")


def test_words_are_made_harmless_in_latex() -> None:
    assert escaped(r"100% & #1 $x_y^{z}$ \~") == (
        r"100\% \& \#1 \$x\_y\textasciicircum{}\{z\}\$ \textbackslash{}\textasciitilde{}"
    )


def test_a_letter_unknown_to_a_text_font_becomes_mathematics() -> None:
    assert escaped("η → δ") == r"$\eta$ $\rightarrow$ $\delta$"


def test_a_number_in_powers_of_ten_is_written_out() -> None:
    assert latex_math(Number("1.5e-8"), "en") == r"1.5 \times 10^{-8}"
    assert plain_math(Number("1.5e-8"), "en") == "1.5×10⁻⁸"


def test_a_fraction_of_sums_keeps_its_parentheses_in_plain_text() -> None:
    total = row(A, Symbol(Sign.PLUS), Number("1"))
    assert plain_math(Fraction(total, Number("2")), "en") == "(a + 1)/2"


def test_a_leading_minus_stands_close_to_its_letter() -> None:
    assert plain_math(row(Symbol(Sign.MINUS), A, Symbol(Sign.MINUS), A), "en") == "−a − a"
