"""The same network over a batch: sums over samples, and where 1/N enters."""

from __future__ import annotations

from collections.abc import Sequence

from derive.calculus.derivation import Result
from derive.calculus.matrix import MatrixEquation
from derive.calculus.sample_gradients import is_of_samples
from derive.documents import terms
from derive.documents.chaintext import chain_of
from derive.documents.document import Block, Chain, ChainRow, Section, Sentence
from derive.documents.layout import Fraction, Layout, Number, Sign, Symbol
from derive.documents.manuscript import Manuscript, reference
from derive.documents.notation_words import with_samples
from derive.documents.slice_notes import batch_slice_note, matrix_reason
from derive.notation.expression import Equation
from derive.notation.index import index_of


def batch_section(manuscript: Manuscript) -> Section:
    """The cost, one derivation in full, and all results with their matrix forms."""
    network = manuscript.batch.network
    sample = network.sample
    assert sample is not None, "a batch has an axis of samples"
    is_mean = network.architecture.reduction == "mean"
    letters = manuscript.batch_hand.letters
    n, size = letters.index(index_of(sample)), letters.size(sample)
    lead = manuscript.paragraph(
        terms.results.BATCH_LEAD if is_mean else terms.results.BATCH_LEAD_SUM, n=size, index=n
    )
    example = _example(manuscript)
    blocks: list[Block] = [lead, _cost(manuscript, is_mean=is_mean)]
    if example is not None:
        blocks.append(manuscript.paragraph(terms.results.BATCH_DERIVED, index=n))
        blocks.append(
            chain_of(manuscript, example, hand=manuscript.batch_hand, derivation=manuscript.batch)
        )
    if is_mean:
        factor = Fraction(Number("1"), size)
        blocks.append(_where(manuscript, factor))
    blocks += batch_slice_note(manuscript, _equations(manuscript, example))
    if manuscript.is_lecture:
        shown = terms.results.BATCH_SHOWN if manuscript.alike else terms.results.BATCH_ALL
        blocks.append(manuscript.paragraph(with_samples(shown, manuscript)))
    else:
        blocks.append(manuscript.paragraph(terms.graph.ALL_PARAMETERS, index=n))
    blocks.append(Chain(tuple(_lines(manuscript, example))))
    return Section(manuscript.say(terms.headings.BATCH), tuple(blocks))


def _where(manuscript: Manuscript, factor: Layout) -> Block:
    """Where the factor of the mean stands."""
    if manuscript.profile.batch_signals == "cost":
        return manuscript.paragraph(terms.results.BATCH_WHERE, factor=factor)
    signal = manuscript.letters.error_signal
    return manuscript.paragraph(terms.results.BATCH_WHERE_LOSS, factor=factor, signal=signal)


def _cost(manuscript: Manuscript, *, is_mean: bool) -> Chain:
    """The equations that only the batch has: the mean of the losses."""
    hand = manuscript.batch_hand
    network = manuscript.batch.network
    known = {equation.number + "b" for equation in manuscript.network.equations}
    reason = manuscript.say(terms.results.BATCH_MEAN if is_mean else terms.results.BATCH_SUM)
    own = [equation for equation in network.equations if equation.number not in known]
    return Chain(
        tuple(
            ChainRow(
                hand.letters.entry(equation.left),
                Symbol(Sign.EQUAL),
                hand.math(equation.right),
                reason,
                equation.number,
            )
            for equation in own
        )
    )


def _example(manuscript: Manuscript) -> Result | None:
    """The first parameter's gradient in the reverse sweep."""
    for result in manuscript.batch.results:
        if result.kind == "parameter":
            return result
    return None


def _lines(manuscript: Manuscript, example: Result | None) -> list[ChainRow]:
    """Each equation over the batch, and below it its matrix form."""
    rows: list[ChainRow] = []
    for equation in _equations(manuscript, example):
        shown = _index_and_matrix(manuscript, equation)
        is_shown = example is not None and equation == example.equation
        rows += shown[1:] if is_shown else shown
    return rows


def _equations(manuscript: Manuscript, example: Result | None) -> list[Equation]:
    """What is told over the batch; of a network that is no lecture's, what parameters need."""
    alike = manuscript.alike
    results = [one for one in manuscript.batch.results if one.of.code_name not in alike]
    if not manuscript.is_lecture:
        parameters = [one for one in results if one.kind == "parameter"]
        return [one.equation for one in parameters if example is None or one.of != example.of]
    left_out = {one.of.layer for one in manuscript.batch.results if one.of.code_name in alike}
    forward = [
        equation
        for equation in manuscript.batch.network.equations
        if equation.number.endswith("b") and equation.left.tensor.layer not in left_out
    ]
    return [*forward, *(one.equation for one in results)]


def _cost_number(manuscript: Manuscript) -> str:
    return manuscript.batch.network.equations[-1].number


def _derivative(manuscript: Manuscript, equation: Equation) -> Sentence:
    """What a gradient is the derivative of; times N where the profile means the sample's loss."""
    number = reference(_cost_number(manuscript))
    sample = manuscript.batch.network.sample
    is_loss = manuscript.profile.batch_signals == "loss"
    if sample is None or not (is_loss and is_of_samples(equation.left.tensor, sample)):
        return manuscript.say(terms.results.BATCH_DERIVATIVE, number=number)
    size = manuscript.batch_hand.letters.size(sample)
    return manuscript.say(terms.results.BATCH_DERIVATIVE_TIMES, number=number, size=size)


def _index_and_matrix(manuscript: Manuscript, equation: Equation) -> Sequence[ChainRow]:
    hand, say = manuscript.batch_hand, manuscript.say
    per_sample = equation.number.removesuffix("b")
    is_lifted = per_sample != equation.number
    reason = (
        say(terms.results.BATCH_OF, number=reference(per_sample))
        if is_lifted
        else _derivative(manuscript, equation)
    )
    index = ChainRow(
        hand.letters.entry(equation.left),
        Symbol(Sign.EQUAL),
        hand.math(equation.right),
        reason,
        equation.number,
    )
    found = hand.form(equation)
    if not isinstance(found, MatrixEquation):
        return [index]
    left, right = hand.matrices.left(found), hand.matrices(hand.matrices.right(found), shapes=True)
    if not equation.left.indices and right == index.right:
        return [index]
    same = matrix_reason(manuscript, hand, found)
    return [index, ChainRow(left, Symbol(Sign.EQUAL), right, same, f"{equation.number}m")]
