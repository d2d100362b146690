"""A drawing as TikZ: the same coordinates in millimetres.

The picture's own unit turns y downwards.
"""

from collections.abc import Callable

from derive.documents.figure import Arrow, Box, Circle, Curve, Dot, Drawing, Label, Point, Shape
from derive.documents.layout import Layout
from derive.text import Text

ANCHORS = {"centre": "center", "left": "west", "right": "east"}


def tikz_drawing(drawing: Drawing, set_label: Callable[[Layout | Text], str]) -> str:
    """The drawing as a `tikzpicture`; `set_label` gives the LaTeX of a label's content."""
    shapes = "\n".join(f"  {_shape(shape, set_label)}" for shape in drawing.shapes)
    frame = f"  \\useasboundingbox (0,0) rectangle {_at((drawing.width, drawing.height))};"
    return f"\\begin{{tikzpicture}}[handout]\n{frame}\n{shapes}\n\\end{{tikzpicture}}"


def _shape(shape: Shape, set_label: Callable[[Layout | Text], str]) -> str:
    """One TikZ path."""
    match shape:
        case Circle(centre, radius, ink):
            return rf"\draw[unit, draw={ink}] {_at(centre)} circle[radius={_number(radius)}];"
        case Box(centre, width, height, ink):
            corners = _corners(centre, width, height)
            return rf"\draw[layer, draw={ink}] {_at(corners[0])} rectangle {_at(corners[1])};"
        case Arrow(start, end, control, ink, dashed, thickness):
            path = _quadratic(start, control, end)
            return rf"\draw[->, {_pen(ink, thickness, dashed=dashed)}] {_at(start)} {path};"
        case Curve(points, ink, dashed, thickness):
            path = " -- ".join(_at(point) for point in points)
            return rf"\draw[{_pen(ink, thickness, dashed=dashed)}] {path};"
        case Dot(centre, radius, ink, hollow):
            fill = "white" if hollow else ink
            return rf"\draw[{ink}, fill={fill}] {_at(centre)} circle[radius={_number(radius)}];"
        case Label(at, content, ink, size, anchor, halo):
            style = f"{size} label, {ink}, anchor={ANCHORS[anchor]}" + (", halo" if halo else "")
            return rf"\node[{style}] at {_at(at)} {{{set_label(content)}}};"


def _quadratic(start: Point, control: Point | None, end: Point) -> str:
    """The rest of a path from `start`.

    TikZ knows cubic curves only, so the control point is raised.
    """
    if control is None:
        return f"-- {_at(end)}"
    first, second = (
        (tip[0] + 2 / 3 * (control[0] - tip[0]), tip[1] + 2 / 3 * (control[1] - tip[1]))
        for tip in (start, end)
    )
    return f".. controls {_at(first)} and {_at(second)} .. {_at(end)}"


def _pen(ink: str, thickness: float, *, dashed: bool) -> str:
    """Colour, thickness and dashes."""
    dashes = ", densely dashed" if dashed else ""
    return f"{ink}, line width={_number(thickness)}mm{dashes}"


def _corners(centre: Point, width: float, height: float) -> tuple[Point, Point]:
    """Two opposite corners of a box around its centre."""
    x, y = centre
    return (x - width / 2, y - height / 2), (x + width / 2, y + height / 2)


def _number(length: float) -> str:
    """The length without noise in the last places."""
    return f"{length:.3f}".rstrip("0").rstrip(".") or "0"


def _at(point: Point) -> str:
    """The point as TikZ writes it."""
    return f"({_number(point[0])},{_number(point[1])})"
