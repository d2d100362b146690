"""Big operators: what their letters run over, from where they stand in the body."""

from __future__ import annotations

from fractions import Fraction as Rational

from derive.notation.index import Axis, Index, SizeOf
from derive.reading.counting import limits_in
from derive.reading.index_letters import UNKNOWN, index_name
from derive.reading.interpreter import Interpreter
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Listing,
    Number,
    Symbol,
    Tree,
    walk,
)
from derive.reading.problems import ReadingProblem, StaticFinding
from derive.reading.shapes import free_letters
from derive.reading.stated_ranges import stated_ranges
from derive.reading.terms import (
    Constant,
    Counted,
    Fold,
    FoldKind,
    Holds,
    Term,
    Times,
)
from derive.text import Text

LONGEST_RANGE = 1_000
_KINDS: dict[str, FoldKind] = {"sum": "sum", "prod": "prod", "max": "max", "min": "min"}


def folded(tree: Big, reader: Interpreter) -> Term:
    """A sum, product, maximum or minimum over letters."""
    if tree.kind not in _KINDS or tree.lower is None:
        raise ReadingProblem(
            f"'{tree.kind}' without an index, or of this kind, is not read.",
            tree.span,
            "Write the index below it: sum_k.",
        )
    _check_end(tree.upper)
    bound = _bound(tree.lower)
    ranged = _extent_axis(tree.upper, reader)
    if ranged is not None:
        reader.letters.known.update({name: ranged for name, _, _ in bound})
    with stated_ranges(tree, [(name, start) for name, start, _ in bound], reader):
        body = reader.term(tree.body)
    letters, conditions = [], []
    for name, start, condition in bound:
        letter = _letter(name, body, tree, reader)
        letters.append(letter)
        if start is not None:
            conditions += [_at_least(letter, one, reader) for one in limits_in(start, "max")]
        if condition is not None:
            conditions.append(reader.condition(condition))
    if tree.upper is not None:
        for end in limits_in(tree.upper, "min"):
            conditions += _at_most(letters, end, reader)
    kept = [one for one in conditions if one is not None]
    if kept and tree.kind != "sum":
        raise ReadingProblem("Conditions are read below sums only.", tree.lower.span)
    if kept:
        body = Times((*kept, body), span=body.span)
    return Fold(_KINDS[tree.kind], tuple(letters), body, span=tree.span)


def _check_end(upper: Tree | None) -> None:
    """Nothing, unless a sum has no end, or one that is far away."""
    is_far = isinstance(upper, Number) and upper.value > LONGEST_RANGE
    if upper is not None and (is_far or any(_is_infinite(part) for part in walk(upper))):
        raise ReadingProblem(
            "The range has no end." if not is_far else "The range is too long.",
            upper.span,
            f"At most {LONGEST_RANGE:,} terms are worked out.",
        )


def _is_infinite(tree: Tree) -> bool:
    return isinstance(tree, Symbol) and tree.name == "infinity"


def _bound(lower: Tree) -> list[tuple[str, Tree | None, Tree | None]]:
    """The letters below an operator, each with where it starts and what it has to fulfil."""
    match lower:
        case Listing(parts=parts):
            return [one for part in parts for one in _bound(part)]
        case Factors(parts=parts) if all(joint == "" for joint, _ in parts):
            return [one for _, part in parts for one in _bound(part)]
        case Comparison(parts=(first, second), relations=(relation,)):
            name = index_name(first)
            if name is not None and relation == "=":
                return [(name, second, None)]
            if name is not None and relation in ("!=", "<", "<=", ">", ">="):
                return [(name, None, lower)]
        case _:
            name = index_name(lower)
            if name is not None:
                return [(name, None, None)]
    raise ReadingProblem(
        "The letters below a big operator are expected here.", lower.span, "For example k = 1."
    )


def _letter(name: str, body: Term, tree: Big, reader: Interpreter) -> Index:
    """The letter that is bound: its axis is the one on which it stands."""
    own = (one for one in free_letters(body) if one.name == name and one.axis != UNKNOWN)
    found = sorted(own, key=_axis_name)
    ranged = _extent_axis(tree.upper, reader)
    if not found:
        axis = ranged or reader.letters.known.get(name)
        if axis is None:
            axis = reader.letters.axis(name)
        return Index(name, axis)
    axes = {one.axis for one in found} | ({ranged} if ranged else set())
    if len(axes) > 1:
        sizes = ", ".join(sorted(axis.size for axis in axes))
        message = Text(
            f"The index {name} runs over {sizes} at once.",
            f"添字 {name} の範囲が {sizes} と食い違う．",
        )
        reader.findings.append(StaticFinding("range-conflict", message, tree.span))
    reader.letters.known[name] = found[0].axis
    return found[0]


def _axis_name(letter: Index) -> str:
    return letter.axis.name


def _extent_axis(upper: Tree | None, reader: Interpreter) -> Axis | None:
    """The axis whose extent stands above an operator, if one does."""
    name = None if upper is None else index_name(upper)
    return None if name is None else reader.names.extents.get(name)


def _at_least(letter: Index, start: Tree, reader: Interpreter) -> Term | None:
    """The condition that a letter starts later than at the first place."""
    base = reader.letters.first(letter.axis)
    if isinstance(start, Number) and start.value <= base:
        return None
    first = Counted(reader.letters.position(start), span=start.span)
    return Holds(Counted(letter + base), ">=", first, span=start.span)


def _at_most(letters: list[Index], upper: Tree, reader: Interpreter) -> list[Term | None]:
    """The conditions that letters end earlier than at the last place."""
    axis = _extent_axis(upper, reader)
    if axis is not None:
        return []
    if isinstance(upper, Number):
        last: Term = Constant(Rational(upper.value), span=upper.span)
    else:
        last = Counted(reader.letters.position(upper), span=upper.span)
    found: list[Term | None] = []
    for letter in letters:
        first = reader.letters.first(letter.axis)
        if not _is_last(last, letter.axis, first):
            found.append(Holds(Counted(letter + first), "<=", last, span=upper.span))
    return found


def _is_last(end: Term, axis: Axis, first: int) -> bool:
    """Whether a sum ends at the last place of an axis, and so needs no condition."""
    match end:
        case Counted(position=position):
            return bool(position == SizeOf(axis) - 1 + first)
        case Constant(value=value):
            return axis.size.isdigit() and value == int(axis.size) - 1 + first
        case _:
            return False
