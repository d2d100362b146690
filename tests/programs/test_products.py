"""Sums of products of any rank, as matrix products."""

import numpy as np
import pytest

from derive.notation.expression import total
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Entry, Role, Tensor
from tests.programs.computed import computed, numbers_for, oracle, program_for
from tests.programs.modules import text_of

SIZES = {}


def axis(name, letter, size):
    made = Axis(name, letter, name.upper())
    SIZES[made] = size
    return made


N, S, R = axis("samples", "n", 3), axis("steps", "s", 5), axis("others", "r", 4)
H, D = axis("heads", "h", 2), axis("parts", "d", 6)
I, J = axis("inputs", "i", 7), axis("units", "j", 8)
n, s, r, h, d, i, j = map(index_of, (N, S, R, H, D, I, J))
other = Index("i'", I)


def tensor(name, *axes):
    return Tensor(name, None, axes, Role.INPUT)


x, q, k = tensor("x", N, S, I), tensor("query", N, H, S, D), tensor("k", N, H, R, D)
v, a, e = tensor("v", N, H, R, D), tensor("a", N, H, S, R), tensor("e", N, S, I)
w, dense, whole = tensor("w", H, D, I), tensor("dense", J, I), tensor("whole", J, H, D)
bilinear = tensor("bilinear", J, I, I)
grouped, kernel = tensor("grouped", N, H, D, S), tensor("kernel", H, J, D, R)
scale = tensor("scale", S, I)

PRODUCTS = {
    "scores": ((n, h, s, r), total(q[n, h, s, d] * k[n, h, r, d], d)),
    "values": ((n, h, s, d), total(a[n, h, s, r] * v[n, h, r, d], r)),
    "the gradient by the values": ((n, h, r, d), total(a[n, h, s, r] * q[n, h, s, d], s)),
    "queries": ((n, h, s, d), total(w[h, d, i] * x[n, s, i], i)),
    "the gradient by the queries' weight": (
        (h, d, i), total(q[n, h, s, d] * x[n, s, i], n, s)),
    "the gradient by the queries' input": ((n, s, i), total(w[h, d, i] * q[n, h, s, d], h, d)),
    "heads joined": ((n, s, j), total(whole[j, h, d] * q[n, h, s, d], h, d)),
    "their weight's gradient": (
        (j, h, d), total(dense[j, i] * x[n, s, i] * q[n, h, s, d], n, s, i)),
    "a layer at every step": ((n, s, j), total(dense[j, i] * x[n, s, i], i)),
    "its gradient by the weight": ((i, other), total(x[n, s, i] * e[n, s, other], n, s)),
    "a bilinear form at every step": (
        (n, s, j), total(bilinear[j, i, other] * x[n, s, i] * e[n, s, other], i, other)),
    "groups": ((n, h, j, s), total(kernel[h, j, d, r] * grouped[n, h, d, s - r], d, r)),
    "their gradient by the weight": (
        (h, j, d, r), total(grouped[n, h, d, s - r] * grouped[n, h, j, s], n, s)),
    "everything": ((), total(x[n, s, i] * e[n, s, i], n, s, i)),
    "over samples and steps": ((i,), total(x[n, s, i] * e[n, s, i], n, s)),
    "a matrix for every step": ((s, i, other), total(x[n, s, i] * e[n, s, other], n)),
    "a scale": ((s, i), total(scale[s, i] * x[n, s, i], n)),
}  # fmt: skip
COPY_FREE = ("values", "queries", "a layer at every step")


def program_of_product(left, right):
    met = {one.args[0] for one in right.atoms(Entry)}
    given = sorted(met, key=lambda one: (N not in one.axes, one.name))
    return program_for(left, right, given, SIZES), given


@pytest.mark.parametrize(("left", "right"), PRODUCTS.values(), ids=PRODUCTS)
def test_both_styles_compute_a_product(left, right, tmp_path):
    program, given = program_of_product(left, right)
    numbers = numbers_for(given, SIZES, {})
    expected = oracle(left, right, numbers, SIZES)
    for style, value in computed(program, numbers, tmp_path, np.float64).items():
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12, err_msg=style)


@pytest.mark.parametrize(("left", "right"), PRODUCTS.values(), ids=PRODUCTS)
def test_no_product_is_left_to_einsum(left, right):
    program, _ = program_of_product(left, right)
    for style in ("plain", "fast"):
        assert "einsum" not in text_of(program, style)


@pytest.mark.parametrize("name", COPY_FREE)
def test_what_lies_right_in_memory_is_not_copied(name):
    program, _ = program_of_product(*PRODUCTS[name])
    before, step = text_of(program, "fast").split("def step")
    assert "_copy" not in step
    assert "_copy" not in before
