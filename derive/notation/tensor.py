"""Tensors and their entries."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sympy import Expr
from sympy.core.expr import AtomicExpr
from sympy.core.sympify import _sympify

from derive.notation.index import Axis, Index, index_of


class Role(StrEnum):
    """What a tensor is in a network; profiles choose its letter by it."""

    INPUT = "input"
    PARAMETER = "parameter"
    SIGNAL = "signal"
    PREACTIVATION = "preactivation"
    PREDICTION = "prediction"
    TARGET = "target"
    LOSS = "loss"
    COST = "cost"
    CONSTANT = "constant"
    NOISE = "noise"
    STATE = "state"
    TANGENT = "tangent"
    GRADIENT = "gradient"


class Tensor(AtomicExpr):  # type: ignore[misc]  # SymPy is untyped
    """A named array: its axes, the layer it belongs to, and its role.

    Attributes:
        name: The letter of the formula, e.g. "w"; a gradient has its tensor's name.
        layer: The layer's number, or None for what belongs to no layer.
        axes: One axis a slot.
        role: What it is.
        of: For a gradient, the tensor that the cost is differentiated by; for a tangent,
            the tensor whose change it is.
        content: What makes two tensors equal, for SymPy.
    """

    __slots__ = ("axes", "content", "layer", "name", "of", "role")
    is_commutative = True
    __iter__ = None  # SymPy takes whatever can be iterated over for a list of expressions.
    name: str
    layer: int | None
    axes: tuple[Axis, ...]
    role: Role
    of: Tensor | None
    content: tuple[Any, ...]

    def __new__(
        cls,
        name: str,
        layer: int | None,
        axes: tuple[Axis, ...],
        role: Role,
        *,
        of: Tensor | None = None,
    ) -> Tensor:
        tensor = AtomicExpr.__new__(cls)
        tensor.name, tensor.layer, tensor.axes = name, layer, axes
        tensor.role, tensor.of = role, of
        kind = (role.value, "" if of is None else of.role.value)
        tensor.content = (name, -1 if layer is None else layer, *kind, axes)
        return tensor  # type: ignore[no-any-return]  # SymPy is untyped

    def __getnewargs_ex__(self) -> tuple[tuple[Any, ...], dict[str, Any]]:
        return (self.name, self.layer, self.axes, self.role), {"of": self.of}

    def _hashable_content(self) -> tuple[Any, ...]:
        return self.content

    def __getitem__(self, indices: Any) -> Entry:
        """The entry at some indices: `w[j, i]`."""
        return Entry(self, *(indices if isinstance(indices, tuple) else (indices,)))

    def generic(self) -> Entry:
        """The entry at the axes' own letters, a repeated letter primed."""
        chosen: list[Index] = []
        for axis in self.axes:
            index = index_of(axis)
            while any(index.name == other.name for other in chosen):
                index = Index(index.name + "'", axis)
            chosen.append(index)
        return Entry(self, *chosen)

    @property
    def code_name(self) -> str:
        """The name in programs and on the command line: "w1", "z2", "delta1", "dw1", "w1_dot"."""
        if self.of is not None:
            if self.role is Role.TANGENT:
                return f"{self.of.code_name}_dot"
            if self.is_error_signal:
                return f"delta{self.of.layer}"
            return "d" + self.of.code_name
        return self.name + self.suffix

    @property
    def is_error_signal(self) -> bool:
        """Whether this is the gradient by what a layer gives out before its activation."""
        return (self.of is not None and self.role is Role.GRADIENT) and (
            self.of.role is Role.PREACTIVATION
            or (self.of.role is Role.PREDICTION and self.of.layer is not None)
        )

    @property
    def suffix(self) -> str:
        """The layer's number as text; empty where names need none."""
        if self.layer is None or self.role in (Role.INPUT, Role.TARGET, Role.PREDICTION):
            return ""
        return str(self.layer)

    def _sympystr(self, printer: Any) -> str:
        return self.code_name

    _sympyrepr = _sympystr


class Entry(Expr):  # type: ignore[misc]  # SymPy is untyped
    """One scalar of a tensor: the tensor and an index expression a slot."""

    is_commutative = True
    is_real = True

    def __new__(cls, tensor: Tensor, *indices: Any) -> Entry:
        assert len(indices) == len(tensor.axes), f"{tensor.code_name} has {len(tensor.axes)} slots"
        return Expr.__new__(cls, tensor, *(_sympify(index) for index in indices))  # type: ignore[no-any-return]  # SymPy is untyped

    @property
    def tensor(self) -> Tensor:
        """The tensor."""
        return self.args[0]  # type: ignore[no-any-return]  # SymPy is untyped

    @property
    def indices(self) -> tuple[Expr, ...]:
        """The index expressions, one a slot."""
        return tuple(self.args[1:])

    def _sympystr(self, printer: Any) -> str:
        inside = ",".join(printer._print(index) for index in self.indices)
        return f"{self.tensor.code_name}[{inside}]" if inside else self.tensor.code_name


def gradient_of(tensor: Tensor) -> Tensor:
    """The tensor of the cost's derivatives by `tensor`, in the same shape."""
    return Tensor(tensor.name, tensor.layer, tensor.axes, Role.GRADIENT, of=tensor)


def tangent_of(tensor: Tensor, block: tuple[Axis, ...] = ()) -> Tensor:
    """The change of `tensor` along a direction, or one for each entry of a block of directions."""
    return Tensor(tensor.name, tensor.layer, (*tensor.axes, *block), Role.TANGENT, of=tensor)
