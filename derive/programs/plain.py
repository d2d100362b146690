"""The plain style: one readable statement for each equation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.programs.arrays import Array
from derive.programs.nodes import Node, Read
from derive.programs.numpy import Spelling
from derive.programs.program import Assign, Loop, Program, Statement, made_by, read_by
from derive.programs.schedule import (
    Names,
    has_line,
    noun,
    read_where_known,
    shared,
)
from derive.programs.splitting import Splitter
from derive.programs.structure import arrays_in, parts_of

WIDTH = 100
INDENT = "    "


def statements(program: Program, equations: Sequence[Statement]) -> list[str]:
    """Lines that compute some equations, each with its number."""
    known = with_reads(equations)
    names = Names({array.name for one in known for array in made_by(one)})
    names.taken |= {array.name for array in (*program.given, *program.kept)}
    single = [one for one in known if isinstance(one, Assign)]
    writer = _Writer(program, shared(single), names, _type_giver(program, known))
    for statement in known:
        if isinstance(statement, Loop):
            writer.write_loop(statement)
        else:
            writer.write(statement)
    return writer.lines


def with_reads(equations: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements, each part that an earlier one computed read from its array."""
    single = iter(read_where_known([one for one in equations if isinstance(one, Assign)]))
    return tuple(
        replace(one, body=read_where_known(one.body)) if isinstance(one, Loop) else next(single)
        for one in equations
    )


@dataclass(slots=True)
class _Writer:
    program: Program
    shared: frozenset[Node]
    names: Names
    type_giver: str
    named: dict[Node, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    indent: str = INDENT

    def write(self, statement: Assign) -> None:
        """The lines of one statement: what is shared, then the statement itself."""
        for part in self._shared_parts(statement.value):
            self._name(part, statement.target)
        comment = f"  # ({statement.number})" if statement.number else ""
        target = statement.target
        name = self.named.get(Read(target), target.name)
        self._line(target, name, statement.value, comment)

    def write_loop(self, loop: Loop) -> None:
        """The lines of a loop: room for what it fills, and its statements in a block."""
        extent = self._spelling().extent(loop.axis)
        self.lines += [self.indent + self._room(loop, target) for target in loop.targets]
        steps = f"range({extent})" if loop.is_forward else f"reversed(range({extent}))"
        self.lines.append(f"{self.indent}for {loop.letter} in {steps}:")
        inside = replace(
            self,
            shared=shared(loop.body),
            named={**self.named, **_parts(loop)},
            indent=self.indent + INDENT,
        )
        for statement in loop.body:
            inside.write(statement)
        for target in (one for one, room in loop.rooms.items() if room):
            self.lines.append(f"{self.indent}{target.name} = {target.name}[:{extent}]")

    def _room(self, loop: Loop, target: Array) -> str:
        """The line that makes an array for all steps, rows of zeros after the last."""
        spelling = self._spelling()
        first, *others = (spelling.extent(axis) for axis in target.axes)
        room = loop.rooms[target]
        if room:
            first = str(int(first) + room) if first.isdigit() else f"{first} + {room}"
        shape = f"({first},)" if not others else f"({', '.join((first, *others))})"
        maker = "zeros" if room else "empty"
        return f"{target.name} = np.{maker}({shape}, {self.type_giver}.dtype)"

    def _shared_parts(self, node: Node) -> Iterable[Node]:
        for part in parts_of(node):
            yield from self._shared_parts(part)
            if part in self.shared and part not in self.named:
                yield part

    def _name(self, node: Node, target: Array) -> None:
        if node in self.named:
            return
        name = self.names.new(f"{target.whole.name}_{noun(node)}")
        self._line(target, name, node, "")
        self.named[node] = name

    def _line(self, target: Array, name: str, node: Node, comment: str) -> None:
        """One statement; while it is too long, a part of it gets a line before."""
        splitter = Splitter(
            self.named,
            self._text,
            lambda part: self.names.new(f"{target.whole.name}_{noun(part)}"),
            has_line,
        )
        *before, last = splitter.lines(name, node, WIDTH - len(self.indent) - len(comment))
        self.lines += [self.indent + line for line in (*before, last + comment)]

    def _text(self, node: Node) -> str:
        return self._spelling().text(node)

    def _spelling(self) -> Spelling:
        batch, dtype = f"len({self.program.input.name})", f"{self.type_giver}.dtype"
        return Spelling(self.named, self.program.sizes, batch, dtype)


def _parts(loop: Loop) -> Mapping[Node, str]:
    """How the parts of arrays at a step are written: h1[s - 1], x[:, s]."""
    arrays = {array for one in loop.body for array in (one.target, *arrays_in(one.value))}
    return {
        Read(array): subscript(array.whole.name, loop.letter, array)
        for array in arrays
        if array.step is not None
    }


def subscript(text: str, letter: str, array: Array) -> str:
    """The part of an array at a step, as text."""
    assert array.step is not None, f"{array.name} is no part of an array"
    shift = array.step.shift
    sign = "-" if shift < 0 else "+"
    at = letter if shift == 0 else f"{letter} {sign} {abs(shift)}"
    return f"{text}[{':, ' * array.step.slot}{at}]"


def _type_giver(program: Program, equations: Sequence[Statement]) -> str:
    """An array at hand that has the type of the numbers; whole numbers may come in as `x`."""
    read = {array for one in equations for array in read_by(one)}
    made = {array for one in equations for array in made_by(one)}
    for array in (*program.kept, *program.predictions):
        if array in read - made:
            return array.name
    return program.input.name


def unpacked(program: Program, equations: Iterable[Statement]) -> list[str]:
    """Lines that give the parameters which some equations read their names."""
    read = {array for one in equations for array in read_by(one)}
    used = [parameter for parameter in program.kept if parameter in read]
    layers: dict[str, list[Array]] = {}
    for parameter in used:
        layers.setdefault(parameter.name.lstrip("abcdefghijklmnopqrstuvwxyz_"), []).append(
            parameter
        )
    lines: list[str] = []
    for group in layers.values():
        names = ", ".join(array.name for array in group)
        values = ", ".join(f'parameters["{array.name}"]' for array in group)
        together = f"{INDENT}{names} = {values}"
        one_by_one = [f'{INDENT}{array.name} = parameters["{array.name}"]' for array in group]
        lines += [together] if len(together) <= WIDTH else one_by_one
    return lines
