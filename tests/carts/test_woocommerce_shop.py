"""The whole connector against a shop on a real socket, with its moods."""

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
import trustme

from station.carts.contract import (
    BadOrder,
    Cart,
    InDoubt,
    OrderRead,
    Refused,
    SignInAgain,
    Step,
    TryLater,
    Unusable,
)
from station.carts.settings import StoreSettings
from station.carts.woocommerce.client import WooCommerce
from station.carts.woocommerce.settings import ShopSettings
from station.model.order import OrderState
from station.model.quantity import Mass
from station.model.shipment import AdjustStock, CompleteOrder, Parcel, ShipConfirm, ShippedLine
from station.net.http import Http, Patience
from station.sandbox.shop import Shop

QUICK = Patience(connect=2, read=0.4, total=5)


@pytest.fixture
def shop(fake_clock: Any) -> Iterator[Shop]:
    with Shop(clock=fake_clock) as open_shop:
        open_shop.add_product(
            "MUG", "Mug", stock=30, weight="0.42", gtin="5060123450033", picture="mug-blue.png"
        )
        tee = open_shop.add_product("TEE", "Tee", weight="0.2")
        open_shop.add_product("TEE-S", "Ink, S", parent=tee, stock=7, options={"Size": "S"})
        candle = open_shop.add_product("CNDL", "Candle", stock=40)
        open_shop.add_product(
            "CNDL-FIG", "Fig", parent=candle, manage_stock="parent", options={"Scent": "Fig"}
        )
        open_shop.add_product("BOX", "Box", manage_stock=False)
        open_shop.add_product("PDF", "Recipes", virtual=True, manage_stock=False)
        yield open_shop


@pytest.fixture
def build(shop: Shop, fake_clock: Any) -> Iterator[Callable[..., WooCommerce]]:
    carts: list[Cart] = []

    def make(key: str = "", secret: str = "", **options: Any) -> WooCommerce:
        settings = ShopSettings.of(StoreSettings("main", options.pop("url", shop.url)))
        http = Http(settings.url, patience=QUICK)
        secrets = {"consumer_key": key or shop.key, "consumer_secret": secret or shop.secret}
        cart = WooCommerce(
            replace(settings, **options),
            secrets,
            http,
            now=lambda: cast(datetime, fake_clock.now()).timestamp(),
            monotonic=fake_clock.monotonic,
        )
        carts.append(cart)
        return cart

    yield make
    for cart in carts:
        cart.close()


@pytest.fixture
def cart(build: Callable[..., WooCommerce]) -> WooCommerce:
    return build()


def pull(cart: Cart, since: datetime | None = None) -> tuple[dict[str, OrderRead], list[BadOrder]]:
    read: dict[str, OrderRead] = {}
    bad: list[BadOrder] = []
    cursor: str | None = None
    for _ in range(500):
        page = cart.changed_orders(since, cursor)
        read |= {one.order.ref: one for one in page.orders}
        bad += page.bad
        cursor = page.cursor
        if cursor is None:
            return read, bad
    raise AssertionError("the pass never ends")


def confirm(shop: Shop, ref: int, *tracking: str, notify: bool = True, uid: str = "u1") -> ShipConfirm:
    line = str(shop.order(ref)["line_items"][0]["id"])
    return ShipConfirm(
        uid,
        str(ref),
        tuple(Parcel(one, "DHL", f"https://t.example/{one}", (ShippedLine(line, 1),)) for one in tracking),
        notify,
        "2026-03-02",
    )


def push(cart: Cart, message: Any) -> list[str]:
    """As the outbox does: a step whose evidence is there is not written. Answers the written ones."""
    written = []
    for step in cart.steps(message):
        if not cart.evidence(message, step):
            cart.write(message, step)
            written.append(step.name)
        assert cart.evidence(message, step)
    return written


# -- orders ---------------------------------------------------------------------------------------


def test_every_order_comes_over_the_pages_however_they_are_bunched(
    shop: Shop, build: Callable[..., WooCommerce], fake_clock: Any
) -> None:
    refs = []
    for place in range(40):
        refs.append(str(shop.place_order(["MUG"])))
        if place % 3 == 0 and place < 20:
            fake_clock.advance(1)

    read, bad = pull(build(page_size=5))

    assert sorted(read) == sorted(refs)
    assert not bad


