"""CSV files of orders as partners write them: text, cells, rows, and what is said of each mistake."""

import time
from pathlib import Path
from typing import Any

import pytest
from partner import Read, documents, form, places, reading_in

from station.carts.files import mapping
from station.model.problem import StationError


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading_in(tmp_path)


# -- text ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_is_read_as_it_was_written(read: Read, encoding: str) -> None:
    text = "order_id;sku;quantity;recipient\n1;TEA;2;Jörg Weiß – Köln\n"
    assert documents(read(text.encode(encoding)))["1"]["recipient"] == "Jörg Weiß – Köln"


def test_a_named_encoding_is_kept_to(read: Read) -> None:
    text = "order_id,sku,quantity,recipient\n1,TEA,2,Łódź\n"
    assert documents(read(text.encode("cp1250"), encoding="cp1250"))["1"]["recipient"] == "Łódź"
    found = read(text.encode("cp1250"), encoding="utf-8")
    assert places(found) == [(2, "", "files.encoding", True)] and found.broken


def test_bytes_that_are_no_text_are_named_by_their_row(read: Read) -> None:
    head = b"order_id,sku,quantity,recipient\n1,TEA,2,Ana\n2,TEA,2,"
    for trouble in (b"\x81\x8d\n", b"a\0b\n"):
        assert places(read(head + trouble)) == [(3, "", "files.encoding", True)]
    for half in (b"\xef\xbb\xbf" + head + b"\xff\n", (head + b"x").decode().encode("utf-16")[:-1]):
        assert places(read(half)) == [(3, "", "files.encoding", True)]


def test_a_file_of_another_kind_is_refused(read: Read) -> None:
    found = read(b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(range(256)) * 20, "orders.csv")
    assert [one.problem.code for one in found.complaints] == ["files.encoding"] and found.broken


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_seen_by_the_headings(read: Read, delimiter: str) -> None:
    rows = [["Order ID", "SKU", "Qty", "Note, private; or not"], ["1", "TEA", "2", "x"]]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    document = documents(read(text))["1"]
    assert document["lines"] == [
        {"id": "TEA", "sku": "TEA", "name": "TEA", "quantity": 2, "more": {"Note, private; or not": "x"}}
    ]


def test_a_cell_may_have_delimiters_quotes_and_several_lines(read: Read) -> None:
    found = read('order_id,sku,quantity,note\n1,TEA,2,"a, ""b""\nc"\n2,TEA,x,\n')
    assert documents(found)["1"]["note"] == 'a, "b"\nc'
    assert places(found) == [(4, "quantity", "files.not_a_number", True)]


def test_blank_rows_and_short_rows_are_no_trouble(read: Read) -> None:
    found = read("order_id,sku,quantity,note\n\n1,TEA,2\n,,,\n   \n2,MUG,1,x\n")
    assert sorted(documents(found)) == ["1", "2"] and not found.complaints


@pytest.mark.parametrize(
    ("text", "row", "code"),
    [
        ("", 0, "files.empty"),
        ("\n \n", 0, "files.empty"),
        ('order_id,sku,quantity\n1,TEA,2\n2,"TEA,2\n3,TEA,2\n', 3, "files.broken_row"),
        ("order_id,sku,quantity\n1,TEA,2\n2,TEA,2,Main street, 5\n", 3, "files.too_many_cells"),
        ("a,b,c\n1,2,3\n", 1, "files.column_missing"),
    ],
)
def test_a_broken_table_is_refused_whole(read: Read, text: str, row: int, code: str) -> None:
    found = read(text)
    assert [(one.row, one.problem.code) for one in found.complaints] == [(row, code)]
    assert found.broken is not None and not found.entries and not found.products


# -- columns ------------------------------------------------------------------------------------------


