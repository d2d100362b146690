"""The same network over a batch: sums over samples, and where 1/N enters."""

from __future__ import annotations

from collections.abc import Sequence

from derive.calculus.derivation import Result
from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.documents import terms
from derive.documents.chaintext import chain_of
from derive.documents.document import Block, Chain, ChainRow, Section
from derive.documents.layout import Fraction, Number, Sign, Symbol
from derive.documents.manuscript import Manuscript, reference
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
        blocks.append(manuscript.paragraph(terms.results.BATCH_WHERE, factor=factor))
    if manuscript.is_lecture:
        shown = terms.results.BATCH_SHOWN if manuscript.alike else terms.results.BATCH_ALL
        blocks.append(manuscript.paragraph(shown))
        blocks.append(Chain(tuple(_lines(manuscript, example))))
    else:
        blocks.append(manuscript.paragraph(terms.graph.ALL_PARAMETERS, index=n))
        blocks.append(Chain(tuple(_parameter_lines(manuscript, example))))
    return Section(manuscript.say(terms.headings.BATCH), tuple(blocks))


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
    network = manuscript.batch.network
    alike = set(manuscript.alike)
    results = [one for one in manuscript.batch.results if one.of.code_name not in alike]
    left_out = {one.of.layer for one in manuscript.batch.results if one.of.code_name in alike}
    forward = [
        equation
        for equation in network.equations
        if equation.number.endswith("b") and equation.left.tensor.layer not in left_out
    ]
    rows: list[ChainRow] = []
    for equation in forward:
        rows += _index_and_matrix(manuscript, equation)
    for result in results:
        shown = _index_and_matrix(manuscript, result.equation)
        is_shown = example is not None and result.of == example.of
        rows += shown[1:] if is_shown else shown
    return rows


def _parameter_lines(manuscript: Manuscript, example: Result | None) -> list[ChainRow]:
    """The gradients of the parameters that are told, over the batch, the example left out."""
    rows: list[ChainRow] = []
    for result in manuscript.batch.results:
        is_told = result.of.code_name not in manuscript.alike
        is_shown = example is not None and result.of == example.of
        if result.kind == "parameter" and is_told and not is_shown:
            rows += _index_and_matrix(manuscript, result.equation)
    return rows


def _cost_number(manuscript: Manuscript) -> str:
    return manuscript.batch.network.equations[-1].number


def _index_and_matrix(manuscript: Manuscript, equation: Equation) -> Sequence[ChainRow]:
    hand, say = manuscript.batch_hand, manuscript.say
    per_sample = equation.number.removesuffix("b")
    is_lifted = per_sample != equation.number
    reason = (
        say(terms.results.BATCH_OF, number=reference(per_sample))
        if is_lifted
        else say(terms.results.BATCH_DERIVATIVE, number=reference(_cost_number(manuscript)))
    )
    index = ChainRow(
        hand.letters.entry(equation.left),
        Symbol(Sign.EQUAL),
        hand.math(equation.right),
        reason,
        equation.number,
    )
    found = matrix_form(equation)
    if not isinstance(found, MatrixEquation):
        return [index]
    left = hand.letters.bold(equation.left.tensor)
    right = hand.matrices(found.right, shapes=True)
    if not equation.left.indices and right == index.right:
        return [index]
    same = say(terms.structure.IN_MATRICES, number=reference(equation.number))
    return [index, ChainRow(left, Symbol(Sign.EQUAL), right, same, f"{equation.number}m")]
