"""A wish as EasyPost wants it: addresses, ounces and inches, customs. Pure.

Source: EasyPost API v2, Shipment, Parcel (ounces; inches), CustomsInfo and CustomsItem (`weight` and `value`
are of the whole line). Customs union: Regulation (EU) 952/2013, article 4; goods in it need no declaration.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal

from station.carriers.contract import CarrierError, Content, LabelWish, ShippingSettings
from station.model.order import Address
from station.model.quantity import MILLIGRAMS, Mass, Money

_TENTH = Decimal("0.1")
_MM_PER_INCH = Decimal("25.4")
_IN_UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_UNION = frozenset(_IN_UNION.split())
# 15 CFR 30.37(a): no electronic export filing for 2,500 dollars or less of each kind of goods.
_NO_FILING = "NOEEI 30.37(a)"


def shipment(wish: LabelWish, settings: ShippingSettings) -> dict[str, object]:
    """The body of a new shipment. Raises `carrier.weight_missing`, `carrier.customs_missing`."""
    gross = weight(wish, settings)
    body: dict[str, object] = {
        "to_address": address(wish.ship_to),
        "from_address": address(wish.ship_from),
        "parcel": {"weight": ounces(gross), **_inches(settings.sizes.get(wish.kind, ()))},
        "reference": wish.intent,
        "options": {
            "label_format": settings.label_format.upper(),
            "print_custom_1": f"{wish.order} {wish.number}",
        },
    }
    if crosses_border(wish):
        if lacking := gaps(wish, settings):
            raise CarrierError("carrier.customs_missing", order=wish.order, missing="; ".join(lacking))
        body["customs_info"] = customs(wish, settings, gross)
    return {"shipment": body}


def weight(wish: LabelWish, settings: ShippingSettings) -> Mass:
    """What the scale said; where nothing was weighed, the sum of what is known to be in it."""
    if wish.gross is not None:
        return wish.gross
    known = [one.mass.mg * one.quantity for one in wish.contents if one.mass is not None]
    if not known or len(known) < len(wish.contents):
        raise CarrierError("carrier.weight_missing", order=wish.order, carton=wish.number)
    tare = settings.tares.get(wish.kind, Mass(0))
    return Mass(sum(known) + tare.mg)


def ounces(mass: Mass) -> str:
    """Rounded up to a tenth: too little costs a surcharge."""
    exact = Decimal(mass.mg) / MILLIGRAMS["oz"]
    return str(max(exact, _TENTH).quantize(_TENTH, ROUND_CEILING))


def _inches(sides: object) -> dict[str, str]:
    if not isinstance(sides, tuple | list) or len(sides) != 3:
        return {}
    names = ("length", "width", "height")
    return {
        name: str((Decimal(side) / _MM_PER_INCH).quantize(_TENTH, ROUND_CEILING))
        for name, side in zip(names, sides, strict=True)
    }


def address(place: Address) -> dict[str, str]:
    """Empty fields are left out. Street lines beyond the first share the second."""
    fields = {
        "name": place.name,
        "company": place.company,
        "street1": place.street[0] if place.street else "",
        "street2": ", ".join(line for line in place.street[1:] if line),
        "city": place.city,
        "state": place.region,
        "zip": place.postal_code,
        "country": place.country,
        "phone": place.phone,
        "email": place.email,
    }
    return {name: value for name, value in fields.items() if value}


def crosses_border(wish: LabelWish) -> bool:
    """Whether customs want to know what is inside."""
    here, there = wish.ship_from.country, wish.ship_to.country
    return bool(here and there) and here != there and not {here, there} <= _UNION


def gaps(wish: LabelWish, settings: ShippingSettings) -> tuple[str, ...]:
    """What customs would miss, as `SKU: hs_codes, origins, price, name`; nothing within a customs union.

    None of it is made up: a guessed origin or tariff number is a false declaration.
    """
    if not crosses_border(wish):
        return ()
    lacking = [(one.sku, ", ".join(_lacks(one, settings))) for one in wish.contents]
    return tuple(dict.fromkeys(f"{sku}: {what}" for sku, what in lacking if what))


def _lacks(content: Content, settings: ShippingSettings) -> Iterator[str]:
    if not _for(settings.hs_codes, content.sku):
        yield "hs_codes"
    if not _for(settings.origins, content.sku):
        yield "origins"
    if content.price is None or content.price.minor <= 0:
        yield "price"
    if not content.name.strip():
        yield "name"


def customs(wish: LabelWish, settings: ShippingSettings, gross: Mass) -> dict[str, object]:
    """What is in the carton, line by line."""
    shared = _share_of_unweighed(wish.contents, gross)
    return {
        "contents_type": "merchandise",
        "restriction_type": "none",
        "non_delivery_option": "return",
        "eel_pfc": _NO_FILING,
        "customs_certify": True,
        "customs_signer": settings.customs_signer or wish.ship_from.name or wish.ship_from.company,
        "customs_items": [
            _item(one, one.price, settings, shared) for one in wish.contents if one.price is not None
        ],
    }


def _item(content: Content, price: Money, settings: ShippingSettings, shared: Decimal) -> dict[str, object]:
    each = Decimal(content.mass.mg) if content.mass is not None else shared
    return {
        "description": content.name[:255],
        "quantity": content.quantity,
        "value": str(price.amount * content.quantity),
        "currency": price.currency,
        "weight": ounces(Mass(int(each * content.quantity))),
        "origin_country": _for(settings.origins, content.sku),
        "code": content.sku,
        "hs_tariff_number": _for(settings.hs_codes, content.sku),
    }


def _for(table: Mapping[str, str], sku: str) -> str:
    return table.get(sku) or table.get("*", "")


def _share_of_unweighed(contents: tuple[Content, ...], gross: Mass) -> Decimal:
    """Milligrams a unit without a weight of its own is given: what the others leave of the gross."""
    lacking = sum(one.quantity for one in contents if one.mass is None)
    known = sum(one.mass.mg * one.quantity for one in contents if one.mass is not None)
    return Decimal(max(0, gross.mg - known)) / lacking if lacking else Decimal(0)
