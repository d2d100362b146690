"""The network drawn layer by layer: boxes, tensor shapes between them, skip connections as arcs."""

from dataclasses import dataclass

from derive.documents.figure import (
    Anchor,
    Arrow,
    Box,
    Curve,
    Drawing,
    Label,
    LabelSize,
    Point,
    Shape,
)
from derive.documents.layout import Layout, Words
from derive.documents.measure import width
from derive.text import Text

PAGE_WIDTH = 170.0
EM, SMALL_EM = 3.53, 2.82
BOX_WIDTH = 26.0
BOX_HEIGHT = 11.0
BOX_GAP = 13.0
ROW_GAP = 14.0
ARC_ROOM = 11.0
MARGIN = 13.0
MOST_IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class LayerBox:
    """One layer: its title, what it computes, and the shape of the tensor that leaves it."""

    title: Layout | Text
    detail: Layout | None = None
    shape: Layout | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """A connection past layers.

    It leads from what leaves one box to what enters another, both given by their places.
    """

    from_box: int
    to_box: int
    label: Layout | None = None


def layer_row(
    boxes: tuple[LayerBox, ...],
    *,
    entering: Layout | None = None,
    skips: tuple[Skip, ...] = (),
    handed_back: tuple[Layout | None, ...] = (),
) -> Drawing:
    """The layers as boxes, a few in a row, rows below each other.

    Args:
        boxes: The layers in the order of the forward pass.
        entering: What enters the first box, set before its arrow.
        skips: The connections that pass layers by.
        handed_back: For each box, what the backward pass hands back from it (δ); dashed
            arrows if any.
    """
    plan = _Plan(boxes, has_skips=bool(skips), has_backward=any(handed_back))
    shapes: list[Shape] = _entrance(plan, boxes, entering)
    for place in range(1, len(boxes)):
        shapes += _link(plan, boxes, place)
    shapes += [shape for skip in skips for shape in _skip(plan, skip)]
    for place, label in enumerate(handed_back):
        shapes += _handed_back(plan, place, label)
    shapes += [shape for place, box in enumerate(boxes) for shape in _box(plan, place, box)]
    return Drawing(plan.width, plan.height, tuple(shapes))


