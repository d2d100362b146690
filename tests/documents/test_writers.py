"""The hand-made page through every writer, in both languages."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from derive.documents.document import Listing, sentence
from derive.documents.html import html
from derive.documents.latex import LatexSetter, latex_source
from derive.documents.pdf import pdf
from derive.documents.typst import typst_pdf, typst_source
from derive.errors import DeriveError
from derive.text import LANGUAGES, Language
from tests.documents import lecture_page as page

DOCUMENT = page.document()
PAGES = {"lecture": DOCUMENT, "hard": page.hard_page()}
VOID = frozenset({"meta", "br", "img", "link", "hr"})
TROUBLE = re.compile(r"Overfull|Underfull \\hbox \(badness 10000\)|Missing character|undefined")


class Balance(HTMLParser):
    """Whether every element of a page is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """An element opens."""
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content."""

    def handle_endtag(self, tag: str) -> None:
        """An element closes."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_the_same_each_time_and_embeds_its_fonts(language: Language) -> None:
    pytest.importorskip("typst")
    first, second = typst_pdf(DOCUMENT, language), typst_pdf(DOCUMENT, language)
    assert first == second
    assert first.startswith(b"%PDF")
    assert b"/FontFile" in first or b"/ObjStm" in first


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_font_of_the_pdf_is_embedded(language: Language, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts is not installed")
    (tmp_path / "page.pdf").write_bytes(typst_pdf(DOCUMENT, language))
    listing = subprocess.run(
        ["pdffonts", "page.pdf"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert listing
    assert all(re.search(r"\byes +yes +\w+ +\d+ +\d+$", line) for line in listing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_needs_no_network_and_is_balanced(language: Language) -> None:
    pytest.importorskip("typst")
    text = html(DOCUMENT, language)
    assert not re.search(
        r"""(?:src|href)\s*=\s*["'](?:https?:)?//|<script|@import|url\((?!data:)""", text
    )
    assert "\ue000" not in text
    assert "\ue002" not in text
    balance = Balance()
    balance.feed(text)
    assert (balance.open, balance.wrong) == ([], [])


def test_every_link_of_the_html_has_a_target() -> None:
    pytest.importorskip("typst")
    text = html(DOCUMENT, "en")
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_every_formula_of_the_html_has_its_twin_with_latex() -> None:
    pytest.importorskip("typst")
    text = html(DOCUMENT, "ja")
    assert text.count('<span class="formula') == text.count("<annotation") > 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_equation_numbers_are_the_same_in_every_format(language: Language) -> None:
    numbers = {"9.1", "9.2", "9.3", "9.4", "9", "9m", "10", "12.1", "12.2", "12", "20", "21", "22"}
    typst = typst_source(DOCUMENT, language)
    latex = latex_source(DOCUMENT, language)
    assert numbers <= set(re.findall(r'target: "equation-([^"]+)"', typst))
    assert numbers <= {
        match[len("{equation-") : -1] for match in re.findall(r"\{equation-[^}]+\}", latex)
    }


@pytest.mark.parametrize("engine", ["lualatex", "uplatex"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_tex_sets_the_page_without_trouble(
    engine: str, language: Language, name: str, tmp_path: Path
) -> None:
    if shutil.which(engine) is None:
        pytest.skip(f"{engine} is not installed")
    (tmp_path / "page.tex").write_text(latex_source(PAGES[name], language), encoding="utf-8")
    command = [engine, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    log = (tmp_path / "page.log").read_text(encoding="utf-8", errors="replace")
    assert TROUBLE.findall(log) == []


def test_signs_that_typewriter_fonts_lack_become_mathematics_in_a_listing() -> None:
    listing = Listing("a = {}  # δ⁽²⁾ ⊙ x\\n", sentence("code", "コード"), "1")
    assert LatexSetter("en").program(listing).splitlines()[1] == (
        r"a = \{\}  # δ\textsuperscript{(}\textsuperscript{2}\textsuperscript{)}"
        r" \ensuremath{\odot} x\textbackslash{}n"
    )


def test_the_engine_that_ran_is_named() -> None:
    pytest.importorskip("typst")
    made = pdf(DOCUMENT, "en")
    assert made.engine == "typst"
    assert made.content.startswith(b"%PDF")


def test_a_missing_tex_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DeriveError, match="'lualatex', which is not installed"):
        pdf(DOCUMENT, "en", "lualatex")


def test_writers_do_not_import_typst_or_sympy_until_used() -> None:
    check = (
        "import sys, derive.documents.html, derive.documents.pdf\n"
        "assert not {'typst', 'sympy', 'jinja2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True)
