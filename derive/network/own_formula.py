"""A user's own formula: read and checked before any network uses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import get_args

from derive.errors import FormulaError, did_you_mean
from derive.formulas.axes import Axes, formula_axes
from derive.formulas.formula import Formula, Kind
from derive.formulas.reader import KEYS, formula_from
from derive.network.formula_texts import Located, within
from derive.notation.expression import ScalarFunction
from derive.notation.index import Axis, Index
from derive.notation.language import RESERVED, Scope, expression_of
from derive.notation.syntax import Call, Name, Subscript, Syntax, nodes, read_expression
from derive.notation.tensor import Role, Tensor
from derive.tables.item import Item, is_name

LAYER_KEYS = ("formula", "name", "inputs", "initial", "share")
BLOCK_KEYS = ("block", "repeat")
LOSS_KEYS = ("formula", "of", "target", "inputs", "weight")

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


def own_formula(
    item: Item, name: str, functions: Iterable[str], *, reserved: Collection[str] = ()
) -> Formula:
    """The formula that a user's table describes.

    Args:
        item: The table.
        name: The formula's name.
        functions: Names of scalar functions that its equations call.
        reserved: Words that none of its options may be called.

    Raises:
        FormulaError: A key or an equation is wrong.
        NetworkError: A value is of the wrong kind.
    """
    kind, callable_names = own_kind(item), frozenset(functions)
    item.known_table(("kind", *KEYS), f"The formula '{name}'")
    _check_numbers(item)
    table = {key: value.value for key, value in item.table().items() if key != "kind"}
    if isinstance(table.get("sizes"), dict):  # a number may stand without quotes
        table["sizes"] = {
            key: _size(inside) for key, inside in item.table()["sizes"].table().items()
        }
    with Located(item):
        formula = formula_from(table, name=name, kind=kind, functions=callable_names)
        axes = formula_axes(formula, callable_names)
        _check_meaning(formula, axes, callable_names)
        _check_sizes(formula, axes)
        formula = _with_free_sizes(formula, axes)
        _check_kind(formula)
        _check_options(formula, reserved)
    return formula


def _size(item: Item) -> object:
    return item.value if isinstance(item.value, str) else str(item.size())


def is_elementwise(formula: Formula) -> bool:
    """Whether a formula is a function of one number, which other formulas may call."""
    return (
        formula.kind == "activation"
        and formula.arriving == (*formula.inputs[:1], *formula.constants)
        and not formula.options
        and not any(isinstance(node, Subscript) for node in _parts(formula))
    )


def _parts(formula: Formula) -> Iterator[Syntax]:
    for equation in formula.equations:
        yield from nodes(equation.left, equation.right)


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


def _check_meaning(formula: Formula, axes: Axes, functions: frozenset[str]) -> None:
    """Read every equation as an expression once, on stand-ins for axes and functions."""
    numbers = {*axes.letters.values(), *(axis for slots in axes.tensors.values() for axis in slots)}
    stand_ins = {number: Axis(f"axis{number}", "i", "I") for number in numbers}
    options = {name: default or 1 for name, default in formula.options.items()}
    tensors = {
        name: Tensor(name, None, tuple(stand_ins[axis] for axis in slots), Role.SIGNAL)
        for name, slots in axes.tensors.items()
    }
    letters = {name: Index(name, stand_ins[axis]) for name, axis in axes.letters.items()}
    made = {name: ScalarFunction(name, 0, _VARIABLE[()], _VARIABLE[()]) for name in functions}
    extents = dict.fromkeys(stand_ins.values(), 1)
    scope = Scope(tensors, letters, made, numbers=options, extents=extents)
    updates = (rule.update for rule in formula.states)
    for equation in (*formula.equations, *formula.inference, *formula.facts, *updates):
        for side in (equation.left, equation.right):
            expression_of(side, scope, equation.text)


def _check_sizes(formula: Formula, axes: Axes) -> None:
    """Sizes and conditions speak of options, and of letters that the equations have."""
    arithmetic = (text for text in formula.sizes.values() if not text.isidentifier())
    for text in (*arithmetic, *formula.conditions):
        parts = list(nodes(read_expression(text)))
        sized = {one for call in parts if isinstance(call, Call) for one in call.arguments}
        for part in parts:
            if not isinstance(part, Name):
                continue
            known = axes.letters if part in sized else formula.options
            if part.name not in known and not (part in sized and part.name in formula.options):
                what = "letter" if part in sized else "option"
                raise FormulaError(
                    f"'{part.name}' in '{text}' is no {what} of this formula.",
                    accepted=did_you_mean(part.name, known),
                )


def _with_free_sizes(formula: Formula, axes: Axes) -> Formula:
    """The formula with the size option "units" for an axis that nothing else sizes."""
    arriving = {axis for name in formula.inputs for axis in axes.tensors[name]}
    arriving |= {axis for name, axis in axes.whole.items() if name in formula.inputs}
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
    if not formula.inputs:
        raise FormulaError(f"The formula '{formula.name}' has no inputs.")
    if formula.kind == "activation" and len(formula.inputs) != 1:
        raise FormulaError(
            f"The activation '{formula.name}' has {len(formula.inputs)} inputs.",
            accepted="A formula of this kind has one input, x.",
        )
    if formula.kind != "loss":
        return
    if formula.inputs == formula.targets:
        raise FormulaError(
            f"The loss '{formula.name}' has targets alone.",
            accepted="One of its inputs must be a prediction, y.",
        )
    if formula.parameters or formula.size_options or formula.states:
        own = [rule.name for rule in formula.parameters]
        own += [rule.name for rule in formula.states]
        names = ", ".join((*own, *formula.size_options))
        raise FormulaError(
            f"The loss '{formula.name}' cannot have parameters or options of its own ({names}).",
            accepted="A number that stays fixed is a constant: constants = { c = 1 }.",
        )


def _check_options(formula: Formula, reserved: Collection[str]) -> None:
    """Every option of a layer has one meaning."""
    switches = sorted({rule.when for rule in formula.parameters if rule.when is not None})
    options = [*formula.size_options, *formula.constants, *switches]
    taken = LOSS_KEYS if formula.kind == "loss" else (*LAYER_KEYS, *BLOCK_KEYS)
    for option in options:
        if not is_name(option):
            raise FormulaError(f"'{option}' is no name for an option.")
        if option in taken or options.count(option) > 1:
            raise FormulaError(
                f"The option '{option}' of '{formula.name}' has two meanings.",
                accepted="Choose another name for one of them.",
            )
        if option in reserved and option not in formula.constants:
            raise FormulaError(
                f"The option '{option}' of '{formula.name}' has two meanings.",
                accepted="Choose another name for it.",
            )
