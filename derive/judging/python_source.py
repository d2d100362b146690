"""A Python file whose function `gradients` is judged: it runs apart, within limits.

The code is the user's own and runs with the user's rights (an administrator's are given up):
limits of time, memory, files and processes hold, but the network is not closed to it.
"""

from __future__ import annotations

import ast
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.errors import DeriveError, Place

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[Any]]

RUNNER = Path(__file__).with_name("python_runner.py")
FUNCTION = "gradients"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person's function may take.

    Attributes:
        seconds: Of time, on the clock and on the processor alike.
        memory: Bytes of addresses, NumPy's own included.
        answer: Bytes that it may return; a file that it writes may have twice as many.
    """

    seconds: int = 10
    memory: int = 2 * 2**30
    answer: int = 64 * 2**20


LIMITS = Limits()


def run_gradients(
    source: Path | str, inputs: Mapping[str, Array], *, name: str = "-", limits: Limits = LIMITS
) -> Mapping[str, Array]:
    """What the function `gradients` of a Python file returns for arrays, by name.

    It gets those arrays that its arguments name ("W1" gets w1 where there is no W1); an argument
    `parameters` gets all. Of a tuple, names are those in the function's `return`.

    Args:
        source: A file, or the text of one.
        inputs: Arrays in double precision, by name.
        name: What messages call a text.
        limits: What the function may take.

    Raises:
        DeriveError: The code does not run within its limits, or returns no arrays.
    """
    text, folder = (source, None) if isinstance(source, str) else (_text(source), source.parent)
    where = Place(file=_name(source, name))
    returned = returned_names(text, _name(source, name))
    asked = {
        "name": where.file,
        "folder": None if folder is None else str(folder.resolve()),
        "seconds": limits.seconds,
        "memory": limits.memory,
        "bytes": limits.answer,
    }
    with tempfile.TemporaryDirectory(prefix="derive.") as made:
        _store(Path(made), text, inputs, asked)
        status = _run(Path(made), limits.seconds)
        return _answer(Path(made), status, where, returned)


def has_function(text: str) -> bool:
    """Whether a file looks as if it defines the function."""
    return re.search(rf"^def\s+{FUNCTION}\b", text, re.MULTILINE) is not None


def returned_names(text: str, name: str) -> tuple[str, ...]:
    """What the last `return` of `gradients` calls its parts, where it gives names; else ().

    Raises:
        DeriveError: The text is no Python, or defines no such function.
    """
    function = _function(text, name)
    parts: tuple[str, ...] = ()
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and node.value is not None:
            value = node.value
            inner = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
            names = [part.id for part in inner if isinstance(part, ast.Name)]
            parts = tuple(names) if len(names) == len(inner) else ()
    return parts


def line_of_gradient(text: str, name: str, gradient: str) -> int:
    """The line that last gives a gradient its value, by its name or as an entry; else `def`'s.

    Raises:
        DeriveError: The text is no Python, or defines no such function.
    """
    function = _function(text, name)
    line = function.lineno
    for node in ast.walk(function):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                is_name = isinstance(part, ast.Name) and part.id == gradient
                if is_name or (isinstance(part, ast.Constant) and part.value == gradient):
                    line = max(line, target.lineno)
    return line


def _function(text: str, name: str) -> ast.FunctionDef:
    where = Place(file=None if name == "-" else name)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        where = Place(file=where.file, line=error.lineno, column=error.offset)
        raise DeriveError(f"This is no Python: {error.msg}.", where=where) from None
    except (ValueError, RecursionError, MemoryError):
        raise DeriveError("This is no Python.", where=where) from None
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == FUNCTION:
            return node
    raise DeriveError(
        f"The file defines no function '{FUNCTION}'.",
        where=where,
        accepted=f"Write 'def {FUNCTION}(x, t, w1, ...):' that returns a dict or a tuple.",
    )


def _name(source: Path | str, name: str) -> str:
    return name if isinstance(source, str) else str(source)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DeriveError("The text is not in UTF-8.", where=Place(file=str(path))) from None


def _store(
    folder: Path, text: str, inputs: Mapping[str, Array], asked: Mapping[str, object]
) -> None:
    import numpy as np

    (folder / "source.py").write_text(text, encoding="utf-8")
    (folder / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    content = io.BytesIO()
    np.savez(content, **{name: np.asarray(array) for name, array in inputs.items()})  # type: ignore[arg-type]  # its stubs let names shadow an option
    (folder / "inputs.npz").write_bytes(content.getvalue())


def _run(folder: Path, seconds: int) -> int | None:
    """The exit status of the function's process, or None if its time ran out."""
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "SYSTEMROOT") if key in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", "-B", str(RUNNER), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={**kept, **single},
        start_new_session=True,
    )
    try:
        # Two seconds for Python and NumPy to start; the processor's time is limited within.
        return process.wait(timeout=seconds + 2)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            process.kill()
    process.wait()


def _answer(
    folder: Path, status: int | None, where: Place, returned: tuple[str, ...]
) -> Mapping[str, Array]:
    """The arrays that were written, or what is said of their absence."""
    problem, answer = folder / "problem.json", folder / "answer.npz"
    if problem.exists() and problem.stat().st_size:
        told = _problem(problem)
        raise DeriveError(told[0], where=Place(file=where.file, line=told[1]))
    out_of_time = status is None or (sys.platform != "win32" and status == -signal.SIGXCPU)
    if out_of_time or status == -9:
        raise DeriveError(f"'{FUNCTION}' took too long and was ended.", where=where)
    if not answer.exists() or not answer.stat().st_size:
        raise DeriveError(f"'{FUNCTION}' ended without an answer (status {status}).", where=where)
    return _arrays(answer, where, returned)


def _problem(path: Path) -> tuple[str, int | None]:
    """What the runner says went wrong, and in which line."""
    try:
        told = json.loads(path.read_text(encoding="utf-8", errors="replace")[:4000])
        line = told["line"]
        return str(told["met"])[:1000], line if isinstance(line, int) else None
    except (ValueError, KeyError, TypeError):
        return f"'{FUNCTION}' ended in a way that cannot be told.", None


def _arrays(answer: Path, where: Place, returned: tuple[str, ...]) -> Mapping[str, Array]:
    """The arrays by name; those of a tuple get the names in its `return`."""
    import zipfile

    import numpy as np

    try:
        with np.load(answer, allow_pickle=False) as stored:
            labels = [str(label) for label in stored["arr_0"]]
            arrays = [stored[f"arr_{number}"] for number in range(1, len(labels) + 1)]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        raise DeriveError(f"What '{FUNCTION}' gave cannot be read.", where=where) from None
    if not all(label.isdecimal() for label in labels):
        return dict(zip(labels, arrays, strict=True))
    if len(returned) != len(labels):
        raise DeriveError(
            f"Which gradients '{FUNCTION}' returns is not said.",
            where=where,
            accepted='Return names, "return dw1, db1", or a dict, "return {"dw1": dw1}".',
        )
    return dict(zip(returned, arrays, strict=True))
