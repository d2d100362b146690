"""A network: numbered forward equations of sized tensors, per sample or per batch.

`build` names and sizes what an architecture describes. Formulas are per
sample; `batched` puts the sample index on every signal and the mean over the
samples in front of the loss, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from sympy import Expr, Integer

from derive.formulas.formula import Formula
from derive.network.architecture import Architecture
from derive.network.instance import Placed, place_layers
from derive.network.penalty import penalty_terms
from derive.network.worked_example import check_example
from derive.notation.expression import Equation, IndexSum, constant_size, rebuilt, tensors_in
from derive.notation.index import Axis, Index, index_of
from derive.notation.tensor import Entry, Role, Tensor
from derive.text import Text

SAMPLES = Axis("samples", "n", "N")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A tensor that training changes.

    Attributes:
        tensor: The tensor, in the shape of the handout.
        initial: The rule or number that fills it at the start.
        layer: The number of its layer.
    """

    tensor: Tensor
    initial: str | Fraction
    layer: int


@dataclass(frozen=True, slots=True)
class LayerRecord:
    """Which equations of a network came from one layer of the architecture.

    Attributes:
        number: The layer's number; an activation shares it with the layer before.
        formula: What was used.
        name: What the user calls its output, or None.
        inputs: The signals that arrive.
        output: The signal that leaves.
        equations: Its forward equations.
        parameters: Its parameters.
    """

    number: int
    formula: Formula
    name: str | None
    inputs: tuple[Tensor, ...]
    output: Tensor
    equations: tuple[Equation, ...]
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Forward equations in order, the last one the cost, and what they speak of.

    Attributes:
        architecture: What the user described.
        input: The network's input.
        target: What is wanted of the prediction.
        prediction: The last layer's output.
        parameters: What training changes, in order.
        equations: Forward equations in topological order, numbered from 1.
        layers: Which equations belong to which layer.
        sizes: The extent of every axis; for the samples, the default batch.
        constants: The values of hyper-parameters.
        facts: Declared truths: `left` is always `right`.
        sample: The axis of the samples in batch form, or None.
    """

    architecture: Architecture
    input: Tensor
    target: Tensor
    prediction: Tensor
    parameters: tuple[Parameter, ...]
    equations: tuple[Equation, ...]
    layers: tuple[LayerRecord, ...]
    sizes: Mapping[Axis, int]
    constants: Mapping[Tensor, Fraction]
    facts: tuple[tuple[Expr, Expr], ...]
    sample: Axis | None = None

    @property
    def name(self) -> str:
        """The short name for files."""
        return self.architecture.name

    @property
    def title(self) -> Text:
        """What the handout is called."""
        return self.architecture.title

    @property
    def cost(self) -> Entry:
        """The scalar that is made small: what the last equation defines."""
        return self.equations[-1].left

    @property
    def parameter_count(self) -> int:
        """How many scalars training changes."""
        return sum(self.count(parameter.tensor) for parameter in self.parameters)

    def count(self, tensor: Tensor) -> int:
        """How many entries a tensor has."""
        count = 1
        for size in self.shape(tensor):
            count *= size
        return count

    def shape(self, tensor: Tensor) -> tuple[int, ...]:
        """The extents of a tensor."""
        return tuple(self.sizes[axis] for axis in tensor.axes)

    def defining(self, tensor: Tensor) -> Equation | None:
        """The forward equation that defines a tensor, or None for what is given."""
        for equation in self.equations:
            if equation.left.tensor == tensor:
                return equation
        return None


def build(architecture: Architecture, *, batch: bool = False, samples: int = 5) -> Network:
    """The network that an architecture describes, per sample or in batch form.

    Args:
        architecture: What the user described.
        batch: Whether signals carry the sample index and the cost is over a batch.
        samples: The batch size that `sizes` names in batch form.

    Raises:
        ShapeError: Sizes do not fit together.
        NetworkError: A name is unknown or used twice.
    """
    placed = _per_sample(architecture, place_layers(architecture))
    per_sample = _numbered(_with_penalties(placed))
    tensors = (per_sample.target, *(parameter.tensor for parameter in per_sample.parameters))
    check_example(architecture.example, {t.code_name: per_sample.shape(t) for t in tensors})
    if not batch:
        return per_sample
    return _numbered(_with_penalties(batched(placed, samples)), like=per_sample)


def _per_sample(architecture: Architecture, placed: Placed) -> Network:
    records = []
    parameters: list[Parameter] = []
    for use in placed.layers:
        own = tuple(
            Parameter(tensor, initial, use.number) for tensor, initial in use.parameters.items()
        )
        parameters += own
        records.append(
            LayerRecord(
                number=use.number,
                formula=use.formula,
                name=use.name,
                inputs=use.inputs,
                output=use.output,
                equations=use.equations,
                parameters=own,
            )
        )
    equations = [equation for record in records for equation in record.equations]
    return Network(
        architecture=architecture,
        input=placed.input,
        target=placed.target,
        prediction=placed.prediction,
        parameters=tuple(parameters),
        equations=(*equations, *placed.loss_equations),
        layers=tuple(records),
        sizes=placed.sizes,
        constants=placed.constants,
        facts=placed.facts,
    )


def batched(network: Network, samples: int) -> Network:
    """The same network over a batch: signals get the sample index first.

    The last equation becomes the mean (or sum) of the loss over the samples.
    """
    n = index_of(SAMPLES)
    signals = _with_samples(network)

    def lifted(expression: Expr) -> Expr:
        if isinstance(expression, Entry):
            tensor = signals.get(expression.tensor)
            return expression if tensor is None else tensor[(n, *expression.indices)]
        if not expression.args:
            return expression
        return rebuilt(expression, (lifted(part) for part in expression.args))

    def lifted_equation(equation: Equation) -> Equation:
        return replace(equation, left=lifted(equation.left), right=lifted(equation.right))

    equations = [lifted_equation(equation) for equation in network.equations]
    return replace(
        network,
        input=signals[network.input],
        target=signals[network.target],
        prediction=signals[network.prediction],
        equations=(*equations, _cost(equations[-1].left, n, network)),
        layers=tuple(
            replace(
                record,
                inputs=tuple(signals.get(tensor, tensor) for tensor in record.inputs),
                output=signals.get(record.output, record.output),
                equations=tuple(lifted_equation(equation) for equation in record.equations),
            )
            for record in network.layers
        ),
        sizes={**network.sizes, SAMPLES: samples},
        facts=tuple((lifted(left), lifted(right)) for left, right in network.facts),
        sample=SAMPLES,
    )


def _with_samples(network: Network) -> dict[Tensor, Tensor]:
    """What differs from sample to sample, with the sample's axis; prediction and loss always do."""
    always = {network.prediction, network.equations[-1].left.tensor}
    found = dict.fromkeys((network.input, network.target))
    for equation in network.equations:
        if equation.left.tensor in always or tensors_in(equation.right) & found.keys():
            found[equation.left.tensor] = None
    return {t: Tensor(t.name, t.layer, (SAMPLES, *t.axes), t.role) for t in found}


