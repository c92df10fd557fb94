"""The queue as a screen asks for it: rows, counts, one order in full, and what people do to its place."""

from collections.abc import Callable, Mapping, Sequence

from station.clock import Clock
from station.model.view import ActView, OrderRow, WholeOrder
from station.store import merged, orders, queries
from station.store import queue as stored
from station.store.engine import Store, Transaction
from station.store.writer import Turn, Writer
from station.usecases import queue, show
from station.usecases.bench import Bench


class Queue:
    """Reading is for every thread; what changes something returns when it is stored. Raises `QueueError`."""

    def __init__(self, store: Store, writer: Writer, bench: Bench, clock: Clock) -> None:
        self._store, self._writer, self._bench, self._clock = store, writer, bench, clock

    # -- reading ----------------------------------------------------------------------------------

    def rows(self, search: str, filter: str, offset: int, limit: int) -> list[OrderRow]:  # noqa: A002
        """`filter`: as `queue_filter` writes it, or the name one was saved under."""
        with self._store.read() as connection:
            asked = queue.named(connection, filter)
            return queries.order_rows(connection, search, asked, offset, limit, self._days())

    def counts(self, search: str, filter: str = "") -> dict[str, int]:  # noqa: A002
        """Orders of every chip, under what else `filter` asks."""
        with self._store.read() as connection:
            asked = queue.named(connection, filter)
            return queries.order_counts(connection, search, asked, self._days())

    def due_counts(self) -> dict[str, int]:
        """Of the open orders: late, due today, tomorrow, later, none."""
        with self._store.read() as connection:
            return stored.due_counts(connection, self._days())

    def detail(self, key: int) -> WholeOrder | None:
        """Everything about one order; None when it is none of the database's."""
        seat = self._bench.seat
        with self._store.read() as connection:
            found = orders.load(connection, key)
            if found is None:
                return None
            lines = seat.lines_of(connection, found)
            acts = stored.acts(connection, key)
            near = stored.same_place(connection, key, found.address_key)
            whole = orders.load(connection, merged.whole_of(connection, key) or key)
            may = bool(found.hold) and queue.may_release(seat, connection, found.hold or "", seat.operator)
        order = found.order
        return WholeOrder(
            lines=tuple(show.line_view(line) for line in lines),
            address=order.ship_to,
            doubts=found.doubts,
            tags=order.tags,
            customer_note=order.customer_note,
            gift_note=order.gift_note,
            staff_note=order.staff_note,
            acts=tuple(
                ActView(one.what, one.code, one.operator or one.bench, one.at, one.note) for one in acts
            ),
            same_place=tuple(number for _, number in near),
            later=tuple(found.later.items()),
            hold=found.hold or "",
            hold_by=whole.order.number if whole and whole.id != key else found.hold_by or "",
            hold_at=found.hold_at,
            may_release=may,
            rush=found.rush,
            bench=found.bench or "",
        )

    def filters(self) -> dict[str, str]:
        """Saved filters: name and text."""
        with self._store.read() as connection:
            return stored.saved_filters(connection)

    def choices(self) -> dict[str, Sequence[str]]:
        """What the open orders have that a filter can ask for: stores, methods, countries, tags."""
        with self._store.read() as connection:
            found = {name: stored.choices(connection, name) for name in ("store", "method", "country")}
            return {**found, "tag": stored.tags(connection)}

    def _days(self) -> stored.Days:
        return queue.days(self._clock.now(), self._bench.seat.policy.cut_offs.zone)

    # -- doing ------------------------------------------------------------------------------------

    def rush(self, key: int, on: bool = True) -> None:
        self._do(lambda tx, who: queue.rush(self._bench.seat, tx, key, on, who))

    def hold(self, key: int, reason: str, note: str = "") -> None:
        """`reason`: one of `packing.holds.REASONS`. A bench that has it open is interrupted."""

        def held(tx: Transaction, who: str) -> None:
            queue.hold(self._bench.seat, tx, key, reason, who, note)
            self._bench.orders_changed(tx, [key])

        self._do(held)

    def release(self, key: int, note: str = "") -> None:
        seat = self._bench.seat
        self._do(lambda tx, who: queue.release(seat, tx, key, seat.operator, who, note))

    def note(self, key: int, text: str) -> None:
        self._do(lambda tx, who: queue.note(self._bench.seat, tx, key, text, who))

    def split(self, key: int, later: Mapping[str, int]) -> None:
        """Units per line that wait for a later carton."""
        self._do(lambda tx, who: queue.split(self._bench.seat, tx, key, later, who))

    def save_filter(self, name: str, text: str) -> None:
        """For every bench of the site. Raises `FilterError` for what nobody can read."""
        self._do(lambda tx, who: queue.save_filter(tx, name, text, who, self._clock.now()))

    def drop_filter(self, name: str) -> None:
        self._do(lambda tx, _who: stored.drop_filter(tx, name))

    def _do(self, job: Callable[[Transaction, str], object]) -> None:
        seat = self._bench.seat

        def work(tx: Transaction) -> None:
            job(tx, seat.who or seat.policy.bench)
            self._bench.lists("orders", "day")

        self._writer.call(Turn.PERSON, lambda: self._bench.work(work))

    # -- when the settings changed ----------------------------------------------------------------

    def compute_due(self, after: int = -1) -> None:
        """Due times by the cut-offs as they are now: slice by slice, behind every scan."""
        cut_offs = self._bench.seat.policy.cut_offs
        done: list[int | None] = []

        def work(tx: Transaction) -> None:
            changed = after >= 0 or stored.cut_offs_changed(tx, cut_offs)
            done.append(stored.compute_due(tx, cut_offs, max(0, after)) if changed else None)

        def job() -> None:
            self._bench.work(work, lasting=False, tell=False)
            if done[-1] is not None:
                self.compute_due(done[-1])

        self._writer.submit(Turn.IMPORT, job)
