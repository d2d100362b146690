"""The arguments of every command, with their help texts. Imports nothing heavy."""

from __future__ import annotations

import argparse
import os
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from derive import __version__
from derive.cli.command_parser import CommandParser
from derive.cli.uses import EXAMPLE_LINE, USES

SHELLS = ("bash", "zsh", "fish", "powershell", "tcsh")

_ABOUT = """\
Derives backpropagation for a neural network from its forward formulas alone, and tells it as a
handout, writes it as a NumPy training program, and proves that the two agree."""

_FOLDER = Path(__file__).resolve().parents[1] / "network" / "examples"
EXAMPLES = sorted(path.stem for path in _FOLDER.glob("*.toml"))

_KINDS = f"NETWORK is a TOML file, the name of an example ({', '.join(EXAMPLES)}), or one line:"
_NETWORK = f"{textwrap.fill(_KINDS, width=100)}\n  {EXAMPLE_LINE}"


def parser(complete: Mapping[str, Any] | None = None) -> argparse.ArgumentParser:
    """The parser of the whole command line.

    Args:
        complete: For shell completion: what "network" and "file" arguments complete to.
    """
    whole = argparse.ArgumentParser(
        prog="derive",
        description=_ABOUT,
        epilog="`derive COMMAND --help` tells more, with examples.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--version", action="version", version=f"derive {__version__}")
    commands = whole.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=CommandParser
    )
    marks = complete or {}
    _build(commands, marks)
    _handout(commands, marks)
    _code(commands, marks)
    _verify(commands, marks)
    _explain(commands, marks)
    _check(commands, marks)
    _show(commands, marks)
    _new(commands, marks)
    _layers(commands)
    _data(commands, marks)
    _completion(commands)
    _gallery(commands)
    return whole


