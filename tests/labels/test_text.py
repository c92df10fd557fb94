"""Every script a customer may write in; a character nobody can draw is said before paper is wasted."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.labels import addresses, fonts, inking, typeset
from station.labels.document import Document, Role, Row, Stack, Text
from station.labels.pdf import draw
from station.model.order import Address
from station.model.problem import StationError


@pytest.mark.parametrize(
    ("text", "families"),
    [
        ("Zażółć gęślą jaźń, Łódź", ["NotoSans"]),
        ("Ελένη Παπαδοπούλου", ["NotoSans"]),
        ("Олександр Їжакевич", ["NotoSans"]),
        ("Nguyễn Đức Thịnh", ["NotoSans"]),
        ("東京都渋谷区神宮前", ["DroidSansFallback"]),
        ("〒150-0001", ["DroidSansFallback", "NotoSans"]),
        ("广东省深圳市", ["DroidSansFallback"]),
        ("서울특별시 강남구", ["DroidSansFallback"]),
        ("محمد الأحمد", ["NotoSansArabic"]),
        ("יוסי כהן", ["NotoSansHebrew"]),
        ("สมชาย ใจดี", ["NotoSansThai"]),
        ("राष्ट्रपति भवन", ["NotoSansDevanagari"]),
        ("শ্রীমঙ্গল", ["NotoSansBengali"]),
        ("தமிழ்நாடு", ["NotoSansTamil"]),
        ("თბილისი", ["NotoSansGeorgian"]),
        ("Երևան", ["NotoSansArmenian"]),
        ("Für Anna ❤️🎁", ["NotoSans", "NotoEmoji"]),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_every_script_finds_its_font(text: str, families: list[str], role: Role) -> None:
    runs = fonts.runs(text, role)

    assert [run.face.name.split("-")[0] for run in runs] == families
    assert all(ord(char) in run.face.glyphs for run in runs for char in run.text)
    assert all(fonts.load(run.face.name).glyphs[ord(char)] for run in runs for char in run.text)


def glyphs(text: str) -> list[int]:
    """Glyph numbers from left to right."""
    return [run.face.glyphs[ord(char)] for run in fonts.runs(text, Role.REGULAR) for char in run.text]


def test_arabic_letters_are_joined_and_run_from_right_to_left() -> None:
    # The presentation forms of Unicode: meem final on the left, seen initial on the right.
    known = fonts.load("NotoSansArabic-Regular").glyphs
    salam = glyphs("سلام")

    assert (salam[0], salam[-1]) == (known[0xFEE1], known[0xFEB3])


def test_a_joiner_between_arabic_letters_parts_them_and_shows_nothing() -> None:
    assert glyphs("می\u200cخواهم") != glyphs("میخواهم")
    assert glyphs("A\u200cn") == glyphs("An")


def test_a_short_i_of_devanagari_stands_before_its_consonant() -> None:
    ka, i = glyphs("क")[0], glyphs("कि")

    assert len(i) == 2
    assert i[1] == ka


def test_consonants_of_devanagari_are_one_letter_where_a_virama_joins_them() -> None:
    assert len(glyphs("क्ष")) == 1


def test_thai_marks_stand_above_each_other() -> None:
    (run,) = fonts.runs("ปั้", Role.REGULAR)

    assert len(run.places) == 3
    assert run.width == pytest.approx(fonts.runs("ป", Role.REGULAR)[0].width)


def test_a_mark_no_letter_is_composed_with_stands_over_its_letter() -> None:
    (run,) = fonts.runs("x\u0302y", Role.REGULAR)

    assert run.width == pytest.approx(fonts.runs("xy", Role.REGULAR)[0].width)
    assert run.places[1][0] < run.places[2][0]


def test_brackets_in_a_text_from_right_to_left_enclose_what_they_enclose() -> None:
    assert fonts.drawing_order("א(ב)") == "(ב)א"


def test_a_private_character_is_never_drawn_as_some_glyph() -> None:
    assert fonts.missing("Anna \ue123") == "\ue123"


@pytest.mark.parametrize("word", ["राष्ट्रपतिभवनमार्गक्षत्रिय" * 3, "น้ำใจเมืองแก้ว" * 5])
def test_a_word_too_long_for_its_line_is_never_cut_inside_a_letter(word: str) -> None:
    lines = typeset.wrap(word, Role.REGULAR, 10, 60)

    assert "".join(lines) == word
    assert len(lines) > 2
    for line, following in pairwise(lines):
        assert unicodedata.category(following[0])[0] != "M"
        assert unicodedata.combining(line[-1]) != 9
        assert line[-1] not in "เแโใไ"


def test_house_numbers_keep_their_digits_in_order_inside_arabic() -> None:
    assert "123" in fonts.drawing_order("شارع الملك 123")


def test_hebrew_runs_from_right_to_left() -> None:
    assert fonts.drawing_order("שלום") == "םולש"


def test_a_character_nobody_has_is_named_with_its_field() -> None:
    page = (Text(10, 10, "Anna \u1300", 10, field="ship_to.name"),)

    with pytest.raises(StationError) as missing:
        draw(Document("t", 50, 50, (page,)))
    assert missing.value.problem.code == "label.glyph_missing"
    assert missing.value.problem.params == {
        "character": "\u1300",
        "code_point": "U+1300",
        "field": "ship_to.name",
    }


def test_an_order_can_be_asked_early_whether_its_texts_can_be_printed() -> None:
    assert fonts.missing("Łódź 東京 서울 שלום 🎁") is None
    assert fonts.missing("Anna \u1300") == "\u1300"


def test_marks_without_a_shape_are_left_out_and_blanks_are_plain() -> None:
    assert fonts.clean("A\u200bn\u00a0n\ta\ufeff") == "An n a"
    assert fonts.clean("e\u0301") == "é"
    # Nothing of an emoji looks like a letter that nobody could draw.
    assert fonts.clean("5\ufe0f\u20e3 \U0001f44d\U0001f3fd") == "5 \U0001f44d"


@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=80))
def test_wrapped_lines_fit_and_lose_nothing(text: str) -> None:
    lines = typeset.wrap(text, Role.REGULAR, 10, 60)

    assert "".join(lines).replace(" ", "") == fonts.clean(text).replace(" ", "")
    assert all(len(line) == 1 or typeset.width(line, Role.REGULAR, 10) <= 60.001 for line in lines)


def test_japanese_breaks_between_any_two_characters() -> None:
    lines = typeset.wrap("東京都渋谷区神宮前一丁目二番三号", Role.REGULAR, 10, 45)

    assert [len(line) for line in lines] == [4, 4, 4, 4]


def test_a_clipped_line_ends_in_an_ellipsis() -> None:
    clipped = typeset.clip("a very long product name", Role.REGULAR, 10, 60)

    assert clipped.endswith("…")
    assert typeset.width(clipped, Role.REGULAR, 10) <= 60


def test_a_stack_shrinks_no_more_than_it_must() -> None:
    rows = (Row("one line", 10), Row("another line", 10))
    roomy = typeset.fit(Stack(0, 0, 50, 20, rows))
    tight = typeset.fit(Stack(0, 0, 50, 6, rows))

    assert {line.size for line in roomy} == {10}
    assert all(5 <= line.size < 10 for line in tight)


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address(city="Berlin", postal_code="10119", region="BE", country="DE"), ("10119 Berlin",)),
        (Address(city="Austin", postal_code="78701", region="TX", country="US"), ("Austin, TX 78701",)),
        (Address(city="Ottawa", postal_code="K1A 0B1", region="ON", country="CA"), ("Ottawa ON K1A 0B1",)),
        (Address(city="London", postal_code="SW1A 1AA", country="GB"), ("London", "SW1A 1AA")),
        (Address(city="Milano", postal_code="20121", region="MI", country="IT"), ("20121 Milano MI",)),
        (
            Address(city="渋谷区", region="東京都", postal_code="150-0001", country="JP"),
            ("〒150-0001", "東京都渋谷区"),
        ),
        (Address(city="Paris", country="FR"), ("Paris",)),
        (Address(postal_code="1010", country="AT"), ("1010",)),
        (Address(), ()),
    ],
)
def test_place_lines_follow_the_countrys_post(address: Address, lines: tuple[str, ...]) -> None:
    assert addresses.place_lines(address) == lines


def test_a_japanese_address_in_its_own_script_runs_from_the_prefecture_to_the_door() -> None:
    home = Address("佐藤 由紀子", "さくら商店", ("神宮前1-2-3",), "渋谷区", "東京都", "150-0001", "JP")

    rows = [row.text for row in addresses.recipient(home)]

    assert rows == ["佐藤 由紀子", "〒150-0001", "東京都渋谷区", "神宮前1-2-3", "さくら商店", "JAPAN"]


def test_a_company_without_a_person_is_the_large_line() -> None:
    rows = addresses.recipient(Address(company="Atelier", street=("Road 1",), city="Oslo", country="NO"))

    assert (rows[0].text, rows[0].role) == ("Atelier", Role.SEMIBOLD)
    assert rows[0].size > max(row.size for row in rows[1:])


@pytest.mark.parametrize("role", list(Role))
def test_every_letter_that_a_label_takes_in_arabic_becomes_dots(role: Role) -> None:
    """One of them, a whole sentence in a glyph, is more outline than can be drawn: that one is named."""
    assert fonts.missing("Ali \ufdfd") == "\ufdfd"
    with pytest.raises(StationError) as missing:
        inking.line("\ufdfd", role, 30.0, field="ship_to.name")
    assert missing.value.problem.code == "label.glyph_missing"
    assert missing.value.problem.params["code_point"] == "U+FDFD"
    blocks = (range(0x600, 0x700), range(0x750, 0x780), range(0xFB50, 0xFE00), range(0xFE70, 0xFF00))
    letters = [chr(point) for block in blocks for point in block if unicodedata.category(chr(point)) == "Lo"]
    drawn = [char for char in letters if fonts.missing(char) is None]
    assert len(drawn) > 900
    assert [char for char in drawn if inking.line(char, role, 30.0) is None] == []


def test_a_code_point_that_is_no_character_is_refused_among_letters_that_run_to_the_left() -> None:
    with pytest.raises(StationError) as missing:
        fonts.runs("יוסי \U0001e150", Role.REGULAR, "name")
    assert missing.value.problem.code == "label.glyph_missing"
    assert missing.value.problem.params["code_point"] == "U+1E150"
