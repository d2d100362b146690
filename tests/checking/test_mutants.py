"""A wrong rule, matrix form or program is caught: each mutant below makes `verify` fail.

A mutant changes one function of the engine, or one piece of program text. It
is killed when the report names a failed check, or when the engine itself
stops at an assertion.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sympy import Add, Expr, Integer, Mul, exp

from derive.calculus import (
    arrange,
    backprop,
    contraction,
    differentiation,
    elimination,
    graph,
    matrix,
    rules,
    scalar,
    told,
)
from derive.checking import verify as verification
from derive.checking.verify import verify
from derive.network.reader import read_line, read_toml
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
from derive.programs import numpy as spelling

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

Change = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Mutant:
    """One mistake.

    Attributes:
        network: A network in which it matters.
        change: Makes it.
        rule: The rule that the report must name, where a step must fail.
        check: The check that must fail, where it is another.
    """

    network: str
    change: Change
    rule: str = ""
    check: str = ""


def described(network: str) -> Any:
    return read_toml(network) if "\n" in network else read_line(network)


def law(name: str, mutated: Callable[..., Any]) -> Change:
    """A change of one function of `differentiation` that laws are looked up by."""
    return lambda patch: patch.setattr(differentiation, name, mutated)


def table(kind: type, mutated: Callable[..., Any]) -> Change:
    """A change of one law in the table of laws."""
    return lambda patch: patch.setitem(differentiation._LAWS, kind, mutated)


def attribute(module: Any, name: str, mutated: Any) -> Change:
    return lambda patch: patch.setattr(module, name, mutated)


def after_wrong(module: Any, name: str, change: Callable[[Any], Any]) -> Change:
    """A change of what a function returns."""
    right = getattr(module, name)
    return lambda patch: patch.setattr(
        module, name, lambda *given, **options: change(right(*given, **options))
    )


def text(style: str, old: str, new: str) -> Change:
    """A change of the printed program of one style."""
    right = verification.program_text

    def printed(derivation: Any, asked: str) -> str:
        source = right(derivation, asked)
        if asked != style:
            return source
        assert old in source, f"{old!r} is not in the program:\n{source}"
        return source.replace(old, new)

    return lambda patch: patch.setattr(verification, "program_text", printed)


# -- laws of differentiation


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
        for letter in backprop._letters(target)
        for other in sorted(free_indices(jacobian), key=str)
        if other.axis == letter.axis and other != letter
    }


def facts_that_are_wrong(expression, facts, steps):
    return RIGHT_FACTS(expression, [(left, 2 * right) for left, right in facts], steps)


RIGHT_TARGETS, RIGHT_FACTS = graph.Graph.targets, backprop.with_facts

MUTANTS = {
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
        after_wrong(backprop, "arranged", lambda got: (without_sizes(got[0]), got[1])),
        "arrange",
    ),
    "a signal used twice accumulates once": Mutant(
        SKIP, attribute(graph.Graph, "targets", first_target_only), "chain-rule"
    ),
    "the chain rule forgets its sum": Mutant(
        TANH, attribute(backprop, "total", lambda body, *_indices: body)
    ),
    "softmax taken for an entrywise function": Mutant(
        SOFTMAX, attribute(backprop, "_common_deltas", every_unit_its_own), "own-unit"
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
        CROSS_ENTROPY, attribute(backprop, "with_facts", facts_that_are_wrong), "declared-fact"
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
            backprop,
            "with_common_factors",
            lambda got: Add(*got.args[1:]) if isinstance(got, Add) else got,
        ),
        "arrange",
    ),
    "a matrix form loses a term": Mutant(
        TANH,
        after_wrong(matrix, "summed", lambda form: getattr(form, "terms", (form,))[0]),
        check="matrix_forms",
    ),
    "a matrix form names another function": Mutant(
        SOFTMAX,
        lambda patch: patch.setitem(matrix._ELEMENTARY, exp, "tanh"),
        check="matrix_forms",
    ),
    "the program adds where it subtracts": Mutant(
        TANH,
        lambda patch: patch.setitem(spelling.INFIX, "subtract", ("+", spelling.PLUS)),
        check="plain_float64",
    ),
    "the plain program loses the mean": Mutant(
        TANH, text("plain", " / len(x)", ""), check="plain_float64"
    ),
    "the plain program transposes nothing": Mutant(
        "2 -> dense 4 -> tanh -> dense 4 | squared_error",
        text("plain", "delta2 @ w2", "delta2 @ w2.T"),
        check="programs_run",
    ),
    "the fast program exchanges a sign": Mutant(
        TANH, text("fast", "np.subtract(self.y, t", "np.add(self.y, t"), check="fast_float64"
    ),
    "the fast program takes the wrong side of a kink": Mutant(
        RELU, text("fast", "np.greater(", "np.less("), check="fast_float64"
    ),
    "the fast program drops the bias": Mutant(
        TANH, text("fast", "np.add(self.z1, self.b1", "np.add(self.z1, 0"), check="fast_float64"
    ),
    "the program computes in the wrong precision": Mutant(
        TANH,
        text("plain", "x2 = np.tanh(z1)", "x2 = np.tanh(z1.astype(np.float32))"),
        check="plain_float64",
    ),
}


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Laws are remembered by function; a mutant must neither meet nor leave memories."""
    remembered = (
        scalar.elementary_derivative,
        elimination.derivative_of,
        elimination.through_output,
    )
    for one in remembered:
        one.cache_clear()
    yield
    for one in remembered:
        one.cache_clear()


def test_there_are_enough_mutants():
    assert len(MUTANTS) >= 20


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_a_mutant_is_killed_and_its_place_is_named(mutant, monkeypatch):
    mutant.change(monkeypatch)
    report = verify(described(mutant.network), seeds=(1,))
    assert not report.passed, report.text()
    failure = report.failures[0]
    assert failure.where
    if mutant.rule:
        assert failure.rule == mutant.rule, report.text()
    if mutant.check:
        assert not report.row(mutant.check).passed, report.text()


@pytest.mark.parametrize("network", sorted({mutant.network for mutant in MUTANTS.values()}))
def test_without_a_mutant_the_same_network_passes(network):
    report = verify(described(network), seeds=(1,))
    assert report.passed, report.text()
