"""Second derivatives against forms typed by hand from textbooks, and against scalar SymPy."""

import itertools

import mpmath
import pytest
import sympy

from derive.calculus.forward_rules import FORWARD_RULES
from derive.calculus.gauss_newton import gauss_newton_vector
from derive.calculus.second import hessian, hessian_vector, jacobian_vector
from derive.errors import NetworkError
from derive.notation.expression import Apply
from derive.notation.value import world
from tests.calculus.derivations import derived
from tests.calculus.seconds import given_numbers

SOFTMAX = "3 -> dense 4 -> softmax | cross_entropy"
MLP = "3 -> dense 4 -> tanh -> dense 2 | squared_error"


def told(second):
    return {row.equation.left.tensor.code_name: str(row.explicit) for row in second.rows}


def test_the_hessian_of_softmax_regression_is_bishops():
    # Bishop (2006), PRML, equation 4.110: sum_n y_nk (I_kj - y_nj) phi_n phi_n^T, for one sample.
    row = hessian(derived(SOFTMAX), "w1").row("dw1_dot")
    assert str(row.explicit) == "dw1_dot[j,i,j',i'] = (delta(j,j') - y[j'])*x[i]*x[i']*y[j]"


def test_the_hessian_over_a_batch_is_a_mean():
    row = hessian(derived(SOFTMAX).in_batch(), "w1").row("dw1_dot")
    assert str(row.explicit.right) == "sum(n, (delta(j,j') - y[n,j'])*x[n,i]*x[n,i']*y[n,j])/N"


def test_the_r_operator_is_pearlmutters():
    # Pearlmutter (1994), Fast exact multiplication by the Hessian, equations 11 to 13, whose
    # x and y are our z and x; for half the squared error R{e'} = R{y}.
    rows = told(hessian_vector(derived(MLP)))
    assert rows["z1_dot"] == "z1_dot[j] = b1_dot[j] + sum(i, x[i]*w1_dot[j,i])"
    assert rows["x2_dot"] == "x2_dot[j] = (1 - x2[j]**2)*z1_dot[j]"
    assert (
        rows["y_dot"]
        == "y_dot[k] = b2_dot[k] + sum(j, x2[j]*w2_dot[k,j]) + sum(j, x2_dot[j]*w2[k,j])"
    )
    assert rows["delta2_dot"] == "delta2_dot[k] = y_dot[k]"
    assert rows["dw2_dot"] == "dw2_dot[k,j] = delta2[k]*x2_dot[j] + delta2_dot[k]*x2[j]"
    assert rows["dw1_dot"] == "dw1_dot[j,i] = delta1_dot[j]*x[i]"


def test_the_error_signals_tangent_holds_the_second_derivative():
    row = hessian_vector(derived(MLP)).row("delta1_dot")
    assert "tanh''(z1[j])*z1_dot[j]" in str(row.equation.right)
    assert not any(one.function.order for one in row.explicit.right.atoms(Apply))


def test_gauss_newton_leaves_the_second_derivative_of_the_network_out():
    rows = told(gauss_newton_vector(derived(MLP)))
    assert rows["delta1_dot"] == "delta1_dot[j] = (1 - x2[j]**2)*sum(k, delta2_dot[k]*w2[k,j])"
    assert rows["dw2_dot"] == "dw2_dot[k,j] = delta2_dot[k]*x2[j]"


@pytest.mark.parametrize(
    ("line", "at"),
    [
        (SOFTMAX, "z1"),
        ("3 -> dense 2 -> sigmoid | binary_cross_entropy", "z1"),
        ("3 -> dense 2 -> sigmoid | squared_error", "y"),
        (MLP, "y"),
        ("3 -> dense 4 | cross_entropy_with_logits", "y"),
    ],
)
def test_gauss_newton_splits_where_loss_and_activation_match(line, at):
    # Schraudolph (2002), Fast curvature matrix-vector products, section 4: matching loss functions.
    second = gauss_newton_vector(derived(line))
    assert [tensor.code_name for tensor in second.at] == [at]


def test_the_split_can_be_chosen():
    second = gauss_newton_vector(derived(SOFTMAX), at=["y"])
    assert [tensor.code_name for tensor in second.at] == ["y"]
    assert told(second)["dy_dot"] == "dy_dot[j] = t[j]*y_dot[j]/y[j]**2"