def test_a_pass_asks_from_the_second_it_was_told(shop: Shop, cart: WooCommerce, fake_clock: Any) -> None:
    shop.place_order(["MUG"])
    fake_clock.advance(100)
    since = fake_clock.now()
    second = shop.place_order(["MUG"])

    page = cart.changed_orders(since, None)
    last = cart.changed_orders(since, page.cursor)

    assert [one.order.ref for one in last.orders] == [str(second)]
    assert last.cursor is None
    assert last.answered_at == since


def test_before_the_last_page_the_watermark_stays_behind_what_is_unread(
    shop: Shop, build: Callable[..., WooCommerce], fake_clock: Any
) -> None:
    for _ in range(9):
        shop.place_order(["MUG"])
        fake_clock.advance(10)

    page = build(page_size=4).changed_orders(None, None)

    assert page.cursor
    assert page.answered_at < max(one.order.changed_at for one in page.orders)


def test_a_trashed_order_comes_as_cancelled(shop: Shop, cart: WooCommerce, fake_clock: Any) -> None:
    ref = shop.place_order(["MUG"])
    fake_clock.advance(60)
    since = fake_clock.now()
    shop.trash(ref)

    read, _ = pull(cart, since)

    assert read[str(ref)].order.state is OrderState.CANCELLED
    assert cart.order(str(ref)).order.state is OrderState.CANCELLED


