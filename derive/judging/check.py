"""A hand derivation, checked: which line is wrong first, why, with a counterexample."""

from __future__ import annotations

from collections.abc import Mapping

from derive.judging.checker import SECONDS, Checker
from derive.judging.context import context_of
from derive.judging.document import lines_of
from derive.judging.findings import stopped
from derive.judging.python_check import check_python, python_questions
from derive.judging.python_source import has_function
from derive.judging.question import Checked
from derive.judging.report import CheckReport
from derive.reading.problems import ReadingProblem
from derive.reading.sources import Source, line_and_column, pieces
from derive.reading.writers_letters import writers_letters
from derive.text import Text


def check(
    text: str,
    network: str | None = None,
    notation: str | None = None,
    name: str = "-",
    *,
    seconds: float = SECONDS,
) -> CheckReport:
    """Check every line of a hand derivation.

    Args:
        text: The document: LaTeX, Markdown, a notebook, plain lines, or a Python file with a
            function `gradients`, which is run in a process of its own.
        network: A network file, an example's name or the one-line form; None where the
            document defines its own network by forward equations.
        notation: The profile that the network's names are written in: a name or a file.
        name: The document's file, whose ending tells its kind; "-" for none.
        seconds: How long to look for the cause of one wrong line at most, and a fourth of how
            long for all of them. Verdicts do not depend on it.

    Raises:
        DeriveError: The document, the network or the profile cannot be used at all.
    """
    return checked(text, network, notation, name, seconds=seconds).report


def checked(
    text: str,
    network: str | None = None,
    notation: str | None = None,
    name: str = "-",
    *,
    seconds: float = SECONDS,
) -> Checked:
    """The same, with what its wrong lines are about; for the engine to derive.

    Raises:
        DeriveError: The document, the network or the profile cannot be used at all.
    """
    if name.lower().endswith(".py") and (network is not None or has_function(text)):
        report = check_python(text, network, name)
        return Checked(report, python_questions(report, network))
    source = pieces(text, name)
    lines = lines_of(source, has_network=network is not None)
    try:
        context = context_of(source, lines, network, notation)
    except ReadingProblem as problem:
        return Checked(CheckReport(name, source.text, tuple(stopped(source, lines, problem))))
    checker = Checker(source, context, seconds)
    for number, one in enumerate(lines):
        checker.take(number, one)
    remarks = (*context.remarks, *(_left_out(source, start) for start in source.left_out))
    report = CheckReport(name, source.text, tuple(checker.findings), remarks)
    return Checked(report, checker.questions, _letters(checker) if network is None else {})


def _left_out(source: Source, start: int) -> Text:
    """That a block of code has not been read."""
    line, _ = line_and_column(source.text, start)
    return Text(
        f"The block of code in line {line} is not read: not every line of it is an equation.",
        f"{line} 行目のコードブロックは読んでいない：すべての行が等式ではない．",
    )


def _letters(checker: Checker) -> Mapping[str, str]:
    """How a document writes the names in its own forward equations."""
    form = checker.context.forms[0]
    if not checker.questions or any(form.layers):  # z^l stands for several names
        return {}
    terms = [one.value for one in form.model.definitions]
    return writers_letters(checker.source.text, terms).quantities
