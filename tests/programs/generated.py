"""Generated programs for tests: written to a file, and imported from there."""

from __future__ import annotations

from functools import cache

from derive.calculus.derivation import Derivation, derivation_of
from derive.network.network import build
from derive.network.reader import read_network, read_toml
from derive.programs.program import Program
from derive.programs.write import program_for
from tests.programs.modules import HEADER, module_of, text_of

__all__ = ["HEADER", "derivation_of_line", "module_of", "program_of_line", "text_of"]


def derivation_of_line(line: str) -> Derivation:
    """The derivation of a network over a batch: of a line, an example, or a file's text."""
    architecture = read_toml(line) if "\n" in line else read_network(line)
    return derivation_of(build(architecture)).in_batch()


@cache
def program_of_line(line: str) -> Program:
    """The program of a network."""
    return program_for(derivation_of_line(line))
