"""What a two-layer network's handout looks like in each notation, typed by hand from its source."""

from functools import cache

import pytest

from derive.calculus.derivation import Derivation, derivation_of
from derive.calculus.matrix import MatrixEquation
from derive.documents.compose import handout
from derive.documents.document import Document
from derive.documents.latex import latex_source
from derive.documents.latex_math import latex_math
from derive.documents.manuscript import Manuscript, laid_out
from derive.errors import ProfileError
from derive.network.network import build
from derive.network.reader import read_network
from derive.network.structure import Arrangement
from derive.profiles.reader import profile, profile_names
from derive.study import derive
from derive.text import LANGUAGES

LINE = "3 -> dense 4 -> sigmoid -> dense 2 -> sigmoid | cross_entropy"
# By notation: w1, b1, z1, x2 (after the first activation), z2, prediction, target, loss, the
# gradient by z1 and by w1, the step size; indices i (input), j (hidden), k (output).
LETTERS = {
    "lecture": (
        *("w^{(1)}_{j i}", "b^{(1)}_{j}", "z^{(1)}_{j}", "x^{(2)}_{j}", "z^{(2)}_{k}", "y'_{k}"),
        *("y_{k}", "L", r"\delta^{(1)}_{j}", r"\frac{\partial L}{\partial w^{(1)}_{j i}}"),
        r"\eta",
    ),
    # PRML (5.2)-(5.4), (5.51), (5.53); t_k and E_n in section 5.2, eta in (5.41)
    "bishop": (
        *("w^{(1)}_{j i}", "w^{(1)}_{j 0}", "a_{j}", "z_{j}", "a_{k}", "y_{k}"),
        *("t_{k}", "E", r"\delta_{j}", r"\frac{\partial E}{\partial w^{(1)}_{j i}}", r"\eta"),
    ),
    # chapter 2: w^l_jk, b^l_j, z^l_j, a^l_j, delta^l_j, C; the input is layer 1
    "nielsen": (
        *("w^{2}_{j i}", "b^{2}_{j}", "z^{2}_{j}", "a^{2}_{j}", "z^{3}_{k}", "a^{3}_{k}"),
        *("y_{k}", "C", r"\delta^{2}_{j}", r"\frac{\partial C}{\partial w^{2}_{j i}}", r"\eta"),
    ),
    # the sheet of notation: W^[l], b^[l], z^[l], a^[l]; dz and dW
    "ng": (
        *("w^{[1]}_{j i}", "b^{[1]}_{j}", "z^{[1]}_{j}", "a^{[1]}_{j}", "z^{[2]}_{k}"),
        *("a^{[2]}_{k}", "y_{k}", "L", "{d z}^{[1]}_{j}", "{d w}^{[1]}_{j i}", r"\alpha"),
    ),
    # W1, b1, hidden layer h1, scores s, probabilities p; dW1
    "cs231n": (
        *("W_{1 , i j}", "b_{1 , j}", "z_{1 , j}", "h_{1 , j}", "s_{k}", "p_{k}"),
        *("y_{k}", "L", "{d z}_{1 , j}", "{d W}_{1 , i j}", r"\eta"),
    ),
    # 5.1 and 5.3: W^(1), z, h, o; dJ/dz, here without a penalty dL/dz
    "d2l": (
        *("w^{(1)}_{i j}", "b^{(1)}_{j}", "z_{j}", "h_{j}", "o_{k}", r"{\hat{y}}_{k}"),
        *("y_{k}", "L", r"\frac{\partial L}{\partial z_{j}}"),
        *(r"\frac{\partial L}{\partial w^{(1)}_{i j}}", r"\eta"),
    ),
    # (3.8): w_12^(1) goes to 1 from 2; a, z, y, t; dL/da
    "zerotsuku": (
        *("w^{(1)}_{j i}", "b^{(1)}_{j}", "a^{(1)}_{j}", "z^{(1)}_{j}", "a^{(2)}_{k}", "y_{k}"),
        *("t_{k}", "L", r"\frac{\partial L}{\partial a^{(1)}_{j}}"),
        *(r"\frac{\partial L}{\partial w^{(1)}_{j i}}", r"\eta"),
    ),
}
# The same layer in matrices, for one sample and for a batch, and the gradient by its weights.
MATRICES = {
    "lecture": (
        (
            r"\boldsymbol{z}^{(1)} = \boldsymbol{W}^{(1)} \, \boldsymbol{x}^{(1)} + "
            r"\boldsymbol{b}^{(1)}"
        ),
        (
            r"\boldsymbol{Z}^{(1)} = \boldsymbol{X}^{(1)} \, \boldsymbol{W}^{(1) \top} + "
            r"\boldsymbol{1}_{N} \, \boldsymbol{b}^{(1) \top}"
        ),
    ),
    "bishop": (
        r"\boldsymbol{a}^{(1)} = \boldsymbol{W}^{(1)} \, \boldsymbol{x} + \boldsymbol{w}^{(1)}_{0}",
        (
            r"\boldsymbol{A}^{(1)} = \boldsymbol{X} \, \boldsymbol{W}^{(1) \top} + "
            r"\boldsymbol{1}_{N} \, \boldsymbol{w}^{(1) \top}_{0}"
        ),
    ),
    "nielsen": (
        r"\boldsymbol{z}^{2} = \boldsymbol{W}^{2} \, \boldsymbol{a}^{1} + \boldsymbol{b}^{2}",
        (
            r"\boldsymbol{Z}^{2} = \boldsymbol{W}^{2} \, \boldsymbol{A}^{1} + "
            r"\boldsymbol{b}^{2} \, \boldsymbol{1}^{\top}_{N}"
        ),
    ),
    "ng": (
        r"\boldsymbol{z}^{[1]} = \boldsymbol{W}^{[1]} \, \boldsymbol{x} + \boldsymbol{b}^{[1]}",
        (
            r"\boldsymbol{Z}^{[1]} = \boldsymbol{W}^{[1]} \, \boldsymbol{X} + "
            r"\boldsymbol{b}^{[1]} \, \boldsymbol{1}^{\top}_{m}"
        ),
    ),
    "cs231n": (
        r"\boldsymbol{z}_{1} = \boldsymbol{x} \, \boldsymbol{W}_{1} + \boldsymbol{b}_{1}",
        (
            r"\boldsymbol{Z}_{1} = \boldsymbol{X} \, \boldsymbol{W}_{1} + "
            r"\boldsymbol{1}_{N} \, \boldsymbol{b}_{1}"
        ),
    ),
    "d2l": (
        r"\boldsymbol{z} = \boldsymbol{x} \, \boldsymbol{W}^{(1)} + \boldsymbol{b}^{(1)}",
        (
            r"\boldsymbol{Z} = \boldsymbol{X} \, \boldsymbol{W}^{(1)} + "
            r"\boldsymbol{1}_{N} \, \boldsymbol{b}^{(1)}"
        ),
    ),
    "zerotsuku": (
        r"\boldsymbol{A}^{(1)} = \boldsymbol{X} \, \boldsymbol{W}^{(1)} + \boldsymbol{B}^{(1)}",
        (
            r"\boldsymbol{A}^{(1)} = \boldsymbol{X} \, \boldsymbol{W}^{(1)} + "
            r"\boldsymbol{1}_{N} \, \boldsymbol{B}^{(1)}"
        ),
    ),
}
GRADIENTS = {
    # Ng, week 3: dZ1 = W2.T dZ2 * g1'(Z1), dW1 = 1/m dZ1 X.T
    "ng": (
        (
            r"{d \boldsymbol{Z}}^{[1]} = \boldsymbol{g}'(\boldsymbol{Z}^{[1]}) \odot "
            r"(\boldsymbol{W}^{[2] \top} \, {d \boldsymbol{Z}}^{[2]})"
        ),
        (
            r"{d \boldsymbol{W}}^{[1]} = \frac{1}{m} {d \boldsymbol{Z}}^{[1]} \, "
            r"\boldsymbol{X}^{\top}"
        ),
    ),
    # the notes: dhidden = dscores.dot(W2.T), dW = X.T.dot(dhidden)
    "cs231n": (
        (
            r"{d \boldsymbol{Z}}_{1} = \boldsymbol{f}'(\boldsymbol{Z}_{1}) \odot "
            r"(d \boldsymbol{S} \, \boldsymbol{W}^{\top}_{2})"
        ),
        r"{d \boldsymbol{W}}_{1} = \boldsymbol{X}^{\top} \, {d \boldsymbol{Z}}_{1}",
    ),
}


