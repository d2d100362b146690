"""Programs for tests, written to a file and imported from there."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from derive.programs.program import Program
from derive.programs.render import Style, blocks

HEADER = "import math\n\nimport numpy as np\n\nParameters = dict[str, np.ndarray]\n"


def text_of(program: Program, style: Style) -> str:
    """A file with the blocks of a program alone."""
    return "\n\n\n".join((HEADER.rstrip("\n"), *blocks(program, style).sources)) + "\n"


def module_of(program: Program, style: Style, folder: Path) -> ModuleType:
    """The program, written into a folder and imported."""
    path = folder / f"generated_{style}.py"
    path.write_text(text_of(program, style), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None, f"{path} cannot be imported"
    assert spec.loader is not None, f"{path} cannot be imported"
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
