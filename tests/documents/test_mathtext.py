"""The lecture's formulas, typed by hand from its slides, come out of the derivation."""

from functools import cache

import pytest
from sympy import Expr, Mul, S, log, pi, sqrt

from derive.calculus.derivation import Derivation, derivation_of
from derive.documents.latex_math import latex_math
from derive.documents.manuscript import Hand
from derive.documents.plain_math import plain_math
from derive.network.network import build
from derive.network.reader import read_network
from derive.notation.expression import Compare, Delta, IndexSum, Maximum, Where
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.tensor import Role, Tensor


@cache
def derived(network: str) -> Derivation:
    return derivation_of(build(read_network(network)))


def gradient(network: str, name: str) -> str:
    derivation = derived(network)
    layout = Hand(derivation.network).math.equation(derivation.result(name).equation)
    return plain_math(layout, "en")


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("1", "z⁽¹⁾_j = Σ_i w⁽¹⁾_ji x⁽¹⁾_i"),  # slides 4-7
        ("2", "x⁽²⁾_j = f(z⁽¹⁾_j)"),  # slide 11
        ("3", "z⁽²⁾_k = Σ_j w⁽²⁾_kj x⁽²⁾_j"),  # slides 8-10
        ("4", "y'_k = f(z⁽²⁾_k)"),  # slides 12-13
        ("5", "L_k = 1/2 (y'_k − y_k)²"),  # slide 15
        ("6", "L = Σ_k L_k"),  # slide 15
    ],
)
def test_the_forward_equations_are_the_slides(number: str, written: str) -> None:
    network = derived("lecture").network
    equation = next(one for one in network.equations if one.number == number)
    assert plain_math(Hand(network).math.equation(equation), "ja") == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("w2", "∂L/∂w⁽²⁾_kj = δ⁽²⁾_k x⁽²⁾_j"),  # slide 17
        ("w1", "∂L/∂w⁽¹⁾_ji = δ⁽¹⁾_j x⁽¹⁾_i"),  # slide 18
        ("z1", "δ⁽¹⁾_j = f'(z⁽¹⁾_j) Σ_k δ⁽²⁾_k w⁽²⁾_kj"),  # slide 22
        ("z2", "δ⁽²⁾_k = (y'_k − y_k) f'(z⁽²⁾_k)"),  # slide 23
    ],
)
def test_the_gradients_are_the_slides(name: str, written: str) -> None:
    assert gradient("lecture", name) == written


def test_the_hidden_delta_in_latex_is_slide_22() -> None:
    derivation = derived("lecture")
    layout = Hand(derivation.network).math.equation(derivation.result("z1").equation)
    assert latex_math(layout, "ja") == (
        r"\textcolor{backward}{\delta^{(1)}_{j}} = "
        r"\textcolor{forward}{f'\mathopen{}\left( z^{(1)}_{j} \right)\mathclose{}} "
        r"\sum_{k=1}^{K} \textcolor{backward}{\delta^{(2)}_{k}} \, w^{(2)}_{k j}"
    )


def test_a_product_through_the_output_reads_y_times_one_minus_y() -> None:
    derivation = derived("lecture")
    right = derivation.result("z1").explicit.right
    written = plain_math(Hand(derivation.network).math(right), "en")
    assert written == "x⁽²⁾_j(1 − x⁽²⁾_j) Σ_k δ⁽²⁾_k w⁽²⁾_kj"


def test_softmax_with_cross_entropy_is_prediction_minus_label() -> None:
    assert gradient("mlp", "z3") == "δ⁽³⁾_m = y'_m − y_m"


def test_a_bias_follows_the_sum_and_a_penalty_follows_the_loss() -> None:
    network = derived("regression").network
    printed = [plain_math(Hand(network).math(one.right), "en") for one in network.equations]
    assert printed[0] == "Σ_i w⁽¹⁾_ji x⁽¹⁾_i + b⁽¹⁾_j"
    assert printed[-1].startswith("L + λ(")


def test_a_minus_stands_before_the_sum() -> None:
    network = derived("mlp").network
    assert plain_math(Hand(network).math(network.equations[-1].right), "en") == "−Σ_m y_m log y'_m"


def test_one_over_n_stands_in_front_of_the_error() -> None:
    batch = derived("lecture").in_batch()
    layout = Hand(batch.network).math(batch.result("y").equation.right)
    assert plain_math(layout, "en") == "1/N(y'_nk − y_nk)"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("w2", "∂L/∂W⁽²⁾ = δ⁽²⁾ x⁽²⁾ᵀ"),
        ("z1", "δ⁽¹⁾ = f'(z⁽¹⁾) ⊙ (W⁽²⁾ᵀ δ⁽²⁾)"),
        ("z2", "δ⁽²⁾ = (y' − y) ⊙ f'(z⁽²⁾)"),
    ],
)
def test_matrix_forms_have_transposes_and_hadamard_products(name: str, written: str) -> None:
    derivation = derived("lecture")
    layout = Hand(derivation.network).matrix(derivation.result(name).equation)
    assert layout is not None
    assert plain_math(layout, "en") == written


