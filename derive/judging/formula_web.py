"""What was read of a formula, as presentation MathML: a page shows the tree, not the source."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from derive.reading.parse_tree import (
    Big,
    Cases,
    Comparison,
    Elementwise,
    Factors,
    Fenced,
    Fraction,
    Grid,
    Joint,
    Listing,
    Number,
    Root,
    Scripted,
    Statement,
    Symbol,
    Terms,
    Tree,
    Words,
)

RELATIONS = {
    "<-": "←", "!=": "≠", "<=": "≤", ">=": "≥", "in": "∈", "sim": "∼", "approx": "≈",
    "propto": "∝", "to": "→", ":=": "≔",
}  # fmt: skip
NAMES = {
    "partial": "∂", "nabla": "∇", "infinity": "∞", "ell": "ℓ", "dots": "…", "top": "⊤",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ",
    "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ",
    "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
ACCENTS = {"hat": "^", "tilde": "~", "bar": "¯", "dot": "˙"}
FENCES = {"(": "()", "[": "[]", "{": "{}", "|": "||", "||": "‖‖"}
BIG = {"sum": "∑", "prod": "∏", "max": "max", "min": "min", "argmax": "arg max"}
JOINTS = {"dot": "<mo>·</mo>", "cross": "<mo>×</mo>", "/": "<mo>/</mo>", "@": "<mo>@</mo>"}
THIN = '<mspace width="0.1667em"/>'
CALLIGRAPHIC = "𝒜ℬ𝒞𝒟ℰℱ𝒢ℋℐ𝒥𝒦ℒℳ𝒩𝒪𝒫𝒬ℛ𝒮𝒯𝒰𝒱𝒲𝒳𝒴𝒵"
BLACKBOARD = "𝔸𝔹ℂ𝔻𝔼𝔽𝔾ℍ𝕀𝕁𝕂𝕃𝕄ℕ𝕆ℙℚℝ𝕊𝕋𝕌𝕍𝕎𝕏𝕐ℤ"


def equality_mathml(statement: Statement, first: int, last: int) -> str:
    """The sides of a chain from `first` to `last`, as a `math` element."""
    parts = [tree_mathml(statement.sides[first])]
    for number in range(first, last):
        relation = statement.relations[number]
        parts.append(_sign(RELATIONS.get(relation, relation)))
        parts.append(tree_mathml(statement.sides[number + 1]))
    return f'<math display="block">{"".join(parts)}</math>'


def tree_mathml(tree: Tree) -> str:
    """A tree as MathML elements."""
    match tree:
        case Number(value=value):
            return _number(str(value) if value.denominator == 1 else _decimal(float(value)))
        case Symbol():
            return _symbol(tree)
        case Words(text=text):
            return f"<mtext>&nbsp;{escape(text)}&nbsp;</mtext>"
        case Scripted():
            return _scripted(tree)
        case Fenced(fence=fence, inner=inner):
            pair = FENCES[fence]
            return _row(_fence(pair[0]), tree_mathml(inner), _fence(pair[1]))
        case Fraction(above=above, below=below):
            return f"<mfrac>{tree_mathml(above)}{tree_mathml(below)}</mfrac>"
        case Root(inner=inner):
            return f"<msqrt>{tree_mathml(inner)}</msqrt>"
        case Terms(parts=signed):
            return _row(*(part for number, one in enumerate(signed) for part in _term(number, one)))
        case Factors(parts=joined):
            return _factors(joined)
        case _:
            return _listed(tree)


def _factors(parts: Sequence[tuple[Joint, Tree]]) -> str:
    """Factors side by side, with a thin space beside the name of a function."""
    found: list[str] = []
    for at, (joint, part) in enumerate(parts):
        before = parts[at - 1][1] if at else None
        is_apart = before is not None and (
            _is_word(part) or (_is_word(before) and not isinstance(part, Fenced))
        )
        found.append(JOINTS.get(joint, THIN if is_apart else "") + tree_mathml(part))
    return _row(*found)


def _is_word(tree: Tree) -> bool:
    base = tree.base if isinstance(tree, Scripted) else tree
    return isinstance(base, Symbol) and len(base.name) > 1 and base.name not in NAMES


def _listed(tree: Tree) -> str:
    """A tree with parts side by side, in a table, or below a big sign."""
    match tree:
        case Elementwise(parts=parts, signs=signs):
            shown = ["", *("⊙" if sign == "odot" else "*" for sign in signs)]
            return _row(*(_sign(s) + tree_mathml(p) for s, p in zip(shown, parts, strict=True)))
        case Comparison(parts=parts, relations=relations):
            shown = ["", *(RELATIONS.get(relation, relation) for relation in relations)]
            return _row(*(_sign(s) + tree_mathml(p) for s, p in zip(shown, parts, strict=True)))
        case Listing(parts=parts):
            return _row("<mo>,</mo>".join(tree_mathml(part) for part in parts))
        case Big():
            return _big(tree)
        case Cases(branches=branches):
            rows = [
                (tree_mathml(value), "" if condition is None else tree_mathml(condition))
                for value, condition in branches
            ]
            return _row(_fence("{"), _table(rows))
        case Grid(rows=grid):
            table = _table([tuple(tree_mathml(cell) for cell in row) for row in grid])
            return _row(_fence("["), table, _fence("]"))
        case _:
            raise AssertionError(f"{type(tree).__name__} is no tree that is written")


def _term(number: int, term: tuple[int, Tree]) -> tuple[str, str]:
    sign = "−" if term[0] < 0 else "+" if number else ""
    return _sign(sign), tree_mathml(term[1])


def _symbol(symbol: Symbol) -> str:
    """A letter with its style and its accent; words stand upright."""
    letter = NAMES.get(symbol.name, symbol.name)
    is_upright = symbol.style == "roman" or (len(symbol.name) > 1 and letter == symbol.name)
    index = ord(letter) - ord("A") if len(letter) == 1 else -1
    if 0 <= index < 26 and symbol.style in ("calligraphic", "blackboard"):
        letter = (CALLIGRAPHIC if symbol.style == "calligraphic" else BLACKBOARD)[index]
    kind = ' mathvariant="normal"' if is_upright else ""
    style = ' class="bold"' if symbol.style == "bold" else ""
    element = f"<mi{kind}{style}>{escape(letter)}</mi>"
    if symbol.accent:
        return f'<mover accent="true">{element}<mo>{ACCENTS[symbol.accent]}</mo></mover>'
    return element


def _scripted(tree: Scripted) -> str:
    """A base with its scripts, the primes first above."""
    base = tree_mathml(tree.base)
    upper = "<mo>′</mo>" * tree.primes
    if tree.upper is not None:
        upper += tree_mathml(tree.upper)
    if tree.lower is None:
        return f"<msup>{base}{_row(upper)}</msup>" if upper else base
    lower = tree_mathml(tree.lower)
    if not upper:
        return f"<msub>{base}{lower}</msub>"
    return f"<msubsup>{base}{lower}{_row(upper)}</msubsup>"


def _big(tree: Big) -> str:
    sign = f'<mo movablelimits="false">{BIG[tree.kind]}</mo>'
    lower = "" if tree.lower is None else tree_mathml(tree.lower)
    upper = "" if tree.upper is None else tree_mathml(tree.upper)
    if lower and upper:
        sign = f"<munderover>{sign}{lower}{upper}</munderover>"
    elif lower:
        sign = f"<munder>{sign}{lower}</munder>"
    elif upper:
        sign = f"<mover>{sign}{upper}</mover>"
    return _row(sign, tree_mathml(tree.body))


def _decimal(value: float) -> str:
    return f"{value:.12g}"


def _number(digits: str) -> str:
    return f"<mn>{escape(digits)}</mn>"


def _sign(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>" if sign else ""


def _fence(sign: str) -> str:
    return f'<mo fence="true" stretchy="true" lspace="0" rspace="0">{escape(sign)}</mo>'


def _row(*elements: str) -> str:
    return f"<mrow>{''.join(elements)}</mrow>"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    cells = ("".join(f"<mtd>{cell}</mtd>" for cell in row) for row in rows)
    return f"<mtable>{''.join(f'<mtr>{row}</mtr>' for row in cells)}</mtable>"
