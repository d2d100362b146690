"""How repairs are written: in the letters and the kind of text that the writer uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from derive.reading.declared import Declared
from derive.reading.echo import echo
from derive.reading.elaborate import Line
from derive.reading.latex_of import latex_of
from derive.reading.terms import Term
from derive.reading.writers_letters import writers_letters

_LATEX = re.compile(r"\$|\\begin\{|\\\[|\\\(")


def handwriting(text: str, line: Line, declared: Declared) -> Callable[[Term], str]:
    """A function that writes terms as the writer of a text would.

    Args:
        text: The source.
        line: The line that is spoken of.
        declared: What its names mean.
    """
    vectors = declared.vectors
    if _LATEX.search(text) is None:
        return partial(echo, vectors=vectors)
    layers = dict(line.layers)
    # The equations of a general layer stand in the text once, but mean every layer.
    defined = () if layers else (one.value for one in declared.model.definitions)
    letters = writers_letters(text, [*line.sides, *defined], declared.names, layers)
    return partial(latex_of, vectors=vectors, letters=letters)
