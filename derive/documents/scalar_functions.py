"""Activations of one number as a handout needs them: definition, derivative, kinks, graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sympy import Expr, Rational

from derive.calculus.elimination import OUTPUT, derivative_of, through_output
from derive.documents.manuscript import Manuscript
from derive.errors import ProfileError, did_you_mean
from derive.formulas.catalogue import builtin, builtin_names
from derive.formulas.formula import Formula, Kink
from derive.network.functions import VARIABLE, Functions
from derive.network.structure import LayerRecord, Network
from derive.notation.expression import Apply, ScalarFunction, replace_entries
from derive.notation.language import Scope, expression_of
from derive.notation.tensor import Entry, Role, Tensor
from derive.notation.value import Values, World

Mark = tuple[Expr, Expr]


@dataclass(frozen=True, slots=True)
class Activation:
    """A function of one number with its formula.

    Attributes:
        function: The function, not primed.
        formula: Where it is defined.
        constants: The values of the constants in its definition.
        in_network: Whether the network applies it to a layer.
    """

    function: ScalarFunction
    formula: Formula
    constants: Mapping[Tensor, Fraction]
    in_network: bool = True

    @property
    def slope(self) -> ScalarFunction:
        """F'."""
        return self.function.with_order(1)

    @property
    def derivative(self) -> Expr:
        """F' by the laws of differentiation, in the function's own variable."""
        return derivative_of(self.slope)

    @property
    def through(self) -> Expr | None:
        """F' through f itself, or None where that is not exact or says nothing new."""
        told = through_output(self.slope)
        if told is None or told == self.derivative:
            return None
        return replace_entries(told, {OUTPUT[()]: Apply(self.function, self.function.variable)})

    def kinks(self) -> list[Mark]:
        """The points without a derivative, each with the value that is used there."""
        return [
            (Rational(kink.at.numerator, kink.at.denominator), self._value(kink))
            for kink in self.formula.kinks
        ]

    def _value(self, kink: Kink) -> Expr:
        known = {tensor.name: tensor for tensor in self._constants()}
        scope = Scope({self.formula.inputs[0]: VARIABLE, **known}, {})
        return expression_of(kink.derivative, scope, "")

    def _constants(self) -> list[Tensor]:
        atoms = self.function.definition.atoms(Entry)
        return [
            atom.tensor for atom in atoms if atom.tensor.role in (Role.CONSTANT, Role.PARAMETER)
        ]

    def number(self, expression: Expr, at: float) -> float:
        """The value of an expression in the function's variable."""
        values: Values = {self.function.variable.tensor: {(): at}}
        for tensor, value in self.constants.items():
            values[tensor] = {(): float(value)}
        return float(World(values, {}, digits=15).number(expression))


def activations(manuscript: Manuscript) -> list[Activation]:
    """The scalar activations of the network, and those that the profile has as a reference."""
    network = manuscript.network
    found: dict[ScalarFunction, Activation] = {}
    for record in network.layers:
        for equation in record.equations:
            if isinstance(equation.right, Apply):
                function = equation.right.function.with_order(0)
                own_formula = formula_of(network, record, function)
                found.setdefault(function, Activation(function, own_formula, network.constants))
        own = with_parameters(record)
        if own is not None:
            found.setdefault(own.function, own)
    functions = Functions(network.architecture.functions)
    named = {one.function.name for one in found.values()}
    for name in manuscript.profile.reference:
        formula = builtin(name)
        if formula is None or formula.kind != "activation":
            raise ProfileError(
                f"The notation profile '{manuscript.profile.name}' has '{name}' as a reference, "
                "which is no activation.",
                accepted=did_you_mean(name, builtin_names("activation")),
            )
        if name not in named:
            called = functions.called(name)
            found[called] = Activation(called, formula, {}, in_network=False)
    return list(found.values())


def formula_of(network: Network, record: LayerRecord, function: ScalarFunction) -> Formula:
    """Where a function that a layer applies is defined: for a gate, not the layer's formula."""
    if record.formula.kind == "activation":
        return record.formula
    own = network.architecture.functions.get(function.name)
    return own or builtin(function.name) or record.formula


def with_parameters(record: LayerRecord) -> Activation | None:
    """An activation of one number with learned parameters, at their initial values; else None."""
    initial = {parameter.tensor: parameter.initial for parameter in record.parameters}
    if record.formula.kind != "activation" or len(record.equations) != 1 or not initial:
        return None
    equation = record.equations[0]
    entry = record.inputs[0][equation.left.indices]
    entries = equation.right.atoms(Entry) - {entry}
    known = {tensor: value for tensor, value in initial.items() if isinstance(value, Fraction)}
    if any(one.indices or one.tensor not in known for one in entries):
        return None
    definition = replace_entries(equation.right, {entry: VARIABLE[()]})
    function = ScalarFunction(record.formula.name, 0, VARIABLE[()], definition)
    return Activation(function, record.formula, known)


def in_variable(manuscript: Manuscript, expression: Expr, function: ScalarFunction) -> Expr:
    """An expression with the profile's letter for the function's variable."""
    return replace_entries(expression, {function.variable: variable(manuscript)})


def variable(manuscript: Manuscript) -> Entry:
    """The letter that activations are written in."""
    return Tensor(manuscript.profile.variable, None, (), Role.PREACTIVATION)[()]
