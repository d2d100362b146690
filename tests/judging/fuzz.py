"""What must hold of any line, however it came about; `python -m tests.judging.fuzz 0 20000`."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Iterator

from derive.errors import DeriveError
from derive.judging.check import check
from derive.judging.print import printed
from derive.judging.report import CheckReport
from derive.reading.parse_tree import Unread
from derive.reading.sources import pieces
from tests.judging.mutations import Mutant, mutants
from tests.judging.whole_readings import readings, unnoticed

PATIENCE = 5.0  # seconds for one document, on a busy machine too


def trouble(mutant: Mutant, seconds: float = 2.0) -> Iterator[str]:
    """What is wrong with the answer to a mutant, whose cause is looked for so long."""
    context, text = mutant.context, mutant.text
    name = f"a.{context.format}"
    notation = context.notation if context.network else ""
    start = time.perf_counter()
    try:
        report = check(text, context.network or None, notation or None, name, seconds=seconds)
        printed(report, "ja" if len(text) % 2 else "en")
    except DeriveError as error:
        if not str(error).strip():
            yield "it is refused without a word"
        return
    except BaseException:  # noqa: BLE001 - whatever escapes is the finding
        yield traceback.format_exc(limit=-4)
        return
    finally:
        spent = time.perf_counter() - start
        if spent > PATIENCE:
            yield f"it took {spent:.1f} s"
    yield from _answered(report)
    yield from _partly_read(text, name)


def _answered(report: CheckReport) -> Iterator[str]:
    """What is wrong with a report by itself."""
    if report.exit_code not in (0, 1, 2):
        yield f"the exit code is {report.exit_code}"
    if any(one.verdict == "unread" for one in report.findings) != (report.exit_code == 2):
        judged = {"right", "wrong", "follows", "definition"}
        if {one.verdict for one in report.findings} & judged:
            yield "an unread line and the exit code do not agree"
    for one in report.findings:
        if not 0 <= one.span.start <= one.span.end <= len(report.text):
            yield f"{one.span} lies outside of the text"
        if one.verdict == "unread" and not one.problem:
            yield "a line is unread without a reason"
        if one.verdict in ("right", "wrong", "follows") and not one.reading:
            yield "a judged line is not echoed"
        if one.verdict == "wrong" and not (one.counterexample or one.remarks or one.diagnoses):
            yield "a wrong line has neither numbers nor a reason"


def _partly_read(text: str, name: str) -> Iterator[str]:
    """Signs of the last formulas of a document that were passed over."""
    source = pieces(text, name)
    for piece in source.formulas[-3:]:
        if not any(isinstance(one, Unread) for one in readings(piece.text, piece, source)):
            yield from (f"passed over: {one}" for one in unnoticed(piece, source))


def main() -> None:
    """Print what is wrong with a range of mutants."""
    first, last = int(sys.argv[1]), int(sys.argv[2])
    began, slowest = time.perf_counter(), (0.0, "")
    for mutant in mutants(last - first, first=first):
        start = time.perf_counter()
        for one in trouble(mutant):
            print(f"--- {mutant.name}\n{mutant.line}\n{one}", flush=True)
        slowest = max(slowest, (time.perf_counter() - start, mutant.name))
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    spent = time.perf_counter() - began
    print(f"{last - first} mutants, {spent:.0f} s, {most} MiB", flush=True)
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}", flush=True)


if __name__ == "__main__":
    main()