def test_a_deleted_order_is_gone(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    shop.delete(ref)

    with pytest.raises(Refused) as caught:
        cart.order(str(ref))
    assert caught.value.problem.code == "cart.order_gone"


def test_refunded_units_are_read_with_their_order(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order([{"sku": "MUG", "quantity": 3}])
    shop.refund(ref, {"MUG": 1})

    read, _ = pull(cart)

    assert read[str(ref)].order.lines[0].due == 2
    assert b'"_refunded_item_id"' in read[str(ref)].payload


def test_one_order_that_cannot_be_packed_does_not_stop_the_others(shop: Shop, cart: WooCommerce) -> None:
    good = [shop.place_order(["MUG"]) for _ in range(2)]
    odd = shop.place_order([{"sku": "MUG", "quantity": 1}])
    shop.change_line_quantity(odd, "MUG", cast(int, 1.5))

    read, bad = pull(cart)

    assert sorted(read) == sorted(str(ref) for ref in good)
    assert [(one.ref, one.problem.code) for one in bad] == [(str(odd), "order.fractional_quantity")]
    with pytest.raises(Refused) as caught:
        cart.order(str(odd))
    assert caught.value.problem.code == "order.fractional_quantity"


def test_an_order_whose_details_break_the_shop_is_put_aside(shop: Shop, cart: WooCommerce) -> None:
    fine, breaks = shop.place_order(["MUG"]), shop.place_order([{"sku": "MUG", "quantity": 2}])
    shop.refund(breaks, {"MUG": 1})
    shop.faults.add("500", f"orders/{breaks}/refunds")

    read, bad = pull(cart)

    assert list(read) == [str(fine)]
    assert [one.ref for one in bad] == [str(breaks)]


def test_a_shop_that_goes_down_among_the_details_is_asked_again_later(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order([{"sku": "MUG", "quantity": 2}])
    shop.refund(ref, {"MUG": 1})
    shop.faults.add("503", "refunds")

    with pytest.raises(TryLater):
        pull(cart)


def test_a_cursor_nobody_wrote_begins_again(
    shop: Shop, cart: WooCommerce, expect_log: Callable[[str], None]
) -> None:
    expect_log("read again from its beginning")
    ref = shop.place_order(["MUG"])

    assert [one.order.ref for one in cart.changed_orders(None, "garbled").orders] == [str(ref)]


def test_what_another_shipped_is_read_and_what_we_shipped_is_not(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order([{"sku": "MUG", "quantity": 3}])
    push(cart, confirm(shop, ref, "JD01"))
    assert cart.order(str(ref)).order.lines[0].shipped == 0
    assert cart.order(str(ref)).order.native[2] == "partially_fulfilled"

    shop.target = "none"
    assert cart.order(str(ref)).order.lines[0].shipped == 0  # switched off since


# -- moods of the shop ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "reading", "code"),
    [
        ("429", TryLater, "cart.busy"),
        ("500", TryLater, "cart.down"),
        ("502", TryLater, "cart.down"),
        ("503", TryLater, "cart.down"),
        ("html", Unusable, "cart.unusable"),
        ("slow", TryLater, "net.answer_slow"),
        ("cut_body", TryLater, "net.answer_lost"),
    ],
)
def test_a_read_in_trouble_says_what_to_do(
    shop: Shop, cart: WooCommerce, fault: str, reading: type[Exception], code: str
) -> None:
    shop.faults.add(fault, "wc/v3/orders", seconds=3)

    with pytest.raises(reading) as caught:
        cart.changed_orders(None, None)
    assert cast(Any, caught.value).problem.code == code


def test_warnings_before_the_data_do_no_harm(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    shop.faults.add("php_notice", "orders")

    assert str(ref) in pull(cart)[0]


@pytest.mark.parametrize(
    ("fault", "applied"),
    [
        ("500", False),
        ("503", False),
        ("502", False),
        ("lost_after_write", True),
        ("lost_before_write", False),
        ("cut_body", True),
        ("html", False),
    ],
)
def test_a_write_in_trouble_is_in_doubt_and_its_evidence_is_true(
    shop: Shop, cart: WooCommerce, fault: str, applied: bool
) -> None:
    ref = shop.place_order(["MUG"])
    message = confirm(shop, ref, "JD01")
    (step,) = cart.steps(message)
    assert not cart.evidence(message, step)
    shop.faults.add(fault, "POST")

    with pytest.raises(InDoubt):
        cart.write(message, step)

    assert cart.evidence(message, step) is applied
    assert push(cart, message) == ([] if applied else ["fulfillment:1"])
    assert shop.tracking(ref) == ["JD01"]
    assert shop.double_writes() == []


def test_a_busy_shop_applied_nothing(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    message = CompleteOrder("u2", str(ref))
    cart.order(str(ref))
    shop.faults.add("429", "PUT", seconds=30)

    with pytest.raises(TryLater) as caught:
        cart.write(message, Step("status", repeatable=True))
    assert caught.value.wait == 30


def test_a_shop_that_does_not_answer_the_door_got_nothing(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    message = CompleteOrder("u2", str(ref))
    cart.order(str(ref))
    shop.offline()

    for call in (lambda: cart.order(str(ref)), lambda: cart.write(message, Step("status", repeatable=True))):
        with pytest.raises(TryLater) as caught:
            call()
        assert caught.value.problem.code == "net.unreachable"


# -- signing in -----------------------------------------------------------------------------------


def test_a_wrong_secret_wants_a_person(build: Callable[..., WooCommerce]) -> None:
    with pytest.raises(SignInAgain) as caught:
        build(secret="cs_wrong").changed_orders(None, None)
    assert caught.value.problem.code == "cart.sign_in"
    assert "cs_wrong" not in f"{caught.value!r} {caught.value} {caught.value.problem}"


def test_a_read_only_key_reads_and_is_named_when_it_should_write(
    shop: Shop, build: Callable[..., WooCommerce]
) -> None:
    ref = shop.place_order(["MUG"])
    key = shop.add_key("read")
    cart = build(key.key, key.secret)
    assert cart.order(str(ref)).order.ref == str(ref)

    with pytest.raises(SignInAgain) as caught:
        push(cart, CompleteOrder("u2", str(ref)))
    assert caught.value.problem.code == "cart.read_only_key"
    assert [problem.code for problem in cart.probe().problems] == ["cart.read_only_key"]


def test_a_write_only_key_is_named(shop: Shop, build: Callable[..., WooCommerce]) -> None:
    key = shop.add_key("write")

    with pytest.raises(SignInAgain) as caught:
        build(key.key, key.secret).probe()
    assert caught.value.problem.code == "cart.write_only_key"


def test_tls_with_a_private_authority_and_basic(fake_clock: Any, tmp_path: Path) -> None:
    authority = trustme.CA()
    leaf = authority.issue_cert("127.0.0.1")
    leaf.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    with Shop(certificate=tmp_path / "both.pem", private_key=tmp_path / "both.pem", clock=fake_clock) as shop:
        shop.add_product("MUG", "Mug")
        ref = shop.place_order(["MUG"])
        secrets = {"consumer_key": shop.key, "consumer_secret": shop.secret}
        settings = ShopSettings("main", shop.url)
        trusting = WooCommerce(settings, secrets, Http(shop.url, ca_file=str(tmp_path / "ca.pem")))
        strict = WooCommerce(settings, secrets, Http(shop.url))

        assert trusting.order(str(ref)).order.ref == str(ref)
        with pytest.raises(TryLater) as caught:
            strict.order(str(ref))
        assert caught.value.problem.code == "cart.certificate_untrusted"
        trusting.close()
        strict.close()


def test_nothing_of_the_key_reaches_the_log(
    shop: Shop, cart: WooCommerce, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ref = shop.place_order(["MUG"])
    pull(cart)
    push(cart, confirm(shop, ref, "JD01"))

    assert "GET" in caplog.text
    assert shop.key not in caplog.text
    assert shop.secret not in caplog.text
    assert not re.search(r"oauth_(signature|nonce|consumer_key)=(?!\*\*\*)", caplog.text)


# -- products -------------------------------------------------------------------------------------


def ids(shop: Shop) -> dict[str, str]:
    return {one.sku: str(one.id) for one in shop.products()}


def test_products_variations_and_what_is_gone_come_one_answer_each(shop: Shop, cart: WooCommerce) -> None:
    ref = ids(shop)
    shop.delete_product("BOX")
    wanted = [
        (ref["MUG"], ""),
        (ref["TEE-S"], ref["TEE"]),
        (ref["CNDL-FIG"], ref["CNDL"]),
        (ref["BOX"], ""),
        (ref["PDF"], ""),
        ("999999", ref["TEE"]),
        ("31", "999998"),
        ("", ""),
    ]

    mug, tee, fig, box, pdf, *lost = cart.products(wanted)

    assert (mug.sku, mug.codes, mug.mass, mug.stock) == ("MUG", ("5060123450033",), Mass(420_000), 30)
    assert (tee.name, tee.parent, tee.mass, tee.stock) == ("Tee - Ink, S", ref["TEE"], Mass(200_000), 7)
    assert (fig.stock, fig.stock_ref) == (40, ref["CNDL"])
    assert not pdf.ships
    assert box.gone
    assert all(one.gone for one in lost)


def test_more_products_than_one_answer_holds(shop: Shop, cart: WooCommerce) -> None:
    refs = [str(shop.add_product(f"T{n}", f"Tile {n}")) for n in range(130)]

    got = cart.products([(ref, "") for ref in refs])

    assert [one.ref for one in got] == refs
    assert not any(one.gone for one in got)


def test_weights_are_in_the_shops_unit(fake_clock: Any) -> None:
    with Shop(weight_unit="lbs", clock=fake_clock) as shop:
        ref = str(shop.add_product("MUG", "Mug", weight="1"))
        secrets = {"consumer_key": shop.key, "consumer_secret": shop.secret}
        carts = [
            WooCommerce(
                settings, secrets, Http(shop.url), now=lambda: cast(datetime, fake_clock.now()).timestamp()
            )
            for settings in (ShopSettings("main", shop.url), ShopSettings("main", shop.url, weight_unit="g"))
        ]
        shop.faults.add("429", "settings", times=None)
        with pytest.raises(TryLater):
            carts[0].products([(ref, "")])
        shop.faults.clear()

        assert carts[0].products([(ref, "")])[0].mass == Mass(453_592_370 // 1000)
        assert carts[1].products([(ref, "")])[0].mass == Mass(1000)
        for cart in carts:
            cart.close()


def test_a_picture_comes_without_credentials(shop: Shop, cart: WooCommerce) -> None:
    (mug,) = cart.products([(ids(shop)["MUG"], "")])
    shop.faults.add("500", "pictures.*(oauth|consumer)", times=None)

    assert cart.image(mug.image_url).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "url", ["/pictures/none.png", "/wp-json/", "ftp://x.example/a.png", "http://x.example/a.png"]
)
def test_a_picture_that_is_none_is_refused(cart: WooCommerce, url: str) -> None:
    with pytest.raises(Refused) as caught:
        cart.image(url)
    assert caught.value.problem.code == "cart.no_picture"


def test_a_picture_may_have_to_wait(shop: Shop, cart: WooCommerce) -> None:
    shop.faults.add("503", "pictures", times=1)
    with pytest.raises(TryLater):
        cart.image("/pictures/mug-blue.png")
    shop.offline()
    with pytest.raises(TryLater):
        cart.image("/pictures/mug-blue.png")


# -- telling of shipments -------------------------------------------------------------------------


def test_core_is_told_of_every_carton_with_its_lines(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order([{"sku": "MUG", "quantity": 2}])
    message = confirm(shop, ref, "JD01", "JD02", notify=False)

    assert push(cart, message) == ["fulfillment:1", "fulfillment:2"]
    assert push(cart, message) == []

    told = [{meta["key"]: meta["value"] for meta in one["meta_data"]} for one in shop.fulfillments(ref)]
    assert [one["_tracking_number"] for one in told] == ["JD01", "JD02"]
    assert [one["_station_uid"] for one in told] == ["u1:1", "u1:2"]
    assert told[0]["_items"] == [{"item_id": int(message.parcels[0].lines[0].line), "qty": 1}]
    assert (told[0]["_shipment_provider"], told[0]["_provider_name"]) == ("other", "DHL")
    assert told[0]["_tracking_url"] == "https://t.example/JD01"
    assert shop.order(ref)["status"] == "processing"


@pytest.mark.parametrize("notify", [True, False])
def test_whether_the_customer_is_told_is_said_in_the_address(
    shop: Shop, cart: WooCommerce, notify: bool
) -> None:
    ref = shop.place_order(["MUG"])
    shop.faults.add("429", f"POST .*notify_customer={'true' if notify else 'false'}")

    with pytest.raises(TryLater):
        push(cart, confirm(shop, ref, "JD01", notify=notify))


def test_a_carrier_the_shop_knows_is_told_by_its_name(shop: Shop, build: Callable[..., WooCommerce]) -> None:
    ref = shop.place_order(["MUG"])

    push(build(carrier_map={"DHL": "dhl"}), confirm(shop, ref, ""))

    (told,) = shop.fulfillments(ref)
    meta = {one["key"]: one["value"] for one in told["meta_data"]}
    assert meta["_shipment_provider"] == "dhl"
    assert not {"_provider_name", "_tracking_number"} & set(meta)


def test_two_cartons_of_one_number_are_both_told_to_core(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order([{"sku": "MUG", "quantity": 2}])

    assert push(cart, confirm(shop, ref, "JD01", "JD01")) == ["fulfillment:1", "fulfillment:2"]


def test_a_number_another_has_told_already_is_evidence(
    shop: Shop, cart: WooCommerce, build: Callable[..., WooCommerce]
) -> None:
    ref = shop.place_order(["MUG"])
    message = confirm(shop, ref, "jd 01")
    shop.target = "plugin"
    push(build(), confirm(shop, ref, "JD01"))

    assert push(build(), message) == []


def test_the_extension_is_told_each_number_once(shop: Shop, build: Callable[..., WooCommerce]) -> None:
    shop.target = "plugin"
    cart = build()
    ref = shop.place_order(["MUG"])
    message = confirm(shop, ref, "JD01", "jd 01", "JD02", "")

    assert [step.name for step in cart.steps(message)] == ["tracking:1", "tracking:3"]
    assert push(cart, message) == ["tracking:1", "tracking:3"]
    assert push(cart, message) == []
    assert sorted(shop.tracking(ref)) == ["JD01", "JD02"]
    known = build(carrier_map={"DHL": "Nordpaket"})
    push(known, confirm(shop, ref, "JD03"))
    assert len(shop.tracking(ref)) == 3


def test_a_shop_with_neither_gets_meta_and_a_note(shop: Shop, build: Callable[..., WooCommerce]) -> None:
    shop.target = "none"
    cart = build()
    ref = shop.place_order(["MUG"])
    first, second = confirm(shop, ref, "JD01"), confirm(shop, ref, "JD02", "JD03", uid="u2", notify=False)

    assert push(cart, first) == ["meta", "note"]
    assert push(cart, second) == ["meta", "note"]
    assert push(cart, first) == push(cart, second) == []
    assert cart.steps(confirm(shop, ref)) == ()

    told = {meta["key"]: meta["value"] for meta in shop.order(ref)["meta_data"]}["_station_shipments"]
    assert [entry["uid"] for entry in told] == ["u1", "u2"]
    mine = [note for note in shop.notes(ref) if "JD0" in note["note"]]
    assert [note["customer_note"] for note in mine] == [True, False]
    assert mine[1]["note"] == "2026-03-02\nDHL JD02 https://t.example/JD02\nDHL JD03 https://t.example/JD03"


def test_a_note_without_numbers_is_known_by_its_words(shop: Shop, build: Callable[..., WooCommerce]) -> None:
    shop.target = "none"
    cart = build()
    ref = shop.place_order(["MUG"])

    assert push(cart, confirm(shop, ref, "")) == ["meta", "note"]
    assert push(cart, confirm(shop, ref, "")) == []


def test_a_way_that_is_gone_is_looked_for_again(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    message = confirm(shop, ref, "JD01")
    (step,) = cart.steps(message)
    shop.target = "plugin"

    with pytest.raises(TryLater) as caught:
        cart.write(message, step)
    assert caught.value.problem.code == "cart.no_route"

    assert push(cart, message) == ["tracking:1"]


def test_a_way_is_looked_for_again_after_a_day(shop: Shop, cart: WooCommerce, fake_clock: Any) -> None:
    shop.target = "none"
    assert cart.probe().target == "note"
    shop.target = "core"
    assert cart.probe().target == "note"

    fake_clock.advance(25 * 3600)

    assert cart.probe().target == "core"


def test_an_order_is_completed_once(shop: Shop, cart: WooCommerce) -> None:
    ref = shop.place_order(["MUG"])
    message = CompleteOrder("u2", str(ref))

    assert push(cart, message) == ["status"]
    assert push(cart, message) == []
    assert shop.order(ref)["status"] == "completed"


def test_a_status_the_shop_does_not_have_is_refused_with_its_words(
    shop: Shop, build: Callable[..., WooCommerce]
) -> None:
    ref = shop.place_order(["MUG"])

    with pytest.raises(Refused) as caught:
        push(build(completed_status="shipped"), CompleteOrder("u2", str(ref)))
    assert "status" in str(caught.value.problem.params["message"])


# -- stock ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sku", "holder", "before"), [("MUG", "MUG", 30), ("TEE-S", "TEE-S", 7), ("CNDL-FIG", "CNDL", 40)]
)
def test_a_correction_is_applied_once_where_the_stock_is_held(
    shop: Shop, cart: WooCommerce, sku: str, holder: str, before: int
) -> None:
    ref = ids(shop)
    message = AdjustStock("s1", sku, ref[sku], ref[holder], -2)

    assert push(cart, message) == ["delta"]
    assert push(cart, message) == []

    assert shop.stock(sku) == before - 2
    parent = {"TEE-S": "TEE", "CNDL-FIG": "CNDL"}.get(sku, "")
    level = cart.stock(ref[sku], ref[parent] if parent else "")
    assert (level.quantity, level.stock_ref) == (before - 2, ref[holder])


def test_a_correction_finds_the_shared_stock_by_itself(shop: Shop, cart: WooCommerce) -> None:
    push(cart, AdjustStock("s1", "CNDL-FIG", ids(shop)["CNDL-FIG"], "", 5))

    assert shop.stock("CNDL") == 45


def test_a_later_correction_does_not_erase_the_evidence_of_an_earlier_one(
    shop: Shop, cart: WooCommerce
) -> None:
    ref = ids(shop)["MUG"]
    messages = [AdjustStock(f"s{n}", "MUG", ref, ref, 1) for n in range(12)]

    for message in messages:
        push(cart, message)

    assert shop.stock("MUG") == 42
    assert cart.evidence(messages[5], Step("delta", repeatable=False))
    assert not cart.evidence(messages[0], Step("delta", repeatable=False))


@pytest.mark.parametrize(
    ("fault", "applied"), [("lost_after_write", True), ("lost_before_write", False), ("500", False)]
)
def test_a_correction_in_doubt_is_settled_by_its_marker(
    shop: Shop, cart: WooCommerce, fault: str, applied: bool
) -> None:
    ref = ids(shop)["MUG"]
    message = AdjustStock("s1", "MUG", ref, ref, -3)
    (step,) = cart.steps(message)
    assert not step.repeatable
    cart.stock(ref, "")
    shop.faults.add(fault, "PUT")

    with pytest.raises(InDoubt):
        cart.write(message, step)

    assert cart.evidence(message, step) is applied
    assert shop.stock("MUG") == (27 if applied else 30)


def test_a_product_nobody_counts_is_not_corrected(shop: Shop, cart: WooCommerce) -> None:
    ref = ids(shop)["BOX"]
    message = AdjustStock("s1", "BOX", ref, ref, 1)

    with pytest.raises(Refused) as caught:
        push(cart, message)
    assert caught.value.problem.code == "stock.not_managed"
    assert not shop.journal.writes
    assert cart.stock(ref, "").quantity is None


def test_trouble_before_the_write_leaves_no_doubt(shop: Shop, cart: WooCommerce) -> None:
    ref = ids(shop)["MUG"]
    message = AdjustStock("s1", "MUG", ref, ref, -3)
    cart.stock(ref, "")
    shop.faults.add("html", "GET")

    with pytest.raises(TryLater):
        cart.write(message, Step("delta", repeatable=False))


# -- finding the shop -----------------------------------------------------------------------------


def test_a_connection_test_says_what_it_found(shop: Shop, cart: WooCommerce) -> None:
    found = cart.probe()

    assert found.title == "Leaf and Clay (practice shop)"
    assert found.version == "WooCommerce 10.5.0, WordPress 6.9.1, EUR, kg"
    assert found.target == "core"
    assert found.problems == ()
    assert not shop.journal.writes


def test_a_clock_that_is_off_is_said(fake_clock: Any, shop: Shop) -> None:
    secrets = {"consumer_key": shop.key, "consumer_secret": shop.secret}
    behind = (fake_clock.now() - timedelta(minutes=10)).timestamp()
    cart = WooCommerce(ShopSettings("main", shop.url), secrets, Http(shop.url), now=lambda: behind)

    (problem,) = cart.probe().problems

    assert problem.code == "cart.clock"
    assert problem.params == {"seconds": 600}
    cart.close()


def test_a_shop_with_plain_permalinks_is_asked_by_parameter(fake_clock: Any) -> None:
    for counts in (True, False):
        with Shop(plain_route_keys=counts, clock=fake_clock) as shop:
            shop.add_product("MUG", "Mug")
            ref = shop.place_order(["MUG"])
            shop.faults.add("html", "/wp-json/", times=None)
            secrets = {"consumer_key": shop.key, "consumer_secret": shop.secret}
            cart = WooCommerce(
                ShopSettings("main", shop.url),
                secrets,
                Http(shop.url),
                now=lambda: cast(datetime, fake_clock.now()).timestamp(),
            )
            if counts:
                assert cart.order(str(ref)).order.ref == str(ref)
            else:
                with pytest.raises(SignInAgain) as caught:
                    cart.order(str(ref))
                assert caught.value.problem.code == "cart.plain_permalinks"
            cart.close()


def test_a_page_that_is_no_shop_is_said_so(shop: Shop, cart: WooCommerce) -> None:
    shop.faults.add("html", "", times=None)

    with pytest.raises(Unusable) as caught:
        cart.order("1")
    assert caught.value.problem.code == "cart.not_wordpress"
    with pytest.raises(TryLater):
        cart.write(CompleteOrder("u", "1"), Step("status", repeatable=True))


def test_a_shop_that_is_down_at_first_is_tried_later(shop: Shop, cart: WooCommerce) -> None:
    shop.faults.add("503", "", seconds=600)

    with pytest.raises(TryLater) as caught:
        cart.changed_orders(datetime(2026, 1, 1, tzinfo=UTC), None)
    assert caught.value.wait == 600
