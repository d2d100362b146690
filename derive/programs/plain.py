"""The plain style: one readable statement for each equation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from derive.programs.numpy import Spelling
from derive.programs.program import Array, Assign, Node, Program, arrays_in, parts_of
from derive.programs.schedule import (
    Names,
    is_computed,
    noun,
    read_where_known,
    shared,
)
from derive.programs.splitting import Splitter

WIDTH = 100
INDENT = "    "


def statements(program: Program, equations: Sequence[Assign]) -> list[str]:
    """Lines that compute some equations, each with its number."""
    known = read_where_known(equations)
    names = Names({one.target.name for one in known})
    writer = _Writer(program, shared(known), names, _type_giver(program, known))
    for statement in known:
        writer.write(statement)
    return writer.lines


@dataclass(slots=True)
class _Writer:
    program: Program
    shared: frozenset[Node]
    names: Names
    type_giver: str
    named: dict[Node, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        given = (self.program.input, self.program.target, *self.program.parameters)
        self.names.taken |= {array.name for array in given}

    def write(self, statement: Assign) -> None:
        """The lines of one statement: what is shared, then the statement itself."""
        for part in self._shared_parts(statement.value):
            self._name(part, statement.target)
        comment = f"  # ({statement.number})" if statement.number else ""
        self._line(statement.target, statement.target.name, statement.value, comment)

    def _shared_parts(self, node: Node) -> Iterable[Node]:
        for part in parts_of(node):
            yield from self._shared_parts(part)
            if part in self.shared and part not in self.named:
                yield part

    def _name(self, node: Node, target: Array) -> None:
        if node in self.named:
            return
        name = self.names.new(f"{target.name}_{noun(node)}")
        self._line(target, name, node, "")
        self.named[node] = name

    def _line(self, target: Array, name: str, node: Node, comment: str) -> None:
        """One statement; while it is too long, a part of it gets a line before."""
        splitter = Splitter(
            self.named,
            self._text,
            lambda part: self.names.new(f"{target.name}_{noun(part)}"),
            is_computed,
        )
        *before, last = splitter.lines(name, node, WIDTH - len(INDENT) - len(comment))
        self.lines += [INDENT + line for line in (*before, last + comment)]

    def _text(self, node: Node) -> str:
        batch, dtype = f"len({self.program.input.name})", f"{self.type_giver}.dtype"
        return Spelling(self.named, self.program.sizes, batch, dtype).text(node)


def _type_giver(program: Program, equations: Sequence[Assign]) -> str:
    """An array at hand that has the type of the numbers; whole numbers may come in as `x`."""
    read = {array for one in equations for array in arrays_in(one.value)}
    made = {one.target for one in equations}
    for array in (*program.parameters, program.prediction):
        if array in read - made:
            return array.name
    return program.input.name


def unpacked(program: Program, equations: Iterable[Assign]) -> list[str]:
    """Lines that give the parameters which some equations read their names."""
    read = {array for one in equations for array in arrays_in(one.value)}
    used = [parameter for parameter in program.parameters if parameter in read]
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
