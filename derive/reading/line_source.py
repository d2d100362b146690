"""Plain lines, each a formula or prose, as a student types them without delimiters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from derive.reading.source import Mathematics, Piece, Prose, blank

_RELATION = re.compile(r"(?<![<>!=])(?::=|=)(?!=)|<-|←|≡|≔|\\(?:gets|leftarrow|equiv|coloneqq)\b")
_CONTINUES = re.compile(r"\s*(?:&|:?=|\\times|\\cdot|\\odot|[+*/⊙·×)\]}-])")
_GOES_ON = re.compile(r"(?:[-+*/=⊙·×(\[{&]|\\\\|\\(?:times|cdot|odot)|<-)\s*$")
_NOT_WORDS = re.compile(
    r"\\(?:text|mathrm|operatorname\*?|mathbf|mathcal|boldsymbol|bm|mathbb)\s*\{[^{}]*\}"
    r"|\\[A-Za-z]+|\{[^{}]*\}|\"[^\"]*\""
)
_WORD = re.compile(r"(?<![\w\\.'])[A-Za-z]{2,}(?![\w(\['])")
_KANA = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_KNOWN = frozenset(
    "sum prod exp log ln tanh sin cos max min argmax relu sigmoid softmax sign diag for if mean "
    "where otherwise and or dot in sqrt transpose onehot softplus gelu "
    "np numpy jnp torch axis dim keepdims keepdim true false".split()
)
_GRADIENT = re.compile("d[A-Za-z]")  # dL and dy of dL/dy
_DEPTH = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}
_COMMENT = re.compile(r"#.*")
# What stands apart at the end of a line: "(gate)", the number "(2)" of an equation.
_LABEL = re.compile(
    r"(?<![ \t])(?=\t|[ ]{2})[ \t]+\((?:[A-Za-z]{3}[A-Za-z ,'-]*|\d+(?:\.\d+)*[a-z]?)\)[ \t]*$",
    re.MULTILINE,
)


def bare_formulas(text: str, start: int = 0) -> list[Piece]:
    """The lines of a text that are formulas, with the lines that go on with them, and the rest."""
    pieces: list[Piece] = []
    for begin, end in _groups(text):
        raw = text[begin:end]
        lines = _LABEL.sub(lambda label: blank(label[0]), raw)
        if not lines.strip():
            continue
        if is_formula(lines):
            kind = _kind(lines)
            formula = re.sub(r"[\r\n]", " ", lines) if kind == "plain" else lines
            shift = len(formula) - len(formula.lstrip())
            at = begin + shift + start
            pieces.append(Mathematics(formula.strip(), at, kind, is_display=True))
            labels = _LABEL.finditer(raw)
            pieces += [Prose(label[0], begin + start + label.start()) for label in labels]
        else:
            pieces.append(Prose(raw, begin + start))
    return pieces


def commented(text: str) -> tuple[str, list[Prose]]:
    """A text with blanks for what stands behind `#`, and that as prose."""
    parts: list[str] = []
    notes: list[Prose] = []
    last = 0
    for note in _COMMENT.finditer(text):
        if text[max(0, note.start() - 1) : note.start()] == "\\":
            continue
        parts += [text[last : note.start()], blank(note[0])]
        last = note.end()
        notes.append(Prose(" " + note[0][1:], note.start()))
    return "".join((*parts, text[last:])), notes


def is_formula(line: str) -> bool:
    """Whether a line states a relation and is no sentence."""
    relation = _RELATION.search(line)
    if relation is None:
        return False
    left, right = _words(line[: relation.start()]), _words(line[relation.end() :])
    return (
        left < 2 and right < 5 and not _KANA.search(_NOT_WORDS.sub(" ", line[: relation.start()]))
    )


def _words(text: str) -> int:
    """How many words of a sentence there are in a text."""
    found = _WORD.findall(_NOT_WORDS.sub(" ", text))
    return sum(word.lower() not in _KNOWN and not _GRADIENT.fullmatch(word) for word in found)


def _kind(line: str) -> Literal["latex", "plain"]:
    return "latex" if re.search(r"\\|[_^]\{", line) else "plain"


def _groups(text: str) -> Iterator[tuple[int, int]]:
    """Lines, each with those after it that go on with it."""
    begin, end, before = 0, 0, ""
    brackets = environments = 0
    for match in re.finditer(r"([^\r\n]+)(?:\r\n|\r|\n|$)|[\r\n]+", text):
        line = match[1] or ""
        is_one = before.strip() and line.strip()
        if not (is_one and (environments > 0 or _belongs(before, line, brackets))):
            yield begin, end
            begin, brackets, environments = match.start(), 0, 0
        brackets += sum(_DEPTH.get(sign, 0) for sign in re.sub(r"\\[{}]", "", line))
        environments += line.count(r"\begin{") - line.count(r"\end{")
        end = match.start() + len(line)
        before = line
    yield begin, end


def _belongs(before: str, line: str, brackets: int) -> bool:
    """Whether a line goes on with those before it, that leave brackets open."""
    if _GOES_ON.search(before):
        return True
    starts = _CONTINUES.match(line)
    if _RELATION.search(line):
        return starts is not None and starts[0].strip() in ("&", "=", ":=")
    return starts is not None or brackets > 0
