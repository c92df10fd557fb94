"""What a request file says: names that stay, values as text or numbers. Pure."""

from dataclasses import asdict

from station.carriers.contract import Content, LabelWish, ShippingSettings
from station.model.order import Address


def of(wish: LabelWish, settings: ShippingSettings) -> dict[str, object]:
    """Weights in grams, rounded up; sizes in millimetres; `value` is of one unit."""
    size = list(settings.sizes.get(wish.kind, ()))
    return {
        "id": wish.intent,
        "store": wish.store,
        "order": wish.order,
        "carton": wish.number,
        "method": wish.method,
        "method_code": wish.method_code,
        "service": settings.service_map.get(wish.method) or settings.service_map.get("*", ""),
        "day": wish.day.isoformat(),
        "weight_grams": None if wish.gross is None else -(-wish.gross.mg // 1000),
        "size_mm": size,
        **_place("to", wish.ship_to),
        **_place("from", wish.ship_from),
        "contents": [_line(one) for one in wish.contents],
    }


def _place(which: str, place: Address) -> dict[str, object]:
    fields = asdict(place)
    street = list(place.street)
    del fields["street"]
    return {f"{which}_{name}": value for name, value in fields.items()} | {f"{which}_street": street}


def _line(one: Content) -> dict[str, object]:
    return {
        "sku": one.sku,
        "name": one.name,
        "quantity": one.quantity,
        "value": str(one.price.amount) if one.price is not None else None,
        "currency": one.price.currency if one.price is not None else None,
        "weight_grams": None if one.mass is None else -(-one.mass.mg // 1000),
    }
