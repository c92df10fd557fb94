"""Messages: in the order of their stream, lent with a token, in doubt, parked for a person."""

from datetime import timedelta

import pytest
from floor import AT

from station.model.problem import Problem
from station.store import outbox
from station.store.engine import micros

NOW = micros(AT)
SECOND = 1_000_000


@pytest.fixture
def add(store):
    def added(key, stream="order:main:1", topic="tracking", due=AT, bench="Bench 1"):
        with store.write() as tx:
            return outbox.add(tx, "main", stream, topic, key, {"uid": key}, bench, due, AT)

    return added


@pytest.fixture
def claim(store):
    def claimed(now=NOW, name="main"):
        with store.write() as tx:
            return outbox.claim(tx, name, now)

    return claimed


@pytest.fixture
def settle(store):
    def settled(entry, state, **values):
        with store.write() as tx:
            return outbox.settle(tx, entry, state, **values)

    return settled


@pytest.fixture
def states(store):
    def found():
        with store.read() as connection:
            rows = outbox.listed(connection, ("ready", "sending", "in_doubt", "done", "parked", "cancelled"))
        return {row.key: row.state for row in rows}

    return found


def test_a_message_is_told_once(add, states) -> None:
    assert add("tracking:1") is not None
    assert add("tracking:1") is None
    assert states() == {"tracking:1": "ready"}


def test_only_the_lowest_unfinished_one_of_a_stream_is_lent(add, claim, settle) -> None:
    add("a1")
    add("a2", due=AT - timedelta(hours=1))
    add("b1", stream="order:main:2")
    first, second = claim(), claim()
    assert {first.key, second.key} == {"a1", "b1"}, "the second of a stream waits, however overdue it is"
    assert claim() is None
    head = first if first.key == "a1" else second
    assert settle(head, "parked", problem=Problem("push.in_doubt"))
    assert claim() is None, "a parked head blocks its stream, and only that"
    assert settle(head, "done")
    assert claim().key == "a2"


def test_what_is_not_due_waits_and_another_shop_sees_nothing(add, claim) -> None:
    add("a1", due=AT + timedelta(seconds=20))
    assert claim() is None
    assert claim(now=NOW + 20 * SECOND, name="other") is None
    assert claim(now=NOW + 20 * SECOND).key == "a1"


def test_a_lease_runs_out_and_the_old_holder_can_change_nothing(add, claim, settle, states) -> None:
    add("a1")
    old = claim()
    new = claim(now=NOW + (outbox.LEASE_SECONDS + 1) * SECOND)
    assert (new.key, new.state) == ("a1", "ready")
    assert not settle(old, "done")
    assert states() == {"a1": "ready"}
    assert settle(new, "done")


def test_what_was_being_sent_when_its_lease_ran_out_is_in_doubt(add, claim, settle) -> None:
    """The bench that sent it is gone, and it was another bench's message: no restart of ours will say so."""
    add("a1", bench="Bench 2")
    settle(claim(), "sending", step="note", sent_at=NOW)
    later = claim(now=NOW + (outbox.LEASE_SECONDS + 1) * SECOND)
    assert (later.state, later.step, later.sent_at) == ("in_doubt", "note", NOW)


def test_after_a_restart_what_was_being_sent_is_in_doubt_at_once(store, add, claim, settle, states) -> None:
    add("a1")
    add("b1", stream="order:main:2")
    add("c1", stream="order:main:3", bench="Bench 2")
    for _ in range(3):
        entry = claim()
        settle(entry, "ready" if entry.key == "b1" else "sending", lease_until=NOW + 60 * SECOND)
    with store.write() as tx:
        outbox.after_restart(tx, "main", "Bench 1")
    assert states() == {"a1": "in_doubt", "b1": "ready", "c1": "sending"}
    assert {claim().key, claim().key} == {"a1", "b1"}


def test_a_status_falls_with_its_tracking(store, add, claim, settle, states) -> None:
    add("t1")
    add("s1", topic="status")
    add("t2")
    head = claim()
    with store.write() as tx:
        fallen = outbox.park_rest(tx, head, Problem("ship.changed_after_pack"))
    assert [one.key for one in fallen] == ["s1"]
    assert states()["s1"] == "parked"


def test_a_person_releases_a_parked_message_and_what_fell_with_it(store, add, claim, settle, states) -> None:
    add("t1")
    add("s1", topic="status")
    head = claim()
    settle(head, "sending", step="note", sent_at=NOW)
    with store.write() as tx:
        outbox.park_rest(tx, head, Problem("push.in_doubt"))
    settle(head, "parked", problem=Problem("push.in_doubt"))
    with store.write() as tx:
        assert outbox.release(tx, head.id, AT).key == "t1"
    assert states() == {"t1": "ready", "s1": "ready"}
    again = claim()
    assert (again.key, again.problem, again.tries, again.sent_at) == ("t1", None, 0, None)


def test_a_message_is_taken_back_until_it_was_tried(store, add, claim, settle, states) -> None:
    add("count:1", stream="stock:main:1:", topic="stock")
    add("count:2", stream="stock:main:2:", topic="stock")
    settle(claim(), "ready", tries=1)
    with store.write() as tx:
        taken = [outbox.cancel(tx, "count:1"), outbox.cancel(tx, "count:2")]
    assert sorted(taken) == [False, True]
    assert sorted(states().values()) == ["cancelled", "ready"]
    with store.write() as tx:
        assert outbox.cancel(tx, "count:9") is False


def test_the_key_of_a_message_taken_back_is_free_again(store, add, states) -> None:
    add("count:1")
    with store.write() as tx:
        outbox.cancel(tx, "count:1")
    assert add("count:1") is not None
    assert sorted(states().values()) == ["cancelled", "ready"]


def test_the_next_order_hurries_what_only_waited_for_second_thoughts(store, add, claim) -> None:
    add("a1", due=AT + timedelta(seconds=20))
    add("b1", stream="order:main:2", due=AT + timedelta(seconds=20), bench="Bench 2")
    with store.write() as tx:
        outbox.hurry(tx, "Bench 1", AT)
    assert claim().key == "a1"
    assert claim() is None
    with store.read() as connection:
        assert outbox.next_due(connection, "other") is None


def test_a_stores_parked_messages_go_out_again_but_not_those_that_may_have_arrived(
    store, add, claim, settle, states
) -> None:
    add("a1")
    add("b1", "order:main:2")
    first, second = claim(), claim()
    assert first is not None and second is not None
    problem = Problem("push.in_doubt", {})
    assert settle(first, "parked", problem=problem, step="fulfillment:1", sent_at=NOW)
    assert settle(second, "parked", problem=problem)
    with store.write() as tx:
        assert outbox.release_store(tx, "main", AT) == 1
        assert outbox.release_store(tx, "elsewhere", AT) == 0
    assert states() == {"a1": "parked", "b1": "ready"}
