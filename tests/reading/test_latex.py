"""LaTeX is read whole or not at all: trees by hand, refusals with their place, hostile input."""

import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derive.reading.latex import read_latex
from derive.reading.latex_tokens import latex_tokens
from derive.reading.macros import Macro
from derive.reading.parse_tree import Statement, Unread, Words, walk
from derive.reading.shown import shown
from derive.reading.tokens import MAX_CHARACTERS
from tests.reading.read_lines import lines_with_trees

LINES = lines_with_trees("latex")
# What may go without a change of meaning: it only decorates, aligns or parts.
DECORATIONS = frozenset(
    "left right big Big mathopen mathclose & quad qquad nonumber notag displaystyle limits boxed "
    "color textcolor underbrace tag label , ; . !".split()
)
# In these lines a command's own words (a colour, a tag, a note under a brace) are left out too.
WITH_OWN_WORDS = ("textcolor", r"\tag", "underbrace", "overset", r"\ ")


def one(text, **options):
    (found,) = read_latex(text, **options)
    return found


@pytest.mark.parametrize(("line", "trees"), LINES, ids=[line for line, _ in LINES])
def test_a_line_of_the_literature_is_read_as_a_person_reads_it(line, trees):
    assert [shown(found) for found in read_latex(line)] == trees


@pytest.mark.parametrize("line", [line for line, _ in LINES])
def test_every_part_of_a_tree_says_where_it_stands(line):
    padding = "text before $"
    for found in read_latex(line, start=len(padding)):
        assert isinstance(found, Statement)
        for tree in (*found.sides, *found.notes):
            for part in walk(tree):
                start, end = part.span.start - len(padding), part.span.end - len(padding)
                assert 0 <= start < end <= len(line)
                if isinstance(part, Words):
                    assert part.text in line[start:end]


@pytest.mark.parametrize(
    "line", [line for line, _ in LINES if not any(word in line for word in WITH_OWN_WORDS)]
)
def test_no_token_that_means_something_can_be_dropped_unnoticed(line):
    whole = read_latex(line)
    for token in latex_tokens(line, 0):
        decorates = token.text in DECORATIONS or token.kind in {"open", "close", "newline"}
        if decorates or (token.kind == "words" and token.text.strip() == "if"):
            continue
        if token.text == "0" or "0.5" in token.text:
            continue
        shorter = line[: token.span.start] + " " + line[token.span.end :]
        assert read_latex(shorter) != whole, token.text


REFUSED = [
    (r"a = b +", "", "the end was met"),
    (r"a = = b", "=", "'='"),
    (r"a = (b", "", "')' is expected"),
    (r"a = (b]", "]", "')' is expected"),
    (r"a = b)", ")", "goes on with ')'"),
    (r"a = {b", "", "'}' is expected"),
    (r"a = b}", "}", "goes on with '}'"),
    (r"x_a_b", "_", "second script"),
    (r"x^a^b", "^", "second script"),
    (r"x^2'", "'", "second script"),
    (r"\frac{a}", "", "the end was met"),
    (r"\fraq{a}{b}", r"\fraq", "not known"),
    (r"\binom{n}{k}", r"\binom", "was met"),
    (r"\int f(x)", r"\int", "was met"),
    (r"\cancel{x}", r"\cancel", "was met"),
    (r"a \otimes b", r"\otimes", "was met"),
    (r"a \pm b", r"\pm", "was met"),
    (r"\sqrt[3]{x}", "[", "square roots"),
    (r"\argmin_k x", r"\argmin", "arg min"),
    (r"P(x|z)", ")", "'|' is expected"),
    (r"{a + b} c", "a + b", "not printed"),
    (r"a {b \odot c}", r"b \odot c", "not printed"),
    (r"c - {a + b}", "a + b", "not printed"),
    (r"2 3", "3", "side by side"),
    (r"\hat{x y}", r"\hat{x y}", "more than one letter"),
    (r"\begin{tikzpicture} x \end{tikzpicture}", r"\begin{tikzpicture}", "cannot stand here"),
    (r"\begin{bmatrix} a & b \\ c \end{bmatrix}", None, "different lengths"),
    (r"\begin{bmatrix} a & b", "", "the end was met"),
    (r"f = \begin{cases} 1 & x \\ 0 & \text{otherwise} \end{cases}", "x", "no relation"),
    (r"f = \begin{cases} 1 & \text{maybe} x > 0 \end{cases}", r"\text{maybe}", "in a condition"),
    (r"a = b \label{", r"\label", "missing"),
    (r"a = b \tag{3.1 \label{eq} x_{k}", r"\tag", "missing"),
    (r"a = \textcolor[HTML]{FF0000}{b}", r"\textcolor", "missing"),
    (r"\overset{*}{w} = 1", r"\overset{*}{w}", "was met"),
    (r"Σ_k x_k", "Σ", "not clear"),
    (r"\rm x", r"\rm", "cannot stand here"),
    (r"a = {b \Rightarrow} c", r"\Rightarrow", "'}' is expected"),
    (r"{}^\bar{t} W", r"\bar{t}", "before a letter"),
    (r"a = b, c", "c", "states nothing"),
    (r"a = b,, c = d", ",", "','"),
    (r", a = b", ",", "','"),
    (r"= b", "= b", "continues"),
    (r"a = \text{", r"\text{", "Braces are expected"),
    (r"a = b $ c", "$", "no meaning"),
    (r"a = \left( b \right", r"\right", "A bracket is expected"),
    ("a = " + "9" * 5000, "9" * 5000, "too long"),
    ("a \\", "\\", "no meaning"),
]


