"""Several networks in one document: each has its own lines, and none is judged by another."""

from derive.judging.check import check, checked
from derive.judging.document import networks_of
from derive.reading.sources import pieces

TWO = """# Exercise 1
$$y = w x$$
$$L = (y-t)^2$$
$$\\frac{\\partial L}{\\partial w} = 2(y-t)x$$

# Exercise 2
$$y = \\sigma(w x)$$
$$L = -t\\log y - (1-t)\\log(1-y)$$
$$\\frac{\\partial L}{\\partial w} = (y-t)x$$
"""
SHARED = """## Model
$$z = w x$$
$$y = \\sigma(z)$$
## Squares
$$L = (y-t)^2$$
## Entropy
$$y = \\tanh(z)$$
$$L = -t\\log y$$
"""


def lengths(text):
    return [(len(one.lines), one.shared) for one in networks_of(pieces(text, "a.md"))]


def verdicts(text):
    found = check(text, name="a.md").findings
    return [one.verdict for one in found if one.verdict in ("right", "wrong", "follows")]


def test_a_loss_under_another_heading_begins_a_network():
    assert lengths(TWO) == [(3, 0), (3, 0)]


def test_what_stands_before_the_first_loss_is_part_of_every_network():
    assert lengths(SHARED) == [(3, 0), (3, 1)]
    assert lengths(SHARED.replace("$$y = \\tanh(z)$$\n", "")) == [(3, 0), (3, 2)]


def test_headings_within_one_network_part_nothing():
    text = TWO.replace("$$L = -t\\log y - (1-t)\\log(1-y)$$\n", "")
    assert lengths(text) == [(5, 0)]
    assert lengths(TWO.replace("# Exercise 2", "").replace("# Exercise 1", "")) == [(6, 0)]


def test_a_network_file_is_the_only_network():
    found = networks_of(pieces(TWO, "a.md"), has_network=True)
    assert [(len(one.lines), one.shared) for one in found] == [(6, 0)]


def test_each_network_is_judged_by_its_own_loss():
    assert verdicts(TWO) == ["right", "right"]
    assert verdicts(TWO.replace("= (y-t)x", "= 2(y-t)x")) == ["right", "wrong"]
    assert verdicts(TWO.replace("= 2(y-t)x", "= (y-t)x")) == ["wrong", "right"]


def test_a_network_that_cannot_be_read_leaves_the_others_judged():
    assert verdicts(TWO.replace("= w x", "= w x_{[}")) == ["right"]


def test_what_is_wrong_in_the_second_network_is_explained_there():
    text = TWO.replace("= (y-t)x", "= 2(y-t)x")
    found = checked(text, name="a.md")
    ((at, question),) = found.questions.items()
    assert found.report.findings[at].verdict == "wrong"
    assert question.setting.model.definitions[-1].quantity.name == "L"