def test_columns_may_have_the_partners_names(read: Read) -> None:
    columns = {"order_id": "Auftrag-Nr.", "sku": "Artikel", "quantity": "Menge", "recipient": "Name"}
    text = "Auftrag-Nr.;Name;Artikel;Menge;Order_ID\nA-7;Ana;TEA;3;x\n"
    document = documents(read(text, columns=columns))["A-7"]
    assert (document["recipient"], document["lines"][0]["quantity"]) == ("Ana", 3)


def test_a_mapped_column_the_file_lacks_is_named(read: Read) -> None:
    found = read("order_id,sku,quantity\n1,TEA,2\n", columns={"recipient": "Empfänger"})
    assert places(found) == [(1, "Empfänger", "files.column_missing", True)]


def test_a_wrong_mapping_names_row_and_column(read: Read) -> None:
    found = read("order_id,sku,Text,Zahl\n1,TEA,Ana,2\n2,MUG,Jörg,1\n", columns={"quantity": "Text"})
    assert places(found) == [
        (2, "Text", "files.not_a_number", True),
        (3, "Text", "files.not_a_number", True),
    ]
    assert [one.problem.params["value"] for one in found.complaints] == ["Ana", "Jörg"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("columns", {"colour": "Farbe"}),
        ("delimiter", "::"),
        ("encoding", "utf-9"),
        ("timezone", "Mars/Olympus"),
        ("date_format", "%Q"),
        ("page_size", 0),
    ],
)
def test_an_option_that_cannot_be_is_named(option: str, value: object) -> None:
    with pytest.raises(StationError) as said:
        form(**{option: value})
    assert said.value.problem.code == "settings.bad_option"
    assert said.value.problem.params["option"] == option


# -- cells --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "comma", "units"),
    [
        ("2", False, 2),
        ("2.0", False, 2),
        ("1,200.00", False, 1200),
        ("2,0", True, 2),
        ("1.200", True, 1200),
        ("1 200", True, 1200),
        ("2,0", False, None),
        ("1,200", False, None),
        ("1.50", True, None),
        ("-1", False, None),
        ("", False, None),
        ("two", False, None),
        ("99999999999", False, None),
        ("²", False, None),
    ],
)
def test_a_number_is_read_one_way_or_not_at_all(
    read: Read, text: str, comma: bool, units: int | None
) -> None:
    found = read(f"order_id;sku;quantity\n1;TEA;{text}\n", decimal_comma=comma)
    read_ones = documents(found)
    assert (read_ones["1"]["lines"][0]["quantity"] if read_ones else None) == units
    assert places(found) == ([] if units is not None else [(2, "quantity", "files.not_a_number", True)])


def test_half_a_unit_puts_its_order_aside_and_no_other(read: Read) -> None:
    found = read("order_id,sku,quantity\n1,TEA,1.5\n1,MUG,1\n2,TEA,1\n")
    assert list(documents(found)) == ["2"]
    assert places(found) == [(2, "quantity", "order.fractional_quantity", True)]
    (bad,) = [one for one in found.entries if one.problem]
    assert bad.problem is not None and bad.problem.params["name"] == "TEA"


@pytest.mark.parametrize(
    ("text", "options", "utc"),
    [
        ("2026-11-20T10:00:00+01:00", {}, "2026-11-20T09:00:00+00:00"),
        ("2026-11-20 10:00", {"timezone": "Europe/Warsaw"}, "2026-11-20T09:00:00+00:00"),
        ("20.11.2026", {"date_format": "%d.%m.%Y", "timezone": "UTC"}, "2026-11-20T00:00:00+00:00"),
        ("20/11/2026", {}, None),
        ("11/20/2026 10:00", {}, None),
        ("0001-01-01T00:00:00+09:00", {}, None),
    ],
)
def test_a_day_is_read_or_noted_and_the_order_goes_on(
    read: Read, text: str, options: dict[str, Any], utc: str | None
) -> None:
    found = read(f"order_id,sku,quantity,order_date\n1,TEA,1,{text}\n", **options)
    assert documents(found)["1"].get("placed") == utc
    assert places(found) == ([] if utc else [(2, "order_date", "files.not_a_date", False)])


