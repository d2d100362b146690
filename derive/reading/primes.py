r"""Primes that stand in an upper script: `^{\prime}` is a prime, no power."""

from __future__ import annotations

from derive.reading import parse_tree as written
from derive.reading.parse_tree import Tree


def without_primes(upper: Tree) -> tuple[Tree | None, int]:
    r"""An upper script, and the primes in it: `^{\prime}`, `^{(1)\prime}`."""
    match upper:
        case written.Words(text=text) if text and set(text) == {"'"}:
            return None, len(text)
        case written.Scripted(base=written.Fenced() as base, lower=None, upper=None, primes=n):
            return base, n
    return upper, 0
