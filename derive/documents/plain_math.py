"""A layout as one line of Unicode for the terminal: δ⁽¹⁾_j = f'(z⁽¹⁾_j) Σ_k δ⁽²⁾_k w⁽²⁾_kj."""

from derive.documents.layout import (
    ADDITIVE,
    RELATIONS,
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

RAISED = dict(zip("0123456789+−-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾", strict=True)) | {"⊤": "ᵀ"}
LETTERS = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
SPACED = RELATIONS | ADDITIVE | {Sign.HADAMARD, Sign.OUTER, Sign.TIMES, Sign.DOT, Sign.AND}
BIG = {"sum": "Σ", "product": "Π", "max": "max", "min": "min", "argmax": "argmax"}
FENCES = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "curly": ("{", "}"),
    "bars": ("|", "|"),
    "floor": ("⌊", "⌋"),
}
MARKS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "dot": "\u0307"}


def plain_math(layout: Layout, language: Language) -> str:
    """The layout as one line of Unicode text."""

    def plain(part: Layout) -> str:
        return plain_math(part, language)

    match layout:
        case Identifier(letter, _):
            return letter
        case Number(digits):
            return _number(digits)
        case Symbol(sign):
            return _sign(sign)
        case Space(width):
            return "   " if width == "quad" else " "
        case Words(text):
            return text.in_language(language)
        case Row(items):
            return _row(items, language)
        case Fraction(numerator, denominator):
            return f"{_atom(numerator, language)}/{_atom(denominator, language)}"
        case Scripted(base, lower, upper):
            above = "" if upper is None else _above(upper, language)
            below = "" if lower is None else _lowered(plain(lower))
            return f"{_atom(base, language)}{above}{below}"
        case Primed(base, order):
            return _atom(base, language) + "'" * order
        case Accented(base, mark):
            return plain(base) + MARKS[mark]
        case BigOperator():
            return _big_operator(layout, language)
        case Parenthesised(body, fence):
            opening, closing = FENCES[fence]
            return f"{opening}{plain(body)}{closing}"
        case HalfFence(side, fence):
            return FENCES[fence][0 if side == "opening" else 1]
        case FunctionCall(function, arguments):
            return f"{plain(function)}({', '.join(plain(argument) for argument in arguments)})"
        case Prefix(function, argument):
            return f"{plain(function)} {plain(argument)}"
        case Root(body):
            return f"√{_atom(body, language)}"
        case Cases(branches):
            inner = ", ".join(f"{plain(b.value)} ({plain(b.condition)})" for b in branches)
            return f"{{ {inner} }}"
        case Matrix(rows):
            lines = (", ".join(plain(entry) for entry in entries) for entries in rows)
            return f"[{'; '.join(lines)}]"
        case Coloured(body, _) | Underset(body, _) | Braced(body, _):
            return plain(body)


def _number(digits: str) -> str:
    """The digits; an exponent becomes a power of ten."""
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa}×10{_raised(str(int(exponent)))}" if exponent else mantissa


def _sign(sign: Sign) -> str:
    """The sign with the blanks that it has in print."""
    if sign in SPACED:
        return f" {sign.value} "
    return f"{sign.value} " if sign is Sign.COMMA else sign.value


def _row(items: tuple[Layout, ...], language: Language) -> str:
    """The items; factors are parted by a blank.

    A sign in front stands close to what it signs.
    """
    line = ""
    for place, item in enumerate(items):
        text = plain_math(item, language)
        leads = place == 0 or isinstance(items[place - 1], Symbol)
        if isinstance(item, Symbol) and item.sign in ADDITIVE and leads:
            text = text.strip()
        glued = leads or isinstance(item, Symbol | Space | Parenthesised)
        line += text if glued or isinstance(items[place - 1], Space) else f" {text}"
    return line


def _atom(layout: Layout, language: Language) -> str:
    """The layout, in parentheses where a neighbour could tear it apart."""
    text = plain_math(layout, language)
    match layout:
        case Row(items) if items and isinstance(items[0], Symbol) and items[0].sign is Sign.PARTIAL:
            return text
        case Row() | BigOperator() | Fraction() | Prefix():
            return f"({text})"
        case Coloured(body, _) | Underset(body, _) | Braced(body, _):
            return _atom(body, language)
        case _:
            return text


def _above(upper: Layout, language: Language) -> str:
    """A superscript; the letter of a gate stands before the layer."""
    match upper:
        case Row((Identifier(letter, "upright"), *rest)) if letter in LETTERS:
            return LETTERS[letter] + _raised(plain_math(Row(tuple(rest)), language))
        case Identifier(letter, "upright") if letter in LETTERS:
            return LETTERS[letter]
        case _:
            return _raised(plain_math(upper, language))


def _raised(script: str) -> str:
    """The script in raised characters where Unicode has them, else behind a caret."""
    script = script.replace(" ", "")
    if all(character in RAISED for character in script):
        return "".join(RAISED[character] for character in script)
    return f"^{script}" if len(script) == 1 else f"^({script})"


def _lowered(script: str) -> str:
    """The script behind an underscore; index letters stand together, longer scripts in braces."""
    letters = script.replace(", ", ",")
    return f"_{letters.replace(' ', '')}" if _is_word(letters) else f"_{{{letters}}}"


def _is_word(script: str) -> bool:
    """Whether the script is letters, digits, primes and commas only."""
    return all(character.isalnum() or character in "', " for character in script)


def _big_operator(layout: BigOperator, language: Language) -> str:
    """The sign, its index, and its body; the range is left to the printed page."""
    index = "" if layout.index is None else _lowered(plain_math(layout.index, language))
    return f"{BIG[layout.symbol]}{index} {plain_math(layout.body, language)}"
