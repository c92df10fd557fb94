"""Somebody stops an order while it is being packed, from another process on the same database."""


def test_a_hold_of_another_process_takes_over_the_bench_and_its_release_gives_it_back(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}])
    bench = rig.begin()
    slip = f"ORD-main-{ref}"
    rig.open(ref)
    rig.units("MUG-BLUE", 1)
    since = bench.here
    code, _, said = rig.command("orders", "hold", slip, "--reason", "fraud", "--badge", "OP-SAM")
    assert code == 0, said
    bench.wait_event("problem", since=since, code="hold.fraud")
    assert rig.scan("MUG-BLUE")["code"] == "hold.fraud"
    assert rig.scan("CMD-YES")["code"] == "held.set_aside"
    assert rig.scan(slip)["code"] == "hold.fraud"
    assert rig.command("orders", "release", slip, "--badge", "OP-SAM")[0] == 0
    back = rig.scan(slip)
    assert (back["code"], back["left"]) == ("order.resumed", 1)
