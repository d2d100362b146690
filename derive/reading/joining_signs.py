"""The signs of brackets, of products, and of what is done entry by entry, in all grammars."""

from __future__ import annotations

from typing import Literal

from derive.reading.parse_tree import Fence, Joint

FENCES: dict[str, tuple[Fence, tuple[str, ...]]] = {
    "(": ("(", (")",)),
    "[": ("[", ("]",)),
    r"\{": ("{", (r"\}",)),
    "|": ("|", ("|", "|)")),
    "|(": ("|", ("|)", "|")),
    "||": ("||", ("||", "||)")),
    "||(": ("||", ("||)", "||")),
    "open.": ("(", ("close.", "|)")),
}
JOINTS: dict[str, Joint] = {"dot": "dot", "cross": "cross", "/": "/", "@": "@"}
ELEMENTWISE: dict[str, Literal["odot", "*"]] = {"odot": "odot", "*": "*"}
