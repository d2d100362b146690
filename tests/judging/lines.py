"""Small documents with lines to judge, and what is said of them."""

from __future__ import annotations

from derive.judging.check import check
from derive.judging.report import CheckReport, Finding

UNITS = r"""$$ z_j = \sum_i w_{ji} x_i + b_j $$
$$ y_j = \tanh(z_j) $$
$$ L = \frac12 \sum_j (y_j - t_j)^2 $$
"""
MATRIX = r"""$$ z = W x + b $$
$$ y = f(z) $$
$$ L = \frac12 \|y - t\|^2 $$
"""
SOFTMAX = r"""$$ p_k = \frac{e^{z_k}}{\sum_j e^{z_j}} $$
$$ L = -\sum_k t_k \log p_k $$
"""
RECURRENT = r"""$$ u_t = w h_{t-1} + v x_t $$
$$ h_t = \tanh(u_t) $$
$$ L = \sum_t (h_t - y_t)^2 $$
"""
LAYERS = r"""$$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} $$
$$ a^{(l)} = f(z^{(l)}) $$
$$ L = \frac12 \|a^{(L)} - t\|^2 $$
$$ \delta^{(l)} = \frac{\partial L}{\partial z^{(l)}} $$
"""
Z = r"\frac{\partial L}{\partial z_j}"


def report(*lines: str, network: str = UNITS) -> CheckReport:
    """The report on some lines behind a network."""
    return check(network + "".join(f"$$ {line} $$\n" for line in lines), name="notes.md")


def findings(*lines: str, network: str = UNITS) -> list[Finding]:
    """What is found behind the network."""
    first = network.count("\n")
    return [one for one in report(*lines, network=network).findings if one.line > first]


def verdicts(*lines: str, network: str = UNITS) -> list[str]:
    """The verdicts on some lines behind a network."""
    return [one.verdict for one in findings(*lines, network=network)]


def remarks(*lines: str, network: str = UNITS) -> list[str]:
    """What is remarked on some lines, in English."""
    return [one.en for found in findings(*lines, network=network) for one in found.remarks]
