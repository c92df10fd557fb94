"""BigCommerce keeps the contract, and none of its own ways trips the connector."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cart_contract import LONG_AGO, CartContract, confirm, line_of, newest, parcel, read_all, send
from doubles import conform, front
from doubles.bigcommerce import BigCommerceDouble
from doubles.double import MUG, TEA, Sale
from doubles.packing_line import PackingLine

from station.carts import registry
from station.carts.contract import Cart, Refused, TryLater
from station.model.order import Order, OrderState


class TestBigCommerce(CartContract):
    double = BigCommerceDouble


@pytest.fixture
def shop() -> Iterator[BigCommerceDouble]:
    made = BigCommerceDouble()
    yield made
    made.close()
    assert conform.complaints(made.cart, made.front.exchanges) == []


def connected(shop: BigCommerceDouble, **options: object) -> Cart:
    return registry.build("bigcommerce", shop.settings(**options), shop.secrets())


@pytest.fixture
def cart(shop: BigCommerceDouble) -> Iterator[Cart]:
    made = connected(shop)
    yield made
    made.close()


@pytest.fixture
def bench(tmp_path: Any, cart: Cart, fake_clock: Any) -> Iterator[PackingLine]:
    made = PackingLine(tmp_path, cart, fake_clock)
    yield made
    made.close()


def told(shop: BigCommerceDouble) -> list[Any]:
    """What was written, as it was sent."""
    return [json.loads(one.request.body) for one in shop.front.writes()]


def ship_all(cart: Cart, order: Order, uid: str, carrier: str = "UPS") -> None:
    units = [(line.sku, line.due) for line in order.lines if line.ships is not False]
    send(cart, confirm(order, uid, parcel(order, f"1Z-{uid}", *units, carrier=carrier)))


# -- paging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("bounds", ["inclusive", "exclusive", "truncated"])
def test_no_order_is_lost_whatever_a_bound_means(shop: BigCommerceDouble, cart: Cart, bounds: str) -> None:
    shop.door.ordering.bounds = bounds
    refs = []
    for _ in range(13):
        refs.append(shop.sell(Sale()))
    shop.pass_time(1)
    refs += [shop.sell(Sale()) for _ in range(7)]
    shop.touch(*refs[:13])
    assert sorted(newest(read_all(cart, LONG_AGO))) == sorted(refs)


def test_orders_leaving_the_second_that_is_read_push_none_out_of_sight(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    refs = [shop.sell(Sale()) for _ in range(23)]
    shop.touch(*refs)
    leaving = iter(refs[:2])

    def leave(request: Any) -> None:
        if "sort=id" in request.target:
            shop.pass_time(5)
            shop.touch(*leaving)

    shop.front.after_each(leave)
    assert set(newest(read_all(cart, LONG_AGO))) == set(refs)


def test_the_first_page_says_how_many_orders_there_are(shop: BigCommerceDouble, cart: Cart) -> None:
    for _ in range(7):
        shop.sell(Sale())
        shop.pass_time(1)
    first = cart.changed_orders(LONG_AGO, None)
    assert first.total == 7
    assert cart.changed_orders(LONG_AGO, first.cursor).total is None


def test_an_archived_order_is_in_no_list_and_gone_when_it_is_read(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    kept, archived = shop.sell(Sale()), shop.sell(Sale())
    shop.delete(archived)
    assert set(newest(read_all(cart, LONG_AGO))) == {kept}
    with pytest.raises(Refused) as said:
        cart.order(archived)
    assert said.value.problem.code == "cart.order_gone"


def test_an_order_of_more_lines_than_come_inside_is_read_whole(shop: BigCommerceDouble, cart: Cart) -> None:
    lines = [{"sku": f"LETTER-{n}", "quantity": 1} for n in range(120)]
    ref = str(shop.shop.place(lines))
    assert [line.sku for line in cart.order(ref).order.lines] == [line["sku"] for line in lines]


def test_of_more_shipments_than_a_page_each_is_seen(shop: BigCommerceDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale(lines=((TEA.sku, 60),)))).order
    cartons = [parcel(order, f"T{n}", (TEA.sku, 1)) for n in range(53)]
    message = confirm(order, "u1", *cartons)
    assert send(cart, message) == 53
    assert send(cart, message) == 0
    assert len(cart.shipments(order.ref)) == 53
    assert line_of(cart.order(order.ref).order, TEA.sku).shipped == 0  # all of them ours


# -- odd orders -----------------------------------------------------------------------------------


def test_an_order_to_two_addresses_is_two_orders(shop: BigCommerceDouble, cart: Cart) -> None:
    lines: list[dict[str, Any]] = [
        {"sku": TEA.sku, "quantity": 1, "to": 0},
        {"sku": MUG.sku, "quantity": 2, "to": 1},
    ]
    ref = shop.shop.place(lines, addresses=2)
    here, there = (one["id"] for one in shop.shop.addresses[ref])
    found = newest(read_all(cart, LONG_AGO))
    assert list(found) == [f"{ref}-{here}", f"{ref}-{there}"]
    tea, mug = found.values()
    assert [one.ship_to.street for one in (tea, mug)] == [("ul. Długa 1",), ("ul. Długa 2",)]
    assert [line.sku for line in tea.lines] == [TEA.sku] and [line.sku for line in mug.lines] == [MUG.sku]
    assert tea.number != mug.number
    ship_all(cart, tea, "u1")
    assert shop.shop.shipments[ref][0]["order_address_id"] == here
    assert cart.order(mug.ref).order.state is OrderState.PARTIAL
    assert line_of(cart.order(tea.ref).order, TEA.sku).due == 1  # ours: the station knows of it itself
    ship_all(cart, cart.order(mug.ref).order, "u2")
    assert shop.shop.shipments[ref][1]["order_address_id"] == there and shop.completed(str(ref))
    assert [len(cart.shipments(one.ref)) for one in (tea, mug)] == [1, 1]
    with pytest.raises(Refused):
        cart.order(str(ref))


def test_what_left_for_a_part_is_not_packed_again_when_the_parts_become_one(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    lines: list[dict[str, Any]] = [
        {"sku": TEA.sku, "quantity": 1, "to": 0},
        {"sku": MUG.sku, "quantity": 2, "to": 1},
    ]
    ref = shop.shop.place(lines, addresses=2)
    part = next(iter(newest(read_all(cart, LONG_AGO)).values()))
    ship_all(cart, part, "u1")
    here, there = shop.shop.addresses[ref]
    shop.shop.line(ref, MUG.sku)["order_address_id"] = here["id"]
    shop.shop.addresses[ref].remove(there)
    order = cart.order(str(ref)).order
    assert (line_of(order, TEA.sku).due, line_of(order, MUG.sku).due) == (0, 2)


def test_what_is_collected_is_a_pickup(shop: BigCommerceDouble, cart: Cart) -> None:
    order = cart.order(str(shop.shop.place([{"sku": TEA.sku, "quantity": 1}], counter=True))).order
    assert order.pickup and order.method == "Pick up in store" and not order.warnings


def test_only_goods_are_packed(shop: BigCommerceDouble, cart: Cart) -> None:
    lines: list[dict[str, Any]] = [
        {"sku": TEA.sku, "quantity": 1},
        {"sku": "EBOOK", "quantity": 1, "type": "digital"},
        {"sku": "GIFT-50", "quantity": 1, "type": "giftcertificate"},
        {"sku": "", "quantity": 2, "upc": "036000291452"},
    ]
    ref = str(shop.shop.place(lines))
    order = cart.order(ref).order
    assert [line.ships for line in order.lines] == [None, None, False, False]
    made_to_order = order.lines[1]
    assert (made_to_order.product, made_to_order.codes) == ("", ("036000291452",))
    carton = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 1), ("", 2)))
    assert send(cart, carton) == 1 and shop.completed(ref)


def test_words_come_without_entities_and_gifts_with_their_message(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    more = {
        "wrapping_name": "Red paper",
        "wrapping_message": "For Ola &amp; Jan",
        "product_options": [{"display_name": "Size", "display_value": "S &lt; M"}],
        "event_name": "Delivery",
        "event_date": "2026-12-24",
    }
    shop.shop.wares[MUG.sku]["name"] = "Mug & saucer"
    order = cart.order(
        str(shop.shop.place([{"sku": MUG.sku, "quantity": 1, **more}], note="&quot;Hi&quot;"))
    ).order
    (line,) = order.lines
    assert line.name == "Mug & saucer" and order.customer_note == '"Hi"'
    assert line.options == (("Size", "S < M"), ("Delivery", "2026-12-24"))
    assert order.gift_note == "Mug & saucer: Red paper: For Ola & Jan"


# -- shipments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("carrier", "said"),
    [
        ("Royal Mail", {"shipping_provider": "royalmail"}),
        ("DPD", {"shipping_provider": "", "tracking_carrier": "dpd"}),
        (
            "Own van",
            {
                "shipping_provider": "",
                "shipping_method": "Own van",
                "tracking_link": "https://van.example/1Z-u1",
            },
        ),
    ],
)
def test_a_carrier_is_named_the_way_the_shop_can_follow_it(
    shop: BigCommerceDouble, cart: Cart, carrier: str, said: dict[str, str]
) -> None:
    order = cart.order(shop.sell(Sale())).order
    ship_all(cart, order, "u1", carrier)
    (body,) = told(shop)
    assert body["comments"] == "PB:u1:1" and body.items() >= said.items()
    named = {"shipping_provider", "shipping_method", "tracking_carrier", "tracking_link"}
    assert set(body) & named == set(said)


def test_the_status_is_left_to_the_shipment(shop: BigCommerceDouble, bench: PackingLine) -> None:
    ref = shop.sell(Sale())
    bench.pack(ref, [(TEA.sku, 2), (MUG.sku, 1)])
    bench.deliver()
    assert [one.request.method for one in shop.front.writes()] == ["POST"]
    assert shop.completed(ref)


def test_more_than_was_ordered_is_refused_in_the_shops_words(shop: BigCommerceDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    with pytest.raises(Refused) as said:
        send(cart, confirm(order, "u1", parcel(order, "T1", (TEA.sku, 3))))
    assert said.value.problem.code == "cart.refused"
    assert "greater than" in str(said.value.problem.params["message"])


def test_cartons_under_one_number_are_told_one_by_one(shop: BigCommerceDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    first, second = parcel(order, "T1", (TEA.sku, 2)), parcel(order, "T1", (MUG.sku, 1))
    assert send(cart, confirm(order, "u1", first, second)) == 2
    assert [one.uid for one in cart.shipments(order.ref)] == ["u1:1", "u1:2"]


def test_the_twelfth_carton_is_not_the_first(shop: BigCommerceDouble, cart: Cart) -> None:
    order = cart.order(shop.sell(Sale())).order
    cartons = [parcel(order, f"T{n}", (TEA.sku, 1)) for n in range(1, 13)]
    message = confirm(order, "u1", *cartons)
    cart.write(message, cart.steps(message)[11])
    assert not cart.evidence(message, cart.steps(message)[0])
    assert cart.evidence(message, cart.steps(message)[11])


def test_a_page_in_place_of_the_lines_leaves_the_shipment_for_later(
    shop: BigCommerceDouble, cart: Cart
) -> None:
    order = cart.order(shop.sell(Sale())).order
    shop.front.instead(front.page(), match="/products")
    with pytest.raises(TryLater):
        ship_all(cart, order, "u1")
    assert told(shop) == []
    ship_all(cart, order, "u1")
    assert shop.completed(order.ref)
