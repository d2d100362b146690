"""Whether the numbers of a worked example fit the network that they are for."""

from __future__ import annotations

from collections.abc import Mapping

from derive.errors import NetworkError, ShapeError, did_you_mean
from derive.network.architecture import Example
from derive.tables.item import Numbers, shape, shape_text

TARGET = "t"


def check_example(example: Example | None, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Check names and shapes that only the sized network knows.

    Args:
        example: The numbers for one sample, or None.
        shapes: The shapes of the target, `t`, and of every parameter, by name.

    Raises:
        NetworkError: A parameter is named that does not exist.
        ShapeError: Numbers have another shape than their tensor.
    """
    if example is None:
        return
    parameters = {name: extents for name, extents in shapes.items() if name != TARGET}
    for name in (*example.parameters, *example.frozen):
        if name not in parameters:
            raise NetworkError(
                f"The example names '{name}', which is no parameter of this network.",
                where=example.place,
                accepted=did_you_mean(name, parameters),
            )
    _check_shape(example, TARGET, example.t, shapes[TARGET])
    for name, numbers in example.parameters.items():
        _check_shape(example, name, numbers, parameters[name])


def _check_shape(example: Example, name: str, numbers: Numbers, wanted: tuple[int, ...]) -> None:
    if shape(numbers) != wanted:
        extents = f"shape ({', '.join(map(str, wanted))})" if wanted else "a single number"
        raise ShapeError(
            f"'{name}' of the example is {shape_text(numbers)}, but {extents} is needed.",
            where=example.place,
        )
