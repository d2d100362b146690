import numpy as np
import pytest
from sympy import Integer

from derive.errors import UnsupportedError
from derive.notation.expression import Compare, Delta, FirstMax, IndexMax, Where, total
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Entry, Role, Tensor
from tests.programs.computed import computed, numbers_for, oracle, program_for
from tests.programs.modules import text_of

SIZES = {}


def axis(name, letter, size):
    made = Axis(name, letter, name.upper())
    SIZES[made] = size
    return made


N = axis("samples", "n", 3)
C, D = axis("channels", "c", 2), axis("filters", "d", 4)
P, Q = axis("rows", "p", 5), axis("columns", "q", 3)
R, S = axis("offsets", "r", 3), axis("across", "s", 2)
A, B = axis("high", "a", 10), axis("wide", "b", 7)
V, T = axis("words", "v", 6), axis("time", "t", 8)
G, M, I = axis("groups", "g", 3), axis("members", "m", 4), axis("all", "i", 12)
n, c, d, p, q, r, s, a, b, v, t, g, m, i = map(index_of, (N, C, D, P, Q, R, S, A, B, V, T, G, M, I))
t2, v2, r2, s2 = (Index(f"{x.name}'", x.axis) for x in (t, v, r, s))


def tensor(name, *axes):
    return Tensor(name, None, axes, Role.INPUT)


x, h = tensor("x", N, C, A), tensor("h", N, T, D)
image = tensor("image", N, C, A, B)
dz, dz2 = tensor("dz", N, D, P), tensor("dz2", N, D, P, Q)
w, w2 = tensor("w", D, C, R), tensor("w2", D, C, R, S)
flat, apart = tensor("flat", N, I), tensor("apart", N, G, M)
words, table = tensor("words", N, T), tensor("table", V, D)
picks, logits = tensor("picks", N), tensor("logits", N, V)
scores = tensor("scores", N, T, V)
square = tensor("square", N, T, T)
CLASSES = {words: 6, picks: 6}

