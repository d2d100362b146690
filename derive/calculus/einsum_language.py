"""The language of einsums: texts that `einsum_form` has made, read into index notation.

It is the formula language with whole tensors for entries. Every name stands at
the letters of the place it is met in; `einsum` names the letters of its operands,
and sums over those that its result lacks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sympy import Expr, Integer

from derive.errors import FormulaError
from derive.notation.expression import Delta, Equation, replace_entries, total
from derive.notation.index import Axis, Index
from derive.notation.read_back import Known, tree_read_back
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    formula_error,
    read_equation,
)
from derive.notation.tensor import Role, Tensor
from derive.notation.tokens import OF_EINSUMS

Letters = tuple[Index, ...]


def read_einsum(text: str, known: Known) -> Equation:
    """The index equation that a text such as `dw1 = einsum("nj,ni->ji", delta1, x)` means.

    Raises:
        FormulaError: A name is unknown, or letters do not fit the axes of operands.
    """
    equation = read_equation(text, OF_EINSUMS)
    name = equation.left.name if isinstance(equation.left, Name) else ""
    if name not in known.tensors:
        raise formula_error(text, equation.left.span, "The name of a tensor is expected here.")
    left = known.tensors[name].generic()
    letters = tuple(part for part in left.indices if isinstance(part, Index))
    return Equation(left, _Reading(text, known).at(equation.right, letters))


@dataclass(slots=True)
class _Reading:
    """The walk over one text.

    Attributes:
        text: The text.
        known: The names.
        bound: How many letters were bound so far; each gets a name of its own.
    """

    text: str
    known: Known
    bound: int = 0

    def error(self, tree: Syntax, met: str) -> FormulaError:
        return formula_error(self.text, tree.span, met)

    def at(self, tree: Syntax, letters: Letters) -> Expr:
        """What a text is at letters: its entrywise arithmetic read with stand-ins for the rest."""
        meanings: dict[str, Expr] = {}
        bare = self.bare(tree, letters, meanings)
        stand_ins = {name: Tensor(name, None, (), Role.SIGNAL) for name in meanings}
        tensors = {**self.known.tensors, **stand_ins}
        read = tree_read_back(bare, replace(self.known, tensors=tensors), self.text)
        return replace_entries(read, {stand_ins[name][()]: e for name, e in meanings.items()})

    def bare(self, tree: Syntax, letters: Letters, meanings: dict[str, Expr]) -> Syntax:
        """The tree with a name for every part that has a meaning at the letters."""
        match tree:
            case Number() | Subscript():
                return tree
            case Name(name=name):
                if name in self.known.tensors:
                    meanings[name] = self.entry(tree, letters)
                return tree
            case Call(name="einsum" | "ones" | "eye" as name):
                # The quote, which no tensor's name has, keeps the name apart.
                own = f'{name}"{len(meanings)}'
                meanings[own] = self.whole(tree, letters)
                return Name(own, tree.span)
            case Call(name="size"):
                return tree
            case Call(arguments=arguments):
                return replace(
                    tree, arguments=tuple(self.bare(one, letters, meanings) for one in arguments)
                )
            case Negative(operand=operand):
                return replace(tree, operand=self.bare(operand, letters, meanings))
            case Operation(left=left, right=right):
                first, last = (self.bare(side, letters, meanings) for side in (left, right))
                return replace(tree, left=first, right=last)

    def entry(self, tree: Name, letters: Letters) -> Expr:
        tensor = self.known.tensors[tree.name]
        if not tensor.axes:
            return tensor[()]
        if tensor.axes != tuple(letter.axis for letter in letters):
            raise self.error(tree, f"The axes of '{tree.name}' are not those of its place.")
        return tensor[letters]

    def whole(self, tree: Call, letters: Letters) -> Expr:
        match tree.name:
            case "ones":
                return Integer(1)
            case "eye":
                return Delta(*letters)
            case _:
                return self.einsum(tree, letters)

    def einsum(self, tree: Call, letters: Letters) -> Expr:
        names, result = self.names(tree)
        operands = tree.arguments[1:]
        # A scalar is the same at all letters.
        own_letters = letters if result else ()
        if len(names) != len(operands) or len(result) != len(own_letters):
            raise self.error(tree, "The letters of this einsum do not fit its operands.")
        index = dict(zip(result, own_letters, strict=True))
        bound: list[Index] = []
        for own, operand in zip(names, operands, strict=True):
            for name, axis in zip(own, self.axes(operand, len(own)), strict=True):
                if name not in index:
                    self.bound += 1
                    index[name] = Index(f"{axis.letter}#{self.bound}", axis)
                    bound.append(index[name])
        body: Expr = Integer(1)
        for own, operand in zip(names, operands, strict=True):
            body *= self.at(operand, tuple(index[name] for name in own))
        return total(body, *bound)

    def names(self, tree: Call) -> tuple[list[str], str]:
        first = tree.arguments[0]
        if not isinstance(first, Name) or "->" not in first.name:
            raise self.error(first, "The letters of an einsum are expected here, in quotes.")
        operands, _, result = first.name.strip('"').partition("->")
        return operands.split(","), result

    def axes(self, tree: Syntax, count: int) -> tuple[Axis, ...]:
        """The axes of an operand: those of the first tensor in it that has as many."""
        for part in _parts(tree):
            found: Sequence[Axis] = ()
            match part:
                case Name(name=name) if name in self.known.tensors:
                    found = self.known.tensors[name].axes
                case Call(name="ones" | "eye" as name, arguments=(Name(name=letter),)):
                    found = (self.known.axes[letter],) * (2 if name == "eye" else 1)
                case Call(name="einsum"):
                    found = self.axes_of_result(part)
            if len(found) == count:
                return tuple(found)
        raise self.error(tree, f"No tensor of {count} axes stands in this operand.")

    def axes_of_result(self, tree: Call) -> tuple[Axis, ...]:
        names, result = self.names(tree)
        found: dict[str, Axis] = {}
        for own, operand in zip(names, tree.arguments[1:], strict=True):
            found |= dict(zip(own, self.axes(operand, len(own)), strict=True))
        return tuple(found[name] for name in result)


def _parts(tree: Syntax) -> Sequence[Syntax]:
    """A tree and its parts from left to right; what stands in an einsum has letters of its own."""
    match tree:
        case Call(name="einsum" | "ones" | "eye" | "size"):
            return (tree,)
        case Call(arguments=arguments):
            return (tree, *(part for one in arguments for part in _parts(one)))
        case Operation(left=left, right=right):
            return (*_parts(left), *_parts(right))
        case Negative(operand=operand):
            return _parts(operand)
        case _:
            return (tree,)
