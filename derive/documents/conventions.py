"""What is agreed upon where it is used: entries outside their range, ties, whole numbers, noise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sympy import Expr, Rational

from derive.documents import terms
from derive.documents.document import Block, Chain, ChainRow, Remark
from derive.documents.layout import Layout, Sign, Symbol
from derive.documents.manuscript import Manuscript, count, listed
from derive.network.placed import Noise, State
from derive.network.structure import LayerRecord
from derive.notation.expression import FirstMax, tensors_in
from derive.notation.index import Axis, Index, SizeOf, indices_in
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text

Told = set[str]


def conventions(manuscript: Manuscript, expressions: Iterable[Expr], told: Told) -> list[Block]:
    """The conventions that some formulas need and that were not yet told."""
    blocks: list[Block] = []
    for expression in expressions:
        for entry in entries_in(expression):
            blocks += _outside(manuscript, entry, told)
            blocks += _whole(manuscript, entry, told)
        blocks += _ties(manuscript, expression, told)
    return blocks


def entries_in(expression: Expr) -> Iterator[Entry]:
    """All entries of an expression, also those in the slots of others."""
    if isinstance(expression, Entry):
        yield expression
    for part in expression.args:
        if not isinstance(part, (Tensor, Index)):
            yield from entries_in(part)


def is_computed(entry: Entry) -> bool:
    """Whether an index of an entry is computed from letters."""
    return any(
        not isinstance(place, Index) and indices_in(place) and not _is_data(place)
        for place in entry.indices
    )


def leaves_its_range(entry: Entry, sizes: Mapping[Axis, int]) -> bool:
    """Whether an index of an entry is less than the first or more than the last somewhere."""
    if not is_computed(entry):
        return False
    pairs = zip(entry.indices, entry.tensor.axes, strict=True)
    return any(
        not _is_data(place) and not _is_within(place, sizes, sizes[axis]) for place, axis in pairs
    )


def _is_within(place: Expr, sizes: Mapping[Axis, int], extent: int) -> bool:
    """Whether a position, counted from 0, is one of an axis for all values of its letters."""
    least = most = Rational(0)
    for key, scale in place.as_coefficients_dict().items():
        match key:
            case Index():
                end = scale * (sizes[key.axis] - 1)
                least, most = least + min(end, 0), most + max(end, 0)
            case SizeOf():
                least, most = least + scale * sizes[key.axis], most + scale * sizes[key.axis]
            case _:
                least, most = least + scale * key, most + scale * key
    return bool(least >= 0 and most < extent)


def is_fractional(entry: Entry) -> bool:
    """Whether an index of an entry may be no whole number."""
    return any(
        scale.q != 1
        for place in entry.indices
        if not _is_data(place)
        for scale in place.as_coefficients_dict().values()
    )


def _is_data(place: Expr) -> bool:
    return any(True for _ in entries_in(place)) or isinstance(place, SizeOf)


def _outside(manuscript: Manuscript, entry: Entry, told: Told) -> list[Block]:
    if not leaves_its_range(entry, manuscript.network.sizes) and not is_fractional(entry):
        return []
    if is_fractional(entry):
        kind, text = "fraction", terms.graph.OUTSIDE_FRACTION
    else:
        kind, text = "outside", terms.graph.OUTSIDE
    if kind in told or "fraction" in told:
        return []
    told.add(kind)
    return [_remark(manuscript, text, example=manuscript.letters.entry(entry))]


def _whole(manuscript: Manuscript, entry: Entry, told: Told) -> list[Block]:
    """An index that is a whole number of the data."""
    for place in entry.indices:
        for data in entries_in(place):
            name = f"whole {data.tensor.code_name}"
            if data.tensor in manuscript.network.whole and name not in told:
                told.add(name)
                return [
                    _remark(
                        manuscript,
                        terms.graph.WHOLE,
                        x=manuscript.letters.entry(data),
                        count=count(manuscript.network.whole[data.tensor]),
                        entry=manuscript.letters.entry(entry),
                    )
                ]
    return []


def _ties(manuscript: Manuscript, expression: Expr, told: Told) -> list[Block]:
    if "ties" in told:
        return []
    for first in sorted(expression.atoms(FirstMax), key=str):
        told.add("ties")
        return [_remark(manuscript, terms.graph.TIES, bracket=manuscript.math(first))]
    return []


def _remark(manuscript: Manuscript, text: Text, **slots: Layout) -> Remark:
    told = manuscript.paragraph(text, **slots)
    return Remark(manuscript.say(terms.graph.CONVENTION), (told,))


def parameters_used(record: LayerRecord) -> list[Tensor]:
    """The parameters in a layer's equations, its own and those that it shares."""
    found = {tensor for equation in record.equations for tensor in tensors_in(equation.right)}
    used = [tensor for tensor in found if tensor.role is Role.PARAMETER]
    return sorted(used, key=lambda tensor: (tensor.name, tensor.layer or 0))


