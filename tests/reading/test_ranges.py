"""What must have one length has one axis; what need not has axes of its own."""

from derive.reading.ranges import Ranges


def test_what_is_joined_shares_an_axis_and_what_is_not_does_not():
    ranges = Ranges()
    ranges.join("a", "b")
    ranges.join("b", "c")
    axes = ranges.axes(["a", "b", "c", "d"])
    assert axes["a"] == axes["b"] == axes["c"] != axes["d"]


def test_an_axis_has_the_letter_that_runs_over_it_most():
    ranges = Ranges()
    for letter in ("j", "k'", "k", "k"):
        ranges.name("a", letter)
    (axis,) = {ranges.axes(["a"])["a"]}
    assert (axis.letter, axis.size) == ("k", "K")


def test_ranges_that_end_at_one_size_are_one():
    ranges = Ranges()
    ranges.size("a", "N")
    ranges.size("b", "N")
    axes = ranges.axes(["a", "b"])
    assert axes["a"] == axes["b"]
    assert axes["a"].size == "N"


def test_two_ranges_of_the_same_letter_have_two_sizes():
    ranges = Ranges()
    ranges.name("a", "k")
    ranges.name("b", "k")
    axes = ranges.axes(["a", "b"])
    assert axes["a"] != axes["b"]
    assert axes["a"].size != axes["b"].size


def test_a_number_as_a_size_is_kept():
    ranges = Ranges()
    ranges.size("a", "J")
    ranges.size("a", "3")
    assert ranges.axes(["a"])["a"].size == "3"


def test_long_chains_of_joins_end():
    ranges = Ranges()
    for at in range(5_000):
        ranges.join(at, at + 1)
    assert ranges.find(0) == ranges.find(5_000)
