"""Texts that `written` has made, read back: the formula language with what only results hold.

That is letters with primes, derivatives of named functions, the first of the
largest entries, derivatives not taken, and any arithmetic in an index slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from sympy import Expr

from derive.notation.expression import Equation, FirstMax, Partial, ScalarFunction, tensors_in
from derive.notation.index import Axis, Index, SizeOf
from derive.notation.language import RESERVED, Scope, expression_of
from derive.notation.syntax import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Subscript,
    Syntax,
    nodes,
    read_equation,
    read_expression,
)
from derive.notation.tensor import Entry, Tensor
from derive.notation.tokens import BY_PROGRAM
from derive.notation.written import axis_letter, function_constants

Meaning = TypeVar("Meaning")

# Derivatives of named functions that a text may name.
MOST_PRIMES = 3

_OPERATIONS: Mapping[str, Callable[..., Expr]] = {
    "first_max": lambda index, body, at: FirstMax(body, index, at),
    "partial": Partial,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What the names in written texts stand for.

    Attributes:
        tensors: Tensors by their names in programs.
        axes: Axes by the letter that means them.
        functions: Named scalar functions without primes, by name and named constants.
    """

    tensors: Mapping[str, Tensor]
    axes: Mapping[str, Axis]
    functions: Mapping[str, ScalarFunction]


def known_from(expressions: Iterable[Expr]) -> Known:
    """The names of all that occurs in some expressions.

    Two things of one name are our mistake: a text could not tell them apart.
    """
    tensors: dict[str, Tensor] = {}
    axes: dict[str, Axis] = {}
    functions: dict[str, ScalarFunction] = {}
    for part in _parts(expressions):
        match part:
            case Tensor():
                _set(tensors, part.code_name, part)
                for axis in part.axes:
                    _set(axes, axis_letter(axis), axis)
            case Index(axis=axis) | SizeOf(axis=axis):
                _set(axes, axis_letter(axis), axis)
            case ScalarFunction():
                _set(functions, _function_key(part), part.with_order(0))
    return Known(tensors, axes, functions)


def _parts(expressions: Iterable[Expr]) -> Iterable[Expr]:
    seen: set[Expr] = set()
    waiting = list(expressions)
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting += part.args
            if isinstance(part, ScalarFunction):
                # Its variable is no name of the network's, only its constants are.
                waiting += tensors_in(part.definition) - {part.variable.tensor}
            yield part


def _set(names: dict[str, Meaning], name: str, meaning: Meaning) -> None:
    assert names.setdefault(name, meaning) == meaning, f"{name} names two things"


def _function_key(function: ScalarFunction) -> str:
    return ", ".join((function.name, *function_constants(function)))


def read_back(text: str, known: Known) -> Expr:
    """The expression that a written text was made from.

    Raises:
        FormulaError: The text holds what was not written from known names.
    """
    return tree_read_back(read_expression(text, BY_PROGRAM), known, text)


def equation_read_back(text: str, known: Known) -> Equation:
    """The equation that a written text was made from; raises as `read_back` does."""
    equation = read_equation(text, BY_PROGRAM)
    left = tree_read_back(equation.left, known, text)
    assert isinstance(left, Entry), f"an equation defines an entry, not {left}"
    return Equation(left, tree_read_back(equation.right, known, text))


def tree_read_back(tree: Syntax, known: Known, text: str) -> Expr:
    """The expression that a syntax tree of a written text means."""
    return expression_of(_prepared(tree), _scope(tree, known), text)


def _scope(tree: Syntax, known: Known) -> Scope:
    """The scope with a letter for every name in the tree that is one."""
    names = {node.name for node in nodes(tree) if isinstance(node, Name)}
    letters = {name: index for name in names if (index := index_named(name, known)) is not None}
    functions = {
        key + "'" * order: function.with_order(order)
        for key, function in known.functions.items()
        for order in range(MOST_PRIMES + 1)
    }
    return Scope(known.tensors, letters, functions, operations=_OPERATIONS, has_free_places=True)


def index_named(name: str, known: Known) -> Index | None:
    """The index that a name is, if any: k, k' and k_2 by their axes, l_i an l along i's axis."""
    base = name.rstrip("'")
    primes = name.removeprefix(base)
    if base in known.axes:
        axis = known.axes[base]
        return Index(axis.letter + primes, axis)
    foreign, _, own = base.partition("_")
    return Index(foreign + primes, known.axes[own]) if own in known.axes else None


def _prepared(tree: Syntax) -> Syntax:
    """The tree with constants of functions in their names, and numbers as the last factors.

    SymPy multiplies a number into a sum at once, which 2*(a + b)*c does not mean.
    """
    match tree:
        case Number() | Name():
            return tree
        case Subscript(places=places):
            return replace(tree, places=tuple(map(_prepared, places)))
        case Negative(operand=operand):
            return replace(tree, operand=_prepared(operand))
        case Operation(sign="*" | "/"):
            return _product(tree)
        case Operation(left=left, right=right):
            return replace(tree, left=_prepared(left), right=_prepared(right))
        case Call(name=name, arguments=arguments):
            return _call(tree, name, tuple(map(_prepared, arguments)))


def _product(tree: Operation) -> Syntax:
    factors = sorted(_factors(tree), key=lambda factor: isinstance(factor[1], Number))
    (sign, product), *rest = factors
    if sign == "/":
        product = Operation("/", Number(Fraction(1), tree.span), product, tree.span)
    for sign, factor in rest:
        product = Operation(sign, product, factor, tree.span)
    return product


def _factors(tree: Syntax) -> list[tuple[str, Syntax]]:
    """The factors of a product in a row, each with its sign * or /; a minus is a factor -1."""
    match tree:
        case Operation(sign="*" | "/" as sign, left=left, right=right):
            last = _factors(right) if sign == "*" else [(sign, _prepared(right))]
            return [*_factors(left), *last]
        case Negative(operand=operand):
            return [("*", Number(Fraction(-1), tree.span)), *_factors(operand)]
        case _:
            return [("*", _prepared(tree))]


def _call(tree: Call, name: str, arguments: tuple[Syntax, ...]) -> Syntax:
    first, *rest = arguments
    is_named = name not in RESERVED and name not in _OPERATIONS
    if not is_named or not rest or not all(isinstance(one, Name) for one in rest):
        return replace(tree, arguments=arguments)
    base = name.rstrip("'")
    constants = ", ".join(one.name for one in rest if isinstance(one, Name))
    return replace(tree, name=f"{base}, {constants}{name.removeprefix(base)}", arguments=(first,))
