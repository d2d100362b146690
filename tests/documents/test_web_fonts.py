"""A Japanese HTML page carries the letters it uses, and no others."""

import base64
import io
import re

import pytest

from derive.documents.web_fonts import font_faces

PAGE = "<style>漢</style><p title='隠'>誤差逆伝播法（δ）、abc</p>"


def carried(rules):
    subset = pytest.importorskip("fontTools.ttLib")
    found = []
    for encoded in re.findall(r"base64,([A-Za-z0-9+/=]+)", rules):
        with subset.TTFont(io.BytesIO(base64.b64decode(encoded))) as font:
            found.append({chr(code) for code in font.getBestCmap()})
    return found


def test_the_letters_of_the_words_are_carried_in_both_faces():
    serif, sans = carried(font_faces(PAGE, "ja"))
    assert set("誤差逆伝播法（）、") <= serif
    assert serif == sans


def test_letters_in_tags_and_styles_and_latin_letters_are_not_carried():
    serif, _ = carried(font_faces(PAGE, "ja"))
    assert not set("漢隠abc") & serif


def test_the_same_page_gets_the_same_bytes():
    assert font_faces(PAGE, "ja") == font_faces(PAGE, "ja")


@pytest.mark.parametrize(("page", "language"), [(PAGE, "en"), ("<p>abc</p>", "ja")])
def test_a_page_without_japanese_carries_nothing(page, language):
    assert font_faces(page, language) == ""
