"""Networks of every shape: each line an equality, each result as a lecturer writes it."""

import pytest

from derive.errors import DeriveError
from derive.formulas.catalogue import builtin_names
from tests.calculus.derivations import (
    derived,
    layer_of,
    own,
    text_of,
    unclear_lines,
    wrong_lines,
)

LINES = [
    "3 -> dense 4 (bias = false) -> sigmoid -> dense 2 (bias = false) -> sigmoid | squared_error",
    "3 -> dense 4 -> tanh -> dense 2 -> softmax | cross_entropy | l2 0.01",
    "3 -> dense 4 -> relu -> dense 2 -> sigmoid | binary_cross_entropy | l1 0.1",
    "3 -> dense 4 -> relu -> tanh -> dense 2 | huber (c = 0.5)",
    "3 -> tanh -> dense 2 | squared_error",
    "3 -> dense 4 as h -> tanh -> dense 4 -> add h | squared_error",
    "3 -> dense 4 as h -> tanh -> dense 4 -> add h -> relu -> dense 2 | squared_error",
    "3 -> dense 3 -> add input -> dense 2 | squared_error",
    "3 -> dense 2 as h -> add h -> dense 4 | squared_error",
    "3 -> dense 4 -> softmax -> dense 2 | squared_error",
    "3 -> dense 4 -> log_softmax -> dense 2 | squared_error",
    "3 -> dense 4 -> prelu -> dense 2 | absolute_error",
    "3 -> dense 4 -> elu (alpha = 0.5) -> dense 5 -> elu (alpha = 0.25) -> dense 2 | poisson",
    "3 -> dense 4 -> identity -> dense 2 | cross_entropy_with_logits",
]

NORM = layer_of(
    "m = sum(i, x[i])/size(i)",
    "v = sum(i, (x[i]-m)^2)/size(i)",
    "s = sqrt(v + eps)",
    "n[i] = (x[i]-m)/s",
    "z[i] = g[i]*n[i] + b[i]",
    parameters=("g", "b"),
    constants={"eps": "1/1000"},
)
ATTENTION = layer_of(
    "q[s,d] = sum(e, wq[d,e]*x[s,e])",
    "k[s,d] = sum(e, wk[d,e]*x[s,e])",
    "a[s,r] = sum(d, q[s,d]*k[r,d])/sqrt(size(d))",
    "p[s,r] = exp(a[s,r])/sum(u, exp(a[s,u]))",
    "z[s,e] = sum(r, p[s,r]*x[r,e])",
    parameters=("wq", "wk"),
    sizes={"d": "depth"},
)
OF_TWO_AXES = {"kind": "loss", "equations": ["L = sum(s, sum(d, (y[s,d]-t[s,d])^2))"]}
SPREAD = {
    "kind": "loss",
    "equations": ["m = sum(k, y[k])/size(k)", "L = sum(k, (y[k]-t[k])^2) + sum(k, (y[k]-m)^2)"],
}
SHARED = {"kind": "loss", "equations": ["L = sum(k, (y[k]-t)^2)"]}


def _after_dense(made, **options):
    return own([{"formula": "dense", "units": 4}, "f"], {"f": made}, **options)


