"""EasyPost's API v2 on this machine: strict about what it is asked, and it remembers what it was paid for.

Shapes as in EasyPost's documentation and its client libraries' recorded answers. A label is a picture of 4 by
6 inches with the number behind a postcode, as USPS prints it, and a routing code that names no parcel.
"""

import io
import json
import threading
import time
from base64 import b64decode
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs

import zxingcpp
from PIL import Image

from doubles.clock import ShopClock
from doubles.front import Front
from station.sandbox.shop.wire import Request, Response

KEY = "EZTK-double"
SERVICES = (
    ("USPS", "GroundAdvantage", "5.93", 3),
    ("USPS", "Priority", "6.95", 2),
    ("USPS", "Express", "31.25", None),
    ("UPS", "Ground", "9.10", 4),
)
_TOP = {"to_address", "from_address", "parcel", "reference", "options", "customs_info"}
_PLACE = {"name", "company", "street1", "street2", "city", "state", "zip", "country", "phone", "email"}
_PARCEL = {"weight", "length", "width", "height"}
_OPTIONS = {"label_format", "print_custom_1"}
_CUSTOMS = {
    "contents_type",
    "restriction_type",
    "non_delivery_option",
    "eel_pfc",
    "customs_certify",
    "customs_signer",
    "customs_items",
}
_ITEM = {
    "description",
    "quantity",
    "value",
    "currency",
    "weight",
    "origin_country",
    "code",
    "hs_tariff_number",
}


class Refusal(Exception):
    """An answer of 4xx."""

    def __init__(self, status: int, code: str, message: str, errors: tuple[object, ...] = ()) -> None:
        super().__init__(code)
        self.status = status
        self.error = {"code": code, "message": message, "errors": list(errors)}


