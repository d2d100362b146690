"""What is said of gradients that run through time, and of those that run over a kernel."""

from __future__ import annotations

from derive.calculus.derivation import Result
from derive.calculus.step import Step
from derive.documents import terms
from derive.documents.conventions import entries_in, is_computed
from derive.documents.document import Reference, Section
from derive.documents.manuscript import Manuscript, listed, slashed
from derive.documents.recurrences import shifted_entries, steps_figure, with_order
from derive.notation.expression import IndexSum
from derive.notation.index import Index
from derive.notation.recurrence import Group
from derive.notation.tensor import Role

WINDOWS = frozenset({"window", "shift"})


def through_time(manuscript: Manuscript, group: Group) -> list[Section]:
    """Back-propagation through time, before the first gradient of a recurrence."""
    found = list(shifted_entries(group))
    if not found:
        return []
    _, _, letter, shift = found[0]
    record = next(one for one in manuscript.network.layers if group[0] in one.equations)
    figure = steps_figure(manuscript, record, group, backward=True)
    letters = manuscript.letters
    own = {equation.left.tensor for equation in group}
    gradients = [
        slashed(letters.bold(one.equation.left.tensor))
        for one in manuscript.derivation.results
        if one.of in own
    ]
    order = terms.graph.BACKWARDS if shift < 0 else terms.graph.ONWARDS
    lead = manuscript.paragraph(
        with_order(terms.graph.THROUGH_TIME_LEAD, order),
        gradients=listed(gradients, most=5),
        source=letters.position(letter - shift),
        figure=Reference(figure.number, "figure"),
        step=letters.index(letter),
    )
    title = manuscript.say(terms.graph.THROUGH_TIME, number=manuscript.layer(record.number))
    return [Section(title, (lead, figure))]


def is_over_the_kernel(result: Result) -> bool:
    """Whether a gradient is a sum of error signals over a kernel's offsets."""
    if result.kind == "parameter" or not _has_window(result.steps):
        return False
    return any(_runs_over_kernel(part) for part in result.equation.right.atoms(IndexSum))


def _runs_over_kernel(summed: IndexSum) -> bool:
    entries = list(entries_in(summed))
    shifted = [one for one in entries if one.tensor.role is Role.GRADIENT and is_computed(one)]
    kernels = [one for one in entries if one.tensor.role is Role.PARAMETER]
    letters = {index for one in kernels for index in one.indices if isinstance(index, Index)}
    computed = [at for one in shifted for at in one.indices if not isinstance(at, Index)]
    return any(letters & at.free_symbols for at in computed)


def _has_window(steps: tuple[Step, ...]) -> bool:
    return any(step.rule.name in WINDOWS or _has_window(step.substeps) for step in steps)
