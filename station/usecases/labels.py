"""A carton's label: wanted, made, printed, waiting to be scanned back. What a person answers to trouble."""

import json

from station.model.barcode import Command
from station.model.events import LabelPrinted, OrderKey, ProblemFound
from station.model.problem import Problem, StationError
from station.model.view import BenchState
from station.packing import facts as f
from station.packing.outcome import Outcome, no, yes
from station.store import paper, sessions
from station.store.engine import Transaction
from station.usecases import interrupted, opening, postage, reprints, ship
from station.usecases.desk import Desk
from station.usecases.seat import Seat

# What a carton may not leave without.
WITH_A_CARTON = ("shipping_label", "customs_form")


def want(desk: Desk, tx: Transaction, carton: str) -> None:
    """The label thread takes it from here. Where the bench only watches, the old way has made one."""
    current = desk.seat.here
    if desk.seat.policy.shadow:
        desk.record(tx, [f.LabelReady(carton, "", ())])
        return
    paper.want_label(tx, carton, current.session.fingerprint, desk.seat.clock.now())


def made(
    desk: Desk, tx: Transaction, wanted: paper.Wanted, fresh: dict[str, object], title: str | None
) -> bool:
    """The document exists and reads back. `title` names its print job, None for a label the packer sticks on.

    False when it is not wanted any more: the order changed while it was drawn.
    """
    if _is_here(desk, wanted.carton):
        opening.check(desk, tx)  # another process may have stopped the order just now
    if paper.label_state(tx, wanted.id) != "wanted":
        return False
    current = desk.seat.current
    tracking, scan_back = str(fresh["tracking"]), tuple(json.loads(str(fresh["scan_back"])))
    try:
        postage.check_unused(tx, wanted.carton, tracking)
    except StationError as used:
        failed(desk, tx, wanted, used.problem)
        return False
    sessions.labelled(
        tx,
        wanted.carton,
        carrier=fresh["carrier"],
        tracking=tracking,
        tracking_url=fresh["tracking_url"],
        scan_back=fresh["scan_back"],
        checked=fresh["checked"],
        fingerprint=wanted.fingerprint,
    )
    paper.set_label(
        tx, wanted.id, "made", tracking=tracking, file=fresh["file"], sha256=fresh["sha256"], problem=None,
        looked_at=fresh.get("looked_at"),
    )  # fmt: skip
    if title is None:
        if _is_here(desk, wanted.carton):
            desk.record(tx, [f.LabelReady(wanted.carton, tracking, scan_back)])
        return True
    number = current.session.carton.number if current and current.session.carton else 0
    forms = fresh.get("forms")
    papers = [("shipping_label", str(fresh["file"]))]
    papers += [("customs_form", str(file)) for file in forms] if isinstance(forms, list) else []
    for document, file in papers:
        paper.add_job(
            tx,
            desk.new_id(),
            desk.seat.policy.bench,
            document,
            file,
            f"{title}-{number}",
            desk.seat.clock.now(),
            carton_uid=wanted.carton,
            label_id=wanted.id,
        )
    if fresh.get("verified") is False and current is not None:
        desk.note(ProblemFound(Problem("label.not_verified", {"tracking": tracking}), current.key))
    return True


def failed(desk: Desk, tx: Transaction, wanted: paper.Wanted, problem: Problem) -> None:
    """No label: why, and REPRINT tries again."""
    if paper.label_state(tx, wanted.id) != "wanted":
        return
    paper.set_label(tx, wanted.id, "failed", problem=problem)
    _trouble(desk, tx, wanted.carton, problem)


def waiting(desk: Desk, tx: Transaction, wanted: paper.Wanted, problem: Problem) -> None:
    """The label is still wanted, but something must come back first (the shop, with `wait`)."""
    _trouble(desk, tx, wanted.carton, problem)


def _trouble(desk: Desk, tx: Transaction, carton: str, problem: Problem) -> None:
    current = desk.seat.current
    if current is None or not _is_here(desk, carton):
        return
    now = current.session.carton
    if now is not None and now.trouble is not None and now.trouble.code == problem.code:
        return
    if current.session.state is BenchState.LABELLING:
        params = tuple((name, str(value)) for name, value in problem.params.items())
        desk.record(tx, [f.LabelFailed(carton, problem.code, params)])
    elif desk.seat.problem is not None and desk.seat.problem.code == problem.code:
        return  # the carton has its label; of the sheet beside it, or of a reprint, it was said already
    desk.note(ProblemFound(problem, current.key))


