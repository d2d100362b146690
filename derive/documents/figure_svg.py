"""A drawing as SVG in millimetres, without markers and identifiers.

So many of them fit on one page without a clash.
"""

from collections.abc import Callable
from html import escape
from math import atan2, cos, sin

from derive.documents.figure import Arrow, Box, Circle, Curve, Dot, Drawing, Label, Point, Shape

INKS = {
    "forward": "#1F5FBF",
    "backward": "#C8321E",
    "muted": "#666666",
    "black": "#000000",
    "faint": "#A9C4EC",
}
RIM = 0.28
HEAD = 1.7


def svg_drawing(drawing: Drawing, alternative: str, set_label: Callable[[Label], str]) -> str:
    """The drawing as one `svg` element; `set_label` gives the SVG of a label, at its place."""
    shapes = "\n".join(_shape(shape, set_label) for shape in drawing.shapes)
    size = f"{_number(drawing.width)} {_number(drawing.height)}"
    return (
        f'<svg class="drawing" role="img" aria-label="{escape(alternative)}" viewBox="0 0 {size}"'
        f' style="width: {_number(drawing.width)}mm">\n{shapes}\n</svg>'
    )


def _shape(shape: Shape, set_label: Callable[[Label], str]) -> str:
    """One shape's elements."""
    match shape:
        case Circle((x, y), radius, ink):
            where = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
            return f'<circle {where} fill="#fff" {_pen(ink, RIM)}/>'
        case Box((x, y), width, height, ink):
            where = f'x="{_number(x - width / 2)}" y="{_number(y - height / 2)}"'
            extent = f'width="{_number(width)}" height="{_number(height)}" rx="1.2"'
            return f'<rect {where} {extent} fill="#fff" {_pen(ink, RIM)}/>'
        case Arrow():
            return _arrow(shape)
        case Curve(points, ink, dashed, thickness):
            path = " ".join(_at(point) for point in points)
            return f'<polyline points="{path}" fill="none" {_pen(ink, thickness, dashed=dashed)}/>'
        case Dot((x, y), radius, ink, hollow):
            fill = "#fff" if hollow else INKS[ink]
            where = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
            return f'<circle {where} fill="{fill}" {_pen(ink, RIM)}/>'
        case Label():
            return set_label(shape)


def _arrow(arrow: Arrow) -> str:
    """The shaft, which ends in the neck of the head, and the head."""
    source = arrow.start if arrow.control is None else arrow.control
    angle = atan2(arrow.end[1] - source[1], arrow.end[0] - source[0])
    size = max(HEAD, 4.2 * arrow.thickness)
    neck = _turned(arrow.end, angle, -0.7 * size, 0)
    bend = "L" if arrow.control is None else f"Q{_at(arrow.control)} "
    shaft = f'<path d="M{_at(arrow.start)}{bend}{_at(neck)}" fill="none"'
    corners = ((0.0, 0.0), (-size, 0.38 * size), (-0.75 * size, 0.0), (-size, -0.38 * size))
    head = " ".join(_at(_turned(arrow.end, angle, *corner)) for corner in corners)
    pen = _pen(arrow.ink, arrow.thickness, dashed=arrow.dashed)
    return f'{shaft} {pen}/><polygon points="{head}" fill="{INKS[arrow.ink]}"/>'


def _turned(origin: Point, angle: float, along: float, across: float) -> Point:
    """A point given along and across a direction."""
    x = origin[0] + along * cos(angle) - across * sin(angle)
    return (x, origin[1] + along * sin(angle) + across * cos(angle))


def _pen(ink: str, thickness: float, *, dashed: bool = False) -> str:
    """Colour, thickness and dashes."""
    dashes = ' stroke-dasharray="1.2 0.9"' if dashed else ""
    return f'stroke="{INKS[ink]}" stroke-width="{_number(thickness)}"{dashes}'


def _number(length: float) -> str:
    """The length without noise in the last places."""
    return f"{length:.3f}".rstrip("0").rstrip(".") or "0"


def _at(point: Point) -> str:
    """The point as SVG writes it."""
    return f"{_number(point[0])},{_number(point[1])}"
