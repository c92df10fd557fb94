"""EasyPost's shipments as ours. Pure. Source: EasyPost API v2, Shipment, Rate, PostageLabel, Tracker."""

from decimal import Decimal, InvalidOperation

from station.carriers.contract import Bought, CarrierError, Quote, Rate
from station.carriers.easypost.client import NAME, Json, part, rows, text

_GIVEN_BACK = ("submitted", "refunded")


def quote(row: Json) -> Quote:
    """Raises `carrier.unusable` for what is no shipment."""
    ref = text(row.get("id"))
    if not ref:
        raise CarrierError("carrier.unusable", carrier=NAME, status=200)
    rates = tuple(rate for one in rows(row.get("rates")) if (rate := _rate(one)) is not None)
    said = (
        f"{text(one.get('carrier'))}: {text(one.get('message'))}".strip(": ")
        for one in rows(row.get("messages"))
    )
    return Quote(ref, rates, tuple(one for one in said if one))


def _rate(row: Json) -> Rate | None:
    try:
        amount = Decimal(str(row.get("rate")))
    except InvalidOperation:
        return None
    if not amount.is_finite() or not text(row.get("id")):
        return None
    days = row.get("delivery_days", row.get("est_delivery_days"))
    return Rate(
        ref=text(row.get("id")),
        carrier=text(row.get("carrier")),
        service=text(row.get("service")),
        amount=amount,
        currency=text(row.get("currency")),
        days=days if isinstance(days, int) and not isinstance(days, bool) else None,
    )


def is_paid(row: Json) -> bool:
    """There is postage on it."""
    return bool(part(row.get("postage_label")) and text(row.get("tracking_code")))


def bought(row: Json) -> Bought:
    """Of a shipment that `is_paid`, or was."""
    rate = part(row.get("selected_rate"))
    tracker = part(row.get("tracker"))
    return Bought(
        ref=text(row.get("id")),
        intent=text(row.get("reference")),
        tracking=text(row.get("tracking_code")),
        carrier=text(rate.get("carrier")) or text(tracker.get("carrier")),
        service=text(rate.get("service")),
        tracking_url=text(tracker.get("public_url")),
        document=document(row, ""),
        voided=text(row.get("refund_status")) in _GIVEN_BACK,
        at=text(row.get("created_at")),
    )


def document(row: Json, kind: str) -> str:
    """Where the label is: as it was asked for, or as `kind` (pdf) once it has been converted."""
    label = part(row.get("postage_label"))
    return (text(label.get("label_pdf_url")) if kind == "pdf" else "") or text(label.get("label_url"))


def media_type(content: bytes) -> str:
    """What it is, whatever it is called; empty for what cannot be printed here."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "image/png" if content.startswith(b"\x89PNG\r\n\x1a\n") else ""
