"""Drawings: what is drawn, and that nothing leaves the plane."""

import pytest

from derive.documents.figure import Arrow, Box, Circle, Curve, Drawing, Label, Point, Shape
from derive.documents.figure_layers import EM, SMALL_EM, LayerBox, layer_row
from derive.documents.figure_steps import Step, steps_drawing
from derive.documents.figure_svg import svg_drawing
from derive.documents.figure_units import UnitColumn, unit_network, units_shown
from derive.documents.layout import Identifier, Number, Sign, separated
from derive.documents.measure import width, words_width
from derive.documents.plot import Graph, Window, plot
from derive.text import Text
from tests.documents import lecture_page as page

FIGURES = (
    page.network_figure(),
    page.wide_network_figure(),
    page.layers_figure(),
    page.plots_figure(),
)


def corners(shape: Shape) -> tuple[Point, ...]:
    """Points that a shape reaches."""
    match shape:
        case Circle((x, y), radius, _):
            return (x - radius, y - radius), (x + radius, y + radius)
        case Box((x, y), width, height, _):
            return (x - width / 2, y - height / 2), (x + width / 2, y + height / 2)
        case Arrow(start, end):
            return start, end
        case Curve(points):
            return points
        case Label(at):
            return (at,)
        case _:
            return (shape.centre,)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.number)
def test_nothing_leaves_the_plane(figure: page.Figure) -> None:
    drawing = figure.drawing
    for shape in drawing.shapes:
        for x, y in corners(shape):
            assert 0 <= x <= drawing.width
            assert 0 <= y <= drawing.height


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.number)
def test_a_drawing_fits_the_page(figure: page.Figure) -> None:
    assert figure.drawing.width <= 170


def test_units_are_left_out_of_a_wide_layer() -> None:
    assert units_shown(5) == (1, 2, 3, 4, 5)
    assert units_shown(30) == (1, 2, 3, None, 30)


def test_every_pair_of_neighbouring_units_is_joined() -> None:
    columns = tuple(
        UnitColumn(Text(en="layer", ja="層"), tuple(Identifier("x") for _ in range(size)))
        for size in (2, 3, 5)
    )
    arrows = [one for one in unit_network(columns).shapes if isinstance(one, Arrow)]
    assert len(arrows) == 2 * 3 + 3 * 5


def test_what_is_backward_is_dashed() -> None:
    arrows = [one for one in page.network_figure().drawing.shapes if isinstance(one, Arrow)]
    assert {arrow.dashed for arrow in arrows if arrow.ink == "backward"} == {True}
    assert {arrow.dashed for arrow in arrows if arrow.ink != "backward"} == {False}


def test_a_curve_is_cut_at_the_windows_edge() -> None:
    window = Window(0, 4, 0, 1)
    graph = Graph((((0.0, 0.0), (4.0, 4.0)),), Identifier("f"))
    drawn = plot((graph,), window, variable=Identifier("z"))
    curve = next(one for one in drawn.shapes if isinstance(one, Curve) and one.ink == "forward")
    assert curve.points[-1] == pytest.approx((7 + 48 / 4, 3.0))


def test_alternative_text_is_escaped() -> None:
    assert 'aria-label="&lt;a&gt; &quot;b&quot;"' in svg_drawing(
        Drawing(1, 1, ()), '<a> "b"', lambda _: ""
    )


LONG = Text(en="Adaptive average pooling", ja="適応平均プーリング")
SHAPE = separated(tuple(Number("16") for _ in range(4)), Sign.TIMES)


def test_a_box_is_wide_enough_for_its_title_and_the_gap_for_the_shape() -> None:
    boxes = tuple(LayerBox(LONG, Identifier("z"), SHAPE) for _ in range(6))
    drawing = layer_row(boxes, entering=Identifier("x"))
    assert drawing.width <= 170
    boxes_drawn = [shape for shape in drawing.shapes if isinstance(shape, Box)]
    titles = [one for one in drawing.shapes if isinstance(one, Label) and one.content == LONG]
    assert len(boxes_drawn) == len(titles) == 6
    needed = words_width(LONG.en) * (EM if titles[0].size == "normal" else SMALL_EM)
    assert boxes_drawn[0].width >= needed
    first, second = boxes_drawn[:2]
    assert second.centre[0] - first.centre[0] - first.width >= width(SHAPE) * SMALL_EM


def test_a_step_is_wide_enough_for_its_title() -> None:
    steps = tuple(Step(Identifier("h"), None, Identifier("y")) for _ in range(3))
    drawing = steps_drawing(steps, [Identifier("h")] * 2, [], title=LONG)
    box = next(shape for shape in drawing.shapes if isinstance(shape, Box))
    assert box.width >= words_width(LONG.en) * SMALL_EM
