"""What all sections of a handout share: the derivation, its letters, and the running numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, TypeVar

from derive.calculus.derivation import Derivation, Result
from derive.calculus.matrix import MatrixEquation, NoMatrixForm, matrix_form
from derive.calculus.matrix_slices import sliced_form
from derive.calculus.sample_gradients import of_samples
from derive.calculus.step import Step
from derive.documents.document import Inline, Paragraph, Reference, Sentence, formula
from derive.documents.layout import (
    BigOperator,
    Fraction,
    Layout,
    Number,
    Row,
    Sign,
    Space,
    Symbol,
    row,
)
from derive.documents.letters import Letters
from derive.documents.looks import Look
from derive.documents.mathtext import Mathtext
from derive.documents.matrixtext import Matrixtext
from derive.documents.repetition import folded_tensors, repeated
from derive.documents.slicetext import says_more
from derive.network.structure import Arrangement, Network
from derive.notation.expression import Equation
from derive.notation.tensor import Tensor
from derive.profiles.profile import Profile
from derive.profiles.reader import profile
from derive.text import Text

InlineT = TypeVar("InlineT", bound=Inline)
PROPER_NAMES = ("Dice", "Huber", "Mish", "Poisson", "Snake")
JAPANESE_IN_BRACKETS = re.compile(r"\(([^()]*[぀-ヿ㐀-鿿][^()]*)\)")


class Hand:
    """A network's formulas in print: index form, matrix form, and the letters behind both."""

    def __init__(
        self,
        network: Network,
        school: Profile | None = None,
        column: Tensor | None = None,
        looks: Mapping[Tensor, Look] | None = None,
    ) -> None:
        """The hand of a network; for a block of the Hessian with the parameter of its columns."""
        self.network = network
        self.letters = Letters(network, school, column, looks)
        self.math = Mathtext(self.letters)
        self.matrices = Matrixtext(self.math)

    def matrix(self, equation: Equation, *, shapes: bool = True) -> Layout | None:
        """The matrix form of an equation in print, or None where there is none."""
        found = self.form(equation)
        if isinstance(found, MatrixEquation):
            return self.matrices.equation(found, shapes=shapes)
        return None

    def form(self, equation: Equation) -> MatrixEquation | NoMatrixForm:
        """An equation between matrices, else between slices of tensors, or why there is none."""
        whole = matrix_form(equation)
        if isinstance(whole, MatrixEquation):
            return whole
        sliced = sliced_form(equation)
        is_worth = isinstance(sliced, MatrixEquation) and says_more(sliced)
        return sliced if is_worth else whole


