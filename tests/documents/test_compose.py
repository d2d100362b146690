"""The handout: what the lecture shows is there, derived, numbered, in both languages."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import derive.documents as room
from derive.calculus.derivation import derivation_of
from derive.documents import terms
from derive.documents.compose import handout
from derive.documents.document import (
    Block,
    Boxed,
    Chain,
    ChainRow,
    Display,
    Document,
    Figure,
    ItemList,
    Listing,
    Paragraph,
    Reference,
    Remark,
    Section,
    Sentence,
    Table,
)
from derive.documents.latex import latex_source
from derive.documents.plain_math import plain_math
from derive.documents.section_check import CheckRow, GradientCheck
from derive.documents.sentences import plain
from derive.documents.typst import typst_source
from derive.network.network import build
from derive.network.reader import read_network
from derive.text import LANGUAGES, Language, Text
from tests.documents.networks import general

NETWORKS = (
    "lecture",
    "mlp",
    "custom",
    "regression",
    "mazur",
    "3 -> dense 4 -> prelu -> dense 5 -> gelu -> dense 2 | huber",
    "4 -> dense 3 -> leaky_relu -> dense 5 -> log_softmax | kl_divergence",
    "4 -> dense 3 -> selu -> dense 2 -> sigmoid | binary_cross_entropy",
    "2 -> dense 3 -> mish -> dense 4 | cross_entropy_with_logits",
    "3 -> dense 5 -> hard_tanh -> dense 2 | absolute_error",
    "3 -> dense 2 | hinge",
)
DEEP = (
    "5 -> " + "dense 4 -> tanh -> dense 3 -> tanh -> " * 10 + "dense 2 -> softmax | cross_entropy"
)


@cache
def document(network: str) -> Document:
    return handout(derivation_of(build(read_network(network))))


def blocks(of: tuple[Block, ...]) -> Iterator[Block]:
    for block in of:
        yield block
        match block:
            case Section(_, inner) | Remark(_, inner):
                yield from blocks(inner)
            case ItemList(items):
                for item in items:
                    yield from blocks(item)


def lines(of: Document) -> Iterator[ChainRow | Display]:
    for block in blocks(of.blocks):
        match block:
            case Chain(rows):
                yield from rows
            case Boxed(formulas):
                yield from formulas
            case Display():
                yield block


def sentences(of: Document) -> Iterator[Sentence]:
    yield from (of.title, of.subtitle)
    for block in blocks(of.blocks):
        match block:
            case Paragraph(said):
                yield from said
            case Section(title):
                yield title
            case Figure(caption=caption) | Listing(caption=caption):
                yield caption
            case Table(header, rows, caption):
                yield from header
                yield from (cell for cells in rows for cell in cells)
                if caption is not None:
                    yield caption
    for line in lines(of):
        remark = line.reason if isinstance(line, ChainRow) else line.remark
        if remark is not None:
            yield remark


def formulas(network: str) -> list[str]:
    printed = []
    for line in lines(document(network)):
        body = line.right if isinstance(line, ChainRow) else line.body
        left = (
            plain_math(line.left, "en") + " = " if isinstance(line, ChainRow) and line.left else ""
        )
        printed.append(left + plain_math(body, "en"))
    return printed


def titles(network: str, language: Language) -> list[str]:
    found = [block for block in document(network).blocks if isinstance(block, Section)]
    return [plain(section.title, language) for section in found]


def test_the_sections_follow_the_lecture() -> None:
    assert titles("lecture", "ja") == [
        "記号",
        "ニューラルネットワークの構造",  # slides 2-13
        "誤差関数と偏微分",  # slide 15
        "誤差逆伝播法の考え方",  # slide 16
        "パラメータの偏微分",  # slides 17-18
        "誤差信号 δ",  # slides 19-23
        "行列による表示",
        "バッチの場合",
        "パラメータの更新：アルゴリズム",  # slides 24-26
        "まとめ",  # slide 27
        "参考：活性化関数の微分",  # slide 28
        "付録：用いた規則",
    ]


@pytest.mark.parametrize(
    "written",
    [
        "z⁽²⁾ = W⁽²⁾ W⁽¹⁾ x⁽¹⁾",  # slide 11: a stack without activation is linear
        "z⁽¹⁾ = W⁽¹⁾ x⁽¹⁾",  # slides 12-13
        "∂L/∂z⁽²⁾_k · ∂z⁽²⁾_k/∂w⁽²⁾_kj",  # slide 17
        "Σ_k ∂L/∂z⁽²⁾_k · ∂z⁽²⁾_k/∂z⁽¹⁾_j",  # slide 20
        "∂x⁽²⁾_j/∂z⁽¹⁾_j = f'(z⁽¹⁾_j)",  # slide 21
        "∂L/∂y'_k · ∂y'_k/∂z⁽²⁾_k",  # slide 23
        "w⁽¹⁾_ji = w⁽¹⁾_ji − η δ⁽¹⁾_j x⁽¹⁾_i",  # slide 26 (the sign is an arrow)
        "f(z)(1 − f(z))",  # slide 28
        "[z > 0]",  # slide 28
    ],
)
def test_every_formula_of_the_slides_is_on_the_page(written: str) -> None:
    assert written in formulas("lecture")


def test_slide_23_names_the_error_and_what_depends_on_the_activation() -> None:
    rows = [line for line in lines(document("lecture")) if getattr(line, "number", "") == "8"]
    text = latex_source(document("lecture"), "ja")
    assert len(rows) == 1
    assert r"_{\text{誤差}}" in text
    assert r"_{\text{活性化関数に依存}}" in text


def test_the_kink_of_relu_is_named_with_its_convention() -> None:
    remarks = [plain(said, "ja") for said in sentences(document("lecture"))]
    assert any("z = 0 で微分できない" in remark and "ReLU'(0) = 0" in remark for remark in remarks)


def test_the_kink_of_a_loss_is_named_with_its_convention() -> None:
    network = "3 -> dense 5 -> hard_tanh -> dense 2 | absolute_error"
    remarks = [plain(said, "en") for said in sentences(document(network))]
    wanted = "The error function is not differentiable where D_k = 0."
    assert any(remark.startswith(wanted) for remark in remarks)


def test_the_missing_bias_is_remarked_once() -> None:
    said = [plain(one, "ja") for one in sentences(document("lecture"))]
    assert sum("バイアスは導入しない" in one for one in said) == 1
    assert not any("バイアスは導入しない" in plain(one, "ja") for one in sentences(document("mlp")))


def test_declared_facts_are_said_where_they_are_used() -> None:
    reasons = [
        plain(line.reason, "en")
        for line in lines(document("mlp"))
        if isinstance(line, ChainRow) and line.reason is not None
    ]
    assert "we assumed Σ_m' y_m' = 1" in reasons or "we assumed Σ_m y_m = 1" in reasons


@pytest.mark.parametrize("network", NETWORKS)
def test_every_line_of_a_chain_has_its_reason(network: str) -> None:
    for line in lines(document(network)):
        if isinstance(line, ChainRow):
            assert line.reason is not None


@pytest.mark.parametrize("network", NETWORKS)
def test_no_number_is_given_twice(network: str) -> None:
    given = Counter(line.number for line in lines(document(network)) if line.number)
    assert [number for number, times in given.items() if times > 1] == []


@pytest.mark.parametrize("network", NETWORKS)
def test_every_pointer_leads_somewhere(network: str) -> None:
    made = document(network)
    numbers = {line.number for line in lines(made)}
    numbered = {
        block.number for block in blocks(made.blocks) if isinstance(block, Figure | Table | Listing)
    }
    for said in sentences(made):
        for _, slot in said.slots:
            if isinstance(slot, Reference):
                assert slot.number in (numbers if slot.kind == "equation" else numbered)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_can_be_set(network: str, language: Language) -> None:
    assert typst_source(document(network), language)
    assert latex_source(document(network), language)


def test_a_deep_network_is_derived_once_and_stays_short() -> None:
    deep, short = document(DEEP), document("mlp")
    chains = [len([b for b in blocks(one.blocks) if isinstance(b, Chain)]) for one in (deep, short)]
    assert chains[0] <= 2 * chains[1]
    said = [plain(one, "ja") for one in sentences(deep)]
    assert any("同じ形のものは" in one for one in said)


def test_code_lines_are_found_by_the_numbers_in_comments() -> None:
    listing = "def f(x):\n    z1 = x @ w1.T  # (1b)\n    return z1\n"
    made = handout(derivation_of(build(read_network("lecture"))), listing=listing)
    said = [plain(one, "en") for one in sentences(made)]
    assert "z1 = x @ w1.T" in said


def test_mazurs_numbers_come_out() -> None:
    said = " ".join(plain(one, "en") for one in sentences(document("mazur")))
    assert "0.298371109" in said
    assert "w⁽¹⁾_1,1 = 0.149780716" in said.replace(" ", " ")
    assert "w⁽²⁾_2,2 = 0.561370121" in said
    assert "0.291027924" in said  # updated one by one, as the source's program does
    assert "0.291027774" in said  # all gradients at one point


def test_a_gradient_check_is_a_table_with_its_step_and_largest_error() -> None:
    check = GradientCheck(
        (CheckRow("w1", 12, 3.2e-10), CheckRow("w2", 8, 1.5e-9)),
        1e-6,
        Text("central differences", "中心差分"),
    )
    made = handout(derivation_of(build(read_network("lecture"))), check=check)
    said = [plain(one, "en") for one in sentences(made)]
    assert any("1.5×10⁻⁹" in one for one in said)
    assert any("1.0×10⁻⁶" in one for one in said)


def test_phrases_are_all_used() -> None:
    folder = Path(next(iter(room.__path__)))
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    for name, module in vars(terms).items():
        for phrase, value in vars(module).items() if isinstance(module, ModuleType) else ():
            assert not isinstance(value, Text) or f"terms.{name}.{phrase}" in text


PENALISED = "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | binary_cross_entropy | l2 0.01"
LONG = "3 -> " + "dense 4 -> tanh -> dense 3 -> sigmoid -> " * 4 + "dense 2 | mean_squared_error"


def chain_rows(network: str) -> list[ChainRow]:
    return [line for line in lines(document(network)) if isinstance(line, ChainRow)]


def test_the_direct_path_of_a_penalty_holds_only_terms_with_that_parameter() -> None:
    direct = next(row for row in chain_rows(PENALISED) if row.number == "11.1")
    printed = plain_math(direct.right, "en")
    assert printed.endswith("∂/∂w⁽²⁾_kj(1/2 λ Σ_k' Σ_j' (w⁽²⁾_k'j')²)")
    assert printed.count("λ") == 1


def test_the_parts_of_the_error_and_the_error_are_told_apart_by_their_shapes() -> None:
    remarks = [
        plain(line.remark, "en")
        for line in lines(document("lecture"))
        if isinstance(line, Display) and line.remark is not None
    ]
    assert "shapes: l:K,  y:K,  y':K" in remarks
    assert "shapes: L:1,  l:K" in remarks


def test_an_error_keeps_its_common_number_in_front() -> None:
    printed = [plain_math(row.right, "en") for row in chain_rows(LONG)]
    assert "2/V(y'_v − y_v)" in printed
    assert not [one for one in printed if "2 y'" in one]


def test_layers_that_differ_in_their_activation_alone_are_derived_once() -> None:
    sections = [block for block in blocks(document(LONG).blocks) if isinstance(block, Section)]
    headings = [plain(section.title, "en") for section in sections]
    hidden = [one for one in headings if one.startswith("δ of the hidden")]
    assert len(hidden) == 2  # the one that meets the prediction, and one for all others


def test_an_equation_without_a_matrix_form_says_so_in_a_sentence() -> None:
    said = [plain(one, "en") for one in sentences(handout(general("ramp")))]
    assert "Equation (1) keeps its index form. The letter i is used as a number." in said


def test_a_remark_of_a_formula_speaks_of_its_constants_by_their_letters() -> None:
    said = [plain(one, "en") for one in sentences(document("3 -> dense 2 -> elu | squared_error"))]
    assert any(one.startswith("Differentiable everywhere if α") for one in said)
    assert not any("alpha" in one for one in said)
