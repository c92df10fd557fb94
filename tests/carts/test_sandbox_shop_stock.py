"""What the practice shop's writes do: stock, refunds, and where it is told of shipments."""

from collections.abc import Iterator

import pytest
from woocommerce import API

from station.sandbox.shop import Shop


@pytest.fixture
def live() -> Iterator[Shop]:
    shop = Shop()
    shop.add_product("MUG", "Mug", price="10.00", stock=20, gtin="9520000000011", weight="0.3")
    shop.add_product("BOX", "Box, not counted", price="1.00", manage_stock=False, stock=None)
    candle = shop.add_product("CANDLE", "Candle", price="9.00", stock=30)
    shop.add_product("FIG", "Fig", parent=candle, manage_stock="parent", options={"Scent": "Fig"})
    with shop as opened:
        yield opened


def client(shop: Shop, **options: object) -> API:
    return API(shop.url, shop.key, shop.secret, **options)


def test_the_official_client_creates_an_order_and_its_stock_falls(live: Shop) -> None:
    mug = live.product("MUG")["id"]
    body = {"status": "processing", "line_items": [{"product_id": mug, "quantity": 3}]}
    made = client(live).post("orders", body)
    assert made.status_code == 201 and made.json()["created_via"] == "rest-api"
    assert live.stock("MUG") == 17


def test_stock_falls_when_an_order_is_placed_and_comes_back_when_it_is_cancelled(live: Shop) -> None:
    ref = live.place_order([{"sku": "MUG", "quantity": 3}, {"sku": "FIG", "quantity": 2}], status="pending")
    assert (live.stock("MUG"), live.stock("FIG")) == (20, 30)
    live.hold(ref)
    assert (live.stock("MUG"), live.stock("FIG"), live.stock("CANDLE")) == (17, 28, 28)
    live.set_status(ref, "processing")
    live.complete(ref)
    assert live.stock("MUG") == 17
    live.cancel(ref)
    assert (live.stock("MUG"), live.stock("CANDLE")) == (20, 30)
    live.set_status(ref, "processing")
    live.set_status(ref, "failed")
    assert live.stock("MUG") == 17


def test_a_refund_restocks_its_units_and_leaves_the_lines_quantity(live: Shop) -> None:
    ref = live.place_order([{"sku": "MUG", "quantity": 3}])
    line = live.order(ref)["line_items"][0]["id"]
    api = client(live)
    body = {"line_items": [{"id": line, "quantity": 1}], "api_refund": False}
    assert api.post(f"orders/{ref}/refunds", body).status_code == 201
    assert live.stock("MUG") == 18
    live.refund(ref, {"MUG": 1}, restock=False)
    assert live.stock("MUG") == 18
    order = live.order(ref)
    assert order["line_items"][0]["quantity"] == 3 and len(order["refunds"]) == 2
    rows = api.get(f"orders/{ref}/refunds").json()
    assert [row["line_items"][0]["quantity"] for row in rows] == [-1, -1]
    assert rows[0]["line_items"][0]["meta_data"][0]["value"] == str(line)
    live.cancel(ref)
    assert live.stock("MUG") == 20  # what the refund put back is not put back twice


def test_the_status_refunded_makes_a_refund_of_the_rest(live: Shop) -> None:
    ref = live.place_order(["MUG"])
    live.set_status(ref, "refunded")
    order = live.order(ref)
    assert order["refunds"][0]["total"] == f"-{order['total']}" and live.stock("MUG") == 19


def test_an_edited_quantity_moves_totals_and_stock(live: Shop) -> None:
    ref = live.place_order([{"sku": "MUG", "quantity": 2}])
    live.change_line_quantity(ref, "MUG", 5)
    assert live.stock("MUG") == 15
    line = live.order(ref)["line_items"][0]
    assert (line["quantity"], line["total"], line["price"]) == (5, "50.00", 10)


def test_stock_writes_have_the_traps_of_the_real_thing(live: Shop) -> None:
    api = client(live)
    mug, box = live.product("MUG")["id"], live.product("BOX")["id"]
    candle, fig = live.product("CANDLE")["id"], live.product("FIG")["id"]
    assert api.put(f"products/{mug}", {"inventory_delta": -4}).json()["stock_quantity"] == 16
    assert (
        api.put(f"products/{mug}", {"inventory_delta": -4, "stock_quantity": 9}).json()["stock_quantity"] == 9
    )
    assert api.put(f"products/{box}", {"stock_quantity": 5}).json()["stock_quantity"] is None
    ignored = api.put(f"products/{candle}/variations/{fig}", {"stock_quantity": 5}).json()
    assert (ignored["manage_stock"], ignored["stock_quantity"]) == ("parent", 30)
    assert api.put(f"products/{candle}", {"inventory_delta": -1}).json()["stock_quantity"] == 29
    assert api.get(f"products/{fig}").json()["stock_quantity"] == 29
    assert api.put(f"products/{fig}", {"stock_quantity": 5}).status_code == 404
    emptied = api.put(f"products/{mug}", {"stock_quantity": None}).json()
    assert (emptied["stock_quantity"], emptied["stock_status"]) == (0, "outofstock")


