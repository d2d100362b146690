"""Where names stand in a document: how their scripts share out, before anything is known.

The document decides for itself. What has its letter bound by a sum, or standing on the left,
is an index; a number above is a layer, unless it is a 2 above a name that also stands without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from derive.reading.choices import Habits, chosen_use
from derive.reading.index_letters import index_name
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
from derive.reading.rewriting import rewritten
from derive.reading.spellings import (
    Spelling,
    Use,
    letter_of,
    side_by_side,
)

# Symbols that are signs and never names of quantities.
SIGNS = frozenset(
    "partial nabla infinity dots exp log ln tanh sin cos erf abs sign sqrt softmax diag max min "
    "einsum outer dot sum mean maximum minimum where square matmul transpose "
    "sgn sinh cosh coth tan cot sec csc arcsin arccos arctan arsinh arcosh artanh lg".split()
)


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


def habits_of(statements: list[Statement], *, is_einstein: bool) -> Habits:
    """The habits of a document's statements."""
    found = Habits(is_einstein=is_einstein)
    for statement in statements:
        match statement:
            case Statement(sides=(Symbol(name=name), right, *_), relations=("=", *_)):
                if not isinstance(right, Listing | Number):
                    found.gates.add(name)
        if len(statement.sides) > 1 and statement.relations[0] in ("=", ":="):
            found.named.add(letter_of(statement.sides[0]))
        for side in statement.sides:
            _gather(_without_variable(side, statement), found)
        _gather_bound(statement, found)
    found.layered |= _layered(statements)
    return found


def _without_variable(side: Tree, statement: Statement) -> Tree:
    """A side of f(z) = ... without its z, which is nothing outside the line."""
    match statement.sides[0]:
        case Factors(parts=((_, Symbol() as name), (_, Fenced(inner=Symbol() as variable)))):
            if side is statement.sides[0]:
                return name
            return rewritten(side, lambda part: name if part == variable else None)
        case _:
            return side


def _layered(statements: Sequence[Statement]) -> set[str]:
    """Letters that left sides define for two numbers above: powers would be one name's."""
    numbers: dict[str, set[int]] = {}
    for statement in statements:
        match statement:
            case Statement(
                sides=(Scripted(base=Symbol(name=name), upper=Number(value=value)), _, *_),
                relations=("=" | ":=", *_),
            ):
                numbers.setdefault(name, set()).add(int(value))
    return {name for name, found in numbers.items() if len(found) > 1}


def _gather_bound(statement: Statement, found: Habits) -> None:
    """Note which names carry letters that the left side or a sum gives a range."""
    trees = [tree for side in statement.sides for tree in walk(side)]
    scope = set(ranging_letters(statement))
    scope |= {one for tree in trees if isinstance(tree, Big) for one in bound_letters(tree.lower)}
    for tree in trees:
        if isinstance(tree, Scripted) and isinstance(tree.base, Symbol):
            names = [index_name(item) for item in side_by_side(tree.lower)]
            if names and all(name in scope for name in names):
                found.bound.add((tree.base.name, len(names)))


def _gather(tree: Tree, found: Habits) -> None:
    """Note how the names in a tree carry their scripts."""
    match tree:
        case Scripted(base=Symbol(name=name), lower=lower, upper=upper):
            items = side_by_side(lower)
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
            found.plain.add(name)
        case _:
            for part in parts_of(tree):
                _gather(part, found)


def left_letters(tree: Tree) -> frozenset[str]:
    """The letters in the scripts of a left side, and of a derivative's names."""
    found: set[str] = set()
    for part in walk(tree):
        if isinstance(part, Scripted) and letter_of(part) != "nabla":  # nabla_w has a name below
            for script in (part.lower, part.upper):
                if script is not None:
                    found |= _script_letters(script)
    return frozenset(found)


def ranging_letters(statement: Statement) -> frozenset[str]:
    """The letters that a left side gives a range.

    Those of what is differentiated by may be marks, W_xh, if the other side has none of them.
    """
    found = left_letters(statement.sides[0])
    if all(derived_by(part) is None for part in walk(statement.sides[0])):
        return found
    return found & frozenset(one for side in statement.sides[1:] for one in left_letters(side))


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
            if name not in SIGNS and name not in habits.fixed:
                yield Occurrence(tree, Use(Spelling(name, tree.accent)), scope)
        case Scripted(base=Symbol(name="e"), lower=None, upper=upper) if (
            upper is not None and "e" not in habits.gates
        ):
            yield from occurrences(upper, scope, habits)
        case Scripted(base=Symbol(name=name)) if name in habits.fixed:
            return
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


def derived_by(tree: Tree) -> Tree | None:
    """The name that a derivative is by, if a tree is one: z of ∂L/∂z."""
    match tree:
        case Fraction(below=Factors(parts=((_, Symbol(name="partial" | "d")), (_, by)))):
            return by
        case Factors(parts=(*_, ("/", Symbol(name="partial" | "d")), ("", by))):
            return by
        case _:
            return None
