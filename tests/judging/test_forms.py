"""Forms in which people state things: tuples, functions by name, differentials, values put in.

Every form is met by a right line, which is accepted, and by a wrong one, which is found.
"""

import pytest

from derive.judging.check import check
from tests.judging.lines import verdicts


def of(text: str, name: str = "a.md") -> list[str]:
    """The verdicts on a whole document, definitions and notes left out."""
    found = [one.verdict for one in check(text, name=name, seconds=0.2).findings]
    return [one for one in found if one not in ("definition", "noted")]


AFFINE = r"""
$$y_k = \sum_i w_{ki} x_i + b_k$$
$$L = \frac12 \sum_k (y_k - t_k)^2$$
"""
IN_ENTRIES = r"\frac{\partial L}{\partial x} = w^\top (y - t)"


@pytest.mark.parametrize(
    "tuple_",
    [
        r"x = (x_1, \dots, x_n)",
        r"\bm{x} = (x_1, \ldots, x_n)^\top",
        r"x = [x_1, x_2, \dots, x_n]^T \in \mathbb{R}^n",
        r"t = (t_1, t_2, t_3)",
        r"\theta = (w, b)",
        r"\Theta = \{w, b\}",
        r"x = \begin{pmatrix} x_1 & \dots & x_n \end{pmatrix}^\top",
    ],
)
def test_a_name_that_is_the_list_of_its_entries_states_nothing(tuple_):
    assert of(
        f"Let ${tuple_}$.\n{AFFINE}\n$${IN_ENTRIES}$$\n$$\\partial L/\\partial x = w (y - t)$$\n"
    ) == [
        "right",
        "wrong",
    ]


def test_a_tuple_of_other_names_that_is_needed_is_refused():
    text = r"$v = (a, c)$ $$L = a^2 + \|v\|^2$$ $$\frac{\partial L}{\partial a} = 2a$$"
    assert set(of(text)) == {"unread"}


def test_an_index_below_a_nabla_is_a_name_and_no_letter():
    network = r"$$h = \max\{0, W^\top x + c\}$$ $$J = (w^\top h - y)^2$$"
    lines = [r"\nabla_w J = 2 (w^\top h - y) h", r"\nabla_w J = (w^\top h - y) h"]
    assert verdicts(*lines, network=network + "\n") == ["right", "wrong"]


SLOPES = [
    r"\frac{\partial L}{\partial z_j} = (h_j - t_j) PHI'(z_j)",
    r"\frac{\partial L}{\partial z_j} = (h_j - t_j) SLOPE",
    r"\frac{\partial L}{\partial z_j} = (h_j - t_j) PHI(z_j)",
]


@pytest.mark.parametrize(
    ("said", "slope"),
    [
        (r"\phi = \tanh", "(1 - h_j^2)"),
        (r"\phi := \mathrm{ReLU}", r"\mathbb{1}[z_j > 0]"),
        (r"\phi(\cdot) = \tanh(\cdot)", "(1 - h_j^2)"),
        (r"\phi(\cdot) = \max(0, \cdot)", r"\mathbb{1}[z_j > 0]"),
        (r"\phi = \mathrm{softplus}", r"\frac{1}{1 + e^{-z_j}}"),
        (r"\phi = \sigma", r"h_j (1 - h_j)"),
    ],
)
def test_a_function_may_be_said_to_be_another_by_name(said, slope):
    network = (
        r"$$z_j = \sum_i w_{ji} x_i$$ $$h_j = \phi(z_j)$$ $$L = \frac12 \sum_j (h_j - t_j)^2$$"
    )
    lines = [one.replace("PHI", r"\phi").replace("SLOPE", slope) for one in SLOPES]
    text = f"With ${said}$.\n\n{network}\n" + "\n".join(f"$${one}$$" for one in lines)
    assert of(text) == ["right", "right", "wrong"]


def test_a_function_that_is_named_and_written_out_is_a_claim():
    network = r"$$h_j = \phi(x_j)$$ $$L = \sum_j h_j$$ We take $\phi = \mathrm{softplus}$, i.e. "
    assert of(network + r"$\phi(u) = \log(1 + e^u)$.") == ["right"]
    assert of(network + r"$\phi(u) = \log(1 - e^u)$.") in (["wrong"], ["unread"])
    assert of(network + r"$\phi(u) = \log(2 + e^u)$.") == ["wrong"]


