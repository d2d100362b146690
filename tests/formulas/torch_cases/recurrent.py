"""Recurrent layers, beside PyTorch's own modules or a loop over its functions."""

from __future__ import annotations

from typing import Any

from tests.formulas.torch_cases.case import Case, Given, network, ragged
from tests.formulas.torch_cases.oracle import f, torch

STEPS = "input = [4, 2]"
MASKED = "inputs = { x = [4, 2], mask = [4] }"
STARTED = "inputs = { x = [4, 2], start = [3] }"
ENDING = '  { formula = "dense", units = 2 }'

# PyTorch stacks the gates in this order.
LSTM_GATES, GRU_GATES = ("e", "f", "g", "o"), ("r", "q", "g")


def _around(layer: str, start: str = STEPS) -> str:
    """A recurrent layer between two dense layers."""
    first = (
        '  { formula = "dense", units = 5, inputs = ["x"] }'
        if start.startswith("inputs")
        else ('  { formula = "dense", units = 5 }')
    )
    return network(f"{first},\n  {layer},\n{ENDING}", start=start)


def _run(kind: str, a: Given, layer: int, **options: Any) -> Any:
    """A recurrent layer on the output of the first dense one."""
    return module_steps(kind, f.linear(a["x"], a["w1"], a["b1"]), a, layer, **options)


def module_steps(
    kind: str, x: Any, a: Given, layer: int, *, state: Any = None, is_backward: bool = False
) -> Any:
    """What PyTorch's own recurrent module answers, at all steps.

    Args:
        kind: "RNN", "LSTM" or "GRU".
        x: The sequences, (N, S, I).
        a: What is given.
        layer: The number of the layer whose parameters are taken.
        state: The state before the first step, or None for zeros.
        is_backward: Whether the sequences are read from their ends.
    """
    units = a[f"{'u' if kind == 'RNN' else 'ug'}{layer}"].shape[0]
    module = getattr(torch.nn, kind)(x.shape[-1], units, batch_first=True, dtype=x.dtype)
    gates = {"RNN": ("",), "LSTM": LSTM_GATES, "GRU": GRU_GATES}[kind]

    def stacked(letter: str) -> Any:
        return torch.cat([a[f"{letter}{gate}{layer}"] for gate in gates])

    bias = stacked("b")
    inner = torch.zeros_like(bias)
    if kind == "GRU":  # the bias within the reset gate
        inner = torch.cat([inner[: 2 * units], a[f"bu{layer}"]])
    weights = {"weight_ih_l0": stacked("w"), "weight_hh_l0": stacked("u")}
    weights |= {"bias_ih_l0": bias, "bias_hh_l0": inner}
    x = x.flip(1) if is_backward else x
    steps, _ = torch.func.functional_call(module, weights, (x, state))
    return steps.flip(1) if is_backward else steps


def _through(kind: str, *, is_backward: bool = False) -> Any:
    def forward(a: Given) -> Any:
        return f.linear(_run(kind, a, 2, is_backward=is_backward), a["w3"], a["b3"])

    return forward


def _from(kind: str) -> Any:
    def forward(a: Given) -> Any:
        state = f.linear(a["start"], a["w2"], a["b2"])
        cell = f.linear(a["start"], a["w3"], a["b3"]) if kind == "LSTM" else None
        started = (state[None], cell[None]) if cell is not None else state[None]
        number = 4 if kind == "LSTM" else 3
        steps = _run(kind, a, number, state=started)
        return f.linear(steps, a[f"w{number + 1}"], a[f"b{number + 1}"])

    return forward


def _from_text(formula: str, states: int) -> str:
    names = [f"s{at}" for at in range(states)]
    first = ['  { formula = "dense", units = 5, inputs = ["x"], name = "steps" }']
    first += [
        f'  {{ formula = "dense", units = 4, inputs = ["start"], name = "{name}" }}'
        for name in names
    ]
    listed = ", ".join(f'"{name}"' for name in ("steps", *names))
    layer = f'  {{ formula = "{formula}", inputs = [{listed}] }}'
    return network(",\n".join((*first, layer, ENDING)), start=STARTED)


def _masked(kind: str) -> Any:
    """Sequences of different lengths one by one; after its end the state stays."""

    def forward(a: Given) -> Any:
        lengths = a["mask"].sum(1).int().tolist()
        rows = []
        for at, length in enumerate(lengths):
            whole = {**a.tensors, "x": a["x"][at : at + 1, :length]}
            steps = _run(kind, Given(whole), 2)
            held = steps[:, -1:].expand(-1, a["x"].shape[1] - length, -1)
            rows.append(torch.cat([steps, held], dim=1))
        return f.linear(torch.cat(rows), a["w3"], a["b3"])

    return forward


def _gru_original(a: Given) -> Any:
    """Cho et al. (2014), eqs. (5) to (8), step by step."""
    x = f.linear(a["x"], a["w1"], a["b1"])
    h = torch.zeros(x.shape[0], a["ug2"].shape[0], dtype=x.dtype)
    steps = []
    for step in x.unbind(1):
        r = torch.sigmoid(f.linear(step, a["wr2"], a["br2"]) + f.linear(h, a["ur2"]))
        q = torch.sigmoid(f.linear(step, a["wq2"], a["bq2"]) + f.linear(h, a["uq2"]))
        new = torch.tanh(f.linear(step, a["wg2"], a["bg2"]) + f.linear(r * h, a["ug2"]))
        h = q * h + (1 - q) * new
        steps.append(h)
    return f.linear(torch.stack(steps, 1), a["w3"], a["b3"])


def _bidirectional(a: Given) -> Any:
    both = torch.cat([_run("GRU", a, 3, is_backward=True), _run("GRU", a, 2)], dim=-1)
    return f.linear(both, a["w5"], a["b5"])


def _last(a: Given) -> Any:
    return f.linear(_run("LSTM", a, 2)[:, -1], a["w4"], a["b4"])


BIDIRECTIONAL = network(
    '  { formula = "dense", units = 5, name = "steps" },\n'
    '  { formula = "gru", units = 3, name = "onwards" },\n'
    '  { formula = "gru_backward", units = 4, inputs = ["steps"] },\n'
    f'  {{ formula = "concatenate", inputs = ["onwards"] }},\n{ENDING}',
    start=STEPS,
)


def _cases(kind: str, name: str, states: int) -> tuple[Case, ...]:
    """A kind of layer forwards, backwards, masked and from a given state."""
    masked = f'{{ formula = "{name}_masked", units = 3, inputs = ["mask"] }}'
    return (
        Case(name, _around(f'{{ formula = "{name}", units = 3 }}'), _through(kind)),
        Case(
            f"{name}_backward",
            _around(f'{{ formula = "{name}_backward", units = 3 }}'),
            _through(kind, is_backward=True),
        ),
        Case(f"{name}_masked", _around(masked, MASKED), _masked(kind), prepare=ragged("mask")),
        Case(f"{name}_from", _from_text(f"{name}_from", states), _from(kind)),
    )


CASES = (
    *_cases("RNN", "simple_rnn", 1),
    *_cases("LSTM", "lstm", 2),
    *_cases("GRU", "gru", 1),
    Case("gru_original", _around('{ formula = "gru_original", units = 3 }'), _gru_original),
    Case("gru, both directions", BIDIRECTIONAL, _bidirectional),
    Case("lstm, last step", _around('{ formula = "lstm", units = 3 },\n  "last"'), _last),
)
