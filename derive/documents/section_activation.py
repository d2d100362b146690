"""The activation functions of the network: formula, graph, and why they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from sympy import Add, Expr

from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_tree import Matrix, MatrixOf, Product, Sum, Transposed, parts_of
from derive.documents import terms
from derive.documents.document import Block, Citation, Display, Figure, Section
from derive.documents.figure import beside
from derive.documents.layout import Layout, Sign, Symbol, row
from derive.documents.manuscript import Manuscript, listed, reference
from derive.documents.plot import Graph, Window, plot
from derive.documents.scalar_functions import Activation, activations, in_variable, variable
from derive.notation.expression import Apply, Equation, IndexSum, contains, rebuilt
from derive.notation.tensor import Entry, Tensor
from derive.text import Text

LEFT, RIGHT, SAMPLES = -4.0, 4.0, 80
NEAR = 1e-9


def activation_section(manuscript: Manuscript) -> Section | None:
    """The section, or None for a network without an activation of one number."""
    own = [one for one in activations(manuscript) if one.in_network]
    if not own:
        return None
    blocks: list[Block] = []
    for activation in own:
        blocks += _definition(manuscript, activation, is_only=len(own) == 1)
    blocks.append(activations_figure(manuscript, own))
    blocks += _linear_without(manuscript)
    return Section(manuscript.say(terms.headings.ACTIVATION), tuple(blocks))


def cited(manuscript: Manuscript, activation: Activation) -> Text:
    """The title within a sentence."""
    return manuscript.inner(activation.formula.title)


def definition_of(manuscript: Manuscript, activation: Activation) -> Layout:
    """f(z) = its definition."""
    function = activation.function
    left = manuscript.math(Apply(function, variable(manuscript)))
    right = manuscript.math(in_variable(manuscript, function.definition, function))
    return row(left, Symbol(Sign.EQUAL), right)


def source_key(source: str) -> str:
    """The key of a source in the bibliography."""
    return source


def _definition(manuscript: Manuscript, activation: Activation, *, is_only: bool) -> list[Block]:
    title = cited(manuscript, activation)
    text = terms.structure.ACTIVATION_IS if is_only else _of_layers(manuscript, activation)
    words = Text(text.en.replace("{title}", title.en), text.ja.replace("{title}", title.ja))
    source = activation.formula.source
    if not source:
        words = Text(words.en.replace("{cite}", ""), words.ja.replace("{cite}", ""))
        return [manuscript.paragraph(words), _display(manuscript, activation)]
    words = Text(words.en.replace("{cite}", " {cite}"), words.ja)
    cite = Citation(source_key(source))
    return [manuscript.paragraph(words, cite=cite), _display(manuscript, activation)]


def _of_layers(manuscript: Manuscript, activation: Activation) -> Text:
    """The phrase for one of several activation functions, with the layers that use it."""
    records = manuscript.network.layers
    found = dict.fromkeys(one.number for one in records if one.formula == activation.formula)
    layers = ", ".join(str(number) for number in found)
    text = terms.structure.ACTIVATION_OF_LAYERS
    return Text(text.en.replace("{layers}", layers), text.ja.replace("{layers}", layers))


def _display(manuscript: Manuscript, activation: Activation) -> Display:
    number = f"A{manuscript.next('A')}"
    return Display(definition_of(manuscript, activation), number)


def activations_figure(manuscript: Manuscript, shown: Sequence[Activation]) -> Figure:
    """The graphs of f and f', side by side for several activations."""
    drawings = tuple(
        plot(
            _graphs(manuscript, one),
            _window(one),
            variable=manuscript.math(variable(manuscript)),
            title=manuscript.styled(one.formula.title) if len(shown) > 1 else None,
        )
        for one in shown[:3]
    )
    z = variable(manuscript)
    functions = listed(manuscript.math(Apply(one.function, z)) for one in shown[:3])
    slopes = listed(manuscript.math(Apply(one.slope, z)) for one in shown[:3])
    return Figure(
        beside(drawings),
        manuscript.say(terms.structure.ACTIVATIONS_PLOT, functions=functions, slopes=slopes),
        manuscript.styled(terms.structure.PLOT_ALTERNATIVE),
        manuscript.next("figure"),
    )


def _graphs(manuscript: Manuscript, one: Activation) -> tuple[Graph, ...]:
    z = variable(manuscript)
    forward = Apply(one.function, one.function.variable)
    jumps = [float(at) for at, _ in one.kinks()]
    marks = []
    for at, value in one.kinks():
        marks.append(((float(at), one.number(value, float(at))), False))
    return (
        Graph(_branches(one, forward, []), manuscript.math(Apply(one.function, z))),
        Graph(
            _branches(one, one.derivative, jumps),
            manuscript.math(Apply(one.slope, z)),
            dashed=True,
            marks=tuple(marks),
        ),
    )


