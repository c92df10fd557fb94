"""No customer's name commands the printer, whatever it is made of and in whatever script."""

import random
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.labels import commands, fonts, readback, twin, zpl
from station.labels.document import Document, Role, Row, Stack, Text
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address
from station.model.problem import StationError

Make = Callable[..., ShippingLabel]
CODES = ["340123450000000017", "00340123450000000017"]
SCRIPTS = {
    "English": ("Anna O'Brien-Smith", "High Street", "Leeds"),
    "German": ("Jürgen Weiß", "Überlandstraße", "Köln"),
    "Polish": ("Zażółć Gęślą", "ul. Jaźni", "Łódź"),
    "Turkish": ("Çağrı Şimşek", "Işık Sokağı", "İzmir"),
    "Vietnamese": ("Nguyễn Đức Thịnh", "Đường Lê Lợi", "Huế"),
    "Greek": ("Ελένη Παπαδοπούλου", "Οδός Αθηνάς", "Αθήνα"),
    "Ukrainian": ("Олександр Їжакевич", "вул. Ґонти", "Київ"),
    "Arabic": ("محمد الأحمد", "شارع الملك", "الرياض"),
    "Hebrew": ("יוסי כהן", "רחוב הרצל", "חיפה"),
    "Chinese": ("王小明", "深南大道", "深圳市"),
    "Japanese": ("佐藤由紀子", "神宮前", "渋谷区"),
    "Korean": ("김민준", "강남대로", "서울"),
}
ATTACKS = (
    "^XZ", "^XA^FDPWNED^FS^XZ", "~JA", "~JR", "^JUS", "^IDR:*.*", "~DYR:X", "^FS", "^FD", "_5E", "__5EXZ",
    "\\&", "\\^XZ", ">:>5", "\n^XZ", "\r\n~JA\r\n", "\x00\x1b\x02", "\x1e\x1f\x7f", "\u202e^XZ\u202c",
    "\u200f\u200e~JA", "\u2028^XZ", "🎁^XZ❤️", "^ＸＺ", "%5EXZ", "&#94;XZ", "^FH_", "^CC!!XZ", "~CT!", "^CD;",
    ":Z64:AAAA:0000",
)  # fmt: skip
# What a label may tell a printer. Every command begins a line of these, and no line has another.
ALLOWED = re.compile(
    r"\^XA\^MUD\^CI28\^PW\d+\^LL\d+\^LH0,0\^PON\^PMN\^LRN"
    r"|\^FT\d+,\d+\^A0N,\d+,\d+(\^FB\d+,1,0,[RC])?(\^FR)?\^FH\^FD[A-Za-z0-9 .,;:/()+#@*=_-]*\^FS"
    r"|\^FO\d+,\d+\^GB\d+,\d+,\d+,[BW](,[0-8])?\^FS"
    r"|\^FO\d+,\d+(\^FR)?\^GFA,\d+,\d+,\d+,:Z64:[A-Za-z0-9+/=]+:[0-9A-F]{4}\^FS"
    r"|\^BY\d+,3,\d+\^FO\d+,\d+\^BCN,\d+,N,N,N,N\^FH\^FD[A-Za-z0-9 .,;:/()+#@*=_>-]*\^FS"
    r"|\^PQ1\^XZ"
)


def obeys(document: bytes) -> list[str]:
    """Lines that are not ours."""
    return [line for line in document.decode("ascii").splitlines() if not ALLOWED.fullmatch(line)]


def hostile(seed: int) -> Address:
    """An address of every script in turn, with attacks before, behind and within its lines."""
    dice = random.Random(seed)
    name, street, city = list(SCRIPTS.values())[seed % len(SCRIPTS)]

    def spoilt(text: str) -> str:
        place = dice.randrange(len(text) + 1)
        return text[:place] + dice.choice(ATTACKS) + text[place:]

    return Address(
        spoilt(name), dice.choice(ATTACKS), (f"{spoilt(street)} {seed}", dice.choice(ATTACKS)), spoilt(city),
        dice.choice(ATTACKS), f"{seed:05d}", dice.choice(["DE", "US", "GB", "JP", "KR", "SA"]),
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_twenty_hostile_addresses_of_a_script_command_nothing(a_label: Make, script: str) -> None:
    first = list(SCRIPTS).index(script)
    for seed in range(first, first + 20 * len(SCRIPTS), len(SCRIPTS)):
        label = a_label(ship_to=hostile(seed), order=f"{ATTACKS[seed % len(ATTACKS)]}{seed}", sscc=CODES[0])
        document = zpl.draw(shipping_label(label, dpi=(203, 300)[seed % 2]))

        assert obeys(document) == []
        assert document.count(b"^XA") == document.count(b"^XZ") == 1
        if seed < 2 * len(SCRIPTS):
            readback.verify(document, CODES)
        else:
            assert len(twin.pages(document)) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=40), glue=st.sampled_from(ATTACKS))
def test_any_name_at_all_is_printed_or_refused_and_never_obeyed(name: str, glue: str) -> None:
    rows = (Row(f"{name}{glue}", 14, Role.SEMIBOLD, field="ship_to.name"), Row(f"{glue}{name}", 10))
    try:
        document = zpl.draw(Document(f"{name}{glue}", 100, 150, ((Stack(5, 20, 90, 100, rows),),)))
    except StationError as refused:
        assert refused.problem.code == "label.glyph_missing"
        return
    assert obeys(document) == []
    assert len(twin.pages(document)) == 1


@given(st.text(max_size=60))
def test_a_value_is_whole_behind_its_escapes(text: str) -> None:
    try:
        field = commands.value(text)
    except UnicodeEncodeError:
        assert any(0xD800 <= ord(char) < 0xE000 for char in text)
        return
    data = field.removeprefix("^FH^FD").removesuffix("^FS\n")
    raw = re.sub(r"_([0-9A-F]{2})", lambda found: chr(int(found[1], 16)), data).encode("latin-1")

    assert re.fullmatch(r"[A-Za-z0-9 .,;:/()+#@*=_-]*", data)
    assert raw.decode() == text


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_is_drawn_with_every_letter(script: str) -> None:
    """What our fonts draw is compared letter by letter with the line they stand in."""
    name = SCRIPTS[script][0]
    pages = []
    for text in (name, f"{name}{name[-1]}"):
        document = zpl.draw(Document("t", 100, 150, ((Text(5, 50, text, 14, field="n"),),)))
        pages.append(sum(dot == 0 for dot in twin.pages(document)[0].tobytes()))

    assert fonts.missing(name) is None
    assert pages[1] > pages[0] > 200


def test_direction_marks_and_control_characters_leave_nothing_behind() -> None:
    plain = Document("t", 100, 150, ((Text(10, 20, "Anna", 12),),))
    marked = Document("t", 100, 150, ((Text(10, 20, "An\u202e\u200fna\u2066\ufeff", 12),),))

    assert zpl.draw(marked) == zpl.draw(plain)
