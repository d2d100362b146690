"""Functions with a name of their own: softmax, diag, max, and NumPy's ways to sum and multiply."""

from __future__ import annotations

from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tokens import Span
from derive.reading.einsums import Einsum, einsum_of
from derive.reading.interpreter import Interpreter, Items
from derive.reading.parse_tree import (
    Comparison,
    Fenced,
    Listing,
    Number,
    Scripted,
    Symbol,
    Terms,
    Tree,
)
from derive.reading.problems import ReadingProblem, StaticFinding
from derive.reading.products import turned
from derive.reading.shapes import slots_of
from derive.reading.terms import (
    At,
    Call,
    Choice,
    Counted,
    Diagonal,
    Fold,
    FoldKind,
    Function,
    Holds,
    Matrix,
    MatrixProduct,
    Over,
    Part,
    SlotFold,
    Term,
    Times,
)
from derive.text import Text

_WORDS = (
    "softmax diag max min maximum minimum sum mean einsum outer dot matmul where square transpose "
    "multiply logsumexp tr"
).split()
Arguments = tuple[Tree, ...]


def is_word(name: str) -> bool:
    """Whether a name is one of these functions."""
    return name in _WORDS


def applied(
    word: str, tree: Symbol | Scripted, items: Items, reader: Interpreter
) -> tuple[Term, Items]:
    """One of these functions, of the group behind it."""
    group = items[0][1]
    around = group if isinstance(group, Scripted) else None
    fenced = around.base if around is not None else group
    assert isinstance(fenced, Fenced), "a group follows"
    if isinstance(tree, Scripted):
        raise ReadingProblem(f"'{word}' has an index or a power here.", tree.span)
    span = Span(tree.span.start, group.span.end)
    inner = fenced.inner
    if word == "einsum":
        result = _einsum(einsum_of((tree, fenced)), span, reader)
        return (reader.with_scripts(result, around) if around else result), items[1:]
    arguments = inner.parts if isinstance(inner, Listing) else (inner,)
    result = _value(word, arguments, span, reader)
    if around is not None:
        result = reader.with_scripts(result, around)
    return result, items[1:]


def _value(word: str, arguments: Arguments, span: Span, reader: Interpreter) -> Term:
    named = {
        letter.name: argument.parts[1]
        for argument in arguments
        if isinstance(argument, Comparison)
        and argument.relations == ("=",)
        and isinstance(letter := argument.parts[0], Symbol)
    }
    plain = tuple(one for one in arguments if not isinstance(one, Comparison))
    match word, plain:
        case "softmax", (only,):
            return _softmax(reader.term(only), span)
        case "diag", (only,):
            return _diagonal(reader.term(only), span)
        case "tr", (only,):
            return _trace(reader.term(only), span)
        case "square", (only,):
            whole = reader.term(only)
            return Times((whole, whole), span=span)
        case "transpose", (only,):
            return reader.transposed(reader.term(only), span)
        case "sum" | "mean", (only,):
            return _summed(word, reader.term(only), named, span)
        case "max" | "maximum" | "min" | "minimum", (first, second):
            relation = ">=" if word.startswith("max") else "<="
            one, two = reader.term(first), reader.term(second)
            return Choice(((Holds(one, relation, two, span=span), one),), two, span=span)
        case "max" | "min", (only,):
            kind: FoldKind = "max" if word == "max" else "min"
            return _folded(kind, reader.term(only), named, span)
        case "where", (_, first, second):
            pair = (reader.condition(arguments[0]), reader.term(first))
            return Choice((pair,), reader.term(second), span=span)
        case "outer", (first, second):
            return _outer(reader.term(first), reader.term(second), span)
        case "dot" | "matmul", (first, second):
            return reader.product((("", first), ("@", second)), span)
        case "multiply", (first, second):
            return Times((reader.term(first), reader.term(second)), span=span)
    if word == "where" and len(plain) == 2 and isinstance(arguments[0], Comparison):
        first, second = plain
        pair = (reader.condition(arguments[0]), reader.term(first))
        return Choice((pair,), reader.term(second), span=span)
    raise ReadingProblem(f"'{word}' is not read with {len(arguments)} arguments.", span)


def _softmax(of: Term, span: Span) -> Term:
    """Exponentials over their sum: along a vector, and along the columns of a matrix's rows."""
    slots = slots_of(of)
    if not slots:
        raise ReadingProblem(
            "Softmax is of a whole vector.", span, "Write softmax(z)_k, or the exponentials."
        )
    above = Call(Function("exp"), of, span=span)
    return Over(above, SlotFold("sum", max(slots), above, span=span), span=span)


