"""Who bought is forgotten in a partner's folder too, and nothing else is."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from doubles.double import TEA
from doubles.files import FilesDouble
from partner import LONG_AGO, confirm, fresh, names, refs
from plug import pull_at_every_step

from station.app import App, forget
from station.carts.contract import Forgetful, Refused, TryLater
from station.carts.files.client import Files
from station.carts.files.place import Place
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings
from station.model.events import OrdersPulled
from station.model.order import Address, OrderState
from station.model.shipment import CompleteOrder
from station.settings.load import load

NAME = "Wójcik"
WAYS = (NAME.encode(), NAME.encode("cp1252"), NAME.encode("utf-16-le"), b"W\\u00f3jcik", b"W&#243;jcik")
HEAD = "order_id,status,recipient,street1,city,phone,email,note,gift_note,sku,quantity,Bill to,total,currency"
MONTH = timedelta(days=30)


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


def row(ref: str, status: str = "open", sku: str = TEA.sku, units: str = "2") -> str:
    who = f"Ana {NAME},{NAME} St. 1,Gdynia {NAME},+48 {NAME},ana@{NAME}.example,For {NAME},Dear {NAME}"
    return f"{ref},{status},{who},{sku},{units},{NAME} Ltd,12.50,EUR"


def table(*rows: str) -> bytes:
    return "\n".join((HEAD, *rows, "")).encode()


def named_in(folder: Path) -> list[str]:
    """Files that have the name in them, or are called by it."""
    found = [one for one in folder.rglob("*") if one.is_file()]
    return sorted(
        one.name for one in found if NAME in one.name or any(way in one.read_bytes() for way in WAYS)
    )


def later(partner: FilesDouble) -> datetime:
    """A bound that is behind all there is."""
    partner.pass_time(3600)
    return partner.now()


def records(partner: FilesDouble) -> dict[str, bytes]:
    folder = partner.folder / ".station" / "imports"
    return {one.name: one.read_bytes() for one in folder.iterdir()}


# -- what is forgotten --------------------------------------------------------------------------------


def test_after_forgetting_the_name_is_nowhere_in_the_folder(partner: FilesDouble, files: Files) -> None:
    """Not in files done and failed, nor in reports, nor in what is known of orders, old and new."""
    assert isinstance(files, Forgetful)
    partner.drop(f"{NAME}.csv", table(*(row(str(ref)) for ref in range(1, 6))))
    partner.drop(
        "more.xml",
        f"<orders><order><order_id>6</order_id><status>refunded</status><recipient>{NAME}</recipient>"
        f"<line><sku>A</sku><quantity>1</quantity><for>{NAME}</for></line></order></orders>".encode("utf-16"),
    )
    assert len(refs(files)) == 6
    partner.drop("ends.csv", table(row("1", "cancelled"), row("2", "refunded"), row("3", "shipped")))
    partner.drop("gone.csv", b"order_id,status\n4,deleted\n")
    differ = row("9").replace(f"Ana {NAME}", f"Jan {NAME}")
    partner.drop("bad.csv", table(row("8", units=NAME), row("9"), differ))
    partner.drop("broken.csv", f"who,what\n{NAME},TEA\n".encode())
    partner.drop("cells.csv", f"order_id,sku,quantity\n1,A,1,{NAME}\n".encode("cp1252"))
    refs(files)
    for message in (confirm("u1", "5", ("T1", TEA.sku, 2)), CompleteOrder("u2", "5")):
        files.write(message, files.steps(message)[0])
    assert len(names(partner.folder / "out")) == 2
    kept = named_in(partner.folder)
    assert {"bad.csv", "bad.csv.report.csv", "broken.csv", "cells.csv", "cells.csv.report.csv"} < set(kept)
    assert sum(one.endswith(".jsonl") for one in kept) > 4 and not any(one[0] == "s" for one in kept)
    forgotten = files.forget(later(partner))
    assert forgotten > 12 and named_in(partner.folder) == []
    assert names(partner.folder / "done") == names(partner.folder / "failed") == []
    assert len(names(partner.folder / "out")) == 2
    assert files.forget(partner.now()) == 0 and fresh(partner).forget(partner.now()) == 0


def test_an_order_is_still_an_order_when_nobody_is_named_in_it(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", table(row("7", "shipped"), row("8", "open")))
    before = files.order("7").order
    message = CompleteOrder("u1", "8")
    files.write(message, files.steps(message)[0])
    files.forget(later(partner))
    for reader in (files, fresh(partner)):
        after = reader.order("7").order
        assert after.ship_to == Address() and (after.customer_note, after.gift_note) == ("", "")
        assert (after.lines, after.total, after.number) == (before.lines, before.total, before.number)
        assert (after.state, after.changed_at, after.warnings) == (before.state, before.changed_at, ())
        assert [reader.order("8").order.state, reader.order("8").order.warnings] == [OrderState.FULFILLED, ()]
    assert refs(files) == ["7", "8"]


def test_orders_that_are_open_keep_their_people(partner: FilesDouble, files: Files) -> None:
    partner.drop(
        "orders.csv", table(row("6", "cancelled"), row("7"), row("8", "on_hold"), row("9", "shipped"))
    )
    refs(files)
    partner.drop("again.csv", b"order_id,status\n9,open\n")
    open_ones = {ref: files.order(ref) for ref in ("7", "8", "9")}
    assert files.forget(later(partner)) == 4  # three files of the partner, and order 6
    assert {ref: files.order(ref) for ref in open_ones} == open_ones
    assert files.order("6").order.ship_to == Address()
    partner.drop("end.csv", b"order_id,status\n7,cancelled\n8,cancelled\n9,cancelled\n")
    refs(files)
    assert files.forget(later(partner)) == 4 and named_in(partner.folder) == []


def test_an_order_that_cannot_be_read_since_keeps_its_person(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", table(row("7", "shipped")))
    refs(files)
    partner.drop("worse.csv", table(row("7", "open", units="many")))
    with pytest.raises(Refused):
        files.order("7")
    files.forget(later(partner))
    partner.drop("better.csv", b"order_id,status,sku,quantity\n7,open,TEA,2\n")
    assert NAME in files.order("7").order.ship_to.name


def test_what_is_newer_stays(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", table(row("7", "shipped"), row("8"), row("9", "shipped")))
    refs(files)
    bound = later(partner)
    partner.pass_time(60)
    message = CompleteOrder("u1", "8")
    files.write(message, files.steps(message)[0])
    partner.drop("late.csv", table(row("9", "cancelled")))
    refs(files)
    assert files.forget(LONG_AGO) == 0
    left = partner.folder / "done" / "late.csv"
    assert files.forget(bound) > 0 and left.exists()
    told, late, old = (files.order(ref).order.ship_to.name for ref in ("8", "9", "7"))
    assert NAME in told and NAME in late and old == ""
    assert files.forget(later(partner)) > 0 and named_in(partner.folder) == []


def test_a_file_counts_from_when_it_was_put_away_not_from_when_it_was_written(
    partner: FilesDouble, files: Files
) -> None:
    began = datetime.now(UTC) - timedelta(minutes=1)
    path = partner.drop("orders.csv", table(row("7", "shipped")))
    os.utime(path, (1e9, 1e9))
    ahead = partner.drop("ahead.csv", table(row("8", "shipped")))
    refs(files)
    put = partner.folder / "done"
    far = partner.now().timestamp() + 1e8
    os.utime(put / ahead.name, (far, far))
    assert files.forget(began) == 0 and {"orders.csv", "ahead.csv"} < set(names(put))
    files.forget(later(partner))
    assert names(put) == []


def test_what_a_crash_left_half_written_goes_too_and_what_partners_are_writing_stays(
    partner: FilesDouble, files: Files
) -> None:
    refs(files)
    ours = [partner.folder / ".orders.csv.part", partner.folder / ".station" / "imports" / ".01.jsonl.part"]
    theirs = [partner.folder / "orders.csv.part", partner.folder / "letter.txt"]
    for one in (*ours, *theirs):
        one.write_text(NAME, "utf-8")
    files.forget(later(partner))
    assert not any(one.exists() for one in ours) and all(one.exists() for one in theirs)


# -- what comes in again ------------------------------------------------------------------------------


def test_the_same_again_after_it_was_forgotten_changes_nothing(partner: FilesDouble, files: Files) -> None:
    """The very same file; a list that has the order as it was, among others; a status said once more."""
    content = table(row("7", "shipped"), row("8", "cancelled"))
    partner.drop("orders.csv", content)
    refs(files)
    files.forget(later(partner))
    before, stamp = records(partner), files.order("7").order.changed_at
    partner.drop("orders.csv", content)
    refs(files)
    assert records(partner) == before
    partner.drop("list.csv", table(row("7", "shipped"), row("8", "cancelled"), row("9")))
    partner.drop("status.csv", b"order_id,status\n7,shipped\n")
    for reader in (files, fresh(partner)):
        assert refs(reader, stamp + timedelta(microseconds=1)).count("9") == 1
        assert refs(reader) == ["7", "8", "9"] and reader.order("7").order.changed_at == stamp
        assert reader.order("7").order.ship_to == Address()


def test_an_order_that_comes_with_more_to_it_has_its_person_again(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", table(row("7", "shipped"), row("8", "shipped")))
    refs(files)
    files.forget(later(partner))
    partner.drop("more.csv", table(row("7", "open", units="3")))
    partner.drop("status.csv", b"order_id,status\n8,open\n")
    order = files.order("7").order
    assert (order.state, order.lines[0].ordered) == (OrderState.READY, 3) and NAME in order.ship_to.name
    assert files.order("8").order.warnings == ("address.missing",)
    partner.drop("end.csv", b"order_id,status\n7,shipped\n")
    refs(files)
    files.forget(later(partner))
    assert named_in(partner.folder) == []


# -- several benches, and the plug --------------------------------------------------------------------


def test_a_bench_that_read_the_records_before_reads_them_rightly_afterwards(partner: FilesDouble) -> None:
    ours, theirs = fresh(partner), fresh(partner)
    rows = [row(str(n), "shipped" if n % 2 else "open", units=str(n)) for n in range(1, 60)]
    partner.drop("orders.csv", table(*rows))
    assert len(refs(ours)) == len(refs(theirs)) == 59
    ours.forget(later(partner))
    for reader in (ours, theirs, fresh(partner)):
        for n in range(1, 60):
            order = reader.order(str(n)).order
            assert (order.ref, order.lines[0].ordered) == (str(n), n)
            assert bool(order.ship_to.name) is (n % 2 == 0)


def test_while_another_process_takes_files_in_nothing_is_forgotten(
    partner: FilesDouble, files: Files
) -> None:
    partner.drop("orders.csv", table(row("7", "shipped")))
    refs(files)
    bound = later(partner)
    moments = iter(bound + timedelta(seconds=n) for n in range(0, 100, 3))
    hurried = Files(FolderSettings.of(partner.settings()), now=lambda: next(moments))
    with Place(partner.folder).alone() as mine:
        assert mine
        with pytest.raises(TryLater) as said:
            hurried.forget(bound)
    assert said.value.problem.code == "files.folder_busy"
    assert "orders.csv" in names(partner.folder / "done") and NAME in files.order("7").order.ship_to.name
    assert hurried.forget(bound) > 0 and named_in(partner.folder) == []


def test_a_record_somebody_spoiled_is_named_and_left_as_it_is(partner: FilesDouble, files: Files) -> None:
    partner.drop("orders.csv", table(row("7", "shipped")))
    refs(files)
    path = max((partner.folder / ".station" / "imports").iterdir())
    for spoiled in (path.read_bytes().replace(b'["7",{', b'["7"]{'), path.read_bytes() + b"[]\n", b""):
        path.write_bytes(spoiled)
        with pytest.raises(TryLater) as said:
            files.forget(later(partner))
        assert said.value.problem.code == "files.state_unreadable" and path.read_bytes() == spoiled


def test_a_folder_that_is_away_is_not_made_anew(partner: FilesDouble, files: Files, tmp_path: Path) -> None:
    away = partner.folder.rename(tmp_path / "away")
    with pytest.raises(TryLater) as said:
        files.forget(partner.now())
    assert said.value.problem.code == "files.folder_missing" and not partner.folder.exists()
    away.rename(partner.folder)


def test_benches_that_forget_and_read_at_once_lose_nothing(partner: FilesDouble) -> None:
    for n in range(20):
        partner.drop(f"{n:02}.csv", table(row(f"a{n}", "shipped"), row(f"b{n}")))
    refs(fresh(partner))
    bound = later(partner)
    benches = [Files(FolderSettings.of(partner.settings())) for _ in range(3)]
    found: list[object] = []

    def forgets(bench: Files) -> None:
        found.append(bench.forget(bound))

    def reads(bench: Files) -> None:
        found.append(sorted(refs(bench)))

    threads = [threading.Thread(target=work, args=(one,)) for one in benches for work in (forgets, reads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    everything = sorted(f"{kind}{n}" for n in range(20) for kind in "ab")
    assert [one for one in found if isinstance(one, list)] == [everything] * 3
    assert sum(one for one in found if isinstance(one, int)) == 20 + 21  # orders, and files of the partner
    last = fresh(partner)
    assert all(last.order(f"a{n}").order.ship_to == Address() for n in range(20))
    assert all(NAME in last.order(f"b{n}").order.ship_to.name for n in range(20))


KILLED = f"""
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from station.carts.files.client import Files
from station.carts.files.settings import FolderSettings
from station.carts.settings import StoreSettings

