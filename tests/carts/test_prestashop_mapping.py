"""Orders of PrestaShop in their odd shapes, its clock, and its XML."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from station.carts.contract import Unusable
from station.carts.prestashop import times
from station.carts.prestashop.mapping import Sources, order_of
from station.carts.prestashop.times import Place
from station.carts.prestashop.wire import parse, resource_xml
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState

WARSAW = ZoneInfo("Europe/Warsaw")
STORE = StoreSettings("main", "https://shop.example")
PAID = {"id": 2, "name": "Payment accepted", "paid": "1", "shipped": "0", "logable": "1"}
SHIPPED = {"id": 4, "name": "Shipped", "paid": "1", "shipped": "1", "logable": "1"}
ADDRESS = {"id": 5, "firstname": "Anna", "lastname": "Nowak", "address1": "Karmelicka 7", "city": "Kraków"}


def line(ref: int = 8, **more: Any) -> dict[str, Any]:
    named = {
        "product_id": "10",
        "product_attribute_id": "0",
        "product_name": "Tea",
        "product_reference": "TEA",
    }
    return {"id": str(ref), "product_quantity": "2", "unit_price_tax_incl": "3.500000", **named, **more}


def row(*lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    dates = {"date_add": "2026-03-02 09:00:00", "date_upd": "2026-03-02 10:00:00"}
    rows = {"associations": {"order_rows": list(lines or (line(),))}}
    return {
        "id": 7,
        "current_state": "2",
        "reference": "XKBKNABJK",
        "total_paid": "7.0",
        **dates,
        **rows,
        **more,
    }


def order(
    made: dict[str, Any] | None = None,
    store: StoreSettings = STORE,
    latest: datetime | None = None,
    **more: Any,
) -> Order:
    usual: dict[str, Any] = {"state": PAID, "address": ADDRESS, "country": "PL", "currency": "EUR"}
    return order_of(Sources(made or row(), **usual | more), store, WARSAW, latest)


def detail(**more: str) -> list[dict[str, Any]]:
    return [{"id": 8, "id_order": "7", "product_quantity": "2", **more}]


# -- what a state means -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "ref", "meaning"),
    [
        (PAID, "2", OrderState.READY),
        (SHIPPED, "4", OrderState.FULFILLED),
        (SHIPPED, "77", OrderState.FULFILLED),
        ({"id": 9, "paid": "1", "shipped": "0"}, "9", OrderState.ON_HOLD),
        ({"id": 6, "paid": "0", "shipped": "0"}, "6", OrderState.CANCELLED),
        ({"id": 6, "paid": "1", "shipped": "1"}, "6", OrderState.FULFILLED),
        ({"id": 21, "paid": "1", "shipped": "0"}, "21", OrderState.READY),
    ],
)
def test_a_state_is_judged_by_its_flags_and_where_they_say_nothing_by_its_id(
    state: dict[str, Any], ref: str, meaning: OrderState
) -> None:
    found = order(row(current_state=ref), state=state)
    assert found.state is meaning and "status.unknown" not in found.warnings


@pytest.mark.parametrize(
    ("state", "ref"), [({"id": 15, "name": "Odd", "paid": "0"}, "15"), ({}, "6"), ({}, "99")]
)
def test_a_state_that_says_nothing_holds_the_order(state: dict[str, Any], ref: str) -> None:
    found = order(row(current_state=ref), state=state)
    assert found.state is OrderState.ON_HOLD and "status.unknown" in found.warnings


@pytest.mark.parametrize("named", ["15", "À vérifier"])
def test_the_store_may_say_what_its_states_mean(named: str) -> None:
    store = StoreSettings("main", "https://shop.example", status_map={named: "ready_for_fulfillment"})
    state = {"id": 15, "name": [{"id": "1", "value": ""}, {"id": "2", "value": "À vérifier"}], "paid": "0"}
    found = order(row(current_state="15"), store, state=state)
    assert found.state is OrderState.READY and found.native == ("À vérifier", "unpaid", "")


# -- refunds ------------------------------------------------------------------------------------------


def test_units_refunded_before_they_left_are_not_packed() -> None:
    found = order(details=detail(product_quantity_refunded="1"))
    assert (found.lines[0].ordered, found.lines[0].due, found.state) == (2, 1, OrderState.READY)


def test_an_order_whose_units_are_all_refunded_is_refunded() -> None:
    assert order(details=detail(product_quantity_refunded="2")).state is OrderState.REFUNDED


def test_units_that_came_back_of_an_open_order_are_for_a_person() -> None:
    found = order(details=detail(product_quantity_return="1"))
    assert found.state is OrderState.ON_HOLD and "refund.unclear" in found.warnings


def test_units_that_came_back_of_a_shipped_order_are_nobodys_question() -> None:
    found = order(row(current_state="4"), state=SHIPPED, details=detail(product_quantity_return="1"))
    assert found.state is OrderState.FULFILLED and "refund.unclear" not in found.warnings


def test_money_given_back_without_units_is_said() -> None:
    found = order(details=detail(total_refunded_tax_incl="1.500000"))
    assert found.warnings == ("refund.amount_only",) and found.lines[0].due == 2


# -- lines --------------------------------------------------------------------------------------------


def test_a_variant_and_a_product_of_the_same_number_are_two_things() -> None:
    found = order(row(line(), line(9, product_id="3", product_attribute_id="10")))
    assert [(one.product, one.parent_product) for one in found.lines] == [("10", ""), ("3-10", "3")]


def test_what_the_customer_had_written_on_it_is_on_the_line() -> None:
    texts = [{"id_customization_field": "4", "value": "Für Łucja"}]
    custom = {"12": {"id": 12, "associations": {"customized_data_text_fields": texts}}}
    found = order(row(line(id_customization="12"), line(9)), customizations=custom)
    assert [one.options for one in found.lines] == [(("4", "Für Łucja"),), ()]


def test_a_fraction_keeps_an_open_order_aside_and_no_closed_one() -> None:
    weighed = row(line(product_quantity="1.500000", product_name="Coffee"))
    with pytest.raises(Unreadable) as said:
        order(weighed)
    assert said.value.problem.params == {"name": "Coffee", "quantity": "1.5"}
    assert order(weighed | {"current_state": "4"}, state=SHIPPED).state is OrderState.FULFILLED


@pytest.mark.parametrize("broken", [{"product_quantity": "many"}, {"product_quantity": "-1"}, {"id": "0"}])
def test_a_line_that_says_nothing_makes_an_order_unreadable(broken: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        order(row(line(**broken)))


# -- the rest of it -----------------------------------------------------------------------------------


def test_only_what_the_customer_wrote_is_a_note() -> None:
    messages = [
        {"id_order": "7", "message": "Ring &amp; wait", "private": "0", "id_employee": "0"},
        {"id_order": "7", "message": "Check stock", "private": "1"},
        {"id_order": "7", "message": "Sent today", "private": "0", "id_employee": "1"},
    ]
    found = order(row(note="Ours"), messages=messages, address=ADDRESS | {"other": "2nd floor"})
    assert found.customer_note == "Ring & wait\n2nd floor"


def test_a_gift_has_its_message_and_what_is_none_has_not() -> None:
    assert order(row(gift="1", gift_message="Sto lat! ")).gift_note == "Sto lat!"
    assert order(row(gift="0", gift_message="left from before")).gift_note == ""


def test_what_is_missing_is_said() -> None:
    empty = row() | {"associations": []}
    found = order(empty, address={}, currency="")
    assert found.warnings == ("address.missing", "order.no_lines", "currency.unknown") and found.total is None
    assert order(row(total_paid="a lot")).warnings == ("money.unreadable",)


def test_collection_needs_no_address() -> None:
    carrier = {"id": 31, "id_reference": "1", "name": "Click and collect"}
    store = StoreSettings("main", "https://shop.example", options={"pickup_carriers": ["1"]})
    found = order(store=store, address={}, carrier=carrier)
    assert found.pickup and not found.warnings and found.method_code == "1"
    assert not order(carrier=carrier).pickup


@pytest.mark.parametrize(
    "broken", [{"id": 0}, {"date_upd": "0000-00-00 00:00:00", "date_add": "0000-00-00 00:00:00"}]
)
def test_an_order_without_id_or_time_is_unreadable(broken: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        order(row(**broken))


def test_an_order_never_changed_has_the_time_it_was_placed() -> None:
    assert order(row(date_upd="0000-00-00 00:00:00")).changed_at == datetime(2026, 3, 2, 8, tzinfo=UTC)


# -- the shop's clock ---------------------------------------------------------------------------------


def test_an_hour_that_comes_twice_is_the_later_one_when_that_may_be() -> None:
    digits = "2026-10-25 02:30:00"
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert times.moment_of(digits, WARSAW, None) == first
    assert times.moment_of(digits, WARSAW, first + timedelta(minutes=1)) == first
    assert times.moment_of(digits, WARSAW, second + timedelta(minutes=1)) == second


def test_a_bound_before_the_clock_goes_back_takes_the_lower_digits() -> None:
    before = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)  # 02:50; twenty minutes later it is 02:10
    assert times.digits_of(before, WARSAW) <= "2026-10-25 02:10:00"
    assert times.digits_of(before + timedelta(hours=5), WARSAW) == "2026-10-25 06:50:00"
    assert times.digits_of(datetime(2026, 3, 29, 0, 59, tzinfo=UTC), WARSAW) == "2026-03-29 01:59:00"


def test_a_place_in_a_pass_comes_back_as_it_was() -> None:
    place = Place("2026-03-01 00:00:00", "2026-03-02 10:00:00", "7", datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert Place.decode(place.encode()) == place and Place.decode(Place().encode()) == Place()
    with pytest.raises(ValueError, match="JSON|Expecting"):
        Place.decode("nonsense")


def changed(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"id": ref, "date_upd": f"2026-03-02 {at}"} for ref, at in pairs]


NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
FRESH = "2026-03-02 12:59:58"


def test_an_order_that_changed_while_it_was_read_is_no_place_to_read_on_from() -> None:
    rows = changed((1, "10:00:00"), (3, "10:00:01"), (2, "13:00:00"))
    following = times.after(Place(), rows, NOW, FRESH)
    assert (following.changed, following.ref) == ("2026-03-02 10:00:01", "3")


def test_a_page_of_orders_that_all_changed_just_now_is_passed() -> None:
    following = times.after(Place(), changed((2, "13:00:00"), (1, "13:00:00")), NOW, FRESH)
    assert (following.changed, following.ref) == ("2026-03-02 13:00:00", "2")


@pytest.mark.parametrize(
    "rows",
    [changed((1, "10:00:01"), (2, "10:00:00")), changed((5, "09:00:00")), [{"id": 1}], [{"id": 1}] * 2],
)
def test_a_list_in_no_order_is_not_gone_on_with(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(Unusable) as said:
        times.after(Place("", "2026-03-02 09:00:00", "9"), rows, NOW, FRESH)
    assert said.value.problem.code == "cart.unsorted"


# -- XML ----------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back_and_characters_xml_lacks_are_dropped() -> None:
    body = resource_xml("order_carrier", {"id": "9", "tracking_number": 'A<B>&"\x00ż'})
    assert parse(body) == {"order_carrier": {"id": "9", "tracking_number": 'A<B>&"ż'}}


def test_php_may_print_before_its_xml() -> None:
    assert parse(b"<b>Notice</b>: odd\n<prestashop><a><id>1</id></a></prestashop>") == {"a": {"id": "1"}}
    assert parse(b"<prestashop/>") == {}


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><prestashop><a><id>&a;</id></a></prestashop>',
        b"<prestashop><order><id>9</id>",
        b"<html>One moment</html>",
    ],
)
def test_what_is_no_answer_of_the_webservice_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 several kinds of nothing
        parse(body)


def test_a_list_in_xml_says_what_it_would_say_in_json() -> None:
    """Shops that know no JSON answer so whatever is asked for."""
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
        <prestashop xmlns:xlink="http://www.w3.org/1999/xlink"><orders><order>
          <id><![CDATA[5]]></id><reference><![CDATA[ABCDEFGHI]]></reference><gift_message></gift_message>
          <id_customer xlink:href="https://shop.example/api/customers/1"><![CDATA[1]]></id_customer>
          <associations><order_rows nodeType="order_row" virtualEntity="true">
            <order_row><id><![CDATA[13]]></id><product_quantity><![CDATA[2]]></product_quantity></order_row>
            <order_row><id><![CDATA[14]]></id><product_quantity><![CDATA[1]]></product_quantity></order_row>
          </order_rows></associations>
        </order></orders></prestashop>"""
    lines = [{"id": "13", "product_quantity": "2"}, {"id": "14", "product_quantity": "1"}]
    order = {"id": "5", "reference": "ABCDEFGHI", "gift_message": "", "id_customer": "1"}

    assert parse(body) == {"orders": [order | {"associations": {"order_rows": lines}}]}


def test_a_list_in_xml_may_be_empty_or_nothing_but_ids() -> None:
    assert parse(b"<prestashop><orders/></prestashop>") == {"orders": []}
    assert parse(b'<prestashop><orders><order id="2" href="x"/></orders></prestashop>') == {
        "orders": [{"id": "2"}]
    }


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("<language id='1'>Paid</language>", "Paid"),
        (
            "<language id='1'>Paid</language><language id='2'>Bezahlt</language>",
            [{"id": "1", "value": "Paid"}, {"id": "2", "value": "Bezahlt"}],
        ),
    ],
)
def test_a_name_in_several_languages_is_a_list_in_xml_too(said: str, meant: object) -> None:
    state = f"<order_state><id>2</id><name>{said}</name></order_state>"
    body = f"<prestashop><order_states>{state}</order_states></prestashop>"
    assert parse(body.encode()) == {"order_states": [{"id": "2", "name": meant}]}
