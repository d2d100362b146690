"""Names, layers and indices as people write them: in each form right is right, wrong is wrong."""

import pytest

from derive.judging.check import check


def of(text: str, name: str = "a.md") -> list[str]:
    """The verdicts on a whole document, definitions and notes left out."""
    found = [one.verdict for one in check(text, name=name, seconds=0.05).findings]
    return [one for one in found if one not in ("definition", "noted")]


def problems(text: str) -> str:
    """What is said of the lines that could not be read."""
    findings = check(text, name="a.md", seconds=0.05).findings
    return " ".join(one.problem or "" for one in findings if one.verdict == "unread")


def shown(*lines: str) -> str:
    return "\n\n".join(f"$${line}$$" for line in lines)


TWO_LAYERS = shown(
    r"s_q = \sum_{p=1}^{P} v_{qp}^{(1)} u_p + v_{q0}^{(1)}, \quad h_q = \tanh(s_q)",
    r"o_r = \sum_{q=1}^{Q} v_{rq}^{(2)} h_q + v_{r0}^{(2)}",
    r"C_m = \frac12 \sum_{r=1}^{R} (o_r - g_r)^2",
    r"\epsilon_r \equiv \partial C_m / \partial o_r",
    r"\epsilon_q \equiv \partial C_m / \partial s_q",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\epsilon_r = o_r - g_r", "right"),
        (r"\epsilon_q = (1 - h_q^2) \sum_{r=1}^{R} v_{rq}^{(2)} \epsilon_r", "right"),
        (r"\epsilon_q = (1 - s_q^2) \sum_{r=1}^{R} v_{rq}^{(2)} \epsilon_r", "wrong"),
        (r"\frac{\partial C_m}{\partial v_{qp}^{(1)}} = \epsilon_q u_p", "right"),
        (r"\frac{\partial C_m}{\partial v_{q0}^{(1)}} = \epsilon_q", "right"),
        (r"\frac{\partial C_m}{\partial v_{r0}^{(2)}} = \epsilon_r h_q", "wrong"),
        (r"\frac{\partial C_m}{\partial v_{r0}^{(2)}} = \epsilon_r v_{r0}^{(2)}", "wrong"),
    ],
)
def test_letters_tell_layers_apart_and_a_weight_at_0_is_the_bias(line, verdict):
    assert of(TWO_LAYERS + "\n\n" + shown(line)) == [verdict]


FROM_LAYER_TWO = shown(
    r"a^1 = x, \quad l = 2, \ldots, L",
    r"z^l = w^l a^{l-1} + b^l, \qquad a^l = \tanh(z^l)",
    r"C = \frac{1}{2} \| y - a^L \|^2",
    r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \tanh'(z^l_j)", "right"),
        (r"\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \tanh'(z^l_j)", "wrong"),
        (r"\frac{\partial C}{\partial b^l_j} = \delta^l_j", "right"),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", "right"),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l}_k \delta^l_j", "wrong"),
    ],
)
def test_layers_begin_behind_the_one_that_is_the_input(line, verdict):
    assert of(FROM_LAYER_TWO + "\n\n" + shown(line)) == [verdict]


NUMBERS_ABOVE = shown(
    r"f(s) = \frac{1}{1+e^{-s}}",
    r"s^1 = A^1 x + c^1, \quad o^1 = f(s^1), \quad s^2 = A^2 o^1 + c^2, \quad o^2 = f(s^2)",
    r"E = \frac12 \sum_j (o^2_j - t_j)^2",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial E}{\partial s^2_j} = (o^2_j - t_j) o^2_j (1 - o^2_j)", "right"),
        (r"\frac{\partial E}{\partial s^2_j} = (o^2_j - t_j) o^1_j (1 - o^2_j)", "wrong"),
        (r"\frac{\partial E}{\partial A^2_{jk}} = (o^2_j - t_j) f'(s^2_j) o^1_k", "right"),
        (r"\frac{\partial E}{\partial A^2_{jk}} = (o^2_j - t_j) f'(s^2_j) o^2_k", "wrong"),
    ],
)
def test_numbers_above_names_that_several_of_them_define_are_layers(line, verdict):
    assert of(NUMBERS_ABOVE + "\n\n" + shown(line)) == [verdict]


COLUMNS = r"$X \in \mathbb{R}^{n \times m}$ and $Y \in \mathbb{R}^{c \times m}$." + shown(
    r"S = W X + b, \quad H = \tanh(S)",
    r"J = \frac{1}{2m} \sum_{i=1}^{m} \| h^{(i)} - y^{(i)} \|^2",
)
ROWS = r"$X \in \mathbb{R}^{m \times n}$ and $Y \in \mathbb{R}^{m \times c}$." + shown(
    r"S = X W + b, \quad H = \tanh(S)",
    r"J = \frac{1}{2m} \sum_{i=1}^{m} \sum_k ( h_k^{(i)} - y_k^{(i)} )^2",
)


