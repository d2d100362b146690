"""A document's mathematics as statements in order, and what its words say of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from derive.judging.networks import parts_of
from derive.judging.stated_gradients import stated_gradients
from derive.judging.stated_restrictions import restricted, stated_restrictions
from derive.reading.about_functions import with_variables_apart
from derive.reading.activations import activations
from derive.reading.adjoints import adjoint_accents, with_adjoints
from derive.reading.arguments import without_arguments
from derive.reading.biases import with_biases
from derive.reading.bounds import with_bounds
from derive.reading.columns import with_columns
from derive.reading.compounds import with_compounds
from derive.reading.entrywise import ELEMENTARY
from derive.reading.gradient_names import with_gradient_names
from derive.reading.index_statements import with_index_statements
from derive.reading.labelled import with_labels
from derive.reading.last_steps import with_last_steps
from derive.reading.latex import read_latex
from derive.reading.nablas import with_nablas
from derive.reading.named_functions import with_named_functions
from derive.reading.parse_tree import Accent, Statement, Unread
from derive.reading.plain import read_plain
from derive.reading.size_statements import with_sizes_put_in
from derive.reading.sources import Mathematics, Source
from derive.reading.steps import with_steps
from derive.reading.told_apart import with_names_apart
from derive.reading.tuples import with_tuples


@dataclass(frozen=True, slots=True)
class Read:
    """One line of mathematics as it was read.

    Attributes:
        found: The statement, or why there is none.
        is_display: Whether it stands apart from the sentence around it.
    """

    found: Statement | Unread
    is_display: bool


@dataclass(frozen=True, slots=True)
class Network:
    """The lines of one network; the first, `shared`, are judged with the network before it."""

    lines: list[Read]
    shared: int = 0


def lines_of(source: Source, *, has_network: bool = False) -> list[Read]:
    """Every line of mathematics, in order; formulas in a sentence that state nothing are left."""
    networks = networks_of(source, has_network=has_network)
    return [line for one in networks for line in one.lines[one.shared :]]


def networks_of(source: Source, *, has_network: bool = False) -> list[Network]:
    """The lines of mathematics by the network that they speak of.

    Args:
        source: The document.
        has_network: Whether a network file says what its names are, so that all lines are its
            own, and no name is told apart by what stands around it.
    """
    lines = _read_all(source)
    accents = adjoint_accents(source)
    if has_network:
        return [Network(_compounded(lines, accents, has_network=True))]
    return [
        Network(
            _compounded([lines[at] for at in part.lines], accents, has_network=False), part.shared
        )
        for part in parts_of(source, [one.found for one in lines])
    ]


def _read_all(source: Source) -> list[Read]:
    """Every line, with what sentences define and restrict."""
    lines: list[Read] = []
    gradients = stated_gradients(source)
    conditions = stated_restrictions(source)
    for piece in source.formulas:
        if piece.start in gradients:
            lines.append(Read(gradients[piece.start], is_display=False))
        found = restricted(_read(piece, source), conditions.get(piece.start))
        for one in found:
            states = isinstance(one, Statement) and len(one.sides) > 1
            if piece.is_display or states or _is_equation(one, piece):
                lines.append(Read(one, piece.is_display))
    return lines


def _compounded(lines: list[Read], accents: frozenset[Accent], *, has_network: bool) -> list[Read]:
    """Lines in which names such as Delta w are one, and those that letters tell apart are two."""
    stepped = iter(with_steps([one.found for one in lines if isinstance(one.found, Statement)]))
    lines = [
        replace(one, found=next(stepped)) if isinstance(one.found, Statement) else one
        for one in lines
    ]
    statements = [one.found for one in lines if isinstance(one.found, Statement)]
    statements = with_adjoints(statements, accents)
    statements = with_compounds(without_arguments(with_nablas(statements)))
    if not has_network:
        statements = with_labels(with_biases(with_columns(with_last_steps(statements))))
        statements = with_sizes_put_in(with_index_statements(statements))
        statements = with_names_apart(statements)
    known = {*activations(), *ELEMENTARY}
    statements = with_named_functions(with_tuples(statements), known)
    statements = with_gradient_names(statements)
    if not has_network:
        statements = with_variables_apart(statements)
    made = iter(with_bounds(statements))
    return [
        replace(one, found=next(made)) if isinstance(one.found, Statement) else one for one in lines
    ]


def _read(piece: Mathematics, source: Source) -> tuple[Statement | Unread, ...]:
    if piece.kind == "plain":
        return read_plain(piece.text, piece.start)
    return read_latex(piece.text, piece.start, source.macros)


def _is_equation(one: Statement | Unread, piece: Mathematics) -> bool:
    """Whether a formula that could not be read has an equals sign, and so states something."""
    return isinstance(one, Unread) and "=" in piece.text