def shared_parameters(manuscript: Manuscript, record: LayerRecord) -> list[Block]:
    """That a layer uses the parameters of an earlier one, if it does."""
    own = {parameter.tensor for parameter in record.parameters}
    shared = [tensor for tensor in parameters_used(record) if tensor not in own]
    if not shared or record.like is not None:
        return []
    names = listed(manuscript.letters.bold(tensor) for tensor in shared)
    number = manuscript.layer(shared[0].layer or 0)
    return [manuscript.paragraph(terms.graph.SHARED, names=names, number=number)]


def layer_remarks(manuscript: Manuscript, record: LayerRecord) -> list[Block]:
    """Noise, prediction, what training keeps, and the formula's own note."""
    blocks: list[Block] = [_noise(manuscript, noise) for noise in record.noise]
    blocks += _inference(manuscript, record)
    for state in record.states:
        blocks += _state(manuscript, state)
    note = record.formula.note
    if note is not None and record.formula.kind == "layer" and "{" not in note.en:
        title = manuscript.say(terms.structure.NO_BIAS_TITLE)
        blocks.append(Remark(title, (manuscript.paragraph(note),)))
    return blocks


def _noise(manuscript: Manuscript, noise: Noise) -> Block:
    m = manuscript.letters.entry(noise.tensor.generic())
    if noise.law == "bernoulli" and noise.probability is not None:
        law = terms.graph.BERNOULLI
        chance = Rational(noise.probability.numerator, noise.probability.denominator)
        return manuscript.paragraph(_with_law(law), m=m, p=manuscript.math(chance))
    law = terms.graph.NORMAL if noise.law == "normal" else terms.graph.UNIFORM
    return manuscript.paragraph(_with_law(law), m=m)


def _with_law(law: Text) -> Text:
    words = terms.graph.NOISE
    return Text(words.en.replace("{law}", law.en), words.ja.replace("{law}", law.ja))


def _inference(manuscript: Manuscript, record: LayerRecord) -> list[Block]:
    if not record.inference:
        return []
    reason = manuscript.say(terms.graph.INFERENCE_REASON)
    known = {equation.left.tensor: equation.number for equation in record.equations}
    rows = [
        ChainRow(
            manuscript.letters.entry(equation.left),
            Symbol(Sign.EQUAL),
            manuscript.math(equation.right),
            reason,
            f"{known.get(equation.left.tensor, '')}p",
        )
        for equation in record.inference
        if equation.right not in [one.right for one in record.equations]
    ]
    return [manuscript.paragraph(terms.graph.INFERENCE), Chain(tuple(rows))] if rows else []


def _state(manuscript: Manuscript, state: State) -> Sequence[Block]:
    letters = manuscript.letters
    initial = Rational(state.initial.numerator, state.initial.denominator)
    lead = manuscript.paragraph(
        terms.graph.STATE,
        m=letters.entry(state.tensor.generic()),
        initial=manuscript.math(initial),
    )
    line = ChainRow(
        letters.entry(state.update.left),
        Symbol(Sign.ASSIGN),
        manuscript.math(state.update.right),
        manuscript.say(terms.graph.STATE_REASON),
        f"S{manuscript.next('S')}",
    )
    return (lead, Chain((line,)))