@pytest.mark.parametrize(
    ("network", "line", "verdict"),
    [
        (COLUMNS, r"\frac{\partial J}{\partial H} = \frac1m (H - Y)", "right"),
        (COLUMNS, r"\frac{\partial J}{\partial H} = H - Y", "wrong"),
        (COLUMNS, r"\frac{\partial J}{\partial h^{(i)}} = \frac1m (h^{(i)} - y^{(i)})", "right"),
        (COLUMNS, r"\frac{\partial J}{\partial h^{(i)}} = \frac1m (y^{(i)} - h^{(i)})", "wrong"),
        (ROWS, r"\frac{\partial J}{\partial H} = \frac1m (H - Y)", "right"),
        (ROWS, r"\frac{\partial J}{\partial h_k^{(i)}} = h_k^{(i)} - y_k^{(i)}", "wrong"),
        (
            ROWS,
            r"\frac{\partial J}{\partial W} = \frac1m X^\top ((H - Y) \odot (1 - H \odot H))",
            "right",
        ),
    ],
)
def test_samples_are_columns_or_rows_of_the_capital(network, line, verdict):
    assert of(network + "\n\n" + shown(line)) == [verdict]


def test_samples_that_may_lie_either_way_are_not_read_as_parts():
    text = shown(
        r"J = \sum_{i=1}^{m} (y^{(i)} - c)^2", r"\frac{\partial J}{\partial c} = 2 (c - Y)"
    )
    assert of(text) == ["unread"]


SOFTMAX = r"For $u \in \mathbb{R}^K$ let" + shown(
    r"p_i = \frac{\exp(u_i)}{\sum_{j=1}^{K} \exp(u_j)}"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$\delta_{ij} = 1$: $$\frac{\partial p_i}{\partial u_i} = p_i (1 - p_i)$$", "right"),
        (r"For $i \ne j$ $$\frac{\partial p_i}{\partial u_j} = - p_i p_j$$", "right"),
        (r"For $i \ne j$ $$\frac{\partial p_i}{\partial u_j} = p_i p_j$$", "wrong"),
        (r"$$\frac{\partial p_i}{\partial u_j} = - p_i p_j$$ for $i \neq j$.", "right"),
        (r"$i = j$ のとき $$\frac{\partial p_i}{\partial u_j} = p_i (1 - p_j)$$", "right"),
        (r"$i \ne j$ のとき $$\frac{\partial p_i}{\partial u_j} = p_i (1 - p_j)$$", "wrong"),
        (r"$$\frac{\partial p_i}{\partial u_j} = - p_i p_j$$", "wrong"),
    ],
)  # fmt: skip
def test_a_condition_between_indices_restricts_the_formula_beside_it(text, verdict):
    assert of(SOFTMAX + "\n\n" + text) == [verdict]


LAYERS_BELOW = r"Let $g_0 = x$, $\ell = 1, \dots, D$." + shown(
    r"u_\ell = V_\ell g_{\ell-1} + d_\ell, \qquad g_\ell = \tanh(u_\ell)",
    r"E = \frac{1}{2} \| g_D - t \|^2",
)
SAID = r"Denote the gradient of $E$ with respect to $u_\ell$ by $r_\ell$."
SAID_JA = r"$E$ の $u_\ell$ に関する勾配を $r_\ell$ とおく．"


@pytest.mark.parametrize(
    "said", [SAID, SAID_JA, r"We write $r_\ell$ for $\partial E / \partial u_\ell$."]
)
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"r_D = (g_D - t) \odot (1 - g_D \odot g_D)", "right"),
        (r"r_D = (g_D - t) \odot (1 - u_D \odot u_D)", "wrong"),
        (r"r_\ell = (V_{\ell+1}^\top r_{\ell+1}) \odot \tanh'(u_\ell)", "right"),
        (r"r_\ell = (V_\ell^\top r_{\ell+1}) \odot \tanh'(u_\ell)", "wrong"),
        (r"\frac{\partial E}{\partial V_\ell} = r_\ell g_{\ell-1}^\top", "right"),
        (r"\frac{\partial E}{\partial V_\ell} = r_\ell g_\ell^\top", "wrong"),
        (r"\frac{\partial E}{\partial d_\ell} = r_\ell", "right"),
    ],
)  # fmt: skip
def test_layers_below_names_and_gradients_that_words_define(said, line, verdict):
    assert of(f"{LAYERS_BELOW}\n\n{said}\n\n{shown(line)}") == [verdict]


