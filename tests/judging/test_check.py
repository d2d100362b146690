"""A whole document: what is judged, what is left alone, and the exit code of it all."""

import pytest

from derive.errors import DeriveError
from derive.judging.check import check
from tests.judging.lines import UNITS, Z, findings, report, verdicts

RIGHT = f"{Z} = (y_j - t_j)(1 - y_j^2)"
WRONG = f"{Z} = y_j - t_j"


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([RIGHT], 0),
        ([WRONG], 1),
        ([RIGHT, WRONG], 1),
        ([r"y_j = \tanh("], 2),
        ([WRONG, r"y_j = \tanh("], 2),
        ([r"\frac{\partial L}{\partial q_j} = 1"], 2),
        ([], 0),
    ],
)
def test_the_exit_code_is_the_worst_that_was_found(lines, code):
    assert report(*lines).exit_code == code


@pytest.mark.parametrize("text", ["", "Hello.", "$x$ is a number.", "# Title\n\nNo formula."])
def test_a_document_without_anything_to_judge_is_no_success(text):
    assert check(text, name="a.md").exit_code == 2


def test_forward_equations_are_definitions_and_not_judged():
    found = report(RIGHT).findings
    assert [one.verdict for one in found] == ["definition"] * 3 + ["right"]


def test_a_second_equation_for_a_name_is_a_claim():
    assert verdicts(r"z_j = \sum_i w_{ji} x_i + b_j") == ["right"]
    assert verdicts(r"z_j = \sum_i w_{ji} x_i") == ["wrong"]


def test_the_rest_of_a_defining_chain_is_judged():
    text = UNITS.replace("= \\tanh(z_j)", "= \\tanh(z_j) = \\sinh(z_j) + z_j").replace(
        "\\sinh(z_j) + z_j", "z_j"
    )
    found = check(text, name="a.md").findings
    assert [one.verdict for one in found] == ["definition", "definition", "wrong", "definition"]


@pytest.mark.parametrize(
    "line", [r"j = 1, \dots, J", r"y_j \in \mathbb{R}", r"L \approx 3", "z_j > 0"]
)
def test_ranges_and_conditions_are_noted_and_not_judged(line):
    assert verdicts(line) == ["noted"]


def test_a_formula_in_a_sentence_is_judged_if_it_states_something():
    text = f"{UNITS}\nHere $z_j$ is a number, and $ {WRONG} $ holds.\n"
    assert [one.verdict for one in check(text, name="a.md").findings][3:] == ["wrong"]


def test_a_finding_points_at_the_side_that_is_wrong():
    text = UNITS + f"\nText.\n\n$$ {WRONG} $$\n"
    found = check(text, name="a.md")
    (wrong,) = [one for one in found.findings if one.verdict == "wrong"]
    assert found.first_wrong is wrong
    assert text[wrong.span.start : wrong.span.end] == "y_j - t_j"
    assert (wrong.line, wrong.step) == (7, 0)
    assert wrong.source.strip() == WRONG


def test_a_chain_counts_its_steps_and_each_has_its_own_place():
    found = findings(f"{Z} = (t_j - y_j)(1 - y_j^2) = (t_j - y_j)(1 - y_j)")
    assert [one.step for one in found] == [1, 2]
    assert found[0].column < found[1].column


def test_a_wrong_line_has_numbers_that_can_be_made_again():
    (one,), (two,) = findings(WRONG), findings(WRONG)
    assert one.counterexample == two.counterexample is not None
    assert one.counterexample.seed
    assert dict(one.counterexample.extents).keys() >= {"J"}
    assert one.counterexample.yours != one.counterexample.true


def test_the_reading_is_told_for_every_judged_line():
    (found,) = findings(WRONG)
    assert found.reading == "d L/d z[j] = y[j] - t[j]"


def test_an_unread_line_does_not_keep_others_from_being_judged():
    assert verdicts(r"y_j = \tanh(", RIGHT, WRONG) == ["unread", "right", "wrong"]


def test_an_unread_line_says_what_was_met_and_what_is_accepted():
    (found,) = findings(r"\frac{\partial L}{\partial q_j} = 1")
    assert found.problem.startswith("Nothing says what 'q' is. Known: ")
    text = report(r"\frac{\partial L}{\partial q_j} = 1").text
    assert text[found.span.start : found.span.end] == "q_j"


def test_a_definition_that_cannot_be_read_stops_the_document():
    found = check("$$ z_j = w_{ji} x_i $$\n$$ L = \\sum_j z_j $$\n", name="a.md")
    assert {one.verdict for one in found.findings} == {"unread"}
    assert found.findings[0].problem.startswith("The index 'i' stands on the right only.")
    assert found.exit_code == 2


def test_the_function_of_a_line_may_have_a_variable_of_its_own():
    assert verdicts(r"\tanh'(u) = 1 - \tanh^2(u)") == ["right"]
    assert verdicts(r"\tanh'(u) = 1 - \tanh(u)") == ["wrong"]


def test_the_variable_of_a_function_is_no_quantity_of_the_same_letter():
    network = "$$ a_n = \\sum_i w_i x_{ni} $$\n$$ y_n = \\sigma(a_n) $$\n$$ L = \\sum_n y_n $$\n"
    right, wrong = (
        r"\sigma'(a) = \sigma(a)(1 - \sigma(a))",
        r"\sigma'(a) = \sigma(a)(1 + \sigma(a))",
    )
    assert verdicts(right, wrong, network=network) == ["right", "wrong"]
    assert findings(right, network=network)[0].reading.startswith("sigmoid'(a) = ")


@pytest.mark.parametrize(("sign", "verdict"), [("-", "right"), ("+", "wrong")])
def test_an_update_rule_goes_against_the_gradient(sign, verdict):
    line = rf"w_{{ji}} \leftarrow w_{{ji}} {sign} \eta \frac{{\partial L}}{{\partial w_{{ji}}}}"
    assert verdicts(line) == [verdict]


def test_a_notation_without_a_network_is_refused():
    with pytest.raises(DeriveError, match="network"):
        check(UNITS, notation="bishop", name="a.md")


def test_a_network_that_is_unknown_is_refused():
    with pytest.raises(DeriveError):
        check(UNITS, network="no such network", name="a.md")


def test_lines_are_judged_against_a_network_file():
    text = "$$ \\frac{\\partial L}{\\partial w_{kj}^{(2)}} = \\delta_k^{(2)} x_j^{(2)} $$\n"
    found = check(text, network="lecture", name="a.md")
    assert found.exit_code in (0, 1, 2)
    assert found.findings[0].verdict != "definition"


@pytest.mark.parametrize("name", ["a.md", "a.tex", "a.txt", "-"])
def test_plain_and_latex_documents_give_the_same_verdicts(name):
    text = f"{UNITS}$$ {RIGHT} $$\n$$ {WRONG} $$\n"
    if name == "a.tex":
        text = f"\\documentclass{{a}}\\begin{{document}}\n{text}\\end{{document}}\n"
    assert [one.verdict for one in check(text, name=name).findings][3:] == ["right", "wrong"]


def test_plain_text_is_judged():
    text = """z[j] = sum_i(w[j,i] * x[i])
y[j] = tanh(z[j])
L = 1/2 * sum_j((y[j] - t[j])**2)
dL/dw[j,i] = (y[j] - t[j]) * (1 - y[j]**2) * x[i]
dL/dw[j,i] = (y[j] - t[j]) * x[i]
"""
    assert [one.verdict for one in check(text).findings][3:] == ["right", "wrong"]
