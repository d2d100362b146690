"""Mistakes run within the forward equations: what the derivative is when a path is forgotten.

A path is forgotten when a quantity is held constant where it stands in an equation; if the
derivative is then what the writer has, that path is the mistake.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from derive.judging.activations import entry, softmax_input, unwrapped
from derive.judging.edits import WrongLine
from derive.judging.roles import Roles
from derive.judging.structures import is_shift, statistic_code
from derive.judging.world import World
from derive.reading.model import Definition, Model
from derive.reading.term_parts import (
    every,
    inside,
    with_inside,
)
from derive.reading.terms import (
    At,
    Call,
    Derivative,
    Function,
    Over,
    Part,
    Plus,
    Quantity,
    Term,
    Times,
)


@dataclass(frozen=True, slots=True)
class Held:
    """A way to forget a path.

    Attributes:
        code: The mistake.
        it: The quantity that the path leads through.
        definitions: Equations with quantities held, by name of what they define.
        quantities: The quantities that are held.
    """

    code: str
    it: Quantity
    definitions: Mapping[str, Definition]
    quantities: tuple[Quantity, ...]


def held_name(quantity: Quantity) -> str:
    """What the constant copy of a quantity is called."""
    return f"{quantity.name}#held"


def ways(wrong: WrongLine) -> list[Held]:
    """All ways to forget a path that the line's derivative takes, the likeliest first."""
    by = wrong.by
    if by is None:
        return []
    found = [*_diagonal(wrong.roles), *_single(wrong, by), *_throughout(wrong, by)]
    return found


def holds_path(way: Held, wrong: WrongLine, world: World) -> World:
    """The same point where the path is forgotten."""
    model = wrong.roles.model
    changed = tuple(way.definitions.get(one.quantity.name, one) for one in model.definitions)
    copies = tuple(_copy(quantity) for quantity in way.quantities)
    made = Model(
        (*model.quantities, *copies),
        changed,
        model.cost,
        model.functions,
        model.labels,
        model.samples,
        model.extents,
    )
    given = dict(world.given)
    given.update({held_name(one): world.array(one) for one in way.quantities})
    positive = world.frame.knowledge.is_positive
    return World(made, world.extents, given, seed=world.seed, is_positive=positive)


def _copy(quantity: Quantity) -> Quantity:
    return replace(quantity, name=held_name(quantity), kind="constant", of=None)


def _occurrences(term: Term) -> Iterator[tuple[tuple[int, ...], Part]]:
    if isinstance(term, Part):
        yield (), term
        return
    if isinstance(term, Derivative):
        return
    for at, part in enumerate(inside(term)):
        for path, found in _occurrences(part):
            yield (at, *path), found


def _held(term: Term, paths: set[tuple[int, ...]]) -> Term:
    """A term with the parts at some places held."""
    if isinstance(term, Part):
        return replace(term, quantity=_copy(term.quantity)) if () in paths else term
    parts = []
    for at, part in enumerate(inside(term)):
        inner = {path[1:] for path in paths if path and path[0] == at}
        parts.append(_held(part, inner) if inner else part)
    return with_inside(term, tuple(parts))


def _depends(wrong: WrongLine, quantity: Quantity, by: Quantity) -> bool:
    known = wrong.roles
    seen: set[str] = set()
    waiting = [quantity.name]
    while waiting:
        name = waiting.pop()
        if name == by.name:
            return True
        if name not in seen:
            seen.add(name)
            definition = known.definitions.get(name)
            waiting += known.needs(definition.quantity) if definition is not None else ()
    return False


def _single(wrong: WrongLine, by: Quantity) -> Iterator[Held]:
    """One occurrence of a quantity held, or all of them in one equation."""
    for one in wrong.roles.model.definitions:
        if any(isinstance(part, Derivative) for part in every(one.value)):
            continue
        groups: dict[Quantity, list[tuple[int, ...]]] = {}
        for path, part in _occurrences(one.value):
            if _depends(wrong, part.quantity, by):
                groups.setdefault(part.quantity, []).append(path)
                code = code_of_path(wrong, by, one, (path, part))
                yield _way(code, part.quantity, one, {path})
        for quantity, paths in groups.items():
            if len(paths) > 1:
                first = next(p for at, p in _occurrences(one.value) if at == paths[0])
                code = code_of_path(wrong, by, one, (paths[0], first))
                yield _way(code, quantity, one, set(paths))


