import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from station.settings.locate import Lines, Place

TEXT = '''\
# [not.a.table]
top = 1
[bench]   # [neither]
"name" = "x # [y]"
a.b = 2
text = """
[shipping]
timezone = 3
"""
list = [
  1, # ]
  { timezone = 4 },
]
[[store]]
name = "a"
[store.map]
"odd key" = 1
[[store]]
name = 'b'
from = { city = "B" }
[[ printer . tray ]]
size = 1
'''


def test_each_key_has_its_own_line() -> None:
    lines = Lines(TEXT)
    places: dict[Place, int] = {
        ("top",): 2,
        ("bench",): 3,
        ("bench", "name"): 4,
        ("bench", "a", "b"): 5,
        ("bench", "text"): 6,
        ("bench", "list"): 10,
        ("store", 0, "name"): 15,
        ("store", 0, "map", "odd key"): 17,
        ("store", 1): 18,
        ("store", 1, "name"): 19,
        ("printer", "tray", 0, "size"): 22,
    }
    assert {place: lines.of(place) for place in places} == places


def test_what_has_no_line_has_the_line_of_what_is_around_it() -> None:
    lines = Lines(TEXT)
    assert lines.of(("bench", "shipping")) == 3
    assert lines.of(("store", 1, "from", "city")) == 20
    assert lines.of(("bench", "list", 1, "timezone")) == 10
    assert lines.of(("nowhere",)) == 1


names = st.sampled_from(["a", "b", '"c d"', "e-1"])
values = st.sampled_from(
    ["1", '"]"', "'[x]'", "[1, 2]", '"""\n[a]\nb = 1\n"""', "[\n 1,\n]", "{ x = 1 }", "true # ="]
)


@given(st.dictionaries(names, st.dictionaries(names, values, max_size=4), max_size=3))
def test_every_key_the_parser_finds_has_the_line_it_stands_on(tables: dict[str, dict[str, str]]) -> None:
    text = "".join(
        f"[{table}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
        for table, keys in tables.items()
    )
    lines = Lines(text)
    written = text.splitlines()
    parsed: dict[str, Any] = tomllib.loads(text)
    for table, keys in parsed.items():
        assert written[lines.of((table,)) - 1].strip("[]").strip('"') == table
        for key in keys:
            assert written[lines.of((table, key)) - 1].split(" =")[0].strip('"') == key
