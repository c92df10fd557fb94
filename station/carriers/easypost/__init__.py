"""EasyPost: labels of many carriers, bought over the web.

One intent, one label. The intent is the shipment's `reference`; a shipment is bought once however often that
is asked (a second `buy` is refused), so in doubt the same shipment is looked at and, if nothing was bought,
bought again. After a crash shipments are found by reference in the list: the address of a shipment also takes
a reference, but several may have the same one. Source: EasyPost API v2, Shipment, Pagination, ScanForm.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

from station.carriers.choosing import choose
from station.carriers.contract import (
    Bought,
    CarrierError,
    CarrierLabel,
    InDoubt,
    LabelWish,
    Manifest,
    Quote,
    Rate,
    ShippingSettings,
    check_tracking_template,
    tracking_link,
)
from station.carriers.easypost import parcel, reading
from station.carriers.easypost.client import NAME, Client, Json, Refused, rows, text
from station.model.problem import Problem
from station.net.http import Http

URL = "https://api.easypost.com/v2"
_PAGE = 100
_LOOKS = 10
_LOOK_SECONDS = 1.0
# Their clock and ours: what was asked for after `since` is in the list from a little before it.
_SLACK = timedelta(hours=1)


class EasyPost:
    """Thread-safe as far as `Http` is; one label is asked for at a time."""

    way: Literal["buys"] = "buys"

    def __init__(
        self,
        settings: ShippingSettings,
        http: Http | None = None,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        """Raises `carrier.incomplete` naming what is missing, `carrier.tracking_url_unusable`."""
        _complete(settings)
        self.name = settings.carrier_name or NAME
        self._settings = settings
        self._pause = pause
        self._client = Client(
            http or Http(settings.url or URL, ca_file=settings.ca_file, proxy=settings.proxy),
            settings.api_key,
        )

    def label(self, wish: LabelWish) -> CarrierLabel:
        """See `BuysLabels.label`."""
        begun = self._begun(wish) if wish.asked_before else ()
        for row in begun:
            if reading.is_paid(row) and not reading.bought(row).voided:
                return self.reprint(reading.bought(row))
        for row in begun:
            if not reading.is_paid(row) and (bought := self._finished(wish, reading.quote(row))):
                return self.reprint(bought)
        quote = self.rates(wish)
        return self.reprint(self.buy(quote, choose(wish, quote, self._settings)))

    def doubts(self, wish: LabelWish) -> tuple[Problem, ...]:
        """See `SellsPostage.doubts`. What the carrier suggests for an address is told, never taken over."""
        found = []
        if lacking := parcel.gaps(wish, self._settings):
            told: dict[str, object] = {"order": wish.order, "missing": "; ".join(lacking)}
            found.append(Problem("carrier.customs_missing", told))
        if self._settings.check_addresses:
            asked = parcel.address(wish.ship_to)
            row = self._client.post("addresses", {"address": asked, "verify": ["delivery"]})
            if (doubt := reading.doubt(row, asked)) is not None:
                said: dict[str, object] = {"order": wish.order, "carrier": NAME, "message": doubt[0]}
                if doubt[1]:
                    found.append(Problem("address.suggested", {**said, "suggested": doubt[1]}))
                else:
                    found.append(Problem("address.doubtful", said))
        return tuple(found)

    def rates(self, wish: LabelWish) -> Quote:
        """A new shipment, not paid for: one whose answer was lost costs nothing and is left alone."""
        return reading.quote(self._client.post("shipments", parcel.shipment(wish, self._settings)))

    def buy(self, quote: Quote, rate: Rate) -> Bought:
        """See `SellsPostage.buy`. Twice at most, and only the one shipment."""
        try:
            return self._buy_once(quote, rate)
        except InDoubt as doubt:
            if doubt.wait is not None:
                raise  # EasyPost itself waits for somebody: to ask at once would be to ask twice
            return self._buy_once(quote, rate)

    def find(self, intent: str, since: datetime) -> tuple[Bought, ...]:
        return tuple(one for one in self.bought(since - _SLACK) if one.intent == intent)

    def bought(self, since: datetime) -> tuple[Bought, ...]:
        found = [reading.bought(row) for row in self._listed(since, purchased=True) if reading.is_paid(row)]
        return tuple(reversed(found))

    def void(self, label: Bought) -> None:
        try:
            row = self._client.post(f"shipments/{label.ref}/refund")
        except (InDoubt, Refused) as trouble:
            row = self._client.get(f"shipments/{label.ref}")
            if not reading.bought(row).voided:
                raise _not_refunded(label, trouble) from trouble
        if not reading.bought(row).voided:
            raise CarrierError(
                "carrier.not_refunded",
                tracking=label.tracking,
                carrier=label.carrier or NAME,
                message=text(row.get("refund_status")) or "-",
            )

    def reprint(self, label: Bought) -> CarrierLabel:
        document = self._client.download(label.document) if label.document else b""
        if not self._is_wanted(kind := reading.media_type(document)):
            asked = [("file_format", self._settings.label_format.upper())]
            row = self._client.get(f"shipments/{label.ref}/label", asked)
            document = self._client.download(reading.document(row, self._settings.label_format))
            kind = reading.media_type(document)
        if not self._is_wanted(kind):
            raise CarrierError("carrier.no_document", carrier=NAME, tracking=label.tracking)
        ours = self._settings.tracking_url
        return CarrierLabel(
            tracking=label.tracking,
            carrier=self._settings.carrier_name or label.carrier,
            tracking_url=tracking_link(ours, label.tracking) if ours else label.tracking_url,
            document=document,
            media_type=kind,
            scan_back=(),
            forms=tuple(self._client.download(where) for where in label.forms),
        )

    def _is_wanted(self, kind: str) -> bool:
        """ZPL is printed only where the settings ask for it: nobody here can check what it prints."""
        return bool(kind) and (kind == "application/zpl") <= (self._settings.label_format == "zpl")

    def manifest(self, labels: Sequence[Bought]) -> Manifest:
        """A SCAN form. All of one carrier account and one address: else refused. A shipment is on one form
        and no other, so what is on one already is left out.
        """
        fresh = [one for one in labels if not one.manifest]
        row = self._drawn_form(self._new_form(fresh) if fresh else self._form(labels[-1].manifest))
        if text(row.get("status")) == "failed" or not text(row.get("form_url")):
            raise CarrierError(
                "carrier.refused", carrier=NAME, message=text(row.get("message")) or "-", said=""
            )
        trackings = row.get("tracking_codes")
        named = tuple(str(one) for one in trackings) if isinstance(trackings, list) else ()
        return Manifest(text(row.get("id")), named, self._client.download(text(row.get("form_url"))))

    def _new_form(self, labels: Sequence[Bought]) -> Json:
        """After a lost answer or a refusal the shipment itself says which form it is on."""
        try:
            return self._client.post("scan_forms", {"shipments": [{"id": one.ref} for one in labels]})
        except (InDoubt, Refused):
            made = reading.bought(self._client.get(f"shipments/{labels[-1].ref}")).manifest
            row = self._form(made) if made else {}
            named = row.get("tracking_codes")
            if not isinstance(named, list) or not {one.tracking for one in labels} <= set(map(str, named)):
                raise
            return row

    def _form(self, ref: str) -> Json:
        return self._client.get(f"scan_forms/{ref}")

    def _drawn_form(self, row: Json) -> Json:
        """A form may be a while in the making."""
        for _ in range(_LOOKS):
            if text(row.get("form_url")) or text(row.get("status")) == "failed" or not text(row.get("id")):
                break
            self._pause(_LOOK_SECONDS)
            row = self._form(text(row.get("id")))
        return row

    def close(self) -> None:
        self._client.close()

    # -- doubt ------------------------------------------------------------------------------------

    def _buy_once(self, quote: Quote, rate: Rate) -> Bought:
        """After a lost answer or a refusal the shipment itself says whether it is paid for."""
        try:
            row = self._client.post(f"shipments/{quote.ref}/buy", {"rate": {"id": rate.ref}})
        except (InDoubt, Refused):
            row = self._client.get(f"shipments/{quote.ref}")
            if not reading.is_paid(row):
                raise
        if not reading.is_paid(row):
            raise InDoubt("carrier.in_doubt", carrier=NAME)
        return reading.bought(row)

    def _begun(self, wish: LabelWish) -> tuple[Json, ...]:
        """Shipments of this intent, newest first, each as it is now."""
        since = (wish.since or datetime.now(UTC) - timedelta(days=1)) - _SLACK
        refs: dict[str, None] = {}
        for purchased in (True, False):
            for row in self._listed(since, purchased=purchased):
                if text(row.get("reference")) == wish.intent:
                    refs.setdefault(text(row.get("id")))
        return tuple(self._client.get(f"shipments/{ref}") for ref in refs)

    def _finished(self, wish: LabelWish, quote: Quote) -> Bought | None:
        """One that was begun is paid for now; None when it is too old for that and another is to be made."""
        try:
            rate = choose(wish, quote, self._settings)
        except CarrierError:
            return None
        try:
            return self.buy(quote, rate)
        except Refused as refused:
            if refused.problem.code != "carrier.refused":
                raise
            return None

    def _listed(self, since: datetime, *, purchased: bool) -> Iterator[Json]:
        """Newest first, page by page."""
        query = [
            ("page_size", str(_PAGE)),
            ("start_datetime", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
            ("purchased", str(purchased).lower()),
        ]
        last = ""
        while True:
            page = self._client.get("shipments", [*query, *([("before_id", last)] if last else [])])
            found = rows(page.get("shipments"))
            yield from found
            if page.get("has_more") is not True or not found:
                return
            last = text(found[-1].get("id"))


def _complete(settings: ShippingSettings) -> None:
    missing = [] if settings.api_key else ["credentials"]
    if settings.rate_rule == "mapped" and not settings.service_map:
        missing.append("service_map")
    if missing:
        raise CarrierError("carrier.incomplete", carrier=NAME, missing=tuple(missing))
    if settings.tracking_url:
        check_tracking_template(settings.tracking_url)


def _not_refunded(label: Bought, trouble: CarrierError) -> CarrierError:
    if isinstance(trouble, InDoubt):
        return trouble
    message = str(trouble.problem.params.get("message", "-"))
    return CarrierError(
        "carrier.not_refunded", tracking=label.tracking, carrier=label.carrier or NAME, message=message
    )