def _way(code: str, quantity: Quantity, one: Definition, paths: set[tuple[int, ...]]) -> Held:
    made = replace(one, value=_held(one.value, paths))
    return Held(code, one.quantity, {one.quantity.name: made}, (quantity,))


def _throughout(wrong: WrongLine, by: Quantity) -> Iterator[Held]:
    """A quantity held wherever it stands; the statistics of a normalisation all together."""
    model = wrong.roles.model
    through = [
        one.quantity
        for one in model.definitions
        if one.quantity not in (by, model.cost) and _depends(wrong, one.quantity, by)
    ]
    for quantity in through:
        yield _everywhere(wrong, (quantity,), statistic_code(wrong.roles.definition(quantity)))
    statistics = [q for q in through if statistic_code(wrong.roles.definition(q)) != "path-missing"]
    if len(statistics) > 1:
        yield _everywhere(wrong, tuple(statistics), "mean-path-missing")


def _everywhere(wrong: WrongLine, quantities: tuple[Quantity, ...], code: str) -> Held:
    changed = {}
    for one in wrong.roles.model.definitions:
        paths = {at for at, part in _occurrences(one.value) if part.quantity in quantities}
        if paths:
            changed[one.quantity.name] = replace(one, value=_held(one.value, paths))
    return Held(code, quantities[0], changed, quantities)


def code_of_path(
    wrong: WrongLine, by: Quantity, one: Definition, at: tuple[tuple[int, ...], Part]
) -> str:
    """What forgetting one occurrence is called."""
    path, part = at
    roles = wrong.roles
    statistic = statistic_code(roles.definition(part.quantity))
    if statistic != "path-missing":
        return statistic
    if any(map(is_shift, part.places)):
        return "previous-state-constant" if roles.is_weight(by) else "future-term-missing"
    if part.quantity == by and one.value in roles.losses and roles.is_weight(by):
        return "regulariser-missing"
    if _is_softmax_top(one, path):
        return "kronecker-dropped"
    uses = [
        other
        for other in roles.model.definitions
        if by.name in roles.needs(other.quantity) and other.value not in roles.losses
    ]
    is_lone = _is_lone(one.value, path)
    if part.quantity == by and (is_lone or (len(uses) > 1 and _is_carried(one.value, path))):
        return "skip-path-missing"
    if part.quantity == by and len(uses) > 1 and roles.is_weight(by):
        return "tied-path-missing"
    places = [found for _, found in _occurrences(one.value) if found.quantity == by]
    if part.quantity == by and len(places) > 1 and one.quantity == wrong.of:
        return "tied-path-missing"
    return "path-missing"


def _is_softmax_top(one: Definition, path: tuple[int, ...]) -> bool:
    value = unwrapped(one.value)
    inner = path[1:] if isinstance(one.value, At) else path
    return softmax_input(value) is not None and inner[:1] == (0,)


def _is_lone(value: Term, path: tuple[int, ...]) -> bool:
    """Whether a part is a term of the outermost sum by itself, beside others."""
    if isinstance(value, At):
        return _is_lone(value.of, path[1:])
    return isinstance(value, Plus) and len(value.parts) > 1 and len(path) == 1


def _is_carried(value: Term, path: tuple[int, ...]) -> bool:
    """Whether a part is a factor of a term of the outermost sum: (1 - g) x beside g h."""
    if isinstance(value, At):
        return _is_carried(value.of, path[1:])
    is_sum = isinstance(value, Plus) and len(value.parts) > 1
    return is_sum and len(path) == 2 and isinstance(inside(value)[path[0]], Times)


def _diagonal(roles: Roles) -> Iterator[Held]:
    """Softmax as if every output depended on its own input alone."""
    for one in roles.model.definitions:
        whole = unwrapped(one.value)
        argument = softmax_input(whole)
        if not isinstance(argument, Part) or not isinstance(whole, Over):
            continue
        paths = {at for at, part in _occurrences(whole.below) if part.quantity == argument.quantity}
        total = _total(whole.below, one, paths)
        own = entry(argument, one.letters)
        constant = _held(own, {()})
        exp = Function("exp")
        below = Plus(((1, total), (-1, Call(exp, constant)), (1, Call(exp, own))))
        value = Over(Call(exp, own), below)
        made = {one.quantity.name: replace(one, value=value)}
        code = "diagonal-softmax-jacobian"
        yield Held(code, argument.quantity, made, (argument.quantity,))


def _total(below: Term, one: Definition, paths: set[tuple[int, ...]]) -> Term:
    return entry(_held(below, paths), one.letters)
