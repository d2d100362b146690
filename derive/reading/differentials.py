"""Differentials: dY = dV H + V dH is a statement about every change of what is given.

A document uses them where it says what the dL of its cost is by others, dL = tr(E^T dY). All
that is given moves in a direction of its own. Targets, and the data x, move only where the
document speaks of their changes or takes derivatives by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from derive.notation.index import Index
from derive.notation.tokens import Span
from derive.reading.costs import COSTS
from derive.reading.model import Definition
from derive.reading.occurrences import derived_by
from derive.reading.parse_tree import Factors, Scripted, Statement, Symbol, Tree, parts_of, walk
from derive.reading.problems import ReadingProblem
from derive.reading.spellings import letter_of
from derive.reading.term_parts import quantities_in
from derive.reading.terms import Derivative, Directions, Fold, Part, Plus, Quantity, Term, Times

_DATA = ("x", "X")


def has_differentials(statements: Sequence[Statement]) -> bool:
    """Whether a document says what the differential of its cost is, by others."""
    for one in statements:
        if len(one.sides) < 2:
            continue
        left = list(_changed(one.sides[0]))
        right = {letter for side in one.sides[1:] for letter in _changed(side)}
        if len(left) == 1 and left[0] in COSTS and _is_lone(one.sides[0]) and right - set(left):
            return True
    return False


def directions(
    statements: Sequence[Statement], given: Sequence[Quantity], definitions: Sequence[Definition]
) -> Directions:
    """In which directions everything moves, by name.

    Args:
        statements: All statements of a document.
        given: The quantities that nothing defines.
        definitions: The others, in an order in which each needs earlier ones.
    """
    letters = {letter for one in statements for side in one.sides for letter in _moving(side)}
    found: dict[str, tuple[tuple[Quantity, Quantity], ...]] = {}
    for one in given:
        letter = one.name.partition("^")[0]
        if letter in letters or not (one.kind == "target" or letter in _DATA):
            change = replace(one, name=f"d {one.name}", kind="signal", latex=f"d {one.latex}")
            found[one.name] = ((one, change),)
    for own in definitions:
        needed = (pair for q in quantities_in(own.value) for pair in found.get(q.name, ()))
        found[own.quantity.name] = tuple(
            dict.fromkeys((*found.get(own.quantity.name, ()), *needed))
        )
    return found


def differential(term: Term, known: Directions, span: Span) -> Term:
    """The change of a term when everything moves in its direction."""
    names = (quantity.name for quantity in quantities_in(term))
    pairs = dict.fromkeys(pair for name in names for pair in known.get(name, ()))
    if isinstance(term, Part) and term.quantity in dict(pairs):
        return replace(term, quantity=dict(pairs)[term.quantity], span=span)
    parts: list[Term] = []
    for number, (by, change) in enumerate(pairs):
        letters = tuple(Index(f"{a.letter}{number}#d{at}", a) for at, a in enumerate(by.axes))
        # As a sum of one: a name itself might be meant to be differentiated directly.
        slope = Derivative(Plus(((1, term),)), Part(by, letters), span=span)
        moved = Times((slope, Part(change, letters, span=span)), span=span)
        parts.append(Fold("sum", letters, moved, span=span) if letters else moved)
    if not parts:
        raise ReadingProblem(
            "Nothing that this depends on changes.", span, "Say by what it is a differential."
        )
    return parts[0] if len(parts) == 1 else Plus(tuple((1, one) for one in parts), span=span)


def _is_lone(tree: Tree) -> bool:
    """Whether a side is one differential: dL, and no product."""
    return not isinstance(tree, Factors) or len(tree.parts) == 2


def _changed(tree: Tree) -> Iterator[str]:
    """The letters behind a d: Y of dY, written as one name or as two; none of dL/dY."""
    if derived_by(tree) is not None:
        return
    match tree:
        case Symbol(name=name) if len(name) > 1 and name[0] == "d" and _is_letter(name[1:]):
            yield name[1:]
        case Factors(parts=parts):
            for (_, one), (joint, behind) in pairwise(parts):
                is_sign = isinstance(one, Symbol) and one.name == "d" and joint == ""
                if is_sign and isinstance(behind, Symbol | Scripted):
                    yield letter_of(behind)
    for part in parts_of(tree):
        yield from _changed(part)


def _is_letter(name: str) -> bool:
    return name.isidentifier() and not name.startswith(("elta", "iag", "ot", "im", "et"))


def _moving(tree: Tree) -> Iterator[str]:
    """The letters whose change is spoken of, and those that something is differentiated by."""
    yield from _changed(tree)
    for part in walk(tree):
        by = derived_by(part)
        if by is not None:
            yield letter_of(by)
        elif isinstance(part, Scripted) and letter_of(part) == "nabla" and part.lower is not None:
            yield letter_of(part.lower)
