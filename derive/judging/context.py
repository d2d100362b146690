"""What a document is judged against: the network of a file, or the document's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.errors import DeriveError
from derive.judging.document import Read
from derive.judging.gaps import require_whole
from derive.judging.stated_shapes import stated_shapes
from derive.reading.activations import activations
from derive.reading.conditions import conditions
from derive.reading.declared import (
    Declared,
    declared,
)
from derive.reading.parse_tree import Big, Statement, walk
from derive.reading.source import Source
from derive.text import Text

_SIGMA = Text(
    "σ is taken for the logistic sigmoid.", "σ はロジスティックシグモイド関数とみなした．"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What the lines of a document are judged against.

    Attributes:
        forms: The model and its names; of a network file, per sample and over a batch.
        remarks: What was assumed.
        is_numerator: Whether the document says that it uses the numerator layout.
        may_sum: Whether repeated indices may be summed without a sign: where the document
            says so, or never writes a sum.
    """

    forms: tuple[Declared, ...]
    remarks: tuple[Text, ...] = ()
    is_numerator: bool = False
    may_sum: bool = True


def context_of(
    source: Source, lines: Sequence[Read], network: str | None, notation: str | None
) -> Context:
    """The network of the file, or the document's own.

    Raises:
        DeriveError: The network or the notation cannot be used.
        ReadingProblem: A forward equation of the document cannot be read.
    """
    said = conditions(source)
    if network is not None:
        # Only here: printing a network's names takes the rooms that print handouts.
        from derive.judging.known_network import known_network

        forms = known_network(network, notation, said.labels)
        may_sum = said.is_einstein or not _writes_sums(lines)
        return Context(forms, is_numerator=said.layout == "numerator", may_sum=may_sum)
    if notation is not None:
        raise DeriveError(
            "A notation profile says how a network file's names are written.",
            accepted="Give --network too, or leave --notation out.",
        )
    statements = [one.found for one in lines if isinstance(one.found, Statement)]
    made = declared(
        [*statements, *stated_shapes(source)],
        activations(),
        {**said.labels, **source.labels},
        is_einstein=said.is_einstein,
        vectors="row" if source.kind == "python" else said.vectors,  # as NumPy adds a bias
    )
    numbers = [at for at, one in enumerate(lines) if isinstance(one.found, Statement)]
    form = replace(made, defining=frozenset(numbers[at] for at in made.defining))
    require_whole(source, lines, form)
    remarks = (_SIGMA,) if _assumes_sigmoid(form) else ()
    return Context(
        (form,),
        remarks,
        is_numerator=said.layout == "numerator",
        may_sum=said.is_einstein or not _writes_sums(lines),
    )


def _writes_sums(lines: Sequence[Read]) -> bool:
    """Whether a document has a sum sign."""
    return any(
        isinstance(part, Big) and part.kind == "sum"
        for one in lines
        if isinstance(one.found, Statement)
        for side in one.found.sides
        for part in walk(side)
    )


def _assumes_sigmoid(form: Declared) -> bool:
    sigmoid = activations()["sigmoid"]
    return any(
        spelling.letter == "sigma" and function.definition == sigmoid.definition
        for spelling, function in form.names.functions.items()
    )
