"""The engine explains: the derivation of what a wrong line is about, in the writer's letters.

What the engine finds is put into numbers and compared with the true derivative before a line
of it is shown; where it differs, or where the engine has no laws for it, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sympy import Expr

from derive.calculus.derivation import Derivation, Result, derivation_of
from derive.documents.explain import Form, explained
from derive.documents.looks import Look
from derive.documents.manuscript import Manuscript
from derive.documents.plain_math import plain_math
from derive.errors import DeriveError
from derive.judging.compare import Agreement, equal
from derive.judging.document_network import named_gradients, written_network
from derive.judging.points import points
from derive.judging.relettered import relettered
from derive.judging.world import World
from derive.judging.written_network import Written
from derive.notation.expression import Equation, tensors_in
from derive.notation.tensor import Tensor
from derive.reading.convert import NoExpression, term_of
from derive.reading.model import Model
from derive.reading.term_parts import (
    every,
    inside,
    with_inside,
)
from derive.reading.terms import (
    Derivative,
    Part,
    Place,
    Quantity,
    Term,
)
from derive.text import Language, Text

FORWARD = Text(en="The equations that it uses:", ja="用いる式：")
NUMBER = re.compile(r"\((\d+b?)\)")
POINTS = 3
NO_LOOKS: Mapping[str, Look] = {}
# What the engine says of a document's equations that are beyond it. Anything else that it raises
# is a fault of ours, and is not caught.
UNSUPPORTED = (NoExpression, DeriveError)


@dataclass(frozen=True, slots=True)
class Asked:
    """A gradient: of a quantity, by another, at the places that the writer gives them."""

    of: Quantity
    by: Quantity
    of_places: tuple[Place, ...] = ()
    by_places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Derived:
    """A gradient that the engine has found.

    Attributes:
        derivation: The derived network.
        written: The network, and what it is in the document.
        result: The gradient.
    """

    derivation: Derivation
    written: Written
    result: Result


def asked(model: Model, left: Term) -> Asked | None:
    """What gradient the left side of a line speaks of, or None."""
    names = {name: of for of, name in named_gradients(model).items()}
    for part in every(left):
        match part:
            case Derivative(of=Part() as of, by=Part() as by):
                return Asked(of.quantity, by.quantity, of.places, by.places)
            case Part(quantity=quantity) if quantity in names and model.cost is not None:
                return Asked(model.cost, names[quantity], (), part.places)
            case Part(quantity=quantity):
                found = model.definition(quantity)
                slopes = [] if found is None else [*_slopes(found.value)]
                if len(slopes) == 1:  # dz = N dC/dz, Delta w = -eta dL/dw
                    return asked(model, slopes[0])
    return None


def _slopes(term: Term) -> Iterator[Derivative]:
    """The derivatives of scalars in a term."""
    for part in every(term):
        match part:
            case Derivative(of=Part(quantity=of)) if not of.axes:
                yield part


def explanation(
    model: Model,
    left: Term,
    language: Language = "en",
    *,
    right: Term | None = None,
    worlds: Sequence[World] | None = None,
    looks: Mapping[str, Look] = NO_LOOKS,
) -> str | None:
    """The chain of steps to the gradient that a line speaks of; None where there is none.

    Args:
        model: The document's quantities and forward equations.
        left: The side of the line that says what it is about.
        language: The language of the reasons.
        right: The wrong side; the chain goes by the gradients that it speaks of.
        worlds: Points at which the result is compared with the true derivative.
        looks: How names are written, by name, where that is known better than from the model.
    """
    wanted = asked(model, left)
    if wanted is None or model.definition(wanted.of) is None:
        return None
    checked = points(model, POINTS) if worlds is None else worlds
    spoken = frozenset(_spoken(model, right, wanted))
    for held in dict.fromkeys((spoken, frozenset[Quantity]())):
        for trains_all in (True, False):
            try:
                found = _derived(model, wanted, held, trains_all=trains_all)
                if found is not None and _is_true(found, found.result.equation.right, checked):
                    return _shown(found, found.written.with_looks(looks), checked, language)
            except UNSUPPORTED:
                continue
    return None


def _spoken(model: Model, right: Term | None, wanted: Asked) -> Iterator[Quantity]:
    """The signals whose gradients a side speaks of."""
    for part in every(right) if right is not None else ():
        match part:
            case Derivative(of=Part(quantity=of), by=Part(quantity=by)) if of == wanted.of:
                if by != wanted.by and model.definition(by) is not None:
                    yield by


def _derived(
    model: Model, wanted: Asked, held: frozenset[Quantity], *, trains_all: bool
) -> Derived | None:
    """The derivation of the document's network, and the gradient in it."""
    written = written_network(model, wanted.of, wanted.by, held=held, trains_all=trains_all)
    derivation = derivation_of(written.network)
    for result in derivation.results:
        if written.quantities[result.of] == wanted.by:
            places = wanted.by_places, wanted.of_places
            changed, own = relettered(derivation, result, *places)
            return Derived(changed, written, own)
    return None


