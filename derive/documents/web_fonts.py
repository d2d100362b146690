"""Japanese letters for an HTML page: just those it uses, carried in the page itself.

A reader's machine may have no Japanese font; with these 150 kB the page looks
the same everywhere. The fonts' licence (OFL) allows to embed and to subset them.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from derive.text import Language

TAG = re.compile(r"<style>.*?</style>|<[^>]*>", re.DOTALL)
FIRST_JAPANESE = 0x2E80  # CJK radicals; kana, kanji and full-width forms come after
PUNCTUATION = "…‥―─—“”‘’・※①②③④⑤⑥⑦⑧⑨"
FAMILIES = (("derive serif", "serif_path"), ("derive sans", "sans_path"))


def font_faces(page: str, language: Language) -> str:
    """CSS rules that carry the fonts for a page's Japanese letters; empty where none are needed.

    Without the packages `fonttools` or `pylopdf-fonts-jp` the answer is empty
    too, and the reader's own fonts are used.
    """
    letters = _letters(page)
    if language != "ja" or not letters:
        return ""
    try:
        import pylopdf_fonts_jp as fonts
        from fontTools import subset  # noqa: F401 - asked for here, used below
    except ImportError:
        return ""
    return "\n".join(
        _face(family, Path(str(getattr(fonts, path)())), letters) for family, path in FAMILIES
    )


def _letters(page: str) -> str:
    words = set(TAG.sub("", page))
    return "".join(sorted(c for c in words if ord(c) >= FIRST_JAPANESE or c in PUNCTUATION))


def _face(family: str, file: Path, letters: str) -> str:
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff"
    options.hinting = False
    options.layout_features = ["palt", "vert"]
    options.name_IDs = [0, 1, 2, 13, 14]  # among them copyright and licence
    font = subset.load_font(str(file), options)
    font.recalcTimestamp = False
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=letters)
    subsetter.subset(font)
    content = io.BytesIO()
    subset.save_font(font, content, options)
    font.close()
    encoded = base64.b64encode(content.getvalue()).decode("ascii")
    ranges = ", ".join(f"U+{ord(letter):X}" for letter in letters)
    return (
        f'@font-face {{ font-family: "{family}"; unicode-range: {ranges}; '
        f"src: url(data:font/woff;base64,{encoded}) format('woff'); }}"
    )
