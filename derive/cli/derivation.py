"""`derive check`: a file or the standard input, judged, as text, JSON or a page."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from derive.errors import DeriveError, Place
from derive.text import Text

if TYPE_CHECKING:
    from derive.judging.report import CheckReport

Tell = Callable[[str], None]
MOST = 32 * 1024 * 1024  # a notebook with its pictures; what is read of it is bounded elsewhere
RUNS = Text(
    en="derive: this runs the Python code of {name} in a process of its own, with limits of time "
    "and memory; check files only that you would run yourself.",
    ja="derive: {name} の Python コードを、時間とメモリを制限した別プロセスで実行します。"
    "自分で実行してよいファイルだけを調べてください。",
)


def answer(chosen: argparse.Namespace, tell: Tell) -> tuple[bytes, int]:
    """What is said of a derivation, and the exit code: 0 right, 1 wrong, 2 not read.

    Args:
        chosen: The parsed arguments.
        tell: Says a line to the person, apart from the answer.

    Raises:
        DeriveError: The file, the network or the notation cannot be used.
    """
    from derive.judging.check import checked
    from derive.judging.python_source import has_function

    text = read(chosen.file)
    is_python = Path(chosen.file).suffix.lower() == ".py"
    if is_python and (chosen.network is not None or has_function(text)):
        tell(RUNS.in_language(chosen.lang).format(name=chosen.file))
    found = checked(text, network=chosen.network, notation=chosen.notation, name=chosen.file)
    explained: dict[int, str] = {}
    if chosen.explain and found.questions:
        # Only here: the engine and its printing take time to load.
        from derive.judging.explanations import explanations

        explained = explanations(found, chosen.lang, chosen.network, chosen.notation)
    return _written(found.report, chosen, explained), found.report.exit_code


def read(file: str) -> str:
    """The text of a file, or of the standard input for "-", with one kind of line end.

    Raises:
        DeriveError: It cannot be read, is too large, or is not UTF-8.
    """
    if file == "-":
        return _decoded(sys.stdin.buffer, Place())
    path, where = Path(file), Place(file=file)
    if path.is_dir():
        raise DeriveError("This is a folder.", where=where, accepted="Name a file.")
    if not path.exists():
        raise DeriveError("There is no such file.", where=where)
    with path.open("rb") as stream:
        return _decoded(stream, where)


def _decoded(stream: BinaryIO, where: Place) -> str:
    content = stream.read(MOST + 1)
    if len(content) > MOST:
        raise DeriveError("The file is larger than 32 MiB.", where=where)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DeriveError(
            "The text is not in UTF-8.", where=Place(file=where.file, line=line)
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _written(
    report: CheckReport, chosen: argparse.Namespace, explanations: dict[int, str]
) -> bytes:
    """The report in the format that is asked for."""
    kind = chosen.format or _format_of(chosen.output)
    match kind:
        case "json":
            from derive.judging.data import as_data

            found = as_data(report, explanations)
            return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
        case "html":
            from derive.judging.web import web

            return web(report, chosen.lang, explanations).encode()
        case _:
            from derive.judging.print import printed

            text = printed(report, chosen.lang, explanations=explanations, is_quiet=chosen.quiet)
            return (text + "\n").encode("utf-8", "replace")


def _format_of(output: str | None) -> str:
    endings = {".json": "json", ".html": "html", ".htm": "html"}
    return endings.get(Path(output or "").suffix.lower(), "text")
