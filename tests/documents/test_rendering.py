"""How blocks stay together and where lists may break, in the source that Typst sets."""

from derive.calculus.derivation import derivation_of
from derive.documents.document import (
    Boxed,
    Code,
    Display,
    Document,
    Paragraph,
    Section,
    Sentence,
    Table,
    sentence,
)
from derive.documents.figure import Label
from derive.documents.latex import latex_source
from derive.documents.layout import Identifier, Layout, Sign, separated
from derive.documents.manuscript import Manuscript
from derive.documents.network_figures import backward_units_figure
from derive.documents.plain_math import plain_math
from derive.documents.rendering import LONG_CODE, MOST_FRAMED, framed
from derive.documents.typst import typst_source
from derive.network.network import build
from derive.network.reader import read_network
from derive.text import Text

NAME = Text("a page", "一頁")
LAST = Boxed((Display(Identifier("x")),))


def source(*blocks: Paragraph | Boxed | Table) -> str:
    section = Section(sentence("A", "あ"), blocks, "1")
    nothing = Text("", "")
    page = Document(sentence("t", "題"), sentence("s", "副"), nothing, "", (section,))
    return typst_source(page, "en").split("#front(")[-1]


def said(words: str, **slots: Layout) -> Paragraph:
    return Paragraph((sentence(words, words, **slots),))


def test_both_opening_paragraphs_stay_with_the_formula_that_they_announce() -> None:
    assert source(said("One."), said("Two."), LAST).count("#lead[") == 2
    assert source(said("One."), said("Two."), said("Three."), LAST).count("#lead[") == 1


def test_a_long_list_is_set_item_by_item() -> None:
    letters = separated(tuple(Identifier(letter) for letter in "abcdefghijkl"), Sign.COMMA)
    assert source(said("{list}", list=letters)).count("#kept(") == 12


def test_a_figure_shows_what_is_handed_back_and_no_other_sum() -> None:
    network = build(read_network("3 -> dense 4 -> tanh -> dense 2 | smoothed_cross_entropy"))
    figure = backward_units_figure(Manuscript(derivation_of(network)))
    labels = [one.content for one in figure.drawing.shapes if isinstance(one, Label)]
    handed = [plain_math(one, "en") for one in labels if not isinstance(one, Text)]
    assert "δ⁽²⁾_1 w⁽²⁾_1,2" in handed


def test_long_code_in_a_table_ends_its_lines_after_words() -> None:
    long = "d = " + " + ".join(f'einsum("ij,jk->ik", a{n}, b{n})' for n in range(3))
    assert len(long) > LONG_CODE

    def cell(code: str) -> Sentence:
        return sentence("{code}", "{code}", code=Code(code))

    def table(code: str) -> str:
        return source(Table((sentence("n", "n"), sentence("c", "c")), ((cell("1"), cell(code)),)))

    assert '#box(raw("einsum(\\"ij,jk->ik\\",")); #box(raw("a0,"));' in table(long)
    assert "(false, true," in table(long)
    assert "true" not in table("d = a + b")


def test_many_results_stand_in_frames_that_a_page_has_room_for() -> None:
    index, matrix = Display(Identifier("x")), Display(Identifier("X"), "1m")
    assert framed((index,) * MOST_FRAMED) == [(index,) * MOST_FRAMED]
    many = (index, index, matrix) * 9
    frames = framed(many)
    assert sum(frames, ()) == many
    assert len(frames) == 3
    assert all(len(frame) <= MOST_FRAMED and frame[0] == index for frame in frames)
    assert source(Boxed(many)).count("#boxed(") == 3


def kept_together() -> Document:
    section = Section(sentence("A", "あ"), (LAST,), "1", is_kept_together=True)
    nothing = Text("", "")
    return Document(sentence("t", "題"), sentence("s", "副"), nothing, "", (section,))


def test_a_section_that_is_kept_together_forces_no_new_page() -> None:
    typst, latex = typst_source(kept_together(), "en"), latex_source(kept_together(), "en")
    assert "#kept-together[" in typst
    assert "pagebreak" not in typst
    assert r"\begin{together}" in latex
    assert r"\clearpage" not in latex


def test_no_page_ends_between_a_line_and_its_reason_nor_behind_a_remarks_title() -> None:
    latex = latex_source(kept_together(), "en")
    assert r"\ifx\reasonbelow\relax\else\par\nobreak" in latex
    assert r"\item\relax\stressed{#1}\par\nobreak" in latex