def _is_here(desk: Desk, carton: str) -> bool:
    current = desk.seat.current
    if current is None or current.session.state not in (BenchState.LABELLING, BenchState.SCAN_BACK):
        return False
    return current.session.carton is not None and current.session.carton.uid == carton


def printed(desk: Desk, tx: Transaction, job: paper.Job, file: str | None, in_doubt: bool) -> None:
    """The printer took it, or may have taken it."""
    if job.document != "shipping_label" or job.carton is None:
        return
    row = paper.carton_row(tx, job.carton)
    if job.label is not None and paper.label_state(tx, job.label) == "void":
        # It was on its way when it was made void: nothing waits for it, and nothing leaves with it.
        key = OrderKey(row.store, row.order_number, row.ref)
        desk.note(ProblemFound(Problem("label.void_printed", {"order": row.order_number}), key))
        return
    scan_back = paper.scan_back_of(row)
    if job.label is not None and not in_doubt and not job.reason:
        paper.set_label(tx, job.label, "printed")
    if _is_here(desk, job.carton):
        desk.record(tx, [f.LabelReady(job.carton, row.tracking, scan_back, in_doubt)])
    key = OrderKey(row.store, row.order_number, row.ref)
    if in_doubt:
        desk.note(ProblemFound(Problem("print.in_doubt", {"order": row.order_number}), key))
    else:
        desk.note(LabelPrinted(key, row.number, row.tracking, scan_back, file, job.reason))
    current = desk.seat.current
    if not desk.seat.policy.rules.scan_back and not in_doubt and current and _is_here(desk, job.carton):
        ship.confirm(desk, tx, row.tracking)


def print_trouble(desk: Desk, tx: Transaction, job: paper.Job, problem: Problem) -> None:
    """Nothing left for the printer yet; it is tried again by itself."""
    if job.carton is not None and job.document == "shipping_label":
        _trouble(desk, tx, job.carton, problem)
    elif job.document in WITH_A_CARTON and desk.seat.problem != problem:
        desk.note(ProblemFound(problem))


def after_restart(seat: Seat, tx: Transaction) -> None:
    """A session that waits for a label has one wanted."""
    current = seat.current
    if current is None or current.session.state is not BenchState.LABELLING:
        return
    carton = current.session.on_bench
    alive = paper.latest_label(tx, carton.uid) is not None
    wanted = any(one.carton == carton.uid for one in paper.wanted_labels(tx, seat.policy.bench))
    if not alive and not wanted and carton.trouble is None:
        paper.want_label(tx, carton.uid, current.session.fingerprint, seat.clock.now())


def answer(desk: Desk, tx: Transaction, command: Command) -> Outcome:
    """YES, NO and REPRINT where a label or an interrupt waits for them."""
    current = desk.seat.here
    session = current.session
    if session.state is BenchState.HELD:
        if command is Command.YES:
            return interrupted.acknowledge(desk, tx)
        return Outcome(False, session.why_held)
    carton = session.carton
    if carton is None or command is Command.NO:
        return no("scan.nothing_asked")
    if session.state is BenchState.LABELLING and carton.trouble is not None:
        return _again(desk, tx, carton.uid)
    if session.state is BenchState.SCAN_BACK and command is Command.REPRINT:
        return reprints.reprint(desk, tx, carton.uid) if carton.scan_back else no("reprint.not_ours")
    return no("reprint.nothing_yet" if command is Command.REPRINT else "scan.nothing_asked")


def _again(desk: Desk, tx: Transaction, carton: str) -> Outcome:
    """A failed label is made again; one that only waits for its printer is already on its way."""
    current = desk.seat.here
    label = paper.latest_label(tx, carton)
    if label is not None:
        paper.again(tx, carton, label.id)
    else:
        facts = (f.LabelWanted(carton),)
        desk.record(tx, facts)
        desk.follow_up(tx, facts)
    return yes("label.again", order=current.stored.order.number)
