"""Where values are kept: memory made once, and used again when what it held is done with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.programs.arrays import Array, Axes
from derive.programs.flatten import Instruction, Schedule
from derive.programs.nodes import Map, Node
from derive.programs.schedule import Names, keeps_zeros, noun
from derive.programs.structure import axes_of, is_mask, is_whole

Form = tuple[Axes, str]


@dataclass(eq=False, slots=True)
class Buffer:
    """Memory of one form.

    Attributes:
        form: Its axes, and the type of its entries.
        is_named: Whether it holds the value of an equation at some time.
        name: The name under which it is made: that of what it holds first.
        scratch: Its name while it holds what no equation defines.
        maker: The function of NumPy that makes it.
    """

    form: Form
    is_named: bool = False
    name: str = ""
    scratch: str = ""
    maker: str = "empty"


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a whole schedule.

    Attributes:
        buffers: All buffers, named, in order.
        aliases: Further names of buffers.
        places: The name of each value: "self.z1"; of a number, a local name.
        pinned: The names of arrays that live elsewhere.
    """

    buffers: tuple[Buffer, ...]
    aliases: Mapping[str, Buffer]
    places: Mapping[Node, str]
    pinned: Mapping[Array, str]

    def out(self, instruction: Instruction) -> str:
        """Where an instruction writes: a value that two arrays hold is written to each."""
        target = instruction.target
        own = None if target is None else self.pinned.get(target)
        return own or self.places[instruction.node]


def memory(schedule: Schedule, pinned: Mapping[Array, str], names: Names) -> Memory:
    """Memory for every value.

    Args:
        schedule: The instructions.
        pinned: What lives elsewhere: the gradients.
        names: Names in use.
    """
    allocation = _Allocation(schedule, frozenset(pinned))
    for at, instruction in enumerate(schedule.instructions):
        allocation.place(at, instruction)
    return _named(allocation, pinned, names)


def form_of(node: Node) -> Form:
    """The form of the memory that a value needs."""
    own = "bool" if is_mask(node) else "np.int64" if is_whole(node) else "dtype"
    return axes_of(node), own


def may_be_overwritten(node: Node) -> tuple[Node, ...]:
    """The arguments that an operation may write its result over."""
    if not isinstance(node, Map):
        return ()
    match node.operation:
        case "where":
            return node.arguments[2:]
        case "power":
            return ()
    return node.arguments


# ------------------------------------------------------------------------------ allocation


class _Allocation:
    def __init__(self, schedule: Schedule, pinned: frozenset[Array]) -> None:
        self.schedule, self.pinned = schedule, pinned
        self.made: list[Buffer] = []
        self.held: dict[Node, Buffer] = {}
        self.home: dict[Node, Buffer] = {}
        self.over: dict[Node, Node] = {}
        self.holds: dict[Node, set[Array]] = {}  # what a value's memory holds until it is free
        self.free: list[Buffer] = []

    def place(self, at: int, instruction: Instruction) -> None:
        node = instruction.node
        done = self._done_with(at, node)
        if axes_of(node) and instruction.target not in self.pinned:
            if keeps_zeros(node):
                buffer = self._new(node)  # for good: nothing else is written there
                buffer.maker = "zeros"
            else:
                buffer = self._over(node, done) or self._again(instruction) or self._new(node)
                self.held[node] = buffer
            self.home[node] = buffer
            self.holds[node] = self.holds[self.over[node]] if node in self.over else set()
            if instruction.target is not None:
                buffer.is_named = True
                self.holds[node].add(instruction.target)
        self.free += done.values()

    def _done_with(self, at: int, node: Node) -> dict[Node, Buffer]:
        """The buffers of what this instruction reads for the last time."""
        bases = dict.fromkeys(self.schedule.base(part) for part in self.schedule.read_by(node))
        ending = [base for base in bases if self.schedule.last_use[base] == at]
        return {base: self.held.pop(base) for base in ending if base in self.held}

    def _over(self, node: Node, done: dict[Node, Buffer]) -> Buffer | None:
        for part in may_be_overwritten(node):
            base = self.schedule.base(part)
            if base in done and form_of(part) == form_of(base) == form_of(node):
                self.over[node] = base
                return done.pop(base)
        return None

    def _again(self, instruction: Instruction) -> Buffer | None:
        """Free memory: what a name belongs to goes to names, and scratch to scratch."""
        for buffer in self.free:
            is_alike = buffer.is_named == (instruction.target is not None)
            if buffer.form == form_of(instruction.node) and is_alike:
                self.free.remove(buffer)
                return buffer
        return None

    def _new(self, node: Node) -> Buffer:
        buffer = Buffer(form_of(node))
        self.made.append(buffer)
        return buffer


# ------------------------------------------------------------------------------ names


def _named(allocation: _Allocation, pinned: Mapping[Array, str], names: Names) -> Memory:
    places: dict[Node, str] = {}
    aliases: dict[str, Buffer] = {}
    names.taken |= {instruction.owner.name for instruction in allocation.schedule.instructions}
    for instruction in allocation.schedule.instructions:
        node, target = instruction.node, instruction.target
        if target is not None and target in pinned:
            places.setdefault(node, pinned[target])  # if it is copied twice, the first
        elif not axes_of(node):
            places[node] = (target or instruction.owner).name
        else:
            buffer = allocation.home[node]
            name = _name(instruction, allocation, places) or _scratch(instruction, buffer, names)
            places[node] = f"self.{name}"
            buffer.name = buffer.name or name
            if name != buffer.name:
                aliases[name] = buffer
    return Memory(tuple(allocation.made), aliases, places, pinned)


def _name(instruction: Instruction, allocation: _Allocation, places: Mapping[Node, str]) -> str:
    """The name of what the memory will hold at the equation's end, or of what it held before."""
    if instruction.owner in allocation.holds[instruction.node]:
        return instruction.owner.name
    over = allocation.over.get(instruction.node)
    return "" if over is None else places[over].removeprefix("self.")


def _scratch(instruction: Instruction, buffer: Buffer, names: Names) -> str:
    if not buffer.scratch:
        buffer.scratch = names.new(f"{instruction.owner.name}_{noun(instruction.node)}")
    return buffer.scratch