def _is_true(found: Derived, right: Expr, worlds: Sequence[World]) -> bool:
    """Whether what the engine found has the value of the true derivative."""
    written, result, network = found.written, found.result, found.derivation.network
    cost = Part(written.quantities[network.cost.tensor], network.cost.indices)
    gradients: dict[Quantity, Quantity] = {}

    def quantity(tensor: Tensor) -> Quantity:
        if tensor.of is None:
            return written.quantities[tensor]
        of = written.quantities[tensor.of]
        own = Quantity(f"#d {of.name}", of.axes, "gradient", of=of)
        gradients[own] = of
        return own

    def with_truth(term: Term) -> Term:
        if isinstance(term, Part) and term.quantity in gradients:
            return Derivative(cost, replace(term, quantity=gradients[term.quantity]))
        return with_inside(term, tuple(with_truth(part) for part in inside(term)))

    ours = with_truth(term_of(right, quantity, written.function))
    by = Part(written.quantities[result.of], result.equation.left.indices)
    return isinstance(equal(Derivative(cost, by), ours, worlds[:POINTS]), Agreement)


def _shown(
    found: Derived, looks: Mapping[Tensor, Look], worlds: Sequence[World], language: Language
) -> str:
    """The chain with those of its further forms that hold."""
    derivation, written, result = found.derivation, found.written, found.result
    forms: list[Form] = []
    explicit = result.explicit.right
    if explicit != result.equation.right and _is_true(found, explicit, worlds):
        forms.append("explicit")
    if not derivation.network.cost.indices:  # the derivative of a tensor has more axes
        forms.append("matrix")
    return told(Manuscript(derivation, written.school, looks), result, language, forms)


def told(
    manuscript: Manuscript,
    result: Result,
    language: Language,
    forms: Collection[Form] = ("explicit", "matrix"),
) -> str:
    """A gradient's chain, with the equations and gradients that it refers to by number."""
    derivation = manuscript.derivation
    text = explained(manuscript, result, language, forms)
    known = {one.number: one for one in derivation.network.equations}
    known |= {one.number: one.equation for one in derivation.results}
    names = {one.equation.left.tensor: one.number for one in derivation.results}
    used = {number for number in NUMBER.findall(text) if number in known}
    used |= {names[one] for one in tensors_in(result.equation.right) if one in names}
    used -= {result.number}
    lines = [_line(manuscript, known[one], language) for one in known if one in used]
    return "\n".join([text, "", FORWARD.in_language(language), "", *lines]) if lines else text


def _line(manuscript: Manuscript, equation: Equation, language: Language) -> str:
    """An equation with its number."""
    return f"  {plain_math(manuscript.math.equation(equation), language)}   ({equation.number})"
