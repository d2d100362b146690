"""Blocks written out: all layers in one order, each with the positions its signals come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.network.architecture import LayerUse, Repetition
from derive.network.arriving import INPUT, ONLY
from derive.network.blocks import Block, Step
from derive.network.signals import names_of, parameters
from derive.tables.item import Item

Source = int  # the position of a layer; -1 for the network's first input, -2 for its second


@dataclass(slots=True)
class Laid:
    """One layer at its position.

    Attributes:
        use: The layer.
        item: Where it is described.
        sources: Where its signals come from.
        is_implied: Whether the first of them is not named.
        place: What it is called where it needs a name and has none.
        name: Its name among all layers, or None.
        owner: The position of the layer whose parameters it uses, or None.
        repetition: Where it stands in a repeated block, or None.
    """

    use: LayerUse
    item: Item
    sources: tuple[Source, ...]
    is_implied: bool
    place: str
    name: str | None = None
    owner: int | None = None
    repetition: Repetition | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """The positions of an entry's layers, and of those in it that have names."""

    start: int
    stop: int
    inner: Mapping[str, _Span] = field(default_factory=dict)

    def within(self, inner: Sequence[str]) -> _Span:
        return self.inner[inner[0]].within(inner[1:]) if inner else self


@dataclass(slots=True)
class _Scope:
    """What names mean in one list of layers."""

    prefix: str
    inputs: Mapping[str, Source]
    spans: dict[str, _Span] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        if name in self.inputs:
            return self.inputs[name]
        head, *inner = name.split(".")
        return self.spans[head].within(inner).stop - 1


class WrittenOut:
    """The layers of a network in one order."""

    def __init__(self, steps: Sequence[Step], inputs: Sequence[str]) -> None:
        """Write out a network's list of layers.

        Args:
            steps: The list.
            inputs: The names of the network's inputs.

        Raises:
            DeriveError: A name is unknown, or used twice, or the count of signals is wrong.
        """
        called = (INPUT,) if tuple(inputs) == (ONLY,) else tuple(inputs)
        self.names = names_of(steps, called)
        self.laid: list[Laid] = []
        self.referred: set[Source] = set()
        self._inputs = called
        self._checked: set[int] = set()
        self._scope = _Scope("", {name: -1 - at for at, name in enumerate(called)})
        self._write(steps, self._scope, -1)

    def position(self, item: Item) -> Source:
        """Where the signal comes from that a text names, once all layers are there.

        Raises:
            NetworkError: There is no such signal.
        """
        self.names.step(item, len(self.names.steps))
        return self._scope.source(str(item.value))

    def refer(self, source: Source) -> str:
        """The name of a signal, which it is given where it has none."""
        if source < 0:
            return self._inputs[-1 - source]
        laid = self.laid[source]
        if laid.name is None:
            taken = {one.name for one in self.laid}
            laid.name = laid.place
            while laid.name in taken:
                laid.name += "_"
        return laid.name

    def sources(self) -> set[Source]:
        """Where all the layers' signals come from."""
        return {source for laid in self.laid for source in laid.sources}

    def layers(self) -> tuple[LayerUse, ...]:
        """All layers, in order."""
        inputs = [self._named_sources(at, laid) for at, laid in enumerate(self.laid)]
        return tuple(
            replace(
                laid.use,
                name=laid.name,
                inputs=names,
                shares=laid.owner,
                repetition=laid.repetition,
            )
            for laid, names in zip(self.laid, inputs, strict=True)
        )

    def check_used(self, answers: Sequence[Source]) -> None:
        """Nothing, if every signal goes somewhere.

        Args:
            answers: What losses take, and what the network answers with.

        Raises:
            NetworkError: One goes nowhere.
        """
        used = {*answers, *self.sources()}
        for at, laid in enumerate(self.laid):
            if at not in used:
                raise laid.item.error(
                    "The output of this layer is used nowhere.",
                    "Name it in the inputs of a later layer, or leave the layer out.",
                )

    def _named_sources(self, at: int, laid: Laid) -> tuple[str, ...]:
        follows = laid.is_implied and laid.sources[0] == at - 1
        return tuple(self.refer(source) for source in laid.sources[follows:])

    def _write(self, steps: Sequence[Step], scope: _Scope, before: Source) -> Source:
        """Add the layers of one list; the answer is the position of the last."""
        for number, step in enumerate(steps, start=1):
            sources = [scope.source(str(item.value)) for item in step.inputs]
            if len(sources) < step.takes:
                sources.insert(0, before)
            start = len(self.laid)
            inner: Mapping[str, _Span] = {}
            match step.what:
                case LayerUse() as use:
                    place = f"{scope.prefix or use.formula.name + '.'}{number}"
                    implied = len(step.inputs) < step.takes
                    self.laid.append(Laid(use, step.item, tuple(sources), implied, place))
                case Block() as block:
                    inner = self._block(step, block, sources, scope)
            if step.name is not None:
                scope.spans[step.name] = _Span(start, len(self.laid), inner)
                self.laid[-1].name = scope.prefix + step.name
            if step.share is not None:
                self._share(start, scope.spans[str(step.share.value)])
            before = len(self.laid) - 1
        return before

    def _block(
        self, step: Step, block: Block, sources: list[Source], scope: _Scope
    ) -> Mapping[str, _Span]:
        """Add a block's layers, turn by turn; the answer is what its last turn calls them."""
        if id(block) not in self._checked:  # blocks live as long as the list of layers
            _check_block(block)
            self._checked.add(id(block))
        start = len(self.laid)
        inner = _Scope("", {})
        for turn in range(1, step.turns + 1):
            inner = _Scope(
                self._prefix(step, block, scope, turn),
                dict(zip(block.inputs, sources, strict=True)),
            )
            sources[0] = self._write(block.steps, inner, sources[0])
        for at in range(start, len(self.laid) if step.turns > 1 else start):
            turn, position = divmod(at - start, block.count)
            repetition = Repetition(block.name, turn + 1, step.turns, position)
            self.laid[at].repetition = repetition
        return inner.spans

    def _prefix(self, step: Step, block: Block, scope: _Scope, turn: int) -> str:
        """What the names in one turn of a block begin with: "encoder2." or "e."."""
        if step.name is None:
            scope.counts[block.name] = scope.counts.get(block.name, 0) + 1
            return f"{scope.prefix}{block.name}{scope.counts[block.name]}."
        return f"{scope.prefix}{step.name}{turn if step.turns > 1 else ''}."

    def _share(self, start: int, span: _Span) -> None:
        """Let the layers from a position on use the parameters of others, one by one."""
        length = span.stop - span.start
        for at in range(start, len(self.laid)):
            other = span.start + (at - start) % length
            owner = self.laid[other]
            own = parameters(self.laid[at].use)
            if owner.owner is not None and own <= parameters(self.laid[owner.owner].use):
                other = owner.owner
            if own & parameters(self.laid[other].use):
                self.laid[at].owner = other


def _check_block(block: Block) -> None:
    """Nothing, if the names in a block are right and each of its inputs is used."""
    names_of(block.steps, block.inputs)
    used = {str(item.value) for step in block.steps for item in step.inputs}
    if len(block.steps[0].inputs) < block.steps[0].takes:
        used.add(block.inputs[0])
    for name in block.inputs:
        if name not in used:
            raise block.steps[0].item.error(
                f"The input '{name}' of the block '{block.name}' is used nowhere.",
                f'Name it in the inputs of one of its layers: inputs = ["{name}"].',
            )
