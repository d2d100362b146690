"""A layout as presentation MathML, for readers that speak formulas aloud or in Braille."""

from collections.abc import Iterable
from html import escape

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

FENCES = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "curly": ("{", "}"),
    "bars": ("|", "|"),
    "floor": ("⌊", "⌋"),
}
SPACES = {"thin": "0.17em", "medium": "0.28em", "quad": "1em"}
BIG = {"sum": "∑", "product": "∏", "max": "max", "min": "min", "argmax": "arg max"}
ACCENTS = {"hat": "^", "bar": "¯", "tilde": "~", "dot": "˙"}
PRIMES = {1: "′", 2: "″", 3: "‴"}
FUNCTION_APPLICATION = "<mo>&#x2061;</mo>"
NAMED = frozenset({Sign.INFINITY, Sign.DOTS, Sign.CENTRED_DOTS, Sign.VERTICAL_DOTS})


def mathml(layout: Layout, language: Language) -> str:
    """The layout as MathML elements, without the outer `math` element."""

    def ml(part: Layout) -> str:
        return mathml(part, language)

    match layout:
        case Identifier(letter, style):
            return _identifier(letter, style)
        case Number(digits):
            return _number(digits)
        case Symbol(sign):
            return f"<mi>{sign.value}</mi>" if sign in NAMED else f"<mo>{escape(sign.value)}</mo>"
        case Space(width):
            return f'<mspace width="{SPACES[width]}"/>'
        case Words(text):
            return f"<mtext>{escape(text.in_language(language))}</mtext>"
        case Row(items):
            return _row("".join(ml(item) for item in items))
        case Fraction(numerator, denominator):
            return f"<mfrac>{ml(numerator)}{ml(denominator)}</mfrac>"
        case Scripted():
            return _scripted(layout, language)
        case Primed(base, order):
            return f"<msup>{ml(base)}{_primes(order)}</msup>"
        case Accented(base, mark):
            return f'<mover accent="true">{ml(base)}<mo>{ACCENTS[mark]}</mo></mover>'
        case BigOperator():
            return _big_operator(layout, language)
        case Parenthesised(body, fence):
            return _fenced(ml(body), fence)
        case HalfFence(side, fence):
            return f"<mo>{FENCES[fence][0 if side == 'opening' else 1]}</mo>"
        case FunctionCall(function, arguments):
            inner = "<mo>,</mo>".join(ml(argument) for argument in arguments)
            return _row(ml(function) + FUNCTION_APPLICATION + _fenced(inner, "round"))
        case Prefix(function, argument):
            return _row(ml(function) + FUNCTION_APPLICATION + ml(argument))
        case Root(body):
            return f"<msqrt>{ml(body)}</msqrt>"
        case Cases(branches):
            table = _table((ml(b.value), _fenced(ml(b.condition), "round")) for b in branches)
            return _row(f"<mo>{{</mo>{table}")
        case Matrix(rows):
            return _fenced(_table(tuple(map(ml, entries)) for entries in rows), "square")
        case Coloured(body, role):
            return f'<mrow class="{role}">{ml(body)}</mrow>'
        case Underset(body, below):
            return f"<munder>{ml(body)}{ml(below)}</munder>"
        case Braced(body, note):
            return f"<munder><munder>{ml(body)}<mo>⏟</mo></munder>{ml(note)}</munder>"


def _identifier(letter: str, style: str) -> str:
    """A letter in its style; words are upright by MathML's own rule."""
    match style:
        case "bold":
            return f'<mi style="font-weight: bold">{escape(letter)}</mi>'
        case "upright":
            return f'<mi mathvariant="normal">{escape(letter)}</mi>'
        case _:
            return f"<mi>{escape(letter)}</mi>"


def _number(digits: str) -> str:
    """The digits; an exponent becomes a power of ten."""
    mantissa, _, exponent = digits.partition("e")
    if not exponent:
        return f"<mn>{mantissa}</mn>"
    power = f"<msup><mn>10</mn><mn>{int(exponent)}</mn></msup>".replace("-", "−")
    return _row(f"<mn>{mantissa}</mn><mo>×</mo>{power}")


def _row(elements: str) -> str:
    """The elements as one."""
    return f"<mrow>{elements}</mrow>"


def _primes(order: int) -> str:
    """The primes as one sign."""
    return f"<mo>{PRIMES.get(order, '′' * order)}</mo>"


def _scripted(layout: Scripted, language: Language) -> str:
    """The base with its scripts; primes of the base join the superscript."""
    match layout.base:
        case Primed(base, order):
            nucleus, above = mathml(base, language), _primes(order)
        case base:
            nucleus, above = mathml(base, language), ""
    if layout.upper is not None:
        above += mathml(layout.upper, language)
    below = "" if layout.lower is None else mathml(layout.lower, language)
    match above, below:
        case "", _:
            return f"<msub>{nucleus}{below}</msub>"
        case _, "":
            return f"<msup>{nucleus}{_row(above)}</msup>"
        case _:
            return f"<msubsup>{nucleus}{below}{_row(above)}</msubsup>"


def _big_operator(layout: BigOperator, language: Language) -> str:
    """The sign with its range, and its body behind it."""
    symbol = f"<mo>{BIG[layout.symbol]}</mo>"
    below = "" if layout.index is None else mathml(layout.index, language)
    if layout.lower is not None:
        below = _row(f"{below}<mo>=</mo>{mathml(layout.lower, language)}")
    if layout.upper is not None:
        symbol = f"<munderover>{symbol}{below}{mathml(layout.upper, language)}</munderover>"
    elif below:
        symbol = f"<munder>{symbol}{below}</munder>"
    return _row(symbol + mathml(layout.body, language))


def _fenced(inner: str, fence: str) -> str:
    """The elements between fences."""
    opening, closing = FENCES[fence]
    return _row(f'<mo fence="true">{opening}</mo>{inner}<mo fence="true">{closing}</mo>')


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """Rows of cells."""
    cells = ("".join(f"<mtd>{cell}</mtd>" for cell in row) for row in rows)
    return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in cells)}</mtable>"
