"""The fast style: a workspace whose step computes everything into buffers made once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from derive.programs.arrays import Array
from derive.programs.buffers import Buffer, Memory, memory
from derive.programs.flatten import Instruction, Schedule, flattened
from derive.programs.inplace import OWN_DTYPE, Attributes, InPlace
from derive.programs.lower import training_statements
from derive.programs.nodes import Node, Read
from derive.programs.plain import subscript, with_reads
from derive.programs.program import Assign, Loop, Program, Statement, made_by, read_by
from derive.programs.schedule import Names
from derive.programs.splitting import chained
from derive.programs.structure import arrays_in
from derive.programs.wrapping import WIDTH, shortened, wrapped

INDENT = "    "
RESERVED = ("batch", "dtype", "step", "parameters", "gradient", "keep_state")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The finished lines of the class.

    Attributes:
        making: The body of `__init__`, without indentation.
        forward: The statements of `step` up to the loss, without indentation.
        backward: The statements of `step` after it.
        loss: What `step` returns, before it becomes a float.
        states: The name of each state, and what holds its new value after a step.
    """

    making: tuple[str, ...]
    forward: tuple[str, ...]
    backward: tuple[str, ...]
    loss: str
    states: tuple[tuple[str, str], ...]


def workspace(program: Program) -> Workspace:
    """The class `Workspace` of a program, in lines."""
    return _Writer(program).written()


class _Writer:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.statements = with_reads(training_statements(program, program.updates))
        self.loops = {at: one for at, one in enumerate(self.statements) if isinstance(one, Loop)}
        single = [one for one in self.statements if isinstance(one, Assign)]
        self.kept = _kept(self.statements, program)
        asked = frozenset((*program.gradients.values(), *self.kept))
        self.schedule: Schedule = flattened(single, asked)
        self.names = Names({*RESERVED, *(array.name for array in program.given)})
        self.names.taken |= {array.name for array in (*program.kept, *asked)}
        self.names.taken |= {array.name for array in _in_loops(self.loops)}
        self.names.taken |= {loop.letter for loop in self.loops.values()}
        pinned = {array: f"self.{array.name}" for array in asked}
        self.memory = memory(self.schedule, pinned, self.names)
        self.attributes = Attributes(self.names)
        self.spelled = InPlace(self._located, program.sizes, self.attributes)
        self.filled = {array: f"self.{array.name}" for array in _filled(self.loops)}
        self.inner: list[Buffer] = []
        self.aliases: dict[str, Buffer] = {}

    def written(self) -> Workspace:
        forward: list[str] = []
        backward: list[str] = []
        first = self._last_of_forward() + 1
        for at, line in self._lines():
            (backward if at >= first else forward).append(line)
        loss = self.spelled.operand(Read(self.program.loss))
        states = tuple(
            (name, self.spelled.operand(Read(array)))
            for name, array in self.program.new_states.items()
        )
        making = self._making()
        if any(OWN_DTYPE in line for line in (*forward, *backward)):
            making.insert(0, f"{OWN_DTYPE} = dtype")
        return Workspace(tuple(making), tuple(forward), tuple(backward), loss, states)

    def _last_of_forward(self) -> int:
        loss = self.program.loss
        return next(at for at, one in enumerate(self.statements) if loss in made_by(one))

    def _lines(self) -> Iterator[tuple[int, str]]:
        """The lines of `step`, each with the position of the statement that it belongs to."""
        places = {array: at for at, one in enumerate(self.statements) for array in made_by(one)}
        waiting = sorted(self.loops)
        for instruction in self.schedule.instructions:
            at = places[instruction.owner]
            while waiting and waiting[0] < at:
                yield from ((waiting[0], line) for line in self._loop(self.loops[waiting[0]]))
                waiting.pop(0)
            yield from ((at, line) for line in _instructed(instruction, self.spelled, self.memory))
        for one in waiting:
            yield from ((one, line) for line in self._loop(self.loops[one]))

    # -------------------------------------------------------------------------- loops

    def _loop(self, loop: Loop) -> list[str]:
        """A loop's lines: what its names stand for at a step, and the step's operations."""
        own = frozenset(one.target for one in loop.body)
        schedule = flattened(loop.body, own)
        parts = {array: array.name for array in _parts(loop)}
        places = {array: self._part(array, loop) for array in parts}
        parts |= {array: text for array, text in places.items() if not array.axes}
        made = memory(schedule, {array: parts[array] for array in own}, self.names)
        self.inner += made.buffers
        self.aliases |= made.aliases

        def located(node: Node) -> str | None:
            if isinstance(node, Read) and node.array.step is not None:
                return parts[node.array]
            return self._located(node) if isinstance(node, Read) else made.places.get(node)

        spelled = InPlace(located, self.program.sizes, self.attributes)
        extent = self.spelled.spelling({}).extent(loop.axis)
        steps = f"range({extent})" if loop.is_forward else f"range({extent} - 1, -1, -1)"
        if extent.isdigit() and not loop.is_forward:
            steps = f"range({int(extent) - 1}, -1, -1)"
        lines = [f"for {loop.letter} in {steps}:"]
        lines += [f"{INDENT}{array.name} = {text}" for array, text in places.items() if array.axes]
        for instruction in schedule.instructions:
            done = _instructed(instruction, spelled, made, indent=12)
            lines += [INDENT + part for line in done for part in line.splitlines()]
        return ["\n".join(lines)]

    def _part(self, array: Array, loop: Loop) -> str:
        assert array.step is not None, f"{array.name} is no part of an array"
        of = array.step.of
        place = self.filled.get(of)
        text = self.spelled.operand(Read(of)) if place is None else place
        if loop.rooms.get(of):
            text = f"{place}_rows"
        found = subscript(text, loop.letter, array)
        return found if array.axes else f"{found[:-1]}, ...]"

    # -------------------------------------------------------------------------- memory

    def _located(self, node: Node) -> str | None:
        match node:
            case Read(array=array) if array in self.program.given:
                return array.name
            case Read(array=array) if array in self.schedule.values and array not in self.kept:
                return self.spelled.operand(self.schedule.values[array])
            case Read(array=array):
                return f"self.{array.name}"
        return self.memory.places.get(node)

    def _making(self) -> list[str]:
        spelling = self.spelled.spelling({})
        lines = [f'self.{a.name} = parameters["{a.name}"]' for a in self.program.kept]
        for name, array in self.program.gradients.items():
            lines.append(f'self.{array.name} = gradient["{name}"]')
        lines += [
            f"self.{array.name} = np.empty({spelling.shape(array.axes)}, dtype)"
            for array in self.kept
        ]
        for loop in self.loops.values():
            for array in loop.targets:
                lines += self._rows(loop, array)
        for buffer in (*self.memory.buffers, *self.inner):
            axes, dtype = buffer.form
            lines.append(f"self.{buffer.name} = np.{buffer.maker}({spelling.shape(axes)}, {dtype})")
        for alias, buffer in {**self.memory.aliases, **self.aliases}.items():
            lines.append(f"self.{alias} = self.{buffer.name}")
        for expression, name in self.attributes.made.items():
            new = partial(self.names.new, f"{name}_all")
            lines += chained(f"self.{name}", expression, WIDTH - 8, new)
        return [wrapped(line) for line in lines]

    def _rows(self, loop: Loop, array: Array) -> list[str]:
        """The lines that make an array for all steps, rows of zeros after the last."""
        spelling = self.spelled.spelling({})
        shape = spelling.shape(array.axes)
        room = loop.rooms[array]
        if not room:
            return [f"self.{array.name} = np.empty({shape}, dtype)"]
        first, rest = shape[1:].split(",", 1)
        more = str(int(first) + room) if first.isdigit() else f"{first} + {room}"
        return [
            f"self.{array.name}_rows = np.zeros(({more},{rest}, dtype)",
            f"self.{array.name} = self.{array.name}_rows[:{first}]",
        ]


