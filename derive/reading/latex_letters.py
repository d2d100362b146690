"""Letters, places and names as LaTeX."""

from __future__ import annotations

import re

from derive.notation.index import Index
from derive.reading.letters import GREEK
from derive.reading.terms import Whole
from derive.reading.written import letter_text, place_text

_COMMANDS = ("exp", "log", "tanh", "sin", "cos")


def without_colours(latex: str) -> str:
    """LaTeX without its colours."""
    return re.sub(r"\\textcolor\{\w+\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1", latex)


def letter_latex(letter: Index) -> str:
    """An index letter."""
    return counted_latex(letter_text(letter))


def place_latex(place: object) -> str:
    """A place of an entry, counted from 1."""
    return ":" if isinstance(place, Whole) else counted_latex(place_text(place))


def counted_latex(text: str) -> str:
    """A position as LaTeX: Greek letters by their commands, products without a sign."""
    words = re.sub(r"[A-Za-z]+", lambda word: f"\\{word[0]}" if word[0] in GREEK else word[0], text)
    spaced = re.sub(r"(\\[a-zA-Z]+)\*?(?=[A-Za-z])", r"\1 ", words)
    return re.sub(r"(?<=[A-Za-z])(\d+)", r"_{\1}", spaced).replace("*", " ")


def spelled_latex(name: str) -> str:
    """A quantity without LaTeX of its own: w^{(1)} for w1."""
    found = re.fullmatch(r"([A-Za-z]+)(?:_|\^\()?(\d+)\)?", name)
    letters, number = (found[1], found[2]) if found else (name, "")
    if letters in GREEK:
        latex = f"\\{letters}"
    elif len(letters) == 1:
        latex = letters
    else:
        latex = f"\\mathrm{{{letters}}}"
    return f"{latex}^{{({number})}}" if number else latex


def function_latex(name: str) -> str:
    """A function's name."""
    if name in _COMMANDS or name in GREEK:
        return f"\\{name}"
    return name if len(name) == 1 else f"\\operatorname{{{name}}}"
