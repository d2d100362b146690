"""How a document's habits choose between the ways to share out a name's scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.reading.index_letters import index_names
from derive.reading.parse_tree import Fenced, Listing, Number, Scripted
from derive.reading.spellings import Use, letter_of, uses


@dataclass(slots=True)
class Habits:
    """What the document as a whole says of its names.

    Attributes:
        numbered: Letters that carry index letters alone below somewhere, and how many.
        bound: The same, of letters that a sum or the left side gives a range.
        bare: Letters that stand without anything above somewhere.
        is_einstein: Whether repeated letters are summed.
        layers: Values of layer variables.
        plain: Letters that stand without any script somewhere.
        gates: Letters that are names themselves, as f in W_f, and so no indices.
        fixed: Letters of fixed indices, as c in p_c, which have no value and no range.
        positive: Letters that are said to be positive.
        named: Letters that left sides define, with or without indices: r_j, and so W^{(r)}.
        layered: Letters that left sides define for several numbers above, z^2 and z^3.
    """

    numbered: set[tuple[str, int]] = field(default_factory=set)
    bound: set[tuple[str, int]] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    is_einstein: bool = False
    layers: Mapping[str, int] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    gates: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    layered: set[str] = field(default_factory=set)
    fixed: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()


def chosen_use(tree: Scripted, scope: frozenset[str], habits: Habits) -> Use | None:
    """The use of a name's scripts that fits its scope best."""
    ranked = sorted(
        enumerate(uses(tree, habits.layers)),
        key=lambda one: (
            _cost(one[1], scope, habits)
            + _gate_cost(tree, one[1], habits)
            + _power_cost(tree, one[1], scope, habits),
            one[0],
        ),
    )
    return ranked[0][1] if ranked else None


def _gate_cost(tree: Scripted, use: Use, habits: Habits) -> int:
    """A letter in parentheses, or behind a comma, is a mark only where it names something."""
    apart = {letter_of(tree.upper.inner)} if isinstance(tree.upper, Fenced) else set()
    if isinstance(tree.lower, Listing):
        apart |= {letter_of(part) for part in tree.lower.parts}
    return 5 if any(mark in apart - habits.named for mark in use.spelling.marks) else 0


def _power_cost(tree: Scripted, use: Use, scope: frozenset[str], habits: Habits) -> int:
    """What stands above a letter that also stands bare is a power, also by an index: x^k."""
    names = index_names(tree.upper) if tree.upper is not None else []
    is_open = tree.lower is None and not isinstance(tree.upper, Fenced)
    if not is_open or use.spelling.letter not in habits.plain or not names:
        return 0
    if not set(names) <= scope - {*habits.layers, *habits.gates}:
        return 0
    return -4 if use.power is not None else 1


def _cost(use: Use, scope: frozenset[str], habits: Habits) -> int:
    """How little a use fits: scripts that are out of their usual roles."""
    cost = 0
    scope = scope | habits.fixed
    for index in use.indices:
        names = index_names(index)
        if any(name in habits.layers for name in names):
            cost += 6
        elif isinstance(index, Number):
            is_usual = (use.spelling.letter, len(use.indices)) in habits.numbered
            is_bias = index.value == 0 and len(use.indices) == 1  # w_0 beside w_i
            cost += 0 if is_usual and not is_bias else 4
        elif any(name not in scope or name in habits.gates for name in names):
            is_gate = any(name in habits.gates for name in names)
            cost += 5 if is_gate else 1 if habits.is_einstein else 3
    for mark in use.spelling.marks:
        cost += _mark_cost(mark, use, scope, habits)
    if use.power is not None:
        is_number = isinstance(use.power, Number) and use.power.value >= 2
        is_power = use.spelling.letter in habits.bare - habits.layered
        cost += 1 if is_number and is_power else 4
    return cost


def _mark_cost(mark: str, use: Use, scope: frozenset[str], habits: Habits) -> int:
    """A 2 may be a power above a name that also stands without it."""
    if mark.lstrip("-").isdigit():
        is_power = use.spelling.letter in habits.bare - habits.layered
        return 3 if is_power and mark.isdigit() and mark > "1" else 1
    is_indexed = (use.spelling.letter, len(mark)) in habits.bound and not use.indices
    if mark in habits.fixed and not use.indices:
        return 6
    if is_indexed and mark.islower() and mark not in habits.gates:
        return 6  # p_c beside p_k: c is an index that nothing gives a range
    free = scope - habits.gates
    is_scoped = any(letter in free for letter in mark) or mark in free
    return 4 if is_scoped else 2
