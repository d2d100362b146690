"""The texts of a formula as equations of a network's tensors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sympy import Expr

from derive.formulas.formula import head
from derive.network.entries import check_places, letters_in_order, scalar_stand_in, spread
from derive.network.functions import Functions
from derive.network.lifting import lifted, lifted_equation, reached
from derive.network.naming import Naming
from derive.network.plan import Nodes, Plan
from derive.network.sizes import SAMPLES
from derive.notation.expression import Apply, Equation, constant_size, total
from derive.notation.index import Axis, Index
from derive.notation.language import Scope, expression_of
from derive.notation.syntax import Name, Subscript, SyntaxEquation
from derive.notation.tensor import Role, Tensor

Tensors = dict[str, Tensor]


class Reading:
    """Reads the equations of plans; every tensor that they define gets its name here."""

    def __init__(self, naming: Naming, functions: Functions) -> None:
        self.naming, self.functions = naming, functions

    def equations(self, plan: Plan, tensors: Tensors, output: Tensor) -> tuple[Equation, ...]:
        """The forward equations of a layer; `tensors` grows by what they define."""
        return self._equations(plan, plan.formula.equations, tensors, output)

    def inference(self, plan: Plan, tensors: Tensors, output: Tensor) -> tuple[Equation, ...]:
        """The equations of prediction, or nothing where they are the same."""
        return self._equations(plan, plan.formula.inference, dict(tensors), output)

    def _equations(
        self, plan: Plan, texts: Sequence[SyntaxEquation], tensors: Tensors, output: Tensor
    ) -> tuple[Equation, ...]:
        if not texts:
            return ()
        if plan.is_elementwise:
            return self._elementwise(plan, texts, tensors, output)
        return self._indexed(plan, texts, tensors, output)

    # ------------------------------------------------------------------ with indices

    def _indexed(
        self, plan: Plan, texts: Sequence[SyntaxEquation], tensors: Tensors, output: Tensor
    ) -> tuple[Equation, ...]:
        """Equations of one position, then with the axes that ride along."""
        own = self._of_one_position(plan, tensors)
        real = {own[name]: self._real(plan, own[name], tensors[name]) for name in own}
        last = head(texts[-1])
        for text in texts:
            name = head(text)
            axes = self.naming.axes_at(self.naming.nodes(plan, name))
            # The prime, which no formula can write, keeps the stand-in apart from what arrives.
            own[name] = Tensor(f"{name}'", plan.number, axes, Role.SIGNAL)
        read = [self._equation(plan, text, own) for text in texts]
        in_front = reached(read, (own[name] for name in self._lifted_names(plan)))
        if plan.extra:
            in_front.add(own[last])  # also where the inputs cancel out of it
        for name in map(head, texts):
            front = plan.extra if own[name] in in_front else ()
            if name not in tensors:
                axes = (*self.naming.axes_at(front), *own[name].axes)
                tensors[name] = (
                    self._output(plan, axes, output)
                    if name == last
                    else self._defined(plan, name, axes)
                )
            real[own[name]] = self._real(plan, own[name], tensors[name])
        letters = self._letters_in_front(plan, read)
        return tuple(self._lifted(one, real, in_front, letters) for one in read)

    def _real(self, plan: Plan, own: Tensor, tensor: Tensor) -> Tensor:
        """The tensor that a stand-in stands for; over the samples, if the formula says so."""
        if plan.formula.batch is None or own.axes[:1] != (SAMPLES,):
            return tensor
        axes = tensor.axes if tensor.axes[:1] == (SAMPLES,) else (SAMPLES, *tensor.axes)
        return Tensor(tensor.name, tensor.layer, axes, tensor.role)

    def _lifted(
        self,
        equation: Equation,
        signals: Mapping[Tensor, Tensor],
        in_front: set[Tensor],
        letters: tuple[Index, ...],
    ) -> Equation:
        renamed = {
            one: other for one, other in signals.items() if one not in in_front and one != other
        }
        with_axes = {one: other for one, other in signals.items() if one in in_front}
        plain = lifted_equation(equation, renamed, ())
        return lifted_equation(plain, with_axes, letters) if with_axes else plain

    def _of_one_position(self, plan: Plan, tensors: Tensors) -> Tensors:
        """Stand-ins for what arrives, without the axes that ride along."""
        found: Tensors = {}
        for name in plan.formula.arriving:
            if name in tensors:
                axes = self.naming.axes_at(self.naming.nodes(plan, name))
                tensor = tensors[name]
                found[name] = Tensor(tensor.name, tensor.layer, axes, tensor.role)
        return found

    def _lifted_names(self, plan: Plan) -> Iterable[str]:
        """What arrives with the axes that ride along."""
        if not plan.extra:
            return ()
        targets = plan.formula.targets if plan.formula.kind == "loss" else ()
        return (*plan.lifted, *(rule.name for rule in plan.formula.noise), *targets)

    def _letters_in_front(self, plan: Plan, read: Sequence[Equation]) -> tuple[Index, ...]:
        """Letters for the axes that ride along, unlike those of the equations."""
        taken = {
            index.name for one in read for index in one.left.indices if isinstance(index, Index)
        }
        return self._letters_of(plan.extra, taken)

    def _letters_of(self, nodes: Nodes, taken: set[str]) -> tuple[Index, ...]:
        found: list[Index] = []
        for axis in self.naming.axes_at(nodes):
            letter = axis.letter
            while letter in taken:
                letter += "'"
            taken.add(letter)
            found.append(Index(letter, axis))
        return tuple(found)

    def _output(self, plan: Plan, axes: tuple[Axis, ...], output: Tensor) -> Tensor:
        """What the last equation defines: the output, or a loss at each position."""
        if plan.formula.kind != "loss" or not axes:
            return output
        return self.naming.unique("l", output.layer, axes, Role.LOSS)

    def _defined(self, plan: Plan, name: str, axes: tuple[Axis, ...]) -> Tensor:
        layer = None if plan.formula.kind == "loss" else plan.number
        role = Role.LOSS if plan.formula.kind == "loss" else Role.SIGNAL
        return self.naming.unique(name, layer, axes, role)

    def _equation(self, plan: Plan, text: SyntaxEquation, tensors: Tensors) -> Equation:
        letters = self._letters(plan, text)
        right = expression_of(text.right, self._scope(plan, tensors, letters), text.text)
        check_places(right, self.naming.extents)
        places = text.left.places if isinstance(text.left, Subscript) else ()
        indices = [letters[place.name] for place in places if isinstance(place, Name)]
        return Equation(tensors[head(text)][tuple(indices)], right)

    def _scope(self, plan: Plan, tensors: Tensors, letters: dict[str, Index]) -> Scope:
        absent = frozenset(
            rule.name for rule in plan.formula.parameters if rule.name not in tensors
        )
        functions = self.functions.callable(plan.formula.name)
        return Scope(tensors, letters, functions, absent, plan.options, self.naming.extents)

    def _letters(self, plan: Plan, equation: SyntaxEquation) -> dict[str, Index]:
        """An index for every letter of an equation: the axis's letter, primed if taken."""
        chosen: dict[str, Index] = {}
        for letter in letters_in_order(equation, plan.axes):
            axis = self.naming.axes_at((plan.nodes[plan.axes.letters[letter]],))[0]
            name = axis.letter
            while any(name == other.name for other in chosen.values()):
                name += "'"
            chosen[letter] = Index(name, axis)
        return chosen

    def update(self, plan: Plan, tensors: Tensors, text: SyntaxEquation) -> Equation:
        """What a state becomes."""
        known = {
            name: self._real(plan, own, tensors[name])
            for name, own in self._of_one_position(plan, tensors).items()
        }
        return self._equation(plan, text, {**tensors, **known})

    # ------------------------------------------------------------------ without indices

    def _elementwise(
        self, plan: Plan, texts: Sequence[SyntaxEquation], tensors: Tensors, output: Tensor
    ) -> tuple[Equation, ...]:
        """`y[i] = f(x[i])`, or the formula itself where it has parameters."""
        left = output.generic()
        formula = plan.formula
        if formula.arriving == (*formula.inputs[:1], *formula.constants) and not formula.inference:
            constants = {name: tensors[name] for name in formula.constants}
            function = self.functions.of(formula, constants)
            argument = tensors[formula.inputs[0]][left.indices]
            return (Equation(left, Apply(function, argument)),)
        scalars = {name: scalar_stand_in(tensor) for name, tensor in tensors.items()}
        equations = []
        for equation in texts:
            name = head(equation)
            right = expression_of(equation.right, self._scope(plan, scalars, {}), equation.text)
            whole = {scalars[key][()]: tensors[key] for key in tensors if tensors[key].axes}
            tensors[name] = (
                output
                if name == formula.output
                else self.naming.unique(name, plan.number, output.axes, Role.SIGNAL)
            )
            scalars[name] = scalar_stand_in(tensors[name])
            entries = spread(right, whole, left.indices)
            equations.append(Equation(tensors[name][left.indices], entries))
        return tuple(equations)

    # ------------------------------------------------------------------ losses

    def loss(self, plan: Plan, tensors: Tensors, output: Tensor) -> tuple[Equation, ...]:
        """The equations of a loss; over the positions that ride along, their mean."""
        equations = self._indexed(plan, plan.formula.equations, tensors, output)
        last = equations[-1].left
        if last.tensor == output:
            return equations
        letters = [index for index in last.indices if isinstance(index, Index)]
        mean = total(last, *letters)
        for letter in letters:
            mean = mean / constant_size(letter.axis)
        return (*equations, Equation(output[()], mean))

    def facts(self, plan: Plan, tensors: Tensors) -> tuple[tuple[Expr, Expr], ...]:
        """The declared truths of a loss, for every position."""
        own = self._of_one_position(plan, tensors)
        signals = {
            own[name]: tensors[name] for name in plan.formula.inputs if own[name] != tensors[name]
        }
        found = []
        for fact in plan.formula.facts:
            scope = self._scope(plan, own, self._letters(plan, fact))
            sides = [expression_of(side, scope, fact.text) for side in (fact.left, fact.right)]
            letters = self._letters_of(plan.extra, set()) if signals else ()
            left, right = (lifted(side, signals, letters) for side in sides)
            found.append((left, right))
        return tuple(found)