def _diagonal(of: Term, span: Span) -> Term:
    if len(slots_of(of)) != 1:
        raise ReadingProblem("The diagonal matrix of a vector is read.", span)
    return Diagonal(of, span=span)


def _trace(of: Term, span: Span) -> Term:
    slots = slots_of(of)
    if len(slots) != 2 or slots[0] != slots[1]:
        raise ReadingProblem("The trace of a square matrix is read.", span)
    letter = Index("#t", slots[0])
    return Fold("sum", (letter,), At(of, (letter, letter), span=span), span=span)


def _outer(first: Term, second: Term, span: Span) -> Term:
    one, two = slots_of(first), slots_of(second)
    if len(one) != 1 or len(two) != 1:
        raise ReadingProblem("An outer product is of two vectors.", span)
    column = first if 0 in one else turned(first)
    row = second if 1 in two else turned(second)
    return MatrixProduct(column, row, span=span)


def _summed(word: str, of: Term, named: dict[str, Tree], span: Span) -> Term:
    total = _folded("sum", of, named, span)
    if word == "sum":
        return total
    gone = [axis for slot, axis in slots_of(of).items() if slot not in slots_of(total)]
    for axis in gone:
        total = Over(total, Counted(SizeOf(axis)), span=span)
    return total


def _folded(kind: FoldKind, of: Term, named: dict[str, Tree], span: Span) -> Term:
    """A sum over one axis (keepdims or not: a slot of extent 1 is left out) or over all."""
    slots = sorted(slots_of(of))
    chosen = _axis_number(named.get("axis"), span)
    if chosen is not None:
        if chosen not in (0, 1, -1):
            raise ReadingProblem("A matrix has the axes 0 and 1.", span)
        slots = [1 if chosen == -1 else chosen]
    for slot in slots:
        of = SlotFold(kind, slot, of, span=span)
    return of


def _axis_number(tree: Tree | None, span: Span) -> int | None:
    match tree:
        case None:
            return None
        case Number(value=value):
            return int(value)
        case Terms(parts=((-1, Number(value=value)),)):
            return -int(value)
    raise ReadingProblem("The axis is a number.", span)


def _einsum(spelled: Einsum | None, span: Span, reader: Interpreter) -> Term:
    """np.einsum('nj,ni->ji', A, B) as sums over letters."""
    if spelled is None or len(spelled.inputs) != len(spelled.operands):
        raise ReadingProblem("An einsum has a letter a slot: 'nj,ni->ji'.", span)
    axes: dict[str, Axis] = {}
    factors: list[Term] = []
    for letters, operand in zip(spelled.inputs, spelled.operands, strict=True):
        own = _operand_axes(operand, reader)
        if len(own) != len(letters):
            raise ReadingProblem(f"'{letters}' does not fit an operand of {len(own)} axes.", span)
        places = []
        for letter, axis in zip(letters, own, strict=True):
            if axes.setdefault(letter, axis) != axis:
                _report_range(letter, (axes[letter], axis), span, reader)
            places.append(Index(f"{letter}#", axis))
        factors.append(_entry(operand, tuple(places), span, reader))
    kept = spelled.output
    if not set(kept) <= set(axes) or len(set(kept)) != len(kept):
        raise ReadingProblem("The letters behind -> have to stand before it, each once.", span)
    summed = tuple(Index(f"{one}#", axes[one]) for one in axes if one not in kept)
    body: Term = Times(tuple(factors), span=span)
    if summed:
        body = Fold("sum", summed, body, span=span)
    if not kept:
        return body
    return Matrix(body, tuple(Index(f"{one}#", axes[one]) for one in kept), span=span)


def _operand_axes(operand: Tree, reader: Interpreter) -> tuple[Axis, ...]:
    """The axes of an operand of an einsum: of a name, all of them."""
    known = reader.whole(operand)
    if known is not None:
        return known.axes
    slots = slots_of(reader.term(operand))
    return tuple(slots[slot] for slot in sorted(slots))


def _entry(operand: Tree, places: tuple[Index, ...], span: Span, reader: Interpreter) -> Term:
    """The entry of an operand at letters."""
    known = reader.whole(operand)
    if known is not None:
        return Part(known, places, span=operand.span)
    term = reader.term(operand)
    return At(term, places, span=span) if places else term


def _report_range(letter: str, axes: tuple[Axis, Axis], span: Span, reader: Interpreter) -> None:
    first, second = axes
    message = Text(
        f"The index {letter} runs over {first.size}, {second.size} at once.",
        f"添字 {letter} の範囲が {first.size}, {second.size} と食い違う．",
    )
    reader.findings.append(StaticFinding("range-conflict", message, span))