def prepare(folder):
    for name, text in (("a.csv", {table(row("7", "shipped"), row("8")).decode()!r}),
                       ("b.csv", {table(row("9", "shipped"), row("10", units="x")).decode()!r}),
                       ("c.csv", "nothing")):
        (Path(folder) / name).write_text(text, "utf-8")
        os.utime(Path(folder) / name, (1e9, 1e9))
    files = Files(FolderSettings.of(StoreSettings("main", f"file:{{folder}}")))
    files.changed_orders(None, None)
    return files

def work(folder, files):
    files.forget(datetime.now(UTC) + timedelta(days=1))
"""


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
@pytest.mark.slow
def test_wherever_the_plug_is_pulled_all_orders_are_there_and_the_rest_is_forgotten_next_time(
    tmp_path: Path,
) -> None:
    folders = pull_at_every_step(KILLED, tmp_path)
    for folder in folders:
        files = Files(FolderSettings.of(StoreSettings("main", f"file:{folder}")))
        assert sorted(refs(files, datetime(1970, 1, 1, tzinfo=UTC))) == ["7", "8", "9"], folder
        units = {ref: files.order(ref).order.lines[0].ordered for ref in ("7", "8", "9")}
        assert units == {"7": 2, "8": 2, "9": 2} and NAME in files.order("8").order.ship_to.name, folder
        files.forget(datetime.now(UTC) + timedelta(days=1))
        assert files.order("7").order.ship_to == files.order("9").order.ship_to == Address()
        (folder / "end.csv").write_text("order_id,status\n8,cancelled\n")
        os.utime(folder / "end.csv", (1e9, 1e9))
        assert files.order("8").order.state is OrderState.CANCELLED
        files.forget(datetime.now(UTC) + timedelta(days=1))
        assert named_in(folder) == [], folder
    assert len(folders) > 12


# -- the job of the bench -----------------------------------------------------------------------------

CONFIG = """
[bench]
database = "sqlite:///{folder}/bench.db"
[[store]]
name = "away"
cart = "files"
url = "file:{folder}/away"
poll_seconds = 3600
[[store]]
name = "partner"
cart = "files"
url = "file:{folder}/partner"
poll_seconds = 3600
[privacy]
keep_days = 30
[shipping]
carrier_name = "Own van"
tracking_url = "https://van.example/{{tracking}}"
number_range = "100000-899999"
"""


class Ahead:
    """A clock that is put forward."""

    ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return self.now().timestamp() - self.ahead.total_seconds()


def test_a_bench_forgets_in_its_database_and_in_every_folder_it_reads(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    """A folder that is away keeps no other from being seen to."""
    config = tmp_path / "station.toml"
    config.write_text(CONFIG.format(folder=tmp_path))
    for name in ("away", "partner"):
        (tmp_path / name).mkdir()
    drop = tmp_path / "partner" / "orders.csv"
    drop.write_bytes(table(row("7", "shipped"), row("8", "cancelled")))
    os.utime(drop, (1e9, 1e9))
    clock, pulled = Ahead(), threading.Event()
    app = App(load(config), clock)
    app.bus.subscribe(
        lambda event: pulled.set() if isinstance(event, OrdersPulled) and event.orders == 2 else None
    )
    app.start()
    try:
        assert pulled.wait(30)
        (tmp_path / "away").rename(tmp_path / "elsewhere")
        assert forget_at(app, clock, MONTH - timedelta(hours=1), expect_log) == 0
        assert "orders.csv" in named_in(tmp_path / "partner") and "bench.db-wal" in named_in(tmp_path)
        assert forget_at(app, clock, MONTH + timedelta(hours=1), expect_log) == 2
        assert named_in(tmp_path) == []
    finally:
        app.close()
    assert named_in(tmp_path) == []


def forget_at(app: App, clock: Ahead, ahead: timedelta, expect_log: Callable[[str], None]) -> int:
    expect_log("nothing forgotten at away: files.folder_missing")
    clock.ahead = ahead
    return forget(app)
