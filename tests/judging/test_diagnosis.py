"""A wrong line's mistake is named, its repair is true, and nothing is said that is not verified."""

from dataclasses import replace
from time import perf_counter

import pytest

from derive.judging.activations import activations_in
from derive.judging.compare import Agreement, equal
from derive.judging.diagnosis import Search, diagnoses
from derive.judging.edits import WrongLine
from derive.judging.mistakes import MISTAKES
from derive.judging.points import points
from derive.judging.roles import Roles
from derive.notation.index import Index
from derive.notation.tokens import Span
from derive.reading.problems import StaticFinding
from derive.reading.terms import (
    Call,
    Constant,
    Derivative,
    Function,
    Over,
    Part,
    Plus,
    Times,
)
from derive.text import Text
from tests.judging.models import Maker
from tests.judging.wrong_lines import (
    BATCH,
    ENTRIES,
    GH,
    GY,
    GZ,
    MATRICES,
    MODEL,
    WORLDS,
    part,
    total,
)

ALL = [*ENTRIES, *MATRICES]
# The activation is abstract here: it has no mask.
NAMED = [one for one in ALL if one.mistake != "relu-mask-from-gradient"]


def _codes(left, right, model=MODEL, worlds=WORLDS):
    return [one.code for one in diagnoses(left, right, model, worlds)]


@pytest.mark.parametrize("line", NAMED, ids=lambda one: one.mistake)
def test_the_mistake_comes_first(line):
    assert _codes(line.left, line.right)[0] == line.mistake


@pytest.mark.parametrize("line", ALL, ids=lambda one: one.mistake)
def test_every_repair_is_true(line):
    wrong = WrongLine(line.left, line.right, Roles(MODEL), line.left)
    for cause in Search(wrong, WORLDS, perf_counter() + 5).causes():
        if cause.repair is not None:
            assert isinstance(equal(line.left, cause.repair, WORLDS), Agreement)


def test_the_same_line_gets_the_same_answer():
    line = ENTRIES[0]
    first = diagnoses(line.left, line.right, MODEL, WORLDS)
    assert first == diagnoses(line.left, line.right, MODEL, points(MODEL))


def test_a_repair_is_written_in_the_writers_letters():
    (found, *_) = diagnoses(GZ, total("k", GY, part("w", "kj")), MODEL, WORLDS)
    assert found.repair == r"f'(z_{nj}) \sum_{k} \frac{\partial L}{\partial y_{nk}} w_{kj}"
    assert found.message == Text("should be multiplied by f'(z_{nj})", "f'(z_{nj}) を掛けるべき")


def test_what_is_far_from_true_gets_no_diagnosis():
    nonsense = Call(Function("sin"), Times((part("x", "ni"), part("b", "j"))))
    assert _codes(by_u(), nonsense) == []


def by_u():
    """The gradient by the first layer's weights."""
    return Derivative(Part(BATCH.quantities["L"], ()), part("u", "ji"))


def test_a_static_finding_comes_last():
    finding = StaticFinding("shape-mismatch", Text("no", "否"), Span(0, 1))
    line = MATRICES[0]
    found = diagnoses(line.left, line.right, MODEL, WORLDS, finding=finding)
    assert [one.code for one in found][-1] == "shape-mismatch"
    assert found[0].code == line.mistake


def test_two_mistakes_are_both_told():
    twice = Times((GY, part("w", "kj"), BATCH.term("1/2")))
    found = diagnoses(GZ, total("k", twice), MODEL, WORLDS)
    assert {one.code for one in found} & {"missing-activation-derivative", "factor-two-lost"}
    assert "; and " in found[0].message.en


def test_time_is_kept():
    huge = Plus(tuple((1, Times((GH, part("z", "nj"), Constant(number)))) for number in range(150)))
    start = perf_counter()
    diagnoses(GZ, huge, MODEL, WORLDS, seconds=1.0)
    assert perf_counter() - start < 3.0


SOFTMAX = Maker({"z": "k", "p": "k", "t": "k", "L": ""}, "kjl")
CLASSES = SOFTMAX.axes["k"]


def _softmax():
    return SOFTMAX.model("p[k] = exp(z[k])/sum(k, exp(z[k]))", "L = -sum(k, t[k]*log(p[k]))")


def _entry(name, letter):
    return Part(SOFTMAX.quantities[name], (Index(letter, CLASSES),))


def _loss_by(name, letter):
    return Derivative(Part(SOFTMAX.quantities["L"], ()), _entry(name, letter))


def test_softmax_is_no_function_of_one_number():
    model = _softmax()
    worlds = points(model)
    p, t = _entry("p", "k"), _entry("t", "k")
    minus_p = Plus(((1, Constant(1)), (-1, p)))
    jacobian = Derivative(p, _entry("z", "j"))
    assert _codes(jacobian, Times((p, minus_p)), model, worlds)[0] == "diagonal-softmax-jacobian"
    signal = Plus(((-1, Times((t, minus_p))),))
    assert _codes(_loss_by("z", "k"), signal, model, worlds)[0] == "diagonal-softmax-jacobian"


def test_the_mistakes_of_cross_entropy_are_told_apart():
    model = _softmax()
    worlds = points(model)
    p, t = _entry("p", "k"), _entry("t", "k")
    error = Plus(((1, p), (-1, t)))
    slope = Times((error, p, Plus(((1, Constant(1)), (-1, p)))))
    cases = {
        "mse-delta-with-cross-entropy": (_loss_by("z", "k"), slope),
        "log-sign-lost": (_loss_by("p", "k"), Over(t, p)),
        "log-derivative-as-value": (_loss_by("p", "k"), Plus(((-1, Times((t, p))),))),
    }
    targets = {SOFTMAX.quantities["t"]: "distribution"}
    model = replace(model, labels=targets)
    worlds = points(model)
    for mistake, (left, right) in cases.items():
        assert _codes(left, right, model, worlds)[0] == mistake


def test_a_forgotten_path_is_found():
    maker = Maker({"x": "i", "m": "", "v": "", "y": "i", "t": "i", "L": ""}, "ij")
    model = maker.model(
        "m = sum(i, x[i])/size(i)",
        "v = sum(i, (x[i]-m)^2)/size(i)",
        "y[i] = (x[i]-m)/sqrt(v+1)",
        "L = sum(i, (y[i]-t[i])^2)/2",
    )
    left = Derivative(Part(maker.quantities["L"], ()), maker.term("x[i]"))
    one = Derivative(Part(maker.quantities["L"], ()), maker.term("y[i]"))
    right = Over(one, maker.term("sqrt(v+1)"))
    assert _codes(left, right, model, points(model))[0] == "mean-path-missing"


def test_every_mistake_is_told_in_both_languages():
    for mistake in MISTAKES.values():
        assert mistake.message.en
        assert mistake.message.ja
        assert mistake.message.en.count("{it}") == mistake.message.ja.count("{it}")


def test_activations_are_found_in_forward_equations():
    found = [one for definition in MODEL.definitions for one in activations_in(definition)]
    assert [one.out.name for one in found if one.out is not None] == ["h"]
