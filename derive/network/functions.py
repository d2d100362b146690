"""Elementwise formulas as named scalar functions: f of `x[j] = f(z[j])`, and of calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sympy import Expr, Rational

from derive.errors import FormulaError
from derive.formulas.axes import formula_axes
from derive.formulas.catalogue import builtin, builtin_names
from derive.formulas.formula import Formula, head
from derive.notation.expression import ScalarFunction, replace_entries
from derive.notation.language import Scope, expression_of
from derive.notation.tensor import Role, Tensor

VARIABLE = Tensor("u", None, (), Role.SIGNAL)


class Functions:
    """The scalar functions that a network's formulas may call or apply."""

    def __init__(self, own: Mapping[str, Formula]) -> None:
        """The built-in functions, and those of a network's own formulas."""
        self._own = own
        self._names = frozenset((*self._own, *builtin_names("activation")))
        self._callable: dict[str, Mapping[str, ScalarFunction]] = {}
        self._made: dict[str, ScalarFunction] = {}

    def of(self, formula: Formula, constants: Mapping[str, Tensor]) -> ScalarFunction:
        """The function of an elementwise formula, its constants as named tensors."""
        values: dict[str, Expr] = {name: tensor[()] for name, tensor in constants.items()}
        return self._function(formula, values)

    def callable(self, caller: str) -> Mapping[str, ScalarFunction]:
        """The functions that a formula may call: all but itself."""
        if caller not in self._callable:
            self._callable[caller] = _Lazy(self, caller)
        return self._callable[caller]

    def names(self) -> frozenset[str]:
        """Every name that may be called."""
        return self._names

    def called(self, name: str) -> ScalarFunction:
        """A function by name, its constants at their defaults.

        Raises:
            FormulaError: The formula is not elementwise, or has parameters.
        """
        if name not in self._made:
            formula = self._own.get(name) or builtin(name)
            assert formula is not None
            if not self._is_function(formula):
                raise FormulaError(
                    f"'{name}' is no function of one number, so it cannot be called in a formula.",
                    accepted="Use it as a layer of its own.",
                )
            defaults: dict[str, Expr] = {
                key: Rational(value.numerator, value.denominator)
                for key, value in formula.constants.items()
            }
            self._made[name] = self._function(formula, defaults)
        return self._made[name]

    def _is_function(self, formula: Formula) -> bool:
        """Whether a formula is a function of one number."""
        if formula.arriving != (*formula.inputs[:1], *formula.constants):
            return False
        return not any(formula_axes(formula, self.names() - {formula.name}).tensors.values())

    def _function(self, formula: Formula, constants: Mapping[str, Expr]) -> ScalarFunction:
        tensors = {formula.inputs[0]: VARIABLE}
        known: dict[Expr, Expr] = {}
        for name, value in constants.items():
            tensors[name] = Tensor(name, None, (), Role.CONSTANT)
            known[tensors[name][()]] = value
        definition: Expr = VARIABLE[()]
        for equation in formula.equations:
            scope = Scope(tensors, {}, self.callable(formula.name))
            right = expression_of(equation.right, scope, equation.text)
            definition = replace_entries(right, known)
            name = head(equation)
            # The prime, which no formula can write, keeps a name "u" apart from the variable u.
            tensors[name] = Tensor(f"{name}'", None, (), Role.SIGNAL)
            known[tensors[name][()]] = definition
        return ScalarFunction(formula.name, 0, VARIABLE[()], definition)


class _Lazy(Mapping[str, ScalarFunction]):
    """Functions by name, made when they are asked for."""

    def __init__(self, functions: Functions, caller: str) -> None:
        self._functions = functions
        self._names = sorted(functions.names() - {caller})

    def __getitem__(self, name: str) -> ScalarFunction:
        if name not in self._names:
            raise KeyError(name)
        return self._functions.called(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
