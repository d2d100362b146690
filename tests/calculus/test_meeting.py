"""Two positions that a delta makes one."""

from derive.calculus.meeting import met
from derive.calculus.rules import MEET
from derive.notation.expression import Delta
from derive.notation.index import Axis, Index
from derive.notation.tensor import Role, Tensor

CLASSES, STEPS = Axis("classes", "k", "K"), Axis("steps", "s", "S")
K, S = Index("k", CLASSES), Index("s", STEPS)
P = Tensor("p", None, (STEPS, CLASSES), Role.SIGNAL)
T = Tensor("t", None, (STEPS,), Role.TARGET)


def test_an_entry_below_the_line_cancels_at_the_picked_place():
    steps = []
    before = (1 - Delta(K, T[S]) / P[S, T[S]]) * P[S, K]
    assert met(before, steps) == P[S, K] - Delta(K, T[S])
    assert [step.rule for step in steps] == [MEET]


def test_what_does_not_cancel_is_left_as_it_is():
    for expression in (
        Delta(K, T[S]) * P[S, K],
        (1 - Delta(K, T[S])) * P[S, K],
        (1 - Delta(K, T[S]) / P[S, 0]) * P[S, K],
        P[S, K] / P[S, T[S]],
    ):
        assert met(expression, []) == expression
