"""A whole bench that buys its labels: whatever happens, one label is paid for and it is on the carton."""

import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.easypost import KEY, EasyPostDouble, drawn
from rig import PATIENCE, Rig

from station.sandbox.shop.wire import Response

pytestmark = pytest.mark.slow


@pytest.fixture
def double() -> Iterator[EasyPostDouble]:
    made = EasyPostDouble()
    yield made
    made.close()


def bench_of(make_rig, double: EasyPostDouble, **settings: str) -> Rig:
    rig = make_rig(
        weigh="off",
        shipping=f'carrier = "easypost"\nurl = "{double.url}"\ncredentials = "file:carrier.toml"\n'
        'rate_rule = "cheapest"\nlabel_format = "png"',
        **settings,
    )
    keys = rig.folder / "carrier.toml"
    keys.write_text(f'api_key = "{KEY}"\n')
    keys.chmod(0o600)
    return rig


def test_a_bought_label_is_scanned_back_by_the_code_that_holds_its_number(make_rig, double) -> None:
    rig = bench_of(make_rig, double)
    double.front.lose_answer(match="/buy")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    assert rig.scan("MUG-BLUE")["state"] == "labelling"
    label = rig.label()
    (code,) = label["scan_back"]
    assert code.endswith(label["tracking"])
    routing = code.removesuffix(label["tracking"])
    assert rig.scan(routing)["ok"] is False, "other cartons have this code too"
    assert rig.scan(code)["code"] == "ship.done"
    bench.wait_event("pushed", topic="status", since=0)
    assert rig.shop.tracking(ref) == [label["tracking"]]
    assert (len(double.charges), len(double.shipments)) == (1, 1)
    (parcel,) = [one["parcel"] for one in double.shipments.values()]
    assert float(parcel["weight"]) > 120 / 28.35, "what is in it and what it is packed in"


def test_a_bench_that_dies_after_the_money_went_prints_that_label(make_rig, double) -> None:
    rig = bench_of(make_rig, double)
    double.front.lose_answer(match="/buy")
    double.front.instead(Response(503, b""), times=50, writes=False, match="GET /v2/shipments")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    assert bench.wait_event("problem", ref=str(ref))["code"] == "carrier.down"
    assert len(double.charges) == 1
    bench.kill()
    double.front.clear()
    bench = rig.start()
    label = rig.label()
    assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
    bench.wait_event("pushed", topic="status", since=0)
    assert [one["tracking_code"] for one in double.paid()] == rig.shop.tracking(ref)
    assert len(double.charges) == 1
    assert rig.command("carrier", "orphans")[:2] == (0, [[]])


def test_a_refusal_is_said_and_reprint_buys_once(make_rig, double) -> None:
    rig = bench_of(make_rig, double)
    double.unsold.add("GroundAdvantage")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    told = bench.wait_event("problem", ref=str(ref))
    assert (told["code"], "would not sell" in told["say"]) == ("carrier.refused", True)
    double.unsold.clear()
    assert rig.scan("CMD-REPRINT")["code"] == "label.again"
    assert rig.scan(rig.label()["scan_back"][0])["code"] == "ship.done"
    assert (len(double.charges), len(double.shipments)) == (1, 1)


def test_a_label_for_an_address_that_changed_is_listed_and_given_back(make_rig, double) -> None:
    rig = bench_of(make_rig, double, poll="1")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.open(ref)
    rig.scan("MUG-BLUE")
    old = rig.label()
    assert rig.command("carrier", "orphans")[:2] == (0, [[]]), "it is on the bench"
    rig.shop.edit_address(ref, address_1="ul. Nowa 1")
    bench.wait_event("problem", code="order.changed", ref=str(ref))
    assert rig.scan("CMD-YES")["ok"]
    new = rig.label()
    assert new["tracking"] != old["tracking"]
    assert rig.scan(new["scan_back"][0])["code"] == "ship.done"
    _, (rows,), _ = rig.command("carrier", "orphans")
    assert [(row["tracking"], row["carton"], row["voided"]) for row in rows] == [(old["tracking"], 1, False)]
    code, (rows,), _ = rig.command("carrier", "orphans", "--void")
    assert (code, [row["voided"] for row in rows]) == (0, [True])
    code, (rows,), _ = rig.command("carrier", "refunds")
    assert (code, [(row["tracking"], row["refund"]) for row in rows]) == (0, [(old["tracking"], "submitted")])
    assert [one["tracking_code"] for one in double.paid()] == [new["tracking"]]
    assert rig.command("carrier", "orphans")[:2] == (0, [[]])
    code, ((form,),), _ = rig.command("carrier", "manifest", "--folder", str(rig.folder))
    assert (code, form["tracking"]) == (0, [new["tracking"]])
    assert Path(form["file"]).read_bytes().startswith(b"%PDF-")


# -- bought ahead ---------------------------------------------------------------------------------


def bought_ahead(double: EasyPostDouble, number: int) -> None:
    """So many labels were paid for, the last one while its carton is open."""
    deadline = time.monotonic() + PATIENCE
    while len(double.charges) < number:
        assert time.monotonic() < deadline, "nothing is bought ahead"
        threading.Event().wait(0.02)


