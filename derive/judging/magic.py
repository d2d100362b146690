r"""`%%derive_check` in Jupyter: the cell below it is a derivation, and the report appears.

%load_ext derive
%%derive_check --network lecture
\\delta_k = (y_k - t_k) f'(z_k)
"""

from __future__ import annotations

import argparse
import shlex
import sys
from dataclasses import dataclass
from html import escape
from typing import Any, NoReturn, Protocol

from derive.errors import DeriveError
from derive.judging.check import check
from derive.judging.print import printed
from derive.judging.report import CheckReport
from derive.text import Language

MAGIC = "derive_check"


class Shell(Protocol):
    """What is needed of IPython's shell."""

    def register_magic_function(
        self, function: Any, magic_kind: str = "line", magic_name: str | None = None
    ) -> None:
        """Make a function a magic."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as Jupyter and IPython show it.

    Attributes:
        report: What was found.
        language: The language of its words.
    """

    report: CheckReport
    language: Language

    def __repr__(self) -> str:
        return printed(self.report, self.language)

    def _repr_html_(self) -> str:
        from derive.judging.web import web

        # In a frame of its own, the page's styles leave the notebook alone.
        page = escape(web(self.report, self.language), quote=True)
        height = min(900, 160 + 170 * len(self.report.findings))
        style = f"width: 100%; height: {height}px; border: 0; background: #fff"
        return f'<iframe sandbox style="{style}" srcdoc="{page}"></iframe>'


class _Arguments(argparse.ArgumentParser):
    """A parser that ends no program."""

    def error(self, message: str) -> NoReturn:
        raise DeriveError(f"%%{MAGIC}: {message}.", accepted=self.format_usage().strip())


def derive_check(line: str, cell: str) -> Shown | None:
    """The report on a cell; a mistake in how it is asked for is told in one line.

    Args:
        line: The options: --network, --notation, --lang.
        cell: The derivation.
    """
    try:
        chosen = _parser().parse_args(shlex.split(line))
        report = check(cell, network=chosen.network, notation=chosen.notation)
    except DeriveError as error:
        _tell(f"derive: {error}")
        return None
    except ValueError as error:
        _tell(f"derive: %%{MAGIC}: {error}.")
        return None
    return Shown(report, chosen.lang)


def register(shell: Shell) -> None:
    """Make `%%derive_check` known to a shell."""
    shell.register_magic_function(derive_check, magic_kind="cell", magic_name=MAGIC)


def _parser() -> _Arguments:
    parser = _Arguments(prog=f"%%{MAGIC}", add_help=False)
    parser.add_argument("--network", metavar="N")
    parser.add_argument("--notation", metavar="P")
    parser.add_argument("--lang", choices=("ja", "en"), default="en")
    return parser


def _tell(message: str) -> None:
    """A line on the standard error, which a notebook shows below the cell."""
    sys.stderr.write(message + "\n")
