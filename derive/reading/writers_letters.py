"""How a writer writes names, learned from the text where they stand, for writing others alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from derive.reading.letters import GREEK
from derive.reading.names import Names
from derive.reading.spellings import Spelling
from derive.reading.term_parts import (
    every,
    inside,
)
from derive.reading.terms import (
    NOWHERE,
    Call,
    Derivative,
    Part,
    Power,
    Term,
    Times,
    Transposed,
    Whole,
)
from derive.reading.told_apart import SIGN
from derive.reading.written import place_text

_TRANSPOSE = r"(?:\\top|\\intercal|\\mathrm\{?T\}?|\\mathsf\{?T\}?|T)"
_GROUP = r"(\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[A-Za-z0-9])"
_BRACED = r"\{(?:[^{}]|\{[^{}]*\})*\}"
# One letter, word or macro, with accents and style, primes, and scripts above and below.
_NAME = re.compile(
    rf"(?:\\[A-Za-z]+\d*(?: ?{_BRACED}| [A-Za-z]\b)?|{_BRACED}|\w+)"
    rf"(?:'|\s*[_^]\s*{_GROUP}|\[\d+\])*"
)
_FUNCTION = re.compile(r"\s*(\\(?:mathrm|operatorname|text)\{\w+\}|\\?[A-Za-z]+)")
STYLES = ("^{(#)}", "^{[#]}", "^{#}", "^#", "_{#}", "_#")


@dataclass(frozen=True, slots=True)
class WritersLetters:
    """How a writer writes quantities and functions.

    Attributes:
        quantities: LaTeX without indices, by the quantity's name.
        functions: LaTeX without primes, by the function's name.
        wholes: What stands in the text under one name, such as dW for a gradient.
        gradients: Gradients of one name without indices, by what they are by.
    """

    quantities: Mapping[str, str] = field(default_factory=dict)
    functions: Mapping[str, str] = field(default_factory=dict)
    wholes: Mapping[Term, str] = field(default_factory=dict)
    gradients: Mapping[str, str] = field(default_factory=dict)


def writers_letters(
    text: str,
    terms: Iterable[Term],
    names: Names | None = None,
    layers: Mapping[str, int] | None = None,
) -> WritersLetters:
    """How names are written in a text; names that do not stand in it are written alike.

    Args:
        text: The source in which the terms stand.
        terms: What has been read in it.
        names: What other names mean.
        layers: The values of layer variables: l = 2.
    """
    learned = _Learned(text)
    for term in terms:
        learned.learn(term)
    if names is not None:
        learned.add_others(names, layers or {})
    found = learned.quantities, learned.functions, learned.wholes, learned.gradients
    return WritersLetters(*found)


class _Learned:
    """What has been learned from a text so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.quantities: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.wholes: dict[Term, str] = {}
        self.gradients: dict[str, str] = {}

    def learn(self, term: Term) -> None:
        """Learn from one term."""
        if isinstance(term, Transposed) and term.of.span == term.span != NOWHERE:
            return  # what stands in the text is the transpose, not the name
        if isinstance(term, Derivative | Times) and self._is_one_name(term):
            self._learn_gradient(term)
            return
        if isinstance(term, Power) and term.base.span == term.span:
            self.learn(term.exponent)  # what stands in the text is the power, not the name
            return
        if term.span != NOWHERE and isinstance(term, Part):
            written = without_indices(self._piece(term), term)
            if written:
                self.quantities.setdefault(term.quantity.name, written)
        if term.span != NOWHERE and isinstance(term, Call):
            piece = self._piece(term)
            found = _FUNCTION.match(piece)
            if found is not None and piece[found.end() : found.end() + 1] in ("'", "(", " "):
                self.functions.setdefault(term.function.name, found[1])
        for part in inside(term):
            self.learn(part)

    def _piece(self, term: Term) -> str:
        return self.text[term.span.start : term.span.end].strip()

    def _is_one_name(self, term: Term) -> bool:
        """Whether a derivative stands in the text as one name: dW, grad_W, bar W."""
        slopes = [part for part in every(term) if isinstance(part, Derivative)]
        return (
            len(slopes) == 1
            and term.span != NOWHERE
            and slopes[0].span == term.span == slopes[0].of.span
        )

    def _learn_gradient(self, term: Term) -> None:
        (slope,) = (part for part in every(term) if isinstance(part, Derivative))
        if all(isinstance(place, Whole) for place in slope.by.places):
            self.wholes.setdefault(term, self._piece(term))
        elif isinstance(term, Derivative):
            written = without_indices(self._piece(term), slope.by)
            if written:
                self.gradients.setdefault(slope.by.quantity.name, written)

    def add_others(self, names: Names, layers: Mapping[str, int]) -> None:
        """Names that do not stand in the text, with their layers in the style of those that do."""
        style = self._style(names)
        ranks = {q.name: len(q.axes) for known in names.quantities.values() for q in known}
        capital = {
            ranks.get(name, 0)
            for name, written in self.quantities.items()
            if re.match(r"(\\\w+\{)?[A-Z]", written)
        }
        several: dict[str, list[Spelling]] = {}
        for spelling, known in names.quantities.items():
            for quantity in known:
                several.setdefault(quantity.name, []).append(spelling)
        for name, spellings in several.items():
            wants = ranks[name] in capital
            best = min(spellings, key=lambda one: (one.letter.isupper() != wants, len(one.letter)))
            self.quantities.setdefault(name, spelled(best, style, layers))
        for spelling, function in sorted(
            names.functions.items(), key=lambda one: len(one[0].letter)
        ):
            self.functions.setdefault(function.name, spelled(spelling, style))

    def _style(self, names: Names) -> str:
        """How layers are marked."""
        for spelling, known in names.quantities.items():
            marks = [mark for mark in spelling.marks if mark.isdigit()]
            written = [self.quantities.get(quantity.name, "") for quantity in known]
            for style in STYLES if len(marks) == 1 else ():
                if any(style.replace("#", marks[0]) in one for one in written):
                    return style
        return STYLES[0]