@pytest.mark.parametrize(
    ("line", "where", "why"), REFUSED, ids=[line[:60] for line, _, _ in REFUSED]
)
def test_what_cannot_be_read_is_refused_with_its_place(line, where, why):
    found = [one for one in read_latex(line, start=7) if isinstance(one, Unread)]
    assert len(found) == len(read_latex(line)) == 1
    assert why in found[0].met
    if where is not None:
        assert line[found[0].span.start - 7 : found[0].span.end - 7] == where


def test_an_unknown_command_names_the_nearest_one():
    assert r"\frac" in one(r"\farc{a}{b}").accepted


def test_a_row_that_cannot_be_read_leaves_the_other_rows():
    text = r"\begin{aligned} a &= b \\ &= c + \\ &= \foo \\ &= d \\ e &= f \end{aligned}"
    found = read_latex(text)
    statements = [shown(row) for row in found if isinstance(row, Statement)]
    assert statements == ["a = b = d", "e = f"]
    assert len(found) == 3


def test_rows_that_continue_an_unread_beginning_are_unread_too():
    found = read_latex(r"\begin{aligned} a + &= b \\ &= c \\ d &= e \end{aligned}")
    assert [type(row) for row in found] == [Unread, Unread, Statement]


def test_a_sum_that_goes_on_in_an_unread_row_is_not_judged_without_it():
    found = read_latex(r"\begin{aligned} a &= b \\ &\quad + \foo \end{aligned}")
    assert [type(row) for row in found] == [Unread]


def test_prose_within_a_chain_becomes_a_note():
    (found,) = read_latex(r"a &= b \\ &= \text{(chain rule)} \, c")
    assert [note.text for note in found.notes] == ["(chain rule)"]


MACROS = {
    "pd": Macro(2, r"\frac{\partial #1}{\partial #2}"),
    "W": Macro(0, r"\boldsymbol{W}"),
    "bm": Macro(0, r"\boldsymbol"),
    "loop": Macro(0, r"x \loop"),
    "twice": Macro(1, "#1 #1"),
    "dup": Macro(1, r"\twice{#1} \twice{#1}"),
}


def test_macros_are_put_in_with_the_place_of_their_call():
    text = r"\pd{L}{\W_2} = \bm{x}"
    found = one(text, macros=MACROS)
    assert shown(found) == "<frac <partial L> <partial bo:W_2>> = bo:x"
    places = {part.span for part in walk(found.sides[0])}
    assert {(p.start, p.end) for p in places} == {(0, text.index("=") - 1)}


def test_a_macro_that_stands_for_itself_is_refused():
    assert "stands for itself" in one(r"a = \loop", macros=MACROS).met


