"""The one Jinja environment, and the one place that knows where templates live.

In a checkout `templates/` stands beside the package; a wheel carries it inside.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def folder() -> Path:
    """The folder of templates: inside the installed package, or beside it."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def environment(kind: str) -> Environment:
    """The Jinja environment of one folder of templates, e.g. "latex".

    Delimiters are those that neither LaTeX nor Python nor CSS uses; a name
    that a template misses raises.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(folder() / kind),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
    )


def render(path: str, **values: object) -> str:
    """The template at `path` (e.g. "numpy/fast.py.jinja") filled with finished values."""
    kind, _, name = path.partition("/")
    return environment(kind).get_template(name).render(**values)
