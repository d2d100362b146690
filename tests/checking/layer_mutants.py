"""Mutants of what layers beyond `dense` need: windows, recurrences, tables, statistics, repeats."""

from sympy import Add, Expr, Integer, Mul

from derive.calculus import (
    affine,
    compact,
    differentiation,
    graph,
    likeness,
    meeting,
    primes,
    quotient,
    renaming,
    rules,
)
from derive.calculus import closing as closing_laws
from derive.notation.expression import (
    Compare,
    Delta,
    FirstMax,
    IndexMax,
    IndexSum,
    Partial,
    free_indices,
    substitute,
    with_fresh_index,
)
from derive.notation.tensor import Entry, Tensor
from derive.programs import write
from tests.checking.mutants import Change, Mutant, after_wrong, attribute, law, stacked, table

CONV = stacked(
    '{ formula = "conv1d", channels = 2, kernel = 2 },'
    '{ formula = "conv1d", channels = 3, kernel = 2, stride = 2, padding = 1 }',
    "input = [2, 5]",
)
POOL = stacked(
    '{ formula = "conv1d", channels = 2, kernel = 2 },'
    '{ formula = "max_pool1d", kernel = 3, stride = 1 }',
    "input = [2, 6]",
)
AVERAGE = stacked(
    '{ formula = "conv1d", channels = 2, kernel = 2 },'
    '{ formula = "average_pool1d", kernel = 2, stride = 1 }',
    "input = [2, 5]",
)
MAXOUT = stacked('{ formula = "maxout", units = 2, pieces = 3 }')
LOGARITHM = stacked('{ formula = "dense", units = 4 }, "softplus", { formula = "logarithm" }') + (
    '[formulas.logarithm]\nkind = "layer"\nequations = ["z[i] = log(x[i])*x[i + 1]"]\n'
)
RNN = stacked('{ formula = "simple_rnn", units = 2 }', "input = [3, 2]")
TABLE = stacked('{ formula = "embedding", units = 2 }', "input = { shape = [3], classes = 5 }")
PICKED = stacked('{ formula = "dense", units = 3 }, "softmax"', loss="picked_cross_entropy") + (
    '[formulas.picked_cross_entropy]\nkind = "loss"\nequations = ["L = -log(y[t])"]\n'
)
LAYER_NORM = stacked('{ formula = "dense", units = 4 }, "layer_norm"')
BATCH_NORM = stacked('{ formula = "dense", units = 4 }, "batch_norm"')
DROPOUT = stacked(
    '{ formula = "dense", units = 4 }, { formula = "dropout", rate = 0.25 },'
    '{ formula = "dense", units = 2 }'
)
REPEATED = stacked('{ block = "turn", repeat = 3 }, { formula = "dense", units = 3 }') + (
    '[[blocks.turn.layers]]\nformula = "dense"\nunits = 3\n'
    '[[blocks.turn.layers]]\nformula = "tanh"\n'
)
DEEP = "2 -> dense 3 -> tanh -> dense 4 -> tanh -> dense 2 -> tanh -> dense 3 | squared_error"
UNLIKE = "3 -> dense 3 -> tanh -> dense 3 -> sigmoid -> dense 3 | squared_error"


def maximum_whose_every_largest_counts(of, by):
    place = with_fresh_index(of, free_indices(by))
    is_largest = Compare(">=", place.body, of)
    return rules.LARGEST, IndexSum(is_largest * Partial(place.body, by), place.index)


def maximum_at_the_wrong_place(of, by):
    rule, after = differentiation._largest(of, by)
    place = after.index
    marks = [part for part in after.body.args if isinstance(part, FirstMax)]
    first = substitute(Mul(*(p for p in after.body.args if p not in marks)), {place: Integer(0)})
    return rule, IndexSum(Mul(*marks) * first, place)


def maximum_where_all_but_the_largest_count(of, by):
    rule, after = differentiation._largest(of, by)
    marks = [part for part in after.body.args if isinstance(part, FirstMax)]
    rest = Mul(*(part for part in after.body.args if part not in marks))
    return rule, IndexSum((1 - marks[0]) * rest, after.index)


def solved(change) -> Change:
    """A change of what a delta of positions says of a bound index."""
    right = affine._solved

    def wrong(delta: Expr, index: Expr) -> Expr | None:
        at = right(delta, index)
        return None if at is None else change(at, delta, index)

    return attribute(affine, "_solved", wrong)


def shifted_the_other_way(at, _delta, _index):
    return at - 2 * at.as_coeff_Add()[0]


def letters_the_other_way(at, _delta, _index):
    return Add(*(-term if term.could_extract_minus_sign() else term for term in at.args or (at,)))


def not_divided_by_the_stride(at, delta, index):
    difference = (delta.args[0] - delta.args[1]).expand()
    return (at * abs(difference.coeff(index, 1))).expand()


def unguarded_first(position, index, rest):
    found = RIGHT_RANK(position, index, rest)
    return affine.EXACT - 1 if found is None else found


