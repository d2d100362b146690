"""Files fall into formulas and prose, each with its exact place."""

import json
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import DeriveError
from derive.reading.source import line_and_column, place_of
from derive.reading.sources import Mathematics, Prose, pieces


def formulas(text, name):
    return [" ".join(piece.text.split()) for piece in pieces(text, name).formulas]


def refused(text, name):
    with pytest.raises(DeriveError) as caught:
        pieces(text, name)
    return str(caught.value)


DOCUMENT = r"""\documentclass{article}
\newcommand{\loss}{\mathcal{L}}  % $ignored
\newcommand*\pd[2]{\frac{\partial #1}{\partial #2}}
\newcommand{\opt}[1][x]{#1}
\DeclareMathOperator*{\relu}{ReLU}
\def\d#1{\delta_{#1}}
Not set: $a=b$
\begin{document}
Cost \$5. Let $x = 1$ 50\% and \verb|$| % $
\begin{align*}
 a &= b \label{eq:1} \\ % a comment with }
   &= c \text{ if $x$} \nonumber
\end{align*}
\[ \begin{aligned}[t] a &= b \\ &= c \end{aligned}. \]
\begin{verbatim} $x \end{verbatim}
\begin{equation}\begin{cases} 1 & x\\2\end{cases}\end{equation}
text \\[2pt] $$ y=2 $$ \( z=3 \)
\end{document} $ not set
"""


def test_a_document_gives_its_formulas():
    assert formulas(DOCUMENT, "a.tex") == [
        "x = 1",
        r"a &= b \\ &= c \text{ if $x$}",
        r"a &= b \\ &= c",
        r"\begin{cases} 1 & x\\2\end{cases}",
        "y=2",
        "z=3",
    ]


def test_a_documents_commands_are_known():
    macros = pieces(DOCUMENT, "a.tex").macros
    assert {name: (one.arguments, one.body) for name, one in macros.items()} == {
        "loss": (0, r"\mathcal{L}"),
        "pd": (2, r"\frac{\partial #1}{\partial #2}"),
        "relu": (0, r"\operatorname*{ReLU}"),
        "d": (1, r"\delta_{#1}"),
    }


def test_a_formula_tells_its_environment():
    found = pieces(DOCUMENT, "a.tex").formulas
    assert [one.environment for one in found] == ["", "align", "aligned", "equation", "", ""]
    assert [one.is_display for one in found] == [False, True, True, True, True, False]


def test_bare_lines_of_latex_are_formulas():
    text = "\\delta_j = 3\n\\frac{a}{b} = c\\\\\n&= d\n\nx = \\frac{a}{\n b}\ny = a\n  + b\n"
    found = formulas(text, "b.tex")
    assert found == [r"\delta_j = 3", r"\frac{a}{b} = c\\ &= d", r"x = \frac{a}{ b}", "y = a + b"]


MARKDOWN = """# T
It costs $5 and $10. Let $x = 2$, `$y$`, \\$3
```python
z = '$'
```
```math
a = b
```
> $$
> c = d
> $$
$`g=h`$ \\(q=1\\) \\[link\\] <!-- $n -->
\\begin{align}a&=b\\end{align}
"""


def test_markdown_gives_its_formulas_and_no_code():
    assert formulas(MARKDOWN, "c.md") == ["x = 2", "a = b", "c = d", "g=h", "q=1", "a&=b"]


def test_plain_lines_are_formulas_comments_or_prose():
    text = "dW[k,j] = d[k]*x[j]  # why\n# t is one-hot\nSo it goes\nL = sum(k,\n  t[k])\nz := 4\n"
    source = pieces(text, "-")
    assert [one.text for one in source.formulas] == [
        "dW[k,j] = d[k]*x[j]",
        "L = sum(k,   t[k])",
        "z := 4",
    ]
    assert {one.kind for one in source.formulas} == {"plain"}
    prose = [one.text.strip() for one in source.pieces if isinstance(one, Prose)]
    assert prose == ["why", "t is one-hot", "So it goes"]


def test_a_sentence_with_a_number_is_prose():
    assert formulas("Let us now set the rate alpha = 3 here.\n損失は L = 2 とする\n", "-") == []