def _branches(
    one: Activation, expression: object, jumps: Sequence[float]
) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Samples of an expression, parted where it jumps."""
    edges = [LEFT, *sorted(jumps), RIGHT]
    branches = []
    for left, right in pairwise(edges):
        inner_left = left + NEAR if left in jumps else left
        inner_right = right - NEAR if right in jumps else right
        step = (inner_right - inner_left) / SAMPLES
        places = [inner_left + step * place for place in range(SAMPLES + 1)]
        branches.append(tuple((place, one.number(expression, place)) for place in places))
    return tuple(branches)


def _window(one: Activation) -> Window:
    forward = Apply(one.function, one.function.variable)
    values = [y for branch in _branches(one, forward, []) for _, y in branch]
    values += [y for branch in _branches(one, one.derivative, []) for _, y in branch]
    bottom, top = min(0.0, *values), max(1.0, *values)
    room = 0.06 * (top - bottom)
    ticks = ("0.5", "1") if top < 1.6 else ("1", "2", "3", "4") if top < 5 else ("2", "4")
    below = ("-1",) if bottom <= -0.99 else ()
    shown = (*below, *(tick for tick in ticks if float(tick) <= top))
    return Window(LEFT, RIGHT, bottom - room, top + room, ("-4", "-2", "2", "4"), shown)


def _linear_without(manuscript: Manuscript) -> list[Block]:
    """What two layers would be without the activation between them: one linear layer."""
    for equation in manuscript.network.equations:
        if isinstance(equation.right, Apply) and isinstance(equation.right.argument, Entry):
            blocks = _stacked(manuscript, equation)
            if blocks:
                return blocks
    return []


def _stacked(manuscript: Manuscript, activation: Equation) -> list[Block]:
    network = manuscript.network
    between, before = activation.left.tensor, activation.right.argument.tensor
    first = network.defining(before)
    second = next((e for e in network.equations if _uses_linearly(e, between)), None)
    if first is None or second is None or not contains(first.right, IndexSum):
        return []
    joined = Equation(second.left, _spread(_put_in(second.right, between, first)))
    found = matrix_form(joined)
    if not isinstance(found, MatrixEquation):
        return []
    product = _weights(manuscript.hand.matrices.right(found))
    if product is None:
        return []
    letters = manuscript.letters
    lead = manuscript.paragraph(
        terms.structure.LINEAR_LEAD,
        out=letters.entry(activation.left),
        z=letters.entry(activation.right.argument),
        first=reference(first.number),
        second=reference(second.number),
    )
    number = f"A{manuscript.next('A')}"
    formula = manuscript.hand.matrices.equation(found)
    weights = manuscript.hand.matrices(product)
    end = manuscript.paragraph(terms.structure.LINEAR_END, product=weights)
    return [lead, Display(formula, number), end]


def _put_in(expression: Expr, tensor: Tensor, equation: Equation) -> Expr:
    """An expression in which a tensor's entries are told by another tensor's equation."""
    if isinstance(expression, Entry):
        return equation.at(*expression.indices) if expression.tensor == tensor else expression
    if not expression.args:
        return expression
    return rebuilt(expression, (_put_in(part, tensor, equation) for part in expression.args))


def _spread(expression: Expr) -> Expr:
    """Products spread over the sums of terms in them, sums of several terms split."""
    if isinstance(expression, Add):
        return Add(*(_spread(term) for term in expression.args))
    if isinstance(expression, IndexSum):
        body = expression.body.expand()
        terms_of = body.args if isinstance(body, Add) else (body,)
        return Add(*(IndexSum(term, expression.index) for term in terms_of))
    return expression


def _uses_linearly(equation: Equation, tensor: Tensor) -> bool:
    used = {entry.tensor for entry in equation.right.atoms(Entry)}
    return tensor in used and contains(equation.right, IndexSum) and len(used) <= 3


def _weights(right: Matrix) -> Product | None:
    """The product of the weight matrices that stand before the input, or behind it."""
    terms_of = parts_of(right) if isinstance(right, Sum) else (right,)
    for term in terms_of:
        match term:
            case Product((MatrixOf() as last, MatrixOf() as first, MatrixOf())):
                return Product((last, first))
            case Product((Transposed(MatrixOf()), MatrixOf() as first, MatrixOf() as last)):
                return Product((first, last))
    return None
