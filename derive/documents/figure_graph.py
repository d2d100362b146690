"""A network drawn as a graph: boxes in rows from top to bottom, by their longest way from above.

A long graph goes on in a second column. What passes rows by bends around them; a
block that is repeated has a frame with the number of its turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.documents.figure import Anchor, Arrow, Box, Curve, Drawing, Ink, Label, Point, Shape
from derive.documents.layout import Layout
from derive.text import Text

PAGE_WIDTH = 160.0
BOX_WIDTH = 30.0
BOX_HEIGHT = 9.5
SLOT = 36.0
ROW = 17.0
MOST_ROWS = 11
MARGIN = 6.0
BEND = 9.0
FRAME = 2.8
NARROW = 4.0


@dataclass(frozen=True, slots=True)
class Node:
    """A box, or only its words where `is_box` is False.

    Attributes:
        title: What it does.
        detail: What leaves it.
        shape: The shape of what leaves it.
        before: The places of the nodes that it takes from, each earlier.
        handed_back: What the backward pass hands back to those, or None.
        frame: The words of the frame that it stands in, or None.
        is_box: Whether it has a rim.
        beside: What else it takes, from outside.
    """

    title: Layout | Text
    detail: Layout | None = None
    shape: Layout | None = None
    before: tuple[int, ...] = ()
    handed_back: tuple[Layout | None, ...] = ()
    frame: Text | None = None
    is_box: bool = True
    beside: Layout | None = None


def graph_drawing(nodes: Sequence[Node]) -> Drawing:
    """The nodes and the arrows between them, each from an earlier node to a later one."""
    plan = _Plan(nodes)
    shapes: list[Shape] = _frames(plan, nodes)
    for place, node in enumerate(nodes):
        for number, before in enumerate(node.before):
            back = node.handed_back[number] if node.handed_back else None
            shapes += _edge(plan, before, place, back)
    for place, node in enumerate(nodes):
        shapes += _node(plan.at(place), node, plan.slant(place))
    return Drawing(plan.width, plan.height, tuple(shapes))


class _Plan:
    """Where everything stands."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes
        self.rows = _rows(nodes)
        count = max(self.rows, default=0) + 1
        widest = max(self.rows.count(row) for row in range(count))
        most_columns = max(1, int((PAGE_WIDTH - 2 * MARGIN) // (widest * SLOT + 2 * BEND)))
        self.columns = min(most_columns, -(-count // MOST_ROWS))
        self.in_column = -(-count // self.columns)
        self.column_width = widest * SLOT + 2 * BEND
        self.width = 2 * MARGIN + self.columns * self.column_width
        self.height = self.in_column * ROW + 3.0
        self._across = _across(nodes, self.rows)

    def at(self, place: int) -> Point:
        """The centre of a node."""
        column, row = divmod(self.rows[place], self.in_column)
        middle = MARGIN + (column + 0.5) * self.column_width
        return (middle + self._across[place] * SLOT, row * ROW + BOX_HEIGHT / 2 + 4.0)

    def column(self, place: int) -> int:
        """The column of a node."""
        return self.rows[place] // self.in_column

    def slant(self, place: int) -> float:
        """How far to the right the arrows go that leave a node for the next row."""
        x = self.at(place)[0]
        users = [
            self.at(user)[0] - x
            for user, node in enumerate(self.nodes)
            if place in node.before
            and not self.passes_by(place, user)
            and self.column(user) == self.column(place)
        ]
        return sum(users)

    def has_box(self, place: int) -> bool:
        """Whether a node has a rim."""
        return self.nodes[place].is_box

    def outer_edge(self, before: int, place: int) -> tuple[int, float]:
        """The side on which an arrow passes boxes, and how far out these reach."""
        between = range(self.rows[before], self.rows[place] + 1)
        column = self.column(place)
        points = [
            self.at(one)[0]
            for one, row in enumerate(self.rows)
            if row in between and self.column(one) == column
        ]
        right = max(points) + BOX_WIDTH / 2
        left = min(points) - BOX_WIDTH / 2
        middle = (self.at(before)[0] + self.at(place)[0]) / 2
        return (1, right) if right - middle <= middle - left + 1 else (-1, left)

    def passes_by(self, before: int, place: int) -> bool:
        """Whether an arrow would run into boxes between."""
        return self.rows[place] - self.rows[before] > 1


def _rows(nodes: Sequence[Node]) -> list[int]:
    """The length of the longest way to each node; what comes from outside stands just above."""
    rows: list[int] = []
    for node in nodes:
        rows.append(max((rows[before] + 1 for before in node.before), default=0))
    after: dict[int, int] = {}
    for place, node in enumerate(nodes):
        for before in node.before:
            after[before] = min(after.get(before, rows[place]), rows[place])
    return [
        after[place] - 1 if not node.before and place in after else rows[place]
        for place, node in enumerate(nodes)
    ]


def _across(nodes: Sequence[Node], rows: Sequence[int]) -> Mapping[int, float]:
    """How far each node stands from the middle of its column, in slots."""
    found: dict[int, float] = {}
    for row in range(max(rows, default=0) + 1):
        places = [place for place, own in enumerate(rows) if own == row]
        wanted = {place: _wanted(nodes, place, found) for place in places}
        places.sort(key=lambda place: (wanted[place], place))
        for number, place in enumerate(places):
            found[place] = number - (len(places) - 1) / 2
        if len(places) == 1 and len(set(rows)) > 1:
            found[places[0]] = _straight(nodes, places[0], found, rows)
    return found


def _wanted(nodes: Sequence[Node], place: int, found: Mapping[int, float]) -> float:
    known = [found[before] for before in nodes[place].before if before in found]
    return sum(known) / len(known) if known else 0.0


def _straight(
    nodes: Sequence[Node], place: int, found: Mapping[int, float], rows: Sequence[int]
) -> float:
    """A lone node stands below what it takes from, if that is one, else in the middle."""
    before = [one for one in nodes[place].before if rows[one] == rows[place] - 1]
    users = [one for one in nodes if before and before[0] in one.before]
    return found[before[0]] if len(before) == 1 and len(users) == 1 else 0.0


def _node(at: Point, node: Node, slant: float) -> list[Shape]:
    """A node's rim, words and shape; the shape stands beside the arrow that leaves it."""
    x, y = at
    shapes: list[Shape] = [Box(at, BOX_WIDTH, BOX_HEIGHT)] if node.is_box else []
    if node.detail is None:
        shapes.append(Label(at, node.title))
    else:
        shapes.append(Label((x, y - 2.1), node.title, size="small"))
        shapes.append(Label((x, y + 2.3), node.detail, size="small", ink="muted"))
    if node.beside is not None:
        edge = x - BOX_WIDTH / 2
        shapes.append(Arrow((edge - 5, y), (edge, y), ink="forward"))
        shapes.append(Label((edge - 5.8, y), node.beside, size="small", anchor="right"))
    if node.shape is not None:
        side = -1 if slant > 0 else 1
        below = (x + side * 1.6, y + BOX_HEIGHT / 2 + 2.0)
        anchor: Anchor = "left" if side > 0 else "right"
        shapes.append(Label(below, node.shape, size="small", ink="muted", anchor=anchor))
    return shapes


def _edge(plan: _Plan, before: int, place: int, back: Layout | None) -> list[Shape]:
    """The arrow between two nodes, and the dashed one back beside it."""
    if plan.column(before) != plan.column(place):
        return _over_to_next(plan, before, place, back)
    (x0, y0), (x1, y1) = plan.at(before), plan.at(place)
    half = BOX_HEIGHT / 2
    if plan.passes_by(before, place):
        return _around(plan, before, place, back)
    start, end = (x0, y0 + half), (x1, y1 - half)
    if x0 != x1:
        start = (x0 + (x1 - x0) * 0.2, start[1])
        end = (x1 + (x0 - x1) * 0.2, end[1])
    shapes: list[Shape] = [Arrow(start, end, ink="forward")]
    if back is not None:
        shapes.append(_dashed((end[0] - 4, end[1]), (start[0] - 4, start[1])))
        middle = ((start[0] + end[0]) / 2 - 5.2, (start[1] + end[1]) / 2)
        shapes.append(_carried(middle, back, "right"))
    return shapes


def _around(plan: _Plan, before: int, place: int, back: Layout | None) -> list[Shape]:
    """An arc around the boxes between, on the side where there is more room."""
    (x0, y0), (x1, y1) = plan.at(before), plan.at(place)
    side, edge = plan.outer_edge(before, place)
    start = (x0 + side * (BOX_WIDTH / 2 if plan.has_box(before) else NARROW), y0 + 1)
    end = (x1 + side * BOX_WIDTH / 2, y1 - 1)
    bulge = edge + side * (2.5 + 0.5 * (plan.rows[place] - plan.rows[before]))
    out = 2 * bulge - (start[0] + end[0]) / 2
    shapes: list[Shape] = [Arrow(start, end, control=(out, (y0 + y1) / 2), ink="forward")]
    if back is not None:
        shapes.append(
            Arrow(
                (end[0], end[1] + 2.2),
                (start[0], start[1] + 2.2),
                control=(out + side * 3, (y0 + y1) / 2 + 2.2),
                ink="backward",
                dashed=True,
                thickness=0.42,
            )
        )
    return shapes


def _over_to_next(plan: _Plan, before: int, place: int, back: Layout | None) -> list[Shape]:
    """The way from the foot of one column to the head of the next."""
    (x0, y0), (x1, y1) = plan.at(before), plan.at(place)
    if plan.passes_by(before, place):
        return _across_columns(plan, before, place)
    half = BOX_HEIGHT / 2
    between = MARGIN + plan.column(place) * plan.column_width
    low, high = y0 + half + 3.5, y1 - half - 3.5
    path = ((x0, y0 + half), (x0, low), (between, low), (between, high), (x1, high))
    shapes: list[Shape] = [
        Curve(path, ink="forward"),
        Arrow((x1, high), (x1, y1 - half), ink="forward"),
    ]
    if back is not None:
        shifted = ((x1 - 4, y1 - half), (x1 - 4, high + 2), (between + 2, high + 2))
        shapes.append(Curve(shifted, ink="backward", dashed=True, thickness=0.42))
        shapes.append(_carried((between + 3, high + 5), back, "left"))
    return shapes


def _across_columns(plan: _Plan, before: int, place: int) -> list[Shape]:
    """An arrow past boxes, from the side of one column to the side of the next."""
    (x0, y0), (x1, y1) = plan.at(before), plan.at(place)
    between = MARGIN + plan.column(place) * plan.column_width - 3.5
    right, left = x0 + BOX_WIDTH / 2, x1 - BOX_WIDTH / 2
    path = ((right, y0), (between, y0), (between, y1), (left - 3, y1))
    return [Curve(path, ink="forward"), Arrow((left - 4, y1), (left, y1), ink="forward")]


def _dashed(start: Point, end: Point) -> Arrow:
    return Arrow(start, end, ink="backward", dashed=True, thickness=0.42)


def _carried(at: Point, label: Layout, anchor: Anchor) -> Label:
    return Label(at, label, ink="backward", size="small", anchor=anchor)


def _frames(plan: _Plan, nodes: Sequence[Node]) -> list[Shape]:
    """A faint frame around each run of nodes of one block, in each column."""
    groups: dict[tuple[Text, int], list[Point]] = {}
    for place, node in enumerate(nodes):
        if node.frame is not None:
            groups.setdefault((node.frame, plan.column(place)), []).append(plan.at(place))
    shapes: list[Shape] = []
    ink: Ink = "muted"
    for (words, _), points in groups.items():
        left = min(x for x, _ in points) - BOX_WIDTH / 2 - FRAME
        right = max(x for x, _ in points) + BOX_WIDTH / 2 + 1.3 * BEND
        top = min(y for _, y in points) - BOX_HEIGHT / 2 - FRAME
        bottom = max(y for _, y in points) + BOX_HEIGHT / 2 + FRAME
        middle = ((left + right) / 2, (top + bottom) / 2)
        shapes.append(Box(middle, right - left, bottom - top, ink=ink))
        shapes.append(Label((left - 1, middle[1]), words, ink=ink, size="small", anchor="right"))
    return shapes