def test_brackets_deltas_and_cases_are_written_as_on_the_board() -> None:
    math = Hand(derived("lecture").network).math
    axis = Axis("hidden", "j", "J")
    j, other = Index("j", axis), Index("j'", axis)
    z = Tensor("z", 1, (axis,), Role.PREACTIVATION)[j]
    assert plain_math(math(Compare(">", z, 0)), "en") == "[z⁽¹⁾_j > 0]"
    assert plain_math(math(Delta(j, other)), "en") == "δ_jj'"
    assert plain_math(math(Maximum(0, z)), "en") == "max(0, z⁽¹⁾_j)"
    cases = math(Where(Compare(">", z, 0), z, z / 4))
    assert plain_math(cases, "ja") == "{ z⁽¹⁾_j (z⁽¹⁾_j > 0), z⁽¹⁾_j/4 (それ以外) }"


def test_several_activations_go_by_their_own_names() -> None:
    network = derived("3 -> dense 4 -> relu -> dense 2 -> sigmoid | squared_error").network
    printed = [plain_math(Hand(network).math(one.right), "en") for one in network.equations]
    assert printed[1] == "ReLU(z⁽¹⁾_j)"
    assert printed[3] == "σ(z⁽²⁾_k)"


def test_no_name_of_the_engine_reaches_the_page() -> None:
    derivation = derived("custom")
    math = Hand(derivation.network).math
    for step in derivation.steps():
        written = plain_math(math(step.after), "en")
        assert "sigmoid" not in written
        assert "Sum" not in written
        assert "w1" not in written


AXIS = Axis("hidden", "j", "J")
J, OTHER = Index("j", AXIS), Index("j'", AXIS)
Z = Tensor("z", 1, (AXIS,), Role.PREACTIVATION)
T = Tensor("t", None, (AXIS,), Role.TARGET)


def printed(expression: Expr) -> str:
    return plain_math(Hand(derived("lecture").network).math(expression), "en")


def test_a_named_function_does_not_swallow_the_factor_behind_it() -> None:
    assert printed(log(Z[J]) * (1 - Z[J])) == "(1 − z⁽¹⁾_j) log z⁽¹⁾_j"
    assert printed(log(Z[J]) * Delta(J, OTHER)) == "log(z⁽¹⁾_j) δ_jj'"


def test_two_minus_signs_make_none() -> None:
    double = Mul(-1, IndexSum(-Z[J] * T[J], J), evaluate=False)
    assert printed(double) == printed(IndexSum(Z[J] * T[J], J))
    assert printed(1 + double) == "1 + Σ_j z⁽¹⁾_j y_j"


def test_roots_of_numbers_are_one_root() -> None:
    assert printed(sqrt(2) / sqrt(pi) * Z[J]) == "√(2/π) z⁽¹⁾_j"
    assert printed(Z[J] / (sqrt(2) * sqrt(pi))) == "z⁽¹⁾_j/√(2 π)"


def test_what_all_terms_of_a_sum_share_stands_before_it() -> None:
    size = SizeOf(AXIS)
    inner = Z[J] / size - Z[OTHER] / size
    assert printed(Mul(Z[J], inner)) == "1/J z⁽¹⁾_j(z⁽¹⁾_j − z⁽¹⁾_j')"
    assert printed(Mul(S(2), T[J] / size - Z[J] / size, evaluate=False)).startswith("2/J(")


def test_a_derivative_stands_behind_a_fraction_and_never_in_it() -> None:
    network = "3 -> dense 4 -> batch_norm -> dense 2 | squared_error"
    result = derived(network).result("v2")
    layout = Hand(derived(network).network).math.equation(result.equation)
    assert plain_math(layout, "en") == (
        "∂C/∂v⁽²⁾_j = −1/(2(ε⁽²⁾ + v⁽²⁾_j)) Σ_n ∂C/∂h⁽²⁾_nj h⁽²⁾_nj"
    )


def test_a_sum_with_a_fraction_in_it_stands_behind_the_fraction() -> None:
    inner = IndexSum(Z[J] / T[J], J) - Z[OTHER]
    assert printed(inner / Z[OTHER]) == "1/z⁽¹⁾_j'(Σ_j z⁽¹⁾_j/y_j − z⁽¹⁾_j')"
