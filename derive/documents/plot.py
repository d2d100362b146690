"""Graphs of functions from sampled points: axes, ticks, curves, and marks at kinks and jumps."""

from dataclasses import dataclass

from derive.documents.figure import Arrow, Curve, Dot, Drawing, Ink, Label, Point, Shape
from derive.documents.layout import Layout, Number, Sign, Symbol, row
from derive.text import Text

MARGIN = 7.0


@dataclass(frozen=True, slots=True)
class Graph:
    """One function: its samples in branches (a jump parts two), ink, and label.

    The label stands in the legend.
    """

    branches: tuple[tuple[Point, ...], ...]
    label: Layout
    ink: Ink = "forward"
    dashed: bool = False
    marks: tuple[tuple[Point, bool], ...] = ()
    """Points of interest in the function's own coordinates.

    True draws a hollow point (value not taken).
    """


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the plane that is shown, and the places of the ticks."""

    left: float
    right: float
    bottom: float
    top: float
    x_ticks: tuple[str, ...] = ()
    y_ticks: tuple[str, ...] = ()


def plot(
    graphs: tuple[Graph, ...],
    window: Window,
    *,
    variable: Layout,
    title: Layout | Text | None = None,
    extent: tuple[float, float] = (62.0, 40.0),
) -> Drawing:
    """The graphs in one pair of axes that cross at the origin.

    Curves are cut at the window's edge.
    """
    width, height = extent
    frame = _Frame(window, width, height, MARGIN if title is not None else 3.0)
    shapes: list[Shape] = _axes(frame, variable)
    for graph in graphs:
        shapes += _graph(frame, graph)
    if title is not None:
        shapes.append(Label((width / 2, 2.5), title))
    shapes += _legend(frame, graphs)
    return Drawing(width, frame.lower + MARGIN + 4, tuple(shapes))


class _Frame:
    """From the function's coordinates to millimetres."""

    def __init__(self, window: Window, width: float, height: float, upper: float) -> None:
        self.window = window
        self.width = width
        self.upper = upper
        self.lower = upper + height
        self.x_scale = (width - 2 * MARGIN) / (window.right - window.left)
        self.y_scale = height / (window.top - window.bottom)

    def at(self, point: Point) -> Point:
        """Where a point of the graph stands on paper."""
        x = MARGIN + (point[0] - self.window.left) * self.x_scale
        return (x, self.lower - (point[1] - self.window.bottom) * self.y_scale)


def _axes(frame: _Frame, variable: Layout) -> list[Shape]:
    """Two axes through the origin, with ticks and numbers."""
    window = frame.window
    x0, y0 = frame.at(
        (min(max(0, window.left), window.right), min(max(0, window.bottom), window.top))
    )
    right = frame.width - MARGIN + 3
    shapes: list[Shape] = [
        Arrow((MARGIN - 2, y0), (right, y0), ink="muted", thickness=0.2),
        Arrow((x0, frame.lower + 1), (x0, frame.upper - 1.5), ink="muted", thickness=0.2),
        Label((right + 2.2, y0), variable, size="small"),
    ]
    for tick in window.x_ticks:
        x, _ = frame.at((float(tick), 0))
        shapes.append(Curve(((x, y0 - 0.7), (x, y0 + 0.7)), ink="muted", thickness=0.2))
        shapes.append(Label((x, y0 + 2.8), signed(tick), ink="muted", size="small", halo=True))
    for tick in window.y_ticks:
        _, y = frame.at((0, float(tick)))
        shapes.append(Curve(((x0 - 0.7, y), (x0 + 0.7, y)), ink="muted", thickness=0.2))
        at = (x0 - 1.6, y)
        shapes.append(Label(at, signed(tick), ink="muted", size="small", anchor="right"))
    return shapes


def signed(digits: str) -> Layout:
    """A decimal as a layout, its minus as a sign."""
    if digits.startswith("-"):
        return row(Symbol(Sign.MINUS), Number(digits[1:]))
    return Number(digits)


def _graph(frame: _Frame, graph: Graph) -> list[Shape]:
    """One function's curves and marks."""
    shapes: list[Shape] = []
    for branch in graph.branches:
        for part in _within(branch, frame.window):
            path = tuple(frame.at(point) for point in part)
            shapes.append(Curve(path, ink=graph.ink, dashed=graph.dashed, thickness=0.42))
    for point, is_hollow in graph.marks:
        shapes.append(Dot(frame.at(point), 0.8, ink=graph.ink, hollow=is_hollow))
    return shapes


def _within(branch: tuple[Point, ...], window: Window) -> list[tuple[Point, ...]]:
    """The stretches of a branch that lie in the window.

    They are cut where they cross its upper or lower edge.
    """
    stretches: list[list[Point]] = [[]]
    for before, point in zip((branch[0], *branch), branch, strict=False):
        inside = window.bottom <= point[1] <= window.top
        was_inside = window.bottom <= before[1] <= window.top
        if inside != was_inside:
            stretches[-1].append(_crossing(before, point, window))
        if inside:
            stretches[-1].append(point)
        elif was_inside:
            stretches.append([])
    return [tuple(stretch) for stretch in stretches if len(stretch) > 1]


def _crossing(one: Point, other: Point, window: Window) -> Point:
    """Where the line between two points crosses the window's upper or lower edge."""
    outside = other if not window.bottom <= other[1] <= window.top else one
    edge = window.top if outside[1] > window.top else window.bottom
    part = (edge - one[1]) / (other[1] - one[1])
    return (one[0] + part * (other[0] - one[0]), edge)


def _legend(frame: _Frame, graphs: tuple[Graph, ...]) -> list[Shape]:
    """One short stroke and one label for each graph, below the axes."""
    shapes: list[Shape] = []
    y = frame.lower + MARGIN
    step = (frame.width - 2 * MARGIN) / max(len(graphs), 1)
    for place, graph in enumerate(graphs):
        x = MARGIN + place * step
        stroke = ((x, y), (x + 7, y))
        shapes.append(Curve(stroke, ink=graph.ink, dashed=graph.dashed, thickness=0.42))
        shapes.append(Label((x + 8.5, y), graph.label, ink=graph.ink, size="small", anchor="left"))
    return shapes
