"""Functions with names of their own, and NumPy's ways to sum and multiply."""

import pytest

from derive.reading.problems import ReadingProblem
from tests.reading.small import read, said, term


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        (r"\mathrm{softmax}(z)_j", "softmax(z)[j]"),
        (r"\mathrm{diag}(z) W", "diag(z) @ W"),
        (r"\max(0, z_j)", "(0 if 0 >= z[j], else z[j])"),
        (r"\max(z)", "max(z, axis=0)"),
    ],
)
def test_named_functions_of_latex_are_read(written, read_as):
    assert said(written) == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("sum(W, axis=0)", "sum(W, axis=0)"),
        ("np.sum(W, axis=-1)", "sum(W, axis=1)"),
        ("np.sum(W)", "sum(sum(W, axis=0), axis=1)"),
        ("W.sum(axis=0)", "sum(W, axis=0)"),
        ("np.mean(z)", "sum(z, axis=0) / J"),
        ("np.outer(z, x)", "z @ x.T"),
        ("np.dot(W, x)", "W @ x"),
        ("W.T @ z", "W.T @ z"),
        ("np.where(z > 0, z, 0)", "(z if z > 0, else 0)"),
        ("np.maximum(0, z)", "(0 if 0 >= z, else z)"),
        (
            "np.einsum('ji,i->j', W, x)",
            "matrix over j of (sum over i=1..I of W[j,i] * x[i])",
        ),
    ],
)
def test_numpy_is_read(written, read_as):
    assert said(written, is_plain=True) == read_as


def test_a_letter_of_an_einsum_on_two_axes_is_found():
    (finding,) = read("np.einsum('ji,j->i', W, x)", is_plain=True).findings
    assert finding.code == "range-conflict"
    assert finding.message.en == "The index j runs over J, I at once."


@pytest.mark.parametrize(
    ("written", "met"),
    [
        (r"\mathrm{softmax}(z_j)", "Softmax is of a whole vector."),
        (r"\mathrm{softmax}^2(z)", "has an index or a power here"),
        (r"\mathrm{diag}(W)", "diagonal matrix of a vector"),
    ],
)
def test_what_a_function_is_not_of_is_refused(written, met):
    with pytest.raises(ReadingProblem, match=met):
        term(written)


@pytest.mark.parametrize(
    ("written", "met"),
    [
        ("np.outer(W, x)", "of two vectors"),
        ("np.sum(W, axis=2)", "the axes 0 and 1"),
        ("np.sum(W, axis=z)", "The axis is a number."),
        ("np.einsum('ji,i', W, x)", "a letter a slot"),
        ("np.einsum('ji,i->q', W, x)", "have to stand before it"),
        ("np.einsum('ji,i->j', W)", "a letter a slot"),
        ("np.einsum('j,i->j', W, x)", "does not fit an operand of 2 axes"),
        ("np.where(z > 0, z)", "not read with 2 arguments"),
    ],
)
def test_a_call_with_other_arguments_is_refused(written, met):
    with pytest.raises(ReadingProblem, match=met):
        read(written, is_plain=True)
