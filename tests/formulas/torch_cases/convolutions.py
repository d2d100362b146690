"""Convolutions and pooling, beside PyTorch's."""

from __future__ import annotations

from typing import Any

from tests.formulas.torch_cases.case import Case, Given, network
from tests.formulas.torch_cases.oracle import f

LINE, IMAGE, SOLID = "input = [2, 9]", "input = [2, 5, 6]", "input = [2, 4, 5, 3]"


def _conv1d(a: Given) -> Any:
    x = f.tanh(f.conv1d(a["x"], a["w1"], a["b1"]))
    return f.conv1d(x, a["w2"], a["b2"], stride=2, padding=1, dilation=2)


def _conv2d(a: Given) -> Any:
    x = f.tanh(f.conv2d(a["x"], a["w1"], a["b1"], padding=1))
    return f.conv2d(x, a["w2"], None, stride=2, padding=1)


def _conv2d_dilated(a: Given) -> Any:
    x = f.tanh(f.conv2d(a["x"], a["w1"], a["b1"]))
    return f.conv2d(x, a["w2"], a["b2"], padding=2, dilation=2)


def _conv3d(a: Given) -> Any:
    x = f.tanh(f.conv3d(a["x"], a["w1"], a["b1"]))
    return f.conv3d(x, a["w2"], a["b2"], stride=2, padding=1)


def _depthwise1d(a: Given) -> Any:
    x = f.tanh(f.conv1d(a["x"], a["w1"], a["b1"]))
    return f.conv1d(x, a["w2"][:, None], a["b2"], stride=2, padding=1, groups=3)


def _depthwise2d(a: Given) -> Any:
    x = f.tanh(f.conv2d(a["x"], a["w1"], a["b1"]))
    return f.conv2d(x, a["w2"][:, None], a["b2"], stride=2, padding=1, groups=3)


def _grouped1d(a: Given) -> Any:
    x = f.tanh(f.conv1d(a["x"], a["w1"], a["b1"]))
    return f.conv1d(x, a["w2"].flatten(0, 1), a["b2"].flatten(), padding=1, groups=2)


def _grouped2d(a: Given) -> Any:
    x = f.tanh(f.conv2d(a["x"], a["w1"], a["b1"]))
    w, b = a["w2"].flatten(0, 1), a["b2"].flatten()
    return f.conv2d(x, w, b, stride=2, padding=1, groups=2)


def _transposed1d(a: Given) -> Any:
    x = f.tanh(f.conv1d(a["x"], a["w1"], a["b1"], stride=2))
    x = f.conv_transpose1d(x, a["w2"], a["b2"], stride=2, padding=1, output_padding=1)
    return f.conv_transpose1d(f.tanh(x), a["w3"], None, dilation=2)


def _transposed2d(a: Given) -> Any:
    x = f.tanh(f.conv2d(a["x"], a["w1"], a["b1"], stride=2))
    return f.conv_transpose2d(x, a["w2"], a["b2"], stride=2, padding=1)


def _pooled1d(pool: Any) -> Any:
    def forward(a: Given) -> Any:
        return f.conv1d(pool(f.conv1d(a["x"], a["w1"], a["b1"])), a["w3"], a["b3"])

    return forward


def _pooled2d(pool: Any) -> Any:
    def forward(a: Given) -> Any:
        return f.conv2d(pool(f.conv2d(a["x"], a["w1"], a["b1"])), a["w3"], a["b3"])

    return forward


def _averaged1d(a: Given) -> Any:
    x = f.adaptive_avg_pool1d(f.conv1d(a["x"], a["w1"], a["b1"]), 1).squeeze(-1)
    return f.linear(x, a["w3"], a["b3"])


def _averaged2d(a: Given) -> Any:
    x = f.adaptive_avg_pool2d(f.conv2d(a["x"], a["w1"], a["b1"]), 1).flatten(1)
    return f.linear(x, a["w3"], a["b3"])


def _around(layer: str, dimensions: int, start: str) -> str:
    """A layer between two convolutions."""
    first = f'  {{ formula = "conv{dimensions}d", channels = 3, kernel = 2 }}'
    last = f'  {{ formula = "conv{dimensions}d", channels = 4, kernel = 1 }}'
    return network(f"{first},\n  {layer},\n{last}", start=start)


def _then_dense(layer: str, dimensions: int, start: str) -> str:
    first = f'  {{ formula = "conv{dimensions}d", channels = 3, kernel = 2 }}'
    return network(f'{first},\n  {layer},\n  {{ formula = "dense", units = 4 }}', start=start)


def _after(layer: str, dimensions: int, start: str, more: str = "") -> str:
    """A layer after a convolution and tanh, so that its input has a gradient too."""
    first = f'  {{ formula = "conv{dimensions}d", channels = 3, kernel = 2{more} }}'
    return network(f'{first},\n  "tanh",\n  {layer}', start=start)