EXPRESSIONS = {
    "a convolution": ((n, d, p), total(w[d, c, r] * x[n, c, 2 * p + r - 1], c, r)),
    "its windows": ((n, c, p, r), x[n, c, 2 * p + r - 1]),
    "dilated windows": ((n, c, p, r), x[n, c, p + 3 * r]),
    "windows backwards": ((n, c, p, r), x[n, c, p - r + 1]),
    "a convolution of images": (
        (n, d, p, q),
        total(w2[d, c, r, s] * image[n, c, 2 * p + r, 2 * q + s], c, r, s),
    ),
    "its gradient by the weight": (
        (d, c, r, s),
        total(dz2[n, d, p, q] * image[n, c, 2 * p + r, 2 * q + s], n, p, q),
    ),
    "its gradient by the image": (
        (n, c, a, b),
        total(
            Delta(a, 2 * p + r) * Delta(b, 2 * q + s) * dz2[n, d, p, q] * w2[d, c, r, s],
            d, p, q, r, s,
        ),
    ),
    "a convolution's gradient by the input": (
        (n, c, a),
        total(Delta(a, 2 * p + r - 1) * dz[n, d, p] * w[d, c, r], d, p, r),
    ),
    "gaps between windows": ((n, d, a), total(Delta(a, 3 * p - 2) * dz[n, d, p], p)),
    "windows put back backwards": (
        (n, d, a),
        total(Delta(a, p - r + 4) * dz[n, d, p] * w[d, c, r], p, c, r),
    ),
    "a depthwise convolution": ((n, c, p), total(w[Integer(1), c, r] * x[n, c, 2 * p + r], r)),
    "a step before": ((n, t, d), h[n, t - 1, d]),
    "two steps after": ((n, t, d), h[n, t + 2, d]),
    "the last step": ((n, d), h[n, Integer(7), d]),
    "a step that is not there": ((n, d), h[n, Integer(8), d] + h[n, Integer(0), d]),
    "backwards": ((n, t, d), h[n, 7 - t, d]),
    "every other": ((n, c, p), x[n, c, 2 * p + 1]),
    "a longer axis's letter": ((n, i), x[n, Integer(1), i]),
    "a shorter axis's letter": ((n, p), x[n, Integer(0), p]),
    "a concatenation": ((n, i), x[n, Integer(1), i] + x[n, Integer(0), i - 10]),
    "its adjoint": ((n, p), total(Delta(i, p + 5) * flat[n, i], i)),
    "a shift's adjoint": ((n, a), total(Delta(a, p + 2) * dz[n, d, p], d, p)),
    "letters of two axes": ((n, a), total(Delta(a, p) * dz[n, d, p], d, p)),
    "digits read": ((n, g, m), flat[n, 4 * g + m]),
    "digits written": ((n, i), total(Delta(i, 4 * g + m) * apart[n, g, m], g, m)),
    "digits written, the other way": ((n, i), total(Delta(i, g + 3 * m) * apart[n, g, m], g, m)),
    "digits of a product": (
        (n, i), total(Delta(i, 4 * g + m) * apart[n, g, m] * apart[n, g, m + 1], g, m)),
    "a delta alone": ((a, p), Delta(a, 2 * p + 1)),
    "a delta of two axes alone": ((a, p), Delta(a, p)),
    "a mask of positions": ((n, c, a), x[n, c, a] * Delta(a, p * 0 + 3)),
    "how often each place is met": ((a,), total(Delta(a, 2 * p + r), p, r)),
    "a delta that says what a sum's letter is": (
        (n, c, p), total(Delta(a, 2 * p + r) * x[n, c, a] / (1 + r), a, r)),
    "a free offset": ((n, d, a, r), total(Delta(a, p + r) * dz[n, d, p], p)),
    "a free offset, with steps": ((n, d, a, r), total(Delta(a, 2 * p + r) * dz[n, d, p], p)),
    "a delta and what is singular outside": (
        (n, a), total(Delta(a, p + 2) / (4 + dz[n, Integer(0), p] ** 2), p)),
    "a diagonal": ((n, t), square[n, t, t]),
    "a diagonal beside": ((n, t), square[n, t, t + 1]),
    "a trace": ((n,), total(square[n, t, t], t)),
    "three letters": ((n, c, p, r, s), x[n, c, p + r + 2 * s]),
    "an embedding": ((n, t, d), table[words[n, t], d]),
    "a picked logit": ((n,), logits[n, picks[n]]),
    "a picked logit at each step": ((n, t), scores[n, t, words[n, t]]),
    "many picked logits": ((n, t), logits[n, words[n, t]]),
    "picked twice": ((n, t, t2), table[words[n, t], Integer(2)] * scores[n, t2, words[n, t]]),
    "an embedding's gradient": (
        (v, d), total(Delta(words[n, t], v) * h[n, t, d], n, t)),
    "an embedding's gradient, of a product": (
        (v, c), total(Delta(words[n, t], v) * h[n, t, d] * w[d, c, Integer(0)], n, t, d)),
    "how often each word is met": ((v,), total(Delta(words[n, t], v), n, t)),
    "words of each sample": ((n, v), total(Delta(words[n, t], v) * h[n, t, Integer(0)], t)),
    "one hot": ((n, t, v), Delta(words[n, t], v)),
    "less one hot": ((n, v), logits[n, v] - Delta(picks[n], v)),
    "one hot, scaled": ((n, v), Delta(picks[n], v) * h[n, Integer(0), Integer(1)] / 3),
    "a look-up by a delta": ((n, t, d), total(Delta(words[n, t], v) * table[v, d], v)),
    "a look-up of a function": ((n,), total(Delta(picks[n], v) * (1 + logits[n, v] ** 2), v)),
    "a maximum": ((n, c), IndexMax(x[n, c, a], a)),
    "max-pooling": ((n, c, p, q), IndexMax(IndexMax(image[n, c, 2 * p + r, 2 * q + s], s), r)),
    "the first largest": ((n, c, a), FirstMax(x[n, c, Index("a'", A)], Index("a'", A), a)),
    "the first largest's gradient": (
        (n, v), FirstMax(logits[n, v2], v2, v) * h[n, Integer(0), Integer(0)]),
    "positions": ((n, t), total(h[n, t, d], d) / (1 + t)),
    "a triangle": ((t, t2), Compare("<=", t2, t)),
    "a causal mask": ((n, t, t2), Where(Compare("<=", t2, t), square[n, t, t2], 0)),
}  # fmt: skip


def pooling(step):
    row, column = Index("r'", R), Index("s'", S)
    inner = FirstMax(image[n, c, step * p + r, 2 * q + column], column, s)
    outer = FirstMax(IndexMax(image[n, c, step * p + row, 2 * q + column], column), row, r)
    return inner * outer


