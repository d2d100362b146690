"""Several networks in one document: each has its own lines, and none is judged by another."""

from derive.judging.document import lines_of, networks_of
from derive.reading.parse_tree import Unread
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


def test_where_one_network_is_judged_the_lines_of_another_are_refused():
    found = lines_of(pieces(TWO, "a.md"))
    assert [isinstance(one.found, Unread) for one in found] == [False] * 3 + [True] * 3
    assert "Another network" in str(getattr(found[-1].found, "met", ""))