def test_a_macro_that_grows_without_bound_is_refused():
    macros = {f"m{chr(97 + n)}": Macro(0, rf"\m{chr(98 + n)} " * 4) for n in range(14)}
    start = time.perf_counter()
    assert isinstance(one(r"a = \ma", macros=macros), Unread)
    assert time.perf_counter() - start < 2


def test_a_macro_without_its_argument_is_refused():
    assert "lacks an argument" in one(r"\pd{L}", macros=MACROS).met


HOSTILE = {
    "braces": "{" * 10_000 + "x" + "}" * 10_000,
    "a mebibyte of braces": "{" * 2**20,
    "parentheses": "(" * 60_000,
    "many parentheses": "(x)" * 20_000,
    "sums": r"\sum " * 1_900 + "x",
    "accents": r"\hat " * 1_900 + "x",
    "roots": r"\sqrt " * 1_900 + "x",
    "fractions": r"\frac " * 1_900 + "x",
    "transposes": "{}^t" * 400 + "x",
    "primes": "'" * 60_000,
    "colours": r"\textcolor{a}{" * 4_000,
    "braces below": r"\underbrace{" * 5_000,
    "annotations": r"\underset{a}" * 3_000,
    "prose": r"\text{" * 9_000,
    "alignment": "&" * 30_000,
    "bars": "|" * 1_900,
    "overs": r"{a\over" * 900,
    "remarks": "(k=1" * 900,
    "rows": "a = b \\\\\n" * 6_000,
    "scripts": "x^{" * 300 + "x" + "}" * 300,
    "environments": r"\begin{cases}" * 3_000,
    "blanks": "~" * 60_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_is_answered_at_once(text):
    start = time.perf_counter()
    found = read_latex(text)
    assert time.perf_counter() - start < 3
    assert all(isinstance(one, Statement | Unread) for one in found)


def test_too_much_text_is_refused():
    assert "characters" in one("x" * (MAX_CHARACTERS + 1)).met


def test_the_deepest_line_that_is_read_needs_few_frames():
    frames = len(inspect_stack())
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(frames + 640)
    try:
        assert isinstance(one("(a + b^{" * 31 + "x" + "})" * 31), Statement)
        assert isinstance(one(r"\sum_k (" * 31 + "x" + ")" * 31), Statement)
        assert isinstance(one(r"x_{\frac{a}{" * 31 + "x" + "}}" * 31), Statement)
    finally:
        sys.setrecursionlimit(limit)


def inspect_stack():
    frame, found = sys._getframe(), []
    while frame is not None:
        found.append(frame)
        frame = frame.f_back
    return found


@st.composite
def mutated_lines(draw):
    line = draw(st.sampled_from([line for line, _ in LINES]))
    pieces = [line[t.span.start : t.span.end] for t in latex_tokens(line, 0)]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(pieces) - 1, 0)))
        other = draw(st.integers(0, max(len(pieces) - 1, 0)))
        match draw(st.sampled_from(["cut", "double", "swap", "put"])):
            case "cut":
                del pieces[at : at + 1]
            case "double":
                pieces[at:at] = pieces[at : at + 1]
            case "swap" if pieces:
                pieces[at], pieces[other] = pieces[other], pieces[at]
            case _:
                pieces.insert(at, draw(st.text(max_size=3)))
    return " ".join(pieces)


@given(mutated_lines())
@example("\\")
@example(r"\left")
@example(r"\begin{cases}")
@example("{}^")
@example("a & & b \\\\ & = & c")
def test_a_mutated_line_is_read_whole_or_refused_within_itself(line):
    for found in read_latex(line, start=5):
        spans = [found.span]
        if isinstance(found, Unread):
            spans.append(found.line)
            assert found.line.start <= found.span.start <= found.span.end <= found.line.end
        else:
            assert len(found.relations) == len(found.sides) - 1
            spans += [p.span for tree in (*found.sides, *found.notes) for p in walk(tree)]
        assert all(5 <= span.start <= span.end <= 5 + len(line) for span in spans)


@pytest.mark.timing
def test_a_line_is_read_in_two_milliseconds():
    start = time.perf_counter()
    for line, _ in LINES:
        read_latex(line)
    assert (time.perf_counter() - start) / len(LINES) < 2e-3
