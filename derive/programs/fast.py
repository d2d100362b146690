"""The fast style: a workspace whose step computes everything into buffers made once."""

from __future__ import annotations

from dataclasses import dataclass

from derive.programs.buffers import memory
from derive.programs.flatten import Schedule, flattened
from derive.programs.inplace import OWN_DTYPE, Attributes, InPlace
from derive.programs.program import Node, Program, Read
from derive.programs.schedule import Names, read_where_known

WIDTH = 100
RESERVED = ("batch", "dtype", "step", "parameters", "gradient")


@dataclass(frozen=True, slots=True)
class Workspace:
    """The finished lines of the class.

    Attributes:
        making: The body of `__init__`, without indentation.
        forward: The statements of `step` up to the loss, without indentation.
        backward: The statements of `step` after it.
        loss: What `step` returns, before it becomes a float.
    """

    making: tuple[str, ...]
    forward: tuple[str, ...]
    backward: tuple[str, ...]
    loss: str


def workspace(program: Program) -> Workspace:
    """The class `Workspace` of a program, in lines."""
    return _Writer(program).written()


class _Writer:
    def __init__(self, program: Program) -> None:
        self.program = program
        asked = frozenset(program.gradients.values())
        statements = read_where_known((*program.forward, *program.backward))
        self.schedule: Schedule = flattened(statements, asked)
        names = Names({*RESERVED, program.input.name, program.target.name})
        names.taken |= {array.name for array in (*program.parameters, *asked)}
        pinned = {array: f"self.{array.name}" for array in asked}
        self.memory = memory(self.schedule, pinned, names)
        self.attributes = Attributes(names)
        self.spelled = InPlace(self._located, program.sizes, self.attributes)

    def written(self) -> Workspace:
        forward: list[str] = []
        backward: list[str] = []
        in_backward = {one.target for one in self.program.backward}
        for instruction in self.schedule.instructions:
            lines = self.spelled.lines(instruction.node, self.memory.places[instruction.node])
            comment = f"  # ({instruction.number})" if instruction.number else ""
            side = backward if instruction.owner in in_backward else forward
            side += [wrapped(line, comment) for line in lines]
        loss = self.spelled.operand(Read(self.program.loss))
        making = self._making()
        if any(OWN_DTYPE in line for line in (*forward, *backward)):
            making.insert(0, f"{OWN_DTYPE} = dtype")
        return Workspace(tuple(making), tuple(forward), tuple(backward), loss)

    def _located(self, node: Node) -> str | None:
        match node:
            case Read(array=array) if array in (self.program.input, self.program.target):
                return array.name
            case Read(array=array) if array in self.schedule.values:
                return self.spelled.operand(self.schedule.values[array])
            case Read(array=array):
                return f"self.{array.name}"
        return self.memory.places.get(node)

    def _making(self) -> list[str]:
        spelling = self.spelled.spelling({})
        lines = [f'self.{a.name} = parameters["{a.name}"]' for a in self.program.parameters]
        for name, array in self.program.gradients.items():
            lines.append(f'self.{array.name} = gradient["{name}"]')
        for buffer in self.memory.buffers:
            axes, is_mask = buffer.form
            dtype = "bool" if is_mask else "dtype"
            lines.append(f"self.{buffer.name} = np.empty({spelling.shape(axes)}, {dtype})")
        for alias, buffer in self.memory.aliases.items():
            lines.append(f"self.{alias} = self.{buffer.name}")
        for expression, name in self.attributes.made.items():
            lines.append(f"self.{name} = {expression}")
        return lines


def wrapped(line: str, comment: str, indent: int = 8) -> str:
    """A call with its comment; if that is too long, its arguments on lines of their own."""
    if indent + len(line) + len(comment) <= WIDTH or not line.endswith(")"):
        return line + comment
    opening = line.index("(") + 1
    inside = line[opening:-1]
    if indent + 4 + len(inside) > WIDTH:
        inside = ",\n    ".join((*_arguments(inside), "")).rstrip(" \n")
    return f"{line[:opening]}\n    {inside}\n){comment}"


def _arguments(inside: str) -> list[str]:
    """The arguments of a call: what commas outside all brackets part."""
    found, depth = [""], 0
    for character in inside:
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [argument.strip() for argument in found]
