"""Where names stand in a document: how their scripts share out, before anything is known.

The document decides for itself. What has its letter bound by a sum, or standing on the left,
is an index; a number above is a layer, unless it is a 2 above a name that also stands without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from derive.reading.index_letters import index_name, index_names
from derive.reading.parse_tree import (
    Big,
    Comparison,
    Factors,
    Fenced,
    Fraction,
    Listing,
    Number,
    Scripted,
    Statement,
    Symbol,
    Tree,
    parts_of,
    walk,
)
from derive.reading.spellings import (
    Spelling,
    Use,
    uses,
)

# Symbols that are signs and never names of quantities.
SIGNS = frozenset(
    "partial nabla infinity dots exp log ln tanh sin cos erf abs sign sqrt softmax diag max min "
    "einsum outer dot sum mean maximum minimum where square matmul transpose".split()
)
LAYER_LETTERS = ("l", "ell")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A name where it stands.

    Attributes:
        tree: The name with its scripts.
        use: How the scripts share out.
        scope: Letters that are bound or stand on the left.
    """

    tree: Tree
    use: Use
    scope: frozenset[str]


@dataclass(slots=True)
class Habits:
    """What the document as a whole says of its names.

    Attributes:
        numbered: Letters that carry index letters alone below somewhere, and how many.
        bound: The same, of letters that a sum or the left side gives a range.
        bare: Letters that stand without anything above somewhere.
        is_einstein: Whether repeated letters are summed.
        layers: Values of layer variables.
        gates: Letters that are names themselves, as f in W_f, and so no indices.
    """

    numbered: set[tuple[str, int]] = field(default_factory=set)
    bound: set[tuple[str, int]] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    is_einstein: bool = False
    layers: Mapping[str, int] = field(default_factory=dict)
    gates: set[str] = field(default_factory=set)


def habits_of(statements: list[Statement], *, is_einstein: bool) -> Habits:
    """The habits of a document's statements."""
    found = Habits(is_einstein=is_einstein)
    for statement in statements:
        match statement:
            case Statement(sides=(Symbol(name=name), right, *_), relations=("=", *_)):
                if not isinstance(right, Listing | Number):
                    found.gates.add(name)
        for side in statement.sides:
            _gather(side, found)
        _gather_bound(statement, found)
    return found


def _gather_bound(statement: Statement, found: Habits) -> None:
    """Note which names carry letters that the left side or a sum gives a range."""
    trees = [tree for side in statement.sides for tree in walk(side)]
    scope = set(left_letters(statement.sides[0]))
    scope |= {one for tree in trees if isinstance(tree, Big) for one in bound_letters(tree.lower)}
    for tree in trees:
        if isinstance(tree, Scripted) and isinstance(tree.base, Symbol):
            names = [index_name(item) for item in _lower_items(tree.lower)]
            if names and all(name in scope for name in names):
                found.bound.add((tree.base.name, len(names)))


def _gather(tree: Tree, found: Habits) -> None:
    """Note how the names in a tree carry their scripts."""
    match tree:
        case Scripted(base=Symbol(name=name), lower=lower, upper=upper):
            items = _lower_items(lower)
            names = [index_name(item) for item in items]
            if items and all(names) and any(len(str(one).rstrip("'")) == 1 for one in names):
                found.numbered.add((name, len(items)))
            if upper is None:
                found.bare.add(name)
            for script in (lower, upper):
                if script is not None:
                    _gather(script, found)
        case Symbol(name=name):
            found.bare.add(name)
        case _:
            for part in parts_of(tree):
                _gather(part, found)


def _lower_items(lower: Tree | None) -> list[Tree]:
    match lower:
        case None:
            return []
        case Listing(parts=parts):
            return [item for part in parts for item in _lower_items(part)]
        case Factors(parts=several):
            return [part for _, part in several]
        case _:
            return [lower]


def left_letters(tree: Tree) -> frozenset[str]:
    """The letters in the scripts of a left side, and of a derivative's names."""
    found: set[str] = set()
    for part in walk(tree):
        if isinstance(part, Scripted):
            for script in (part.lower, part.upper):
                if script is not None:
                    found |= _script_letters(script)
    return frozenset(found)


def _script_letters(script: Tree) -> set[str]:
    return {name for part in walk(script) if (name := index_name(part)) is not None}


