"""A user's own formula: read and checked before any network uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import get_args

from derive.errors import FormulaError
from derive.formulas.axes import Axes, axes_of
from derive.formulas.formula import Formula, Kind
from derive.formulas.reader import KEYS, formula_from
from derive.network.formula_texts import Located, nodes, within
from derive.network.item import Item, is_name
from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.language import RESERVED, Scope, expression_of
from derive.notation.syntax import Call, Subscript, Syntax
from derive.notation.tensor import Role, Tensor

LAYER_KEYS = ("formula", "name", "inputs", "initial")

_VARIABLE = Tensor("u", None, (), Role.SIGNAL)


def own_kind(item: Item) -> Kind:
    """What a user's formula is, by its key "kind"."""
    kinds: tuple[Kind, ...] = get_args(Kind)
    table = item.table()
    if "kind" not in table:
        raise item.key_error(
            f"The formula '{item.key}' has no kind.",
            'Accepted: kind = "layer", "activation" or "loss".',
        )
    chosen = table["kind"].choice(kinds)
    return next(kind for kind in kinds if kind == chosen)


def function_names(formula: Formula) -> frozenset[str]:
    """The named functions that a formula's equations call."""
    called = (node.name for node in _parts(formula) if isinstance(node, Call))
    return frozenset(called) - RESERVED


def own_formula(item: Item, name: str, functions: Iterable[str]) -> Formula:
    """The formula that a user's table describes.

    Args:
        item: The table.
        name: The formula's name.
        functions: Names of scalar functions that its equations call.

    Raises:
        FormulaError: A key or an equation is wrong.
        NetworkError: A value is of the wrong kind.
    """
    kind, callable_names = own_kind(item), frozenset(functions)
    item.known_table(("kind", *KEYS), f"The formula '{name}'")
    _check_numbers(item)
    table = {key: value.value for key, value in item.table().items() if key != "kind"}
    with Located(item):
        formula = formula_from(table, name=name, kind=kind, functions=callable_names)
        axes = _axes(formula, callable_names)
        _check_meaning(formula, axes, callable_names)
        formula = _with_free_sizes(formula, axes)
        _check_kind(formula)
        _check_options(formula)
    return formula


def is_elementwise(formula: Formula) -> bool:
    """Whether a formula is a function of one number, which other formulas may call."""
    return (
        formula.kind == "activation"
        and len(formula.inputs) == 1
        and not formula.parameters
        and not any(isinstance(node, Subscript) for node in _parts(formula))
    )


def _parts(formula: Formula) -> Iterator[Syntax]:
    for equation in formula.equations:
        yield from nodes(equation.left)
        yield from nodes(equation.right)


def _check_numbers(item: Item) -> None:
    """Numbers that are too large to be meant would take all memory once they are exact."""
    table = item.table()
    for constant in table["constants"].table().values() if "constants" in table else ():
        constant.number()
    for kink in table["kinks"].items() if "kinks" in table else ():
        parts = kink.table("For example: kinks = [{ at = 0, derivative = 0 }].")
        for key, part in parts.items():
            if key == "at" or not isinstance(part.value, str):
                part.number()
    for part in within(item):
        if not isinstance(part.value, str | bool | dict | list):
            part.number()


def _axes(formula: Formula, functions: frozenset[str]) -> Axes:
    rules = (rule.name for rule in formula.parameters)
    return axes_of(
        formula.equations,
        arriving=(*formula.inputs, *rules, *formula.constants),
        functions=functions,
        conditions=formula.facts,
    )


def _check_meaning(formula: Formula, axes: Axes, functions: frozenset[str]) -> None:
    """Read every equation as an expression once, on stand-ins for axes and functions."""
    numbers = {*axes.letters.values(), *(axis for slots in axes.tensors.values() for axis in slots)}
    stand_ins = {number: Axis(f"axis{number}", "i", "I") for number in numbers}
    tensors = {
        name: Tensor(name, None, tuple(stand_ins[axis] for axis in slots), Role.SIGNAL)
        for name, slots in axes.tensors.items()
    }
    letters = {name: Index(name, stand_ins[axis]) for name, axis in axes.letters.items()}
    made = {name: ScalarFunction(name, 0, _VARIABLE[()], _VARIABLE[()]) for name in functions}
    scope = Scope(tensors, letters, made)
    for equation in (*formula.equations, *formula.facts):
        for side in (equation.left, equation.right):
            expression_of(side, scope, equation.text)


def _with_free_sizes(formula: Formula, axes: Axes) -> Formula:
    """The formula with the size option "units" for an axis that nothing else sizes."""
    arriving = {axis for name in formula.inputs for axis in axes.tensors[name]}
    sized = {axes.letters[letter] for letter in formula.sizes}
    free: dict[int, str] = {}
    for letter, axis in axes.letters.items():
        if axis not in arriving | sized:
            free.setdefault(axis, letter)
    if not free:
        return formula
    letters = list(free.values())
    if len(letters) > 1 or "units" in formula.sizes.values():
        suggested = ", ".join(f'{letter} = "size_{letter}"' for letter in letters)
        raise FormulaError(
            f"The formula '{formula.name}' leaves the sizes of the indices "
            f"{', '.join(letters)} open: no input carries them.",
            accepted=f"Say which option gives each: sizes = {{ {suggested} }}.",
        )
    return replace(formula, sizes={**formula.sizes, letters[0]: "units"})


def _check_kind(formula: Formula) -> None:
    wanted: Mapping[Kind, tuple[int, str]] = {
        "activation": (1, "one input, x"),
        "loss": (2, "two inputs, the prediction y and the target t"),
    }
    count, inputs = wanted.get(formula.kind, (len(formula.inputs), ""))
    if len(formula.inputs) != count:
        raise FormulaError(
            f"The {formula.kind} '{formula.name}' has {len(formula.inputs)} inputs.",
            accepted=f"A formula of this kind has {inputs}.",
        )
    if not formula.inputs:
        raise FormulaError(f"The formula '{formula.name}' has no inputs.")
    if formula.kind == "loss" and (formula.parameters or formula.sizes):
        names = ", ".join((*(rule.name for rule in formula.parameters), *formula.sizes))
        raise FormulaError(
            f"The loss '{formula.name}' cannot have parameters or sizes of its own ({names}).",
            accepted="A number that stays fixed is a constant: constants = { c = 1 }.",
        )


def _check_options(formula: Formula) -> None:
    """Every option of a layer has one meaning."""
    switches = sorted({rule.when for rule in formula.parameters if rule.when is not None})
    options = [*sorted(set(formula.sizes.values())), *formula.constants, *switches]
    for option in options:
        if not is_name(option):
            raise FormulaError(f"'{option}' is no name for an option.")
        if option in LAYER_KEYS or options.count(option) > 1:
            raise FormulaError(
                f"The option '{option}' of '{formula.name}' has two meanings.",
                accepted="Choose another name for one of them.",
            )