@cache
def derivation() -> Derivation:
    return derivation_of(build(read_network(LINE)))


@cache
def manuscript(name: str) -> Manuscript:
    school = profile(name)
    return Manuscript(laid_out(derivation(), school), school)


def plain(text: str) -> str:
    """LaTeX without colours and the sizes of fences."""
    text = text.replace(r"\bigl", "").replace(r"\bigr", "").replace(r"\left", "")
    text = text.replace(r"\right", "").replace(r"\mathopen{}", "").replace(r"\mathclose{}", "")
    text = text.replace("( ", "(").replace(" )", ")")
    while r"\textcolor" in text:
        start = text.index(r"\textcolor{")
        opening = text.index("}{", start) + 1
        depth, end = 0, opening
        while True:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                break
            end += 1
        text = text[:start] + text[opening + 1 : end] + text[end + 1 :]
    return text


@pytest.mark.parametrize("name", profile_names())
def test_every_letter_is_the_one_of_the_source(name: str) -> None:
    told = manuscript(name)
    network, letters = told.network, told.letters
    tensors = {
        equation.left.tensor.code_name: equation.left.tensor for equation in network.equations
    }
    tensors |= {one.tensor.code_name: one.tensor for one in network.parameters}
    tensors["t"] = network.target
    wanted = [tensors[key] for key in ("w1", "b1", "z1", "x2", "z2", "y", "t")]
    gradients = [told.derivation.result(key).equation.left.tensor for key in ("z1", "w1")]
    printed = [
        *(letters.entry(tensor.generic()) for tensor in wanted),
        letters.cost,
        *(letters.entry(tensor.generic()) for tensor in gradients),
        letters.learning_rate,
    ]
    assert tuple(plain(latex_math(one, "en")) for one in printed) == LETTERS[name]