def bound_letters(lower: Tree | None) -> frozenset[str]:
    """The letters below a big operator."""
    match lower:
        case None:
            return frozenset()
        case Listing(parts=parts):
            return frozenset[str]().union(*map(bound_letters, parts))
        case Factors(parts=parts):
            return frozenset[str]().union(*(bound_letters(part) for _, part in parts))
        case Comparison(parts=(first, *_)):
            return bound_letters(first)
        case _:
            name = index_name(lower)
            return frozenset() if name is None else frozenset((name,))


def occurrences(tree: Tree, scope: frozenset[str], habits: Habits) -> Iterator[Occurrence]:
    """Every name in a tree with the use that the document's habits choose."""
    if derived_by(tree) is not None:
        yield from _differentiated(tree, scope, habits)
        return
    match tree:
        case Big(lower=lower, body=body):
            yield from occurrences(body, scope | bound_letters(lower), habits)
            if isinstance(lower, Comparison):
                for part in lower.parts[1:]:
                    yield from occurrences(part, scope | bound_letters(lower), habits)
        case Symbol(name=name):
            if name not in SIGNS:
                yield Occurrence(tree, Use(Spelling(name, tree.accent)), scope)
        case Scripted(base=Symbol(name="e"), lower=None, upper=upper) if (
            upper is not None and "e" not in habits.gates
        ):
            yield from occurrences(upper, scope, habits)
        case Scripted(base=Symbol(name=name)) if name not in SIGNS:
            use = chosen_use(tree, scope, habits)
            if use is not None:
                yield Occurrence(tree, use, scope)
                if use.power is not None:
                    yield from occurrences(use.power, scope, habits)
        case Scripted(base=base):
            yield from occurrences(base, scope, habits)
        case _:
            for part in parts_of(tree):
                yield from occurrences(part, scope, habits)


def _differentiated(tree: Tree, scope: frozenset[str], habits: Habits) -> Iterator[Occurrence]:
    """The names of a derivative, without the signs d and ∂ in front of them."""
    above = tree.above if isinstance(tree, Fraction) else tree
    parts = [part for _, part in above.parts] if isinstance(above, Factors) else [above]
    for part in parts:
        if not (isinstance(part, Symbol) and part.name in ("d", "partial")):
            yield from occurrences(part, scope, habits)
    by = derived_by(tree)
    if isinstance(tree, Fraction) and by is not None:
        yield from occurrences(by, scope, habits)


def chosen_use(tree: Scripted, scope: frozenset[str], habits: Habits) -> Use | None:
    """The use of a name's scripts that fits its scope best."""
    ranked = sorted(
        enumerate(uses(tree, habits.layers)), key=lambda one: (_cost(one[1], scope, habits), one[0])
    )
    return ranked[0][1] if ranked else None


def _cost(use: Use, scope: frozenset[str], habits: Habits) -> int:
    """How little a use fits: scripts that are out of their usual roles."""
    cost = 0
    for index in use.indices:
        names = index_names(index)
        if isinstance(index, Number):
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
        cost += 1 if is_number and use.spelling.letter in habits.bare else 4
    return cost


def _mark_cost(mark: str, use: Use, scope: frozenset[str], habits: Habits) -> int:
    """A 2 may be a power above a name that also stands without it."""
    if mark.lstrip("-").isdigit():
        return 3 if use.spelling.letter in habits.bare and mark.isdigit() and mark > "1" else 1
    is_indexed = (use.spelling.letter, len(mark)) in habits.bound and not use.indices
    if is_indexed and mark.islower() and mark not in habits.gates:
        return 6  # p_c beside p_k: c is an index that nothing gives a range
    free = scope - habits.gates
    is_scoped = any(letter in free for letter in mark) or mark in free
    return 4 if is_scoped else 2


def layer_letters(statements: list[Statement]) -> set[str]:
    """Letters of layers that stand in marks above names: l, and L with it."""
    found: set[str] = set()
    for statement in statements:
        for side in statement.sides:
            for tree in walk(side):
                if isinstance(tree, Scripted) and tree.upper is not None:
                    upper = tree.upper.inner if isinstance(tree.upper, Fenced) else tree.upper
                    found |= {one for one in index_names(upper) if one in LAYER_LETTERS}
    return found


def derived_by(tree: Tree) -> Tree | None:
    """The name that a derivative is by, if a tree is one: z of ∂L/∂z."""
    match tree:
        case Fraction(below=Factors(parts=((_, Symbol(name="partial" | "d")), (_, by)))):
            return by
        case Factors(parts=(*_, ("/", Symbol(name="partial" | "d")), ("", by))):
            return by
        case _:
            return None