LEAKY = r"""For $0 < \alpha < 1$:
$$f(z) = \begin{cases} z & z > 0 \\ \alpha z & z \le 0 \end{cases}$$
$$z_j = \sum_i w_{ji} x_i$$ $$h_j = f(z_j)$$ $$L = \frac12 \sum_j (h_j - t_j)^2$$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"f'(z) = \begin{cases} 1 & z > 0 \\ \alpha & z < 0 \end{cases}", "right"),
        (r"f'(z) = \begin{cases} \alpha & z > 0 \\ 1 & z < 0 \end{cases}", "wrong"),
        (r"f'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}", "wrong"),
        (r"\frac{\partial L}{\partial z_j} = (h_j - t_j) f'(z_j)", "right"),
        (
            r"\frac{\partial L}{\partial \alpha} = \sum_j (h_j - t_j) z_j \mathbb{1}[z_j \le 0]",
            "right",
        ),
        (r"\frac{\partial L}{\partial \alpha} = \sum_j (h_j - t_j) z_j", "wrong"),
        (r"\frac{\partial L}{\partial \alpha} = \alpha \sum_j (h_j - t_j) z_j", "wrong"),
    ],
)
def test_a_function_may_speak_of_a_given_number(line, verdict):
    assert verdicts(line, network=LEAKY) == [verdict]


def test_a_function_of_a_signal_is_refused():
    text = r"$$a = w x$$ $$f(z) = a z$$ $$h = f(x)$$ $$L = h^2$$ $$\partial L/\partial h = 2 h$$"
    found = check(text, name="a.md").findings
    assert {one.verdict for one in found} == {"unread"}
    assert "speaks of 'a'" in found[1].problem


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\frac{d}{dx} \tanh(x) = 1 - \tanh^2(x)", "right"),
        (r"\frac{d}{dx} \tanh(x) = 1 - \tanh(x)", "wrong"),
        (r"\frac{d \tanh(u)}{du} = 1 - \tanh^2(u)", "right"),
        (r"\frac{d \tanh(u)}{du} = \tanh^2(u) - 1", "wrong"),
        (r"\frac{d}{dz} \frac{1}{1 + e^{-z}} = \sigma(z) (1 - \sigma(z))", "right"),
        (r"\frac{d}{dz} \log z = \frac{1}{z}", "right"),
        (r"\frac{d}{dz} \log z = \frac{1}{z^2}", "wrong"),
        (r"\frac{d\sigma}{dz} = \sigma(z) (1 - \sigma(z))", "right"),
        (r"\frac{d\sigma}{dz} = \sigma(z) (1 + \sigma(z))", "wrong"),
        (r"\frac{d}{dz} |z| = \mathrm{sign}(z)", "right"),
        (r"\frac{d}{dz} |z| = 1", "wrong"),
        (r"\frac{d}{dz} \max(0, z) = \mathbb{1}[z > 0]", "right"),
        (r"\frac{d}{dz} \max(0, z) = 1", "wrong"),
        (r"\frac{d}{dz} \min(\max(0, z), 6) = \mathbb{1}[z > 0]", "wrong"),
    ],
)
def test_a_document_may_hold_nothing_but_slopes_of_functions(line, verdict):
    assert of(f"$${line}$$") == [verdict]


def test_slopes_are_looked_at_on_both_sides_of_zero():
    text = r"$$q(x) = \frac{x}{1 + |x|}$$ "
    assert of(text + r"$$q'(x) = \frac{1}{(1 + |x|)^2}$$") == ["right"]
    assert of(text + r"$$q'(x) = \frac{\mathrm{sign}(x)}{(1 + |x|)^2}$$") == ["wrong"]
    assert of(text + r"$$q'(x) = \frac{1}{(1 + x)^2}$$") == ["wrong"]


def test_the_variable_of_a_function_may_be_the_letter_of_a_signal():
    text = r"""$$\alpha_j = \sum_i w_{ji} x_i$$ $$g(\alpha) = \alpha^2 + \tanh(\alpha)$$
    $$y = \sum_j v_j g(\alpha_j)$$ $$L = \frac12 (y - t)^2$$"""
    lines = [
        r"g'(\alpha) = 2 \alpha + 1 - \tanh^2(\alpha)",
        r"\frac{\partial L}{\partial \alpha_j} = (y - t) v_j g'(\alpha_j)",
        r"g'(\alpha) = \alpha + 1 - \tanh^2(\alpha)",
        r"\frac{\partial L}{\partial \alpha_j} = (y - t) v_j g(\alpha_j)",
    ]
    assert verdicts(*lines, network=text + "\n") == ["right", "right", "wrong", "wrong"]


CHANGES = r"""$$A = W X$$ $$H = \tanh(A)$$ $$Y = V H$$ $$E = Y - T$$ $$L = \frac{1}{2n} \|E\|_F^2$$
with $X \in \mathbb{R}^{d \times n}$, $W \in \mathbb{R}^{m \times d}$,
$V \in \mathbb{R}^{c \times m}$ and
$T \in \mathbb{R}^{c \times n}$.
$$dL = \frac1n \operatorname{tr}(E^\top dY)$$
"""


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"dY = dV\, H + V\, dH", "right"),
        (r"dY = dV\, H", "wrong"),
        (r"dY = V\, dH + dV\, A", "wrong"),
        (r"dH = (1 - H \odot H) \odot dA", "right"),
        (r"dH = (1 - A \odot A) \odot dA", "wrong"),
        (r"dA = dW\, X", "right"),
        (
            r"dL = \frac1n \operatorname{tr}(H E^\top dV) + \frac1n \operatorname{tr}(E^\top V dH)",
            "right",
        ),
        (r"dL = \frac1n \operatorname{tr}(H E^\top dV)", "wrong"),
        (r"dL = \operatorname{tr}(E^\top dY)", "wrong"),
        (r"dY = d(V H)", "right"),
        (r"dE = dY", "right"),
        (r"dE = -dY", "wrong"),
        (r"\nabla_V L = \frac1n E H^\top", "right"),
    ],
)
def test_differentials_are_changes_in_every_direction(line, verdict):
    first, second = verdicts("dL = \\frac1n \\operatorname{tr}(E^\\top dY)", line, network=CHANGES)
    assert (first, second) == ("right", verdict)


def test_what_the_document_changes_moves():
    line = r"dA = dW\, X"
    assert verdicts(line, network=CHANGES + "$$\\nabla_X L = 0$$\n")[-1] == "wrong"
    moved = CHANGES + "$$dA = dW\\, X + W\\, dX$$\n"
    assert verdicts(line, r"dA = dW X + W dX", network=moved) == ["wrong", "right"]


def test_without_a_differential_of_the_loss_a_weight_behind_d_stays_its_gradient():
    text = r"$$y = W x$$ $$L = \frac12 \|y - t\|^2$$ $$dy = y - t$$ $$dW = dy\, x^\top$$"
    assert of(text) == ["right", "right"]
    assert of(text + r"$$dy = dW\, x$$")[-1] == "wrong"


def test_a_matrix_of_errors_is_no_cost_beside_one():
    network = r"$$E = W X - T$$ $$L = \frac12 \|E\|_F^2$$" + "\n"
    lines = [
        r"\frac{\partial L}{\partial W} = E X^\top",
        r"\frac{\partial L}{\partial W} = X E^\top",
    ]
    assert verdicts(*lines, network=network) == ["right", "wrong"]


FENCED = """A line of sums:

