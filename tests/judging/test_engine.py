"""The engine explains a wrong line: the derivation of the right one, in the writer's letters."""

from __future__ import annotations

import pytest

from derive.judging import engine
from derive.judging.check import checked
from derive.judging.data import as_data
from derive.judging.engine import explanation
from derive.judging.explanations import NONE, explanations
from derive.judging.question import Checked
from derive.judging.web import web
from derive.reading.convert import term_of
from derive.text import Language

MLP = r"""
$$z^{(1)}_j = \sum_i w^{(1)}_{ji} x_i + b^{(1)}_j$$
$$a_j = f(z^{(1)}_j)$$
$$z^{(2)}_k = \sum_j w^{(2)}_{kj} a_j + b^{(2)}_k$$
$$y_k = g(z^{(2)}_k)$$
$$L = \frac12 \sum_k (y_k - t_k)^2$$
$$\delta^{(2)}_k = \frac{\partial L}{\partial z^{(2)}_k}$$
$$\delta^{(1)}_j = \frac{\partial L}{\partial z^{(1)}_j}$$
"""
SOFTMAX = r"""
$$z_k = \sum_i w_{ki} x_i$$
$$p_k = \frac{e^{z_k}}{\sum_l e^{z_l}}$$
$$L = -\sum_k t_k \log p_k$$
where $\sum_k t_k = 1$.
"""
RNN = r"""
$$s_t = W x_t + U h_{t-1} + b$$
$$h_t = \tanh(s_t)$$
$$o_t = V h_t$$
$$L = \sum_{t=1}^{T} \frac12 \| o_t - y_t \|^2$$
$\delta_t = \frac{\partial L}{\partial s_t}$ is the error signal.
"""
BATCH = r"""
$$Z = X W_1 + b_1$$
$$H = \mathrm{ReLU}(Z)$$
$$Y = H W_2 + b_2$$
$$L = \frac{1}{N} \sum_{n=1}^{N} \sum_{k} (Y_{nk} - T_{nk})^2$$
Shapes: $X$ is $N \times D$, $H$ is $N \times M$, $Y$ and $T$ are $N \times K$.
"""
LAYER_NORM = r"""
$$\mu = \frac1m \sum_{i=1}^m x_i$$
$$\sigma^2 = \frac1m \sum_i (x_i - \mu)^2$$
$$\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$$
$$y_i = \gamma_i \hat x_i + \beta_i$$
$$L = \frac12 \sum_i (y_i - t_i)^2$$
"""
ATTENTION = r"""
$X$ is $T \times d_x$; $Q, K \in \mathbb{R}^{T \times d}$, $V \in \mathbb{R}^{T \times m}$.
$$Q = X W_Q$$
$$K = X W_K$$
$$V = X W_V$$
$$S = \frac{1}{\sqrt{d}} Q K^\top$$
$$A_{ij} = \frac{e^{S_{ij}}}{\sum_k e^{S_{ik}}}$$
$$O = A V$$
$$L = \frac12 \| O - Y \|_F^2$$
"""
CASES = {
    "the error signal of a hidden layer": (
        MLP,
        r"\delta^{(1)}_j = \sum_k \delta^{(2)}_k w^{(2)}_{kj}",
        "f'(z⁽¹⁾_j) Σ_k δ⁽²⁾_k w⁽²⁾_kj",
        "chain rule: z⁽¹⁾_j reaches L through all z⁽²⁾_k",
    ),
    "the error signal at the output": (
        MLP,
        r"\delta^{(2)}_k = y_k - t_k",
        "(y_k − t_k) g'(z⁽²⁾_k)",
        "δ⁽²⁾_k ≡ ∂L/∂z⁽²⁾_k",
    ),
    "an activation": (
        MLP,
        r"\frac{\partial L}{\partial a_j} = \sum_k \delta^{(2)}_k w^{(2)}_{jk}",
        "= Σ_k δ⁽²⁾_k w⁽²⁾_kj",
        "z⁽²⁾_k = Σ_j w⁽²⁾_kj a_j + b⁽²⁾_k   (3)",
    ),
    "an input": (
        MLP,
        r"\frac{\partial L}{\partial x_i} = \sum_j \delta^{(1)}_j",
        "= Σ_j δ⁽¹⁾_j w⁽¹⁾_ji",
        "The gradient ∂L/∂x_i",
    ),
    "a target": (
        MLP,
        r"\frac{\partial L}{\partial t_k} = y_k - t_k",
        "∂L/∂t_k",
        "t_k − y_k",
    ),
    "softmax with cross-entropy": (
        SOFTMAX,
        r"\frac{\partial L}{\partial z_k} = t_k - p_k",
        "= p_k − t_k ",
        "we assumed Σ_k t_k = 1",
    ),
    "the Jacobian of softmax": (
        SOFTMAX,
        r"\frac{\partial p_k}{\partial z_j} = p_k (1 - p_k)",
        "= p_k(δ_jk − p_j)",
        "written through the output p_k",
    ),
    "a recurrence": (
        RNN,
        r"\frac{\partial L}{\partial U} = \sum_{t=1}^{T} \delta_t h_t^\top",
        "Σ_t δ_t hᵀ_{t − 1}",
        "In matrices:",
    ),
    "a state": (
        RNN,
        r"\frac{\partial L}{\partial h_t} = V^\top (o_t - y_t)",
        "δ_{t + 1,",
        "∂L/∂h_t",
    ),
    "a batch": (
        BATCH,
        r"\frac{\partial L}{\partial W_2} = H \frac{\partial L}{\partial Y}",
        "Hᵀ ∂L/∂Y",
        "∂L/∂Y_nk = 2/N(Y_nk − T_nk)",
    ),
    "layer normalisation": (
        LAYER_NORM,
        r"\frac{\partial L}{\partial x_i} = \frac{\partial L}{\partial \hat x_i} \gamma_i",
        "∂L/∂x̂_i − 1/m Σ_i' ∂L/∂x̂_i' − 1/m x̂_i Σ_i' ∂L/∂x̂_i' x̂_i'",
        "σ² = 1/m Σ_i (x_i − μ)²   (2)",
    ),
    "attention": (
        ATTENTION,
        r"\frac{\partial L}{\partial Q} = \frac{\partial L}{\partial S} K",
        "∂L/∂Q = 1/√d ∂L/∂S K",
        "∂L/∂S_ii' = A_ii'(",
    ),
}


