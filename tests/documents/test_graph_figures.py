"""Figures of graphs and of recurrences: what is drawn has room, and arrows point forwards."""

from itertools import combinations

import pytest

from derive.documents.figure import Arrow, Box, Drawing
from derive.documents.figure_graph import PAGE_WIDTH, Node, graph_drawing
from derive.documents.figure_steps import Step, steps_drawing
from derive.documents.layout import (
    BigOperator,
    Identifier,
    Number,
    Parenthesised,
    Row,
    Sign,
    Symbol,
)
from derive.documents.measure import broken, is_tall, width
from derive.text import Text

X = Identifier("x")
FRAME = Text("× 3", "× 3")


def nodes(*before: tuple[int, ...], framed: tuple[int, ...] = ()) -> list[Node]:
    return [
        Node(X, X, X, takes, frame=FRAME if place in framed else None)
        for place, takes in enumerate(before)
    ]


CHAIN = nodes((), *((place,) for place in range(20)))
DIAMOND = nodes((), (0,), (0,), (1, 2), (3,))
SKIPS = nodes((), (0,), (1,), (2, 0), (3,), (4, 3), framed=(1, 2, 3))
TWO = nodes((), (), (0,), (1,), (2, 3), (4,), (4,), (5, 6))


def boxes(drawing: Drawing) -> list[Box]:
    return [s for s in drawing.shapes if isinstance(s, Box) and s.ink == "black"]


@pytest.mark.parametrize("made", [CHAIN, DIAMOND, SKIPS, TWO])
def test_boxes_have_room_and_stand_within_the_page(made: list[Node]) -> None:
    drawing = graph_drawing(made)
    assert drawing.width <= PAGE_WIDTH
    found = boxes(drawing)
    assert len(found) == len(made)
    for box in found:
        x, y = box.centre
        assert box.width / 2 <= x <= drawing.width - box.width / 2
        assert box.height / 2 <= y <= drawing.height - box.height / 2
    for one, other in combinations(found, 2):
        apart = [abs(a - b) for a, b in zip(one.centre, other.centre, strict=True)]
        assert apart[0] >= one.width or apart[1] >= one.height


@pytest.mark.parametrize("made", [CHAIN, DIAMOND, SKIPS, TWO])
def test_every_connection_has_an_arrow(made: list[Node]) -> None:
    arrows = [s for s in graph_drawing(made).shapes if isinstance(s, Arrow)]
    assert len(arrows) == sum(len(node.before) for node in made)


def test_a_block_has_a_frame() -> None:
    frames = [s for s in graph_drawing(SKIPS).shapes if isinstance(s, Box) and s.ink == "muted"]
    assert len(frames) == 1


def test_what_is_handed_back_is_dashed() -> None:
    back = [Node(X), Node(X, before=(0,), handed_back=(X,))]
    dashed = [s for s in graph_drawing(back).shapes if isinstance(s, Arrow) and s.dashed]
    assert len(dashed) == 1
    assert dashed[0].end[1] < dashed[0].start[1]


def test_steps_stand_side_by_side_and_gradients_go_back() -> None:
    steps = [Step(X, X, X)] * 3
    drawing = steps_drawing(steps, [X, X], [X, X], title=FRAME)
    assert len(boxes(drawing)) == 3
    dashed = [s for s in drawing.shapes if isinstance(s, Arrow) and s.dashed]
    assert len(dashed) == 2
    assert all(arrow.end[0] < arrow.start[0] for arrow in dashed)
    assert drawing.width <= PAGE_WIDTH


def test_a_condition_is_torn_last() -> None:
    equality = Row((X, Symbol(Sign.EQUAL), X))
    condition = Parenthesised(equality, "square")
    product = Row((*(X for _ in range(12)), condition, condition))
    lines = broken(product, 6)
    assert len(lines) > 1
    assert all(width(line) <= 6 for line in lines)
    items = [item for line in lines for item in (line.items if isinstance(line, Row) else (line,))]
    assert items.count(condition) == 2


def test_a_sum_is_tall_and_a_letter_is_not() -> None:
    assert is_tall(Row((X, BigOperator(X, X, Number("1"), X))))
    assert not is_tall(Row((X, X)))
