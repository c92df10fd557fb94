"""Labels bought from EasyPost: one intent, one label, whatever becomes of the answers."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from doubles.easypost import EasyPostDouble, drawn
from doubles.front import page

from station.carriers.choosing import choose
from station.carriers.contract import (
    CarrierError,
    Content,
    InDoubt,
    LabelWish,
    Quote,
    Rate,
    ShippingSettings,
    TryLater,
)
from station.carriers.easypost import EasyPost, parcel
from station.carriers.registry import build, postage
from station.labels import readback
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass, Money
from station.sandbox.shop.wire import Response
from station.usecases import documents

HERE = Address("Dispatch", "Example Ltd", ("Dock 1",), "Redondo Beach", "CA", "90277", "US", "5555550100")
THERE = Address("Jo Sparrow", "", ("388 Road", "Apt 20", "Bell 3"), "San Francisco", "CA", "94107", "US")
WISH = LabelWish(
    "c1", "1001", "main", THERE, HERE, "Standard", 1, Mass(436_000), date(2026, 11, 20),
    kind="M", intent="c1-0123456789",
    contents=(
        Content("TEA", "Black tea", 2, Money(450, "EUR"), Mass(110_000)),
        Content("MUG", "Blue mug", 1, Money(1200, "EUR"), None),
    ),
)  # fmt: skip
AGAIN = replace(WISH, asked_before=True, since=datetime.now(UTC) - timedelta(minutes=5))
SERVICES = {"standard": "USPS/GroundAdvantage", "Fast": "USPS/Express", "*": "UPS/Ground"}


@pytest.fixture
def double() -> Iterator[EasyPostDouble]:
    made = EasyPostDouble()
    yield made
    made.close()


@pytest.fixture
def carrier(double: EasyPostDouble) -> Iterator[Callable[..., EasyPost]]:
    made: list[EasyPost] = []

    def make(**changes: Any) -> EasyPost:
        settings = ShippingSettings(
            "easypost", url=double.url, api_key=double.key, service_map=SERVICES, sizes={"M": (300, 200, 150)}
        )
        made.append(EasyPost(replace(settings, **changes)))
        return made[-1]

    yield make
    for one in made:
        one.close()


def code_of(caught: Any) -> str:
    return str(caught.value.problem.code)


# -- what is asked, and which service -------------------------------------------------------------


def test_rates_are_for_ounces_and_inches_rounded_up(carrier: Any, double: EasyPostDouble) -> None:
    quote = carrier().rates(WISH)

    (asked,) = double.shipments.values()
    assert asked["parcel"] == {"weight": "15.4", "length": "11.9", "width": "7.9", "height": "6.0"}
    assert asked["reference"] == "c1-0123456789"
    assert asked["to_address"]["street2"] == "Apt 20, Bell 3"
    assert "company" not in asked["to_address"]
    assert [(one.title, one.amount, one.days) for one in quote.rates][:2] == [
        ("USPS/GroundAdvantage", Decimal("5.93"), 3),
        ("USPS/Priority", Decimal("6.95"), 2),
    ]
    assert quote.complaints == ("DhlEcs: code: field required",)
    assert double.charges == []


@pytest.mark.parametrize(
    ("milligrams", "ounces"), [(28_349, "1.0"), (28_350, "1.1"), (1, "0.1"), (1_000_000, "35.3")]
)
def test_an_ounce_is_never_rounded_down(milligrams: int, ounces: str) -> None:
    assert parcel.ounces(Mass(milligrams)) == ounces


@pytest.mark.parametrize(
    ("method", "service"),
    [("Standard", "GroundAdvantage"), ("fast", "Express"), ("Something else", "Ground")],
)
def test_the_method_is_mapped_to_a_service(
    method: str, service: str, carrier: Any, double: EasyPostDouble
) -> None:
    carrier().label(replace(WISH, method=method))

    (bought,) = double.paid()
    assert bought["selected_rate"]["service"] == service


def test_a_method_that_is_mapped_to_nothing_buys_nothing(carrier: Any, double: EasyPostDouble) -> None:
    with pytest.raises(CarrierError) as unmapped:
        carrier(service_map={"Other": "USPS/Priority"}).label(WISH)
    assert code_of(unmapped) == "carrier.service_unmapped"
    with pytest.raises(CarrierError) as absent:
        carrier(service_map={"*": "USPS/Pigeon"}).label(WISH)
    assert code_of(absent) == "carrier.service_not_offered"
    assert "USPS/Priority" in str(absent.value.problem.params["offered"])
    assert double.charges == []


@pytest.mark.parametrize(
    ("promise", "service"),
    [({}, "GroundAdvantage"), ({"Standard": 2}, "Priority"), ({"*": 3}, "GroundAdvantage")],
)
def test_the_cheapest_that_keeps_the_promise_is_bought(
    promise: dict[str, int], service: str, carrier: Any, double: EasyPostDouble
) -> None:
    carrier(rate_rule="cheapest", promise_days=promise).label(WISH)

    assert [one["selected_rate"]["service"] for one in double.paid()] == [service]


def test_a_promise_nobody_keeps_buys_nothing(carrier: Any, double: EasyPostDouble) -> None:
    with pytest.raises(CarrierError) as caught:
        carrier(rate_rule="cheapest", promise_days={"*": 1}).label(WISH)
    assert code_of(caught) == "carrier.no_rate_in_time"
    assert double.charges == []


def test_what_nobody_weighed_weighs_what_is_known_of_it(carrier: Any, double: EasyPostDouble) -> None:
    known = tuple(replace(one, mass=Mass(100_000)) for one in WISH.contents)
    carrier(tares={"M": Mass(120_000)}).rates(replace(WISH, gross=None, contents=known))
    assert [one["parcel"]["weight"] for one in double.shipments.values()] == ["14.9"]

    with pytest.raises(CarrierError) as caught:
        carrier().label(replace(WISH, gross=None))
    assert code_of(caught) == "carrier.weight_missing"


# -- customs --------------------------------------------------------------------------------------


def test_abroad_the_customs_are_told_what_is_inside(carrier: Any, double: EasyPostDouble) -> None:
    abroad = replace(WISH, ship_to=replace(THERE, country="CA", postal_code="V6C 3T4"))
    codes = {"TEA": "0902.10", "*": "6912.00"}
    carrier(hs_codes=codes, origins={"TEA": "IN", "*": "DE"}, customs_signer="Ana").label(abroad)

    (bought,) = double.paid()
    told = bought["customs_info"]
    assert (told["customs_signer"], told["contents_type"]) == ("Ana", "merchandise")
    tea, _ = told["customs_items"]
    assert (tea["quantity"], tea["value"], tea["weight"]) == (2, "9.00", "7.8")
    assert (tea["hs_tariff_number"], tea["origin_country"], tea["currency"]) == ("0902.10", "IN", "EUR")
    mug = told["customs_items"][1]
    assert (mug["value"], mug["weight"]) == ("12.00", "7.7")
    assert (mug["hs_tariff_number"], mug["origin_country"]) == ("6912.00", "DE")


def test_what_customs_would_miss_is_said_before_anything_is_bought(
    carrier: Any, double: EasyPostDouble
) -> None:
    gift = replace(WISH, ship_to=replace(THERE, country="CA"), contents=(*WISH.contents, Content("X", "", 1)))
    station = carrier(hs_codes={"TEA": "0902.10", "MUG": "6912.00"}, origins={"TEA": "IN"})
    lacking = "MUG: origins; X: hs_codes, origins, price, name"
    (doubt,) = station.doubts(gift)
    assert (doubt.code, doubt.params["missing"]) == ("carrier.customs_missing", lacking)
    with pytest.raises(CarrierError) as caught:
        station.label(gift)
    assert caught.value.problem == doubt
    assert double.shipments == {}
    assert station.doubts(replace(gift, ship_to=THERE)) == (), "nothing crosses a border"


def test_customs_forms_come_with_the_label_unless_customs_have_them(
    carrier: Any, double: EasyPostDouble
) -> None:
    double.with_forms = True
    abroad = replace(WISH, ship_to=replace(THERE, country="CA", postal_code="V6C 3T4"))
    label = carrier(hs_codes={"*": "0902.10"}, origins={"*": "IN"}).label(abroad)
    assert [[symbol.text for symbol in readback.read(form)] for form in label.forms] == [["INVOICE"]]


# -- the address ----------------------------------------------------------------------------------


def test_the_carrier_s_doubt_about_an_address_is_told_with_what_it_suggests(
    carrier: Any, double: EasyPostDouble
) -> None:
    double.doubtful["388 Road"] = "388 Rhode Rd"
    assert carrier().doubts(WISH) == (), "nobody asked"
    (doubt,) = carrier(check_addresses=True).doubts(WISH)
    assert doubt.code == "address.suggested"
    assert doubt.params["message"] == "House number is invalid"
    assert doubt.params["suggested"] == "388 Rhode Rd, Apt 20, Bell 3, San Francisco, CA, 94107, US"
    double.doubtful["388 Road"] = "388 Road"
    (doubt,) = carrier(check_addresses=True).doubts(WISH)
    assert (doubt.code, "suggested" in doubt.params) == ("address.doubtful", False), "it knows no better"
    double.doubtful.clear()
    assert carrier(check_addresses=True).doubts(WISH) == ()
    assert double.shipments == {}


@pytest.mark.parametrize(
    ("here", "there", "crosses"),
    [("US", "US", False), ("DE", "PL", False), ("DE", "CH", True), ("US", "", False)],
)
def test_goods_in_the_union_need_no_declaration(here: str, there: str, crosses: bool) -> None:
    wish = replace(WISH, ship_from=replace(HERE, country=here), ship_to=replace(THERE, country=there))
    assert parcel.crosses_border(wish) is crosses


# -- the label ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "media"), [("pdf", "application/pdf"), ("png", "image/png")])
def test_a_label_is_read_back_by_the_code_that_holds_its_number(kind: str, media: str, carrier: Any) -> None:
    label = carrier(label_format=kind).label(WISH)

    assert (label.media_type, label.carrier, label.scan_back) == (media, "USPS", ())
    assert label.tracking_url == f"https://track.example/{label.tracking}"
    printed = documents.as_pdf(label.document, label.media_type)
    assert len(readback.read(printed)) == 2, "a routing code stands beside it"
    assert documents.own_codes(printed, label.tracking) == (f"42094107{label.tracking}",)


def test_our_own_names_and_links_come_first(carrier: Any) -> None:
    named = carrier(carrier_name="Post", tracking_url="https://shop.example/{tracking}").label(WISH)
    assert (named.carrier, named.tracking_url) == ("Post", f"https://shop.example/{named.tracking}")


def test_a_label_without_its_own_number_is_not_printed(carrier: Any, double: EasyPostDouble) -> None:
    double.no_barcode = True
    label = carrier().label(WISH)
    with pytest.raises(StationError) as caught:
        documents.own_codes(label.document, label.tracking)
    assert code_of(caught) == "label.unreadable"


def test_what_is_neither_pdf_nor_png_is_asked_for_once_more(carrier: Any, double: EasyPostDouble) -> None:
    zpl = Response(200, b"^XA^XZ", [("Content-Type", "text/plain")])
    double.front.instead(zpl, match=r"GET /files/")
    assert carrier().label(WISH).media_type == "application/pdf"
    assert carrier(label_format="zpl").label(replace(WISH, intent="z-0")).media_type == "application/zpl"

    double.front.instead(zpl, times=2, match=r"GET /files/")
    with pytest.raises(CarrierError) as caught:
        carrier().label(replace(WISH, intent="c2-0123456789"))
    assert code_of(caught) == "carrier.no_document"


def test_a_label_is_given_out_again(carrier: Any, double: EasyPostDouble) -> None:
    station = carrier()
    first = station.label(WISH)
    (bought,) = station.find(WISH.intent, AGAIN.since)
    assert station.reprint(bought) == first
    assert len(double.charges) == 1


# -- lost answers ---------------------------------------------------------------------------------


def test_a_purchase_whose_answer_was_lost_is_found(carrier: Any, double: EasyPostDouble) -> None:
    double.front.lose_answer(match="/buy")
    label = carrier().label(WISH)

    assert len(double.charges) == 1
    assert [one["tracking_code"] for one in double.paid()] == [label.tracking]


def test_a_purchase_that_never_arrived_is_made_once(carrier: Any, double: EasyPostDouble) -> None:
    double.front.lose_request(match="/buy")
    label = carrier().label(WISH)

    assert [one["tracking_code"] for one in double.paid()] == [label.tracking]
    assert len(double.charges) == 1


@pytest.mark.parametrize("cut", [0, 1])
def test_after_a_crash_what_was_bought_is_used(cut: int, carrier: Any, double: EasyPostDouble) -> None:
    """The bench died after the money went: with the answer, or before it."""
    if cut:
        double.front.lose_answer(match="/buy")
        double.front.instead(Response(503, b""), writes=False, match="GET /v2/shipments/")
        with pytest.raises(TryLater):
            carrier().label(WISH)
    else:
        carrier().label(WISH)
    label = carrier().label(AGAIN)

    assert len(double.charges) == 1
    assert [one["tracking_code"] for one in double.paid()] == [label.tracking]


def test_a_shipment_that_was_begun_is_finished_not_begun_again(carrier: Any, double: EasyPostDouble) -> None:
    carrier().rates(WISH)
    carrier().label(AGAIN)
    assert (len(double.shipments), len(double.charges)) == (1, 1)


def test_a_shipment_that_cannot_be_bought_any_more_makes_room_for_another(
    carrier: Any, double: EasyPostDouble
) -> None:
    quote = carrier().rates(WISH)
    double.shipments[quote.ref]["rates"][0]["id"] = "rate_new"
    double.front.spoil(
        lambda answer: replace(answer, body=answer.body.replace(b"rate_new", b"rate_old")),
        writes=False,
        times=3,
    )
    carrier().label(AGAIN)
    assert (len(double.shipments), len(double.charges)) == (2, 1)


def test_a_purchase_that_still_runs_over_there_is_waited_for(carrier: Any, double: EasyPostDouble) -> None:
    double.in_progress = 1
    with pytest.raises(InDoubt) as caught:
        carrier().label(WISH)
    assert caught.value.wait == 60
    assert len(double.front.writes()) == 2, "it is not asked again at once"
    carrier().label(AGAIN)
    assert (len(double.shipments), len(double.charges)) == (1, 1)


def test_what_was_given_back_is_not_used_again(carrier: Any, double: EasyPostDouble) -> None:
    station = carrier()
    first = station.label(WISH)
    station.void(*station.find(WISH.intent, AGAIN.since))
    second = station.label(AGAIN)
    assert first.tracking != second.tracking
    assert [one["tracking_code"] for one in double.paid()] == [second.tracking]


def test_a_long_list_is_read_to_its_end(carrier: Any, double: EasyPostDouble) -> None:
    station = carrier()
    station.label(WISH)
    double.page_most = 2
    for n in range(5):
        station.label(replace(WISH, intent=f"o{n}-0"))
    assert [one.intent for one in station.bought(AGAIN.since)][0] == WISH.intent
    assert len(station.find(WISH.intent, AGAIN.since)) == 1


def test_other_parcels_under_other_intents_are_other_labels(carrier: Any, double: EasyPostDouble) -> None:
    carrier().label(WISH)
    carrier().label(replace(AGAIN, intent="c1-9999999999"))
    assert len(double.charges) == 2


# -- trouble --------------------------------------------------------------------------------------


def test_asked_too_often_it_waits_as_long_as_it_is_told(carrier: Any, double: EasyPostDouble) -> None:
    double.front.instead(Response(429, b"{}", [("Retry-After", "7")]))
    with pytest.raises(TryLater) as caught:
        carrier().label(WISH)
    assert (code_of(caught), caught.value.wait) == ("carrier.busy", 7.0)


def test_a_wrong_key_is_a_person_s_affair(carrier: Any, double: EasyPostDouble) -> None:
    with pytest.raises(CarrierError) as caught:
        carrier(api_key="old").label(WISH)
    assert code_of(caught) == "carrier.sign_in"
    assert not isinstance(caught.value, TryLater)
    assert "old" not in str(caught.value)


def test_an_address_nobody_delivers_to_says_what_is_wrong_with_it(
    carrier: Any, double: EasyPostDouble
) -> None:
    with pytest.raises(CarrierError) as caught:
        carrier().label(replace(WISH, ship_to=replace(THERE, postal_code=double.bad_zip)))
    assert code_of(caught) == "carrier.address_refused"
    assert caught.value.problem.params["message"] == (
        "Unable to verify address; street1: House number is missing"
    )


def test_an_empty_account_and_a_carrier_that_will_not_sell_are_said(
    carrier: Any, double: EasyPostDouble
) -> None:
    poor = b'{"error": {"code": "PAYMENT_REQUIRED", "message": "Insufficient funds.", "errors": []}}'
    double.front.instead(Response(402, poor, [("Content-Type", "application/json")]), match="/buy")
    with pytest.raises(CarrierError) as unpaid:
        carrier().label(WISH)
    assert code_of(unpaid) == "carrier.unpaid"
    double.unsold.add("GroundAdvantage")
    with pytest.raises(CarrierError) as unsold:
        carrier().label(WISH)
    assert code_of(unsold) == "carrier.refused"
    assert double.charges == []


@pytest.mark.parametrize("answer", [page(200), page(403), Response(200, b"[]"), Response(500, b"oops")])
def test_what_is_no_answer_of_theirs_is_no_label(
    answer: Response, carrier: Any, double: EasyPostDouble
) -> None:
    double.front.instead(answer)
    with pytest.raises(TryLater):
        carrier().label(WISH)
    assert double.charges == []


def test_out_of_reach_is_no_doubt(carrier: Any, double: EasyPostDouble) -> None:
    double.front.offline()
    with pytest.raises(TryLater) as caught:
        carrier().label(WISH)
    assert code_of(caught) == "net.unreachable"
    assert not isinstance(caught.value, InDoubt)
    double.front.online()


# -- giving back, and the driver ------------------------------------------------------------------


@pytest.mark.parametrize("lost", [False, True])
def test_a_label_is_given_back_once(lost: bool, carrier: Any, double: EasyPostDouble) -> None:
    station = carrier()
    station.label(WISH)
    (bought,) = station.bought(AGAIN.since)
    if lost:
        double.front.lose_answer(match="/refund")
    station.void(bought)
    station.void(bought)
    assert double.paid() == []
    assert [(one.voided, one.refund) for one in station.bought(AGAIN.since)] == [(True, "submitted")]


def test_a_label_the_carrier_keeps_the_money_for_is_said(carrier: Any, double: EasyPostDouble) -> None:
    double.never_refunds = True
    station = carrier()
    station.label(WISH)
    for _ in range(2):
        with pytest.raises(CarrierError) as caught:
            station.void(*station.bought(AGAIN.since))
        assert code_of(caught) == "carrier.not_refunded"
    assert [(one.voided, one.refund) for one in station.bought(AGAIN.since)] == [(False, "rejected")]


def test_a_driver_scans_one_form_for_all(carrier: Any, double: EasyPostDouble) -> None:
    station = carrier()
    trackings = [station.label(replace(WISH, intent=f"c{n}-0")).tracking for n in range(2)]
    form = station.manifest(station.bought(AGAIN.since))
    assert form.trackings == tuple(trackings)
    assert form.document == drawn(["sf_" + readback.read(form.document)[0].text[3:]], "PDF")[0]
    # Asked for once more it is the same one; what left later is on another, alone.
    assert station.manifest(station.bought(AGAIN.since)) == form
    late = station.label(replace(WISH, intent="c2-0")).tracking
    assert station.manifest(station.bought(AGAIN.since)).trackings == (late,)
    assert [one["tracking_codes"] for one in double.forms] == [trackings, [late]]
    # One that is given back is on none.
    station.label(replace(WISH, intent="c3-0"))
    station.void(station.bought(AGAIN.since)[-1])
    with pytest.raises(CarrierError) as caught:
        station.manifest(station.bought(AGAIN.since)[-1:])
    assert code_of(caught) == "carrier.refused"


@pytest.mark.parametrize("again", ["at once", "later", "never arrived"])
def test_a_form_whose_answer_was_lost_is_found_and_never_made_twice(
    again: str, carrier: Any, double: EasyPostDouble
) -> None:
    station = carrier()
    trackings = tuple(station.label(replace(WISH, intent=f"c{n}-0")).tracking for n in range(2))
    known = station.bought(AGAIN.since)
    if again == "never arrived":
        double.front.lose_request(match="/scan_forms")
    else:
        double.front.lose_answer(match="/scan_forms")
    if again == "later":
        double.front.instead(Response(503, b""), writes=False, match="GET /v2/shipments/")
    if again != "at once":
        with pytest.raises(TryLater):
            station.manifest(known)
    assert len(double.forms) == (1 if again == "later" else 0)
    # Whether the list was read again meanwhile or not.
    forms = [station.manifest(known), station.manifest(station.bought(AGAIN.since))]
    assert forms[0] == forms[1]
    assert (forms[0].trackings, len(double.forms)) == (trackings, 1)


def test_lost_answers_late_and_twice_leave_one_label_and_its_money_is_asked_back_once(
    carrier: Any, double: EasyPostDouble
) -> None:
    """Bought, answer lost twice, found after a crash; given back, answer lost, refused, still given back."""
    station = carrier()
    double.front.lose_answer(times=2, match="/buy")
    double.front.instead(Response(504, b""), writes=False, match="GET /v2/shipments/")
    with pytest.raises(TryLater):
        station.label(WISH)
    labels = [carrier().label(AGAIN) for _ in range(2)]
    assert labels[0] == labels[1]
    assert (len(double.shipments), len(double.charges)) == (1, 1)

    (bought,) = station.find(WISH.intent, AGAIN.since)
    double.front.lose_answer(match="/refund")
    double.front.instead(Response(502, b""), writes=False, match="GET /v2/shipments/")
    with pytest.raises(TryLater):
        station.void(bought)
    station.void(bought)
    assert [(one.voided, one.refund) for one in station.bought(AGAIN.since)] == [(True, "submitted")]
    # The carrier thinks it over, and will not: the label counts again, and is used rather than a new one.
    double.shipments[bought.ref]["refund_status"] = "rejected"
    assert carrier().label(AGAIN) == labels[0]
    assert len(double.charges) == 1


# -- settings -------------------------------------------------------------------------------------


def test_what_is_missing_is_named() -> None:
    with pytest.raises(CarrierError) as caught:
        EasyPost(ShippingSettings("easypost"))
    assert code_of(caught) == "carrier.incomplete"
    assert caught.value.problem.params["missing"] == ("credentials", "service_map")


def test_the_key_is_in_no_picture_of_the_settings() -> None:
    assert "secret" not in repr(ShippingSettings("easypost", api_key="secret"))


def test_a_form_that_is_still_being_drawn_is_waited_for(double: EasyPostDouble) -> None:
    waited: list[float] = []
    settings = ShippingSettings("easypost", url=double.url, api_key=double.key, service_map=SERVICES)
    station = EasyPost(settings, pause=waited.append)
    station.label(WISH)
    double.slow_forms = 3
    assert len(station.manifest(station.bought(AGAIN.since)).trackings) == 1
    assert len(waited) == 3
    station.close()


def test_prices_in_two_currencies_are_not_compared() -> None:
    rates = tuple(Rate(money, "P", money, Decimal(5), money) for money in ("USD", "CAD"))
    settings = ShippingSettings("easypost", rate_rule="cheapest")
    with pytest.raises(CarrierError) as caught:
        choose(WISH, Quote("shp", rates), settings)
    assert code_of(caught) == "carrier.currencies"
    mapped = replace(settings, rate_rule="mapped", service_map={"*": "P/CAD"})
    assert choose(WISH, Quote("shp", rates), mapped) is rates[1]


@pytest.mark.parametrize(("name", "code"), [("house", "carrier.cannot"), ("pigeon", "carrier.unknown")])
def test_only_a_carrier_that_sells_is_asked_what_it_sold(name: str, code: str) -> None:
    with pytest.raises(CarrierError) as caught:
        postage(ShippingSettings(name))
    assert code_of(caught) == code


def test_the_registry_knows_it(double: EasyPostDouble) -> None:
    settings = ShippingSettings("easypost", url=double.url, api_key=double.key, rate_rule="cheapest")
    made = build(settings, lambda: 1, lambda _label: (b"", ""))
    assert (made.way, made.name) == ("buys", "EasyPost")
    assert isinstance(made, EasyPost)
    made.close()
