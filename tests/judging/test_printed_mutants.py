"""Printed formulas with one thing changed: none of them is accepted.

DERIVE_CLOSED_LOOP=all changes every line of three networks in three profiles.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

import pytest

from derive.judging.check import check
from derive.study import derive
from tests.judging.printed_formulas import formulas

SHARE = 1 if os.environ.get("DERIVE_CLOSED_LOOP") == "all" else 6
PROFILES = ("lecture", "ng", "zerotsuku")
NETWORKS = ("lecture", "mlp", "autoencoder")
WRITES_SUMS = r"\[ \sum_{m=1}^{3} m = 6 \]"  # so that no sum may be left out
CHANGES = {
    "a transpose is lost": (r"\^\{\\top\}", ""),
    "a prime is lost": (r"([fghσϕ])'", r"\1"),
    "another layer": (r"\(1\)", "(2)"),
    "indices exchanged": (r"_\{([a-z]) ([a-z])\}", r"_{\2 \1}"),
    "minus for plus": (r" \+ ", " - "),
    "plus for minus": (r" - ", " + "),
    "a sum is lost": (r"\\sum_\{[^{}]*\}\^\{[^{}]*\}", ""),
}
A_ROW_OF_ONES = r"\boldsymbol{1}"  # a lone vector has no other side to lie on


def mutants(line: str) -> Iterator[tuple[str, str]]:
    """What is changed, and the line with one place of its last side changed."""
    at = _last_sign(line)
    if at is None:
        return
    head, side = line[: at + 1], line[at + 1 :]
    yield "a factor 2 too many", rf"{head} 2 \left( {side} \right)"
    yield "the sign is lost", rf"{head} - \left( {side} \right)"
    for name, (pattern, change) in CHANGES.items():
        for found in re.finditer(pattern, side):
            yield name, head + side[: found.start()] + found.expand(change) + side[found.end() :]


def _last_sign(line: str) -> int | None:
    """Where the last equals sign stands that is in no group."""
    depth, at = 0, None
    for found in re.finditer(r"[{}=]", line):
        depth += {"{": 1, "}": -1, "=": 0}[found.group()]
        if found.group() == "=" and depth == 0:
            at = found.start()
    return at


@pytest.mark.parametrize("notation", PROFILES)
@pytest.mark.parametrize("network", NETWORKS)
def test_no_changed_line_is_accepted(network: str, notation: str) -> None:
    lines = formulas(derive(network).document(notation=notation), "en")[::SHARE]
    changed = [one for line in lines for one in mutants(line) if A_ROW_OF_ONES not in one[1]]
    assert len(changed) > 10
    for name, text in changed:
        report = check(rf"\[ {text} \]", network, notation, "handout.tex", seconds=0)
        if name == "a sum is lost":
            report = check(
                f"{WRITES_SUMS}\n\n\\[ {text} \\]", network, notation, "handout.tex", seconds=0
            )
        assert {one.verdict for one in report.findings[-1:]} & {"wrong", "unread", "follows"}, (
            f"{name}: {text}"
        )
