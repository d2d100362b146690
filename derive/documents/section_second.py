"""Second derivatives on request: products with a direction, and blocks of the Hessian."""

from __future__ import annotations

from collections.abc import Sequence

from derive.calculus.gauss_newton import gauss_newton_vector
from derive.calculus.second import Second, hessian, hessian_vector
from derive.calculus.step import Step
from derive.calculus.tangent import Tangent
from derive.documents import terms
from derive.documents.chaintext import chain_of
from derive.documents.document import Block, Boxed, Chain, ChainRow, Display, Section
from derive.documents.layout import Sign, Symbol
from derive.documents.manuscript import Hand, Manuscript, listed, slashed
from derive.documents.reasons import Reasons
from derive.notation.expression import Equation
from derive.notation.tensor import Tensor, gradient_of, tangent_of

MOST_CHAINS = 16
"""Of more rows, the chains of the first are shown, and of the rest the equations."""


def second_section(manuscript: Manuscript, blocks: Sequence[str]) -> Section:
    """Hessian-vector and Gauss-Newton-vector products, and the blocks of some parameters."""
    derivation = manuscript.derivation
    along = hessian_vector(derivation)
    newton = gauss_newton_vector(derivation)
    values = [row for row in along.rows if row.of.of is None]
    gradients = [row for row in along.rows if row.of.of is not None]
    sections: list[Block] = [
        _lead(manuscript, along),
        Section(
            manuscript.say(terms.second.FORWARDS),
            tuple(_told(manuscript, manuscript.hand, along, values)),
        ),
        _products(manuscript, along, gradients),
        _newton(manuscript, newton, values),
    ]
    sections += [_block(manuscript, hessian(derivation, name)) for name in blocks]
    return Section(manuscript.say(terms.second.TITLE), tuple(sections))


def steps_of(manuscript: Manuscript, blocks: Sequence[str]) -> list[tuple[Step, str]]:
    """The steps of the section, each with the number of its equation."""
    derivation = manuscript.derivation
    asked = [hessian_vector(derivation), gauss_newton_vector(derivation)]
    asked += [hessian(derivation, name) for name in blocks]
    return [(step, row.equation.number) for one in asked for row in one.rows for step in row.steps]


def _lead(manuscript: Manuscript, along: Second) -> Block:
    letters = manuscript.letters
    first = along.given[0].of
    assert first is not None, "a direction belongs to a parameter"
    change = tangent_of(gradient_of(first))
    return manuscript.paragraph(
        terms.second.LEAD,
        direction=listed(letters.entry(tensor.generic()) for tensor in along.given),
        braces=slashed(letters.entry(change.generic())),
    )


def _products(manuscript: Manuscript, along: Second, rows: Sequence[Tangent]) -> Section:
    lead = manuscript.paragraph(terms.second.HESSIAN_VECTOR_LEAD, loss=manuscript.letters.cost)
    told = _told(manuscript, manuscript.hand, along, rows)
    box = _results(manuscript, manuscript.hand, along)
    return Section(manuscript.say(terms.second.HESSIAN_VECTOR), (lead, *told, *box))


def _newton(manuscript: Manuscript, newton: Second, known: Sequence[Tangent]) -> Section:
    letters = manuscript.letters
    rows = [row for row in newton.rows if row.equation not in [one.equation for one in known]]
    assert newton.paired is not None, "a Gauss-Newton product pairs signal and change"
    lead = manuscript.paragraph(
        terms.second.GAUSS_NEWTON_LEAD,
        at=listed(letters.bold(tensor) for tensor in newton.at),
        paired=manuscript.math.equation(newton.paired),
    )
    told = _told(manuscript, manuscript.hand, newton, rows)
    box = _results(manuscript, manuscript.hand, newton)
    return Section(manuscript.say(terms.second.GAUSS_NEWTON), (lead, *told, *box))


def _block(manuscript: Manuscript, block: Second) -> Section:
    column = block.seeds[0].left.tensor.of
    assert column is not None, "a column belongs to a parameter"
    hand = Hand(manuscript.network, manuscript.profile, column)
    entry = manuscript.letters.entry(column.generic())
    lead = manuscript.paragraph(terms.second.BLOCK_LEAD, entry=entry)
    told = _told(manuscript, hand, block, block.rows)
    title = manuscript.say(terms.second.BLOCK, parameter=manuscript.letters.bold(column))
    return Section(title, (lead, *told, *_results(manuscript, hand, block)))


def _told(
    manuscript: Manuscript, hand: Hand, second: Second, rows: Sequence[Tangent]
) -> list[Block]:
    """A chain for each row; of very many rows, the equations alone for the later ones."""
    more = [row.equation for row in second.rows]
    reasons = Reasons(manuscript, hand, manuscript.derivation, more)
    blocks = [_chain(manuscript, hand, row, reasons) for row in rows[:MOST_CHAINS]]
    later = [row.equation for row in rows[MOST_CHAINS:]]
    if later:
        blocks.append(manuscript.paragraph(terms.second.REPEATED))
        blocks.append(Chain(tuple(_line(hand, equation) for equation in later)))
    return blocks


def _line(hand: Hand, equation: Equation) -> ChainRow:
    left = hand.letters.entry(equation.left)
    return ChainRow(left, Symbol(Sign.EQUAL), hand.math(equation.right), None, equation.number)


def _chain(manuscript: Manuscript, hand: Hand, row: Tangent, reasons: Reasons) -> Block:
    if not row.steps:
        return Chain((_line(hand, row.equation),))
    return chain_of(manuscript, row, hand=hand, reasons=reasons)


def _results(manuscript: Manuscript, hand: Hand, second: Second) -> list[Block]:
    """What was asked for, with every f' put in, in a frame."""
    wanted: set[Tensor] = {product.tangent for product in second.products}
    found = [row for row in second.rows if row.equation.left.tensor in wanted]
    shown = [Display(hand.math.equation(row.equation), row.equation.number) for row in found]
    return [manuscript.paragraph(terms.second.RESULT), Boxed(tuple(shown))] if shown else []
