"""The folder itself: what is taken in when, where it goes, and what is known of it afterwards."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doubles.double import SPOON, TEA, Sale
from doubles.files import FilesDouble
from partner import LONG_AGO, fresh, names, refs

from station.carts.contract import Refused, TryLater
from station.carts.files.client import Files
from station.model.order import OrderState
from station.model.shipment import AdjustStock
from station.sandbox.shop.wire import Listener, Response

ORDER = b"order_id,sku,quantity\n7,TEA,2\n"


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


def report(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").splitlines()


# -- what is taken when -------------------------------------------------------------------------------


def test_a_file_still_being_written_is_left_until_it_lies_still(partner: FilesDouble, files: Files) -> None:
    path = partner.drop("orders.csv", ORDER)
    now = partner.now().timestamp()
    os.utime(path, (now, now))
    assert refs(files) == []
    partner.pass_time(2.5)
    assert refs(files) == ["7"]


def test_a_file_of_a_clock_ahead_is_taken_once_it_was_the_same_twice(
    partner: FilesDouble, files: Files
) -> None:
    path = partner.drop("orders.csv", ORDER)
    ahead = partner.now().timestamp() + 3600
    os.utime(path, (ahead, ahead))
    assert refs(files) == []
    partner.pass_time(1)
    with path.open("ab") as file:
        file.write(b"8,TEA,1\n")
    os.utime(path, (ahead, ahead))
    assert refs(files) == []
    partner.pass_time(2.5)
    assert refs(files) == ["7", "8"]
    assert files.order("7").order.changed_at <= partner.now()


@pytest.mark.parametrize(
    "name", [".orders.csv", "orders.csv.part", "orders.csv.tmp", "~$orders.csv", "o.xlsx"]
)
def test_what_is_no_order_file_is_left_alone(partner: FilesDouble, files: Files, name: str) -> None:
    partner.drop(name, ORDER)
    assert refs(files) == [] and name in names(partner.folder)
    told = [one.code for one in files.probe().problems]
    assert told == (["files.not_taken"] if name == "o.xlsx" else [])


def test_files_are_taken_in_the_order_they_were_written(partner: FilesDouble, files: Files) -> None:
    partner.drop("z-first.csv", b"order_id,status,sku,quantity\n7,open,TEA,2\n")
    partner.pass_time(1)
    partner.drop("a-second.csv", b"order_id,status\n7,on_hold\n")
    assert files.order("7").order.state is OrderState.ON_HOLD


def test_a_change_that_is_named_before_its_order_waits_for_it(partner: FilesDouble, files: Files) -> None:
    partner.drop("a-changes.csv", b"order_id,status\n7,cancelled\n8,on_hold\n")
    partner.drop("b-orders.csv", b"order_id,status,sku,quantity\n7,open,TEA,2\n8,open,TEA,2\n")
    assert files.order("7").order.state is OrderState.CANCELLED
    assert files.order("8").order.state is OrderState.ON_HOLD
    assert names(partner.folder / "failed") == []


def test_a_list_of_all_open_orders_every_hour_is_kept_once(partner: FilesDouble, files: Files) -> None:
    rows = [f"{n},TEA,1,{'x' * 100}" for n in range(200)]
    sizes = []
    for hour in range(4):
        rows.append(f"new-{hour},TEA,1,")
        partner.drop(f"open-{hour}.csv", "\n".join(("order_id,sku,quantity,note", *rows)).encode())
        refs(files)
        kept = (partner.folder / ".station" / "imports").iterdir()
        sizes.append(sum(one.stat().st_size for one in kept))
        partner.pass_time(3600)
    assert len(refs(files)) == 204
    assert sizes[3] - sizes[0] < sizes[0] / 10


def test_capitals_in_a_files_ending_do_not_matter(partner: FilesDouble, files: Files) -> None:
    partner.drop("ORDERS.CSV", ORDER)
    partner.drop("MORE.XML", b"<orders><order><order_id>8</order_id><line><sku>A</sku>"
                 b"<quantity>1</quantity></line></order></orders>")  # fmt: skip
    assert sorted(refs(files)) == ["7", "8"]


def test_what_is_done_and_what_could_not_be_read_go_their_ways(partner: FilesDouble, files: Files) -> None:
    partner.drop("good.csv", ORDER)
    partner.drop("mixed.csv", b"order_id,sku,quantity\n8,TEA,=x\n9,TEA,1\n")
    partner.drop("useless.csv", b"order_id,sku,quantity\n10,TEA,x\n")
    partner.drop("broken.xml", b"<orders><order>")
    page = files.changed_orders(LONG_AGO, None)
    assert sorted(one.order.ref for one in page.orders) == ["7", "9"]
    bad = {one.ref: (one.number, one.problem.code) for one in page.bad}
    assert bad == {
        "8": ("8", "files.not_a_number"),
        "10": ("10", "files.not_a_number"),
        "file broken.xml": ("broken.xml", "files.xml_broken"),
    }
    done = ["0001-products.csv", "good.csv", "mixed.csv", "mixed.csv.report.csv"]
    assert names(partner.folder / "done") == done
    assert names(partner.folder / "failed") == [
        "broken.xml",
        "broken.xml.report.csv",
        "useless.csv",
        "useless.csv.report.csv",
    ]
    assert report(partner.folder / "done" / "mixed.csv.report.csv") == [
        "row,column,order,code,refused,value",
        "2,quantity,8,files.not_a_number,yes,'=x",
    ]
    assert [one.code for one in files.probe().problems] == ["files.some_failed"]


def test_a_file_with_a_very_long_name_is_taken_too(partner: FilesDouble, files: Files) -> None:
    partner.drop(f"{'ż' * 118}.csv", b"order_id,sku,quantity\n7,TEA,2\n8,TEA,x\n")
    assert refs(files) == ["7"]
    assert len(names(partner.folder / "done")) == 3  # the products, this one and its report


def test_the_same_file_again_changes_nothing(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", ORDER)
    assert refs(files) == ["7"]
    partner.drop("cancel.csv", b"order_id,status\n7,cancelled\n")
    assert files.order("7").order.state is OrderState.CANCELLED
    partner.drop("orders.csv", ORDER)
    assert files.order("7").order.state is OrderState.CANCELLED
    again = [one for one in names(partner.folder / "done") if one.endswith("report.csv")]
    assert len(again) == 1 and "files.seen_before" in report(partner.folder / "done" / again[0])[1]


def test_once_the_mapping_is_right_the_same_file_gives_what_it_did_not(partner: FilesDouble) -> None:
    content = b"order_id,sku,units,quantity\n7,TEA,2,\n8,TEA,3,3\n"
    partner.drop("orders.csv", content)
    before = fresh(partner)
    assert refs(before) == ["8"]
    partner.drop("cancel.csv", b"order_id,status\n8,cancelled\n")
    assert before.order("8").order.state is OrderState.CANCELLED
    after = fresh(partner, columns={"quantity": "units"})
    partner.drop("orders.csv", content)
    assert sorted(refs(after)) == ["7", "8"]
    assert after.order("7").order.lines[0].ordered == 2
    assert after.order("8").order.state is OrderState.CANCELLED


def test_a_file_that_failed_whole_may_come_again(partner: FilesDouble) -> None:
    content = b"Nr,Artikel,Menge\n7,TEA,2\n"
    partner.drop("orders.csv", content)
    assert refs(fresh(partner)) == []
    partner.drop("orders.csv", content)
    columns = {"order_id": "Nr", "sku": "Artikel", "quantity": "Menge"}
    assert refs(fresh(partner, columns=columns)) == ["7"]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="a file nobody can read is in /proc")
def test_a_file_that_cannot_be_read_is_left_said_once_and_taken_later(
    partner: FilesDouble, files: Files, log_is_silent: Any, expect_log: Callable[[str], None]
) -> None:
    path = partner.folder / "orders.csv"
    path.symlink_to("/proc/self/mem")
    partner.pass_time(60)
    partner.drop("more.csv", b"order_id,sku,quantity\n8,TEA,2\n")
    expect_log("orders.csv cannot be opened")
    assert refs(files) == ["8"] and refs(files) == ["8"]
    assert len(log_is_silent.records) == 1
    assert [one.code for one in files.probe().problems] == ["files.locked"]
    path.unlink()
    partner.drop("orders.csv", ORDER)
    assert sorted(refs(files)) == ["7", "8"] and not files.probe().problems


def test_a_folder_that_is_away_is_tried_later(tmp_path: Path, partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", ORDER)
    away = partner.folder.rename(tmp_path / "away")
    with pytest.raises(TryLater) as said:
        files.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "files.folder_missing"
    with pytest.raises(TryLater):
        files.order("7")
    away.rename(partner.folder)
    assert refs(files) == ["7"]


def test_a_folder_that_cannot_be_written_says_why(partner: FilesDouble, files: Files) -> None:
    (partner.folder / "done").write_text("in the way")
    partner.drop("orders.csv", ORDER)
    with pytest.raises(TryLater) as said:
        files.changed_orders(LONG_AGO, None)
    assert said.value.problem.code == "files.folder_trouble" and said.value.problem.params["reason"]
    (partner.folder / "done").unlink()
    assert refs(files) == ["7"]
    assert "orders.csv" in names(partner.folder / "done")


# -- reading on ---------------------------------------------------------------------------------------


def test_a_large_file_is_not_all_read_again_in_the_minutes_looked_back(
    partner: FilesDouble, files: Files
) -> None:
    assert refs(files) == []
    partner.pass_time(7200)
    rows = "".join(f"{n},TEA,1\n" for n in range(1000))
    partner.drop("orders.csv", f"order_id,sku,quantity\n{rows}".encode())
    page = files.changed_orders(LONG_AGO, None)
    assert page.total == 1000
    assert len(refs(files)) == 1000
    mark = files.order("999").order.changed_at
    assert len(refs(files, mark - timedelta(minutes=5))) <= 101


def test_what_comes_in_is_later_than_all_before_whatever_its_clock_says(
    partner: FilesDouble, files: Files
) -> None:
    partner.drop("orders.csv", ORDER)
    mark = files.order("7").order.changed_at
    path = partner.drop("more.csv", b"order_id,sku,quantity\n8,TEA,2\n")
    os.utime(path, (1e9, 1e9))
    assert refs(files, mark + timedelta(microseconds=1)) == ["8"]


def test_a_bench_that_starts_anew_knows_what_was_taken_in(partner: FilesDouble, files: Files) -> None:
    ref = partner.sell(Sale())
    before = files.order(ref)
    assert fresh(partner).order(ref) == before


def test_two_benches_at_one_folder_take_every_order_in_once(partner: FilesDouble) -> None:
    for _ in range(30):
        partner.sell(Sale())
    benches = [fresh(partner) for _ in range(3)]
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda one=one: found.append(refs(one))) for one in benches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    heads = names(partner.folder / ".station" / "imports")
    assert len(heads) == 31 and len(set(heads)) == 31
    assert all(len(refs(one)) == 30 for one in benches)


def test_a_cursor_of_nobodys_begins_the_pass_again(partner: FilesDouble, files: Files) -> None:
    ref = partner.sell(Sale())
    page = files.changed_orders(LONG_AGO, "rubbish")
    assert not page.orders or page.orders[0].order.ref == ref
    assert refs(files) == [ref]


def test_a_record_somebody_spoiled_is_named(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", ORDER)
    refs(files)
    for one in (partner.folder / ".station" / "imports").iterdir():
        one.write_text("{")
    with pytest.raises(TryLater) as said:
        refs(fresh(partner))
    assert said.value.problem.code == "files.state_unreadable"


def test_an_order_that_cannot_be_read_any_more_is_held_and_comes_back(
    partner: FilesDouble, files: Files
) -> None:
    partner.drop("orders.csv", b"order_id,city,sku,quantity\n7,Gdynia,TEA,2\n")
    assert files.order("7").order.lines[0].ordered == 2
    partner.drop("worse.csv", b"order_id,sku,quantity\n7,TEA,many\n")
    with pytest.raises(Refused) as said:
        files.order("7")
    assert said.value.problem.code == "files.not_a_number"
    assert said.value.problem.params["row"] == 2 and said.value.problem.params["column"] == "quantity"
    partner.drop("better.csv", b"order_id,sku,quantity\n7,TEA,2\n")
    order = files.order("7").order
    assert (order.lines[0].ordered, order.ship_to.city) == (2, "Gdynia")


# -- products -----------------------------------------------------------------------------------------


def test_what_lines_say_of_a_product_counts_and_empty_cells_say_nothing(
    partner: FilesDouble, files: Files
) -> None:
    partner.drop("orders.csv", b"order_id,sku,quantity,weight,bin\n7,TEA-250,1,,B-9\n8,NEW,1,12,\n")
    tea, new, lost = files.products([("TEA-250", ""), ("NEW", ""), ("NEVER", "")])
    assert tea.mass is not None and tea.mass.mg == TEA.grams * 1000 and tea.bin == "B-9"
    assert new.mass is not None and new.mass.mg == 12_000 and new.stock is None
    assert lost.gone


def test_a_product_that_was_taken_off_the_list_is_back_when_it_is_sold(
    partner: FilesDouble, files: Files
) -> None:
    partner.drop_ware(SPOON.sku)
    assert files.products([(SPOON.sku, "")])[0].gone
    partner.pass_time(1)
    partner.sell(Sale(lines=((SPOON.sku, 1),)))
    assert not files.products([(SPOON.sku, "")])[0].gone


def test_a_correction_counts_until_the_partner_states_his_stock_anew(
    partner: FilesDouble, files: Files
) -> None:
    message = AdjustStock("count:1", SPOON.sku, SPOON.sku, SPOON.sku, -4)
    (step,) = files.steps(message)
    files.write(message, step)
    assert files.stock(SPOON.sku, "").quantity == SPOON.stock - 4
    partner.pass_time(60)
    partner.drop("products.csv", f"sku,stock\n{SPOON.sku},90\n".encode())
    assert files.stock(SPOON.sku, "").quantity == 90


def test_a_picture_may_be_a_file_of_the_folder_and_of_no_other(
    tmp_path: Path, partner: FilesDouble, files: Files
) -> None:
    (partner.folder / "pictures").mkdir()
    (partner.folder / "pictures" / "tea.jpg").write_bytes(b"\xff\xd8picture")
    assert files.image("pictures/tea.jpg") == b"\xff\xd8picture"
    secret = tmp_path / "secret.txt"
    secret.write_text("x")
    (partner.folder / "large.jpg").write_bytes(bytes(5 * 1024 * 1024 + 1))
    for url in (str(secret), f"../{secret.name}", "nothing.jpg", "large.jpg", "pictures"):
        with pytest.raises(Refused) as said:
            files.image(url)
        assert said.value.problem.code == "cart.no_picture"


def test_a_picture_may_be_at_an_address_of_the_web(files: Files) -> None:
    shown = Response(200, b"\x89PNG", [("Content-Type", "image/png")])
    page = Response(200, b"<html>", [("Content-Type", "text/html")])
    listener = Listener(lambda request: shown if request.target == "/tea.png" else page)
    listener.start()
    try:
        here = f"http://127.0.0.1:{listener.port}"
        assert files.image(f"{here}/tea.png") == b"\x89PNG"
        for url in (f"{here}/mug.png", "https:///"):
            with pytest.raises(Refused) as said:
                files.image(url)
            assert said.value.problem.code == "cart.no_picture"
    finally:
        listener.close()
        listener.join()
