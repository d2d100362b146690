"""The algorithm: forward, backward, update; and the program where one is given."""

from __future__ import annotations

import re

from sympy import Add

from derive.calculus.derivation import Result
from derive.documents import terms
from derive.documents.document import (
    Block,
    Chain,
    ChainRow,
    Emphasis,
    ItemList,
    Listing,
    Reference,
    Section,
)
from derive.documents.layout import Layout, Parenthesised, Sign, Space, Symbol, row
from derive.documents.manuscript import Manuscript, listed, reference
from derive.documents.ordering import is_negative
from derive.documents.reasons import numbers
from derive.network.structure import USUAL
from derive.notation.expression import tensors_in
from derive.notation.tensor import Role

FUNCTION = re.compile(r"\n\n(?=\S)")
MOST_LINES = 75
"""A listing that is longer than a page is shown in part."""
KEPT = (Role.PREACTIVATION, Role.SIGNAL, Role.PREDICTION)
FORWARD = Emphasis(terms.algorithm.FORWARD_STEP, "forward")
BACKWARD = Emphasis(terms.algorithm.BACKWARD_STEP, "backward")


def algorithm_section(manuscript: Manuscript, listing: str | None) -> Section:
    """The steps of one update in order, and the listing."""
    steps: list[tuple[Block, ...]] = [*_noise(manuscript), _forward(manuscript)]
    steps += [*_backward(manuscript), _update(manuscript), *_states(manuscript)]
    steps.append((manuscript.paragraph(terms.algorithm.STEP_AGAIN, loss=manuscript.letters.cost),))
    blocks: list[Block] = [
        manuscript.paragraph(terms.algorithm.ALGORITHM_LEAD),
        ItemList(tuple(steps), "number"),
    ]
    if listing:
        number = manuscript.next("listing")
        shown = tight(listing)
        is_whole = shown.count("\n") == tight_whole(listing).count("\n")
        caption = manuscript.say(
            terms.algorithm.LISTING_CAPTION if is_whole else terms.algorithm.EXCERPT_CAPTION
        )
        lead = manuscript.paragraph(
            terms.algorithm.LISTING_LEAD, listing=Reference(number, "listing")
        )
        blocks += [lead, *_layout(manuscript), Listing(shown, caption, number)]
    return Section(manuscript.say(terms.headings.ALGORITHM), tuple(blocks))


def _layout(manuscript: Manuscript) -> list[Block]:
    """How the program's arrays differ from the notation, where they do."""
    blocks: list[Block] = []
    if manuscript.network.arrangement != USUAL:
        blocks.append(manuscript.paragraph(terms.algorithm.LISTING_LAYOUT))
    if manuscript.profile.batch_signals == "loss":
        blocks.append(manuscript.paragraph(terms.algorithm.LISTING_SIGNALS))
    return blocks


def tight(listing: str) -> str:
    """The listing as it is shown: of a long one the last function, which does all of the work."""
    whole = tight_whole(listing)
    return whole if whole.count("\n") <= MOST_LINES else FUNCTION.split(whole)[-1]


def tight_whole(listing: str) -> str:
    """The listing with one blank line between functions, to save paper."""
    return listing.replace("\n\n\n", "\n\n")


def _noise(manuscript: Manuscript) -> list[tuple[Block, ...]]:
    """The random values are drawn first."""
    drawn = [manuscript.letters.bold(noise.tensor) for noise in manuscript.network.noise]
    if not drawn:
        return []
    return [(manuscript.paragraph(terms.graph.STEP_NOISE, noise=listed(drawn)),)]


def _states(manuscript: Manuscript) -> list[tuple[Block, ...]]:
    """What is kept for prediction is renewed last."""
    kept = [manuscript.letters.bold(state.tensor) for state in manuscript.network.states]
    if not kept:
        return []
    return [(manuscript.paragraph(terms.graph.STEP_STATES, states=listed(kept)),)]


def _forward(manuscript: Manuscript) -> tuple[Block, ...]:
    network = manuscript.network
    used = {
        tensor
        for result in manuscript.derivation.results
        for tensor in tensors_in(result.equation.right) | tensors_in(result.explicit.right)
    } - manuscript.folded
    kept = [e.left.tensor for e in network.equations if e.left.tensor in used]
    names = [manuscript.letters.bold(tensor) for tensor in kept if tensor.role in KEPT]
    printed = listed(names, most=8 if manuscript.is_lecture else 5)
    equations = spanned([equation.number for equation in network.equations])
    return (
        manuscript.paragraph(
            terms.algorithm.STEP_FORWARD, forward=FORWARD, equations=equations, kept=printed
        ),
    )


def spanned(found: list[str]) -> Layout:
    """Consecutive equation numbers: (1), …, (6)."""
    if len(found) <= 3:
        return numbers(found)
    return listed((numbers(found[:1]), Symbol(Sign.DOTS), numbers(found[-1:])))


def _backward(manuscript: Manuscript) -> list[tuple[Block, ...]]:
    """The first error signal, then the others."""
    results = [
        one
        for one in manuscript.derivation.results
        if one.kind != "parameter" and one.of not in manuscript.folded
    ]
    errors = [one for one in results if one.kind == "error"]
    items: list[tuple[Block, ...]] = []
    if errors:
        first = errors[0]
        items.append(
            (
                manuscript.paragraph(
                    terms.algorithm.STEP_OUTPUT,
                    backward=BACKWARD,
                    result=manuscript.letters.entry(first.equation.left),
                    number=reference(first.equation.number),
                ),
            )
        )
        later = results[results.index(first) + 1 :]
        if later:
            items.append((_hidden(manuscript, later),))
    return items


def _hidden(manuscript: Manuscript, later: list[Result]) -> Block:
    most = 5 if manuscript.is_lecture else 4
    found = listed((manuscript.letters.entry(one.equation.left) for one in later), most=most)
    return manuscript.paragraph(
        terms.algorithm.STEP_HIDDEN,
        backward=BACKWARD,
        results=found,
        numbers=listed((numbers([one.equation.number]) for one in later), most=most),
    )


def _update(manuscript: Manuscript) -> tuple[Block, ...]:
    rate = manuscript.letters.learning_rate
    lead = manuscript.paragraph(terms.algorithm.STEP_UPDATE, rate=rate)
    rows = []
    for result in manuscript.derivation.results:
        if result.kind == "parameter" and result.of.code_name not in manuscript.alike:
            number = result.equation.number
            reason = manuscript.say(terms.algorithm.UPDATE_REASON, number=reference(number))
            left = manuscript.letters.entry(result.of.generic())
            rows.append(
                ChainRow(
                    left, Symbol(Sign.ASSIGN), updated(manuscript, result), reason, f"{number}u"
                )
            )
    blocks: list[Block] = [lead, Chain(tuple(rows))]
    if any(
        parameter.tensor.code_name in manuscript.alike
        for parameter in manuscript.network.parameters
    ):
        blocks.append(manuscript.paragraph(terms.algorithm.STEP_UPDATE_ALIKE))
    return tuple(blocks)


def updated(manuscript: Manuscript, result: Result) -> Layout:
    """The new value of a parameter: w − η δ x."""
    gradient = manuscript.math(result.equation.right)
    if isinstance(result.equation.right, Add) or is_negative(result.equation.right):
        gradient = Parenthesised(gradient)
    rate = manuscript.letters.learning_rate
    old = manuscript.letters.entry(result.of.generic())
    return row(old, Symbol(Sign.MINUS), rate, Space("thin"), gradient)
