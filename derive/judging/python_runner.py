"""Runs a person's `gradients` in a process of its own: `python -I THIS FOLDER` with its limits.

FOLDER holds `source.py`, `inputs.npz` and `asked.json`; `answer.npz` or `problem.json` is written
into it. Nothing of this package is loaded. Before the person's code begins, memory, time,
files and new processes are limited, and the rights of an administrator are given up.
"""

from __future__ import annotations

import inspect
import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.abc import SourceLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import numpy as np
import numpy.linalg
import numpy.random  # noqa: F401  # loaded before rights to read files are given up

NOBODY = 65534
WHOLE = ("parameters", "params")
MOST_ARRAYS = 400


class UnusableError(Exception):
    """What the person's code did that cannot be used."""


def main(folder: Path) -> None:
    """Run the function, and write what it gave, or why it gave nothing."""
    source = (folder / "source.py").read_text(encoding="utf-8")
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    with np.load(folder / "inputs.npz", allow_pickle=False) as stored:
        inputs = {name: stored[name] for name in stored.files}
    # Opened while that is allowed: the person's code has fewer rights.
    with (folder / "answer.npz").open("wb") as answer, (folder / "problem.json").open("wb") as told:
        own = asked["folder"]
        if own is not None:
            sys.path.append(own)
        _limit(asked)
        try:
            found = _packed(_called(source, asked["name"], inputs), asked["bytes"])
        except UnusableError as error:
            told.write(json.dumps({"met": str(error)[:1000], "line": None}).encode())
        except BaseException as error:  # noqa: BLE001  # whatever a person's code raises is told
            told.write(json.dumps(_raised(error, asked["name"])).encode())
        else:
            answer.write(found)
        answer.flush()
        told.flush()
        os._exit(0)  # nothing that the code left behind runs on


def _limit(asked: Mapping[str, Any]) -> None:
    """Limit what the process may take, and give up the rights of an administrator."""
    if sys.platform == "win32":
        return
    import resource

    limits = {
        resource.RLIMIT_CPU: asked["seconds"],
        resource.RLIMIT_AS: asked["memory"],
        resource.RLIMIT_FSIZE: 2 * asked["bytes"],
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for limit, most in limits.items():
        _lower(limit, most)
    if os.geteuid() == 0:
        with suppress(OSError):  # where they cannot be given up, the limit of time holds
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    _lower(resource.RLIMIT_NPROC, 0)


def _lower(limit: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    import resource

    hard = resource.getrlimit(limit)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(OSError, ValueError):  # a system may know no such limit; that of time holds
        resource.setrlimit(limit, (most, most))


class _Given(SourceLoader):
    """Loads a module from a text that is read already: its file may be out of reach by now."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name

    def get_filename(self, fullname: str) -> str:
        """The name that errors give."""
        del fullname
        return self.name

    def get_data(self, path: str | bytes) -> bytes:
        """The text; nothing compiled is kept beside it."""
        if path != self.name:
            raise OSError(f"There is no {path!r}.")
        return self.text.encode()


def _called(source: str, name: str, inputs: Mapping[str, Any]) -> Any:
    """What the function `gradients` of a program returns."""
    spec = spec_from_loader("derivation", _Given(source, name))
    assert spec is not None, name
    assert spec.loader is not None, name
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    function = getattr(module, "gradients", None)
    if not callable(function):
        raise UnusableError("The file defines no function 'gradients'.")
    return function(**_arguments(function, inputs))


def _arguments(function: Callable[..., Any], inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays that a function asks for, by the names of its parameters."""
    plain = {_plain(name): name for name in inputs}
    chosen: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            chosen |= {name: array.copy() for name, array in inputs.items() if name not in chosen}
        elif parameter.kind is parameter.VAR_POSITIONAL:
            continue
        elif parameter.kind is parameter.POSITIONAL_ONLY:
            raise UnusableError(f"The argument '{name}' of 'gradients' cannot be given by name.")
        elif name in inputs or _plain(name) in plain:
            chosen[name] = inputs[name if name in inputs else plain[_plain(name)]].copy()
        elif name in WHOLE:
            chosen[name] = {known: array.copy() for known, array in inputs.items()}
        elif parameter.default is parameter.empty:
            known = ", ".join(sorted(inputs))
            raise UnusableError(f"'gradients' asks for '{name}'; the network has {known}.")
    return chosen


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _packed(returned: Any, most: int) -> bytes:
    """The arrays that were returned, by name or by number, in one file's bytes."""
    if isinstance(returned, tuple | list):
        inner = [part for part in returned if isinstance(part, dict)]
        returned = inner[0] if inner else dict(enumerate(returned))
    elif not isinstance(returned, dict):
        returned = {0: returned}
    if not returned:
        raise UnusableError("'gradients' returns nothing.")
    if len(returned) > MOST_ARRAYS:
        raise UnusableError(f"'gradients' returns more than {MOST_ARRAYS} arrays.")
    arrays = {str(name): _array(name, value) for name, value in returned.items()}
    if sum(array.nbytes for array in arrays.values()) > most:
        raise UnusableError(f"'gradients' returns more than {most // 2**20} MiB.")
    content = io.BytesIO()
    labels = np.array(list(arrays), dtype=np.str_)
    np.savez(content, labels, *arrays.values())
    return content.getvalue()


def _array(name: object, value: Any) -> Any:
    """A value as an array of double precision."""
    if value is None:
        raise UnusableError(f"What 'gradients' returns for '{name}' is None.")
    try:
        return np.asarray(value, dtype=np.float64)
    except (TypeError, ValueError):
        raise UnusableError(f"What 'gradients' returns for '{name}' is no array.") from None


def _raised(error: BaseException, name: str) -> dict[str, Any]:
    """What an exception says, and the last line of the person's file that it passed."""
    line = error.lineno if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        said = str(error)[:500]
    except Exception:  # noqa: BLE001  # an exception may fail to say what it is
        said = ""
    if isinstance(error, SystemExit):
        return {"met": "The code ends the program before it returns gradients.", "line": line}
    colon = ": " if said else ""
    return {"met": f"The code raises {type(error).__name__}{colon}{said}.", "line": line}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
