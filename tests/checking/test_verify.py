"""`verify` passes for right networks of every kind, and its report says so to people and tools."""

import json
import os
import time

import pytest
from hypothesis import given, settings

from derive.checking.verify import verify
from derive.formulas.catalogue import builtin_names
from derive.network.reader import read_line, read_toml
from derive.network.summary import line_of
from tests.checking.networks import Seeded, architecture, architectures
from tests.formulas.torch_cases.catalogue import cases

LECTURE = (
    "3 -> dense 4 (bias = false) -> sigmoid -> dense 2 (bias = false) -> sigmoid | squared_error"
)

# How many random networks the long test takes; 200 for the acceptance of a release.
COUNT = int(os.environ.get("DERIVE_RANDOM_NETWORKS", "0"))

# A user's own layer, activation and loss, in the network file only (issue 2, acceptance 4).
OWN = """
input = 3
layers = [
    { formula = "pairing", units = 2 },
    { formula = "beta_swish" },
    { formula = "dense", units = 4 },
]
loss = { formula = "quartic" }

[formulas.pairing]
kind = "layer"
equations = ["z[k] = sum(i, sum(j, w[k,i,j]*x[i]*x[j]))"]
sizes = { k = "units" }
parameters = { w = "glorot_uniform" }

[formulas.beta_swish]
kind = "activation"
equations = ["y = x*sigmoid(beta*x)"]
parameters = { beta = 1 }

[formulas.quartic]
kind = "loss"
equations = ["L = sum(k, (y[k] - t[k])^4)/4"]
"""

# Signals near a pole (log y at y = e^-60) and where 1 - p cancels (p = 1 - e^-34): there the
# oracles need more than their guard digits. Both were met in random graphs (seeds 94 and 17).
ILL_CONDITIONED = {
    "near a pole": ("y = exp(x - 60)", "cross_entropy", 'prediction = "distribution"'),
    "cancels": ("y = x + 34", "binary_cross_entropy_with_logits", ""),
}
ILL = """
input = 3
layers = [{{ formula = "dense", units = 2 }}, {{ formula = "own" }}]
loss = "{}"

[formulas.own]
kind = "activation"
equations = ["{}"]
{}
"""


def assert_passes(architecture, **options):
    report = verify(architecture, **options)
    assert report.passed, f"{line_of(architecture)}\n{report.text()}"
    return report


def test_the_lecture_network_is_proved():
    report = assert_passes(read_line(LECTURE))
    assert report.row("brute_force").count == 12
    assert report.row("steps").count > 100
    assert "All checks passed." in report.text("en")
    assert "すべての検査に合格した。" in report.text("ja")


def test_the_report_is_json_for_other_tools():
    report = assert_passes(read_line("2 -> dense 3 | squared_error"), seeds=(1,))
    data = json.loads(json.dumps(report.as_json(), allow_nan=False))
    assert data["passed"] is True
    assert [check["check"] for check in data["checks"]] == [row.key for row in report.rows]


def test_progress_names_every_check():
    told = []
    verify(read_line("2 -> dense 3 | squared_error"), seeds=(1,), progress=told.append)
    assert len(told) == 5


def test_formulas_of_a_user_are_proved_like_any_other():
    assert_passes(read_toml(OWN), seeds=(1, 2))


@pytest.mark.parametrize("name", ILL_CONDITIONED)
def test_digits_that_an_oracle_loses_are_no_mistake(name):
    equation, loss, more = ILL_CONDITIONED[name]
    assert_passes(read_toml(ILL.format(loss, equation, more)), seeds=(1,))


@pytest.mark.parametrize("name", builtin_names("activation"))
def test_every_activation_is_proved(name):
    assert_passes(read_line(f"3 -> dense 4 -> {name} -> dense 2 | squared_error"), seeds=(1,))


@pytest.mark.parametrize("name", builtin_names("activation"))
def test_every_activation_is_proved_at_the_output(name):
    assert_passes(read_line(f"3 -> dense 4 -> {name} | squared_error"), seeds=(2,))


@pytest.mark.parametrize("name", builtin_names("loss"))
def test_every_loss_is_proved(name):
    assert_passes(read_toml(cases()[name].network), seeds=(2,))


@settings(max_examples=10, derandomize=True)
@given(network=architectures())
def test_a_random_network_is_proved(network):
    assert_passes(network, seeds=(1,))


@pytest.mark.skipif(not COUNT, reason="set DERIVE_RANDOM_NETWORKS=200 for many random networks")
def test_many_random_networks_are_proved(capsys):
    started, units, ulp = time.perf_counter(), 0.0, 0.0
    for seed in range(COUNT):
        report = assert_passes(architecture(Seeded(seed)), seeds=(1, 2))
        rows = [row for row in report.rows if row.ulp is not None]
        units = max(units, *(row.largest for row in rows))
        ulp = max(ulp, *(row.ulp for row in rows))
    with capsys.disabled():
        print(
            f"\n{COUNT} random networks: largest error {units:.2f} rounding units, {ulp:.1f} ulp, "
            f"{time.perf_counter() - started:.0f} s"
        )
