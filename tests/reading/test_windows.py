"""Windows with bounds: sums that count from 0, limits of flipped kernels, fixed sizes."""

import pytest

from tests.reading.documents import displayed, verdicts

TWO = (
    r"y_{mn} = \sum_{a=0}^{K-1} \sum_{b=0}^{K-1} w_{ab}\, x_{m+a,n+b}",
    r"L = \sum_{m,n} g_{mn} y_{mn}",
)
BY_W = r"\frac{\partial L}{\partial w_{ab}}"
BY_X = r"\frac{\partial L}{\partial x_{pq}}"
SUMS = r"\sum_{a=0}^{K-1} \sum_{b=0}^{K-1}"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            rf"{BY_W} = \sum_{{m,n}} g_{{mn}} x_{{m+a,n+b}}",
            rf"{BY_W} = \sum_{{m,n}} g_{{mn}} x_{{m-a,n-b}}",
        ),
        (rf"{BY_X} = {SUMS} w_{{ab}} g_{{p-a,q-b}}", rf"{BY_X} = {SUMS} w_{{ab}} g_{{p+a,q+b}}"),
        (
            rf"{BY_X} = {SUMS} w_{{ab}} g_{{p-a,q-b}}",
            rf"{BY_X} = \sum_{{a=1}}^{{K-1}} \sum_{{b=0}}^{{K-1}} w_{{ab}} g_{{p-a,q-b}}",
        ),
        (
            rf"{BY_X} = \sum_{{a,b}} w_{{ab}} g_{{p-a,q-b}}",
            rf"{BY_X} = \sum_{{a=0}}^{{K-2}} \sum_{{b=0}}^{{K-1}} w_{{ab}} g_{{p-a,q-b}}",
        ),
    ],
)
def test_the_kernel_counts_from_zero(right, wrong):
    assert verdicts(displayed(*TWO, right, wrong)) == ["right", "wrong"]


@pytest.mark.parametrize(("first", "last"), [("0", "2"), ("1", "3")])
def test_a_kernel_may_have_a_size_in_numbers(first, last):
    place = "i+a" if first == "0" else "i+a-1"
    back = "p-a" if first == "0" else "p-a+1"
    lines = [rf"y_i = \sum_{{a={first}}}^{{{last}}} w_a x_{{{place}}}", r"L = \sum_i g_i y_i"]
    lines += [rf"\frac{{\partial L}}{{\partial w_a}} = \sum_i g_i x_{{{place}}}"]
    lines += [r"\frac{\partial L}{\partial w_a} = \sum_i g_i x_{i}"]
    slope = r"\frac{\partial L}{\partial x_p}"
    lines += [rf"{slope} = \sum_{{a={first}}}^{{{last}}} w_a g_{{{back}}}"]
    lines += [rf"{slope} = \sum_{{a={first}}}^{{{int(last) - 1}}} w_a g_{{{back}}}"]
    found = verdicts(displayed(*lines))
    assert found == ["right", "wrong", "right", "wrong"]


def test_limits_may_be_the_larger_and_the_smaller_of_two():
    lines = [r"y_i = \sum_{a=0}^{K-1} w_a x_{i+a}", r"L = \sum_{i=0}^{H-1} g_i y_i"]
    slope = r"\frac{\partial L}{\partial x_p}"
    lines += [rf"{slope} = \sum_{{a=\max(0, p-H+1)}}^{{\min(K-1, p)}} w_a g_{{p-a}}"]
    lines += [rf"{slope} = \sum_{{a=\max(1, p-H+1)}}^{{\min(K-1, p)}} w_a g_{{p-a}}"]
    lines += [rf"{slope} = \sum_{{a=\max(0, p-H+1)}}^{{\min(K-2, p)}} w_a g_{{p-a}}"]
    lines += [r"\frac{\partial L}{\partial w_a} = \sum_{i=1}^{H-1} g_i x_{i+a}"]
    assert verdicts(displayed(*lines)) == ["right", "wrong", "wrong", "wrong"]


def test_powers_count_from_zero_with_their_weights():
    lines = [r"p = \sum_{k=0}^{M} w_k x^k", r"L = \frac12 (p - t)^2 + \lambda \sum_{k=1}^M w_k^2"]
    lines += [r"\frac{\partial L}{\partial w_0} = p - t"]
    lines += [r"\frac{\partial L}{\partial w_0} = p - t + 2 \lambda w_0"]
    lines += [r"\frac{\partial L}{\partial x} = (p - t) \sum_{k=1}^M k w_k x^{k-1}"]
    lines += [r"\frac{\partial L}{\partial x} = (p - t) \sum_{k=1}^M k w_k x^k"]
    assert verdicts(displayed(*lines)) == ["right", "wrong", "right", "wrong"]
