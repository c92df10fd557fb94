"""An order is cancelled while its carton is open or set aside: the bench leads its goods back."""


def test_a_cancelled_order_is_led_back_from_its_carton_and_from_where_it_was_set_aside(make_rig) -> None:
    rig = make_rig(weigh="off", poll="1")
    first = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    second = rig.shop.place_order([{"sku": "MUG-RED", "quantity": 3}])
    bench = rig.begin()
    rig.open(first)
    rig.units("MUG-BLUE", 1)
    assert rig.scan("CMD-PARK")["code"] == "order.parked"
    rig.open(second)
    rig.units("MUG-RED", 2)
    since = bench.here
    for ref in (second, first):
        rig.shop.cancel(ref)
    bench.wait_event("problem", since=since, code="order.cancelled")
    bench.wait_event("problem", since=since, code="back.parked_over")
    yes = rig.scan("CMD-YES")
    assert (yes["code"], yes["state"], yes["left"]) == ("held.put_back", "put_back", 2)
    bench.kill()
    bench = rig.begin()
    assert rig.scan("MUG-RED")["code"] == "back.on_shelf"
    assert rig.scan("MUG-RED")["code"] == "back.done"
    assert rig.scan(f"ORD-main-{first}")["code"] == "back.begun"
    assert rig.scan("MUG-BLUE")["code"] == "back.done"
    code, rows, said = rig.command("returns", "shelf", "--json")
    assert (code, rows) == (0, [[]]), said
