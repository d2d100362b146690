"""What stands below and above a name in LaTeX, joined to what stands there already."""

from __future__ import annotations

import re


def below(places: list[str]) -> str:
    """Indices below a name: _j, _{kj}, _{k,j+1}."""
    plain = all(re.fullmatch(r"\\?[A-Za-z]+'*", place) for place in places)
    separator = (
        ("" if all(len(place.rstrip("'")) == 1 for place in places) else " ") if plain else ","
    )
    text = separator.join(places)
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def with_indices(latex: str, places: list[str]) -> str:
    """A name with its indices below, joined to what already stands below it."""
    found = re.search(r"_(\{([^{}]|\{[^{}]*\})*\}|\\?\w)", latex)
    if found is None:
        return latex + below(places)
    own = found[1].removeprefix("{").removesuffix("}")
    return f"{latex[: found.start()]}{latex[found.end() :]}{below([own, *places])}"


def transposed(latex: str) -> str:
    """A whole name with the sign of the transpose above it."""
    found = re.search(r"\^(\{(?P<inside>[^{}]*(\{[^{}]*\}[^{}]*)*)\}|(?P<sign>\w))$", latex)
    if found is None:
        return f"{latex}^\\top"
    above = found["inside"] or found["sign"]
    if "+" in above or "-" in above:
        return f"({latex})^\\top"
    return f"{latex[: found.start()]}^{{{above}\\top}}"
