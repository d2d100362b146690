"""The chains: parameters of each layer from the output back, then the error signals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from derive.calculus.derivation import Result
from derive.calculus.differentiation import NOTHING_OPEN, take
from derive.documents import terms
from derive.documents.chaintext import chain_of
from derive.documents.conventions import Told, conventions, entries_in
from derive.documents.document import (
    Block,
    Boxed,
    Chain,
    ChainRow,
    Display,
    Reference,
    Section,
    Sentence,
)
from derive.documents.layout import Sign, Symbol
from derive.documents.manuscript import Manuscript, listed, reference
from derive.documents.reasons import numbers
from derive.documents.recurrences import group_of
from derive.documents.shapes import unbracketed
from derive.documents.through_time import is_over_the_kernel, through_time
from derive.notation.expression import Apply, Equation, Partial, tensors_in
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text


def parameters_section(manuscript: Manuscript) -> Section:
    """The derivative by every parameter, from the last layer to the first."""
    results = [one for one in manuscript.derivation.results if one.kind == "parameter"]
    results.sort(key=lambda one: -(one.of.layer or 0))
    shown, folded = _parted(manuscript, results)
    last = manuscript.network.layers[-1].number
    sections = []
    told: Told = set()
    for number, group in groupby(shown, key=lambda one: one.of.layer or 0):
        text = (
            terms.headings.PARAMETERS_OUTPUT if number == last else terms.headings.PARAMETERS_HIDDEN
        )
        if not manuscript.is_lecture:
            text = _of_layer(manuscript, number)
        blocks: list[Block] = []
        for result in group:
            blocks += [_parameter_lead(manuscript, result), chain_of(manuscript, result)]
            blocks += conventions(manuscript, _gradients_in(result), told)
        sections.append(
            Section(manuscript.say(text, number=manuscript.layer(number)), tuple(blocks))
        )
    end = (
        [manuscript.paragraph(terms.chains.PARAMETER_END)]
        if len(manuscript.network.layers) > 1
        else []
    )
    title = manuscript.say(terms.headings.PARAMETERS)
    return Section(
        title, (*sections, *_remaining(manuscript, folded), *_plain_end(manuscript, end))
    )


def _of_layer(manuscript: Manuscript, number: int) -> Text:
    """The heading of a layer's parameters, with the title of its formula."""
    records = [one for one in manuscript.network.layers if one.number == number]
    title = manuscript.inner(unbracketed(records[0].formula.title))
    words = terms.graph.PARAMETERS_OF
    return Text(words.en.replace("{title}", title.en), words.ja.replace("{title}", title.ja))


def _plain_end(manuscript: Manuscript, end: Sequence[Block]) -> Sequence[Block]:
    """The closing sentence holds where every gradient is one error signal times one signal."""
    if not manuscript.is_lecture:
        return ()
    for result in manuscript.derivation.results:
        if result.kind == "parameter" and len(tensors_in(result.equation.right)) > 2:
            return ()
    return end


def deltas_section(manuscript: Manuscript) -> Section:
    """The error signal of every layer: hidden layers, and then where the signal begins."""
    results = [one for one in manuscript.derivation.results if one.kind != "parameter"]
    errors = [place for place, one in enumerate(results) if one.kind == "error"]
    cut = errors[0] + 1 if errors else len(results)
    shown, folded = _parted(manuscript, results[cut:])
    sections: list[Section] = []
    told = _told_before(manuscript)
    for result in shown:
        sections += _through_time(manuscript, result, told)
        sections.append(_hidden(manuscript, result, told))
    output = _output(manuscript, results[:cut], told)
    delta = manuscript.letters.error_signal
    title = manuscript.say(terms.headings.DELTAS, delta=delta)
    return Section(title, (*sections, *_remaining(manuscript, folded), output))


def _parted(manuscript: Manuscript, results: Iterable[Result]) -> tuple[list[Result], list[Result]]:
    """The results to derive, and those that repeat one of them."""
    shown: list[Result] = []
    folded: list[Result] = []
    for result in results:
        (folded if result.of.code_name in manuscript.alike else shown).append(result)
    return shown, folded


def _remaining(manuscript: Manuscript, folded: Sequence[Result]) -> list[Section]:
    """The results that are derived like others: one frame for each that they are like."""
    if not folded:
        return []
    blocks: list[Block] = []
    originals = dict.fromkeys(
        manuscript.alike[result.of.code_name].equation.number for result in folded
    )
    for number in originals:
        alike = [
            one
            for one in folded
            if _original(manuscript, one) == number and one.of not in manuscript.folded
        ]
        if not alike:
            continue
        folds = terms.chains.FOLDED if manuscript.is_lecture else terms.graph.FOLDED
        blocks.append(manuscript.paragraph(folds, number=reference(number)))
        blocks.append(
            Boxed(
                tuple(
                    Display(manuscript.math.equation(one.equation), one.equation.number)
                    for one in alike
                )
            )
        )
    if any(one.of in manuscript.folded for one in folded):
        blocks.append(manuscript.paragraph(terms.graph.OTHER_TURNS))
    title = terms.chains.REMAINING if manuscript.is_lecture else terms.graph.ALIKE
    return [Section(manuscript.say(title), tuple(blocks))]


def _gradients_in(result: Result) -> list[Entry]:
    """The entries of gradients in a result; of other signals all is agreed on before."""
    return [one for one in entries_in(result.equation.right) if one.tensor.role is Role.GRADIENT]


def _told_before(manuscript: Manuscript) -> Told:
    """What was agreed on with the gradients of the parameters."""
    told: Told = set()
    for result in manuscript.results_told:
        if result.kind == "parameter":
            conventions(manuscript, _gradients_in(result), told)
    return told