def _cost(loss: Entry, n: Index, network: Network) -> Equation:
    cost = Tensor("C", None, (), Role.COST)
    summed = IndexSum(loss, n)
    if network.architecture.reduction == "mean":
        summed = summed / constant_size(SAMPLES)
    return Equation(cost[()], summed)


def _with_penalties(network: Network) -> Network:
    penalties = network.architecture.penalties
    if not penalties:
        return network
    added: Expr = Integer(0)
    constants = dict(network.constants)
    for number, penalty in enumerate(penalties, start=1):
        term, factor = penalty_terms(
            penalty, [p.tensor for p in network.parameters], number, len(penalties)
        )
        added += term
        constants[factor] = penalty.weight
    last = network.equations[-1].left
    penalised = Tensor("E", None, (), Role.COST)
    return replace(
        network,
        equations=(*network.equations, Equation(penalised[()], last + added)),
        constants=constants,
    )


def _numbered(network: Network, like: Network | None = None) -> Network:
    """Number the equations 1, 2, ...; a batch form takes its per-sample numbers with a "b".

    An equation that only the batch has takes the number before it with a "c".
    """
    numbers: dict[Tensor, str] = {}
    if like is None:
        for position, equation in enumerate(network.equations, start=1):
            numbers[equation.left.tensor] = str(position)
    else:
        known = {equation.left.tensor.code_name: equation.number for equation in like.equations}
        before = "0"
        for equation in network.equations:
            own = known.get(equation.left.tensor.code_name)
            numbers[equation.left.tensor] = f"{own}b" if own else f"{before}c"
            before = own or before

    def numbered(equation: Equation) -> Equation:
        return replace(equation, number=numbers[equation.left.tensor])

    return replace(
        network,
        equations=tuple(numbered(equation) for equation in network.equations),
        layers=tuple(
            replace(record, equations=tuple(numbered(e) for e in record.equations))
            for record in network.layers
        ),
    )
