"""The checker over the whole corpus, and the table of what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from derive.judging.check import check
from derive.judging.report import Finding
from tests.judging.corpus_entries import Chain, Context, Line, chain_text, contexts, document

HEADINGS = (
    "topic",
    "right lines",
    "accepted",
    "rejected",
    "unread",
    "wrong lines",
    "found",
    "accepted",
    "unread",
    "right diagnosis first",
    "chains",
    "first wrong sign exact",
)
PATIENCE = 60.0  # seconds for a cause: what is found depends on no clock, on a busy machine too
JUDGED = ("right", "wrong", "follows", "unread")


@dataclass(slots=True)
class Results:
    """What the checker said of the entries of one topic.

    Attributes:
        counts: How many lines of each label got each verdict, and how many chains were exact.
        failures: What is not as it should be, one sentence each.
    """

    counts: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def results() -> dict[str, Results]:
    """The results by topic."""
    found: dict[str, Results] = {}
    for context in contexts():
        one = found.setdefault(context.topic, Results())
        for line in context.lines:
            _line(context, line, one)
        for chain in context.chains:
            _chain(context, chain, one)
    return found


def _findings(context: Context, piece: Line | Chain) -> list[Finding]:
    """The findings on one entry, behind the document that it stands in."""
    text = document(context, piece)
    notation = context.notation if context.network else ""
    name = f"x.{context.format}"
    report = check(text, context.network or None, notation or None, name, seconds=PATIENCE)
    own = piece.line if isinstance(piece, Line) else chain_text(piece)
    start = text.rindex(own)
    return [one for one in report.findings if one.span.start >= start and one.verdict in JUDGED]


def _line(context: Context, line: Line, results: Results) -> None:
    found = _findings(context, line)
    label = "right" if line.is_right else "wrong"
    verdict = found[-1].verdict if found else "unread"
    results.counts[f"{label} lines"] += 1
    results.counts[f"{label}, {verdict}"] += 1
    if verdict != label:
        results.failures.append(f"`{line.id}` is {label} and was said to be {verdict}.")
    elif label == "wrong":
        codes = [one.code for one in found[-1].diagnoses]
        is_first = bool(codes) and codes[0] in (line.mistake, *line.also)
        results.counts["diagnosed"] += is_first
        if not is_first:
            said = codes[0] if codes else "nothing"
            results.failures.append(f"`{line.id}`: {line.mistake} was taken for {said}.")


def _chain(context: Context, chain: Chain, results: Results) -> None:
    verdicts = [one.verdict for one in _findings(context, chain)]
    first = next((at for at, one in enumerate(verdicts, 1) if one != "right"), 0)
    results.counts["chains"] += 1
    is_exact = first == chain.first and "unread" not in verdicts
    results.counts["exact chains"] += is_exact
    if not is_exact:
        results.failures.append(
            f"`{chain.id}`: the first wrong sign is {chain.first}, not {first}."
        )


def table(found: dict[str, Results]) -> str:
    """The results as Markdown, known failures included."""
    return "\n".join([*_rows(found), "", *_failures(found)]) + "\n"


def _rows(found: dict[str, Results]) -> Iterator[str]:
    yield "# What the checker says of the corpus"
    yield ""
    yield "Written by `tests/judging/test_corpus.py` (`DERIVE_WRITE=1` writes it anew)."
    yield ""
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|" + "---|" * len(HEADINGS)
    total: Counter[str] = Counter()
    for topic in sorted(found):
        total.update(found[topic].counts)
        yield _row(topic, found[topic].counts)
    yield _row("**all**", total)


def _row(topic: str, counts: Counter[str]) -> str:
    names: Sequence[str] = (
        "right lines",
        "right, right",
        "right, wrong",
        "right, unread",
        "wrong lines",
        "wrong, wrong",
        "wrong, right",
        "wrong, unread",
        "diagnosed",
        "chains",
        "exact chains",
    )
    return f"| {topic} | " + " | ".join(str(counts[name]) for name in names) + " |"


def _failures(found: dict[str, Results]) -> Iterator[str]:
    failures = [one for topic in sorted(found) for one in found[topic].failures]
    yield "Known failures:" if failures else "No known failures."
    yield from (f"- {one}" for one in failures)
