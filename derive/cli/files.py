"""Writing files whole: to a temporary name first, then renamed; none is left half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from derive.errors import DeriveError


def write(path: Path, content: bytes) -> None:
    """Write one file, or leave what was there.

    Raises:
        DeriveError: The path is a folder, or its folder does not exist.
    """
    if path.is_dir():
        raise DeriveError(f"'{path}' is a folder.", accepted="Name a file.")
    if not path.parent.is_dir():
        raise DeriveError(f"The folder '{path.parent}' does not exist.", accepted="Make it first.")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write several files into a folder, which is made if it is missing.

    Raises:
        DeriveError: The folder's name belongs to a file.
    """
    if folder.exists() and not folder.is_dir():
        raise DeriveError(f"'{folder}' is a file.", accepted="Name a folder.")
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in files]
    for path, content in zip(paths, files.values(), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, content)
    return paths


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
