"""Shapes in numbers, and the short titles of formulas that boxes have room for."""

from __future__ import annotations

from derive.documents.layout import Layout, Number, Sign, separated
from derive.formulas.formula import Formula
from derive.network.structure import Network
from derive.notation.tensor import Tensor
from derive.text import Text

LONGEST_TITLE = 7


def short_title(formula: Formula) -> Text:
    """A formula's title where it fits a box, else its name; without what stands in brackets."""
    name = formula.name.replace("_", " ")
    japanese = formula.title.ja.split("(")[0].split("（")[0].removesuffix("関数")
    english = formula.title.en.split("(")[0].strip()
    return Text(
        english if len(english) <= 2 * LONGEST_TITLE else name,
        japanese if len(japanese) <= LONGEST_TITLE else name,
    )


def in_numbers(network: Network, tensor: Tensor) -> Layout:
    """The extents of a tensor: 4 × 3; a scalar has the extent 1."""
    extents = tuple(Number(str(size)) for size in network.shape(tensor))
    return separated(extents or (Number("1"),), Sign.TIMES)
