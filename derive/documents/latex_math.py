"""A layout set in LaTeX mathematics, with amsmath and amssymb.

Colours are named `forward`, `backward` and `muted`, as the template defines them.
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
    Sign.PLUS_MINUS: r"\pm",
    Sign.TIMES: r"\times",
    Sign.DOT: r"\cdot",
    Sign.HADAMARD: r"\odot",
    Sign.OUTER: r"\otimes",
    Sign.EQUAL: "=",
    Sign.NOT_EQUAL: r"\neq",
    Sign.DEFINED: r"\equiv",
    Sign.APPROXIMATELY: r"\approx",
    Sign.ASSIGN: r"\leftarrow",
    Sign.ARROW: r"\rightarrow",
    Sign.LESS: "<",
    Sign.GREATER: ">",
    Sign.AT_MOST: r"\leq",
    Sign.AT_LEAST: r"\geq",
    Sign.ELEMENT_OF: r"\in",
    Sign.AND: r"\wedge",
    Sign.COMMA: ",",
    Sign.COLON: ":",
    Sign.SLASH: "/",
    Sign.PARTIAL: r"\partial",
    Sign.TRANSPOSE: r"\top",
    Sign.INFINITY: r"\infty",
    Sign.DOTS: r"\dots",
    Sign.CENTRED_DOTS: r"\cdots",
    Sign.VERTICAL_DOTS: r"\vdots",
}
GREEK = {
    **dict(
        zip(
            "αβγδεζηθικλμνξπρστυφχψω",
            (
                "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi "
                "rho sigma tau upsilon varphi chi psi omega"
            ).split(),
            strict=True,
        )
    ),
    **dict(
        zip(
            "ΓΔΘΛΞΠΣΥΦΨΩ",
            ("Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega").split(),
            strict=True,
        )
    ),
    "ℓ": "ell",
}
OPERATORS = frozenset("exp log ln tanh sinh cosh sin cos tan max min sup inf lim det".split())
ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
}
SIGN_CHARACTERS = frozenset(sign.value for sign in Sign)
FENCES = {
    "round": ("(", ")"),
    "square": ("[", "]"),
    "curly": (r"\{", r"\}"),
    "bars": ("|", "|"),
    "floor": (r"\lfloor", r"\rfloor"),
}
SPACES = {"thin": r"\,", "medium": r"\;", "quad": r"\quad "}
BIG = {
    "sum": r"\sum",
    "product": r"\prod",
    "max": r"\max",
    "min": r"\min",
    "argmax": r"\operatorname*{arg\,max}",
}
ACCENTS = {"hat": r"\hat", "bar": r"\bar", "tilde": r"\tilde", "dot": r"\dot"}


def escaped(words: str) -> str:
    """The words with every character that LaTeX gives a meaning to made harmless.

    Greek letters and signs become mathematics, since a text font may lack them.
    """
    return "".join(_escaped(character) for character in words).replace("--", "-{}-")


def _escaped(character: str) -> str:
    """One character of ordinary words."""
    if character in ESCAPES:
        return ESCAPES[character]
    if character in GREEK:
        return rf"$\{GREEK[character]}$"
    if not character.isascii() and character in SIGN_CHARACTERS:
        return f"${SIGNS[Sign(character)]}$"
    return character


def latex_math(layout: Layout, language: Language) -> str:
    """The layout as LaTeX for mathematics mode, without delimiters."""

    def tex(part: Layout) -> str:
        return latex_math(part, language)

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
            return rf"\text{{{escaped(text.in_language(language))}}}"
        case Row(items):
            return _row(items, language)
        case Fraction(numerator, denominator):
            return rf"\frac{{{tex(numerator)}}}{{{tex(denominator)}}}"
        case Scripted(base, lower, upper):
            below = "" if lower is None else f"_{{{tex(lower)}}}"
            above = "" if upper is None else f"^{{{tex(upper)}}}"
            return f"{_nucleus(base, language)}{above}{below}"
        case Primed(base, order):
            return _nucleus(base, language) + "'" * order
        case Accented(base, mark):
            return rf"{ACCENTS[mark]}{{{tex(base)}}}"
        case BigOperator():
            return _big_operator(layout, language)
        case Parenthesised(body, fence):
            return _fenced(body, fence, language)
        case HalfFence(side, fence):
            opening, closing = FENCES[fence]
            return rf"\biggl{opening}" if side == "opening" else rf"\biggr{closing}"
        case FunctionCall(function, arguments):
            inner = Row(_with_commas(arguments))
            return tex(function) + _fenced(inner, "round", language)
        case Prefix(function, argument):
            return f"{tex(function)} {tex(argument)}"
        case Root(body):
            return rf"\sqrt{{{tex(body)}}}"
        case Cases(branches):
            lines = r" \\ ".join(f"{tex(b.value)} & ({tex(b.condition)})" for b in branches)
            return rf"\begin{{cases}} {lines} \end{{cases}}"
        case Matrix(rows):
            lines = r" \\ ".join(" & ".join(tex(entry) for entry in entries) for entries in rows)
            return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"
        case Coloured(body, role):
            return rf"\textcolor{{{role}}}{{{tex(body)}}}"
        case Underset(body, below):
            return rf"\underset{{{tex(below)}}}{{{tex(body)}}}"
        case Braced(body, note):
            return rf"\underbrace{{{tex(body)}}}_{{{tex(note)}}}"


def _identifier(identifier: Identifier) -> str:
    """One letter in its style, or a word as an operator's name."""
    name = identifier.letter
    if len(name) == 1:
        spelled = rf"\{GREEK[name]}" if name in GREEK else escaped(name)
        match identifier.style:
            case "italic":
                return spelled
            case "bold":
                return rf"\boldsymbol{{{spelled}}}"
            case "upright":
                return rf"\mathrm{{{spelled}}}"
    if identifier.style != "italic":
        return rf"\math{'bf' if identifier.style == 'bold' else 'rm'}{{{escaped(name)}}}"
    if name in OPERATORS:
        return rf"\{name}"
    return rf"\operatorname{{{escaped(name)}}}"


