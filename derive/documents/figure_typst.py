"""A drawing as Typst: shapes placed by their coordinates in a box; the template defines the pens.

The template's functions are `unit`, `layer-box`, `draw-arrow`, `curve-through`, `draw-dot` and
`label-at`.
"""

from collections.abc import Callable

from derive.documents.figure import Arrow, Box, Circle, Curve, Dot, Drawing, Label, Point, Shape
from derive.documents.layout import Layout
from derive.text import Text


def typst_drawing(drawing: Drawing, set_label: Callable[[Layout | Text], str]) -> str:
    """The drawing as one Typst expression; `set_label` gives the markup of a label's content."""
    shapes = "\n".join(f"  {_shape(shape, set_label)}" for shape in drawing.shapes)
    return f"drawing({_mm(drawing.width)}, {_mm(drawing.height)}, {{\n{shapes}\n}})"


def _shape(shape: Shape, set_label: Callable[[Layout | Text], str]) -> str:
    """One call of the template's pens."""
    match shape:
        case Circle(centre, radius, ink):
            return f'unit({_at(centre)}, {_mm(radius)}, "{ink}")'
        case Box(centre, width, height, ink):
            return f'layer-box({_at(centre)}, {_mm(width)}, {_mm(height)}, "{ink}")'
        case Arrow(start, end, control, ink, dashed, thickness):
            bend = "none" if control is None else _at(control)
            pen = f'"{ink}", {_truth(claim=dashed)}, {_mm(thickness)}'
            return f"draw-arrow({_at(start)}, {_at(end)}, {bend}, {pen})"
        case Curve(points, ink, dashed, thickness):
            path = ", ".join(_at(point) for point in points)
            return f'curve-through(({path},), "{ink}", {_truth(claim=dashed)}, {_mm(thickness)})'
        case Dot(centre, radius, ink, hollow):
            return f'draw-dot({_at(centre)}, {_mm(radius)}, "{ink}", {_truth(claim=hollow)})'
        case Label(at, content, ink, size, anchor, halo):
            style = f'"{ink}", "{size}", "{anchor}", {_truth(claim=halo)}'
            return f"label-at({_at(at)}, {style}, [{set_label(content)}])"


def _mm(length: float) -> str:
    """The length with its unit, free of noise in the last places."""
    return f"{length:.3f}".rstrip("0").rstrip(".") + "mm"


def _at(point: Point) -> str:
    """The point as a Typst pair."""
    return f"({_mm(point[0])}, {_mm(point[1])})"


def _truth(*, claim: bool) -> str:
    """The claim as Typst spells it."""
    return "true" if claim else "false"
