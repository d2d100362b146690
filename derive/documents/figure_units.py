"""The network drawn unit by unit: circles in columns, arrows solid forward, dashed backward."""

from dataclasses import dataclass
from math import hypot

from derive.documents.figure import Arrow, Circle, Drawing, Ink, Label, Point, Shape
from derive.documents.layout import Layout, Sign, Symbol
from derive.text import Text

PAGE_WIDTH = 160.0
COLUMN_GAP = 38.0
NARROWEST_GAP = 17.0
ROW_GAP = 11.5
RADIUS = 4.3
TITLE_ROOM = 11.0
LEGEND_ROOM = 9.0
MARGIN = 15.0
LOSS_DISTANCE = 26.0
MOST_UNITS = 5
FORWARD = Text(en="forward →", ja="順伝播 →")
BACKWARD = Text(en="← backward", ja="← 逆伝播")


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """One layer's units from top to bottom, by label; None stands for units left out, "⋮"."""

    title: Text
    units: tuple[Layout | None, ...]
    shape: Layout | None = None


@dataclass(frozen=True, slots=True)
class BackwardArrow:
    """What a unit hands back to a unit of an earlier column.

    Both are places in `UnitColumn.units`.
    """

    from_column: int
    from_unit: int
    to_column: int
    to_unit: int
    label: Layout | None = None


def units_shown(size: int, most: int = MOST_UNITS) -> tuple[int | None, ...]:
    """The numbers (from 1) of the units to draw; None where units are left out."""
    if size <= most:
        return tuple(range(1, size + 1))
    return (*range(1, most - 1), None, size)


def unit_network(
    columns: tuple[UnitColumn, ...],
    *,
    loss: Layout | None = None,
    focus: tuple[int, int] | None = None,
    backward: tuple[BackwardArrow, ...] = (),
) -> Drawing:
    """The network as circles and arrows.

    Args:
        columns: The layers from input to output.
        loss: The letter that the last column's arrows lead to, or None for a network
            without its loss.
        focus: (column, unit): only the arrows out of this unit, and from there on to the
            loss, have full colour.
        backward: The dashed arrows.
    """
    plan = _Plan(columns, has_loss=loss is not None)
    shapes: list[Shape] = [*_forward(plan, focus), *_to_loss(plan, loss, focus)]
    shapes += [arrow for one in backward for arrow in _backward(plan, one)]
    shapes += [shape for column in range(len(columns)) for shape in _column(plan, column)]
    shapes += [label for one in backward for label in _backward_label(plan, one)]
    shapes += _legend(plan, has_backward=bool(backward))
    return Drawing(plan.width, plan.height, tuple(shapes))


class _Plan:
    """Where everything stands."""

    def __init__(self, columns: tuple[UnitColumn, ...], *, has_loss: bool) -> None:
        self.columns = columns
        count = len(columns)
        tail = LOSS_DISTANCE if has_loss else 0
        room = PAGE_WIDTH - 2 * MARGIN - tail
        self.gap = max(NARROWEST_GAP, min(COLUMN_GAP, room / max(count - 1, 1)))
        self.width = 2 * MARGIN + self.gap * (count - 1) + tail
        self.tallest = max(len(column.units) for column in columns)
        self.middle = TITLE_ROOM + RADIUS + ROW_GAP * (self.tallest - 1) / 2
        self.bottom = self.middle + ROW_GAP * (self.tallest - 1) / 2 + RADIUS
        has_shapes = any(column.shape is not None for column in columns)
        self.shape_row = self.bottom + 5.5
        self.height = self.bottom + (8 if has_shapes else 1.5) + LEGEND_ROOM

    def at(self, column: int, unit: int) -> Point:
        """The centre of a unit."""
        offset = unit - (len(self.columns[column].units) - 1) / 2
        return (MARGIN + self.gap * column, self.middle + ROW_GAP * offset)

    def exists(self, column: int, unit: int) -> bool:
        """Whether a circle is drawn there, not dots."""
        return self.columns[column].units[unit] is not None

    def loss_at(self) -> Point:
        """Where the loss's letter stands."""
        return (self.width - MARGIN, self.middle)


def _forward(plan: _Plan, focus: tuple[int, int] | None) -> list[Shape]:
    """The arrows between neighbouring columns.

    The faint ones come first, so that full ones lie on top.
    """
    faint: list[Shape] = []
    full: list[Shape] = []
    for column in range(len(plan.columns) - 1):
        for unit in range(len(plan.columns[column].units)):
            for target in range(len(plan.columns[column + 1].units)):
                if plan.exists(column, unit) and plan.exists(column + 1, target):
                    is_full = focus is None or (column, unit) == focus or column > focus[0]
                    ink: Ink = "forward" if is_full else "faint"
                    ends = plan.at(column, unit), plan.at(column + 1, target)
                    (full if is_full else faint).append(_between(*ends, ink=ink))
    return faint + full


