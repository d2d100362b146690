"""How a name is written in LaTeX."""

from __future__ import annotations

from derive.reading.spellings import Spelling
from derive.reading.told_apart import SIGN

_GREEK = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau "
    "upsilon phi chi psi omega"
).split()


def latex_of(spelling: Spelling) -> str:
    """A name as LaTeX, without indices."""
    letter = spelling.letter.partition(SIGN)[0]
    if letter.lower() in _GREEK or letter == "ell":
        letter = f"\\{letter} "
    elif len(letter) > 1:
        letter = f"\\mathrm{{{letter}}}"
    if spelling.accent:
        letter = f"\\{spelling.accent}{{{letter.strip()}}}"
    marks = "".join(f"({mark})" if mark.isdigit() else mark for mark in sorted(spelling.marks))
    return f"{letter.strip()}{chr(39) * spelling.primes}" + (f"^{{{marks}}}" if marks else "")
