"""Mutants of the calculus: of its laws, and of what brings a result to its last form."""

from sympy import Add, Expr, Integer, Mul, exp

from derive.calculus import (
    arrange,
    backprop,
    closing,
    contraction,
    differentiation,
    elimination,
    graph,
    own_unit,
    rules,
    told,
)
from derive.notation.expression import (
    Apply,
    Compare,
    Delta,
    IndexSum,
    Maximum,
    Partial,
    Where,
    free_indices,
    rebuilt,
    substitute,
)
from derive.notation.index import SizeOf
from tests.checking.mutants import Mutant, after_wrong, attribute, law, table

SIGMOID = "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | squared_error"
TANH = "3 -> dense 4 -> tanh -> dense 2 | squared_error"
SILU = "3 -> dense 4 -> silu | squared_error"
RELU = "3 -> dense 4 -> relu -> dense 2 | squared_error"
ELU = "3 -> dense 4 -> elu | squared_error"
PRELU = "3 -> dense 4 -> prelu | squared_error"
SOFTSIGN = "3 -> dense 4 -> softsign | squared_error"
SOFTMAX = "3 -> dense 4 -> softmax | squared_error"
CROSS_ENTROPY = "3 -> dense 4 -> softmax | cross_entropy"
LOGITS = "3 -> dense 4 | cross_entropy_with_logits"
SKIP = "3 -> dense 3 -> tanh -> add input as both -> dense 3 -> tanh -> add both | squared_error"
DECAY = "3 -> dense 4 -> tanh | squared_error | l2 0.1"
MEAN = "3 -> dense 4 | mean_squared_error"
LINEAR = """
input = 3
layers = [{ formula = "dense", units = 4 }]
loss = { formula = "excess" }

[formulas.excess]
kind = "loss"
equations = ["L = sum(k, y[k] - t[k])"]
"""


def product_without_its_last_term(of, by, around):
    rule, after = RIGHT_PRODUCT(of, by, around)
    return rule, Add(*after.args[:-1]) if isinstance(after, Add) else after


def product_without_its_constants(of, by, around):
    rule, after = RIGHT_PRODUCT(of, by, around)
    return rule, Mul(*(part for part in after.args if part.has(Partial)))


def power_of_the_same_exponent(of, by, around):
    rule, after = RIGHT_POWER(of, by, around)
    return rule, after * of.base


def power_without_its_factor(of, by, around):
    rule, after = RIGHT_POWER(of, by, around)
    return rule, after / of.exp


def entry_with_the_wrong_sign(of, by):
    rule, after = RIGHT_ENTRY(of, by)
    return rule, after if rule is None else -after


def entry_without_its_first_delta(of, by):
    rule, after = RIGHT_ENTRY(of, by)
    if rule is None:
        return rule, after
    pairs = list(zip(of.indices, by.indices, strict=True))[1:]
    return rule, Mul(*(Delta(one, other) for one, other in pairs))


def sum_that_is_forgotten(of, by):
    return rules.UNDER_THE_SUM, Partial(substitute(of.body, {of.index: Integer(0)}), by)


def sum_that_captures(of, by):
    """What SymPy 1.14 does: the bound letter is not renamed away from the free one."""
    (letter,) = [one for one in free_indices(by) if one.axis == of.index.axis] or [of.index]
    body = substitute(of.body, {of.index: letter})
    return rules.UNDER_THE_SUM, IndexSum(Partial(body, by), letter)


def function_that_counts_twice(of, by):
    rule, after = differentiation._elementary(of, by)
    return rule, 2 * after


def named_without_the_inner_derivative(of, by):
    return rules.SCALAR_FUNCTION, Apply(of.function.with_order(1), of.argument)


def maximum_with_branches_exchanged(of, by):
    first, second = of.args
    after = Compare(">=", first, second) * Partial(second, by)
    return rules.EXTREMUM, after + Compare(">", second, first) * Partial(first, by)


def maximum_where_the_second_wins_a_tie(of, by):
    first, second = of.args
    after = Compare(">", first, second) * Partial(first, by)
    return rules.EXTREMUM, after + Compare(">=", second, first) * Partial(second, by)


def cases_exchanged(of, by):
    return rules.CASES, Where(of.condition, Partial(of.otherwise, by), Partial(of.then, by))


RIGHT_PRODUCT, RIGHT_POWER = differentiation._product, differentiation._power
RIGHT_ENTRY = differentiation._entry


# -- laws of sums, of rearrangement, of the sweep


def without_sizes(expression: Expr) -> Expr:
    """The lost 1/N."""
    if isinstance(expression, SizeOf):
        return Integer(1)
    if not expression.args:
        return expression
    return rebuilt(expression, (without_sizes(part) for part in expression.args))