EXPRESSIONS["max-pooling's gradient, overlapping"] = (
    (n, c, a, b),
    total(
        Delta(a, 2 * p + r) * Delta(b, 2 * q + s) * pooling(2) * total(dz2[n, d, p, q], d),
        p, q, r, s,
    ),
)  # fmt: skip
EXPRESSIONS["max-pooling's gradient, with a gap"] = (
    (n, c, a, b),
    total(
        Delta(a, 3 * p + r) * Delta(b, 2 * q + s) * pooling(3) * total(dz2[n, d, p, q], d),
        p, q, r, s,
    ),
)  # fmt: skip


def given_in(expression):
    met = {one.args[0] for one in expression.atoms(Entry)}
    return sorted(met, key=lambda one: (N not in one.axes, one.name))


@pytest.mark.parametrize(("left", "right"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_both_styles_compute_what_an_expression_says(left, right, tmp_path):
    given = given_in(right)
    numbers = numbers_for(given, SIZES, CLASSES)
    program = program_for(left, right, given, SIZES)
    found = computed(program, numbers, tmp_path, np.float64)
    expected = oracle(left, right, numbers, SIZES)
    for style, value in found.items():
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12, err_msg=style)


@pytest.mark.parametrize(("left", "right"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_single_precision_stays_single(left, right, tmp_path):
    given = given_in(right)
    numbers = numbers_for(given, SIZES, CLASSES, np.float32)
    program = program_for(left, right, given, SIZES)
    for value in computed(program, numbers, tmp_path, np.float32).values():
        assert value.dtype == np.float32


@pytest.mark.parametrize(
    ("left", "right", "met"),
    [
        ((n, c, p), x[n, c, (p + 1 - c) / 2], "position"),
        ((n, c, a), x[n + 1, c, a], "batch"),
    ],
)
def test_positions_without_a_form_are_refused(left, right, met):
    with pytest.raises(UnsupportedError, match=rf"Equation \(1\).*{met}"):
        program_for(left, right, [x], SIZES)


def plain_text(name):
    left, right = EXPRESSIONS[name]
    return text_of(program_for(left, right, given_in(right), SIZES), "plain")


def fast_text(name):
    left, right = EXPRESSIONS[name]
    return text_of(program_for(left, right, given_in(right), SIZES), "fast")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("an embedding", "u = table[words]  # (1)"),
        ("every other", "u = x[:, :, 1::2]  # (1)"),
        ("digits read", "u = flat.reshape(len(flat), 3, 4)  # (1)"),
        ("digits written", "u = apart.reshape(len(apart), 12)  # (1)"),
        ("its adjoint", "u = flat[:, 5:10]  # (1)"),
        ("a step before", "u = np.pad(h, ((0, 0), (1, 0), (0, 0)))[:, :8]  # (1)"),
        ("a look-up by a delta", "u = table[words]  # (1)"),
    ],
)
def test_the_plain_style_is_what_a_person_writes(name, line):
    assert line in plain_text(name)


def test_what_is_summed_apart_is_contracted_before_windows_are_put_back():
    text = plain_text("a convolution's gradient by the input")
    assert text.index("np.tensordot(w, dz, axes=(0, 1))") < text.index("overlap_add(u_product")


@pytest.mark.parametrize("name", ["a convolution", "a convolution of images"])
def test_zeros_around_a_signal_are_written_once(name):
    before, step = fast_text(name).split("def step")
    assert "self.u_padded = np.zeros(" in before
    assert "fill(0)" not in step


def test_windows_that_do_not_meet_are_not_added_up():
    step = fast_text("max-pooling's gradient, with a gap").split("def step")[1]
    assert "np.copyto(place, part)" in step or "reshape" in fast_text(
        "max-pooling's gradient, with a gap"
    )
    assert "np.add(place" not in step


def test_a_factor_at_the_place_itself_leaves_the_sum(tmp_path):
    z = tensor("z", N, D, A)
    right = total(Delta(a, 2 * p + r) * dz[n, d, p] * (1 + z[n, d, 2 * p + r] ** 2), p, r)
    numbers = numbers_for([dz, z], SIZES, {})
    program = program_for((n, d, a), right, [dz, z], SIZES)
    assert "sliding_window_view(z" not in text_of(program, "plain")
    for value in computed(program, numbers, tmp_path, np.float64).values():
        np.testing.assert_allclose(value, oracle((n, d, a), right, numbers, SIZES), rtol=1e-12)