OTHER_LETTER = shown(
    r"q^{(k)}_b = \sum_a M^{(k)}_{ab} r^{(k-1)}_a, \qquad r^{(k)}_b = \tanh(q^{(k)}_b)",
    r"E = \frac12 \sum_b (r^{(K)}_b - t_b)^2",
    r"e^{(k)}_b := \partial E / \partial q^{(k)}_b",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"e^{(K)}_b = (r^{(K)}_b - t_b) (1 - (r^{(K)}_b)^2)", "right"),
        (r"e^{(k)}_a = (1 - (r^{(k)}_a)^2) \sum_b M^{(k+1)}_{ab} e^{(k+1)}_b", "right"),
        (r"e^{(k)}_a = (1 - (r^{(k)}_a)^2) \sum_b M^{(k+1)}_{ba} e^{(k+1)}_b", "wrong"),
        (r"\frac{\partial E}{\partial M^{(k)}_{ab}} = r^{(k-1)}_a e^{(k)}_b", "right"),
        (r"M^{(k)}_{ab} \leftarrow M^{(k)}_{ab} - \eta r^{(k-1)}_a e^{(k)}_b", "right"),
        (r"M^{(k)}_{ab} \leftarrow M^{(k)}_{ab} + \eta r^{(k-1)}_a e^{(k)}_b", "wrong"),
    ],
)
def test_any_letter_is_a_layers_where_weights_have_it_and_data_the_one_before(line, verdict):
    assert of(OTHER_LETTER + "\n\n" + shown(line)) == [verdict]


def test_steps_of_time_are_no_layers():
    network = shown(
        r"h_t = \tanh(W h_{t-1} + U x_t), \quad h_0 = 0",
        r"L = \frac12 \sum_{t=1}^T \|h_t - y_t\|^2",
    )
    line = r"\frac{\partial L}{\partial h_T} = h_T - y_T"
    assert of(network + "\n\n" + shown(line)) == ["right"]


BOLD = shown(
    r"\mathbf{h}_1 = \tanh(\mathbf{V}_1 \mathbf{x})",
    r"\mathbf{h}_2 = \tanh(\mathbf{V}_2 \mathbf{h}_1)",
    r"E = \frac12 \| \mathbf{h}_2 - \mathbf{t} \|^2",
    r"\mathbf{s} = \mathbf{V}_2 \mathbf{h}_1",
)


def test_a_power_above_a_vector_with_its_layer_below_is_taken_entry_by_entry():
    slope = r"((\mathbf{h}_2 - \mathbf{t}) \odot (1 - \mathbf{h}_2^2))"
    right = r"\frac{\partial E}{\partial \mathbf{V}_2} = " + slope + r" \mathbf{h}_1^\top"
    wrong = right.replace(r"1 - \mathbf{h}_2^2", r"1 - \mathbf{h}_2^3")
    assert of(BOLD + "\n\n" + shown(right, wrong)) == ["right", "wrong"]


WINDOWS = shown(
    r"a_{o,t} = b_o + \sum_{c=1}^{C}\sum_{k=1}^{K} W_{o,c,k} x_{c,t+k-1}, \qquad t=1,\dots,T-K+1",
    r"L = \frac12 \sum_{o=1}^{F}\sum_{t=1}^{T-K+1} (a_{o,t} - y_{o,t})^2",
    r"E_{o,t} = \frac{\partial L}{\partial a_{o,t}}",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial a_{o,t}} = a_{o,t} - y_{o,t}", "right"),
        (r"\frac{\partial L}{\partial b_o} = \sum_{t=1}^{T-K+1} (a_{o,t} - y_{o,t})", "right"),
        (r"\frac{\partial L}{\partial b_o} = a_{o,t} - y_{o,t}", "wrong"),
        (r"\frac{\partial L}{\partial x_{c,t}} = \sum_{k=1}^{K} E_{o,t-k+1} W_{o,c,k}", "wrong"),
    ],
)
def test_a_sum_that_ends_at_a_computed_place_has_terms(line, verdict):
    assert of(r"$x_{c,t}$, $t=1,\dots,T$." + WINDOWS + "\n\n" + shown(line)) == [verdict]


def test_a_network_that_is_0_everywhere_is_not_judged():
    text = shown("y = a w - a w", "L = y^2", r"\frac{\partial L}{\partial w} = 7 y")
    assert of(text) == ["unread"]
    assert "y is 0 whatever the numbers are" in problems(text)


