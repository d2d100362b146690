"""A layout set in Typst's markup for mathematics.

By functions throughout so that no precedence is left to chance.

Colours are the names `forward`, `backward` and `muted`, which the template defines as functions
of content.
"""

from derive.documents.layout import (
    Accented,
    BigOperator,
    Braced,
    Cases,
    Coloured,
    Fraction,
    FunctionCall,
    HalfFence,
    Identifier,
    Layout,
    Matrix,
    Number,
    Parenthesised,
    Prefix,
    Primed,
    Root,
    Row,
    Scripted,
    Sign,
    Space,
    Symbol,
    Underset,
    Words,
)
from derive.text import Language

SIGNS = {
    Sign.PLUS: "+",
    Sign.MINUS: "-",
    Sign.PLUS_MINUS: "plus.minus",
    Sign.TIMES: "times",
    Sign.DOT: "dot.op",
    Sign.HADAMARD: "dot.o",
    Sign.OUTER: "times.o",
    Sign.EQUAL: "=",
    Sign.NOT_EQUAL: "eq.not",
    Sign.DEFINED: "equiv",
    Sign.APPROXIMATELY: "approx",
    Sign.ASSIGN: "arrow.l",
    Sign.ARROW: "arrow.r",
    Sign.LESS: "lt",
    Sign.GREATER: "gt",
    Sign.AT_MOST: "lt.eq",
    Sign.AT_LEAST: "gt.eq",
    Sign.ELEMENT_OF: "in",
    Sign.AND: "and",
    Sign.COMMA: "comma",
    Sign.COLON: "colon",
    Sign.SLASH: r"\/",
    Sign.PARTIAL: "partial",
    Sign.TRANSPOSE: "top",
    Sign.INFINITY: "infinity",
    Sign.DOTS: "dots.h",
    Sign.CENTRED_DOTS: "dots.h.c",
    Sign.VERTICAL_DOTS: "dots.v",
}
FENCES = {
    "round": ("paren.l", "paren.r"),
    "square": ("bracket.l", "bracket.r"),
    "curly": ("brace.l", "brace.r"),
    "bars": ("bar.v", "bar.v"),
    "floor": ("floor.l", "floor.r"),
}
SPACES = {"thin": "thin", "medium": "med", "quad": "quad"}
BIG = {"sum": "sum", "product": "product", "max": 'op("max", limits: #true)'}
BIG["min"] = 'op("min", limits: #true)'
BIG["argmax"] = 'op("arg max", limits: #true)'
ACCENTS = {"hat": "hat", "bar": "macron", "tilde": "tilde", "dot": "dot"}


def quoted(words: str) -> str:
    """The words as a Typst string."""
    inner = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{inner}"'


def typst_math(layout: Layout, language: Language) -> str:
    """The layout as Typst mathematics, without the dollar signs."""

    def typ(part: Layout) -> str:
        return typst_math(part, language)

    match layout:
        case Identifier():
            return _identifier(layout)
        case Number(digits):
            return _number(digits)
        case Symbol(sign):
            return SIGNS[sign]
        case Space(width):
            return SPACES[width]
        case Words(text):
            return f"#words({quoted(text.in_language(language))})"
        case Row(items):
            return " ".join(typ(item) for item in items) or '""'
        case Fraction(numerator, denominator):
            return f"frac({typ(numerator)}, {typ(denominator)})"
        case Scripted():
            return _scripted(layout, language)
        case Primed(base, order):
            return f"attach({typ(base)}, tr: #math.primes({order}))"
        case Accented(base, mark):
            return f"{ACCENTS[mark]}({typ(base)})"
        case BigOperator():
            return _big_operator(layout, language)
        case Parenthesised(body, fence):
            return _fenced(typ(body), fence)
        case HalfFence(side, fence):
            half = FENCES[fence][0 if side == "opening" else 1]
            return f"lr(size: #2.6em, {half})"
        case FunctionCall(function, arguments):
            inner = " comma ".join(typ(argument) for argument in arguments)
            return f"{typ(function)} {_fenced(inner, 'round')}"
        case Prefix(function, argument):
            return f"{typ(function)} {typ(argument)}"
        case Root(body):
            return f"sqrt({typ(body)})"
        case Cases(branches):
            lines = (
                f"inline({typ(b.value)}) & quad inline(({typ(b.condition)}))" for b in branches
            )
            return f"cases({', '.join(lines)})"
        case Matrix(rows):
            lines = (", ".join(f"inline({typ(entry)})" for entry in entries) for entries in rows)
            return f'mat(delim: "[", {"; ".join(lines)})'
        case Coloured(body, role):
            return f"{role}({typ(body)})"
        case Underset(body, below):
            return f"attach(limits({typ(body)}), b: {typ(below)})"
        case Braced(body, note):
            return f"underbrace({typ(body)}, {typ(note)})"


def _identifier(identifier: Identifier) -> str:
    """One letter in its style, or a word as an operator's name."""
    name = identifier.letter
    if len(name) > 1:
        wrap = {"italic": "op", "upright": "upright", "bold": "bold"}[identifier.style]
        return f"{wrap}({quoted(name)})"
    spelled = name if name.isalpha() else quoted(name)
    match identifier.style:
        case "italic":
            return spelled
        case "bold":
            return f"bold({spelled})"
        case "upright":
            return f"upright({spelled})"


def _number(digits: str) -> str:
    """The digits; an exponent becomes a power of ten."""
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa} times attach(10, t: {int(exponent)})" if exponent else mantissa


def _scripted(layout: Scripted, language: Language) -> str:
    """The base with its scripts.

    Primes of the base stay beside the scripts instead of below them.
    """
    match layout.base:
        case Primed(base, order):
            side, primes = typst_math(base, language), f", tr: #math.primes({order})"
        case Symbol() | Underset() as base:
            side, primes = f"scripts({typst_math(base, language)})", ""
        case base:
            side, primes = typst_math(base, language), ""
    upper, lower = layout.upper, layout.lower
    above = "" if upper is None else f", t: {typst_math(upper, language)}"
    below = "" if lower is None else f", b: {typst_math(lower, language)}"
    return f"attach({side}{primes}{above}{below})"


def _big_operator(layout: BigOperator, language: Language) -> str:
    """The sign with its range, and its body behind it."""
    above = "" if layout.upper is None else f", t: {typst_math(layout.upper, language)}"
    below = ""
    if layout.index is not None:
        start = "" if layout.lower is None else f" = {typst_math(layout.lower, language)}"
        below = f", b: {typst_math(layout.index, language)}{start}"
    return f"attach({BIG[layout.symbol]}{above}{below}) {typst_math(layout.body, language)}"


def _fenced(inner: str, fence: str) -> str:
    """The markup between fences that grow with it."""
    opening, closing = FENCES[fence]
    return f"lr({opening} {inner} {closing})"