def found(text: str, line: str) -> Checked:
    """The findings of a document that ends in a line."""
    return checked(f"{text}\n$${line}$$\n", name="notes.md")


def told(text: str, line: str, language: Language = "en") -> str:
    """The only explanation of a document that ends in a wrong line."""
    (only,) = explanations(found(text, line), language).values()
    return only


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_line_gets_the_chain_to_what_it_should_say(name: str) -> None:
    text, line, *parts = CASES[name]
    chain = told(text, line)
    for part in parts:
        assert part in chain, chain


def test_the_chain_goes_by_the_gradients_that_the_line_speaks_of() -> None:
    line = r"\frac{\partial L}{\partial Z} = \frac{\partial L}{\partial H}"
    assert "= ∂L/∂H_na ReLU'(Z_na)" in told(BATCH, line)


def test_the_letters_are_those_of_the_line_and_no_two_become_one() -> None:
    line = r"\frac{\partial L}{\partial w^{(1)}_{ab}} = \delta^{(1)}_a x_a"
    assert "= δ⁽¹⁾_a x_b" in told(MLP, line)
    line = r"\frac{\partial L}{\partial w^{(2)}_{jk}} = \delta^{(2)}_k a_j"
    assert "= δ⁽²⁾_j a_k" in told(MLP, line)


