"""From indices to matrices, once entry by entry; then the results of every layer in a frame."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Integer

from derive.calculus import matrix_tree
from derive.calculus.derivation import Result
from derive.calculus.matrix import MatrixEquation, matrix_form
from derive.calculus.matrix_tree import MatrixOf, Product, Transposed
from derive.documents import terms
from derive.documents.document import Block, Boxed, Chain, ChainRow, Display, Section, Sentence
from derive.documents.layout import (
    BigOperator,
    Layout,
    Matrix,
    Number,
    Parenthesised,
    Scripted,
    Sign,
    Space,
    Symbol,
    row,
)
from derive.documents.manuscript import Manuscript, count, reference
from derive.documents.matrix_marks import turned
from derive.documents.measure import width
from derive.documents.slice_notes import for_every
from derive.documents.slicetext import nodes_of
from derive.notation.index import Index, fresh, index_of
from derive.notation.tensor import Tensor

MOST_ROWS = 3
WIDEST = 30.0
EQUAL = Symbol(Sign.EQUAL)


def matrices_section(manuscript: Manuscript) -> Section:
    """The bridge, and one framed result a layer."""
    blocks: list[Block] = [*_bridge(manuscript), _results(manuscript)]
    return Section(manuscript.say(terms.headings.MATRICES), tuple(blocks))


def _bridge(manuscript: Manuscript) -> list[Section]:
    blocks: list[Block] = []
    outer = _outer(manuscript)
    if outer is not None:
        blocks += _outer_bridge(manuscript, *outer)
    summed = _summed(manuscript)
    if summed is not None:
        blocks += _sum_bridge(manuscript, *summed)
    return [Section(manuscript.say(terms.headings.BRIDGE), tuple(blocks))] if blocks else []


def _outer(manuscript: Manuscript) -> tuple[Result, Tensor, Tensor] | None:
    """A parameter's gradient that is a column times a row."""
    for result in manuscript.results_told:
        found = matrix_form(result.equation)
        if result.kind == "parameter" and isinstance(found, MatrixEquation):
            match found.right:
                case Product((MatrixOf(left), Transposed(MatrixOf(right)))):
                    if len(left.axes) == len(right.axes) == 1:
                        return result, left, right
    return None


def _outer_bridge(
    manuscript: Manuscript, result: Result, left: Tensor, right: Tensor
) -> list[Block]:
    """∂L/∂W as a table of entries, as column times row, and in matrices."""
    hand, letters, say = manuscript.hand, manuscript.letters, manuscript.say
    number = reference(result.equation.number)
    rows, columns = manuscript.network.shape(result.of)
    lead = manuscript.paragraph(
        terms.results.BRIDGE_OUTER, number=number, rows=count(rows), columns=count(columns)
    )
    entries = _table(rows, columns, lambda r, c: _entry_product(manuscript, left, right, (r, c)))
    column = Matrix(tuple((_at(manuscript, left, r),) for r in _shown(rows)))
    line = Matrix((tuple(_at(manuscript, right, c, flat=True) for c in _shown(columns)),))
    row_index, column_index = (index_of(axis) for axis in result.of.axes)
    whole = matrix_form(result.equation)
    assert isinstance(whole, MatrixEquation), "the bridge leads to a matrix form"
    split = say(
        terms.results.BRIDGE_OUTER_SPLIT,
        row=letters.index(row_index),
        column=letters.index(column_index),
        entry=manuscript.math(result.equation.right),
    )
    chain = Chain(
        (
            _line(
                manuscript,
                letters.bold(result.equation.left.tensor),
                entries,
                say(terms.results.BRIDGE_OUTER_REASON, number=number),
            ),
            _line(manuscript, None, row(column, line), split),
            _line(
                manuscript,
                None,
                hand.matrices(hand.matrices.right(whole), shapes=True),
                _outer_end(manuscript, left, right),
            ),
        )
    )
    shape = manuscript.paragraph(
        terms.results.GRADIENT_SHAPE,
        gradient=letters.bold(result.equation.left.tensor),
        shape=letters.shape(result.of),
        tensor=letters.bold(result.of),
    )
    return [lead, chain, shape]


def _outer_end(manuscript: Manuscript, left: Tensor, right: Tensor) -> Sentence:
    """Which of the two vectors stands transposed."""
    bold = manuscript.letters.bold
    if manuscript.profile.vectors == "rows":
        return manuscript.say(terms.results.BRIDGE_OUTER_END_ROWS, vector=bold(left))
    return manuscript.say(terms.results.BRIDGE_OUTER_END, vector=bold(right))


def _line(manuscript: Manuscript, left: Layout | None, right: Layout, reason: object) -> ChainRow:
    assert isinstance(reason, Sentence), "a line has its reason"
    return ChainRow(left, EQUAL, right, reason, f"B{manuscript.next('B')}")


def _shown(size: int) -> tuple[int | None, ...]:
    """Places to print; None stands for dots."""
    if size <= MOST_ROWS + 1:
        return tuple(range(size))
    return (0, 1, None, size - 1)


def _at(manuscript: Manuscript, tensor: Tensor, place: int | None, *, flat: bool = False) -> Layout:
    if place is None:
        return Symbol(Sign.CENTRED_DOTS if flat else Sign.VERTICAL_DOTS)
    return manuscript.letters.entry(tensor[Integer(place)])


