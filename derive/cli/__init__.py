"""The command `derive`: it reads arguments, calls the package, prints; no logic of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from derive.cli.parser import parser
from derive.errors import DeriveError

OK, FAILED, UNUSABLE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the exit code.

    0: done. 1: the proof failed. 2: the input cannot be used. 130: interrupted.
    """
    chosen = parser().parse_args(arguments)
    # Output may be Japanese or mathematics whatever the terminal's encoding says.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    from derive.cli import commands

    try:
        return commands.run(chosen)
    except DeriveError as error:
        print(f"derive: {error}", file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # The reader (`head`, a pager) has gone; nothing more is to be said.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        reason = error.strerror or str(error)
        place = f" ({error.filename})" if error.filename else ""
        print(f"derive: {reason}{place}.", file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("derive: interrupted; nothing was left half-written.", file=sys.stderr)
        return INTERRUPTED
