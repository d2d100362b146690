"""Reports typed by hand, for the tests of what is said of them."""

from __future__ import annotations

from derive.judging.report import CheckReport, Counterexample, Diagnosis, Finding
from derive.notation.tokens import Span
from derive.text import Text

CHAIN = r"""Let $t$ be one-hot.
\begin{align}
  \delta_j &= \sum_k \delta_k w_{kj} \\
           &= \delta_j \\
  y &= x
\end{align}
誤差は $L = 1 < 2$ <script>
"""
MESSAGE = Text(en="should be multiplied by f'(z_j)", ja="f'(z_j) を掛けるはずです")


def span_of(text: str, part: str) -> Span:
    """Where a part stands in a text."""
    start = text.index(part)
    return Span(start, start + len(part))


def line_at(text: str, span: Span) -> tuple[int, int]:
    """Line and column, counted from 1."""
    before = text[: span.start]
    return before.count("\n") + 1, span.start - (before.rfind("\n") + 1) + 1


def finding(text: str, part: str, verdict: str, **more: object) -> Finding:
    """A finding about a part of a text."""
    span = span_of(text, part)
    line, column = line_at(text, span)
    values: dict[str, object] = {
        "verdict": verdict,
        "line": line,
        "column": column,
        "step": 0,
        "span": span,
        "source": text.splitlines()[line - 1],
    }
    return Finding(**(values | more))  # type: ignore[arg-type]  # the fields are those of a Finding


def wrong_chain(text: str = CHAIN, name: str = "notes.tex") -> CheckReport:
    """A wrong step, one that follows from it, a right line, and one that is not read."""
    part = r"\sum_k \delta_k w_{kj}"
    cause = Diagnosis(
        "missing-activation-derivative",
        MESSAGE,
        span_of(text, part),
        r"f'(z_j) \sum_k \delta_k w_{kj}",
    )
    other = Diagnosis(
        "swapped-indices", Text(en="swap k and j", ja="k と j"), span_of(text, part), "w_{jk}"
    )
    numbers = Counterexample((("I", 4), ("J", 3), ("K", 2)), 12, "j=1", "-2.53977", "-0.0171873")
    findings = (
        finding(
            text,
            part,
            "wrong",
            step=1,
            reading="delta[j] = sum over k of delta[k]*w[k,j]",
            expected=r"f'(z_j) \sum_k \delta_k w_{kj}",
            counterexample=numbers,
            diagnoses=(cause, other),
        ),
        finding(text, r"\delta_j \\", "follows", step=2, reading="delta[j]", points=6),
        finding(text, "y &= x", "right", reading="y = x", is_proved=True),
        finding(text, "L = 1 < 2", "unread", problem="'<' was met after a side."),
    )
    return CheckReport(name, text, findings, (Text(en="Rows are samples.", ja="行が標本です。"),))
