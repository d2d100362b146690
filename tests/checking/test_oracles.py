"""Brute force gives the gradients that differences of the forward formulas give."""

import pytest

from derive.checking.oracles import WrittenOut
from derive.checking.sampling import point
from derive.checking.small import small
from derive.network.network import build
from derive.network.reader import read_line
from derive.notation.tensor import gradient_of
from derive.notation.value import world

DIGITS = 40
# A central difference with step 1e-40 at 120 digits is exact to 1e-40 here; sums keep ten guards.
TOLERANCE = 1e-35


@pytest.mark.parametrize(
    "line",
    [
        "3 -> dense 2 -> sigmoid -> dense 3 -> softmax | cross_entropy",
        "3 -> dense 2 -> relu6 -> dense 3 -> hard_tanh | huber | l1 0.5",
        "2 -> dense 2 -> softsign -> add input -> dense 3 | hinge",
        "3 -> dense 2 -> elu -> dense 3 -> gelu | absolute_error | l2 0.5 | cost sum",
    ],
)
def test_brute_force_agrees_with_differences(line):
    network = build(small(read_line(line), ((3, 2),)), batch=True, samples=2)
    given = point(network, 4).given
    brute = WrittenOut(network, given, DIGITS)
    made = world(given, network.sizes, network.equations, digits=DIGITS)
    for parameter in network.parameters:
        at = next(iter(made.positions(parameter.tensor)))
        difference = made.number(gradient_of(parameter.tensor)[at])
        assert abs(brute.derivative(parameter.tensor, at) - difference) < TOLERANCE


def test_every_line_is_a_scalar_in_symbols_of_single_entries():
    network = build(read_line("2 -> dense 2 -> sigmoid | squared_error"), batch=True, samples=2)
    brute = WrittenOut(network, point(network, 1).given, DIGITS)
    assert brute.cost.name == "C"
    lines = {symbol.name: line for symbol, line in brute.lines.items()}
    names = {symbol.name for symbol in lines["z1_0_1"].free_symbols}
    assert names == {"w1_1_0", "w1_1_1", "b1_1", "x_0_0", "x_0_1"}
    assert len(lines) == 2 * 2 + 2 * 2 + 2 * 2 + 2 + 1
