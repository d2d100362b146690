"""A Python file of assignments, read as lines and never run."""

import pytest

from derive.errors import DeriveError
from derive.judging.check import check

NETWORK = '''"""Two layers; X is (N, D), one sample per row."""
import numpy as np

N = X.shape[0]
H = np.maximum(0, X @ W1 + b1)
S = H @ W2 + b2  # (N, C)
E = np.exp(S)
P = E / np.sum(E, axis=1, keepdims=True)
onehot = np.eye(C)[y]
data_loss = -np.sum(onehot * np.log(P)) / N
loss = data_loss + 0.5 * reg * np.sum(W2 * W2)
'''


def of(*lines: str, network: str = NETWORK) -> list[str]:
    """The verdicts on lines behind a network."""
    found = check(network + "\n".join(lines) + "\n", name="net.py", seconds=0.2).findings
    return [one.verdict for one in found if one.verdict != "definition"]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("dS = (P - onehot) / N", "right"),
        ("dS = P - onehot", "wrong"),
        ("dW2 = H.T @ dS + reg * W2", "right"),
        ("dW2 = H.T @ dS", "wrong"),
        ("dW2 = H.T @ dS + 2 * reg * W2", "wrong"),
        ("db2 = np.sum(dS, axis=0)", "right"),
        ("db2 = dS.sum(axis=0)", "right"),
        ("db2 = np.sum(dS, axis=1)", "wrong"),
        ("db2 = dS", "wrong"),
        ("dH = dS @ W2.T", "right"),
        ("dH = dS @ W2", "wrong"),
        ("grad_H = dS @ W2.T", "right"),
        ("d_W2 = H.T @ dS + reg * W2", "right"),
        ("d_W2 = H.T @ dS - reg * W2", "wrong"),
        ("dW1 = X.T @ ((dS @ W2.T) * (H > 0))", "right"),
        ("dW1 = X.T @ (dS @ W2.T)", "wrong"),
        ("dW1 = (X.T @  # over\n    ((dS @ W2.T) * (H > 0)))", "right"),
    ],
)
def test_gradients_named_after_what_they_are_by_are_judged(line, verdict):
    assert of(line)[-1] == verdict


def test_shapes_are_told_by_comments_and_by_what_is_done():
    lines = [
        "# x: (B, D), t: (B, K)",
        "B, K = t.shape",
        "h = np.tanh(x @ w + b)",
        "y = h @ v",
        "loss = np.mean((y - t) ** 2)",
    ]
    gradients = ["grad_v = h.T @ (2 * (y - t) / (B * K))", "grad_v = h.T @ (2 * (y - t) / B)"]
    gradients += ["grad_b = ((2 * (y - t) / (B * K)) @ v.T * (1 - h**2)).sum(axis=0)"]
    assert of(*gradients, network="\n".join(lines) + "\n") == ["right", "wrong", "right"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x):\n    return x\n", "no assignment"),
        ("for i in range(3):\n    x = i\n", "no assignment"),
        ("x, y = 1, 2\n", "no assignment"),
        ("w[0] = 1\n", "no assignment"),
        ("y = w @ x\nloss = np.sum(y)\n", "'w' is a vector or a matrix"),
        ("y = (\n", "no Python"),
    ],
)
def test_other_files_are_refused(text, said):
    with pytest.raises(DeriveError, match=said):
        check(text, name="net.py")


def test_nothing_of_the_file_is_run(tmp_path):
    made = tmp_path / "made"
    text = f"L = x ** 2\ndx = 2 * x\nz = open({str(made)!r}, 'w')\n"
    assert "right" not in [one.verdict for one in check(text, name="net.py").findings]
    assert not made.exists()