class _Plan:
    """Where everything stands: boxes as wide as their titles ask, as many in a row as fit."""

    def __init__(self, boxes: tuple[LayerBox, ...], *, has_skips: bool, has_backward: bool) -> None:
        count = len(boxes)
        widest = max(words_or_width(box.title) for box in boxes)
        self.title_size: LabelSize = "small" if widest * EM > BOX_WIDTH - 2 else "normal"
        self.box_width = max(BOX_WIDTH, widest * SMALL_EM + 2)
        shapes = (width(box.shape) for box in boxes[:-1] if box.shape is not None)
        self.gap = max(BOX_GAP, max(shapes, default=0.0) * SMALL_EM + 2)
        room = PAGE_WIDTH - 2 * MARGIN + self.gap
        most = max(1, int(room // (self.box_width + self.gap)))
        self.across = min(count, MOST_IN_A_ROW, most)
        self.above = ARC_ROOM if has_skips else 3.0
        self.row_height = self.above + BOX_HEIGHT + ROW_GAP
        rows = -(-count // self.across)
        step = self.box_width + self.gap
        last = boxes[-1].shape
        leaving = 0.0 if last is None else width(last) * SMALL_EM
        self.width = 2 * MARGIN + self.across * step - self.gap + max(0.0, leaving - MARGIN + 3)
        below = 4.0 if has_backward or rows > 1 else 2.0
        self.height = rows * self.row_height - ROW_GAP + below

    def at(self, place: int) -> Point:
        """The centre of a box."""
        row, column = divmod(place, self.across)
        x = MARGIN + self.box_width / 2 + column * (self.box_width + self.gap)
        return (x, row * self.row_height + self.above + BOX_HEIGHT / 2)

    def same_row(self, one: int, other: int) -> bool:
        """Whether two boxes stand side by side."""
        return one // self.across == other // self.across


def words_or_width(title: Layout | Text) -> float:
    """The width of a title in em, in the language that needs more."""
    return width(Words(title)) if isinstance(title, Text) else width(title)


def _box(plan: _Plan, place: int, box: LayerBox) -> list[Shape]:
    """One layer's box with its title and, below it, its formula."""
    x, y = plan.at(place)
    shapes: list[Shape] = [Box((x, y), plan.box_width, BOX_HEIGHT)]
    if box.detail is None:
        return [*shapes, Label((x, y), box.title, size=plan.title_size)]
    return [
        *shapes,
        Label((x, y - 2.5), box.title, size=plan.title_size),
        Label((x, y + 2.5), box.detail, size="small", ink="muted"),
    ]


def _entrance(plan: _Plan, boxes: tuple[LayerBox, ...], entering: Layout | None) -> list[Shape]:
    """The input and the output of the row."""
    x, y = plan.at(0)
    edge = x - plan.box_width / 2
    shapes: list[Shape] = [Arrow((edge - 8, y), (edge, y), ink="forward")]
    if entering is not None:
        shapes.append(Label((edge - 8.8, y), entering, anchor="right"))
    end_x, end_y = plan.at(len(boxes) - 1)
    edge = end_x + plan.box_width / 2
    shapes.append(Arrow((edge, end_y), (edge + 8, end_y), ink="forward"))
    shapes += _shape_label(boxes[-1].shape, (edge + 1.5, end_y), anchor="left")
    return shapes


def _link(plan: _Plan, boxes: tuple[LayerBox, ...], place: int) -> list[Shape]:
    """The arrow into a box from the one before, with the tensor's shape.

    At a row's end it turns around.
    """
    (x0, y0), (x1, y1) = plan.at(place - 1), plan.at(place)
    start, end = (x0 + plan.box_width / 2, y0), (x1 - plan.box_width / 2, y1)
    shape = boxes[place - 1].shape
    if plan.same_row(place - 1, place):
        middle = ((start[0] + end[0]) / 2, y0)
        return [Arrow(start, end, ink="forward"), *_shape_label(shape, middle)]
    turn = y0 + BOX_HEIGHT / 2 + ROW_GAP / 2
    path = (start, (start[0] + 6, y0), (start[0] + 6, turn), (end[0] - 6, turn), (end[0] - 6, y1))
    return [
        Curve(path, ink="forward"),
        Arrow((end[0] - 6, y1), end, ink="forward"),
        *_shape_label(shape, (plan.width / 2, turn)),
    ]


def _shape_label(shape: Layout | None, at: Point, *, anchor: Anchor = "centre") -> list[Shape]:
    """A tensor's shape above its arrow."""
    if shape is None:
        return []
    return [Label((at[0], at[1] - 2.4), shape, ink="muted", size="small", anchor=anchor)]


def _skip(plan: _Plan, skip: Skip) -> list[Shape]:
    """An arc over the boxes that are skipped; between rows, a curve from below to above."""
    (x0, y0), (x1, y1) = plan.at(skip.from_box), plan.at(skip.to_box)
    if plan.same_row(skip.from_box, skip.to_box):
        start = (x0 + plan.box_width / 4, y0 - BOX_HEIGHT / 2)
        end = (x1 - plan.box_width / 4, y1 - BOX_HEIGHT / 2)
        control = ((start[0] + end[0]) / 2, y0 - BOX_HEIGHT / 2 - 2 * (ARC_ROOM - 4))
    else:
        start = (x0 - plan.box_width / 4, y0 + BOX_HEIGHT / 2)
        end = (x1 - plan.box_width / 4, y1 - BOX_HEIGHT / 2)
        control = (start[0], end[1] - 5)
    summit = ((start[0] + 2 * control[0] + end[0]) / 4, (start[1] + 2 * control[1] + end[1]) / 4)
    shapes: list[Shape] = [Arrow(start, end, control=control, ink="forward")]
    if skip.label is not None:
        shapes.append(Label(summit, skip.label, ink="forward", size="small", halo=True))
    return shapes


def _handed_back(plan: _Plan, place: int, label: Layout | None) -> list[Shape]:
    """A dashed arrow below the forward one, from a box back to what comes before it."""
    if label is None:
        return []
    x, y = plan.at(place)
    start = (x - plan.box_width / 2, y + 3)
    end = (start[0] - (plan.gap if place % plan.across else 8), start[1])
    arrow = Arrow(start, end, ink="backward", dashed=True, thickness=0.42)
    return [arrow, Label(((start[0] + end[0]) / 2, y + 6), label, ink="backward", size="small")]
