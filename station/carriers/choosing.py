"""Which of the rates a carton takes: the one its shipping method is mapped to, or the cheapest in time."""

from collections.abc import Mapping, Sequence

from station.carriers.contract import CarrierError, LabelWish, Quote, Rate, ShippingSettings

_ANY = "*"


def choose(wish: LabelWish, quote: Quote, settings: ShippingSettings) -> Rate:
    """Raises `carrier.no_rate`, `carrier.service_unmapped`, `carrier.service_not_offered`,
    `carrier.no_rate_in_time`, and `carrier.currencies` where prices cannot be compared.
    """
    if not quote.rates:
        said = "; ".join(dict.fromkeys(quote.complaints))[:300]
        raise CarrierError("carrier.no_rate", order=wish.order, message=said or "-")
    if settings.rate_rule == "cheapest":
        return _cheapest(wish, quote.rates, settings.promise_days)
    return _mapped(wish, quote.rates, settings.service_map)


def _mapped(wish: LabelWish, rates: Sequence[Rate], services: Mapping[str, str]) -> Rate:
    wanted = _entry(services, wish)
    if not isinstance(wanted, str) or not wanted:
        raise CarrierError("carrier.service_unmapped", method=wish.method or wish.method_code or "-")
    fitting = [one for one in rates if one.title.casefold() == wanted.strip().casefold()]
    if not fitting:
        raise CarrierError("carrier.service_not_offered", service=wanted, offered=_titles(rates))
    return _least(fitting)


def _cheapest(wish: LabelWish, rates: Sequence[Rate], promises: Mapping[str, object]) -> Rate:
    """Where a promise is made, a rate that does not say its days keeps none."""
    promised = _entry(promises, wish)
    if not isinstance(promised, int):
        return _least(rates)
    fitting = [one for one in rates if one.days is not None and one.days <= promised]
    if not fitting:
        raise CarrierError("carrier.no_rate_in_time", days=promised, offered=_titles(rates))
    return _least(fitting)


def _least(rates: Sequence[Rate]) -> Rate:
    currencies = sorted({one.currency for one in rates})
    if len(currencies) > 1:
        raise CarrierError("carrier.currencies", currencies=", ".join(currencies))
    return min(rates, key=_price)


def _entry(table: Mapping[str, object], wish: LabelWish) -> object:
    """By the method's name as customers read it, else by its code, else what holds for any."""
    found = {key.strip().casefold(): value for key, value in table.items()}
    for key in (wish.method, wish.method_code):
        if key and key.strip().casefold() in found:
            return found[key.strip().casefold()]
    return table.get(_ANY)


def _price(rate: Rate) -> tuple[object, ...]:
    """The cheapest; of equals the fastest; then always the same one."""
    return (rate.amount, rate.days if rate.days is not None else 999, rate.title)


def _titles(rates: Sequence[Rate]) -> str:
    return ", ".join(sorted({one.title for one in rates}))
