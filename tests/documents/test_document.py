"""Sentences with slots."""

import pytest

from derive.documents.document import Reference, sentence
from derive.documents.layout import Identifier
from derive.documents.sentences import plain

A, B = Identifier("a"), Identifier("b")


def test_each_language_puts_the_slots_in_its_own_order() -> None:
    said = sentence("{a} before {b}", "{b} の前に {a}", a=A, b=B)
    assert said.pieces("en") == (A, " before ", B)
    assert said.pieces("ja") == (B, " の前に ", A)


def test_a_slot_missing_in_one_language_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="slots"):
        sentence("{a}", "何もない", a=A)


def test_a_pointer_is_said_in_each_language() -> None:
    said = sentence("see {f} and {e}", "{f}と{e}", f=Reference("2", "figure"), e=Reference("9.1"))
    assert plain(said, "en") == "see Figure 2 and (9.1)"
    assert plain(said, "ja") == "図 2と(9.1)"