class Manuscript:
    """A derivation on its way to a handout; counts figures, tables and listings as they come."""

    def __init__(
        self,
        derivation: Derivation,
        school: Profile | None = None,
        looks: Mapping[Tensor, Look] | None = None,
    ) -> None:
        """The manuscript of a derivation; `looks` are of tensors that have their own."""
        self.derivation = derivation
        self.profile = school or profile()
        self.hand = Hand(derivation.network, self.profile, looks=looks)
        self._counts: dict[str, int] = {}
        self.backward_figure = ""
        """The number of the figure with the backward arrows, once it is drawn."""

    @property
    def network(self) -> Network:
        """The network, per sample."""
        return self.derivation.network

    @cached_property
    def is_one_row(self) -> bool:
        """Whether each layer takes what the one before gives, if not that alone; one loss."""
        network = self.network
        before = (network.input, *(record.output for record in network.layers))
        counts = (network.inputs, network.targets, network.predictions, network.losses)
        return (
            all(one in record.inputs for record, one in zip(network.layers, before, strict=False))
            and all(len(tensors) == 1 for tensors in counts)
            and not any(record.repetition for record in network.layers)
        )

    @cached_property
    def is_lecture(self) -> bool:
        """Whether the network is what lectures draw: one row of layers of units, one loss."""
        network = self.network
        signals = (equation.left.tensor for equation in network.equations)
        return (
            self.is_one_row
            and network.sample is None
            and not (network.noise or network.states or network.whole)
            and all(len(tensor.axes) <= 1 for tensor in (*network.inputs, *signals))
        )

    @property
    def letters(self) -> Letters:
        """The letters of the network."""
        return self.hand.letters

    @cached_property
    def folded(self) -> frozenset[Tensor]:
        """What the later turns of repeated blocks define, and what is not told again."""
        return folded_tensors(self.network)

    @property
    def math(self) -> Mathtext:
        """Prints expressions."""
        return self.hand.math

    @cached_property
    def batch(self) -> Derivation:
        """The same network derived over a batch, its signals' gradients as the profile has them."""
        batch = self.derivation.in_batch()
        return of_samples(batch) if self.profile.batch_signals == "loss" else batch

    @cached_property
    def batch_hand(self) -> Hand:
        """The letters of the batch form."""
        return Hand(self.batch.network, self.profile)

    @cached_property
    def alike(self) -> dict[str, Result]:
        """For each gradient that is derived like an earlier one, by name: that earlier one."""
        return repeated(self.derivation)

    @cached_property
    def results_told(self) -> tuple[Result, ...]:
        """The gradients that are derived, not said to be like others."""
        return tuple(one for one in self.derivation.results if one.of.code_name not in self.alike)

    @cached_property
    def steps_told(self) -> tuple[Step, ...]:
        """Every step of every chain that is told, substeps included."""
        told = self.results_told
        steps = [step for one in told for step in (*one.steps, *one.explicit_steps)]
        return tuple(inner for step in steps for inner in with_substeps(step))

    def next(self, kind: str) -> str:
        """The next number of a kind: "figure", "table", "listing", or a letter such as "A"."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return str(self._counts[kind])

    def coming(self, kind: str) -> int:
        """The number that the next of a kind will get."""
        return self._counts.get(kind, 0) + 1

    def say(self, text: Text, **slots: Inline) -> Sentence:
        """A phrase with its slots filled, in the punctuation of the profile."""
        small = {name: slashed(slot) for name, slot in slots.items()}
        return Sentence(self.styled(text), tuple(sorted(small.items(), key=lambda slot: slot[0])))

    def cell(self, layout: Layout) -> Sentence:
        """A formula as a table's cell."""
        return formula(slashed(layout))

    def paragraph(self, text: Text, **slots: Inline) -> Paragraph:
        """A phrase as a paragraph of its own."""
        return Paragraph((self.say(text, **slots),))

    def styled(self, text: Text) -> Text:
        """Words in the punctuation of the profile; brackets around Japanese are full-width."""
        japanese = JAPANESE_IN_BRACKETS.sub(r"（\1）", text.ja)
        for mark in "、，":
            japanese = japanese.replace(mark, self.profile.comma)
        for mark in "。．":
            japanese = japanese.replace(mark, self.profile.stop)
        return Text(en=text.en, ja=japanese)

    def inner(self, text: Text) -> Text:
        """A title for use within a sentence: English without a capital, save for names."""
        words = text.en.split(" ")
        first = words[0]
        is_name = first in PROPER_NAMES or not first[1:].islower()
        lowered = first if is_name else first.lower()
        return self.styled(Text(en=" ".join([lowered, *words[1:]]), ja=text.ja))

    def layer(self, number: int) -> Layout:
        """The number of a layer as the profile counts layers."""
        return count(self.letters.looks.number(number))

    def result(self, tensor: Tensor) -> Result | None:
        """The gradient by a tensor, if it has one of its own."""
        for result in self.derivation.results:
            if result.of == tensor:
                return result
        return None


def laid_out(derivation: Derivation, school: Profile | None) -> Derivation:
    """The derivation with axes and, in a batch, gradients of signals as a profile has them."""
    school = school or profile()
    samples: Literal["first", "last"] = "last" if school.samples == "columns" else "first"
    found = derivation.arranged(Arrangement(school.weight_rows, samples))
    is_of_batch = found.network.equations[0].number.endswith("b")
    return of_samples(found) if is_of_batch and school.batch_signals == "loss" else found


def with_substeps(step: Step) -> tuple[Step, ...]:
    """A step and all smaller steps inside it."""
    return (step, *(inner for sub in step.substeps for inner in with_substeps(sub)))


def slashed(inline: InlineT) -> InlineT | Layout:
    """A formula within a line of words: ∂u/∂v with a slash, so that it stays legible."""
    match inline:
        case Fraction(Row((Symbol(Sign.PARTIAL), *above)), Row((Symbol(Sign.PARTIAL), *below))):
            partial = Symbol(Sign.PARTIAL)
            return row(partial, *above, Symbol(Sign.SLASH), partial, *below)
        case Row(items):
            return row(*(slashed(item) for item in items))
        case BigOperator(body, index, lower, upper, symbol):
            return BigOperator(slashed(body), index, lower, upper, symbol)
        case _:
            return inline


def reference(number: str) -> Reference:
    """A pointer to an equation."""
    return Reference(number)


def count(number: int) -> Layout:
    """A count as a number."""
    return Number(str(number))


def listed(items: Iterable[Layout], *, most: int = 6) -> Layout:
    """Formulas with commas between; of many, the first, dots and the last."""
    found = list(items)
    if len(found) > most:
        found = [*found[: most - 2], Symbol(Sign.DOTS), found[-1]]
    parts: list[Layout] = []
    for place, item in enumerate(found):
        parts += [Symbol(Sign.COMMA), Space("thin"), item] if place else [item]
    return row(*parts)
