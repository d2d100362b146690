"""A brace of cases: values, each with its condition, that together say what holds everywhere."""

from __future__ import annotations

from derive.reading.interpreter import Interpreter
from derive.reading.parse_tree import Cases, Comparison, Factors, Tree, Words
from derive.reading.problems import ReadingProblem
from derive.reading.terms import (
    Choice,
    Constant,
    Counted,
    Holds,
    Kronecker,
    Part,
    Plus,
    Term,
)

# Where the left side may lie for a relation to hold: below, at, or above the right one.
_SIGNS = {
    "<": frozenset((-1,)),
    "<=": frozenset((-1, 0)),
    "=": frozenset((0,)),
    ">=": frozenset((0, 1)),
    ">": frozenset((1,)),
    "!=": frozenset((-1, 1)),
}
_NOT_THE_REST = "The conditions of these cases do not part all there is."


def cases(tree: Cases, reader: Interpreter) -> Term:
    """The value of the one case that holds.

    Raises:
        ReadingProblem: A case lacks its condition, or the last one is not what remains.
    """
    *branches, (_, rest) = tree.branches
    *values, last = (reader.term(value) for value, _ in tree.branches)  # first: they tell ranges
    pairs = []
    for (written, holds), value in zip(branches, values, strict=True):
        if holds is None:
            raise ReadingProblem("Only the last case may be 'otherwise'.", written.span)
        pairs.append((reader.condition(holds), value))
    if rest is not None:
        found = [*(holds for holds, _ in pairs), reader.condition(rest)]
        trees = [holds for _, holds in tree.branches if holds is not None]
        if not _is_whole(trees, is_counted=any(_is_counted(one) for one in found)):
            raise ReadingProblem(_NOT_THE_REST, rest.span, "Write 'otherwise' for the last one.")
    return Choice(tuple(pairs), last, span=tree.span)


def _is_counted(holds: Term) -> bool:
    """Whether a condition compares indices, which may well be equal."""
    match holds:
        case Kronecker() | Holds(left=Counted(), right=Counted()) | Part():
            return True
        case Plus(parts=((1, Constant()), (-1, Part()))):
            return True  # not at a fixed index
        case _:
            return False


def _is_whole(conditions: list[Tree], *, is_counted: bool) -> bool:
    """Whether exactly one condition holds; two numbers may be taken to differ, indices not."""
    compared = [_comparison(one) for one in conditions]
    known = [one for one in compared if one is not None]
    if len(known) < len(compared):
        return False
    signs: list[int] = []
    for one in known:
        if one.parts not in (known[0].parts, known[0].parts[::-1]):
            return False
        turn = 1 if one.parts == known[0].parts else -1
        signs += (turn * sign for sign in _SIGNS[one.relations[0]])
    wanted = (-1, 0, 1) if is_counted else (-1, 1)
    return all(signs.count(sign) == 1 for sign in wanted)


def _comparison(tree: Tree) -> Comparison | None:
    """A condition without the words around it."""
    match tree:
        case Comparison(parts=(_, _), relations=(relation,)) if relation in _SIGNS:
            return tree
        case Factors(parts=parts):
            kept = [part for _, part in parts if not isinstance(part, Words)]
            return _comparison(kept[0]) if len(kept) == 1 else None
        case _:
            return None
