"""XML files of orders: the two forms that are read, and what no file may do."""

import time
from pathlib import Path

import pytest
from partner import Read, documents, places, reading_in


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return reading_in(tmp_path)


SIMPLE = """<?xml version="1.0"?>
<orders>
  <order><order_id>1</order_id><recipient>Ana &amp; Co.</recipient><city>Kraków</city><channel>eBay</channel>
    <line><sku>TEA</sku><name>Tea</name><quantity>2</quantity><price>9.00</price><lot>L7</lot></line>
    <line><sku>MUG</sku><quantity>1.5</quantity></line>
  </order>
  <order><order_id>2</order_id>
    <line><sku>TEA</sku><quantity>1</quantity></line>
  </order>
</orders>"""


def test_our_form_of_xml_is_read(read: Read) -> None:
    found = read(SIMPLE.replace("1.5", "1"), "orders.xml")
    one = documents(found)["1"]
    assert (one["recipient"], one["city"]) == ("Ana & Co.", "Kraków") and found.rows == 3
    assert one["lines"][0] == {
        "id": "TEA",
        "sku": "TEA",
        "name": "Tea",
        "quantity": 2,
        "price": "9.00",
        "more": {"channel": "eBay", "lot": "L7"},
    }


def test_a_complaint_about_xml_names_its_line_and_element(read: Read) -> None:
    found = read(SIMPLE, "orders.xml")
    assert places(found) == [(5, "quantity", "order.fractional_quantity", True)]
    assert list(documents(found)) == ["2"]


STORE = """<?xml version="1.0" encoding="utf-8"?>
<Orders pages="1">
  <Order>
    <OrderID><![CDATA[123456]]></OrderID>
    <OrderNumber><![CDATA[ABC123]]></OrderNumber>
    <OrderDate>10/18/2026 21:56</OrderDate>
    <OrderStatus><![CDATA[paid]]></OrderStatus>
    <LastModified>12/8/2026 12:56 PM</LastModified>
    <ShippingMethod><![CDATA[USPSPriorityMail]]></ShippingMethod>
    <CurrencyCode>USD</CurrencyCode>
    <OrderTotal>123.45</OrderTotal>
    <CustomerNotes><![CDATA[Ring <twice>]]></CustomerNotes>
    <Gift>true</Gift>
    <GiftMessage>Many happy returns</GiftMessage>
    <Customer>
      <CustomerCode>c@example.com</CustomerCode>
      <BillTo><Name>The Payer</Name><Phone>1</Phone><Email>c@example.com</Email></BillTo>
      <ShipTo><Name><![CDATA[The President]]></Name><Company>US Govt</Company>
        <Address1>1600 Pennsylvania Ave</Address1><Address2></Address2><City>Washington</City>
        <State>DC</State><PostalCode>20500</PostalCode><Country>US</Country><Phone>512-555-5555</Phone></ShipTo>
    </Customer>
    <Items>
      <Item><SKU>FD88821</SKU><Name>My Product</Name><ImageUrl>http://www.example.com/a.jpg</ImageUrl>
        <Weight>8</Weight><WeightUnits>Ounces</WeightUnits><Quantity>2</Quantity><UnitPrice>13.99</UnitPrice>
        <Location>A1-B2</Location>
        <Options><Option><Name>Size</Name><Value>Large; tall</Value><Weight>10</Weight></Option>
          <Option><Name>Color</Name><Value>Green</Value></Option></Options></Item>
    </Items>
  </Order>
</Orders>"""


def test_the_form_of_custom_stores_is_read(read: Read) -> None:
    found = read(STORE, "export.xml")
    assert not found.complaints
    order = documents(found)["123456"]
    wanted = {
        "order_number": "ABC123",
        "status": "paid",
        "placed": "2026-10-18T21:56:00+00:00",
        "modified": "2026-12-08T12:56:00+00:00",
        "shipping_method": "USPSPriorityMail",
        "currency": "USD",
        "total": "123.45",
        "note": "Ring <twice>",
        "gift_note": "Many happy returns",
        "recipient": "The President",
        "company": "US Govt",
        "street1": "1600 Pennsylvania Ave",
        "city": "Washington",
        "region": "DC",
        "postal_code": "20500",
        "country": "US",
        "phone": "512-555-5555",
        "email": "c@example.com",
    }
    assert {name: order[name] for name in wanted} == wanted
    (line,) = order["lines"]
    assert line["options"] == [["Size", "Large; tall"], ["Color", "Green"]]
    assert line["more"]["billto.name"] == "The Payer" and line["more"]["options.option.weight"] == "10"
    product = found.products["FD88821"]
    assert (product["mg"], product["bin"]) == (226_796, "A1-B2")
    assert product["image"] == "http://www.example.com/a.jpg"


def test_a_list_of_products_may_be_xml(read: Read) -> None:
    text = "<products><product><sku>TEA</sku><name>Tea</name><weight>280</weight></product></products>"
    found = read(text, "products.xml")
    assert (found.products["TEA"]["name"], found.products["TEA"]["mg"]) == ("Tea", 280_000)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "declared",
    [
        f'<!DOCTYPE orders [<!ENTITY l0 "lol">{LAUGHS}]>',
        '<!DOCTYPE orders [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE orders SYSTEM "http://127.0.0.1:9/orders.dtd">',
        "<!DOCTYPE orders>",
    ],
)
def test_a_file_that_declares_anything_is_refused_at_once(read: Read, declared: str) -> None:
    text = f'<?xml version="1.0"?>\n{declared}<orders><order><order_id>&l9;&x;</order_id></order></orders>'
    began = time.process_time()
    found = read(text, "orders.xml")
    assert [(one.row, one.problem.code) for one in found.complaints] == [(2, "files.xml_declares")]
    assert found.broken is not None and time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "files.empty"),
        ("no markup", "files.xml_broken"),
        (SIMPLE[:-30], "files.xml_broken"),
        ("<orders><order><order_id>&nbsp;</order_id></order></orders>", "files.xml_broken"),
        ("<html><body>Sign in</body></html>", "files.xml_root"),
        ("<orders>" + "<a>" * 60, "files.xml_broken"),
        (f"<orders><order><order_id>{'x' * 200_000}</order_id></order></orders>", "files.xml_broken"),
    ],
)
def test_broken_xml_is_refused_whole(read: Read, text: str, code: str) -> None:
    found = read(text, "orders.xml")
    assert found.broken is not None and found.broken.code == code and not found.entries
