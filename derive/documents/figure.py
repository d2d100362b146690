"""A drawing as shapes on a plane: circles, boxes, arrows, curves and labels, in millimetres.

The origin is the upper left corner and y grows downwards. A drawing is made once and set by
each writer (figure_typst, figure_tikz, figure_svg) from the same coordinates. Labels are layout
trees or words, so each writer sets them with its own printer. Nothing is told by colour alone:
what belongs to the backward pass is dashed.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from derive.documents.layout import ColourRole, Layout
from derive.text import Text

Point: TypeAlias = tuple[float, float]
Ink: TypeAlias = ColourRole | Literal["black", "faint"]
Anchor = Literal["centre", "left", "right"]
LabelSize = Literal["normal", "small"]


@dataclass(frozen=True, slots=True)
class Circle:
    """A unit: a white disc with a rim."""

    centre: Point
    radius: float
    ink: Ink = "black"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with rounded corners around a centre: a layer."""

    centre: Point
    width: float
    height: float
    ink: Ink = "black"


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line with a head at its end; through a control point it is a quadratic curve."""

    start: Point
    end: Point
    control: Point | None = None
    ink: Ink = "black"
    dashed: bool = False
    thickness: float = 0.28


@dataclass(frozen=True, slots=True)
class Curve:
    """A polyline through sampled points: a graph or an axis."""

    points: tuple[Point, ...]
    ink: Ink = "black"
    dashed: bool = False
    thickness: float = 0.28


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled (or hollow) point of a graph, at a kink or a jump."""

    centre: Point
    radius: float = 0.55
    ink: Ink = "black"
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A formula or words at a point.

    With `halo`, on a white ground that keeps lines behind it away.
    """

    at: Point
    content: Layout | Text
    ink: Ink = "black"
    size: LabelSize = "normal"
    anchor: Anchor = "centre"
    halo: bool = False


Shape: TypeAlias = Circle | Box | Arrow | Curve | Dot | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in the order in which they are painted, on a plane of the given width and height."""

    width: float
    height: float
    shapes: tuple[Shape, ...]

    def translated(self, by: Point) -> tuple[Shape, ...]:
        """The shapes moved, to be put into a larger drawing."""
        return tuple(moved(shape, by) for shape in self.shapes)


def moved(shape: Shape, by: Point) -> Shape:
    """The same shape at another place."""

    def there(point: Point) -> Point:
        return (point[0] + by[0], point[1] + by[1])

    match shape:
        case Circle(centre, radius, ink):
            return Circle(there(centre), radius, ink)
        case Box(centre, width, height, ink):
            return Box(there(centre), width, height, ink)
        case Arrow(start, end, control, ink, dashed, thickness):
            bent = None if control is None else there(control)
            return Arrow(there(start), there(end), bent, ink, dashed, thickness)
        case Curve(points, ink, dashed, thickness):
            return Curve(tuple(there(point) for point in points), ink, dashed, thickness)
        case Dot(centre, radius, ink, hollow):
            return Dot(there(centre), radius, ink, hollow)
        case Label(at, content, ink, size, anchor, halo):
            return Label(there(at), content, ink, size, anchor, halo)


def beside(drawings: tuple[Drawing, ...], gap: float = 6) -> Drawing:
    """The drawings in one row, their upper edges aligned."""
    shapes: list[Shape] = []
    x = 0.0
    for drawing in drawings:
        shapes += drawing.translated((x, 0))
        x += drawing.width + gap
    height = max((drawing.height for drawing in drawings), default=0)
    return Drawing(max(x - gap, 0), height, tuple(shapes))
