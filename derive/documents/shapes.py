"""Shapes in numbers, and the short titles of formulas that boxes have room for."""

from __future__ import annotations

import re

from derive.documents.layout import Layout, Number, Sign, separated
from derive.documents.measure import words_width
from derive.formulas.formula import Formula
from derive.network.structure import Network
from derive.notation.tensor import Tensor
from derive.text import Text

LONGEST_TITLE = 10.2
"""In em; a box has room for it in small letters."""
LATIN = 0.44
"""The width of a Latin letter of a title in em, on average."""
DIMENSION = re.compile(r"^[123]次元|, [123]-D$")
QUALIFIED = re.compile(r", .*| (with|on|of a|from) .*|^.*(をもつ|との|にわたる|つき|の)")
OF_WHAT = re.compile(r" of .*")
LEFT_OUT = re.compile(r"\b(multi-head|scaled|learned|sinusoidal|average) ", re.IGNORECASE)
FULL_NAME = re.compile(r"Kullback-Leibler|カルバック・ライブラー")


def short_title(formula: Formula) -> Text:
    """A formula's title where it fits a box, else what is left of it, else its name."""
    bare = unbracketed(formula.title)
    name = formula.name.replace("_", " ")
    english = _fitting(bare.en, name)
    return Text(english[:1].upper() + english[1:], _fitting(bare.ja.removesuffix("関数"), name))


def unbracketed(title: Text) -> Text:
    """A title without the words in brackets behind it, for a place between brackets or in a box."""
    return Text(title.en.split("(")[0].strip(), re.split("[(（]", title.ja)[0].strip())


def _fitting(title: str, name: str) -> str:
    """The title, or the first that fits of those that leave more and more words out."""
    found = [title]
    for pattern in (DIMENSION, FULL_NAME, QUALIFIED, LEFT_OUT, OF_WHAT):
        found.append(pattern.sub("KL" if pattern is FULL_NAME else "", found[-1]))
    return next((one for one in found if _title_width(one) <= LONGEST_TITLE), name)


def _title_width(title: str) -> float:
    return sum(1.0 if words_width(sign) == 1.0 else LATIN for sign in title)


def in_numbers(network: Network, tensor: Tensor) -> Layout:
    """The extents of a tensor: 4 × 3; a scalar has the extent 1."""
    extents = tuple(Number(str(size)) for size in network.shape(tensor))
    return separated(extents or (Number("1"),), Sign.TIMES)