def _to_loss(plan: _Plan, loss: Layout | None, focus: tuple[int, int] | None) -> list[Shape]:
    """The loss's letter and the arrows that lead to it."""
    if loss is None:
        return []
    last = len(plan.columns) - 1
    units = [unit for unit in range(len(plan.columns[last].units)) if plan.exists(last, unit)]
    arrows = [
        _between(
            plan.at(last, unit),
            plan.loss_at(),
            ink="forward" if focus is None or focus[0] < last or unit == focus[1] else "faint",
        )
        for unit in units
    ]
    return [*arrows, Label(plan.loss_at(), loss)]


def _between(start: Point, end: Point, *, ink: Ink) -> Arrow:
    """A straight arrow from rim to rim."""
    distance = hypot(end[0] - start[0], end[1] - start[1])
    along = ((end[0] - start[0]) / distance, (end[1] - start[1]) / distance)
    return Arrow(_moved(start, along, RADIUS), _moved(end, along, -RADIUS - 0.3), ink=ink)


def _moved(point: Point, along: Point, by: float) -> Point:
    """The point moved along a direction."""
    return (point[0] + along[0] * by, point[1] + along[1] * by)


def _bend(plan: _Plan, one: BackwardArrow) -> Point:
    """The control point of a backward arrow: it bulges away from the middle of the network."""
    start = plan.at(one.from_column, one.from_unit)
    end = plan.at(one.to_column, one.to_unit)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    side = -1.0 if start[1] <= plan.middle else 1.0
    return (middle[0], middle[1] + side * 8.5)


def _backward(plan: _Plan, one: BackwardArrow) -> list[Shape]:
    """A dashed arrow from a unit back to an earlier one."""
    start, end = plan.at(one.from_column, one.from_unit), plan.at(one.to_column, one.to_unit)
    bend = _bend(plan, one)
    leaving = _direction(start, bend)
    arriving = _direction(bend, end)
    return [
        Arrow(
            _moved(start, leaving, RADIUS),
            _moved(end, arriving, -RADIUS - 0.3),
            control=bend,
            ink="backward",
            dashed=True,
            thickness=0.42,
        )
    ]


def _direction(start: Point, end: Point) -> Point:
    """The unit vector from one point to another."""
    distance = hypot(end[0] - start[0], end[1] - start[1])
    return ((end[0] - start[0]) / distance, (end[1] - start[1]) / distance)


def _backward_label(plan: _Plan, one: BackwardArrow) -> list[Shape]:
    """The label of a backward arrow, on the outer side of its bend."""
    if one.label is None:
        return []
    start, end = plan.at(one.from_column, one.from_unit), plan.at(one.to_column, one.to_unit)
    bend = _bend(plan, one)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    summit = (bend[0], (bend[1] + middle[1]) / 2)
    outward = 3.7 if bend[1] > middle[1] else -3.7
    at = (summit[0], summit[1] + outward)
    return [Label(at, one.label, ink="backward", size="small", halo=True)]


def _column(plan: _Plan, column: int) -> list[Shape]:
    """The circles of one layer, its title and its shape."""
    layer = plan.columns[column]
    x = plan.at(column, 0)[0]
    shapes: list[Shape] = [Label((x, TITLE_ROOM / 2 - 1.5), layer.title)]
    for unit, label in enumerate(layer.units):
        centre = plan.at(column, unit)
        if label is None:
            shapes.append(Label(centre, Symbol(Sign.VERTICAL_DOTS)))
        else:
            shapes += [Circle(centre, RADIUS), Label(centre, label)]
    if layer.shape is not None:
        shapes.append(Label((x, plan.shape_row), layer.shape, ink="muted", size="small"))
    return shapes


def _legend(plan: _Plan, *, has_backward: bool) -> list[Shape]:
    """Which way the two colours run."""
    y = plan.height - LEGEND_ROOM / 2
    if not has_backward:
        return [Label((plan.width / 2, y), FORWARD, ink="forward")]
    return [
        Label((plan.width / 2 - 22, y), FORWARD, ink="forward"),
        Label((plan.width / 2 + 22, y), BACKWARD, ink="backward"),
    ]
