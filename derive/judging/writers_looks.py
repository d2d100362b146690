"""A writer's names, in LaTeX without indices, as letters in print."""

from __future__ import annotations

import re

from derive.documents.layout import Identifier, Layout, Number, Parenthesised, row
from derive.documents.looks import Look
from derive.documents.names import GREEK
from derive.profiles.profile import Accent
from derive.reading.terms import Function

_ACCENTS: dict[str, Accent] = {"hat": "hat", "tilde": "tilde", "bar": "bar"}
_WORD = re.compile(r"\\(?:mathrm|mathbf|boldsymbol|mathbb|mathcal|text|operatorname|bm)\s*")
_NUMBERED = re.compile(r"^([^\W\d_]+)(\d+)$")  # a name in programs: w1


def look_of(latex: str) -> Look:
    r"""A name such as `w^{(1)}`, `\hat{y}` or `W_{xh}` as a letter with its scripts."""
    plain = _NUMBERED.sub(r"\1^{(\2)}", _WORD.sub("", latex))
    accent: Accent | None = None
    if met := re.match(r"\s*\\(hat|tilde|bar|widehat|widetilde|overline)\b\s*", plain):
        accent = _ACCENTS.get(met[1].removeprefix("wide"), "bar")
        plain = plain[met.end() :]
    base, scripts = _parted(plain)
    primes = base.count("'") + scripts.count("'")
    letter = _letters(base.replace("'", ""))
    above = below = None
    for sign, group in re.findall(r"([\^_])(\{[^{}]*\}|\\?\w)", scripts.replace("'", "")):
        if sign == "^":
            above = _script(group.strip("{}"))
        else:
            below = _script(group.strip("{}"))
    return Look(letter, primes, accent, above, None, below)


def is_name(latex: str) -> bool:
    """Whether a text is a letter with scripts above only; below, indices would follow them."""
    return re.fullmatch(r"[\w\\{}^()'\[\] ]+", latex) is not None and "_" not in latex


def function_letter(function: Function) -> str:
    """A function's letter or word."""
    return _letters(_WORD.sub("", function.latex or function.name))


def _parted(plain: str) -> tuple[str, str]:
    """A name's letter, and its scripts."""
    found = re.match(r"\s*(\{[^{}]*\}|\\[A-Za-z]+|[^\W_]+(?:\s\w+)*)('*)", plain)
    if found is None:
        return plain, ""
    return found[1].strip("{} ") + found[2], plain[found.end() :]


def _letters(text: str) -> str:
    """Greek letters as characters."""
    plain = text.strip().strip("{}").strip()
    name = plain.removeprefix("\\")
    if name.lower() in GREEK and (name in GREEK or plain.startswith("\\")):
        return GREEK[name] if name in GREEK else GREEK[name.lower()].upper()
    return "ℓ" if name == "ell" else name


def _script(text: str) -> Layout | None:
    """What stands above or below a letter: (1), [1], Q."""
    for fence, kind in (("()", "round"), ("[]", "square")):
        if text.startswith(fence[0]) and text.endswith(fence[1]) and text[1:-1].isalnum():
            inner = _script(text[1:-1])
            if inner is not None:
                return Parenthesised(inner, "square") if kind == "square" else Parenthesised(inner)
    parts = [
        Number(number) if number else Identifier(_letters(command or word))
        for command, word, number in re.findall(r"(\\[A-Za-z]+)|([A-Za-z]+)|([0-9]+)", text)
    ]
    return row(*parts) if parts else None