CLASSES = r"$c_n \in \{1, \dots, K\}$" + shown(
    r"q_{nk} = \frac{\exp(v_{nk})}{\sum_j \exp(v_{nj})}",
    r"L = - \sum_{n=1}^N \sum_{k=1}^K \mathbb{1}[c_n = k] \log q_{nk}",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial L}{\partial v_{nk}} = q_{nk} - \mathbb{1}[c_n = k]", "right"),
        (r"\frac{\partial L}{\partial v_{nk}} = q_{nk} - 2 \cdot \mathbb{1}[c_n = k]", "wrong"),
        (r"\frac{\partial L}{\partial v_{nk}} = q_{nk}", "wrong"),
    ],
)
def test_data_that_are_compared_with_a_class_are_classes(line, verdict):
    assert of(CLASSES + "\n\n" + shown(line)) == [verdict]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"G_A = (p - t) x^\top", "right"),
        (r"G_A = x (p - t)^\top", "wrong"),
        (r"G_c = p - t", "right"),
        (r"G_c = t - p", "wrong"),
    ],
)
def test_the_name_below_a_gradient_is_part_of_its_name(line, verdict):
    network = shown(r"p = A x + c", r"L = \frac12 \|p - t\|^2")
    said = r"We use $G_A$ for $\partial L / \partial A$ and $G_c$ for $\partial L / \partial c$."
    assert of(f"{network}\n\n{said}\n\n{shown(line)}") == [verdict]


TO_THE_NEXT = shown(
    r"a^{(1)} = x",
    r"z^{(l+1)} = W^{(l)} a^{(l)} + b^{(l)}, \quad a^{(l+1)} = f(z^{(l+1)})",
    r"J = \frac{1}{2} \| a^{(n_l)} - y \|^2",
    r"\delta^{(l)} = \partial J / \partial z^{(l)}",
)


@pytest.mark.parametrize("top", ["n_l", "L"])
@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\delta^{(n_l)} = (a^{(n_l)} - y) \odot f'(z^{(n_l)})", "right"),
        (r"\delta^{(l)} = ((W^{(l)})^T \delta^{(l+1)}) \odot f'(z^{(l)})", "right"),
        (r"\delta^{(l)} = ((W^{(l)})^T \delta^{(l+1)}) \odot f'(z^{(l+1)})", "wrong"),
        (r"\frac{\partial J}{\partial W^{(l)}} = \delta^{(l+1)} (a^{(l)})^T", "right"),
        (r"\frac{\partial J}{\partial W^{(l)}} = \delta^{(l)} (a^{(l)})^T", "wrong"),
        (r"\frac{\partial J}{\partial b^{(l)}} = \delta^{(l+1)}", "right"),
    ],
)
def test_equations_may_define_what_is_at_the_next_layer(top, line, verdict):
    assert of((TO_THE_NEXT + "\n\n" + shown(line)).replace("n_l", top)) == [verdict]


ONE_WEIGHT_LETTER = shown(
    r"y_j = \tanh(\sum_i w_{ji} x_i + w_{j0}), \quad z_k = \sum_j w_{kj} y_j + w_{k0}",
    r"J = \frac12 \sum_k (t_k - z_k)^2",
)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{\partial J}{\partial w_{kj}} = (z_k - t_k) y_j", "right"),
        (r"\frac{\partial J}{\partial w_{kj}} = (t_k - z_k) y_j", "wrong"),
        (r"\frac{\partial J}{\partial w_{k0}} = z_k - t_k", "right"),
        (
            r"\frac{\partial J}{\partial w_{ji}} = \sum_k (z_k - t_k) w_{kj} (1 - y_j^2) x_i",
            "right",
        ),
        (
            r"\frac{\partial J}{\partial w_{ji}} = \sum_k (z_k - t_k) w_{jk} (1 - y_j^2) x_i",
            "wrong",
        ),
    ],
)
def test_weights_of_one_letter_are_told_apart_by_the_letters_that_they_connect(line, verdict):
    assert of(ONE_WEIGHT_LETTER + "\n\n" + shown(line)) == [verdict]


def test_a_derivative_by_what_the_loss_does_not_reach_is_refused_whatever_its_shape():
    text = shown(r"r_{ui} = p_u^\top q_i", r"L = \sum_u \sum_i r_{ui}^2", r"R = P Q^\top")
    line = r"\frac{\partial L}{\partial P} = 2 r Q"
    assert of(f"{text}\n\n{shown(line)}") == ["unread"]
    assert "does not depend on P" in problems(f"{text}\n\n{shown(line)}")


def test_exchanged_letters_below_a_weight_are_found_wrong_in_a_line_about_an_error_too():
    said = r"\delta_k = \partial J / \partial z_k, \quad \epsilon_j = \partial J / \partial y_j"
    right = r"\epsilon_j = \sum_k w_{kj} \delta_k"
    wrong = r"\epsilon_j = \sum_k w_{jk} \delta_k"
    assert of(ONE_WEIGHT_LETTER + "\n\n" + shown(said, right, wrong)) == ["right", "wrong"]
