"""Edge shapes of Amazon's orders."""

from dataclasses import replace
from typing import Any

import pytest

from station.carts.amazon.mapping import order_of
from station.carts.amazon.packages import CARRIERS, is_ours, reference
from station.carts.contract import Step
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.order import Order, OrderState
from station.model.shipment import Parcel, ShipConfirm, ShippedLine

SHOP = StoreSettings("main", "https://127.0.0.1")
ORDER = "306-1234567-7654321"


def item(ref: str = "1", ordered: int = 2, fulfilled: int = 0, unfulfilled: int = 2, **more: Any) -> Any:
    row = {
        "orderItemId": ref,
        "quantityOrdered": ordered,
        "product": {"asin": "B0", "title": "Tea", "sellerSku": "TEA"},
        "fulfillment": {"quantityFulfilled": fulfilled, "quantityUnfulfilled": unfulfilled},
    }
    for name, value in more.items():
        row[name] = {**row[name], **value} if isinstance(row.get(name), dict) else value  # type: ignore[dict-item]
    return row


def row(*items: Any, status: str = "UNSHIPPED", **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "orderId": ORDER,
        "createdTime": "2026-11-20T10:00:00Z",
        "lastUpdatedTime": "2026-11-20T11:00:00Z",
        "recipient": {"deliveryAddress": {"addressLine1": "Rynek 1", "city": "Kraków"}},
        "fulfillment": {"fulfillmentStatus": status, "fulfilledBy": "MERCHANT"},
        "orderItems": list(items) or [item()],
    }
    return made | more


def read(*items: Any, **more: Any) -> Order:
    return order_of(row(*items, **more), SHOP)


def message(uid: str, cartons: int = 1) -> ShipConfirm:
    carton = Parcel("T", "UPS", "", (ShippedLine("1", 1),))
    return ShipConfirm(uid, ORDER, (carton,) * cartons, True, "2026-11-20")


def package(ref: str, units: int, status: str = "IN_TRANSIT") -> dict[str, Any]:
    return {
        "packageReferenceId": ref,
        "packageStatus": {"status": status},
        "packageItems": [{"orderItemId": "1", "quantity": units}],
    }


OURS = reference(message("u1"), Step("package:1", repeatable=True))

# -- packages -------------------------------------------------------------------------------------


def test_a_reference_is_the_same_for_ever_and_one_for_each_carton() -> None:
    steps = [Step(f"package:{n}", repeatable=True) for n in range(1, 100)]
    refs = [reference(message("u1", 99), step) for step in steps]
    assert refs == [reference(message("u1", 99), step) for step in steps]
    assert len(set(refs)) == 99
    assert all(len(ref) == 9 and ref.isdigit() and ref[0] != "0" for ref in refs)
    assert all(is_ours(ORDER, ref) for ref in refs)


def test_what_others_write_is_not_ours() -> None:
    assert not any(is_ours(ORDER, ref) for ref in ("", "1", "PKG-2024-001", "123456789", f"0{OURS}"))
    assert not any(is_ours("306-1234567-7654322", ref) for ref in (OURS,)), "a seal of one order only"
    by_chance = sum(is_ours(ORDER, str(ref)) for ref in range(100_000_000, 100_200_000))
    assert by_chance <= 60


@pytest.mark.parametrize(
    ("fulfilled", "packages", "shipped", "due"),
    [
        (0, [], 0, 5),
        (2, [package(OURS, 2)], 0, 5),
        (3, [package(OURS, 2), package("1", 1)], 1, 4),
        (0, [package(OURS, 2)], 0, 5),  # Amazon's count comes later than the package
        (0, [package("1", 2)], 2, 3),
        (2, [], 2, 3),  # by Buy Shipping, or a package not shown yet: it does not leave twice
        (0, [package("1", 2, "CANCELLED")], 0, 5),
    ],
)
def test_shipped_is_what_left_without_us(fulfilled: int, packages: list[Any], shipped: int, due: int) -> None:
    (line,) = read(item("1", 5, fulfilled, 5 - fulfilled), packages=packages).lines
    assert (line.shipped, line.due) == (shipped, due)


