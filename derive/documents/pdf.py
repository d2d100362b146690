"""A Document as a PDF by the engine asked for; the answer says which engine ran, and why."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

from derive.documents.document import Document
from derive.documents.latex import latex_source
from derive.documents.typst import typst_pdf
from derive.errors import DeriveError, MissingToolError
from derive.text import Language

Engine: TypeAlias = Literal["auto", "typst", "lualatex", "uplatex"]
TEX_COMMANDS = {
    "lualatex": (("lualatex", "-interaction=nonstopmode", "-halt-on-error", "handout.tex"),),
    "uplatex": (
        ("uplatex", "-interaction=nonstopmode", "-halt-on-error", "handout.tex"),
        ("dvipdfmx", "-q", "-f", "ptex-haranoaji.map", "-f", "uptex-haranoaji.map", "handout.dvi"),
    ),
}
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Pdf:
    """The bytes of a PDF, the engine that set it, and why it was that engine."""

    content: bytes
    engine: Literal["typst", "lualatex", "uplatex"]
    reason: str


def pdf(document: Document, language: Language, engine: Engine = "auto") -> Pdf:
    """The document as a PDF.

    "auto" is Typst, which comes with this package; where it is missing, the first TeX engine
    that is found.

    Raises:
        MissingToolError: The engine asked for, or for "auto" every engine, is not installed.
        DeriveError: TeX stopped at an error; the message has its first lines.
    """
    match engine:
        case "typst":
            return Pdf(typst_pdf(document, language), "typst", "typst was asked for")
        case "lualatex" | "uplatex":
            content = _by_tex(document, language, engine)
            return Pdf(content, engine, f"{engine} was asked for")
        case "auto":
            return _by_first_found(document, language)


def _by_first_found(document: Document, language: Language) -> Pdf:
    """The PDF by Typst, else by a TeX engine on the search path."""
    if find_spec("typst") is not None:
        return Pdf(typst_pdf(document, language), "typst", "typst needs no TeX")
    names: tuple[Literal["lualatex", "uplatex"], ...] = ("lualatex", "uplatex")
    for name in names:
        if shutil.which(name) is not None:
            content = _by_tex(document, language, name)
            return Pdf(content, name, f"the package typst is missing, {name} is installed")
    raise MissingToolError(
        "A PDF needs the Python package 'typst' or a TeX engine, and neither is installed.",
        accepted="Install it with: pip install typst",
    )


def _by_tex(document: Document, language: Language, name: Literal["lualatex", "uplatex"]) -> bytes:
    """The PDF by one TeX engine, in a folder that is removed afterwards."""
    for command in TEX_COMMANDS[name]:
        if shutil.which(command[0]) is None:
            raise MissingToolError(
                f"The engine '{name}' needs the program '{command[0]}', which is not installed.",
                accepted="Install TeX Live with Japanese, or use the engine 'typst'.",
            )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "handout.tex").write_text(latex_source(document, language), encoding="utf-8")
        for command in TEX_COMMANDS[name]:
            _run(command, place)
        return (place / "handout.pdf").read_bytes()


def _run(command: tuple[str, ...], folder: Path) -> None:
    """Run one program in the folder, without a clock in its output."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
    result = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False
    )
    if result.returncode != 0:
        said = result.stdout.decode(errors="replace").splitlines()
        errors = [line for line in said if line.startswith("!")] or said[-3:]
        raise DeriveError(f"{command[0]} could not set the handout: {' '.join(errors)}")
