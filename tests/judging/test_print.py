"""Reports in the terminal, as data and as a page say what was found, and nothing else."""

import json
from html.parser import HTMLParser

from derive.judging.data import as_data
from derive.judging.excerpt import harmless, marked
from derive.judging.print import printed
from derive.judging.report import CheckReport
from derive.judging.web import web
from derive.notation.tokens import Span
from tests.judging.reports import CHAIN, finding, span_of, wrong_chain


def test_a_wrong_line_is_told_with_cause_place_and_numbers():
    lines = printed(wrong_chain(), "en").splitlines()
    assert lines[0].startswith("error[missing-activation-derivative]")
    assert lines[0].endswith("notes.tex:3, step 1")
    assert lines[1] == r"  \delta_j &= \sum_k \delta_k w_{kj} \\"
    assert lines[2] == " " * 14 + "^" * 22 + " likely: should be multiplied by f'(z_j)"
    assert lines[3] == "  read as:  delta[j] = sum over k of delta[k]*w[k,j]"
    assert lines[4] == r"  expected: f'(z_j) \sum_k \delta_k w_{kj}"
    assert lines[5] == "  at I=4 J=3 K=2, seed 12, j=1: yours -2.53977, true -0.0171873"
    assert "  or: swap k and j [swapped-indices]: w_{jk}" in lines
    assert "  step 2 follows correctly from this one." in lines


def test_the_summary_counts_what_was_found():
    assert printed(wrong_chain(), "en").splitlines()[-2:] == [
        "Rows are samples.",
        "1 right, 1 wrong, 1 unread, 1 following from a wrong line.",
    ]
    assert printed(wrong_chain(), "ja").endswith("正しい 1、誤り 1、読めない 1、前の誤りの続き 1。")


def test_proved_and_agreeing_are_never_confused():
    text = printed(wrong_chain(), "en")
    assert "y = x  (proved)" in text
    assert "agrees at 6 points" in text


def test_quiet_says_nothing_of_right_lines():
    text = printed(wrong_chain(), "en", is_quiet=True)
    assert "✓" not in text
    assert "↳" not in text
    assert "error[" in text


def test_an_explanation_stands_below_its_line():
    assert "  derivation:\n    one\n    two\n" in printed(
        wrong_chain(), "en", explanations={0: "one\ntwo"}
    )


def test_carets_stand_below_wide_letters():
    text = "誤差 L = 損失"
    (line,) = marked(text, span_of(text, "損失"))
    assert line.carets == " " * 9 + "^" * 4


def test_carets_of_a_long_line_stay_near_it():
    text = "a = " + "b + " * 200 + "WRONG + " + "c + " * 200
    (line,) = marked(text, span_of(text, "WRONG"))
    assert line.text[len(line.carets) - 5 : len(line.carets)] == "WRONG"
    assert len(line.text) < 130


def test_a_span_over_several_lines_is_marked_in_each():
    text = "a &= b \\\\\n  &= c"
    assert [one.text for one in marked(text, Span(5, len(text)))] == ["a &= b \\\\", "&= c"]


def test_an_empty_span_is_no_line():
    assert marked("abc", Span(3, 3)) == []
    assert marked("", Span(0, 9)) == []


def test_the_writers_text_moves_no_cursor():
    assert harmless("a\x1b[31m\tb\u202e") == "a�[31m b�"
    text = "x = \x1b[2J y"
    report = CheckReport("a\x1b.txt", text, (finding(text, text, "unread", problem="\x07"),))
    assert "\x1b" not in printed(report, "en")
    assert "\x07" not in printed(report, "en")


def test_nothing_judged_is_said():
    assert printed(CheckReport("-", "", ()), "en") == "Nothing was found that could be judged."


def test_a_notebooks_place_is_its_cell():
    text = "# %% [markdown] cell 3\nLet $x = y$\n"
    report = CheckReport("a.ipynb", text, (finding(text, "x = y", "right"),))
    assert "a.ipynb:cell 3:1" in printed(report, "en")
    found = as_data(report)
    assert (found["findings"][0]["cell"], found["findings"][0]["line"]) == (3, 1)
    assert found["text"] == text


def test_data_are_ready_for_json_with_places():
    found = json.loads(json.dumps(as_data(wrong_chain(), {0: "why"})))
    first = found["findings"][0]
    assert found["exit_code"] == 2
    assert first["span"]["line"] == 3
    assert CHAIN[first["span"]["start"] : first["span"]["end"]] == r"\sum_k \delta_k w_{kj}"
    assert first["diagnoses"][0]["code"] == "missing-activation-derivative"
    assert first["counterexample"]["extents"] == {"I": 4, "J": 3, "K": 2}
    assert first["explanation"] == "why"


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.seen = [], set()

    def handle_starttag(self, tag, attributes):
        del attributes
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_a_page_is_balanced_and_sets_formulas():
    for language in ("en", "ja"):
        page = web(wrong_chain(), language, {0: "a < b"})
        reader = Balanced()
        reader.feed(page)
        assert not reader.open
        assert {"math", "msub", "munder", "mark"} <= reader.seen
        assert "a &lt; b" in page


def test_a_page_lets_no_text_of_the_writer_be_markup():
    page = web(wrong_chain(name="<b>.tex"), "en")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<b>.tex" not in page


def test_a_page_tells_verdicts_by_word_sign_and_border():
    page = web(wrong_chain(), "en")
    for word in (">wrong<", ">right<", ">unread<", ">✗<", ">✓<", ">?<"):
        assert word in page
    for border in ("double", "dashed", "dotted"):
        assert border in page
    assert "http" not in page.replace("http-equiv", "")
