"""LaTeX for notebooks: a network, a derivation, one gradient with its chain, or one equation."""

from __future__ import annotations

from collections.abc import Iterable

from derive.calculus.derivation import Derivation, Result
from derive.documents.chaintext import chain_of
from derive.documents.document import ChainRow, Sentence
from derive.documents.latex_math import escaped, latex_math
from derive.documents.layout import Layout
from derive.documents.letters import Letters
from derive.documents.manuscript import Hand, Manuscript
from derive.documents.mathtext import Mathtext
from derive.documents.sentences import plain
from derive.network.network import Network
from derive.notation.expression import Equation
from derive.text import Language, Text

_SLOT = Text("{slot}", "{slot}")
COLOURS = {"forward": "#1F5FBF", "backward": "#C8321E", "muted": "#666666"}


def latex_of(
    shown: Equation | Derivation | Network | Result,
    *,
    within: Derivation | None = None,
    language: Language = "en",
) -> str:
    """The LaTeX that a notebook shows, between `$$`.

    Args:
        shown: What is shown.
        within: The derivation of a result or of an equation of it, for letters and reasons.
        language: The language of the reasons.
    """
    match shown:
        case Network():
            return latex_of_network(shown, language)
        case Derivation():
            return latex_of_derivation(shown, language)
        case Result():
            assert within is not None, "a result is shown with the letters of its derivation"
            return latex_of_result(shown, within, language)
        case Equation():
            assert within is not None, "an equation is shown with the letters of its network"
            return latex_of_equation(shown, within.network, language)


def latex_of_equation(equation: Equation, network: Network, language: Language = "en") -> str:
    """One equation with its number."""
    layout = Mathtext(Letters(network)).equation(equation)
    tag = rf" \tag{{{equation.number}}}" if equation.number else ""
    return f"$$ {_math(layout, language)}{tag} $$"


def latex_of_network(network: Network, language: Language = "en") -> str:
    """The forward equations, aligned."""
    return _aligned(_lines(Hand(network), network.equations, language))


def latex_of_derivation(derivation: Derivation, language: Language = "en") -> str:
    """All gradients, aligned."""
    equations = [result.equation for result in derivation.results]
    return _aligned(_lines(Hand(derivation.network), equations, language))


def latex_of_result(result: Result, derivation: Derivation, language: Language = "en") -> str:
    """One gradient with its chain, a reason on each line."""
    manuscript = Manuscript(derivation)
    chain = chain_of(manuscript, result)
    return _aligned(_row(line, language) for line in chain.rows)


def _lines(hand: Hand, equations: Iterable[Equation], language: Language) -> list[str]:
    lines = []
    for equation in equations:
        left = _math(hand.letters.entry(equation.left), language)
        right = _math(hand.math(equation.right), language)
        lines.append(rf"{left} &= {right} && \text{{({equation.number})}}")
    return lines


def _row(line: ChainRow, language: Language) -> str:
    left = "" if line.left is None else _math(line.left, language)
    relation, right = _math(line.relation, language), _math(line.right, language)
    reason = "" if line.reason is None else _reason(line.reason, language)
    return rf"{left} &{relation} {right} && \text{{{reason}}} && \text{{({line.number})}}"


def _reason(reason: Sentence, language: Language) -> str:
    """A reason as text with formulas in it."""
    parts = []
    for piece in reason.pieces(language):
        if isinstance(piece, str):
            parts.append(escaped(piece))
        elif isinstance(piece, Layout):
            parts.append(f"${_math(piece, language)}$")
        else:
            parts.append(escaped(plain(Sentence(_SLOT, (("slot", piece),)), language)))
    return "".join(parts)


def _math(layout: Layout, language: Language) -> str:
    """LaTeX with colours that a notebook knows."""
    text = latex_math(layout, language)
    for name, value in COLOURS.items():
        text = text.replace(rf"\textcolor{{{name}}}", rf"\textcolor{{{value}}}")
    return text


def _aligned(lines: Iterable[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"