CASES = (
    Case(
        "conv1d",
        _after(
            '{ formula = "conv1d", channels = 4, kernel = 3, stride = 2, padding = 1,'
            " dilation = 2 }",
            1,
            LINE,
        ),
        _conv1d,
    ),
    Case(
        "conv2d",
        _after(
            '{ formula = "conv2d", channels = 4, kernel = 3, stride = 2, padding = 1,'
            " bias = false }",
            2,
            IMAGE,
            ", padding = 1",
        ),
        _conv2d,
    ),
    Case(
        "conv2d, dilated",
        _after(
            '{ formula = "conv2d", channels = 4, kernel = 3, padding = 2, dilation = 2 }', 2, IMAGE
        ),
        _conv2d_dilated,
    ),
    Case(
        "conv3d",
        _after(
            '{ formula = "conv3d", channels = 4, kernel = 2, stride = 2, padding = 1 }', 3, SOLID
        ),
        _conv3d,
    ),
    Case(
        "depthwise_conv1d",
        _after('{ formula = "depthwise_conv1d", kernel = 3, stride = 2, padding = 1 }', 1, LINE),
        _depthwise1d,
    ),
    Case(
        "depthwise_conv2d",
        _after('{ formula = "depthwise_conv2d", kernel = 3, stride = 2, padding = 1 }', 2, IMAGE),
        _depthwise2d,
    ),
    Case(
        "grouped_conv1d",
        _after(
            '{ formula = "grouped_conv1d", channels = 6, groups = 2, kernel = 3, padding = 1 }',
            1,
            LINE,
        ).replace("channels = 3", "channels = 4"),
        _grouped1d,
    ),
    Case(
        "grouped_conv2d",
        _after(
            '{ formula = "grouped_conv2d", channels = 6, groups = 2, kernel = 3, stride = 2,'
            " padding = 1 }",
            2,
            IMAGE,
        ).replace("channels = 3", "channels = 4"),
        _grouped2d,
    ),
    Case(
        "transposed_conv1d",
        _after(
            '{ formula = "transposed_conv1d", channels = 4, kernel = 3, stride = 2, padding = 1,'
            ' extra = 1 },\n  "tanh",\n'
            '  { formula = "transposed_conv1d", channels = 2, kernel = 3, dilation = 2,'
            " bias = false }",
            1,
            LINE,
            ", stride = 2",
        ),
        _transposed1d,
    ),
    Case(
        "transposed_conv2d",
        _after(
            '{ formula = "transposed_conv2d", channels = 4, kernel = 3, stride = 2, padding = 1 }',
            2,
            IMAGE,
            ", stride = 2",
        ),
        _transposed2d,
    ),
    Case(
        "max_pool1d",
        _around('{ formula = "max_pool1d", kernel = 3, stride = 2 }', 1, LINE),
        _pooled1d(lambda x: f.max_pool1d(x, 3, 2)),
    ),
    Case(
        "max_pool2d",
        _around('{ formula = "max_pool2d", kernel = 2, stride = 2 }', 2, IMAGE),
        _pooled2d(lambda x: f.max_pool2d(x, 2, 2)),
    ),
    Case(
        "max_pool2d, overlapping",
        _around('{ formula = "max_pool2d", kernel = 3, stride = 1 }', 2, IMAGE),
        _pooled2d(lambda x: f.max_pool2d(x, 3, 1)),
    ),
    Case(
        "average_pool1d",
        _around('{ formula = "average_pool1d", kernel = 3, stride = 2, padding = 1 }', 1, LINE),
        _pooled1d(lambda x: f.avg_pool1d(x, 3, 2, 1)),
    ),
    Case(
        "average_pool2d",
        _around('{ formula = "average_pool2d", kernel = 2, stride = 2 }', 2, IMAGE),
        _pooled2d(lambda x: f.avg_pool2d(x, 2, 2)),
    ),
    Case(
        "adaptive_average_pool1d",
        _around('{ formula = "adaptive_average_pool1d", length = 4 }', 1, LINE),
        _pooled1d(lambda x: f.adaptive_avg_pool1d(x, 4)),
    ),
    Case(
        "adaptive_average_pool2d",
        _around(
            '{ formula = "adaptive_average_pool2d", height = 2, width = 3 }', 2, "input = [2, 5, 7]"
        ),
        _pooled2d(lambda x: f.adaptive_avg_pool2d(x, (2, 3))),
    ),
    Case("global_average_pool1d", _then_dense('"global_average_pool1d"', 1, LINE), _averaged1d),
    Case("global_average_pool2d", _then_dense('"global_average_pool2d"', 2, IMAGE), _averaged2d),
)