def test_an_abstract_function_is_never_told_by_its_stand_in() -> None:
    chain = told(MLP, r"\delta^{(1)}_j = \sum_k \delta^{(2)}_k w^{(2)}_{kj}")
    assert "With the derivative" not in chain
    assert "erf" not in chain


def test_what_is_not_the_true_derivative_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    line = r"\frac{\partial L}{\partial z_k} = t_k - p_k"
    monkeypatch.setattr(engine, "term_of", lambda one, *names: term_of(2 * one, *names))
    assert told(SOFTMAX, line) == NONE.en


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_line_that_the_engine_has_no_derivation_for_is_told_so(language: Language) -> None:
    line = r"\frac{\partial \log p_k}{\partial z_j} = 1 - p_j"
    assert told(SOFTMAX, line, language) == NONE.in_language(language)


def test_a_product_over_a_letter_has_no_derivation() -> None:
    text = r"$$p = \prod_i x_i$$ $$L = \frac12 p^2$$"
    one = found(text, r"\frac{\partial L}{\partial x_i} = p")
    for question in one.questions.values():
        assert explanation(question.setting.model, question.left) is None


def test_right_lines_ask_nothing() -> None:
    assert not found(SOFTMAX, r"\frac{\partial L}{\partial z_k} = p_k - t_k").questions


def test_the_words_are_in_japanese() -> None:
    line = r"\frac{\partial L}{\partial z_k} = t_k - p_k"
    chain = told(SOFTMAX, line, "ja")
    assert "連鎖律" in chain
    assert "用いる式：" in chain


def test_the_same_derivation_is_told_once() -> None:
    line = r"\frac{\partial L}{\partial z_k} = t_k - p_k"
    other = line.replace("t_k - p_k", "2 p_k - t_k")
    one = checked(f"{SOFTMAX}\n$${line}$$\n\n$${other}$$\n", name="notes.md")
    first, second = explanations(one, "en").values()
    assert "p_k − t_k" in first
    assert second == f"The derivation given for line {one.report.findings[-2].line}."


def test_a_network_file_is_derived_in_its_profiles_letters() -> None:
    line = r"$$\frac{\partial L}{\partial w^{(2)}_{kj}} = x^{(2)}_j$$"
    one = checked(line, network="lecture", name="notes.md")
    (chain,) = explanations(one, "en", "lecture").values()
    assert "= δ⁽²⁾_k x⁽²⁾_j" in chain


def test_a_signal_that_a_network_looks_through_is_derived_too() -> None:
    line = r"$$\frac{\partial L}{\partial x^{(2)}_j} = \sum_k \delta^{(2)}_k$$"
    one = checked(line, network="lecture", name="notes.md")
    (chain,) = explanations(one, "en", "lecture").values()
    assert "= Σ_k δ⁽²⁾_k w⁽²⁾_kj" in chain
    assert "δ⁽²⁾_k = (y'_k − y_k)" in chain


def test_data_and_pages_hold_the_chain() -> None:
    one = found(SOFTMAX, r"\frac{\partial L}{\partial z_k} = t_k - p_k")
    texts = explanations(one, "en")
    held = [item["explanation"] for item in as_data(one.report, texts)["findings"]]
    assert [text for text in held if text] == list(texts.values())
    assert "chain rule: z_k reaches L" in web(one.report, "en", texts)


def test_a_fault_of_the_engine_is_not_taken_for_a_missing_derivation(monkeypatch):
    def broken(*_args, **_options):
        raise AssertionError("a law that contradicts itself")

    text = "$$y = w x$$\n$$L = (y - t)^2$$\n$$\\frac{\\partial L}{\\partial w} = 2 y x$$\n"
    questions = checked(text, name="notes.md").questions
    (question,) = questions.values()
    monkeypatch.setattr(engine, "derivation_of", broken)
    with pytest.raises(AssertionError, match="contradicts"):
        engine.explanation(question.setting.model, question.left)
