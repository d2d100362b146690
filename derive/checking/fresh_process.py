"""Runs generated programs where nothing of this package is loaded: `python -I THIS CASES RESULTS`.

CASES is JSON: programs by name, and points with parameters (states among them)
and arrays (inputs, targets, noise, in the order of the program's arguments) as
nested lists; which arrays hold whole numbers, and how many are inputs. RESULTS
is JSON: for every program, type of number and point the loss and the
gradients, and in double precision the slopes of the program's own loss.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

TYPES = ("float64", "float32")
DRAWS = 20000
STEP = 2.0**-17  # near the cube root of double precision, where a central difference is best


def main(cases: Path, results: Path) -> None:
    """Run every program at every point, and write what came out."""
    warnings.simplefilter("error")
    asked = json.loads(cases.read_text(encoding="utf-8"))
    found: dict[str, Any] = {}
    for name, path in asked["programs"].items():
        program = loaded(name, Path(path))
        found[name] = {kind: [_run(program, p, kind) for p in asked["points"]] for kind in TYPES}
        found[name]["slopes"] = [_slopes(program, p) for p in asked["points"]]
    results.write_text(json.dumps(found), encoding="utf-8")


def loaded(name: str, path: Path) -> ModuleType:
    """The program as a module."""
    spec = importlib.util.spec_from_file_location(f"generated_{name}", path)
    assert spec is not None, path
    assert spec.loader is not None, path
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _arrays(point: dict[str, Any], kind: str) -> tuple[dict[str, Any], list[Any]]:
    parameters = {
        name: np.asarray(value, dtype=kind) for name, value in point["parameters"].items()
    }
    types = ["int64" if is_whole else kind for is_whole in point["whole"]]
    arrays = [
        np.asarray(values, dtype=own) for values, own in zip(point["arrays"], types, strict=True)
    ]
    return parameters, arrays


def _run(program: ModuleType, point: dict[str, Any], kind: str) -> dict[str, Any]:
    parameters, arrays = _arrays(point, kind)
    loss, gradients = program.gradients(parameters, *arrays)
    predicted = program.predict(parameters, *arrays[: point["inputs"]])
    predictions = predicted if isinstance(predicted, tuple) else (predicted,)
    updated: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    if point["states"]:
        updated = program.updated_state(parameters, *arrays)
        kept = _kept(program, parameters, arrays)
    data = arrays[: len(arrays) - point["noise"]]
    in_use = getattr(program, "inference_loss", None)
    return {
        "loss": float(loss),
        "own_loss": float(program.loss(parameters, *arrays)),
        "loss_in_use": None if in_use is None else float(in_use(parameters, *data)),
        "noise": _noise_moments(program, kind) if point["noise"] else [],
        "kept_states": {name: np.asarray(kept[name], dtype=float).tolist() for name in kept},
        "predictions": [np.asarray(one, dtype=float).tolist() for one in predictions],
        "types": sorted({str(np.asarray(gradient).dtype) for gradient in gradients.values()}),
        "gradients": {
            name: np.asarray(gradient, dtype=float).tolist() for name, gradient in gradients.items()
        },
        "states": {
            name: np.asarray(value, dtype=float).tolist() for name, value in updated.items()
        },
    }


def _kept(program: ModuleType, parameters: dict[str, Any], arrays: list[Any]) -> dict[str, Any]:
    """The states that a step of training leaves behind."""
    own = {name: value.copy() for name, value in parameters.items()}
    gradient = {name: np.empty_like(own[name]) for name in program.PARAMETERS}
    program.step_function(own, gradient, len(arrays[0]))(*arrays)
    return {name: own[name] for name in program.STATE}


def _noise_moments(program: ModuleType, kind: str) -> list[list[float]]:
    """The mean and the mean square of each random array, over many samples."""
    drawn = program.draw_noise(np.random.default_rng(1), DRAWS, np.dtype(kind))
    return [[float(np.mean(one)), float(np.mean(np.square(one)))] for one in drawn]


def _slopes(program: ModuleType, point: dict[str, Any]) -> dict[str, Any]:
    """Central differences of the program's own loss."""
    parameters, arrays = _arrays(point, "float64")
    slopes = {}
    for name in program.PARAMETERS:
        values = parameters[name]
        slope = np.empty_like(values)
        for at in np.ndindex(values.shape):
            sides = []
            for step in (STEP, -STEP):
                moved = values.copy()
                moved[at] += step
                sides.append(program.loss({**parameters, name: moved}, *arrays))
            slope[at] = (sides[0] - sides[1]) / (2 * STEP)
        slopes[name] = slope.tolist()
    return slopes


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
