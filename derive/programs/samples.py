"""The arrays of samples that a generated program reads, and the words that it has for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.programs.initial import shape_text
from derive.programs.signatures import signature

Law = Literal["bernoulli", "normal", "uniform"]


@dataclass(frozen=True, slots=True)
class DataFacts:
    """An array of samples: its name, the shape of one sample, and how many values it has.

    `classes` is None for real numbers; whole numbers run from 0 to classes - 1.
    """

    name: str
    shape: tuple[int, ...]
    classes: int | None = None


@dataclass(frozen=True, slots=True)
class NoiseFacts:
    """A random array: its name, the shape of one sample, and how it is drawn."""

    name: str
    shape: tuple[int, ...]
    law: Law
    probability: float = 0.5


@dataclass(frozen=True, slots=True)
class Samples:
    """What a program's data consist of."""

    inputs: tuple[DataFacts, ...]
    targets: tuple[DataFacts, ...]
    noise: tuple[NoiseFacts, ...]

    @property
    def is_simple(self) -> bool:
        """Whether they are x and t, x of real numbers: a table can hold them then."""
        names = [one.name for one in self.data]
        return names == ["x", "t"] and self.inputs[0].classes is None

    @property
    def data(self) -> tuple[DataFacts, ...]:
        """What a data file holds, in order."""
        return (*self.inputs, *self.targets)

    def words(self) -> dict[str, object]:
        """What the templates print."""
        first = self.inputs[0]
        target = self.targets[0] if self.targets else None
        return {
            "simple": self.is_simple,
            "first": first.name,
            "input_names": ", ".join(one.name for one in self.inputs),
            "input_text": "; ".join(f"{one.name}: {_batch_shape(one)}" for one in self.inputs),
            "input_shape": shape_text(first.shape),
            "input_count": len(self.inputs),
            "has_target": target is not None,
            "target": target.name if target else "",
            "target_shape": shape_text(target.shape) if target else "",
            "target_classes": target.classes if target else None,
            "target_dtype": "np.int64" if target and target.classes else "self.dtype",
            **self._tables(),
            **self._train_words(),
            **self._noise_words(),
        }

    def _tables(self) -> dict[str, object]:
        whole = [one for one in self.data if one.classes is not None]
        real = tuple(one.name for one in self.inputs if one.classes is None)
        return {
            "data_table": _table({one.name: shape_text(one.shape) for one in self.data}),
            "whole_table": _table({one.name: str(one.classes) for one in whole}) if whole else "",
            "has_whole": bool(whole),
            "real_inputs": repr(real).replace("'", '"'),
        }

    def _train_words(self) -> dict[str, object]:
        names = [one.name for one in self.data]
        listed = ", ".join(names)
        simple = self.is_simple
        return {
            "data": [{"name": one.name, "words": self._argument(one)} for one in self.data],
            "data_tuple": f"({listed})" if len(names) > 1 else f"({listed},)",
            "data_type": "tuple[np.ndarray, np.ndarray]" if simple else "tuple[np.ndarray, ...]",
            "data_words": _and(names),
            "data_help": f"array{'s' * (len(names) > 1)} {_and(names)}",
            "own_first": "self.x" if simple else "self.data[0]",
            "own_data": "self.x, self.t" if simple else "*self.data",
            "validation_words": "inputs and targets" if self.targets else "inputs",
        }

    def _argument(self, one: DataFacts) -> str:
        kind = "inputs" if one in self.inputs else "targets"
        if self.is_simple:
            return f"{kind}, (samples, *{'INPUT' if kind == 'inputs' else 'TARGET'}_SHAPE)"
        whole = "" if one.classes is None else f", whole numbers below {one.classes}"
        return f"{kind}, {_batch_shape(one)}{whole}"

    def _noise_words(self) -> dict[str, object]:
        plain = self.is_simple and not self.noise
        return {
            "noise": [_draw(one) for one in self.noise],
            "drawn": f"({_draw(self.noise[0])},)" if len(self.noise) == 1 else "",
            "noise_names": _and([one.name for one in self.noise]),
            "step_head": signature(
                "step_function",
                ["gradient: Parameters", "batch: int"],
                f"Callable[{'[np.ndarray, np.ndarray]' if plain else '...'}, float]",
            ),
            "step_names": "(x, t)" if plain else "a batch's arrays",
        }


def _draw(noise: NoiseFacts) -> str:
    """The expression that draws a random array."""
    shape = ", ".join(("samples", *map(str, noise.shape)))
    shape = f"({shape})" if noise.shape else "(samples,)"
    match noise.law:
        case "bernoulli":
            return f"(random.random({shape}, dtype) < {noise.probability!r}).astype(dtype)"
        case "normal":
            return f"random.standard_normal({shape}, dtype)"
        case "uniform":
            return f"random.random({shape}, dtype)"


def _batch_shape(one: DataFacts) -> str:
    return f"({', '.join(('samples', *map(str, one.shape)))})"


def _table(entries: dict[str, str]) -> str:
    """A dictionary as text, an entry a line."""
    lines = [f'    "{name}": {value},' for name, value in entries.items()]
    return "\n".join(["{", *lines, "}"])


def _and(names: list[str]) -> str:
    """Names in a sentence."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)