@pytest.mark.parametrize("name", profile_names())
def test_a_layer_in_matrices_is_laid_out_as_in_the_source(name: str) -> None:
    told = manuscript(name)
    single = told.hand.matrix(told.network.equations[0], shapes=False)
    batch = told.batch_hand.matrix(told.batch.network.equations[0], shapes=False)
    assert single is not None
    assert batch is not None
    assert (plain(latex_math(single, "en")), plain(latex_math(batch, "en"))) == MATRICES[name]


@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_over_a_batch_are_those_of_the_source(name: str) -> None:
    told = manuscript(name)
    found = [
        told.batch_hand.matrix(told.batch.result(key).equation, shapes=False)
        for key in ("z1", "w1")
    ]
    printed = tuple(plain(latex_math(one, "en")) for one in found if one is not None)
    assert printed == GRADIENTS[name]


def document(name: str | None) -> Document:
    return handout(derivation(), profile=None if name is None else profile(name))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", profile_names())
def test_every_notation_says_whose_it_is_save_the_lectures(name, language) -> None:
    text = latex_source(document(name), language)
    assert (profile(name).source.split(",")[0] in text) == (name != "lecture")


def test_no_notation_and_the_lectures_are_the_same() -> None:
    assert latex_source(document(None), "ja") == latex_source(document("lecture"), "ja")


@pytest.mark.parametrize("name", profile_names())
def test_equation_numbers_are_those_of_the_program_in_every_notation(name: str) -> None:
    numbers = {one.of.code_name: one.number for one in derivation().results}
    told = manuscript(name)
    assert {one.of.code_name: one.number for one in told.derivation.results} == numbers


def test_a_handout_says_that_the_program_keeps_its_layout_where_the_notation_has_another() -> None:
    study = derive(LINE)
    said = "The program keeps one layout for all notations"
    assert said in study.handout("tex", notation="d2l").decode()
    assert said not in study.handout("tex", notation="bishop").decode()
    assert "Its error signals have the factor" in study.handout("tex", notation="ng").decode()


def test_a_chain_in_the_terminal_is_in_the_notation() -> None:
    study = derive(LINE)
    assert "∂C/∂w²_ji" in study.explain("w1", notation="nielsen")
    assert "∂L/∂w⁽¹⁾_ji" in study.explain("w1")


def test_layers_are_counted_as_in_the_notation() -> None:
    text = latex_source(document("nielsen"), "en")
    assert "The parameters of the output layer (layer $3$)" in text
    assert "Layer $2$: dense layer" in text


def test_two_tensors_never_share_a_look() -> None:
    line = "3 x 2 -> simple_rnn 4 -> tanh -> last -> dense 2 | mean_squared_error"
    network = build(read_network(line))
    for name in profile_names():
        school = profile(name)
        told = Manuscript(laid_out(derivation_of(network), school), school)
        equations = told.network.equations
        seen = {}
        for equation in equations:
            tensor = equation.left.tensor
            printed = latex_math(told.letters.entry(tensor.generic()), "en")
            assert seen.setdefault(printed, tensor) == tensor, (name, printed)


def test_a_worked_example_is_told_in_the_layout_of_the_notation() -> None:
    study = derive("mazur")
    usual = study.handout("tex", notation="lecture").decode()
    turned = study.handout("tex", notation="d2l").decode()
    assert "w^{(1)}_{1 , 2} = 0.200000000" in usual
    assert "w^{(1)}_{2 , 1} = 0.200000000" in turned


def test_a_layout_is_that_of_the_profile() -> None:
    assert manuscript("d2l").network.arrangement == Arrangement("source", "first")
    assert manuscript("ng").network.arrangement == Arrangement("destination", "last")
    assert isinstance(manuscript("ng").hand.form(derivation().network.equations[0]), MatrixEquation)


def test_a_reference_that_is_no_activation_is_refused(tmp_path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('reference = ["sigmoit"]', encoding="utf-8")
    with pytest.raises(ProfileError, match=r"'sigmoit'.*no activation.*'sigmoid'") as error:
        derive(LINE).handout("tex", notation=str(path))
    assert "my" in error.value.met


def test_weights_may_have_no_number_of_their_layer(tmp_path) -> None:
    path = tmp_path / "my.toml"
    path.write_text('[roles]\nweight = { letter = "θ" }', encoding="utf-8")
    text = derive("2 -> dense 3 | mean_squared_error").handout("tex", notation=str(path)).decode()
    assert r"\theta_{j i}" in text