def test_the_label_is_paid_for_before_the_last_unit_and_goes_on_its_carton(make_rig, double) -> None:
    rig = bench_of(make_rig, double)
    refs = [rig.shop.place_order(["MUG-BLUE", "POT-CLAY"]) for _ in range(2)]
    bench = rig.begin()
    rig.open(refs[0])
    rig.scan("MUG-BLUE")
    bought_ahead(double, 1)
    rig.scan("POT-CLAY")
    label = rig.label()
    assert [label["tracking"]] == [one["tracking_code"] for one in double.paid()]
    assert rig.scan(label["scan_back"][0])["code"] == "ship.done"
    rig.open(refs[1])
    rig.scan("MUG-BLUE")
    bought_ahead(double, 2)
    rig.scan("CMD-NEXT-CARTON")
    first = rig.label()
    assert first["tracking"] == f"94001001054422{3:08d}", "bought anew, for one mug"
    assert len(double.paid()) == 2, "by then the second one was given back"
    assert rig.scan(first["scan_back"][0])["ok"]
    rig.scan("POT-CLAY")
    second = rig.label()
    assert rig.scan(second["scan_back"][0])["code"] == "ship.done"
    bench.wait_event("pushed", topic="status", ref=str(refs[1]), since=0)
    assert sorted(rig.shop.tracking(refs[1])) == sorted([first["tracking"], second["tracking"]])
    sent = [label["tracking"], first["tracking"], second["tracking"]]
    assert [one["tracking_code"] for one in double.paid()] == sent
    assert rig.command("carrier", "orphans")[:2] == (0, [[]])


def test_what_stands_in_the_way_is_said_while_the_order_is_packed(make_rig, double) -> None:
    rig = bench_of(make_rig, double)
    rig.write_config(
        shipping=rig.settings["shipping"].replace('"png"', '"zpl"')
        + '\ncheck_addresses = true\nbuy_ahead = false\nhs_codes = { "*" = "6912.00" }',
        printer=f'kind = "folder"\ntarget = "{rig.labels}"\nlanguage = "zpl"',
    )
    abroad = rig.shop.place_order(["MUG-BLUE"])
    rig.shop.edit_address(abroad, country="CH", address_1="Weg 1")
    near = rig.shop.place_order(["MUG-BLUE"])
    rig.shop.edit_address(near, address_1="Nowhere 0")
    double.doubtful["Nowhere 0"] = "ul. Nowa 1"
    bench = rig.begin()
    rig.open(abroad)
    told = bench.wait_event("problem", code="carrier.customs_missing", ref=str(abroad))
    assert "MUG-BLUE: origins" in told["say"]
    assert rig.scan("CMD-PARK")["ok"]
    rig.open(near)
    told = bench.wait_event("problem", code="address.suggested", ref=str(near))
    assert "ul. Nowa 1" in told["say"]
    assert double.charges == []
    rig.scan("MUG-BLUE")
    assert bench.wait_event("problem", code="label.not_verified", ref=str(near))
    label = rig.label()
    assert rig.shop.order(near)["shipping"]["address_1"] == "Nowhere 0", "the address stays as it is"
    assert Path(label["file"]).suffix == ".zpl"
    assert rig.scan(label["scan_back"][-1])["code"] == "ship.done"


# -- through a folder -----------------------------------------------------------------------------


def asked(folder: Path) -> str:
    """The request that lies there, taken away."""
    deadline = time.monotonic() + PATIENCE
    while not (found := sorted((folder / "out").glob("*.json"))):
        assert time.monotonic() < deadline, "nothing was asked for"
        threading.Event().wait(0.05)
    found[0].unlink()
    return found[0].stem


def answer(folder: Path, intent: str, tracking: str) -> None:
    (folder / "in" / f"{intent}.txt").write_text(tracking)
    part = folder / "in" / "label.part"
    part.write_bytes(drawn([tracking], "PDF")[0])
    shutil.move(part, folder / "in" / f"{intent}.pdf")


def test_a_label_through_a_folder_and_a_used_number(make_rig) -> None:
    rig = make_rig(weigh="off", shipping='carrier = "file"\nfolder = "drop"\nanswer_seconds = 1')
    folder = rig.folder / "drop"
    refs = [rig.shop.place_order(["MUG-BLUE"]) for _ in range(2)]
    bench = rig.begin()
    rig.open(refs[0])
    rig.scan("MUG-BLUE")
    first = asked(folder)
    told = bench.wait_event("problem", ref=str(refs[0]))
    assert (told["code"], first in told["say"]) == ("carrier.folder_silent", True)
    answer(folder, first, "PARTNER000001")
    label = rig.label()
    assert label["scan_back"] == ["PARTNER000001"]
    assert rig.scan("PARTNER000001")["code"] == "ship.done"
    rig.open(refs[1])
    rig.scan("9520000000066")
    second = asked(folder)
    answer(folder, second, "PARTNER000001")
    bench.wait_event("problem", code="carrier.number_used", ref=str(refs[1]))
    answer(folder, second, "PARTNER000002")
    rig.scan("CMD-REPRINT")
    assert rig.label()["scan_back"] == ["PARTNER000002"]
