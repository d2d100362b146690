"""A recurrence unrolled over a few steps: a box for each, joined by arrows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.documents.figure import Arrow, Box, Drawing, Label, Point, Shape
from derive.documents.layout import Layout, Words
from derive.documents.measure import width
from derive.text import Text

BOX_WIDTH = 20.0
BOX_HEIGHT = 11.0
GAP = 20.0
WIDEST_GAP = 36.0
SMALL_EM = 2.9
ABOVE = 13.0
BELOW = 13.0
MARGIN = 12.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it makes, what arrives from below, and what leaves above."""

    inside: Layout
    arriving: Layout | None
    leaving: Layout


def steps_drawing(
    steps: Sequence[Step],
    between: Sequence[Layout],
    handed_back: Sequence[Layout],
    *,
    title: Text,
    is_onwards: bool = True,
) -> Drawing:
    """The steps side by side.

    Args:
        steps: From left to right.
        between: What passes between neighbours.
        handed_back: What the backward pass hands back between them; none for the forward pass.
        title: What each box is.
        is_onwards: Whether the values go from left to right.
    """
    widest = max((width(label) for label in (*between, *handed_back)), default=0)
    gap = min(max(GAP, SMALL_EM * widest + 3), WIDEST_GAP)
    box_width = max(BOX_WIDTH, SMALL_EM * width(Words(title)) + 2)
    pitch = box_width + gap
    y = ABOVE + BOX_HEIGHT / 2
    extent = 2 * MARGIN + len(steps) * pitch - gap
    shapes: list[Shape] = []
    for place, step in enumerate(steps):
        middle = (MARGIN + box_width / 2 + place * pitch, y)
        shapes += [Box(middle, box_width, BOX_HEIGHT), *_step(middle, step, title)]
    for place in range(len(steps) + 1):
        left = MARGIN + place * pitch - gap
        ends = (max(left, 4.0), min(left + gap, extent - 4.0))
        inner = 0 < place < len(steps)
        label = between[place - 1] if inner else None
        back = handed_back[place - 1] if inner and handed_back else None
        shapes += _between(ends, y, label, back, is_onwards=is_onwards)
    return Drawing(extent, ABOVE + BOX_HEIGHT + BELOW, tuple(shapes))


def _step(at: Point, step: Step, title: Text) -> list[Shape]:
    """What stands in a box, above it and below it."""
    x, y = at
    half = BOX_HEIGHT / 2
    shapes: list[Shape] = [
        Label(at, title, size="small"),
        Arrow((x, y - half), (x, y - half - 6), ink="forward"),
        Label((x, y - half - 8.5), step.leaving, size="small"),
    ]
    if step.arriving is not None:
        shapes.append(Arrow((x, y + half + 6), (x, y + half), ink="forward"))
        shapes.append(Label((x, y + half + 9), step.arriving, size="small"))
    return shapes


def _between(
    ends: tuple[float, float],
    y: float,
    label: Layout | None,
    back: Layout | None,
    *,
    is_onwards: bool,
) -> list[Shape]:
    left, right = ends
    start, end = ((left, y - 1.5), (right, y - 1.5)) if is_onwards else ((right, y), (left, y))
    middle = (left + right) / 2
    shapes: list[Shape] = [Arrow(start, end, ink="forward")]
    if label is not None:
        shapes.append(Label((middle, y - 4.6), label, size="small"))
    if back is not None:
        ends_back = ((end[0], y + 2), (start[0], y + 2))
        shapes.append(Arrow(*ends_back, ink="backward", dashed=True, thickness=0.42))
        shapes.append(Label((middle, y + 5.6), back, size="small", ink="backward"))
    return shapes
