"""Lot, expiry and serial number: as the code says them, or scanned apart; and what may not leave."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from station.model import gs1
from station.packing import facts as f
from station.packing.lines import PackLine, Part
from station.packing.outcome import Here, Outcome, no
from station.packing.session import Session

LONGEST = 90
_WRITTEN = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d")


class Goods(Protocol):
    """A line's units, or a part of its kits."""

    @property
    def sku(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def called(self) -> str: ...
    @property
    def wants(self) -> tuple[str, ...]: ...
    def is_called(self, text: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Traced:
    """`expiry` is YYMMDD."""

    lot: str = ""
    expiry: str = ""
    serial: str = ""

    def value(self, what: str) -> str:
        return {"lot": self.lot, "expiry": self.expiry, "serial": self.serial}[what]

    def with_value(self, what: str, value: str) -> "Traced":
        return replace(self, **{what: value})


def told(goods: Goods, text: str) -> Traced:
    """What the code of a unit says for sure."""
    said = None if goods.is_called(text) else gs1.read(text)
    if said is None or not goods.is_called(said.gtin):
        return Traced()
    return Traced(said.lot, said.expiry, said.serial)


def missing(goods: Goods, traced: Traced) -> str:
    """The first thing that must be known of these units and is not; empty when nothing is."""
    return next((what for what in goods.wants if not traced.value(what)), "")


def ask(
    line: PackLine,
    code: str,
    count: int,
    traced: Traced,
    *before: f.Fact,
    how: str = "",
    by: str = "",
    part: Part | None = None,
) -> Outcome:
    """Scanned apart: the next scan is the answer. Of the line's units, or of a part of its kits."""
    goods: Goods = part or line
    what = missing(goods, traced)
    given: tuple[tuple[str, str], ...] = (
        ("how", how),
        ("by", by),
        ("code", code),
        ("count", str(count)),
        ("lot", traced.lot),
        ("expiry", traced.expiry),
        ("serial", traced.serial),
    )
    given += (("part", part.sku),) if part is not None else ()
    asked = f.Asked(what, line.ref, (), given)
    return no(f"trace.{what}_wanted", *before, asked, sku=goods.called, name=goods.name)


def asked_about(line: PackLine, asked: f.Asked) -> Part | None:
    """The part of the line's kits that is asked about; None where it is the line's own units."""
    name = dict(asked.given).get("part")
    return None if name is None else next((one for one in line.parts if one.sku == name), None)


def answered(asked: f.Asked, text: str, today: date | None) -> Traced | None:
    """What was known so far and what `text` adds; None when it cannot be what was asked for."""
    given = dict(asked.given)
    so_far = Traced(given.get("lot", ""), given.get("expiry", ""), given.get("serial", ""))
    said = gs1.read(text) if _is_element_string(text) else None
    if said is not None:
        found = Traced(said.lot, said.expiry, said.serial)
        if found.value(asked.question):
            return Traced(
                found.lot or so_far.lot, found.expiry or so_far.expiry, found.serial or so_far.serial
            )
    value = _day(text, today) if asked.question == "expiry" else text.strip()
    if not value or len(value) > LONGEST or not value.isprintable():
        return None
    return so_far.with_value(asked.question, value)


def _is_element_string(text: str) -> bool:
    """A lot number may look like an element by chance; only what cannot be one is taken apart."""
    said = gs1.read(text)
    if said is None:
        return False
    known = sum(1 for value in (said.gtin, said.lot, said.expiry, said.serial) if value)
    return text.startswith("(") or gs1.GS in text or known > 1


def _day(text: str, today: date | None) -> str:
    """YYMMDD of a day as a code or a person writes it; empty when it is none."""
    plain = text.strip()
    if len(plain) == 8 and plain.startswith("17") and plain.isdigit():
        plain = plain[2:]
    if len(plain) == 6 and plain.isdigit():
        return plain if _as_day(plain, today) else ""
    for shape in _WRITTEN:
        try:
            return datetime.strptime(plain, shape).strftime("%y%m%d")  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    return ""


def _as_day(digits: str, today: date | None) -> date | None:
    try:
        return gs1.day(digits, today or date(2026, 1, 1))
    except ValueError:
        return None


def refused(session: Session, goods: Goods, count: int, traced: Traced, here: Here) -> Outcome | None:
    """What may not leave: an expired unit, a serial number that left already, or one for several units."""
    about = {"sku": goods.called, "name": goods.name}
    if traced.expiry and here.today is not None:
        ends = _as_day(traced.expiry, here.today)
        if ends is not None and ends < here.today:
            return no("trace.expired", **about, day=ends.isoformat())
    if not traced.serial:
        return None
    if count > 1:
        return no("trace.one_by_one", **about, count=count)
    here_already = any(
        mark.serial == traced.serial and (mark.part or _sku(session, mark.line)) == goods.sku
        for carton in session.cartons
        if not carton.voided
        for mark in carton.marks
    )
    if here_already:
        return no("trace.serial_packed", **about, serial=traced.serial)
    if here.met.serial_at:
        return no("trace.serial_left", **about, serial=traced.serial, order=here.met.serial_at)
    return None


def _sku(session: Session, ref: str) -> str:
    line = session.line(ref)
    return line.sku if line is not None else ""


def later_first(traced: Traced, here: Here) -> str:
    """The earlier expiry known of the same SKU, as a date; empty when this unit is the first to go."""
    if not (traced.expiry and here.met.earliest and here.today is not None):
        return ""
    mine, other = _as_day(traced.expiry, here.today), _as_day(here.met.earliest, here.today)
    if mine is None or other is None or other >= mine or other < here.today:
        return ""
    return other.isoformat()
