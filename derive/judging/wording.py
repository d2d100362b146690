"""What reports say around the findings, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from derive.judging.report import CheckReport, Counterexample, Finding, Verdict
from derive.text import Language, Text

VERDICTS: dict[Verdict, Text] = {
    "right": Text(en="right", ja="正しい"),
    "wrong": Text(en="wrong", ja="誤り"),
    "follows": Text(en="following from a wrong line", ja="前の誤りの続き"),
    "unread": Text(en="unread", ja="読めない"),
    "definition": Text(en="definition", ja="定義"),
    "noted": Text(en="noted", ja="条件など"),
}
SIGNS: dict[Verdict, str] = {
    "right": "✓",
    "wrong": "✗",
    "follows": "↳",
    "unread": "?",
    "definition": "≔",
    "noted": "·",
}
ERROR = Text(en="error", ja="誤り")
UNREAD = Text(en="unread", ja="読めません")
STEP = Text(en="step {n}", ja="{n} 番目の等号")
LIKELY = Text(en="likely: {message}", ja="おそらく: {message}")
OR_ELSE = Text(en="or: {message}", ja="または: {message}")
READ_AS = Text(en="read as:", ja="読み方:")
EXPECTED = Text(en="expected:", ja="正しくは:")
MENDED = Text(en="mended:", ja="直すと:")
PROVED = Text(en="proved", ja="証明済み")
AGREES = Text(en="agrees at {n} points", ja="{n} 点で一致")
AT = Text(
    en="at {where}: yours {yours}, true {true}",
    ja="{where} で: あなたの値 {yours}、正しい値 {true}",
)
SEED = Text(en="seed {n}", ja="乱数の種 {n}")
DERIVATION = Text(en="derivation:", ja="導出:")
STEPS_FOLLOW = Text(
    en="steps {first}-{last} follow correctly from this one.",
    ja="{first}〜{last} 番目の等号は、ここからは正しく導かれています。",
)
STEP_FOLLOWS = Text(
    en="step {first} follows correctly from this one.",
    ja="{first} 番目の等号は、ここからは正しく導かれています。",
)
WAITING = Text(
    "Not judged before line {row} can be read: lines {lines}.",
    "{row} 行目が読めるまで判定しない行：{lines}．",
)
NOTHING = Text(
    en="Nothing was found that could be judged.", ja="判定できる式が見つかりませんでした。"
)
TITLE = Text(en="Check of {name}", ja="{name} の検査")


def judged(finding: Finding, language: Language) -> str:
    """How sure a right line is: proved, or in agreement at so many points; else ""."""
    if finding.verdict not in ("right", "follows"):
        return ""
    if finding.is_proved:
        return PROVED.in_language(language)
    return AGREES.in_language(language).format(n=finding.points) if finding.points else ""


def spans_of(lines: Sequence[int]) -> str:
    """Line numbers with runs of neighbours joined: 2, 4-6."""
    runs: list[list[int]] = []
    for line in sorted(set(lines)):
        if runs and line == runs[-1][-1] + 1:
            runs[-1].append(line)
        else:
            runs.append([line])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def numbers(counterexample: Counterexample, language: Language) -> str:
    """A counterexample in one line, with all that makes it again."""
    shapes = " ".join(f"{letter}={size}" for letter, size in counterexample.extents)
    seed = SEED.in_language(language).format(n=counterexample.seed)
    where = ", ".join(part for part in (shapes, seed, counterexample.place) if part)
    return AT.in_language(language).format(
        where=where, yours=counterexample.yours, true=counterexample.true
    )


def summary(report: CheckReport, language: Language) -> str:
    """How many findings there are of each kind, in one line."""
    count = Counter(one.verdict for one in report.findings)
    if not set(count) - {"noted"}:
        return NOTHING.in_language(language)
    always: tuple[Verdict, ...] = ("right", "wrong", "unread")
    sometimes: tuple[Verdict, ...] = ("follows", "definition")
    shown = (*always, *(verdict for verdict in sometimes if count[verdict]))
    if language == "ja":
        return "、".join(f"{VERDICTS[one].ja} {count[one]}" for one in shown) + "。"
    parts = [f"{count[one]} {VERDICTS[one].en}" for one in shown]
    if count["definition"] > 1:
        parts[-1] += "s"
    return ", ".join(parts) + "."


def follow_through(findings: Sequence[Finding], number: int, language: Language) -> list[str]:
    """What is said of the later steps of a chain, once its first wrong step is told."""
    step = findings[number].step
    last = step
    for one in findings[number + 1 :]:
        if one.verdict != "follows" or not step or one.step != last + 1:
            break
        last = one.step
    if last == step:
        return []
    wording = STEP_FOLLOWS if last == step + 1 else STEPS_FOLLOW
    return [wording.in_language(language).format(first=step + 1, last=last)]
