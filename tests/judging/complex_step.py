"""True derivatives of a forward pass: complex steps at every named value, no typed formula.

A value that is shifted by i·10⁻³⁰ moves all that follows from it; the imaginary parts, over the
step, are the derivatives to full precision. A forward pass must therefore be analytic: no `abs`,
and comparisons look at the real part.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Given = dict[str, Array]
Node = Callable[[str, Any], Array]
Forward = Callable[[Given, Node], None]
Labels = Literal["one-hot", "soft"]

STEP = 1e-30


class Point:
    """Values of a forward pass at one point, by name, and their derivatives."""

    def __init__(self, forward: Forward, given: Given) -> None:
        self._forward = forward
        self._given = given
        self._tangents: dict[str, dict[str, Array]] = {}
        self._values = {name: value.real for name, value in self._run("", 0).items()}

    def __getattr__(self, name: str) -> Array:
        """A value by its name."""
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def d(self, of: str, by: str) -> Array:
        """The total derivative of one value by another; the axes of `of` come first."""
        if by not in self._tangents:
            self._tangents[by] = self._tangents_of(by)
        return self._tangents[by][of]

    def g(self, by: str) -> Array:
        """The gradient of the loss "L", in the shape of the value."""
        return self.d("L", by)

    def _run(self, moved: str, shift: Any) -> dict[str, Array]:
        values: dict[str, Array] = {}

        def node(name: str, value: Any) -> Array:
            assert name not in values, f"{name} is computed twice."
            values[name] = np.asarray(value) + shift if name == moved else np.asarray(value)
            return values[name]

        self._forward({name: node(name, value) for name, value in self._given.items()}, node)
        return values

    def _tangents_of(self, by: str) -> dict[str, Array]:
        shape = self._values[by].shape
        runs = []
        for place in np.ndindex(shape):
            shift = np.zeros(shape, complex)
            shift[place] = 1j * STEP
            runs.append(self._run(by, shift))
        return {
            name: np.stack([run[name].imag / STEP for run in runs], axis=-1).reshape(
                value.shape + shape
            )
            for name, value in self._values.items()
        }


Side = Callable[[Point], Any]
Sides = dict[str, tuple[Side, ...]]


def slope(function: Callable[[Array], Array], at: Array) -> Array:
    """The derivative of a function of one number, at every entry."""
    derivative: Array = function(at + 1j * STEP).imag / STEP
    return derivative


def sigmoid(z: Array) -> Array:
    """The logistic function."""
    return 1 / (1 + np.exp(-z))


def relu(z: Array) -> Array:
    """max(0, z), by the real part."""
    positive: Array = np.where(np.real(z) > 0, z, 0)
    return positive


def bent(z: Array) -> Array:
    """A function without parity or other virtue: what an abstract f stands for."""
    return np.sin(0.9 * z + 0.4) + 0.3 * z**2 + 0.2 * z


def softmax(z: Array) -> Array:
    """Softmax along the last axis."""
    powers: Array = np.exp(z)
    total: Array = powers.sum(-1, keepdims=True)
    return powers / total


def extents(rng: np.random.Generator, count: int, *, least: int = 2) -> list[int]:
    """So many different sizes."""
    return [least + int(size) for size in rng.permutation(count + 1)[:count]]


def labels(rng: np.random.Generator, shape: tuple[int, ...], kind: Labels) -> Array:
    """Targets that sum to 1 along the last axis."""
    if kind == "one-hot":
        return np.eye(shape[-1])[rng.integers(shape[-1], size=shape[:-1])]
    weights: Array = rng.uniform(0.2, 1.5, size=shape)
    total: Array = weights.sum(-1, keepdims=True)
    return weights / total


def binary(rng: np.random.Generator, shape: tuple[int, ...], kind: Labels) -> Array:
    """Targets between 0 and 1, or at the ends."""
    if kind == "soft":
        numbers: Array = rng.uniform(0.1, 0.9, size=shape)
        return numbers
    ends = np.arange(np.prod(shape)) % 2  # both of them
    mixed: Array = rng.permutation(ends.astype(float))
    return mixed.reshape(shape)