def _original(manuscript: Manuscript, result: Result) -> str:
    return manuscript.alike[result.of.code_name].equation.number


def _parameter_lead(manuscript: Manuscript, result: Result) -> Block:
    """Where a parameter occurs, and through what it reaches the loss."""
    letters = manuscript.letters
    users = [e for e in manuscript.network.equations if result.of in tensors_in(e.right)]
    parameter = letters.entry(result.of.generic())
    loss = letters.cost
    if len(users) == 1 and users[0].left.indices:
        return manuscript.paragraph(
            terms.chains.PARAMETER_LEAD,
            parameter=parameter,
            number=reference(users[0].number),
            target=letters.entry(users[0].left),
            loss=loss,
        )
    found = numbers(user.number for user in users)
    return manuscript.paragraph(
        terms.chains.PARAMETER_LEAD_MANY, parameter=parameter, numbers=found, loss=loss
    )


def _hidden(manuscript: Manuscript, result: Result, told: Told) -> Section:
    """One gradient on the way back: what it acts through, the activation's part, the chain."""
    letters = manuscript.letters
    entry = result.of.generic()
    ahead = [_ahead(manuscript, result)] if manuscript.is_lecture else []
    blocks: list[Block] = [*ahead, _composite(manuscript, result, entry)]
    blocks += _slope(manuscript, result)
    blocks.append(chain_of(manuscript, result))
    blocks += conventions(manuscript, (result.equation.right,), told)
    if is_over_the_kernel(result) and "adjoint" not in told:
        told.add("adjoint")
        blocks.append(manuscript.paragraph(terms.graph.ADJOINT))
    if result.kind == "error":
        delta = manuscript.letters.error_signal
        text = terms.headings.DELTA_HIDDEN if manuscript.is_lecture else terms.graph.DELTA_OF
        title = manuscript.say(text, number=manuscript.layer(result.of.layer or 0), delta=delta)
    else:
        title = manuscript.say(terms.chains.SIGNAL_GRADIENT, signal=letters.bold(result.of))
    return Section(title, tuple(blocks))


def _through_time(manuscript: Manuscript, result: Result, told: Told) -> list[Section]:
    """What is said before the first gradient of a recurrence."""
    group = group_of(manuscript.network, result.of)
    name = "" if group is None else f"time {group[0].number}"
    if group is None or name in told:
        return []
    told.add(name)
    return through_time(manuscript, group)


def _ahead(manuscript: Manuscript, result: Result) -> Block:
    is_error = result.kind == "error"
    if manuscript.backward_figure:
        figure = Reference(manuscript.backward_figure, "figure")
        text = terms.chains.DELTA_ARROW if is_error else terms.chains.GRADIENT_ARROW
        return manuscript.paragraph(text, figure=figure)
    return manuscript.paragraph(
        terms.chains.DELTA_AHEAD if is_error else terms.chains.GRADIENT_AHEAD
    )


def _composite(manuscript: Manuscript, result: Result, entry: Entry) -> Block:
    chain_rule = [step for step in result.steps if step.rule.name == "chain-rule"]
    about = chain_rule[0].about if chain_rule else (manuscript.network.cost,)
    targets = listed(manuscript.math(target) for target in about)
    is_many = any(isinstance(target, Entry) and target.indices for target in about)
    return manuscript.paragraph(
        terms.chains.DELTA_LEAD_COMPOSITE_ALL if is_many else terms.chains.DELTA_LEAD_COMPOSITE,
        loss=manuscript.letters.cost,
        signal=manuscript.letters.entry(entry),
        targets=targets,
    )


def _slope(manuscript: Manuscript, result: Result) -> list[Block]:
    """∂x/∂z = f'(z), where the chain looks through an activation."""
    for equation in manuscript.network.equations:
        if equation.left.tensor in manuscript.derivation.open and _applies_to(equation, result.of):
            partial = Partial(equation.right, equation.right.argument)
            taken, _ = take(partial, NOTHING_OPEN)
            left = manuscript.math(Partial(equation.left, equation.right.argument))
            reason = manuscript.say(terms.chains.BECAUSE_DERIVED, number=reference(equation.number))
            line = ChainRow(
                left,
                Symbol(Sign.EQUAL),
                manuscript.math(taken),
                reason,
                f"{result.equation.number}a",
            )
            lead = manuscript.paragraph(terms.chains.SLOPE_LEAD, number=reference(equation.number))
            return [lead, Chain((line,))]
    return []


def _applies_to(equation: Equation, tensor: Tensor) -> bool:
    right = equation.right
    return (
        isinstance(right, Apply)
        and isinstance(right.argument, Entry)
        and right.argument.tensor == tensor
    )


def _output(manuscript: Manuscript, results: Sequence[Result], told: Told) -> Section:
    """Where the backward pass begins: from the error function to the first error signal."""
    blocks: list[Block] = []
    for result in results:
        if any(step.rule.name == "chain-rule" for step in result.steps):
            blocks.append(_composite(manuscript, result, result.of.generic()))
        blocks.append(chain_of(manuscript, result))
        blocks += conventions(manuscript, (result.equation.right,), told)
    title = _output_title(manuscript)
    if not manuscript.is_lecture:
        title = manuscript.say(terms.graph.GRADIENTS_OUTPUT)
    return Section(title, tuple(blocks))


def _output_title(manuscript: Manuscript) -> Sentence:
    delta = manuscript.letters.error_signal
    return manuscript.say(terms.headings.DELTA_OUTPUT, delta=delta)
