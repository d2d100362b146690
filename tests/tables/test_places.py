import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.tables.places import KeyPath, Places
from derive.tables.toml_places import toml_places

TEXT = '''\
# A comment with = and [signs].
title = { en = "A", "ja" = 'B' }
input = [
  3,   # one ] in a comment
  4,
]
a.b . "c.d" = 1979-05-27 07:32:00

[[layers]]
formula = "dense"
[layers.initial]
w = "he\\tnormal"

[[layers]]
formula = """
x \\
   y"""
[ formulas . own ]
equations = ["z = x", 'q = \\y', """""two""quotes""""" ]
[[layers.deep]]
k = {}
[[layers.deep]]
k = [[1, 2], []]
'''


def leaves(value: object, path: KeyPath = ()) -> dict[KeyPath, object]:
    """Every value inside a table or list, itself too, by path."""
    found = {path: value} if path else {}
    match value:
        case dict():
            parts = value.items()
        case list():
            parts = enumerate(value)
        case _:
            parts = ()
    for key, inner in parts:
        found |= leaves(inner, (*path, key))
    return found


def at(text: str, path: KeyPath) -> tuple[str, int | None, int | None]:
    place = toml_places(text, "net.toml").value(path)
    assert place.line is not None
    assert place.column is not None
    return text.split("\n")[place.line - 1][place.column - 1 :], place.line, place.column


@pytest.mark.parametrize(
    ("path", "begins", "line"),
    [
        (("title",), "{ en", 2),
        (("title", "ja"), "'B'", 2),
        (("input",), "[", 3),
        (("input", 1), "4,", 5),
        (("a", "b", "c.d"), "1979", 7),
        (("layers", 0), "[[layers]]", 9),
        (("layers", 0, "initial", "w"), '"he', 12),
        (("layers", 1, "formula"), '"""', 15),
        (("formulas", "own", "equations", 2), '"""""two', 19),
        (("layers", 1, "deep", 1, "k", 0, 1), "2]", 23),
    ],
    ids=str,
)
def test_a_value_is_found_where_it_stands(path, begins, line):
    rest, met_line, _ = at(TEXT, path)
    assert rest.startswith(begins)
    assert met_line == line


def test_keys_are_found_in_every_form():
    places = toml_places(TEXT, "net.toml")
    assert places.key(("title", "ja")).column == 21
    assert (places.key(("a", "b")).line, places.key(("a", "b")).column) == (7, 3)
    assert places.key(("formulas", "own")).column == 14


def test_what_was_not_written_is_placed_at_what_is_around_it():
    places = toml_places(TEXT, "net.toml")
    assert places.value(("layers", 1, "units")).line == 14
    assert places.value(("nothing",)).line == 1
    assert Places().value(("layers", 1)).line is None


def test_every_path_of_the_table_is_found():
    places = toml_places(TEXT, None)
    for path, value in leaves(tomllib.loads(TEXT)).items():
        assert path in places.values or path in places.keys
        if isinstance(value, str):
            assert len(places.characters[path]) == len(value) + 1


def test_characters_behind_escapes_and_folded_lines_are_found():
    places = toml_places(TEXT, "net.toml")
    assert places.character(("layers", 0, "initial", "w"), 3).column == 10
    folded = places.character(("layers", 1, "formula"), 2)
    assert (folded.line, folded.column) == (17, 4)
    assert places.character(("formulas", "own", "equations", 1), 99).line == 19


def written(value: object, quote: st.DataObject) -> str:
    """A TOML spelling of a value, strings in one of the four forms."""
    match value:
        case str():
            escaped = "".join(
                f"\\U{ord(sign):08x}" if sign in '\\"\n\r\t' else sign for sign in value
            )
            forms = [f'"{escaped}"', f'"""\n{escaped}"""', f'"""{escaped}\\\n  """']
            if not set(value) & set("'\n\r"):
                forms += [f"'{value}'", f"'''{value}'''"]
            return quote.draw(st.sampled_from(forms))
        case list():
            comma = quote.draw(st.sampled_from([", ", ",\n  ", " , # a ] comment\n"]))
            return f"[{comma.join(written(item, quote) for item in value)}]"
        case dict():
            pairs = (f"{written_key(key)} = {written(item, quote)}" for key, item in value.items())
            return f"{{ {', '.join(pairs)} }}"
    return str(value).lower()


def written_key(key: str) -> str:
    escaped = "".join(f"\\U{ord(sign):08x}" if sign in '\\"\n\r\t' else sign for sign in key)
    return f'"{escaped}"'


signs = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"], include_characters="\t")
texts = st.text(signs, max_size=6)
trees = st.recursive(
    texts | st.integers(-9, 99) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(texts, trees, max_size=4), st.data())
def test_places_agree_with_the_table_of_any_toml(table, data):
    text = "".join(f"{written_key(key)} = {written(value, data)}\n" for key, value in table.items())
    assert tomllib.loads(text) == table
    places = toml_places(text, "net.toml")
    for path, value in leaves(table).items():
        offset = places.values[path]
        match value:
            case str():
                characters = places.characters[path]
                assert len(characters) == len(value) + 1
                for number, sign in enumerate(value):
                    assert text[characters[number]] in {sign, "\\"}
            case dict():
                assert text[offset] == "{"
            case list():
                assert text[offset] == "["
            case _:
                assert text.startswith(str(value).lower(), offset)