def without_indices(piece: str, part: Part) -> str | None:
    """A written name without indices and transpose; None where these cannot be told apart."""
    piece = re.sub(r"\^" + _TRANSPOSE + r"$|\^\{\s*" + _TRANSPOSE + r"\s*\}$", "", piece)
    piece = re.sub(r"(\^\{.*?)\s*" + _TRANSPOSE + r"\}$", r"\1}", piece)
    places = [place_text(place) for place in part.places if not isinstance(place, Whole)]
    if not places:
        return piece if _NAME.fullmatch(piece) else None
    wanted = "".join(places)
    for found in re.finditer("_" + _GROUP, piece):
        content = re.sub(r"[{}\s,]|\\[,;! ]", "", found[1]).replace("\\", "")
        if content.endswith(wanted):
            kept = content.removesuffix(wanted)
            below = f"_{{{kept}}}" if len(kept) > 1 else f"_{kept}" if kept else ""
            name = piece[: found.start()] + below + piece[found.end() :]
            return name if _NAME.fullmatch(name) else None
    return None


def spelled(
    spelling: Spelling, style: str = STYLES[0], layers: Mapping[str, int] | None = None
) -> str:
    """A name as LaTeX, without indices; layers by their variable where there is one."""
    letter = spelling.letter.partition(SIGN)[0]
    if letter in GREEK or letter == "ell":
        letter = f"\\{letter}"
    elif len(letter) > 1:
        letter = f"\\mathrm{{{letter}}}"
    if spelling.accent:
        letter = f"\\{spelling.accent}{{{letter}}}"
    for mark in sorted(spelling.marks):
        if mark.isdigit() and layers:
            letter += f"^{{{_relative(int(mark), layers)}}}"
        elif mark.isdigit():
            letter += style.replace("#", mark)
        else:
            letter += f"^{{{mark}}}"
    return letter + "'" * spelling.primes


def _relative(layer: int, layers: Mapping[str, int]) -> str:
    """A layer by the variable whose value is the nearest: l+1."""
    by_distance = {name: abs(layer - value) for name, value in layers.items()}
    name = min(layers, key=lambda one: (by_distance[one], one.isupper(), one))
    value = layers[name]
    return name if layer == value else f"{name}{layer - value:+d}"