def test_formulas_beside_dollars_are_not_lost():
    text = "Here $t$ is one-hot.\ndw[j,i] = d[j]*x[i]\nand $a = b$ too\nL = 3\n"
    assert formulas(text, "d.txt") == ["t", "dw[j,i] = d[j]*x[i]", "a = b", "L = 3"]


def test_a_plain_line_with_a_command_is_latex():
    assert pieces("\\delta_j = w_{kj}", "-").formulas[0].kind == "latex"


def notebook(*cells):
    return json.dumps({"cells": list(cells), "nbformat": 4})


def test_a_notebook_gives_its_markdown_cells_with_their_numbers():
    code = {"cell_type": "code", "source": "x = '$'"}
    cell = {"cell_type": "markdown", "source": ["Hi $a=b$\n", "$$\\alpha = 2$$"]}
    source = pieces(notebook(code, cell), "e.ipynb")
    assert [one.text for one in source.formulas] == ["a=b", "\\alpha = 2"]
    where = place_of(source.text, "e.ipynb", source.formulas[1].start)
    assert str(where) == "e.ipynb, line 2, column 3, cell 2"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"cells": 3}',
        "[" * 100000,
        notebook({"cell_type": "markdown", "source": 3}),
    ],
)
def test_what_is_no_notebook_is_one_message(text):
    assert refused(text, "e.ipynb").startswith("e.ipynb")


def test_python_is_left_to_another_reader():
    assert pieces("x = 1", "a.py").kind == "python"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\n $x", "line 2, column 2: '$'"),
        ("$x\n\ny$", "line 1, column 1: '$'"),
        ("\\begin{align} a", "line 1, column 1: '\\begin{align}'"),
        ("$$ {a $$", "line 1, column 4: '{'"),
        ("a \\end{align}", "line 1, column 3: '\\end{align}'"),
        ("$$ x } $$", "line 1, column 6: '}'"),
        ("\\begin{align}\\begin{aligned} x \\end{align}", "line 1, column 14: '\\begin{aligned}'"),
        ("$$ x", "line 1, column 1: '$$'"),
        ("\\begin{align*} x \\end{align}", "line 1, column 18: '\\end{align}'"),
    ],
)
@pytest.mark.parametrize("name", ["a.tex", "a.md"])
def test_a_delimiter_without_partner_is_told_with_its_place(text, place, name):
    assert refused(text, name).startswith(f"{name}, {place}")


def test_more_than_the_limits_is_refused():
    assert "line 401, column 2" in refused("a=b\n" * 401, "-")
    assert len(formulas("a=b\n" * 400, "-")) == 400
    assert "64 KiB" in refused("x" * 65537, "-")
    assert "64 KiB" in refused("あ" * 22000, "-")
    assert "64 KiB" in refused(
        notebook({"cell_type": "markdown", "source": "x" * 70000}), "a.ipynb"
    )


UNITS = (
    *("$", "$5{ ", "\\(", "\\[ ", "{", "\\begin{align}", "`", "```\n", "(\n", "+\n", "\\def\\x"),
    *("%\n", "<!--", "\\newcommand{\\x}{", "\\verb|", "\\text{", "$`", "> ", "\\", "\n", "x="),
    *("#", " ", "\\end{", "$a$\n"),
)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ["a.tex", "a.md", "-"])
def test_a_page_of_the_same_sign_takes_no_time(unit, name):
    text = (unit * 65536)[:65536]
    start = time.perf_counter()
    with suppress(DeriveError):
        pieces(text, name)
    assert time.perf_counter() - start < 3


@given(
    st.text(alphabet="ab={}$\\`\n%&#>[]() ", max_size=80),
    st.sampled_from(["a.tex", "a.md", "-", "a.txt"]),
)
def test_places_are_exact_for_any_text(text, name):
    try:
        source = pieces(text, name)
    except DeriveError:
        return
    last = 0
    for piece in source.pieces:
        part = source.text[piece.start : piece.start + len(piece.text)]
        assert len(part) == len(piece.text)
        assert all(mine in (theirs, " ") for mine, theirs in zip(piece.text, part, strict=True))
        if isinstance(piece, Mathematics):
            assert piece.start >= last
            last = piece.start + len(piece.text)


def test_lines_end_in_three_ways():
    text = "a\r\nb\rc\nd"
    assert [line_and_column(text, text.index(one)) for one in "abcd"] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
    ]
