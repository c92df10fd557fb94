"""What a shop's clock said last, who may work here, and forgetting who bought."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from floor import AT, Floor, line, order

from station.model.operator import Operator, Role
from station.model.order import OrderState
from station.packing.outcome import Rules
from station.store import people

NAME = "Wójcik"
LATER = AT + timedelta(days=40)


def test_the_watermark_never_goes_backwards(store) -> None:
    def move(to, done=True):
        with store.write() as tx:
            people.move_watermark(tx, "main", to, AT, done)
        with store.read() as connection:
            return people.watermark(connection, "main")

    assert move(None, done=False) == (None, False)
    assert move(AT) == (AT, True)
    assert move(AT - timedelta(hours=1)) == (AT, True)
    assert move(None) == (AT, True)
    assert move(AT + timedelta(seconds=1)) == (AT + timedelta(seconds=1), True)
    with store.read() as connection:
        assert people.last_success(connection, "main") == AT
        assert people.last_success(connection, "other") is None


def test_operators_are_who_the_settings_name_and_who_was_named_before(store) -> None:
    with store.write() as tx:
        people.seed_operators(tx, [Operator("Ana", "OP-ANA"), Operator("Ben", "OP-BEN")])
    with store.write() as tx:
        people.seed_operators(tx, [Operator("Anna", "OP-ANA", Role.SUPERVISOR)])
    with store.read() as connection:
        assert people.by_badge(connection, "OP-ANA") == Operator("Anna", "OP-ANA", Role.SUPERVISOR)
        assert [one.name for one in people.operators(connection)] == ["Anna", "Ben"]
        assert people.by_badge(connection, "OP-EVE") is None


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off"))


def forget(store, before):
    with store.write() as tx:
        ids = people.forget(tx, before)
        files = people.label_files(tx, ids)
    people.scrub(store)
    return ids, files


def test_only_what_is_closed_and_old_is_forgotten(floor) -> None:
    floor.arrives(
        order("101", line("1", "TEA", 1), state=OrderState.FULFILLED),
        order("102", line("1", "TEA", 1)),
        order("103", line("1", "TEA", 1), state=OrderState.CANCELLED, changed_at=LATER),
    )
    ids, _ = forget(floor.store, AT + timedelta(days=30))
    with floor.store.read() as connection:
        from station.store import orders

        left = {ref: orders.by_ref(connection, "main", ref) for ref in ("9101", "9102", "9103")}
        names = {ref: orders.load(connection, key).order.ship_to.name for ref, key in left.items()}
    assert ids == [left["9101"]]
    assert {ref: bool(name) for ref, name in names.items()} == {"9101": False, "9102": True, "9103": True}
    assert forget(floor.store, AT + timedelta(days=30)) == ([], [])


def test_what_comes_in_again_after_it_was_forgotten_is_forgotten_again(floor) -> None:
    closed = order("101", line("1", "TEA", 1), state=OrderState.FULFILLED)
    floor.arrives(closed)
    forget(floor.store, LATER)
    floor.arrives(replace(closed, changed_at=AT + timedelta(minutes=1), gift_note="Back again"))
    ids, _ = forget(floor.store, LATER)
    assert len(ids) == 1


def test_after_forgetting_the_name_is_nowhere_on_the_disk(floor, tmp_path: Path) -> None:
    if not floor.store.is_sqlite:
        pytest.skip("what a server keeps on its disks is its administrator's")
    packed = order("101", line("1", "TEA", 1))
    floor.arrives(packed)
    floor.scan("101")
    floor.scan("TEA")
    floor.scan(floor.prints())
    sheet = tmp_path / "bench-files" / "label.pdf"
    sheet.parent.mkdir()
    sheet.write_text(f"To {NAME}", encoding="utf-8")
    with floor.store.write() as tx:
        from station.store.schema import label, print_job

        tx.execute(label.update().values(file=str(sheet)))
        tx.execute(print_job.update().values(file=str(sheet), target_file=str(sheet)))
    gone = order("101", line("1", "TEA", 1), state=OrderState.FULFILLED, changed_at=AT + timedelta(minutes=1))
    floor.arrives(gone)
    assert found(tmp_path), "it is there before"
    ids, files = forget(floor.store, LATER)
    assert (len(ids), files) == (1, [str(sheet)])
    for file in files:
        Path(file).unlink()
    assert found(tmp_path) == []


def found(folder: Path) -> list[str]:
    """Files that have the name in them, in any way it may be written."""
    ways = {NAME.encode(), NAME.encode("utf-16-le"), b"W\\u00f3jcik", NAME.encode("latin-1", "replace")}
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(way in path.read_bytes() for way in ways))
