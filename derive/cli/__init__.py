"""The command `derive`: it reads arguments, calls the package, prints; no logic of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from derive.errors import DeriveError

OK, UNUSABLE, INTERRUPTED = 0, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code.

    0: done. 1: the proof failed. 2: the input cannot be used. 130: interrupted.
    """
    # Output may be Japanese or mathematics whatever the terminal's encoding says.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return _run(arguments)
    except DeriveError as error:
        print(f"derive: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # The reader (`head`, a pager) has gone; nothing more is to be said.
        _drop_output()
        return OK
    except OSError as error:
        reason = error.strerror or str(error)
        place = f" ({error.filename})" if error.filename else ""
        print(f"derive: {reason}{place}.", file=sys.stderr)
        _drop_output()
        return UNUSABLE
    except KeyboardInterrupt:
        print("derive: interrupted; nothing was left half-written.", file=sys.stderr)
        return INTERRUPTED


def _run(arguments: Sequence[str] | None) -> int:
    # SymPy reads this when it is imported; its own 1000 makes deep networks half as fast.
    os.environ.setdefault("SYMPY_CACHE_SIZE", "50000")
    try:
        from derive.cli.parser import parser

        chosen = parser().parse_args(arguments)
        from derive.cli import commands

        return commands.run(chosen)
    finally:
        sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told of


def _drop_output() -> None:
    """Send what the stream still holds nowhere: Python would try again at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
