"""True derivatives against PyTorch's, and against differences at fifty digits."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from sympy import Integer

from derive.judging.compare import Agreement, Difference, equal
from derive.judging.points import points, world
from derive.judging.problems import NotJudged
from derive.judging.world import World
from derive.notation.index import Index
from derive.reading.model import Model
from derive.reading.terms import (
    At,
    Constant,
    Derivative,
    Matrix,
    Part,
    Quantity,
    SlotFold,
    Table,
    Times,
    Whole,
)
from tests.judging.models import Maker, axis
from tests.judging.perceptron import MLP, mlp

DIFFERENCES = 1e-11  # torch and we sum in another order


def gradient(made: Maker, name: str, of: str = "L", *, direct: bool = False):
    """The derivative of a scalar by all of a quantity."""
    quantity = made.quantities[name]
    places = tuple(Whole(slot) for slot in range(len(quantity.axes)))
    return Derivative(Part(made.quantities[of], ()), Part(quantity, places), direct)


def differences(at: World, name: str):
    """The gradient of L by central differences at fifty digits."""
    exact = at.exact
    given = exact.given[name]
    found = np.zeros(given.shape)
    with mpmath.workdps(50):
        for place in np.ndindex(given.shape):
            sides = []
            for sign in (1, -1):
                moved = given.copy()
                moved[place] += sign * mpmath.mpf(10) ** -15
                made = World(
                    at.model,
                    at.extents,
                    {**exact.given, name: moved},
                    seed=at.seed,
                    made=exact.frame.made,
                )
                sides.append(made.array(at.model.cost))
            found[place] = float((sides[0] - sides[1]) / mpmath.mpf(10) ** -15 / 2)
    return found


@pytest.mark.parametrize("name", ["w", "b", "v", "x"])
def test_gradients_through_an_abstract_function_are_those_of_differences(name):
    for at in points(mlp(), 3):
        true = at.value(gradient(MLP, name)).array
        np.testing.assert_allclose(true, differences(at, name), rtol=DIFFERENCES)


def test_extents_differ_and_are_at_least_two():
    for at in points(mlp(), 6):
        extents = list(at.extents.values())
        assert len(set(extents)) == len(extents)
        assert min(extents) >= 2
        assert at.extents[MLP.axes["n"]] >= 3


def test_points_are_the_same_for_the_same_seed():
    one, other = points(mlp()), points(mlp())
    assert one[2].extents == other[2].extents
    np.testing.assert_array_equal(one[2].given["w"], other[2].given["w"])
    assert one[0].extents != one[1].extents


CASES = {
    "softmax": (
        {"z": "nk", "p": "nk", "t": "nk", "L": ""},
        ("p[n,k] = exp(z[n,k])/sum(m, exp(z[n,m]))", "L = -sum(n, sum(k, t[n,k]*log(p[n,k])))"),
        lambda torch, g: -(g["t"] * torch.log_softmax(g["z"], -1)).sum(),
    ),
    "rnn": (
        {"x": "Ti", "w": "ji", "r": "jJ", "h": "Tj", "t": "Tj", "L": ""},
        (
            "h[T,j] = tanh(sum(i, w[j,i]*x[T,i]) + sum(J, r[j,J]*h[T-1,J]))",
            "L = sum(T, sum(j, (h[T,j]-t[T,j])^2))",
        ),
        None,
    ),
    "conv": (
        {"x": "nq", "w": "cr", "z": "ncp", "t": "ncp", "L": ""},
        (
            "z[n,c,p] = sum(r, w[c,r]*x[n,2*p+r])",
            "L = sum(n, sum(c, sum(p, (tanh(z[n,c,p])-t[n,c,p])^2)))/size(n)",
        ),
        lambda torch, g: (
            (
                (
                    torch.tanh(
                        torch.nn.functional.conv1d(g["x"][:, None], g["w"][:, None], stride=2)
                    )
                    - g["t"]
                )
                ** 2
            ).sum()
            / len(g["x"])
        ),
    ),
    "padded": (
        {"x": "np", "w": "r", "z": "np", "t": "np", "L": ""},
        ("z[n,p] = sum(r, w[r]*x[n,p+r-1])", "L = sum(n, sum(p, (z[n,p]-t[n,p])^2))"),
        lambda torch, g: (
            (
                torch.nn.functional.conv1d(
                    torch.nn.functional.pad(g["x"][:, None], (1, len(g["w"]))), g["w"][None, None]
                )[:, 0, : g["x"].shape[1]]
                - g["t"]
            )
            ** 2
        ).sum(),
    ),
    "layer norm": (
        {"x": "ni", "m": "n", "v": "n", "y": "ni", "g": "i", "b": "i", "t": "ni", "L": ""},
        (
            "m[n] = sum(i, x[n,i])/size(i)",
            "v[n] = sum(i, (x[n,i]-m[n])^2)/size(i)",
            "y[n,i] = g[i]*(x[n,i]-m[n])/sqrt(v[n]+1/1000) + b[i]",
            "L = sum(n, sum(i, (y[n,i]-t[n,i])^2))",
        ),
        lambda torch, g: (
            (
                torch.nn.functional.layer_norm(g["x"], g["x"].shape[1:], g["g"], g["b"], eps=1e-3)
                - g["t"]
            )
            ** 2
        ).sum(),
    ),
    "attention": (
        {"q": "sd", "k": "ud", "v": "ue", "a": "su", "y": "se", "t": "se", "L": ""},
        (
            (
                "a[s,u] = exp(sum(d, q[s,d]*k[u,d])/sqrt(size(d)))"
                "/sum(r, exp(sum(d, q[s,d]*k[r,d])/sqrt(size(d))))"
            ),
            "y[s,e] = sum(u, a[s,u]*v[u,e])",
            "L = sum(s, sum(e, (y[s,e]-t[s,e])^2))",
        ),
        lambda torch, g: (
            (
                torch.nn.functional.scaled_dot_product_attention(
                    g["q"][None], g["k"][None], g["v"][None]
                )[0]
                - g["t"]
            )
            ** 2
        ).sum(),
    ),
    "maximum": (
        {"x": "ni", "m": "n", "t": "n", "L": ""},
        ("m[n] = max(i, abs(x[n,i]))", "L = sum(n, where(m[n] > t[n], m[n]^3, erf(m[n])))"),
        lambda torch, g: torch.where(
            g["x"].abs().amax(-1) > g["t"],
            g["x"].abs().amax(-1) ** 3,
            torch.erf(g["x"].abs().amax(-1)),
        ).sum(),
    ),
}
SAME = {"m": "k", "J": "j", "r": "u"}


def _rnn(torch, g):
    h, total = torch.zeros(len(g["w"]), dtype=torch.float64), 0
    for x, t in zip(g["x"], g["t"], strict=True):
        h = torch.tanh(g["w"] @ x + g["r"] @ h)
        total = total + ((h - t) ** 2).sum()
    return total


@pytest.mark.parametrize("name", CASES)
def test_gradients_are_those_of_pytorch(name):
    torch = pytest.importorskip("torch")
    shapes, equations, reference = CASES[name]
    same = {"softmax": "m", "rnn": "J", "attention": "r"}.get(name, "")
    own = {one: axis(SAME[one]) for one in same}
    made = Maker(shapes, "r" if name in ("conv", "padded") else same, own_axes=own)
    model = made.model(*equations)
    for at in points(model, 3):
        given = {
            key: torch.tensor(np.asarray(array), requires_grad=True)
            for key, array in at.given.items()
        }
        (reference or _rnn)(torch, given).backward()
        for key, tensor in given.items():
            if tensor.grad is None:
                continue
            true = at.value(gradient(made, key)).array
            expected = tensor.grad.numpy()
            np.testing.assert_allclose(true, expected, rtol=1e-9, atol=1e-12, err_msg=key)


def test_a_recurrence_may_run_backwards_and_through_several_quantities():
    made = Maker({"x": "T", "s": "T", "h": "T", "c": "T", "t": "T", "L": ""})
    model = made.model(
        "s[T] = x[T] + h[T+1]*c[T+1]",
        "h[T] = tanh(s[T])",
        "c[T] = sin(s[T]) + c[T+1]",
        "L = sum(T, (h[T] + c[T] - t[T])^2)",
    )
    at = world(model, 3)
    x, t = at.given["x"], at.given["t"]
    h = c = total = 0.0
    for place in reversed(range(len(x))):
        s = x[place] + h * c
        h, c = np.tanh(s), np.sin(s) + c
        total += (h + c - t[place]) ** 2
    assert abs(at.array(made.quantities["L"]) - total) < 1e-12
    np.testing.assert_allclose(
        at.value(gradient(made, "x")).array, differences(at, "x"), rtol=DIFFERENCES
    )


def test_in_a_recurrence_a_total_derivative_goes_through_later_entries_and_a_direct_one_not():
    made = Maker({"x": "T", "h": "T", "L": ""})
    model = made.model("h[T] = x[T] + h[T-1]^2/2", "L = sum(T, h[T]^2)")
    at = world(model, 1)
    h = at.array(made.quantities["h"])
    direct = at.value(
        Derivative(
            made.model("L = sum(T, h[T]^2)").definitions[0].value,
            Part(made.quantities["h"], (Whole(0),)),
            is_direct=True,
        )
    )
    np.testing.assert_allclose(direct.array, 2 * h, rtol=1e-12)
    total, later = np.zeros_like(h), 0.0
    for place in reversed(range(len(h))):
        later = total[place] = 2 * h[place] + later * h[place]
    np.testing.assert_allclose(at.value(gradient(made, "h")).array, total, rtol=1e-12)


def test_what_is_defined_by_itself_has_no_value():
    made = Maker({"x": "T", "h": "T", "L": ""})
    with pytest.raises(NotJudged, match="by itself"):
        world(made.model("h[T] = x[T] + h[T]/2", "L = sum(T, h[T]^2)"), 1).array(
            made.quantities["h"]
        )


def test_gradients_are_quantities_and_have_derivatives_themselves():
    made = Maker({"x": "i", "w": "i", "z": "", "L": ""})
    model = made.model("z = sum(i, w[i]*x[i])", "L = exp(z)")
    delta = Quantity("delta", (), "signal", of=made.quantities["z"])
    model = type(model)((*model.quantities, delta), model.definitions, model.cost)
    at = world(model, 4)
    assert abs(at.array(delta) - at.array(made.quantities["L"])) < 1e-12
    second = Derivative(Part(delta, ()), Part(made.quantities["w"], (Whole(0),)))
    expected = np.exp(at.array(made.quantities["z"])) * at.given["x"]
    np.testing.assert_allclose(at.value(second).array, expected, rtol=1e-11)
    exact = at.exact.value(second).array.astype(float)
    np.testing.assert_allclose(exact, expected, rtol=1e-14)


def test_a_softmax_jacobian_is_taken_entry_by_entry_with_shared_letters():
    made = Maker({"z": "nk", "p": "nk", "L": ""}, "m", own_axes={"m": axis("k")})
    model = made.model("p[n,k] = exp(z[n,k])/sum(m, exp(z[n,m]))", "L = sum(n, sum(k, p[n,k]^2))")
    n, k, m = (made.index(letter) for letter in "nkm")
    of, by = Part(made.quantities["p"], (n, k)), Part(made.quantities["z"], (n, m))
    right = made.term("p[n,k]*(delta(k,m) - p[n,m])")
    assert equal(Derivative(of, by), right, points(model)) == Agreement(6)
    diagonal = made.term("p[n,k]*(1 - p[n,k])")
    assert isinstance(equal(Derivative(of, by), diagonal, points(model)), Difference)
    rows = Derivative(Part(made.quantities["p"], (n, Whole(0))), Part(by.quantity, (n, Whole(1))))
    entry = At(rows, (k, m))
    assert equal(entry, right, points(model)) == Agreement(6)


def test_a_direct_derivative_holds_what_lies_between():
    made = Maker({"x": "i", "h": "i", "L": ""})
    model = made.model("h[i] = x[i]^2", "L = sum(i, h[i]*x[i])")
    i = (made.index("i"),)
    body, by = made.term("sum(i, h[i]*x[i])"), Part(made.quantities["x"], i)
    worlds = points(model)
    assert equal(Derivative(body, by, is_direct=True), made.term("h[i]"), worlds) == Agreement(6)
    assert equal(Derivative(body, by), made.term("3*x[i]^2"), worlds) == Agreement(6)


def test_second_derivatives_are_derivatives_of_derivatives():
    made = Maker({"z": "j", "L": ""}, "m", own_axes={"m": axis("j")})
    model = made.model("L = sum(j, exp(z[j]))*sum(m, z[m]^3)")
    first = Derivative(
        Part(made.quantities["L"], ()), Part(made.quantities["z"], (made.index("j"),))
    )
    second = Derivative(first, Part(made.quantities["z"], (made.index("m"),)))
    right = made.term(
        "delta(j,m)*exp(z[j])*sum(j, z[j]^3) + exp(z[j])*3*z[m]^2 + exp(z[m])*3*z[j]^2"
        " + delta(j,m)*6*z[j]*sum(j, exp(z[j]))"
    )
    assert equal(second, right, points(model)) == Agreement(6)
    wrong = made.term("exp(z[j])*3*z[m]^2 + exp(z[m])*3*z[j]^2")
    assert isinstance(equal(second, wrong, points(model)), Difference)


def test_a_value_that_is_not_chosen_need_not_be_finite():
    made = Maker({"x": "i", "L": ""})
    worlds = points(made.model("L = sum(i, where(x[i] > 0, log(x[i]), x[i])^2)"))
    line = made.term("where(x[i] > 0, 2*log(x[i])/x[i], 2*x[i])")
    by = Derivative(Part(made.quantities["L"], ()), Part(made.quantities["x"], (made.index("i"),)))
    assert equal(by, line, worlds) == Agreement(6)
    switched = made.term("where(x[i] > 0, 1, 0)*log(x[i])")
    assert equal(switched, made.term("where(x[i] > 0, log(x[i]), 0)"), worlds) == Agreement(6)


def test_matrices_are_written_out_and_made_of_letters():
    i, k = Index("i", axis("i")), Index("k", axis("i"))
    x = Quantity("x", (axis("i"),), "input")
    model = Model((x,), (), extents={axis("i"): 2})
    first, second = (Part(x, (Integer(n),)) for n in (0, 1))
    table = Table(((first, second), (second, first)), (axis("i"), axis("i")))
    outer = Matrix(Times((Part(x, (i,)), Part(x, (k,)))), (i, k))
    worlds = points(model, 3)
    assert equal(At(table, (i, i)), first, worlds) == Agreement(3)
    assert equal(At(outer, (k, i)), Times((Part(x, (k,)), Part(x, (i,)))), worlds) == Agreement(3)
    ones = Matrix(Constant(Fraction(1)), (i, None))
    total = SlotFold("sum", 0, ones)
    assert equal(total, Constant(Fraction(2)), worlds) == Agreement(3)
    column = Table(((first,), (second,)), (axis("i"), None))
    assert equal(Part(x, (Whole(0),)), column, worlds) == Agreement(3)
