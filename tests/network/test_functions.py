import pytest
from sympy import Rational, exp

from derive.errors import DeriveError
from derive.formulas.catalogue import builtin
from derive.network.architecture import Architecture, LossUse
from derive.network.functions import VARIABLE, Functions
from derive.network.network import build
from derive.network.objects import network
from derive.notation.expression import Apply, Compare, Where
from derive.notation.tensor import Role, Tensor
from derive.text import Text

U = VARIABLE[()]
NOTHING = Architecture("n", Text("n", "n"), (1,), (), LossUse(builtin("squared_error")))


def test_a_function_keeps_its_constants_by_name():
    alpha = Tensor("alpha", 2, (), Role.CONSTANT)
    made = Functions(NOTHING.functions).of(builtin("elu"), {"alpha": alpha})
    otherwise = alpha[()] * (exp(U) - 1)
    assert made.definition == Where(Compare(">", U, 0), U, otherwise)


def test_a_called_function_has_its_constants_at_their_defaults():
    made = Functions(NOTHING.functions).called("leaky_relu")
    assert made.definition == Where(Compare(">", U, 0), U, U * Rational(1, 100))


def test_a_function_calls_another_by_its_name():
    functions = Functions(NOTHING.functions)
    made = functions.of(builtin("silu"), {})
    assert made.definition == U * Apply(functions.called("sigmoid"), U)


def test_two_uses_with_other_constants_are_two_functions():
    first, second = (Tensor("alpha", layer, (), Role.CONSTANT) for layer in (1, 2))
    functions = Functions(NOTHING.functions)
    one, other = (functions.of(builtin("elu"), {"alpha": alpha}) for alpha in (first, second))
    assert one != other


def test_a_function_of_several_equations_is_put_into_one():
    swish = {"kind": "activation", "equations": ["s = 1/(1 + exp(-x))", "y = x*s"]}
    described = network(
        input=3,
        layers=[{"formula": "dense", "units": 2}, "f"],
        loss="squared_error",
        formulas={"f": swish},
    )
    made = build(described).equations[1].right.function
    assert made.definition == U / (1 + exp(-U))


@pytest.mark.parametrize("name", ["softmax", "prelu"])
def test_what_is_no_function_of_one_number_cannot_be_called(name):
    with pytest.raises(DeriveError, match="cannot be called"):
        Functions(NOTHING.functions).called(name)