def test_usual_carriers_have_amazons_code_however_they_are_written() -> None:
    names = ("ups", "FedEx", "  royal   mail ", "Hermes", "Yamato Transport", "Own van")
    codes = [SHOP.carrier(name, CARRIERS, "Other") for name in names]
    assert codes == ["UPS", "FedEx", "Royal Mail", "Hermes Logistik Gruppe", "YAMATO", "Other"]
    assert replace(SHOP, carrier_map={"ups": "UPSMI"}).carrier("ups", CARRIERS, "Other") == "UPSMI"


# -- states ---------------------------------------------------------------------------------------


def test_a_status_nobody_told_us_about_is_held() -> None:
    order = read(status="SOMETHING_NEW")
    assert order.state is OrderState.ON_HOLD and order.warnings == ("status.unknown",)
    told = replace(SHOP, status_map={"SOMETHING_NEW": "ready_for_fulfillment"})
    assert order_of(row(status="SOMETHING_NEW"), told).state is OrderState.READY


def test_an_order_without_its_fulfillment_is_held() -> None:
    assert read(fulfillment=None).warnings == ("status.unknown",)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"programs": ["PRIME"]}, "order.amazon_label"),
        ({"programs": ["AMAZON_BUSINESS", "AMAZON_EASY_SHIP"]}, "order.amazon_label"),
        ({"programs": ["DELIVERY_BY_AMAZON"]}, "order.amazon_label"),
        ({"orderItems": [item(programs=["TRANSPARENCY"])]}, "order.transparency"),
        ({"fulfillment": {"fulfillmentStatus": "UNSHIPPED", "fulfilledBy": "AMAZON"}}, "order.amazon_ships"),
    ],
)
def test_what_must_not_leave_by_our_hand_is_held(more: dict[str, Any], code: str) -> None:
    order = read(**more)
    assert order.state is OrderState.ON_HOLD and order.warnings == (code,)


def test_a_wish_to_cancel_holds_until_it_is_done() -> None:
    asked = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "No"}}
    done = {"cancellationExecution": {"cancelledBy": "MERCHANT"}}
    other = item("2")
    assert read(item(cancellation=asked), other).warnings == ("order.cancel_requested",)
    after = read(item("1", 2, 0, 0, cancellation={**asked, **done}), other)
    assert after.state is OrderState.READY and after.warnings == ()
    assert [line.due for line in after.lines] == [0, 2]


def test_an_execution_without_numbers_cancels_the_line() -> None:
    cancelled = item(cancellation={"cancellationExecution": {"cancelledBy": "BUYER"}})
    del cancelled["fulfillment"]
    order = read(cancelled)
    assert order.lines[0].cancelled == 2 and order.state is OrderState.CANCELLED


def test_what_is_done_is_not_held() -> None:
    order = read(item("1", 2, 2, 0), status="SHIPPED", programs=["PRIME"], recipient=None)
    assert order.state is OrderState.FULFILLED and order.warnings == ()


def test_a_pending_order_has_neither_address_nor_prices_and_no_warning() -> None:
    order = read(item("1", 2, 0, 0), status="PENDING", recipient=None)
    assert order.state is OrderState.PENDING and order.warnings == ()
    assert (order.currency, order.total, order.lines[0].due) == ("", None, 2)


def test_everything_shipped_by_others_is_shipped_whatever_the_status_still_says() -> None:
    order = read(item("1", 2, 2, 0), packages=[package("1", 2)])
    assert order.state is OrderState.FULFILLED


# -- what is in it --------------------------------------------------------------------------------


def test_a_gift_says_so() -> None:
    gift = {"packing": {"giftOption": {"giftMessage": "Sto lat & 🎂", "giftWrapLevel": "PREMIUM"}}}
    order = read(item(fulfillment=gift), item("2"))
    assert order.gift_note == "Sto lat & 🎂" and order.lines[0].options == (("giftWrapLevel", "PREMIUM"),)