OWN = {
    "bilinear": lambda: own(
        [{"formula": "f", "units": 2}],
        {"f": layer_of("z[k] = sum(i, sum(j, w[k,i,j]*x[i]*x[j]))", parameters=["w"])},
    ),
    "gate": lambda: own(
        [{"formula": "f", "units": 2}],
        {
            "f": layer_of(
                "z[k] = sigmoid(sum(i, w[k,i]*x[i]))*sum(i, v[k,i]*x[i])", parameters=["w", "v"]
            )
        },
    ),
    "gate of two signals": lambda: own(
        [
            {"formula": "dense", "units": 4, "name": "a"},
            {"formula": "dense", "units": 4, "inputs": ["input"]},
            {"formula": "f", "inputs": ["a"]},
            {"formula": "dense", "units": 2},
        ],
        {"f": layer_of("z[i] = sigmoid(x[i])*u[i]", inputs=["x", "u"])},
    ),
    "norm": lambda: _after_dense(NORM),
    "attention": lambda: own(
        [{"formula": "f", "depth": 1}],
        {"f": ATTENTION, "l": OF_TWO_AXES},
        input=[3, 2],
        loss="l",
    ),
    "learned activation": lambda: own(
        [{"formula": "dense", "units": 4}, "f", {"formula": "dense", "units": 2}],
        {
            "f": {
                "kind": "activation",
                "equations": ["y[i] = max(0, x[i]) + a[i]*min(0, x[i]) + c*x[i]^2"],
                "parameters": {"a": {"initial": "0.25"}, "c": {"initial": "0.1"}},
            }
        },
    ),
    "scalar in the middle": lambda: own(
        ["f", "tanh", {"formula": "g", "units": 2}],
        {
            "f": layer_of("z = sum(i, w[i]*x[i])", parameters=["w"]),
            "g": layer_of("z[k] = w[k]*x", parameters=["w"]),
        },
    ),
    "scalar prediction": lambda: own(
        ["f"],
        {
            "f": layer_of("z = sum(i, w[i]*x[i])", parameters=["w"]),
            "l": {"kind": "loss", "equations": ["L = (y-t)^2/2"]},
        },
        loss="l",
    ),
    "parameter in two equations": lambda: _after_dense(
        layer_of("h[i] = tanh(sum(j, w[i,j]*x[j]))", "z[i] = sum(j, w[j,i]*h[j])", parameters=["w"])
    ),
    "fixed entries": lambda: _after_dense(
        layer_of("z[i] = x[i] - w*x[0] + x[2]", parameters=["w"])
    ),
    "two entries of one signal": lambda: own(
        ["tanh", "f"],
        {
            "f": layer_of(
                "a[j,i] = v*x[j,i]",
                "p[j] = sigmoid(a[j,0])",
                "z[j] = p[j]*sigmoid(a[j,1])",
                parameters=["v"],
            )
        },
        input=[3, 2],
    ),
    "deltas": lambda: _after_dense(
        layer_of("z[i] = sum(j, (delta(i,j)-w[i,j]*x[j])^2) + delta(i,0)*x[i]", parameters=["w"])
    ),
    "sizes": lambda: _after_dense(layer_of("z[i] = x[i]*w[i]/size(i) + size(i)", parameters=["w"])),
    "shifted entries": lambda: _after_dense(layer_of("z[i] = x[i] - w*x[i-1]", parameters=["w"])),
    "window": lambda: own(
        [
            {"formula": "dense", "units": 4},
            "sigmoid",
            {"formula": "f", "p": 3, "r": 2},
            "sigmoid",
            {"formula": "f", "p": 2, "r": 3},
        ],
        {"f": layer_of("z[p] = sum(r, w[r]*x[p+r])", parameters=["w"], sizes={"p": "p", "r": "r"})},
    ),
    "window through deltas": lambda: own(
        [{"formula": "f", "p": 3, "r": 2}],
        {
            "f": layer_of(
                "z[p] = sum(r, sum(i, delta(i,p+r)*w[r]*exp(x[i])))",
                parameters=["w"],
                sizes={"p": "p", "r": "r"},
            )
        },
    ),
    "x exp(x)": lambda: _after_dense(layer_of("z[i] = w[i]*x[i]*exp(x[i])", parameters=["w"])),
    "swish by hand": lambda: _after_dense(layer_of("z[i] = x[i]/(1+exp(-x[i]))")),
    "prediction used twice": lambda: own(
        [{"formula": "dense", "units": 4}], {"l": SPREAD}, loss="l"
    ),
    "one label for all": lambda: own([{"formula": "dense", "units": 4}], {"l": SHARED}, loss="l"),
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("form", ["sample", "batch"])
def test_every_line_of_a_network_is_an_equality(line, form):
    derivation = derived(line) if form == "sample" else derived(line).in_batch()
    assert wrong_lines(derivation) == []
    assert unclear_lines(derivation) == []


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("form", ["sample", "batch"])
def test_every_line_of_a_users_formula_is_an_equality(name, form):
    derivation = OWN[name]()
    derivation = derivation if form == "sample" else derivation.in_batch()
    assert wrong_lines(derivation) == []
    assert unclear_lines(derivation) == []


@pytest.mark.parametrize("name", builtin_names("activation"))
def test_every_line_through_a_builtin_activation_is_an_equality(name):
    assert wrong_lines(derived(f"2 -> dense 3 -> {name} -> dense 2 | squared_error")) == []


@pytest.mark.parametrize(
    ("line", "name", "right"),
    [
        # Beside its source, each is what a textbook prints.
        ("dense 2 -> softmax | cross_entropy", "z1", "-t[j] + y[j]"),  # Bishop (2006), (4.109)
        ("dense 2 -> sigmoid | binary_cross_entropy", "z1", "-t[j] + y[j]"),  # Bishop, (4.91)
        ("dense 2 | cross_entropy_with_logits", "y", "p[j] - t[j]"),
        ("dense 2 | binary_cross_entropy_with_logits", "y", "p[j] - t[j]"),
        ("dense 2 -> softmax | kl_divergence", "z1", "-t[j] + y[j]"),
        ("dense 2 | squared_error", "y", "-t[j] + y[j]"),
        ("dense 2 | mean_squared_error", "y", "2*(-t[j] + y[j])/J"),
        ("dense 2 | hinge", "y", "-[t[j]*y[j] < 1]*t[j]"),
        ("dense 2 | huber", "y", "where([Abs(d[j]) <= c], d[j], sign(d[j])*c)"),
    ],
)
def test_losses_have_the_textbooks_error(line, name, right):
    derivation = derived(f"3 -> {line}")
    _, _, found = text_of(derivation, name).partition(" = ")
    assert found == right
    batch = derivation.in_batch()
    over_samples = right.replace("[j]", "[n,j]")
    _, _, found = text_of(batch, name).partition(" = ")
    at_end = f"({over_samples})/N" if " " in over_samples else f"{over_samples}/N"
    assert found in (
        at_end,
        f"{over_samples}/N",
        over_samples.replace("/J", "/(J*N)"),
    )


def test_the_declared_fact_stands_in_the_chain_of_softmax():
    result = derived("3 -> dense 2 -> softmax | cross_entropy").result("z1")
    rules = [step.rule.name for step in (*result.steps, *result.explicit_steps)]
    assert "declared-fact" in rules
    assert "through-output" in rules


@pytest.mark.parametrize(
    ("activation", "factor"),
    [
        ("sigmoid", "(1 - x2[j])*x2[j]"),
        ("tanh", "(1 - x2[j]**2)"),
        ("softplus", "(1 - exp(-x2[j]))"),
        ("relu", "[z1[j] > 0]"),
        ("hard_tanh", "[z1[j] < 1]*[z1[j] > -1]"),
    ],
)
def test_error_signals_are_told_through_the_output(activation, factor):
    derivation = derived(f"3 -> dense 4 -> {activation} -> dense 2 | squared_error")
    assert text_of(derivation, "z1") == f"delta1[j] = {factor}*sum(k, delta2[k]*w2[k,j])"


def test_a_skip_connection_accumulates():
    derivation = derived("3 -> dense 4 as h -> tanh -> dense 4 -> add h | squared_error")
    expected = "delta1[j] = (1 - x2[j]**2)*sum(j', delta2[j']*w2[j',j]) + delta3[j]"
    assert text_of(derivation, "z1") == expected


def test_a_signal_added_to_itself_counts_twice():
    derivation = derived("3 -> dense 2 as h -> add h -> dense 4 | squared_error")
    assert text_of(derivation, "z1") == "delta1[j] = 2*sum(k, delta3[k]*w3[k,j])"


def test_penalties_add_to_the_gradients_of_their_parameters():
    l2 = derived("3 -> dense 2 | squared_error | l2 0.1")
    assert text_of(l2, "w1") == "dw1[j,i] = lambda*w1[j,i] + delta1[j]*x[i]"
    assert text_of(l2, "b1") == "db1[j] = delta1[j]"
    l1 = derived("3 -> dense 2 | squared_error | l1 0.1")
    assert text_of(l1, "w1") == "dw1[j,i] = sign(w1[j,i])*lambda + delta1[j]*x[i]"
    batch = l2.in_batch()
    assert text_of(batch, "w1") == "dw1[j,i] = lambda*w1[j,i] + sum(n, delta1[n,j]*x[n,i])"


def test_the_mean_over_the_samples_is_taken_once():
    batch = derived("3 -> dense 4 -> tanh -> dense 2 | squared_error").in_batch()
    texts = [str(result.explicit) for result in batch.results]
    assert [text for text in texts if "N" in text] == [
        "dL[n] = 1/N",
        "delta2[n,k] = (-t[n,k] + y[n,k])/N",
    ]


def test_named_intermediates_are_kept_and_told_by_their_names():
    derivation = OWN["norm"]()
    assert text_of(derivation, "s2") == "ds2 = -sum(j, dn2[j]*n2[j])/s2"
    assert text_of(derivation, "v2") == "dv2 = ds2/(2*s2)"
    expected = "delta1[j] = dn2[j]/s2 + 2*(-m2 + z1[j])*dv2/J + dm2/J"
    assert str(derivation.result("z1").computed) == expected
    compact = "delta1[j] = dn2[j]/s2 + ds2*n2[j]/J - sum(j', dn2[j'])/(J*s2)"
    assert text_of(derivation, "z1") == compact


def test_softmax_in_the_middle_is_told_through_itself():
    derivation = OWN["attention"]()
    _, _, right = text_of(derivation, "a1").partition(" = ")
    a = derivation.result("a1").equation.left.indices[0].name
    assert right == f"(dp1[{a},{a}'] - sum({a}'', dp1[{a},{a}'']*p1[{a},{a}'']))*p1[{a},{a}']"


def test_what_may_be_zero_is_never_divided_by():
    for name in ("x exp(x)", "swish by hand"):
        derivation = OWN[name]()
        texts = [str(result.explicit.right) for result in derivation.results]
        assert not [text for text in texts if "/w2[" in text or "/z1[" in text]


def test_a_batch_has_the_results_of_a_sample():
    derivation = OWN["scalar in the middle"]()
    names = [result.of.code_name for result in derivation.results]
    in_batch = [result.of.code_name for result in derivation.in_batch().results]
    assert [name for name in in_batch if name != "L"] == names


def test_a_named_function_inside_a_formula_is_told_by_itself():
    text = text_of(OWN["gate of two signals"](), "z2")
    assert text == "delta2[j] = (1 - sigmoid(z2[j]))*sigmoid(z2[j])*delta3[j]*z1[j]"


def test_one_name_for_two_entries_of_a_signal_is_not_mixed_up():
    text = text_of(OWN["two entries of one signal"](), "a2")
    assert "sigmoid(a2[i,1])" in text
    assert "(1 - p2[i])*delta(j,0)" in text


def test_an_entry_that_does_not_exist_is_refused():
    for entry in ("x[7]", "x[-1]"):
        with pytest.raises(DeriveError, match="There is no entry"):
            _after_dense(layer_of(f"z[i] = x[i] - w*{entry}", parameters=["w"]))