class EasyPostDouble:
    """`shipments` by id, `forms`, and `charges`: a shipment's id for every time money was taken."""

    def __init__(self, key: str = KEY) -> None:
        self.key = key
        self.clock = ShopClock()
        self.shipments: dict[str, dict[str, Any]] = {}
        self.charges: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.page_most = 100
        self.bad_zip = "00000"
        self.unsold: set[str] = set()  # services that are offered and cannot be bought
        self.in_progress = 0  # so many purchases answer that an earlier one still runs
        self.no_barcode = False
        self.never_refunds = False
        self.doubtful: dict[str, str] = {}  # street lines nobody finds, each as it is written there
        self.with_forms = False  # what goes abroad comes with a commercial invoice
        self.pages = 1  # a label of so many
        self.slow_forms = 0  # so many looks until a form is drawn
        self._files: dict[str, tuple[bytes, str]] = {}
        self._count = 0
        self._lock = threading.Lock()
        self.front = Front(self._answer, lambda request: request.method != "GET")
        self.front.start()

    @property
    def url(self) -> str:
        return f"{self.front.url}/v2"

    def close(self) -> None:
        self.front.close()

    def paid(self) -> list[dict[str, Any]]:
        """Shipments that were bought and not given back."""
        return [one for one in self.shipments.values() if one["postage_label"] and not one["refund_status"]]

    # -- serving ----------------------------------------------------------------------------------

    def _answer(self, request: Request) -> Response:
        with self._lock:
            try:
                return self._routed(request)
            except Refusal as refusal:
                return _json(refusal.status, {"error": refusal.error})

    def _routed(self, request: Request) -> Response:
        if request.path.startswith("/files/"):
            assert "authorization" not in request.headers, "a key was sent to where files are kept"
            content, kind = self._files[request.path]
            return Response(200, content, [("Content-Type", kind)])
        self._signed_in(request)
        body = self._body(request)
        where = request.path.removeprefix("/v2/").split("/")
        if where[0] == "scan_forms":
            return _json(
                201, self._drawn(self._form(body) if request.method == "POST" else self._known(where[1]))
            )
        match (request.method, *where):
            case ("POST", "shipments"):
                return _json(201, self._create(body))
            case ("GET", "shipments"):
                return _json(200, self._list(parse_qs(request.target.partition("?")[2])))
            case ("GET", "shipments", ref):
                return _json(200, self._of(ref))
            case ("POST", "shipments", ref, "buy"):
                return _json(200, self._buy(self._of(ref), body))
            case ("POST", "shipments", ref, "refund"):
                return _json(200, self._refund(self._of(ref), body))
            case ("GET", "shipments", ref, "label"):
                wanted = parse_qs(request.target.partition("?")[2])
                return _json(200, self._converted(self._of(ref), wanted["file_format"][0]))
            case ("POST", "addresses"):
                return _json(201, self._verified(body))
        raise Refusal(404, "NOT_FOUND", "The requested resource could not be found.")

    def _signed_in(self, request: Request) -> None:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme != "Basic" or b64decode(value).decode() != f"{self.key}:":
            raise Refusal(401, "APIKEY.INVALID", "This api key is no longer active.")

    def _body(self, request: Request) -> Mapping[str, Any]:
        if request.method == "GET":
            assert not request.body
            return {}
        assert request.headers.get("content-type") == "application/json"
        found = json.loads(request.body)
        assert isinstance(found, dict)
        return found

    # -- shipments --------------------------------------------------------------------------------

    def _create(self, body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, {"shipment"})
        asked = body["shipment"]
        _only(asked, _TOP)
        to, sender = self._place(asked["to_address"]), self._place(asked["from_address"])
        _parcel(asked["parcel"])
        _only(asked["options"], _OPTIONS)
        if to["country"] != sender["country"]:
            _customs(asked.get("customs_info"))
        ref = self._id("shp")
        made = {
            "id": ref,
            "object": "Shipment",
            "mode": "test",
            "reference": asked.get("reference"),
            "created_at": self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "to_address": to,
            "from_address": sender,
            "parcel": asked["parcel"],
            "customs_info": asked.get("customs_info"),
            "options": asked["options"],
            "rates": [self._rate(ref, *one) for one in SERVICES],
            "messages": [{"carrier": "DhlEcs", "type": "rate_error", "message": "code: field required"}],
            "selected_rate": None,
            "postage_label": None,
            "tracking_code": None,
            "tracker": None,
            "refund_status": None,
            "forms": [],
            "scan_form": None,
        }
        self.shipments[ref] = made
        return made

    def _place(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        _only(asked, _PLACE)
        assert all(isinstance(value, str) and value for value in asked.values()), asked
        lacking = {"street1", "city", "country"} - asked.keys()
        if lacking or asked.get("zip") == self.bad_zip:
            raise Refusal(
                422,
                "ADDRESS.VERIFY.FAILURE",
                "Unable to verify address.",
                ({"field": "street1", "message": "House number is missing", "suggestion": None},),
            )
        return {**asked, "id": self._id("adr"), "object": "Address"}

    def _verified(self, body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, {"address", "verify"})
        assert body["verify"] == ["delivery"]
        place = self._place(body["address"])
        if place["street1"] not in self.doubtful:
            return {**place, "verifications": {"delivery": {"success": True, "errors": []}}}
        said = {"code": "E.HOUSE_NUMBER.INVALID", "field": "street1", "message": "House number is invalid"}
        return {
            **place,
            "street1": self.doubtful[place["street1"]],
            "verifications": {"delivery": {"success": False, "errors": [said], "details": None}},
        }

    def _rate(self, ref: str, carrier: str, service: str, amount: str, days: int | None) -> dict[str, Any]:
        return {
            "id": self._id("rate"),
            "object": "Rate",
            "carrier": carrier,
            "service": service,
            "rate": amount,
            "currency": "USD",
            "delivery_days": days,
            "est_delivery_days": days,
            "shipment_id": ref,
            "carrier_account_id": f"ca_{carrier.lower()}",
        }

    def _list(self, query: Mapping[str, list[str]]) -> dict[str, Any]:
        """Newest first. `purchased` leaves out the others."""
        assert query.keys() <= {"page_size", "start_datetime", "purchased", "before_id"}, query
        size = min(int(query["page_size"][0]), self.page_most)
        since, purchased = query["start_datetime"][0], query["purchased"][0]
        rows = [one for one in reversed(self.shipments.values()) if one["created_at"] >= since]
        if purchased == "true":
            rows = [one for one in rows if one["postage_label"]]
        if "before_id" in query:
            names = [one["id"] for one in rows]
            rows = rows[names.index(query["before_id"][0]) + 1 :]
        return {"shipments": rows[:size], "has_more": len(rows) > size}

    def _of(self, ref: str) -> dict[str, Any]:
        if ref not in self.shipments:
            raise Refusal(404, "SHIPMENT.NOT_FOUND", "The shipment could not be found.")
        return self.shipments[ref]

    def _buy(self, shipment: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, {"rate"})
        if shipment["postage_label"]:
            raise Refusal(422, "SHIPMENT.POSTAGE.EXISTS", "Postage already exists for this shipment.")
        if self.in_progress:
            self.in_progress -= 1
            raise Refusal(422, "SHIPMENT.PURCHASE.IN_PROGRESS", "A purchase is in progress.")
        rate = next((one for one in shipment["rates"] if one["id"] == body["rate"]["id"]), None)
        if rate is None:
            raise Refusal(422, "SHIPMENT.RATE.NOT_FOUND", "Rate was not found for this shipment.")
        if rate["service"] in self.unsold:
            raise Refusal(422, "SHIPMENT.POSTAGE.FAILURE", "The carrier would not sell it.")
        self.charges.append(shipment["id"])
        tracking = f"94001001054422{len(self.charges):08d}"
        kind = shipment["options"]["label_format"]
        shipment |= {
            "selected_rate": rate,
            "tracking_code": tracking,
            "postage_label": {"label_size": "4x6", **self._label(shipment, tracking, kind)},
            "tracker": {"carrier": rate["carrier"], "public_url": f"https://track.example/{tracking}"},
        }
        if shipment["customs_info"] and self.with_forms:
            content, media = drawn(["INVOICE"], "PDF")
            paper = {"form_type": "commercial_invoice", "form_url": self._file(content, media, "pdf")}
            sent = {**paper, "form_type": "cn22", "form_url": "https://none.invalid/cn22.pdf"}
            shipment["forms"] = [
                {**paper, "submitted_electronically": False},
                {**sent, "submitted_electronically": True},
            ]
        return shipment

    def _label(self, shipment: Mapping[str, Any], tracking: str, kind: str) -> dict[str, Any]:
        zip_code = shipment["to_address"].get("zip", "00000")[:5]
        codes = [f"420{zip_code}"] if self.no_barcode else [f"420{zip_code}{tracking}", f"420{zip_code}"]
        content, media = drawn(codes, kind, self.pages)
        url = self._file(content, media, kind.lower())
        pdf, zpl = url if kind == "PDF" else None, url if kind == "ZPL" else None
        return {"label_file_type": media, "label_url": url, "label_pdf_url": pdf, "label_zpl_url": zpl}

    def _converted(self, shipment: dict[str, Any], kind: str) -> dict[str, Any]:
        if not shipment["postage_label"]:
            raise Refusal(422, "SHIPMENT.LABEL.MISSING", "The shipment has no label.")
        found = self._label(shipment, shipment["tracking_code"], kind)
        shipment["postage_label"][f"label_{kind.lower()}_url"] = found["label_url"]
        return shipment

    def _refund(self, shipment: dict[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, set())
        if not shipment["postage_label"]:
            raise Refusal(422, "SHIPMENT.REFUND.UNAVAILABLE", "There is nothing to refund.")
        if shipment["refund_status"]:
            raise Refusal(422, "SHIPMENT.REFUND.DUPLICATE", "A refund was already requested.")
        shipment["refund_status"] = "rejected" if self.never_refunds else "submitted"
        return shipment

    def _form(self, body: Mapping[str, Any]) -> dict[str, Any]:
        _only(body, {"shipments"})
        chosen = [self._of(one["id"]) for one in body["shipments"]]
        if any(not one["postage_label"] or one["refund_status"] or one["scan_form"] for one in chosen):
            raise Refusal(422, "SCAN_FORM.CREATE.FAILURE", "Unable to manifest: see each shipment.")
        if len({one["selected_rate"]["carrier_account_id"] for one in chosen}) != 1:
            raise Refusal(422, "SCAN_FORM.CREATE.FAILURE", "All must belong to one carrier account.")
        content, media = drawn([self._id("sf")], "PDF")
        form = {
            "id": self._id("sf"),
            "object": "ScanForm",
            "status": "created",
            "message": None,
            "tracking_codes": [one["tracking_code"] for one in chosen],
            "form_url": self._file(content, media, "pdf"),
        }
        for one in chosen:
            one["scan_form"] = {"id": form["id"]}
        self.forms.append(form)
        return form

    def _known(self, ref: str) -> dict[str, Any]:
        return next(one for one in self.forms if one["id"] == ref)

    def _drawn(self, form: dict[str, Any]) -> dict[str, Any]:
        if not self.slow_forms:
            return form
        self.slow_forms -= 1
        return {**form, "status": "creating", "form_url": None}

    def _file(self, content: bytes, media: str, ending: str) -> str:
        path = f"/files/{self._id('file')}.{ending}"
        self._files[path] = (content, media)
        return f"{self.front.url}{path}"

    def _id(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count:06d}"

    def later(self, days: float) -> None:
        """Time passes over there."""
        self.clock.advance(timedelta(days=days).total_seconds())


def drawn(codes: list[str], kind: str, pages: int = 1) -> tuple[bytes, str]:
    """A sheet of 4 x 6 inches at 300 dots with one Code 128 for each text; more pages are blank."""
    if kind == "ZPL":
        fields = "".join(f"^FO50,{200 + 300 * n}^BCN,200,N,N,N^FD>:{code}^FS" for n, code in enumerate(codes))
        return f"^XA^PW1200{fields}^XZ\n".encode(), "application/zpl"
    sheet = Image.new("L", (1200, 1800), 255)
    for place, code in enumerate(codes):
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.Code128)
        bars = Image.fromarray(made.to_image(scale=1, add_quiet_zones=True, add_hrt=False))
        fit = 1100 // bars.width
        sheet.paste(bars.resize((bars.width * fit, 300), Image.Resampling.NEAREST), (50, 200 + 500 * place))
    out = io.BytesIO()
    if kind == "PDF":
        more = [Image.new("1", sheet.size, 255)] * (pages - 1)
        page = sheet.convert("1")
        # The same bytes whenever it is drawn.
        made = {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)}
        page.save(out, "PDF", resolution=300, save_all=True, append_images=more, **made)
        return out.getvalue(), "application/pdf"
    assert kind == "PNG", kind
    sheet.save(out, "PNG")
    return out.getvalue(), "image/png"