def _number(digits: str) -> str:
    """The digits; an exponent becomes a power of ten."""
    mantissa, _, exponent = digits.partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa


def _row(items: tuple[Layout, ...], language: Language) -> str:
    """The items with blanks between, so that a control word never swallows a letter."""
    return " ".join(latex_math(item, language) for item in items)


def _nucleus(base: Layout, language: Language) -> str:
    """The base such that a script that follows belongs to all of it and to nothing less."""
    text = latex_math(base, language)
    match base:
        case Identifier() | Number() | Symbol() | Primed() | Parenthesised():
            return text
        case _:
            return f"{{{text}}}"


def _fenced(body: Layout, fence: str, language: Language) -> str:
    """The body between fences that grow with it."""
    opening, closing = FENCES[fence]
    inner = latex_math(body, language)
    if is_flat(body):
        return f"{opening}{inner}{closing}"
    return rf"\mathopen{{}}\left{opening} {inner} \right{closing}\mathclose{{}}"


def is_flat(layout: Layout) -> bool:
    """Whether the layout is no taller than a line of letters, so that plain fences hold it."""
    match layout:
        case Identifier() | Number() | Symbol() | Space() | Words():
            return True
        case Row(items):
            return all(is_flat(item) for item in items)
        case Coloured(body, _) | Primed(body, _) | Scripted(body, _, None):
            return is_flat(body)
        case Prefix(function, argument):
            return is_flat(function) and is_flat(argument)
        case FunctionCall(function, arguments):
            return is_flat(function) and all(is_flat(argument) for argument in arguments)
        case Parenthesised(body, _):
            return is_flat(body)
        case _:
            return False


def _big_operator(layout: BigOperator, language: Language) -> str:
    """The sign with its range, and its body behind it."""
    text = BIG[layout.symbol]
    if layout.index is not None:
        start = "" if layout.lower is None else f"={latex_math(layout.lower, language)}"
        text += f"_{{{latex_math(layout.index, language)}{start}}}"
    if layout.upper is not None:
        text += f"^{{{latex_math(layout.upper, language)}}}"
    return f"{text} {latex_math(layout.body, language)}"


def _with_commas(arguments: tuple[Layout, ...]) -> tuple[Layout, ...]:
    """The arguments of a function with commas between."""
    comma = Symbol(Sign.COMMA)
    return tuple(part for argument in arguments for part in (comma, argument))[1:]
