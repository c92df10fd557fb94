"""What must be true at the end of a day, whatever happened: asked of shop, folder and database."""

from collections import Counter

from packer import STOCK, Day
from sqlalchemy import func, select

from station.store.schema import carton, carton_line, label, movement, orders, outbox, print_job, session

# Nobody knows whether it was sent, and nothing at the shop proves it: a person decides.
IN_DOUBT = {"tracking: push.in_doubt", "stock: push.in_doubt"}


def audit(day: Day) -> list[str]:
    """Ask the shop, the folder and the database; what is wrong."""
    return [*_shop(day), *_folder(day), *_book(day)]


def _cartons(day: Day, ref: int) -> list[tuple[str, dict[str, int]]]:
    """(tracking, units per line) of the confirmed cartons of an order."""
    made = []
    with day.rig.look() as connection:
        rows = connection.execute(
            select(carton.c.uid, carton.c.tracking, carton.c.state)
            .join(orders, orders.c.id == carton.c.order_id)
            .where(orders.c.ref == str(ref))
            .order_by(carton.c.number)
        ).all()
        for row in rows:
            lines = connection.execute(
                select(carton_line.c.sku, carton_line.c.quantity).where(carton_line.c.carton == row.uid)
            ).all()
            made.append(
                (f"{row.tracking}" if row.state == "confirmed" else row.state, dict(map(tuple, lines)))
            )
    return made


def _shop(day: Day) -> list[str]:
    wrong = []
    doubles = day.shop.call("double_writes", statuses=False)
    if doubles:
        wrong.append(f"twice at the shop: {doubles}")
    for ref, cartons in ((day.whole, [{"TEA": 1}, {"MUG": 1}]), (day.short, [{"TEA": 2, "MUG": 1}])):
        ours = _cartons(day, ref)
        if [content for _, content in ours] != cartons:
            wrong.append(f"cartons of {ref}: {ours}")
        told, sent = day.shop.call("tracking", ref=ref), [tracking for tracking, _ in ours]
        if sorted(told) != sorted(sent):
            wrong.append(f"tracking of {ref} at the shop: {told}, packed: {sent}")
        wrong += _lines(day, ref, ours)
    status = {ref: day.shop.call("order", ref=ref)["status"] for ref in (day.whole, day.short)}
    if status[day.whole] != "completed" or status[day.short] == "completed":
        wrong.append(f"status: {status}")
    # Counted none; one unit is still owed to the short order: one less than nothing can be sold.
    stock = {sku: day.shop.call("stock", sku=sku) for sku in ("TEA", "MUG")}
    if stock != {"TEA": -1, "MUG": STOCK - 2}:
        wrong.append(f"stock: {stock}")
    return wrong


def _lines(day: Day, ref: int, ours: list[tuple[str, dict[str, int]]]) -> list[str]:
    """Core fulfillments name the lines of each carton."""
    if day.shop.target != "core":
        return []
    skus = {line["id"]: line["sku"] for line in day.shop.call("order", ref=ref)["line_items"]}
    told = []
    for one in day.shop.call("fulfillments", ref=ref):
        meta = {entry["key"]: entry["value"] for entry in one["meta_data"]}
        content = {skus[item["item_id"]]: item["qty"] for item in meta["_items"]}
        told.append((meta["_tracking_number"], content))
    same = sorted(told, key=str) == sorted(ours, key=str)
    return [] if same else [f"lines of {ref} at the shop: {told}, packed: {ours}"]


def _folder(day: Day) -> list[str]:
    """Every sheet of paper is one job of one carton; no number is on two."""
    wrong = []
    with day.rig.look() as connection:
        jobs = connection.execute(select(print_job)).all()
        numbers = connection.execute(select(label.c.number, label.c.carton, label.c.state)).all()
        known = set(connection.execute(select(carton.c.uid)).scalars())
    printed = {str(path) for path in day.rig.labels.iterdir() if path.suffix == ".pdf"}
    if {job.target_file for job in jobs} != printed:
        wrong.append(f"paper {printed} and jobs {[(job.state, job.target_file) for job in jobs]}")
    per_carton = Counter(job.carton for job in jobs)
    sheets = [1, 1, 2] if day.full else [1, 1, 1]  # one label was void
    if sorted(per_carton.values()) != sheets or not set(per_carton) <= known:
        wrong.append(f"sheets per carton: {per_carton}")
    if any(job.state != "printed" for job in jobs):
        wrong.append(f"jobs: {[job.state for job in jobs]}")
    twice = [number for number, times in Counter(one.number for one in numbers).items() if times > 1]
    states = Counter(one.state for one in numbers)
    if twice or states != Counter({"printed": 3, **({"void": 1} if day.full else {})}):
        wrong.append(f"labels: {[tuple(one) for one in numbers]}")
    told = Counter(one["tracking"] for one in day.lines if one["event"] == "label_printed")
    seen = {text for one in day.lines if one["event"] == "resumed" for text in one.get("scan_back", [])}
    with day.rig.look() as connection:
        trackings = connection.execute(select(carton.c.tracking)).scalars().all()
    for tracking in trackings:
        if told[tracking] > 1 or (not told[tracking] and tracking not in seen):
            wrong.append(f"label {tracking} was told {told[tracking]} times, resumed: {tracking in seen}")
    return wrong


def _book(day: Day) -> list[str]:
    """Movements: what left, once; what was corrected, once."""
    wrong = []
    with day.rig.look() as connection:
        sums = connection.execute(
            select(movement.c.sku, movement.c.kind, func.sum(movement.c.quantity), func.count())
            .where(movement.c.kind != "opening")
            .group_by(movement.c.sku, movement.c.kind)
        )
        moved = {(row[0], row[1]): (int(row[2]), int(row[3])) for row in sums}
        messages = connection.execute(select(outbox.c.topic, outbox.c.state)).all()
        open_ = connection.execute(select(session.c.id).where(session.c.state != "closed")).all()
    # The shop showed 10 - 4 sold: 0 counted - 1 owed - 6.
    wanted = {("TEA", "ship"): (-3, 2), ("MUG", "ship"): (-2, 2), ("TEA", "adjust"): (-7, 1)}
    if moved != wanted:
        wrong.append(f"movements: {moved}")
    if Counter(tuple(one) for one in messages) != {
        ("tracking", "done"): 2,
        ("status", "done"): 1,
        ("stock", "done"): 1,
    }:
        wrong.append(f"messages: {[tuple(one) for one in messages]}")
    if open_:
        wrong.append("a session is still open")
    if set(day.asked) - IN_DOUBT:
        wrong.append(f"a person was asked: {day.asked}")
    if day.refused:
        wrong.append(f"refused scans: {day.refused}")
    return wrong