def _command(commands: Any, name: str, summary: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"examples:\n  {USES[name]}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return made


def _marked(argument: argparse.Action, marks: Mapping[str, Any], kind: str) -> None:
    if kind in marks:
        argument.complete = marks[kind]  # type: ignore[attr-defined]  # shtab reads it


def _network(command: argparse.ArgumentParser, marks: Mapping[str, Any]) -> None:
    command.epilog = f"{_NETWORK}\n\n{command.epilog}"
    argument = command.add_argument("network", metavar="NETWORK", help="file, example or line")
    _marked(argument, marks, "network")


def _output(command: argparse.ArgumentParser, marks: Mapping[str, Any], what: str) -> None:
    argument = command.add_argument("-o", "--output", metavar="FILE", help=what)
    _marked(argument, marks, "file")


def default_language() -> str:
    """Japanese where the terminal speaks it, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "ja" if spoken.startswith("ja") else "en"


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--lang",
        choices=("ja", "en"),
        default=default_language(),
        help="language (default: that of the terminal, %(default)s)",
    )


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="for people or for other tools"
    )


def _engine(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--engine",
        choices=("auto", "typst", "lualatex", "uplatex"),
        default="auto",
        help="what sets the PDF (default: typst, which comes with derive)",
    )


def _date(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--date", metavar="TEXT", help="printed below the title (default: today; '' for none)"
    )


def _notation(command: argparse.ArgumentParser, marks: Mapping[str, Any]) -> None:
    argument = command.add_argument(
        "--notation",
        metavar="PROFILE",
        help="letters and layout: bishop, cs231n, d2l, lecture, ng, nielsen, zerotsuku, or a file "
        "of your own whose name ends in .toml (default: lecture)",
    )
    _marked(argument, marks, "network")


def _second(command: argparse.ArgumentParser, what: str) -> None:
    command.add_argument(
        "--second",
        type=_names,
        metavar="NAMES",
        help=f"{what}: products with the Hessian and its like, and the Hessian's blocks of some "
        "parameters, e.g. w1 or w1,b2; '' for no block",
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _seeds(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--seeds",
        type=_count,
        default=3,
        metavar="N",
        help="how many random points the proof looks at (default: %(default)s)",
    )


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"a whole number from 1 to 1000 is needed, not {text!r}")
    return int(text)


def _build(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "build", "write handout, program and proof into one folder")
    _network(command, marks)
    command.add_argument("-o", "--output", metavar="DIR", default="out", help="default: out")
    command.add_argument(
        "--lang", choices=("ja", "en", "both"), default="both", help="default: both"
    )
    _engine(command)
    _notation(command, marks)
    _date(command)
    _seeds(command)


def _handout(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "handout", "write the derivation as a handout")
    _network(command, marks)
    command.add_argument(
        "--to", choices=("pdf", "html", "tex"), help="default: by the ending of FILE, else pdf"
    )
    _language(command)
    _engine(command)
    _notation(command, marks)
    _date(command)
    _second(command, "a section on second derivatives too")
    _output(command, marks, "default: the standard output for tex and html, NAME.pdf for pdf")


def _code(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "code", "write a training program that needs only NumPy")
    _network(command, marks)
    command.add_argument("--backend", choices=("numpy",), default="numpy", help="default: numpy")
    command.add_argument(
        "--style",
        choices=("fast", "plain"),
        default="fast",
        help="fast trains; plain says the handout's equations line for line (default: fast)",
    )
    _second(command, "instead, functions of second derivatives")
    _output(command, marks, "default: the standard output")


def _verify(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "verify", "check steps, gradients and program on numbers")
    _network(command, marks)
    _seeds(command)
    _language(command)
    _format(command)


def _explain(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "explain", "print the chain of steps to one gradient")
    _network(command, marks)
    command.add_argument(
        "name", metavar="NAME", nargs="?", help="a parameter or signal, e.g. w1 or z2; default: all"
    )
    command.add_argument("--batch", action="store_true", help="derive over a batch of samples")
    _notation(command, marks)
    _language(command)
    _format(command)


def _check(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "check", "say which line of a hand derivation is wrong, and why")
    argument = command.add_argument(
        "file", metavar="FILE", help="tex, md, ipynb, txt or py; '-' for the standard input"
    )
    _marked(argument, marks, "file")
    argument = command.add_argument(
        "--network", metavar="NETWORK", help="file, example or line; else the text defines its own"
    )
    _marked(argument, marks, "network")
    argument = command.add_argument(
        "--notation", metavar="PROFILE", help="whose letters: lecture, bishop, ..., or a file"
    )
    _marked(argument, marks, "file")
    _language(command)
    command.add_argument(
        "--format", choices=("text", "json", "html"), help="default: by the ending of OUT, or text"
    )
    _output(command, marks, "default: the standard output")
    command.add_argument("--explain", action="store_true", help="derive what a wrong line missed")
    command.add_argument("--quiet", action="store_true", help="say nothing of right lines")


def _show(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "show", "print layers, shapes and parameter counts")
    _network(command, marks)
    _format(command)


def _new(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "new", "write a commented network file to start from")
    argument = command.add_argument(
        "file", metavar="FILE", nargs="?", default="network.toml", help="default: %(default)s"
    )
    _marked(argument, marks, "file")
    command.add_argument("--force", action="store_true", help="write over a file that is there")


def _layers(commands: Any) -> None:
    command = _command(commands, "layers", "list every layer, activation and loss")
    command.add_argument("--kind", choices=("layer", "activation", "loss"), help="default: all")
    _language(command)
    _format(command)


def _data(commands: Any, marks: Mapping[str, Any]) -> None:
    command = _command(commands, "data", "write a data file to try a program on")
    kinds = command.add_subparsers(dest="data", metavar="KIND", required=True)
    small = kinds.add_parser("digits", help="1797 handwritten digits of 8 x 8 pixels")
    _output(small, marks, "default: digits.npz")
    text = kinds.add_parser("text", help="the characters of texts, each with the one after it")
    argument = text.add_argument("files", metavar="FILE", nargs="+", help="texts in UTF-8")
    _marked(argument, marks, "file")
    text.add_argument(
        "--length", type=_count, default=32, metavar="N", help="characters of a window (32)"
    )
    _output(text, marks, "default: text.npz")


def _completion(commands: Any) -> None:
    command = _command(
        commands, "completion", "print the script that completes `derive` in a shell"
    )
    command.add_argument("shell", choices=SHELLS)


def _gallery(commands: Any) -> None:
    command = _command(commands, "gallery", "write or compare the examples in generated/")
    group = command.add_mutually_exclusive_group(required=True)
    group.add_argument("--write", action="store_true", help="write every file anew")
    group.add_argument("--check", action="store_true", help="say which files differ")
    command.add_argument("--folder", metavar="DIR", default="generated", help="default: generated")
