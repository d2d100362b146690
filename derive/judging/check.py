"""A hand derivation, checked: which line is wrong first, why, with a counterexample."""

from __future__ import annotations

from collections.abc import Mapping

from derive.judging.checker import SECONDS, Checker
from derive.judging.context import context_of
from derive.judging.document import networks_of
from derive.judging.findings import stopped
from derive.judging.python_check import check_python, python_questions
from derive.judging.python_source import has_function
from derive.judging.question import Checked, Question
from derive.judging.report import CheckReport, Finding
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
    findings: list[Finding] = []
    questions: dict[int, Question] = {}
    letters: dict[str, str] = {}
    remarks: list[Text] = []
    for part in networks_of(source, has_network=network is not None):
        try:
            context = context_of(source, part.lines, network, notation)
        except ReadingProblem as problem:
            findings += stopped(source, part.lines[part.shared :], problem)
            continue
        checker = Checker(source, context, seconds)
        for number, one in enumerate(part.lines):
            if number >= part.shared:
                checker.take(number, one)
        questions |= {len(findings) + at: one for at, one in checker.questions.items()}
        findings += checker.findings
        remarks += (one for one in context.remarks if one not in remarks)
        letters |= _letters(checker) if network is None else {}
    remarks += (_left_out(source, start) for start in source.left_out)
    report = CheckReport(name, source.text, tuple(findings), tuple(remarks))
    return Checked(report, questions, letters)


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