def _instructed(
    instruction: Instruction, spelled: InPlace, made: Memory, indent: int = 8
) -> list[str]:
    """The lines of one instruction, with its equation's number."""
    lines = spelled.lines(instruction.node, made.out(instruction))
    comment = f"  # ({instruction.number})" if instruction.number else ""
    names = spelled.attributes.names
    new = partial(names.new, f"{instruction.owner.name}_all")
    short = [part for line in lines for part in shortened(line, indent + len(comment), new)]
    return [wrapped(line, comment, indent) for line in short]


def _filled(loops: Mapping[int, Loop]) -> tuple[Array, ...]:
    return tuple(array for loop in loops.values() for array in loop.targets)


def _parts(loop: Loop) -> tuple[Array, ...]:
    """The parts of arrays that a loop's body names, in the order of their use."""
    found: dict[Array, None] = {}
    for one in loop.body:
        read = sorted(arrays_in(one.value), key=lambda array: array.name)
        found |= dict.fromkeys(array for array in (*read, one.target) if array.step is not None)
    return tuple(found)


def _in_loops(loops: Mapping[int, Loop]) -> Iterator[Array]:
    for loop in loops.values():
        yield from (*loop.targets, *_parts(loop))


def _kept(statements: tuple[Statement, ...], program: Program) -> tuple[Array, ...]:
    """The arrays that need memory of their own: what loops read, and the states' new values."""
    made = {one.target for one in statements if isinstance(one, Assign)}
    read = dict.fromkeys(
        array
        for one in statements
        if isinstance(one, Loop)
        for array in sorted(read_by(one), key=lambda array: array.name)
    )
    return tuple(one for one in (*read, *program.new_states.values()) if one in made)