def _only(found: Mapping[str, Any], known: set[str]) -> None:
    assert isinstance(found, dict), found
    assert found.keys() <= known, found.keys() - known


def _parcel(asked: Mapping[str, Any]) -> None:
    _only(asked, _PARCEL)
    for name, value in asked.items():
        number = Decimal(value)
        assert number > 0, name
        assert number == round(number, 1), f"{name}: {value} has more than one decimal"
    assert "weight" in asked
    assert len(asked) in (1, 4), "all three sides or none"


def _customs(asked: Mapping[str, Any] | None) -> None:
    if asked is None:
        raise Refusal(422, "SHIPMENT.CUSTOMS_INFO.REQUIRED", "customs_info is required.")
    _only(asked, _CUSTOMS)
    assert asked["customs_certify"] is True
    assert asked["customs_signer"]
    assert asked["customs_items"]
    for item in asked["customs_items"]:
        assert item.keys() == _ITEM, item
        assert Decimal(item["value"]) > 0
        assert Decimal(item["weight"]) > 0
        assert item["quantity"] > 0
        assert item["description"]
        assert len(item["origin_country"]) == 2


def _json(status: int, body: object) -> Response:
    return Response(status, json.dumps(body).encode(), [("Content-Type", "application/json; charset=utf-8")])