def test_a_line_shows_its_products_sku_of_now(live: Shop) -> None:
    ref = live.place_order(["MUG"])
    assert live.order(ref)["line_items"][0]["sku"] == "MUG"
    client(live).put(f"products/{live.product('MUG')['id']}", {"sku": "MUG-2"})
    assert live.order(ref)["line_items"][0]["sku"] == "MUG-2"
    live.delete_product("MUG-2")
    line = live.order(ref)["line_items"][0]
    assert (line["sku"], line["global_unique_id"], line["product_id"]) == (None, None, 0)


def test_fulfillments_check_no_quantity_and_never_change_the_status(live: Shop) -> None:
    ref = live.place_order([{"sku": "MUG", "quantity": 2}])
    line = live.order(ref)["line_items"][0]["id"]
    api = client(live)

    def send(quantity: int, tracking: str) -> int:
        items = [{"item_id": line, "qty": quantity}]
        metas = [
            {"id": 0, "key": "_items", "value": items},
            {"id": 0, "key": "_tracking_number", "value": tracking},
        ]
        answer = api.post(f"orders/{ref}/fulfillments", {"status": "fulfilled", "meta_data": metas})
        assert answer.status_code == 201
        return int(answer.json()["id"])

    first = send(1, "T 1")
    assert live.order(ref)["meta_data"][0]["value"] == "partially_fulfilled"
    send(99, "T2")
    assert live.order(ref)["meta_data"][0]["value"] == "fulfilled"
    assert live.order(ref)["status"] == "processing"
    assert live.double_writes() == []
    send(1, "t1")
    assert live.double_writes() == [f"tracking of {ref}: T1 x 2"]
    assert live.tracking(ref) == ["T 1", "T2", "t1"]
    assert api.delete(f"orders/{ref}/fulfillments/{first}").json() == {
        "message": "Fulfillment deleted successfully."
    }
    assert live.tracking(ref) == ["T2", "t1"]
    live.target = "none"
    assert api.get(f"orders/{ref}/fulfillments").json()["code"] == "rest_no_route"


def test_the_tracking_plugin_keeps_what_it_is_told_twice(live: Shop) -> None:
    live.target = "plugin"
    ref = live.place_order(["MUG"])
    api = client(live, version="wc-shipment-tracking/v3")
    body = {
        "custom_tracking_provider": "Own van",
        "custom_tracking_link": "https://van.example/%1$s",
        "tracking_number": "V7",
        "date_shipped": "2026-11-21",
    }
    first = api.post(f"orders/{ref}/shipment-trackings", body)
    assert first.status_code == 201
    assert first.json()["tracking_link"] == "https://van.example/V7"
    assert first.json()["date_shipped"] == "2026-11-21"
    api.post(f"orders/{ref}/shipment-trackings", body)
    assert live.tracking(ref) == ["V7", "V7"] and live.order(ref)["status"] == "processing"
    assert live.double_writes() == [f"tracking of {ref}: V7 x 2"]
    gone = api.delete(f"orders/{ref}/shipment-trackings/{first.json()['tracking_id']}")
    assert gone.status_code == 200 and live.tracking(ref) == ["V7"]
    assert api.post(f"orders/{ref}/shipment-trackings", {}).status_code == 400


def test_tracking_kept_as_meta_is_found(live: Shop) -> None:
    live.target = "none"
    ref = live.place_order(["MUG"])
    kept = [{"tracking": "M1", "items": []}, {"tracking_number": "M2"}]
    client(live).put(f"orders/{ref}", {"meta_data": [{"key": "_shipments", "value": kept}]})
    assert live.tracking(ref) == ["M1", "M2"]


def test_the_same_status_or_delta_twice_is_a_double_and_a_second_journey_is_not(live: Shop) -> None:
    ref, mug = live.place_order(["MUG"]), live.product("MUG")["id"]
    api = client(live)
    api.put(f"orders/{ref}", {"status": "completed"})
    live.set_status(ref, "processing")
    api.put(f"orders/{ref}", {"status": "completed"})
    api.put(f"products/{mug}", {"inventory_delta": -1, "meta_data": [{"key": "_adj", "value": "a"}]})
    api.put(f"products/{mug}", {"inventory_delta": -1, "meta_data": [{"key": "_adj", "value": "b"}]})
    assert live.double_writes() == []
    api.put(f"orders/{ref}", {"status": "completed"})
    api.put(f"products/{mug}", {"inventory_delta": -1, "meta_data": [{"key": "_adj", "value": "b"}]})
    doubles = live.double_writes()
    assert len(doubles) == 2 and doubles[0].startswith(f"status of {ref}: completed")


def test_a_batch_takes_an_unknown_status_for_pending(live: Shop) -> None:
    ref = live.place_order(["MUG"])
    answer = client(live).post("orders/batch", {"update": [{"id": ref, "status": "shipped"}, {"id": 9}]})
    assert answer.status_code == 200 and answer.json()["update"][1]["error"]["data"]["status"] == 400
    assert live.order(ref)["status"] == "pending" and live.stock("MUG") == 20
