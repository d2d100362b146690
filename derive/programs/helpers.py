"""Functions that NumPy lacks, for the programs that call them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from derive.templating import render

FOLDER = "numpy/helpers"
CALLS: Mapping[str, str] = {
    "erf": r"\berfc?\(",
    "sliding_window_view": r"(?<!\.)\bsliding_window_view\(",
    "strided": r"\bstrided\(",
    "parts": r"\bparts\(",
    "window_places": r"\bwindow_places\(",
    "overlap_add": r"\boverlap_add\(",
    "sum_rows": r"\bsum_rows\(",
    "first_max": r"\bfirst_max\(",
    "mark_first": r"\bmark_first\(",
    "largest_of": r"\blargest_of\(",
}


def helpers(text: str) -> tuple[str, ...]:
    """The definitions of what a text calls and NumPy lacks."""
    found: dict[str, str] = {}
    for name in reversed(list(CALLS)):
        if re.search(CALLS[name], "\n".join((text, *found.values()))):
            found[name] = render(f"{FOLDER}/{name}.py.jinja").rstrip("\n")
    return tuple(found[name] for name in CALLS if name in found)
