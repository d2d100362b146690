"""A network of which an equation could not be read is not judged as if it were whole."""

from derive.judging.check import check

DOCUMENT = r"""$$ z = w x $$
$$ y = \foo{z} $$
$$ L = y z $$
$$ \frac{\partial L}{\partial z} = y $$
"""


def verdicts(text):
    return [one.verdict for one in check(text, name="a.md").findings]


def test_an_unread_definition_stops_the_network_that_needs_it():
    found = check(DOCUMENT, name="a.md").findings
    assert {one.verdict for one in found} == {"unread"}
    assert [one.waits_for for one in found] == [2, 0, 2, 2]
    assert r"\foo" in found[1].problem


def test_an_unread_line_that_nothing_needs_stops_nothing():
    text = DOCUMENT.replace("L = y z", "L = q z").replace("= y $$", "= q $$")
    assert verdicts(text) == ["definition", "unread", "definition", "right"]


def test_an_unread_claim_about_a_defined_name_stops_nothing():
    text = DOCUMENT.replace(r"y = \foo{z}", "y = 3 z") + "$$ y = \\foo{z} $$\n"
    assert verdicts(text) == ["definition"] * 3 + ["wrong", "unread"]


def test_plain_lines_are_no_other():
    text = "z = w*x\ny = z ? 3\nL = y*z\ndL/dz = y\n"
    assert {one.verdict for one in check(text, name="a.txt").findings} == {"unread"}