def test_custom_work_measures_and_constraints_are_options() -> None:
    made = item(
        product={"customization": {"customizedUrl": "https://a.example/1.zip"}},
        measurement={"unit": "POUNDS", "value": "1.5"},
        fulfillment={"shipping": {"shippingConstraints": {"signatureConfirmation": "MANDATORY"}}},
    )
    assert read(made).lines[0].options == (
        ("customizedUrl", "https://a.example/1.zip"),
        ("POUNDS", "1.5"),
        ("signatureConfirmation", "MANDATORY"),
    )
    assert read(item(measurement={"unit": "COUNT", "value": 1})).lines[0].options == ()


def test_a_line_without_a_sku_is_named_by_what_is_known() -> None:
    bare = item(product={"sellerSku": None, "title": None})
    (line,) = read(bare).lines
    assert (line.sku, line.name, line.product) == ("B0", "B0", "")


def test_a_replacement_costs_nothing_and_is_packed() -> None:
    again = [{"orderId": "306-0000000-0000001", "associationType": "REPLACEMENT_ORIGINAL_ID"}]
    free = {"grandTotal": {"amount": "0.00", "currencyCode": "EUR"}}
    order = read(associatedOrders=again, proceeds=free)
    assert order.state is OrderState.READY and order.total is not None and order.total.minor == 0


@pytest.mark.parametrize(
    ("amount", "currency", "minor", "warnings"),
    [
        ("5980", "JPY", 5980, ()),
        ("59.80", "EUR", 5980, ()),
        ("lots", "EUR", None, ("money.unreadable",)),
        ("1.00", "QQQ", None, ("currency.unknown",)),
    ],
)
def test_money_is_read_or_said_to_be_unreadable(
    amount: str, currency: str, minor: int | None, warnings: tuple[str, ...]
) -> None:
    order = read(proceeds={"grandTotal": {"amount": amount, "currencyCode": currency}})
    assert (order.total.minor if order.total else None, order.warnings) == (minor, warnings)


def test_where_it_goes_is_whole() -> None:
    at = {
        "name": "Ana",
        "companyName": "Flor Ltda",
        "addressLine1": "Rua 1",
        "addressLine2": "Ap 2",
        "addressLine3": "",
        "municipality": "Olinda",
        "districtOrCounty": "PE",
        "postalCode": "01234-567",
        "countryCode": "br",
        "phone": "+55",
        "extendedFields": {"neighborhood": "Carmo"},
    }
    wish = {"dropOffLocation": "Front desk", "addressInstruction": "Ring twice"}
    order = read(recipient={"deliveryAddress": at, "deliveryPreference": wish}, buyer={"buyerEmail": "a@b"})
    there = order.ship_to
    assert there.street == ("Rua 1", "Ap 2", "Carmo")
    assert (there.city, there.region, there.country, there.email) == ("Olinda", "PE", "BR", "a@b")
    assert order.customer_note == "Front desk\nRing twice"


def test_no_address_is_said_where_one_is_needed() -> None:
    assert read(recipient=None).warnings == ("address.missing",)
    town = {"name": "", "city": "FREMONT", "stateOrRegion": "CA", "postalCode": "94538", "countryCode": "US"}
    assert read(recipient={"deliveryAddress": town}).warnings == ("address.missing",)
    collected = read(recipient=None, programs=["IN_STORE_PICK_UP"])
    assert collected.pickup and collected.warnings == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"orderId": None}, "order.unreadable"),
        ({"lastUpdatedTime": "yesterday"}, "order.unreadable"),
        ({"orderItems": [item(ordered="two")]}, "order.unreadable"),  # type: ignore[arg-type]
        ({"orderItems": [item(ref="")]}, "order.unreadable"),
        ({"orderItems": [item(ordered="1.5")]}, "order.fractional_quantity"),  # type: ignore[arg-type]
    ],
)
def test_what_nobody_could_pack_is_put_aside(wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Unreadable) as said:
        read(**wrong)
    assert said.value.problem.code == code


def test_an_order_of_nothing_says_so() -> None:
    assert read(orderItems=[]).warnings == ("order.no_lines",)
