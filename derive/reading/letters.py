"""Letters, functions and relations by the names under which trees know them."""

from __future__ import annotations

import unicodedata

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda "
    "Mu Nu Xi Omicron Pi Rho Sigma Tau Upsilon Phi Chi Psi Omega".split()
)
FUNCTIONS = frozenset(
    "exp log ln lg sin cos tan sinh cosh tanh coth sec csc cot arcsin arccos arctan det dim tr "
    "sgn sign erf diag rank Pr softmax sigmoid relu".split()
)
# What else stands for a letter, in Unicode.
OTHER_LETTERS = {
    "∂": "partial",
    "∇": "nabla",
    "∞": "infinity",
    "ℓ": "ell",
    "…": "dots",
    "⋯": "dots",
    "⊤": "top",
    "ϕ": "phi",
    "ϵ": "epsilon",
    "ς": "varsigma",
    "ϑ": "vartheta",
    "∀": "forall",
}
SIGNS_BY_CHARACTER = {
    "−": "-",
    "–": "-",
    "·": "dot",
    "⋅": "dot",
    "×": "cross",
    "÷": "/",
    "∕": "/",
    "⊙": "odot",
    "∘": "odot",
    "∗": "*",
    "′": "'",
    "’": "'",
    "‖": "||",
    "（": "(",
    "）": ")",
    "［": "[",
    "］": "]",
    "，": ",",
    "、": ",",
    "；": ";",
    "。": ".",
    "．": ".",
    "＋": "+",
    "：": ":",
}
RELATIONS_BY_CHARACTER = {
    "＝": "=",
    "≠": "!=",
    "≤": "<=",
    "≦": "<=",
    "≥": ">=",
    "≧": ">=",
    "∈": "in",
    "∼": "sim",
    "≡": ":=",
    "≔": ":=",
    "≜": ":=",
    "←": "<-",
    "→": "to",
    "≈": "approx",
    "∝": "propto",
}
BIG_BY_CHARACTER = {"∑": "sum", "∏": "prod"}
FRACTIONS_BY_CHARACTER = {"½": "0.5", "¼": "0.25", "¾": "0.75"}
BLACKBOARD_ONE = "𝟙"


def letter_name(character: str) -> str | None:
    """The name of one character as a letter: "x", "delta", "partial"; None if it is none."""
    if character.isascii():
        return character if character.isalpha() else None
    if character in OTHER_LETTERS:
        return OTHER_LETTERS[character]
    words = unicodedata.name(character, "").split()
    if words[:1] != ["GREEK"] or "LETTER" not in words or words[-1] == "FINAL":
        return None
    name = words[-1].replace("LAMDA", "LAMBDA")
    greek = name.capitalize() if "CAPITAL" in words else name.lower()
    return greek if greek in GREEK else None


def is_prose(character: str) -> bool:
    """Whether a character belongs to Japanese prose."""
    words = unicodedata.name(character, "").split()
    return bool(words) and words[0] in {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"}


def plain_script(character: str) -> tuple[str, str] | None:
    """A raised or lowered character as ("^" or "_", the character itself), or None."""
    parts = unicodedata.decomposition(character).split()
    if len(parts) != 2 or parts[0] not in {"<super>", "<sub>"}:
        return None
    return ("^" if parts[0] == "<super>" else "_"), chr(int(parts[1], 16))
