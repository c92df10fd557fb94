"""EasyPost's shipments as ours. Pure. Source: EasyPost API v2, Shipment, Rate, PostageLabel, Form,
Tracker, and Verification of an Address."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from station.carriers.contract import Bought, CarrierError, Quote, Rate
from station.carriers.easypost.client import NAME, Json, part, rows, text

_GIVEN_BACK = ("submitted", "refunded")
_PLACE = ("street1", "street2", "city", "state", "zip", "country")
_TYPES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"^XA": "application/zpl"}


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
        refund=text(row.get("refund_status")),
        forms=tuple(_forms(row)),
        manifest=text(part(row.get("scan_form")).get("id")),
    )


def _forms(row: Json) -> Iterator[str]:
    """What has to travel with the carton as paper: not what customs were sent already."""
    for one in rows(row.get("forms")):
        if text(one.get("form_url")) and one.get("submitted_electronically") is not True:
            yield text(one.get("form_url"))


def document(row: Json, kind: str) -> str:
    """Where the label is: as it was asked for, or as `kind` (pdf, zpl) once it has been converted."""
    label = part(row.get("postage_label"))
    converted = text(label.get(f"label_{kind}_url")) if kind in ("pdf", "zpl") else ""
    return converted or text(label.get("label_url"))


def media_type(content: bytes) -> str:
    """What it is, whatever it is called; empty for what cannot be printed here."""
    return next((kind for start, kind in _TYPES.items() if content.lstrip().startswith(start)), "")


def doubt(row: Json, asked: Mapping[str, str]) -> tuple[str, str] | None:
    """Of a verified address: what is wrong with it, and how the carrier would write it, empty when it knows
    no better than what was `asked`. None when it is fine or was not judged.
    """
    delivery = part(part(row.get("verifications")).get("delivery"))
    if not delivery or delivery.get("success") is True:
        return None
    errors = rows(delivery.get("errors"))
    said = (text(one.get("message")) for one in errors)
    better = "; ".join(filter(None, (text(one.get("suggestion")) for one in errors)))
    theirs = [text(row.get(name)) for name in _PLACE]
    if not better and [one.casefold() for one in theirs] != [
        asked.get(name, "").casefold() for name in _PLACE
    ]:
        better = ", ".join(filter(None, theirs))
    return "; ".join(dict.fromkeys(one for one in said if one)) or "-", better
