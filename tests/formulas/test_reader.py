"""From the text of a formula file to a formula, or to one clear message."""

from decimal import Decimal
from fractions import Fraction

import pytest

from derive.errors import DeriveError, FormulaError
from derive.formulas.fields import toml_table
from derive.formulas.formula import Normal
from derive.formulas.reader import KEYS, formula_from, initial_rule

GOOD = """
title = { en = "Swish", ja = "スウィッシュ" }
source = "Someone (2020), eq. (1)"
equations = ["y = x*sigmoid(beta*x) + c"]
parameters = { beta = { initial = 1.5 } }
constants = { c = "1/6" }
kinks = [{ at = -0.5, derivative = "beta*c" }]
note = "No kink in truth."
"""


def formula(text, kind="activation", functions=("sigmoid",)):
    """The formula that a TOML text describes."""
    return formula_from(toml_table(text, "f.toml"), name="own", kind=kind, functions=functions)


def test_a_users_own_formula_is_read_whole():
    read = formula(GOOD)
    assert (read.name, read.kind, read.title.en, read.inputs) == (
        "own",
        "activation",
        "Swish",
        ("x",),
    )
    assert read.title.ja == "スウィッシュ"
    assert read.note.in_language("ja") == "No kink in truth."
    assert read.constants == {"c": Fraction(1, 6)}
    assert (read.parameters[0].name, read.parameters[0].initial) == ("beta", Fraction(3, 2))
    assert read.kinks[0].at == Fraction(-1, 2)


def test_decimals_stay_exact():
    assert formula('equations = ["y = a*x"]\nconstants = { a = 0.1 }').constants["a"] == Fraction(
        1, 10
    )


def test_a_loss_takes_a_prediction_and_a_target_by_default():
    read = formula('equations = ["L = sum(k, (y[k] - t[k])^4)"]', kind="loss")
    assert (read.inputs, read.target, read.prediction) == (("y", "t"), "real", "real")


def test_a_formula_without_a_title_is_called_by_its_name():
    assert formula('equations = ["y = x"]').title.en == "own"


def test_a_parameter_may_be_given_by_its_initial_rule_alone():
    text = 'equations = ["y = a*x + c"]\nparameters = { a = "he_normal", c = 2 }'
    assert [rule.initial for rule in formula(text).parameters] == ["he_normal", 2]


def test_a_parameter_may_be_switched_by_an_option():
    text = 'equations = ["y = x + b"]\nparameters = { b = { when = "bias", default = false } }'
    (rule,) = formula(text).parameters
    assert (rule.when, rule.default, rule.initial) == ("bias", False, "glorot_uniform")


def test_one_equation_may_stand_without_brackets():
    assert len(formula('equations = "y = x"').equations) == 1


def test_a_formula_does_not_call_itself():
    with pytest.raises(FormulaError, match="The function 'own' is unknown"):
        formula('equations = ["y = own(x)"]', functions=("own",))


