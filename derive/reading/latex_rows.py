r"""Rows of a piece of LaTeX: what `\\` and the environments part, what belongs together again."""

from __future__ import annotations

from collections.abc import Sequence

from derive.notation.tokens import Token
from derive.reading.latex_commands import CASES, LAYOUTS
from derive.reading.tokens import depth_of

_JOINING = frozenset(["+", "-", "dot", "cross", "/", "odot", "*"])
_IDLE = frozenset(["&", "quad", "open.", "close."])


def latex_rows(tokens: Sequence[Token]) -> list[list[Token]]:
    """The rows that are read by themselves; a row that goes on in the next is one with it."""
    rows = _split(_unwrapped(tokens))
    joined = _joined(rows, across_brackets=True)
    if joined and _depth(joined[-1]) > 0:  # a bracket that never closes spoils its own row alone
        joined = _joined(rows, across_brackets=False)
    return joined


def _joined(rows: Sequence[Sequence[Token]], *, across_brackets: bool) -> list[list[Token]]:
    joined: list[list[Token]] = []
    open_brackets = 0
    for row in rows:
        cells = _trimmed(_without_alignment(row))
        if not cells:
            continue
        if joined and (_begins_by_joining(row) or _joins(joined[-1][-1]) or open_brackets > 0):
            joined[-1] += cells
        else:
            joined.append(cells)
            open_brackets = 0
        if across_brackets:
            open_brackets += _depth(cells)
    return joined


def _depth(row: Sequence[Token]) -> int:
    return sum(depth_of(token) for token in row)


def _unwrapped(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens without the brace of a system of equations, and without `\right. \left.`."""
    found = _without_broken_brackets(tokens)
    at = next((n for n, t in enumerate(found) if t.kind == "open" and t.text in LAYOUTS), None)
    if at and found[at - 1].text == r"\{":
        end = next(
            (n for n, t in enumerate(found) if t.text == "close." and t.kind == "sign"), None
        )
        if end is not None:
            del found[end]
            del found[at - 1]
    if _is_system(found):
        ends = {0, max(n for n, t in enumerate(found) if t.kind == "close")}
        found = [token for n, token in enumerate(found) if n not in ends]
    return found


def _without_broken_brackets(tokens: Sequence[Token]) -> list[Token]:
    r"""The tokens without `\right.` at a row's end and `\left.` at the next one's beginning."""
    left_out: set[int] = set()
    closing = None
    for at, token in enumerate(tokens):
        if token.kind == "sign" and token.text == "close.":
            closing = at
        elif token.kind == "sign" and token.text == "open." and closing is not None:
            left_out |= {closing, at}
            closing = None
        elif token.kind != "newline" and token.text not in _IDLE:
            closing = None
    return [token for at, token in enumerate(tokens) if at not in left_out]


def _is_system(tokens: Sequence[Token]) -> bool:
    """Whether all of it is one `cases` whose rows are equations, not values with conditions."""
    if not tokens or tokens[0].kind != "open" or tokens[0].text not in CASES:
        return False
    closing = [n for n, t in enumerate(tokens) if t.kind == "close" and t.text in CASES]
    if len(closing) != 1 or any(t.text not in {".", ","} for t in tokens[closing[0] + 1 :]):
        return False
    first = next((t for t in tokens if t.kind == "relation" or t.text in {"&", "quad"}), None)
    at = tokens.index(first) if first is not None else 0
    return first is not None and (
        first.kind == "relation" or (first.text == "&" and tokens[at + 1].kind == "relation")
    )


def _split(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens between line breaks and borders of layouts that stand in no bracket."""
    rows: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        is_layout = token.kind in {"open", "close"} and token.text in LAYOUTS
        if (is_layout or token.kind == "newline") and depth == 0:
            rows.append([])
        else:
            rows[-1].append(token)
            if not is_layout and _nests(token):
                depth = max(0, depth + depth_of(token))
    return rows


def _nests(token: Token) -> bool:
    """Whether a token opens or closes what a line break may stand in."""
    return token.kind in {"open", "close"} or token.text in {"{", "}"}


def _begins_by_joining(row: Sequence[Token]) -> bool:
    """Whether a row goes on with the last side of the row before it."""
    position = 0
    while position < len(row) and row[position].kind == "sign" and row[position].text in _IDLE:
        position += 1
    if position == len(row) or row[position].kind != "sign":
        return False
    if row[position].text not in _JOINING:
        return False
    is_aligned = any(token.text == "&" for token in row[:position])
    return is_aligned or row[position].text != "-" or not _has_relation(row)


def _has_relation(row: Sequence[Token]) -> bool:
    """Whether a relation stands outside all brackets."""
    depth = 0
    for token in row:
        depth += depth_of(token)
        if depth == 0 and token.kind == "relation":
            return True
    return False


def _without_alignment(row: Sequence[Token]) -> list[Token]:
    """A row without the signs that only align; one that parts columns becomes a wide blank."""
    found: list[Token] = []
    depth = 0
    seen = 0
    following = _next_said(row)
    for token, follows in zip(row, following, strict=True):
        depth += depth_of(token) if _nests(token) else 0
        if token.text != "&" or token.kind != "sign" or depth > 0:
            found.append(token)
            continue
        seen += 1
        beside = [*found[-1:], *([follows] if follows else [])]
        aligns = not found or follows is None or any(_joins(one) for one in beside)
        if not aligns:
            found.append(Token("sign", "quad", token.span))
    return found


def _next_said(row: Sequence[Token]) -> list[Token | None]:
    """For each token the next one that is no blank and aligns nothing."""
    found: list[Token | None] = []
    follows = None
    for token in reversed(row):
        found.append(follows)
        if token.text not in _IDLE:
            follows = token
    return found[::-1]


def _joins(token: Token) -> bool:
    return token.kind == "relation" or (token.kind == "sign" and token.text in _JOINING)


def _trimmed(row: Sequence[Token]) -> list[Token]:
    """A row without wide blanks at its ends."""
    found = list(row)
    while found and found[0].text == "quad":
        del found[0]
    while found and found[-1].text == "quad":
        del found[-1]
    return found
