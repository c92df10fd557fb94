"""What a partner is told: once, whole, and whenever the plug is pulled."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from doubles.double import TEA, Sale
from doubles.files import FilesDouble
from partner import confirm, fresh, names
from plug import pull_at_every_step

from station.carts.contract import Refused, TryLater
from station.carts.files.client import Files
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.model.shipment import AdjustStock, CompleteOrder


@pytest.fixture
def partner() -> Iterator[FilesDouble]:
    made = FilesDouble()
    yield made
    made.close()


@pytest.fixture
def files(partner: FilesDouble) -> Iterator[Files]:
    made = fresh(partner)
    yield made
    made.close()


def test_a_shipment_is_one_file_named_after_it_however_often_it_is_written(
    partner: FilesDouble, files: Files
) -> None:
    ref = partner.sell(Sale())
    message = confirm("ship/1: ä", ref, ("T1", TEA.sku, 1), ("T2", TEA.sku, 1))
    (step,) = files.steps(message)
    assert step.repeatable and not files.evidence(message, step)
    files.write(message, step)
    files.write(message, step)
    (name,) = names(partner.folder / "out")
    assert name.startswith("shipments-ship-1-") and name.endswith(".csv")
    assert (partner.folder / "out" / name).read_text("utf-8").splitlines()[:2] == [
        "shipment_id,order_id,order_number,carton,line_id,sku,quantity,"
        "carrier,tracking,tracking_url,shipped_on,notify_customer",
        f"ship/1: ä,{ref},P-{ref},1,TEA-250,TEA-250,1,Own van,T1,,2026-11-20,yes",
    ]
    partner.front.take_away()
    files.write(message, step)
    assert names(partner.folder / "out") == [] and files.evidence(message, step)
    assert fresh(partner).evidence(message, step)


def test_two_messages_alike_but_for_a_sign_are_two_files(partner: FilesDouble, files: Files) -> None:
    ref = partner.sell(Sale())
    for uid in ("A:1", "a-1", "A-1"):
        message = confirm(uid, ref, (f"T{uid}", TEA.sku, 1))
        assert not files.evidence(message, files.steps(message)[0])
        files.write(message, files.steps(message)[0])
    assert len({name.lower() for name in names(partner.folder / "out")}) == 3


def test_cartons_the_partner_told_of_himself_are_left_out(partner: FilesDouble, files: Files) -> None:
    ref = partner.sell(Sale())
    partner.ship_elsewhere(ref, "T 1", {TEA.sku: 1})
    message = confirm("u1", ref, ("t1", TEA.sku, 1), ("T2", TEA.sku, 1))
    (step,) = files.steps(message)
    theirs = confirm("u2", ref, ("T1", TEA.sku, 1))
    assert files.evidence(theirs, step) and not files.evidence(message, step)
    files.write(message, step)
    assert sorted(one.tracking for one in partner.left(ref)) == ["T 1", "T2"]


def test_an_order_completed_is_open_again_when_there_is_more_of_it(
    partner: FilesDouble, files: Files
) -> None:
    ref = partner.sell(Sale())
    message = CompleteOrder("u1", ref)
    assert not files.evidence(message, files.steps(message)[0])
    files.write(message, files.steps(message)[0])
    assert partner.completed(ref) and files.order(ref).order.state is OrderState.FULFILLED
    partner.touch(ref)
    assert files.order(ref).order.state is OrderState.FULFILLED
    partner.edit(ref, TEA.sku, 5)
    assert files.order(ref).order.state is OrderState.READY


def test_a_shipment_of_an_order_nobody_knows_is_refused(files: Files) -> None:
    message = confirm("u1", "404", ("T1", TEA.sku, 1))
    with pytest.raises(Refused) as said:
        files.write(message, files.steps(message)[0])
    assert said.value.problem.code == "cart.order_gone"


def test_what_cannot_be_written_is_tried_again_and_told_once(partner: FilesDouble, files: Files) -> None:
    ref = partner.sell(Sale())
    message = confirm("u1", ref, ("T1", TEA.sku, 1))
    (step,) = files.steps(message)
    assert not files.evidence(message, step)
    (partner.folder / "out").write_text("in the way")
    with pytest.raises(TryLater):
        files.write(message, step)
    assert not files.evidence(message, step) and files.shipments(ref) == ()
    (partner.folder / "out").unlink()
    files.write(message, step)
    assert [one.tracking for one in partner.left(ref)] == ["T1"] and files.evidence(message, step)


# -- the plug is pulled -------------------------------------------------------------------------------

KILLED = """
import os
from pathlib import Path
from station.carts.files.client import Files
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings
from station.model.shipment import AdjustStock, CompleteOrder, Parcel, ShipConfirm, ShippedLine

def prepare(folder):
    path = Path(folder) / "orders.csv"
    path.write_bytes(b"order_id,sku,quantity,stock\\n7,TEA,2,9\\n8,MUG,x,\\n")
    os.utime(path, (1e9, 1e9))

def work(folder, ready):
    files = Files(FolderSettings.of(StoreSettings("main", f"file:{folder}")))
    files.changed_orders(None, None)
    lines = (ShippedLine("TEA", 2),)
    for message in (
        ShipConfirm("u1", "7", (Parcel("T1", "Own van", "", lines),), True, "2026-11-20"),
        CompleteOrder("u1", "7"),
        AdjustStock("c1", "TEA", "TEA", "TEA", -3),
    ):
        for step in files.steps(message):
            if not files.evidence(message, step):
                files.write(message, step)
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.slow
def test_wherever_the_plug_is_pulled_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    """At every opening and every renaming of a file, one after the other."""
    folders = pull_at_every_step(KILLED, tmp_path)
    for folder in folders:
        taken = names(folder / "out")
        for one in taken:
            (folder / "out" / one).unlink()
        _recover(folder)
        again = names(folder / "out")
        assert len({*taken, *again}) == 3 and not set(taken) & set(again), (folder, taken, again)
        assert names(folder / "done") == ["orders.csv", "orders.csv.report.csv"], folder
        assert names(folder / "failed") == []
        assert len(names(folder / ".station" / "imports")) == 1, folder
    assert len(folders) > 21


def _recover(folder: Path) -> None:
    """A bench that starts anew, and is told by its own queue what may not have gone out."""
    files = Files(FolderSettings.of(StoreSettings("main", f"file:{folder}")))
    files.changed_orders(None, None)
    for message in (
        confirm("u1", "7", ("T1", "TEA", 2)),
        CompleteOrder("u1", "7"),
        AdjustStock("c1", "TEA", "TEA", "TEA", -3),
    ):
        (step,) = files.steps(message)
        if not files.evidence(message, step):
            files.write(message, step)
    assert [one.tracking for one in files.shipments("7")] == [("T1",)]
    assert files.order("7").order.state is OrderState.FULFILLED
    assert files.stock("TEA", "").quantity == 6
