"""What forward equations are built of: statistics, recurrences, windows, gates, scalars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from derive.judging.activations import Activation, softmax_input, unwrapped
from derive.notation.index import Index, indices_in
from derive.reading.model import Definition
from derive.reading.term_parts import every
from derive.reading.terms import (
    At,
    Constant,
    Counted,
    Fold,
    MatrixProduct,
    Over,
    Part,
    Plus,
    Power,
    Quantity,
    SlotFold,
    Term,
    Times,
    Whole,
)

NEW = ("bar", "tilde", "prime")  # of another time; a hat is of another layer


def statistic_code(definition: Definition | None) -> str:
    """Which path is lost with a quantity: that through a variance, a mean, or just one."""
    if definition is None:
        return "path-missing"
    value = definition.value
    is_sum = any(isinstance(part, Fold | SlotFold) for part in every(value))
    is_mean = is_sum and any(
        isinstance(part, Over) and any(isinstance(inner, Counted) for inner in every(part.below))
        for part in every(value)
    )
    if not is_mean:
        return "path-missing"
    is_square = any(isinstance(part, Power) or _is_square(part) for part in every(value))
    return "variance-path-missing" if is_square else "mean-path-missing"


def _is_square(term: Term) -> bool:
    return isinstance(term, Times) and len(set(term.parts)) < len(term.parts)


def is_normalisation(definitions: Sequence[Definition]) -> bool:
    """Whether equations divide by a mean square or by its root."""
    variances = {
        one.quantity for one in definitions if statistic_code(one) == "variance-path-missing"
    }
    below = [
        part.below for one in definitions for part in every(one.value) if isinstance(part, Over)
    ]
    below += [
        part.base
        for one in definitions
        for part in every(one.value)
        if isinstance(part, Power) and is_negative(part.exponent)
    ]
    divisors = {part.quantity for term in below for part in every(term) if isinstance(part, Part)}
    roots = {
        inner.quantity
        for one in definitions
        if one.quantity in divisors
        for inner in every(one.value)
        if isinstance(inner, Part)
    }
    return bool(variances & (divisors | roots))


def is_negative(exponent: Term) -> bool:
    """Whether an exponent is a number below 0."""
    match exponent:
        case Constant(value=value):
            return value < 0
        case Plus(parts=((-1, Constant() | Over()),)):
            return True
        case _:
            return False


def is_recurrent(definitions: Sequence[Definition]) -> bool:
    """Whether a quantity is made of itself one step before, or of its accented twin."""
    for one in definitions:
        for part in every(one.value):
            if isinstance(part, Part) and part.quantity.name != one.quantity.name:
                if _is_state_before(part.quantity, one.quantity, definitions):
                    return True
            elif isinstance(part, Part) and any(map(is_shift, part.places)):
                return True
    shifted = (p for one in definitions for p in every(one.value) if isinstance(p, Part))
    defined = {one.quantity for one in definitions}
    return any(part.quantity in defined and any(map(is_shift, part.places)) for part in shifted)


def _is_state_before(old: Quantity, new: Quantity, definitions: Sequence[Definition]) -> bool:
    """Whether a given quantity is the state from which one of the same letter is made."""
    is_given = all(one.quantity != old for one in definitions)
    accents = {old.name.split()[0], new.name.split()[0]} & set(NEW)
    primed = old.name.rstrip("'") == new.name.rstrip("'")
    return is_given and (bool(accents) or primed) and letter_of(old) == letter_of(new)


def is_shift(place: object) -> bool:
    """Whether a place is one letter and a number: t - 1."""
    if isinstance(place, Index | Whole | int):
        return False
    return len(getattr(place, "free_symbols", ())) == 1


def has_window(definitions: Iterable[Definition]) -> bool:
    """Whether a window moves in some equation: two letters stand in one place."""
    return any(
        len(indices_in(place)) > 1
        for one in definitions
        for part in every(one.value)
        if isinstance(part, Part)
        for place in part.places
        if not isinstance(place, Whole)
    )


def gates(
    definitions: Sequence[Definition], activations: Sequence[Activation]
) -> frozenset[Quantity]:
    """Sigmoids by which an equation multiplies something entry by entry, no weights: gates."""
    outs = {one.out for one in activations if one.kind == "sigmoid" and one.out is not None}
    found: set[Quantity] = set()
    for one in definitions:
        for part in every(one.value):
            if isinstance(part, Times):
                names = [inner.quantity for inner in part.parts if isinstance(inner, Part)]
                for gate in outs & set(names):
                    if any(name != gate and name.axes == gate.axes for name in names):
                        found.add(gate)
            elif isinstance(part, Plus) and len(part.parts) == 2:
                (_, first), (sign, second) = part.parts  # the complement 1 - g
                if sign < 0 and isinstance(first, Constant) and isinstance(second, Part):
                    found |= {second.quantity} & outs if one.quantity.axes else set()
    return frozenset(found)


def regularisers(cost: Definition | None, definitions: Sequence[Definition]) -> tuple[Term, ...]:
    """The terms of a cost that speak of given parameters alone: lambda times their squares.

    A cost of nothing else, such as a quadratic form, has no regulariser.
    """
    if cost is None:
        return ()
    known = {one.quantity: one for one in definitions}
    spoken = [one for one in _added(cost.value, known) if any(map(_is_name, every(one)))]
    found = [one for one in spoken if _is_of_parameters(one, known)]
    return tuple(found) if len(found) < len(spoken) else ()


def _is_name(term: Term) -> bool:
    return isinstance(term, Part) and bool(term.places or term.quantity.kind != "constant")


def _added(term: Term, known: Mapping[Quantity, Definition]) -> Iterator[Term]:
    """What a scalar adds up, through the names of its terms, without numbers in front of all."""
    match term:
        case At(of=of):
            yield from _added(of, known)
        case Plus(parts=parts):
            for _, part in parts:
                yield from _added(part, known)
        case Times(parts=parts) if sum(isinstance(one, Plus) for one in parts) == 1:
            yield from _added(next(one for one in parts if isinstance(one, Plus)), known)
        case Part(quantity=quantity) if quantity in known and not quantity.axes:
            yield from _added(known[quantity].value, known)
        case _:
            yield term


def _is_of_parameters(term: Term, known: Mapping[Quantity, Definition]) -> bool:
    parts = [one.quantity for one in every(term) if isinstance(one, Part)]
    sums = (Fold, SlotFold, Power, MatrixProduct)
    is_given = all(
        one not in known and one.kind in ("parameter", "constant") and letter_of(one) != "x"
        for one in parts
    )
    return bool(parts) and is_given and any(isinstance(one, sums) for one in every(term))


def weights_of(terms: Iterable[Term]) -> Iterator[Quantity]:
    """The scalars by which terms are multiplied or divided: lambda."""
    for term in terms:
        match term:
            case Plus(parts=((_, part),)):
                yield from weights_of((part,))
            case Times(parts=parts):
                yield from weights_of(parts)
            case Over(above=above, below=below):
                yield from weights_of((above, below))
            case Part(quantity=quantity) if not quantity.axes:
                yield quantity


def letter_of(quantity: Quantity) -> str:
    """A name without accents and layer."""
    name = quantity.name.split("^")[0].split()[-1]
    return name.rstrip("0123456789'_").lower() or name


def temperatures(definitions: Sequence[Definition]) -> frozenset[Quantity]:
    """The given scalars that multiply or divide what a softmax is of."""
    known = {one.quantity: one.value for one in definitions}
    found: set[Quantity] = set()
    for one in definitions:
        for part in every(one.value):
            argument = softmax_input(part)
            if argument is not None:
                whole = unwrapped(argument)
                if isinstance(whole, Part):
                    whole = unwrapped(known.get(whole.quantity, whole))
                found |= set(weights_of((whole,)))
    return frozenset(one for one in found if one not in known)


def counts(cost: Definition | None, definitions: Sequence[Definition]) -> tuple[Quantity, ...]:
    """Given scalars by which sums in the cost are divided: N that is no axis' extent."""
    if cost is None:
        return ()
    known = {one.quantity: one for one in definitions}
    sums = (Fold, SlotFold, MatrixProduct)
    found = [
        quantity
        for term in scalars_added(cost, known)
        if any(isinstance(part, sums) for part in every(term))
        for part in every(term)
        if isinstance(part, Over)
        for quantity in weights_of((part.below,))
    ]
    return tuple(one for one in dict.fromkeys(found) if one not in known)


def scalars_added(cost: Definition, known: Mapping[Quantity, Definition]) -> tuple[Term, ...]:
    """What the cost is, and what the scalars are that it is made of."""
    found: dict[str, Term] = {}
    waiting = [cost.quantity]
    while waiting:
        one = waiting.pop()
        if one in known and one.name not in found:
            found[one.name] = known[one].value
            parts = [part for part in every(known[one].value) if isinstance(part, Part)]
            waiting += [part.quantity for part in parts if not part.quantity.axes]
    return tuple(found.values())