def test_a_split_that_is_no_signal_is_named():
    with pytest.raises(NetworkError, match="no signal 'w1'"):
        gauss_newton_vector(derived(MLP), at=["w1"])


def test_gauss_newton_is_the_hessian_of_a_network_that_is_linear():
    line = "3 -> dense 2 | squared_error"
    gauss_newton, full = (
        told(gauss_newton_vector(derived(line))),
        told(hessian_vector(derived(line))),
    )
    assert gauss_newton == full


def test_a_direction_of_the_input_alone_can_be_asked_for():
    derivation = derived(MLP)
    rows = told(jacobian_vector(derivation, [derivation.network.input]))
    assert rows["z1_dot"] == "z1_dot[j] = sum(i, x_dot[i]*w1[j,i])"


def test_a_block_of_two_parameters_has_the_axes_of_both():
    second = hessian(derived(SOFTMAX), "w1", "b1")
    (product,) = second.products
    assert [axis.letter for axis in product.tangent.axes] == ["j", "i", "j"]
    assert str(second.row("dw1_dot").explicit.right) == "(delta(j,j') - y[j'])*x[i]*y[j]"


def test_an_unknown_parameter_is_named():
    with pytest.raises(NetworkError, match="no parameter 'v1'"):
        hessian(derived(MLP), "v1")


def test_the_numbers_of_per_sample_and_batch_agree():
    one, many = hessian_vector(derived(MLP)), hessian_vector(derived(MLP).in_batch())
    assert [row.equation.number + "b" for row in one.rows] == [
        row.equation.number for row in many.rows
    ]


def test_no_named_derivative_is_left():
    line = "3 -> dense 4 -> silu -> dense 2 -> gelu | squared_error"
    for second in (hessian_vector(derived(line)), hessian(derived(line), "w1")):
        for row in second.rows:
            assert not any(a.function.order for a in row.explicit.right.atoms(Apply))


def test_every_hessian_entry_is_scalar_sympys():
    second = hessian(derived("2 -> dense 3 -> tanh -> dense 2 -> softmax | cross_entropy"), "w1")
    net = second.derivation.network
    made = world(
        given_numbers(second), net.sizes, (*second.base, *(row.explicit for row in second.rows))
    )
    cost, symbols, numbers = _scalar_cost(made, net)
    (product,) = second.products
    w1 = next(p.tensor for p in net.parameters if p.tensor.code_name == "w1")
    pairs = list(itertools.product(made.positions(w1), repeat=2))
    entries = [cost.diff(symbols[w1][one], symbols[w1][other]) for one, other in pairs]
    by_hand = sympy.lambdify(list(numbers), entries, modules="mpmath", cse=True)
    with mpmath.workdps(30):
        for (one, other), entry in zip(pairs, by_hand(*numbers.values()), strict=True):
            ours = made.values[product.tangent][(*one, *other)]
            assert abs(entry - ours) < mpmath.mpf(10) ** -20


def _scalar_cost(made, net):
    """The cost of the 2-3-2 network typed out by hand in scalar symbols."""
    given = {t.code_name: t for t in (net.input, net.target, *(p.tensor for p in net.parameters))}
    symbols = {
        tensor: {at: sympy.Symbol(f"{name}_{at}", real=True) for at in made.values[tensor]}
        for name, tensor in given.items()
    }
    numbers = {
        symbols[tensor][at]: value
        for tensor in symbols
        for at, value in made.values[tensor].items()
    }
    x, t, w1, b1, w2, b2 = (symbols[given[name]] for name in ("x", "t", "w1", "b1", "w2", "b2"))
    hidden = [sympy.tanh(b1[(j,)] + sum(w1[(j, i)] * x[(i,)] for i in range(2))) for j in range(3)]
    logits = [b2[(k,)] + sum(w2[(k, j)] * hidden[j] for j in range(3)) for k in range(2)]
    total = sum(sympy.exp(z) for z in logits)
    return (
        -sum(t[(k,)] * sympy.log(sympy.exp(logits[k]) / total) for k in range(2)),
        symbols,
        numbers,
    )


def test_every_forward_rule_is_used_and_titled_in_both_languages():
    seconds = (hessian(derived(MLP), "w1"), hessian_vector(derived(MLP)))
    used = {step.rule for second in seconds for step in second.steps()}
    for rule in FORWARD_RULES:
        assert rule in used, rule.name
        assert rule.title.en
        assert rule.title.ja