def test_a_price_nobody_can_read_is_noted_and_the_order_goes_on(read: Read) -> None:
    found = read('order_id,sku,quantity,currency,total,price\n1,TEA,1,EUR,"1,234",EUR 5\n')
    assert places(found) == [
        (2, "total", "files.not_a_number", False),
        (2, "price", "files.not_a_number", False),
    ]
    assert documents(found)["1"]["total"] == "?"
    found = read(f"order_id,sku,quantity,total\n1,TEA,1,{'9' * 29}\n")
    assert places(found) == [(2, "total", "files.not_a_number", False)]


# -- orders -------------------------------------------------------------------------------------------


def test_rows_of_an_order_need_not_stand_together(read: Read) -> None:
    found = read("order_id,sku,quantity,city\n1,TEA,1,Kraków\n2,TEA,1,Łódź\n1,MUG,2,\n")
    assert [line["sku"] for line in documents(found)["1"]["lines"]] == ["TEA", "MUG"]
    assert documents(found)["1"]["city"] == "Kraków"


def test_rows_of_an_order_that_say_different_things_put_it_aside(read: Read) -> None:
    found = read("order_id,sku,quantity,City\n1,TEA,1,Kraków\n1,MUG,2,Łódź\n2,TEA,1,Gdynia\n")
    assert places(found) == [(3, "City", "files.rows_differ", True)] and list(documents(found)) == ["2"]


def test_lines_of_one_product_are_told_apart(read: Read) -> None:
    found = read("order_id,sku,quantity,options\n1,TEA,1,Size: M; loose\n1,TEA,2,\n1,TEA#2,1,\n")
    lines = documents(found)["1"]["lines"]
    assert [line["id"] for line in lines] == ["TEA", "TEA#2", "TEA#2#2"]
    assert lines[0]["options"] == [["Size", "M"], ["", "loose"]]


def test_a_line_key_that_comes_twice_puts_the_order_aside(read: Read) -> None:
    found = read("order_id,line_id,sku,quantity\n1,a,TEA,1\n1,a,MUG,1\n")
    assert places(found) == [(3, "line_id", "files.line_twice", True)]


def test_a_product_may_be_known_by_its_code_or_name_alone(read: Read) -> None:
    found = read("order_id,barcode,item_name,quantity\n1,4006381333931,,1\n2,,Gift wrap,1\n3,,,1\n")
    assert documents(found)["1"]["lines"][0]["sku"] == "4006381333931"
    assert documents(found)["2"]["lines"][0]["sku"] == "Gift wrap"
    assert places(found) == [(4, "sku", "order.no_lines", True)]


def test_a_row_without_an_order_is_refused_and_the_others_go_on(read: Read) -> None:
    found = read("order_id,sku,quantity\n,TEA,1\n2,TEA,1\n")
    assert places(found) == [(2, "order_id", "files.no_order_id", True)] and list(documents(found)) == ["2"]


def test_a_row_without_a_product_changes_only_what_it_says(read: Read) -> None:
    before = documents(read("order_id,status,city,note,sku,quantity\n1,open,Kraków,hi,TEA,2\n"))
    after = documents(read("order_id,status,city\n1,cancelled,\n", known=before))["1"]
    assert (after["status"], after["city"], after["note"]) == ("cancelled", "Kraków", "hi")
    assert after["lines"] == before["1"]["lines"]


def test_a_row_with_a_product_says_all_its_columns(read: Read) -> None:
    before = documents(read("order_id,city,note,sku,quantity\n1,Kraków,hi,TEA,2\n"))
    after = documents(read("order_id,note,sku,quantity\n1,,MUG,1\n", known=before))["1"]
    assert "note" not in after and after["city"] == "Kraków"
    assert [line["sku"] for line in after["lines"]] == ["MUG"]


def test_a_change_older_than_what_is_known_changes_nothing(read: Read) -> None:
    text = "order_id,status,last_modified,sku,quantity\n1,{},2026-11-{}T10:00:00Z,TEA,2\n"
    before = documents(read(text.format("cancelled", 20)))
    found = read(text.format("open", 19), known=before)
    assert not found.entries and places(found) == [(2, "last_modified", "files.older", False)]
    assert documents(read(text.format("open", 20), known=before))["1"]["status"] == "open"


