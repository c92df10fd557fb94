"""An order that already left: its labels can be printed again."""

from dataclasses import replace

from station.model.events import OrderKey
from station.model.problem import Problem
from station.packing.outcome import Outcome, no, yes
from station.store import paper, sessions
from station.store.engine import Transaction
from station.store.orders import Stored
from station.usecases.desk import Desk
from station.usecases.idle import ask, ask_one_of, choice, leave_it


def shipped(desk: Desk, tx: Transaction, stored: Stored) -> Outcome:
    """The slip of a shipped order: its labels can be printed again."""
    cartons = sessions.confirmed_of(tx, stored.id)
    about: dict[str, object] = {"order": stored.order.number}
    if not cartons:
        return no("order.nothing_open", **about)
    say, leave = Problem("order.shipped", about), (leave_it(stored),)
    among = tuple(
        (choice(stored, "CMD-REPRINT", "choice.reprint", carton=number), ("reprint", stored.id, uid))
        for uid, number, _, _ in cartons
    )
    if len(among) > 1:
        return ask_one_of(desk, say, among, leave)
    return ask(desk, say, (among[0][0], *leave), {"CMD-REPRINT": among[0][1]})


def reprint(desk: Desk, tx: Transaction, uid: str) -> Outcome:
    """The same label on paper again: a new job, with its reason."""
    row = paper.carton_row(tx, uid)
    label = paper.latest_label(tx, uid)
    about: dict[str, object] = {"order": row.order_number, "carton": row.number}
    if label is None or not label.file:
        return no("reprint.no_label", **about)
    paper.add_job(
        tx,
        desk.new_id(),
        desk.seat.policy.bench,
        "shipping_label",
        label.file,
        f"label-{row.store}-{row.order_number}-{row.number}",
        desk.seat.clock.now(),
        carton_uid=uid,
        label_id=label.id,
        reason="reprint",
    )
    return replace(yes("reprint.queued", **about), about=OrderKey(row.store, row.order_number, row.ref))