```
f[n] = sum_j H[n,j] * v[j]
L    = 1/2 * sum_n (f[n] - y[n])^2   # the loss
```

Then $LINE$.
"""


def test_blocks_of_code_that_hold_equations_are_read_beside_formulas():
    line = r"\frac{\partial L}{\partial v_j} = \sum_n (f_n - y_n) H_{nj}"
    assert of(FENCED.replace("LINE", line)) == ["right"]
    assert of(FENCED.replace("LINE", line.replace("H_{nj}", "v_j"))) == ["wrong"]
    both = FENCED.replace("Then", "```text\ndL/dv[j] = sum_n (f[n] + y[n]) * H[n,j]\n```\nThen")
    assert of(both.replace("LINE", line)) == ["wrong", "right"]


@pytest.mark.parametrize(
    "code",
    ["x = 1\nfor i in y:\n    x = x + i", "z = np.dot(w, x)", "model.fit(x)\ny = 3"],
)
def test_other_blocks_of_code_are_left_out_and_that_is_said(code):
    text = f"$L = \\frac12 y^2$\n\n```\n{code}\n```\n\n$$\\frac{{dL}}{{dy}} = y$$\n"
    report = check(text, name="a.md")
    assert [one.verdict for one in report.findings] == ["definition", "right"]
    assert "The block of code in line 3 is not read" in report.remarks[0].en


CHAIN = r"$a = w x + b$, $h = \sin(a)$, $y = v h$, $L = \frac12 (y - t)^2$" + "\n"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\left. \frac{dh}{da} \right|_{a=0} = 1", "right"),
        (r"\left. \frac{dh}{da} \right|_{a=0} = 2", "wrong"),
        (r"\frac{dh}{da}\Big|_{a=0} = \cos(0)", "right"),
        (r"\frac{dh}{da}|_{a=0} = \sin(0)", "wrong"),
        (r"\frac{dh}{da}\Big|_{a=0} = \cos(a)", "unread"),
        (r"\frac{dL}{da}\bigg|_{a=0} = (y - t) v", "unread"),
        (r"\frac{dL}{da}\bigg|_{a=0} = -t v", "right"),
        (r"\frac{dL}{da}\bigg|_{a=0} = t v", "wrong"),
        (r"\left. \frac{\partial L}{\partial w} \right|_{x=0} = 0", "right"),
        (r"\left. \frac{\partial L}{\partial b} \right|_{x=0} = 0", "wrong"),
        (r"\left. \sigma'(z) \right|_{z=0} = \frac14", "right"),
        (r"\sigma'(z)|_{z=0} = \frac12", "wrong"),
        (r"\left. \frac{dL}{dy} \right|_{y=t} = 0", "right"),
        (r"\left. \frac{dL}{dy} \right|_{y=0, t=1} = -1", "right"),
        (r"\left. \frac{dL}{dy} \right|_{y=0, t=1} = 1", "wrong"),
        (r"\left. \frac{dL}{dy} \right|_{0} = 1", "unread"),
        (r"\left. \frac{dL}{dy} \right|_{q=0} = 1", "unread"),
        (r"|h| = |v h| / |v|", "right"),
    ],
)
def test_a_bar_says_where_something_is_evaluated(line, verdict):
    found = [one.verdict for one in check(CHAIN + f"\n$${line}$$", name="a.md").findings]
    assert found == [*["definition"] * 4, verdict]


def test_a_wrong_value_at_a_place_is_no_claim_about_other_places():
    lines = [r"\left. \frac{dh}{da} \right|_{a=0} = 2", r"\frac{dL}{da} = (y - t) v \frac{dh}{da}"]
    assert verdicts(*lines, network=CHAIN) == ["wrong", "right"]


def test_a_label_or_a_number_behind_a_line_is_no_factor():
    text = "z_i = \\sum_j W_{ij} x_j + b_i     (affine)\nh_i = \\tanh(z_i)   (2)\n"
    text += "L = \\sum_i h_i^2   (2.3)\n"
    right, wrong = "2 h_i (1 - h_i^2)", "h_i (1 - h_i^2)"
    lines = [f"\\frac{{\\partial L}}{{\\partial z_i}} = {one}   (4)\n" for one in (right, wrong)]
    assert of(text + "".join(lines), name="a.txt") == ["right", "wrong"]


def test_a_threshold_that_is_said_to_be_positive_is():
    text = r"""For $\kappa > 0$ $$\rho(r) = \begin{cases} \frac12 r^2 & |r| \le \kappa \\
    \kappa (|r| - \frac12 \kappa) & \text{otherwise} \end{cases}$$
    $$J = \frac1N \sum_{n=1}^N \rho(r_n)$$
    """
    lines = [
        r"\frac{\partial J}{\partial r_n} = \frac1N \max(-\kappa, \min(\kappa, r_n))",
        r"\frac{\partial J}{\partial r_n} = \frac1N \min(\kappa, |r_n|)",
        r"\frac{\partial J}{\partial r_n} = \max(-\kappa, \min(\kappa, r_n))",
    ]
    assert of(text + "".join(f"$${one}$$\n" for one in lines)) == ["right", "wrong", "wrong"]