def test_an_order_that_is_said_again_as_it_was_is_no_change(read: Read) -> None:
    text = "order_id,city,sku,quantity\n1,Kraków,TEA,2\n2,Łódź,TEA,2\n"
    before = documents(read(text))
    found = read("\n" + text.replace("Łódź", "Gdynia"), known=before)
    assert [one.ref for one in found.entries] == ["2"] and found.unchanged == 1


def test_the_end_of_an_order_nobody_knew_is_no_news(read: Read) -> None:
    found = read("order_id,status\n1,cancelled\n2,open\n")
    assert places(found) == [
        (2, "order_id", "files.order_unknown", False),
        (3, "sku", "order.no_lines", True),
    ]
    assert [one.ref for one in found.entries] == ["2"]


# -- products -----------------------------------------------------------------------------------------


def test_a_list_of_products_is_told_by_having_no_orders(read: Read) -> None:
    head = "SKU,Name,EAN,Weight,Weight unit,Bin,Stock\n"
    text = head + "TEA,Tea,4006381333931 123,280,g,A1,7\nMUG,Mug,,1,Pounds,,\n"
    found = read(text)
    tea, mug = found.products["TEA"], found.products["MUG"]
    assert (tea["name"], tea["codes"], tea["mg"], tea["bin"], tea["stock"]) == (
        "Tea",
        ["4006381333931", "123"],
        280_000,
        "A1",
        7,
    )
    assert mug["mg"] == 453_592 and mug["stock"] is None and not found.entries


def test_a_case_has_its_own_number_of_units_or_is_not_taken(read: Read) -> None:
    rows = "TEA,14006381333938 TEA-BOX,24;6\nMUG,MUG-BOX,\nPOT,POT-BOX,2.5\nSET,A B,12\n"
    found = read(f"sku,case_code,case_quantity\n{rows}")
    assert found.products["TEA"]["cases"] == [("14006381333938", 24), ("TEA-BOX", 6)]
    assert [found.products[sku]["cases"] for sku in ("MUG", "POT", "SET")] == [[], [], []]
    assert places(found) == [(row, "case_quantity", "files.not_a_number", False) for row in (3, 4, 5)]
    product = mapping.product_of("TEA", "", found.products["TEA"], None, form())
    assert product.cases == (("14006381333938", 24), ("TEA-BOX", 6))


def test_what_a_list_of_products_has_wrong_is_noted_by_row_and_column(read: Read) -> None:
    found = read("sku,weight,weight_unit,stock\nTEA,heavy,g,7\nMUG,1,stone,7\nSPOON,1,g,7.5\n,1,g,1\n")
    assert places(found) == [
        (2, "weight", "files.not_a_number", False),
        (3, "weight_unit", "files.not_a_unit", False),
        (4, "stock", "files.not_a_number", False),
        (5, "sku", "files.no_product", True),
    ]


# -- size ---------------------------------------------------------------------------------------------


def test_a_hundred_thousand_rows_are_read_in_seconds(read: Read) -> None:
    head = "order_id,status,order_date,currency,total,recipient,street1,city,postal_code,country"
    rows = (
        f"{n // 2},open,2026-11-20T10:00:00+01:00,EUR,12.50,Ana Nowak,ul. Długa 1,Kraków,31-115,PL,"
        f"SKU-{n % 3000},A product with a long name {n % 3000},2,1.25\n"
        for n in range(100_000)
    )
    text = f"{head},sku,item_name,quantity,price\n{''.join(rows)}"
    assert len(text) > 10_000_000
    began = time.process_time()
    found = read(text)
    spent = time.process_time() - began
    assert (len(found.entries), found.lines, found.rows) == (50_000, 100_000, 100_000)
    assert not found.complaints and spent < 10, spent