def _entry_product(
    manuscript: Manuscript, left: Tensor, right: Tensor, at: tuple[int | None, int | None]
) -> Layout:
    if at[0] is None or at[1] is None:
        return Symbol(
            Sign.VERTICAL_DOTS if at[0] is None and at[1] is not None else Sign.CENTRED_DOTS
        )
    return row(
        manuscript.letters.entry(left[Integer(at[0])]),
        Space("thin"),
        manuscript.letters.entry(right[Integer(at[1])]),
    )


def _table(rows: int, columns: int, entry: object) -> Matrix:
    assert callable(entry), "an entry is made from its place"
    return Matrix(tuple(tuple(entry(r, c) for c in _shown(columns)) for r in _shown(rows)))


def _summed(manuscript: Manuscript) -> tuple[Result, Tensor, Tensor] | None:
    """A result in which a sum over the "wrong" index of a weight makes a transpose appear."""
    for result in manuscript.results_told:
        found = matrix_form(result.equation)
        if isinstance(found, MatrixEquation):
            for part in nodes_of(found.right):
                match part:
                    case Product((factor, MatrixOf(vector))) if len(vector.axes) == 1:
                        weight = _transposed_in_print(manuscript, factor)
                        if weight is not None and len(weight.axes) == 2:
                            return result, weight, vector
    return None


def _transposed_in_print(manuscript: Manuscript, factor: matrix_tree.Matrix) -> Tensor | None:
    """The matrix whose transpose is printed in W^T v, or in v W^T where vectors are rows."""
    match factor:
        case Transposed(MatrixOf(weight)) if manuscript.profile.vectors == "columns":
            return weight
        case MatrixOf(weight) if manuscript.profile.vectors == "rows":
            return weight
    return None


def _sum_bridge(
    manuscript: Manuscript, result: Result, weight: Tensor, vector: Tensor
) -> list[Block]:
    """Σ_k w_kj δ_k = Σ_k (Wᵀ)_jk δ_k = (Wᵀ δ)_j; for rows Σ_k w_jk δ_k = (δ Wᵀ)_j."""
    letters, say = manuscript.letters, manuscript.say
    is_row = manuscript.profile.vectors == "rows"
    summed, other = reversed(weight.axes) if is_row else weight.axes
    k = index_of(summed)
    j = fresh(index_of(other), (k,))
    own = weight[j, k] if is_row else weight[k, j]
    transposed = turned(letters.bold(weight))
    entry = Scripted(
        Parenthesised(transposed), _side_by_side(manuscript, (k, j) if is_row else (j, k))
    )
    factors = [(letters.entry(own), letters.entry(vector[k]))]
    factors += [(entry, letters.entry(vector[k])), (transposed, letters.bold(vector))]
    written, by_entries, whole = (
        row(right, Space("thin"), left) if is_row and at else row(left, Space("thin"), right)
        for at, (left, right) in enumerate(factors)
    )
    chain = Chain(
        (
            ChainRow(
                _sum(manuscript, k, written),
                EQUAL,
                _sum(manuscript, k, by_entries),
                say(terms.results.TRANSPOSE_REASON),
                f"B{manuscript.next('B')}",
            ),
            _line(
                manuscript,
                None,
                Scripted(Parenthesised(whole), letters.index(j)),
                say(terms.results.PRODUCT_REASON),
            ),
        )
    )
    lead = manuscript.paragraph(
        terms.results.BRIDGE_SUM_ROWS if is_row else terms.results.BRIDGE_SUM,
        number=reference(result.equation.number),
        weight=letters.entry(own),
    )
    return [lead, chain]


def _side_by_side(manuscript: Manuscript, indices: Sequence[Index]) -> Layout:
    return row(*(manuscript.letters.index(index) for index in indices))


def _sum(manuscript: Manuscript, index: Index, body: Layout) -> Layout:
    letters = manuscript.letters
    return BigOperator(body, letters.index(index), Number("1"), letters.size(index.axis))


def _results(manuscript: Manuscript) -> Section:
    """For each layer from the output back: error signals and gradients in a frame."""
    lead = manuscript.paragraph(terms.results.RESULTS_LEAD)
    note = manuscript.paragraph(terms.results.HADAMARD_NOTE, sign=Symbol(Sign.HADAMARD))
    numbered = sorted({record.number for record in manuscript.network.layers}, reverse=True)
    blocks: list[Block] = [lead, note]
    for number in numbered:
        results = [
            one
            for one in manuscript.derivation.results
            if one.of.layer == number and one.of.code_name not in manuscript.alike
        ]
        if results:
            blocks.append(_frame(manuscript, results))
    return Section(manuscript.say(terms.headings.LAYER_RESULTS), tuple(blocks))


def _frame(manuscript: Manuscript, results: Sequence[Result]) -> Boxed:
    displays: list[Display] = []
    for result in results:
        same = manuscript.say(terms.structure.SAME_AS, number=reference(result.equation.number))
        displays += [Display(told, "", same) for told in _told(manuscript, result)]
        hand = manuscript.hand
        found = hand.form(result.equation)
        if isinstance(found, MatrixEquation):
            remark = for_every(manuscript, hand, found)
            printed = hand.matrices.equation(found)
            displays.append(Display(printed, f"{result.equation.number}m", remark))
    return Boxed(tuple(displays))


def _told(manuscript: Manuscript, result: Result) -> list[Layout]:
    """A result, and the same with every f' put in: on one line where that has room."""
    printed = manuscript.math.equation(result.equation)
    if result.explicit.right == result.equation.right:
        return [printed]
    told = row(printed, EQUAL, manuscript.math(result.explicit.right))
    return [told] if width(told) <= WIDEST else [printed, manuscript.math.equation(result.explicit)]
