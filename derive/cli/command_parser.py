"""A parser of one command's arguments that reads them alike in every version of Python."""

from __future__ import annotations

import argparse
from collections.abc import Sequence


class CommandParser(argparse.ArgumentParser):
    """A parser whose last positional argument may be left out, or stand after options.

    Python before 3.13 takes it as left out there (python/cpython#59317).
    """

    def parse_known_args(  # type: ignore[override]  # one of its two overloads
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """What was chosen, and what is left over."""
        chosen, rest = super().parse_known_args(args, namespace)
        for argument in self._get_positional_actions():
            is_left_out = argument.nargs == "?" and getattr(chosen, argument.dest) is None
            if is_left_out and len(rest) == 1 and not rest[0].startswith("-"):
                setattr(chosen, argument.dest, rest.pop())
        return chosen, rest
