"""A law, and one use of it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr

from derive.text import Text


@dataclass(frozen=True, slots=True)
class Rule:
    """A law of the calculus: always an equality.

    Attributes:
        name: Its name in programs and reports.
        title: What a handout calls it.
        statement: The law itself, one line of plain text.
    """

    name: str
    title: Text
    statement: str


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a derivation: `before` equals `after`, and `rule` says why.

    The equality is the whole claim; `checking` tests it on numbers for every
    step that the engine makes, so a wrong rule cannot hide in a chain.

    Attributes:
        rule: The law.
        before: The expression that it met.
        after: What it became.
        substeps: Smaller steps inside it, each an equality of its own.
        about: Expressions that the reason speaks of, e.g. the signals a chain rule goes through.
    """

    rule: Rule
    before: Expr
    after: Expr
    substeps: tuple[Step, ...] = ()
    about: tuple[Expr, ...] = ()