def without_the_path_through_time(met, tensor):
    """The targets but those of the next step, which stand before in the order of a step."""
    order, own = list(met.equations), met.recurrent.get(tensor, ())
    earlier = [target for target in own if order.index(target) <= order.index(tensor)]
    return [target for target in RIGHT_TARGETS(met, tensor) if target not in earlier]


def entry_that_forgets_data(of, by):
    rule, after = RIGHT_ENTRY(of, by)
    kept = [part for part in Mul.make_args(after) if not (rule and _compares_data(part))]
    return rule, Mul(*kept)


def _compares_data(part: Expr) -> bool:
    return isinstance(part, Delta) and any(isinstance(at, Entry) for at in part.args)


def gradients_of_the_first_turn(names, expression):
    if isinstance(expression, Tensor) and expression.of is not None:
        return expression
    return RIGHT_RENAMED(names, expression)


def without_deltas(product: Expr) -> Expr:
    return Mul(*(part for part in Mul.make_args(product) if not isinstance(part, Delta)))


def without_a_term(expression: Expr) -> Expr:
    """A sum, also one behind a factor, without its last term."""
    if isinstance(expression, Add):
        return Add(*expression.args[:-1])
    return Mul(*(without_a_term(p) if isinstance(p, Add) else p for p in Mul.make_args(expression)))


def without_the_gradient_of_the_mean(expression, gradients, letters, named):
    after = RIGHT_PUT_IN(expression, gradients, letters, named)
    is_of_mean = isinstance(expression, Entry) and expression.tensor.code_name == "dmu2"
    return Integer(0) if is_of_mean else after


def as_in_training(*given, **options):
    return RIGHT_PROGRAM(*given, **{**options, "inference": ()})


RIGHT_RANK, RIGHT_TARGETS = affine._rank, graph.Graph.targets
RIGHT_ENTRY, RIGHT_RENAMED = differentiation._entry, renaming.Renaming._renamed
RIGHT_PUT_IN, RIGHT_PROGRAM = compact._put_in, write.program_of

LAYER_MUTANTS = {
    "all of several largest entries count": Mutant(
        POOL, table(IndexMax, maximum_whose_every_largest_counts)
    ),
    "all of several largest pieces count": Mutant(
        MAXOUT, table(IndexMax, maximum_whose_every_largest_counts)
    ),
    "a maximum is differentiated at its first place": Mutant(
        POOL, table(IndexMax, maximum_at_the_wrong_place), "largest"
    ),
    "all but the largest entry count": Mutant(
        POOL, table(IndexMax, maximum_where_all_but_the_largest_count), "largest"
    ),
    "a window's shift has the wrong sign": Mutant(CONV, solved(shifted_the_other_way)),
    "a window's letters have the wrong sign": Mutant(CONV, solved(letters_the_other_way)),
    "a window forgets to divide by the stride": Mutant(CONV, solved(not_divided_by_the_stride)),
    "a window gives up a sum that nothing guards": Mutant(
        AVERAGE, attribute(affine, "_rank", unguarded_first)
    ),
    "an entry outside its axis stands in a logarithm": Mutant(
        LOGARITHM, attribute(affine, "_has_value", lambda _factor, _index: True), "shift"
    ),
    "a step back is a step on": Mutant(RNN, solved(shifted_the_other_way)),
    "the path through time is dropped": Mutant(
        RNN, attribute(graph.Graph, "targets", without_the_path_through_time)
    ),
    "a table forgets which row was read": Mutant(
        TABLE, law("_entry", entry_that_forgets_data), "own-entry"
    ),
    "a picked entry forgets which was picked": Mutant(
        PICKED, law("_entry", entry_that_forgets_data)
    ),
    "entries that meet lose their delta": Mutant(
        PICKED, after_wrong(meeting, "_cancelled", without_deltas)
    ),
    "a like layer keeps the gradients of the other": Mutant(
        DEEP, attribute(renaming.Renaming, "_renamed", gradients_of_the_first_turn)
    ),
    "a repeated block keeps the gradients of its other turn": Mutant(
        REPEATED, attribute(renaming.Renaming, "_renamed", gradients_of_the_first_turn)
    ),
    "unlike layers are taken for alike": Mutant(
        UNLIKE, after_wrong(likeness.Likeness, "_form", lambda form: (0, form[1]))
    ),
    "a renamed letter is captured": Mutant(
        RNN, attribute(primes, "fresh", lambda letter, _taken: letter)
    ),
    "a compact form loses a term": Mutant(
        LAYER_NORM, after_wrong(compact, "with_common_factors", without_a_term), "arrange"
    ),
    "a compact form forgets the mean's gradient": Mutant(
        LAYER_NORM, attribute(compact, "_put_in", without_the_gradient_of_the_mean)
    ),
    "a named quotient changes its sign": Mutant(
        LAYER_NORM,
        after_wrong(quotient, "_without", lambda rest: None if rest is None else -rest),
        "through-output",
    ),
    "a named sum forgets its size": Mutant(
        LAYER_NORM,
        after_wrong(
            closing_laws, "named_sums", lambda got: [(left, right / 2) for left, right in got]
        ),
    ),
    "prediction is computed as training": Mutant(
        BATCH_NORM, attribute(write, "program_of", as_in_training), check="plain_float64"
    ),
}
