"""Why something has no number here; none of these is ever taken for a verdict."""

from __future__ import annotations

MOST_ENTRIES = 1_000_000


class NotJudged(Exception):  # noqa: N818 - an answer, it does not leave the room
    """No number can be had; the text says why, in one sentence."""


class NotFinite(NotJudged):
    """A value is no finite real number: a division by 0, the logarithm of a negative number."""


class TooLarge(NotJudged):
    """A value would have more entries than are worked out."""
