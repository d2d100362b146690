from derive.network.sizes import LETTERS, Sizes


def test_joined_axes_are_one_and_the_older_stays():
    sizes = Sizes()
    first, second, third = sizes.new(3), sizes.new(4), sizes.new(3)
    sizes.join(third, first)
    assert sizes.root(third) == sizes.root(first) == first
    assert sizes.size(third) == 3
    assert sizes.root(second) == second


def test_axes_of_equal_size_stay_two_axes():
    sizes = Sizes()
    one, other = sizes.new(3), sizes.new(3)
    axes = sizes.axes()
    assert axes[one] != axes[other]
    assert axes[one].letter != axes[other].letter


def test_letters_follow_the_order_of_the_axes_and_then_start_again():
    sizes = Sizes()
    nodes = [sizes.new(2) for _ in range(len(LETTERS) + 2)]
    axes = sizes.axes()
    assert [axes[node].letter for node in nodes[:3]] == ["i", "j", "k"]
    again = axes[nodes[len(LETTERS)]]
    assert (again.letter, again.size) == ("i", "I2")
    assert len({axis.name for axis in axes.values()}) == len(nodes) + 1  # that of the samples too
    assert len({axis.size for axis in axes.values()}) == len(nodes) + 1


def test_a_joined_axis_gets_no_letter_of_its_own():
    sizes = Sizes()
    first, second, third = sizes.new(2), sizes.new(2), sizes.new(5)
    sizes.join(first, second)
    axes = sizes.axes()
    assert set(axes) == {Sizes.samples, first, third}
    assert axes[third].letter == "j"


def test_letters_are_none_of_those_that_mean_something_else():
    assert not {"l", "n", "t", "x", "y", "z", "w", "b"} & set(LETTERS)