E = 'equations = ["y = x"]\n'
BAD = [
    ("equations = [", "This is not TOML"),
    ("x = 1\nx = 2", "This is not TOML"),
    ("big = 1" + 5000 * "0", "This is not TOML"),
    ("deep = " + 3000 * "[", "This is not TOML"),
    ("", "The formula has no equations.*For example"),
    ("equations = []", "The formula has no equations"),
    ("equations = 3", "equations must be a list of texts"),
    ("equations = [3]", "equations must be a list of texts"),
    ('equation = ["y = x"]', "The key 'equation' is unknown.*Did you mean 'equations'"),
    ('equations = ["y = x*c"]\n[constants]\nc = "pi"', "The constant 'c' must be a number"),
    ('equations = ["y = x*c"]\n[constants]\nc = true', "The constant 'c' must be a number, True"),
    ('equations = ["y = x*c"]\n[constants]\nc = nan', "must be a number, Decimal"),
    ('equations = ["y = x*c"]\n[constants]\nc = inf', "must be a number"),
    ('equations = ["y = x*c"]\n[constants]\nc = "1/0"', "must be a number, '1/0'"),
    ('equations = ["y = x*c"]\n[constants]\nc = [1]', "must be a number, something else"),
    ('equations = ["y = x*c"]\n[constants]\nc = 1e999999999', "must be a number"),
    ('equations = ["y = x*c"]\n[constants]\nc = "1e999999999"', "must be a number"),
    (E + "[constants]\nc = 1", "'c' does not occur in the equations"),
    (E + "[parameters]\na = 1", "'a' does not occur in the equations"),
    ('inputs = ["x", "u"]\n' + E, "'u' does not occur in the equations"),
    ('equations = ["y[i] = c[i]*x[i]"]\n[constants]\nc = 1', "'c' is a number and takes no index"),
    ('equations = ["y = exp*x"]\n[constants]\nexp = 1', "'exp' is a name of the formula language"),
    ('equations = ["y = a*x"]\nparameters = {a = 1}\nconstants = {a = 1}', "'a' is used twice"),
    ('equations = ["y = a*x"]\nparameters = {a = true}', "needs a table or an initial value"),
    ('equations = ["y = a*x"]\nparameters = {a = "he_norml"}', "Did you mean 'he_normal'"),
    ('equations = ["y = a*x"]\nparameters = {a = {initial = [1]}}', "initial value of 'a' must be"),
    ('equations = ["y = a*x"]\nparameters = {a = {start = 1}}', "'start' of parameter 'a' is unkn"),
    ('equations = ["y = a*x"]\nparameters = {a = {when = 1}}', "'when' of parameter 'a' must name"),
    ('equations = ["y = a*x"]\nparameters = {a = {default = 1}}', "must be true or false"),
    ("parameters = 3\n" + E, "parameters must be a table"),
    (E + "sizes = { j = 4 }", "The size of 'j' must be a text"),
    (E + 'sizes = { j = "units" }', "sizes names the index 'j', which the equations do not use"),
    (E + "source = 3", "source must be a text"),
    (E + "title = 3", "title must be a text, or"),
    (E + "kinks = 3", "kinks must be a list of tables"),
    (E + "kinks = [{ at = 0 }]", "A kink has the keys at and derivative"),
    (E + "kinks = [{ at = 0, derivative = 0, by = 1 }]", "A kink has the keys at and derivative"),
    (E + 'kinks = [{ at = "x", derivative = 0 }]', "A kink's place must be a number"),
    (E + "kinks = [{ at = 0, derivative = true }]", "What a kink says must be a number"),
    (E + 'kinks = [{ at = 0, derivative = "slope" }]', "The name 'slope' is unknown here"),
    (E + 'target = "reel"', "target = 'reel' is unknown.*Did you mean 'real'"),
    (E + "prediction = 3", "prediction = 3 is unknown"),
    (E + 'facts = ["sum(k, y[k]) = 1"]', "'y' has 1 indices here and 0 before"),
    ('equations = ["y = x", "y = x"]', "The name 'y' is defined a second time"),
    ('equations = ["y = x +"]', "A number, a name or '\\(' is expected here, the end was met"),
    ("equations = [\"y = __import__('os')\"]", "is not part of the formula language"),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[text[:60] for text, _ in BAD])
def test_a_wrong_file_gets_one_message(text, message):
    with pytest.raises(DeriveError, match=f"(?s){message}") as caught:
        formula(text)
    said = str(caught.value)
    assert "formula 'own'" in said or "f.toml" in said
    assert len(said) < 700


def test_a_loss_must_end_in_one_number():
    with pytest.raises(FormulaError, match="A loss must end in one number, but 'l' has indices"):
        formula('equations = ["l[k] = y[k] - t[k]"]', kind="loss")


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["3", "[[1]]", "{ a = [] }", '"\\u0000"', "1979-05-27", "[]"])
def test_no_value_of_any_key_breaks_the_reader(key, value):
    text = f"{key} = {value}\n" + ("" if key == "equations" else E)
    try:
        formula(text)
    except DeriveError as error:
        said = error.met
    else:
        said = "It is read."
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("initial", ["zeros", "glorot_uniform"])
def test_a_known_initial_rule_is_kept(initial):
    assert initial_rule(initial, "w") == initial


def test_an_initial_value_may_be_drawn_from_a_normal_distribution():
    assert initial_rule({"normal": Decimal("0.02")}, "w") == Normal(Fraction(1, 50))


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        ({"normal": 0}, "The deviation of 'w' must be above 0, 0 was met."),
        ({"normal": Decimal("-0.5")}, "above 0, -0.5 was met"),
        ({"normal": "wide"}, "The deviation of 'w' must be a number"),
        ({"norm": 1}, "The key 'norm' of the initial value of 'w' is unknown. Did you mean"),
        ({}, "The deviation of 'w' must be a number"),
    ],
)
def test_a_normal_distribution_needs_a_deviation_above_zero(rule, met):
    with pytest.raises(FormulaError) as error:
        initial_rule(rule, "w")
    assert met in str(error.value)


def test_an_initial_value_may_be_a_fraction():
    assert initial_rule("1/4", "a") == Fraction(1, 4)
