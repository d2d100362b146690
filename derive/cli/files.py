"""Writing files whole: to a temporary name first, then renamed; none is left half-written."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from derive.errors import DeriveError


def check(path: Path) -> None:
    """Refuse a place where no file can be, before any work is done for it.

    Raises:
        DeriveError: The path is a folder, or its folder does not exist.
    """
    if path.is_dir():
        raise DeriveError(f"'{path}' is a folder.", accepted="Name a file.")
    if not path.parent.is_dir():
        raise DeriveError(f"The folder '{path.parent}' does not exist.", accepted="Make it first.")


def check_folder(folder: Path) -> None:
    """Refuse a place where no folder can be made or filled, before any work is done for it.

    Raises:
        DeriveError: A part of the path is a file, or writing there is not allowed.
    """
    standing = next(part for part in (folder, *folder.absolute().parents) if part.exists())
    if not standing.is_dir():
        raise DeriveError(f"'{standing}' is a file.", accepted="Name a folder.")
    if not os.access(standing, os.W_OK):
        raise DeriveError(f"Writing into '{standing}' is not allowed.", accepted="Name another.")


def write(path: Path, content: bytes) -> None:
    """Write one file, or leave what was there; a link stays, and the file it names is written.

    Raises:
        DeriveError: Nothing can be written there.
    """
    check(path)
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe is written to, never replaced
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise DeriveError(f"'{path}' cannot be written: {error.strerror}.") from None


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".derive.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write several files into a folder, which is made if it is missing.

    Raises:
        DeriveError: The folder cannot be made or filled.
    """
    check_folder(folder)
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