def first_target_only(met, tensor):
    return RIGHT_TARGETS(met, tensor)[:1]


def every_unit_its_own(jacobian, target):
    """The own-unit rule where it does not hold: softmax taken for an entrywise function."""
    return {
        letter: other
        for letter in own_unit.letters_of(target)
        for other in sorted(free_indices(jacobian), key=str)
        if other.axis == letter.axis and other != letter
    }


def facts_that_are_wrong(expression, facts, steps, *rule):
    wrong = facts if rule else [(left, 2 * right) for left, right in facts]
    return RIGHT_FACTS(expression, wrong, steps, *rule)


RIGHT_TARGETS, RIGHT_FACTS = graph.Graph.targets, closing.with_facts

LAW_MUTANTS = {
    "product rule drops a term": Mutant(SILU, law("_product", product_without_its_last_term)),
    "linearity drops constants": Mutant(
        SIGMOID, law("_product", product_without_its_constants), "linear"
    ),
    "power rule keeps the exponent": Mutant(
        MEAN, law("_power", power_of_the_same_exponent), "power-rule"
    ),
    "power rule drops the factor": Mutant(
        DECAY, law("_power", power_without_its_factor), "power-rule"
    ),
    "own entry with a minus sign": Mutant(
        TANH, law("_entry", entry_with_the_wrong_sign), "own-entry"
    ),
    "own entry forgets a delta": Mutant(
        TANH, law("_entry", entry_without_its_first_delta), "own-entry"
    ),
    "a sum is forgotten": Mutant(TANH, table(IndexSum, sum_that_is_forgotten), "under-the-sum"),
    "a sum captures": Mutant(SOFTMAX, table(IndexSum, sum_that_captures), "under-the-sum"),
    "the derivative of exp counts twice": Mutant(
        SOFTMAX, table(exp, function_that_counts_twice), "scalar-function"
    ),
    "f' without the inner derivative": Mutant(
        TANH, table(Apply, named_without_the_inner_derivative)
    ),
    "an elementary derivative has the wrong sign": Mutant(
        TANH,
        after_wrong(differentiation, "elementary_derivative", lambda got: (-got[0], got[1])),
    ),
    "the branches of max are exchanged": Mutant(
        RELU, table(Maximum, maximum_with_branches_exchanged)
    ),
    "a tie of max goes to the second": Mutant(
        RELU, table(Maximum, maximum_where_the_second_wins_a_tie), check="kinks"
    ),
    "the branches of where are exchanged": Mutant(PRELU, table(Where, cases_exchanged), "cases"),
    "the branches of a called where are exchanged": Mutant(ELU, table(Where, cases_exchanged)),
    "a delta is contracted to 0": Mutant(
        TANH,
        after_wrong(contraction, "_solved", lambda at: None if at is None else Integer(0)),
        "contract",
    ),
    "a constant sum forgets its size": Mutant(
        LINEAR, attribute(contraction, "constant_size", lambda _axis: Integer(1)), "constant-sum"
    ),
    "1/N is lost": Mutant(
        TANH,
        after_wrong(closing, "arranged", lambda got: (without_sizes(got[0]), got[1])),
        "arrange",
    ),
    "a signal used twice accumulates once": Mutant(
        SKIP, attribute(graph.Graph, "targets", first_target_only), "chain-rule"
    ),
    "the chain rule forgets its sum": Mutant(
        TANH, attribute(backprop, "total", lambda body, *_indices: body)
    ),
    "softmax taken for an entrywise function": Mutant(
        SOFTMAX, attribute(backprop, "common_deltas", every_unit_its_own), "own-unit"
    ),
    "a derivative told through the output is wrong": Mutant(
        SIGMOID, after_wrong(elimination, "_told", lambda short: -short), "through-output"
    ),
    "an exponential told through the output is wrong": Mutant(
        CROSS_ENTROPY,
        after_wrong(
            told,
            "_solved_generator",
            lambda got: got if got is None else (got[0], 2 * got[1]),
        ),
        "through-output",
    ),
    "labels sum to two": Mutant(
        CROSS_ENTROPY, attribute(closing, "with_facts", facts_that_are_wrong), "declared-fact"
    ),
    "a fraction loses its denominator": Mutant(
        CROSS_ENTROPY,
        after_wrong(arrange, "cancelled", lambda short: short.as_numer_denom()[0]),
        "cancel",
    ),
    "u sign(u) becomes u": Mutant(SOFTSIGN, attribute(arrange, "Abs", lambda inside: inside)),
    "a term is lost beside a common factor": Mutant(
        SKIP,
        after_wrong(
            closing,
            "with_common_factors",
            lambda got: Add(*got.args[1:]) if isinstance(got, Add) else got,
        ),
        "arrange",
    ),
}
