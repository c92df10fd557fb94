"""Every cart keeps its credentials to itself: redirects, certificates, pictures of other hosts."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import trustme
from cart_moves import Another, confirm, needs, parcel, trouble_of
from doubles.double import MUG, TEA, Double, Sale

from station.carts.contract import Cart, TryLater
from station.sandbox.shop.wire import Listener, Request, Response

_PUBLIC = {"host", "accept", "accept-encoding", "connection", "user-agent"}
_PICTURE = Response(200, b"\x89PNG\r\n\x1a\n picture", [("Content-Type", "image/png")])
_YESTERDAY = datetime.now(UTC) - timedelta(days=1)


class Stranger:
    """Another host, which keeps all it hears."""

    def __init__(self) -> None:
        self.heard: list[Request] = []
        self._listener = Listener(self._answer)
        self._listener.start()
        self.by_name = f"http://localhost:{self._listener.port}"
        self.by_number = f"http://127.0.0.1:{self._listener.port}"

    def _answer(self, request: Request) -> Response:
        self.heard.append(request)
        return _PICTURE

    def close(self) -> None:
        self._listener.close()
        self._listener.join()


class KeepsToItself:
    """Nothing of ours goes where it does not belong."""

    @pytest.fixture
    def stranger(self) -> Iterator[Stranger]:
        made = Stranger()
        yield made
        made.close()

    def test_nothing_is_asked_of_a_host_the_shop_points_to(
        self, shop: Double, cart: Cart, stranger: Stranger
    ) -> None:
        needs(shop, "faults")
        order = cart.order(shop.sell(Sale())).order
        message = confirm(order, "u1", parcel(order, "T1", (TEA.sku, 2), (MUG.sku, 1)))
        step = cart.steps(message)[0]
        assert not cart.evidence(message, step)
        for status in (301, 302, 307, 308):
            there = Response(status, b"", [("Location", f"{stranger.by_name}/orders")])
            shop.front.instead(there, 1000)
            for said in (trouble_of(cart.order, order.ref), trouble_of(cart.write, message, step)):
                assert said is not None and said.problem.code == "cart.moved", (status, said)
            shop.front.clear()
        assert stranger.heard == [] and shop.left(order.ref) == []

    def test_pictures_of_other_hosts_are_got_without_a_word_about_us(
        self, shop: Double, cart: Cart, stranger: Stranger
    ) -> None:
        needs(shop, "faults")
        shop.front.instead(Response(302, b"", [("Location", f"{stranger.by_name}/there.png")]))
        assert cart.image(f"{shop.front.url}/here.png") == _PICTURE.body
        assert cart.image(f"{stranger.by_name}/there.png") == _PICTURE.body
        assert [set(one.headers) - _PUBLIC for one in stranger.heard] == [set(), set()]
        assert {one.target for one in stranger.heard} == {"/there.png"}

    def test_a_certificate_of_nobody_we_know_is_not_taken(
        self, shop: Double, another: Another, tmp_path: Path
    ) -> None:
        needs(shop, "faults")
        _refuses(shop, another(**_by_https(shop, _tls())), "cart.certificate_untrusted")

    def test_a_certificate_that_ran_out_is_not_taken(
        self, shop: Double, another: Another, tmp_path: Path
    ) -> None:
        needs(shop, "faults")
        locked = _by_https(shop, _tls(_YESTERDAY))
        _refuses(shop, another(ca_file=_ca_file(tmp_path), **locked), "cart.certificate_expired")

    def test_a_certificate_of_ones_own_authority_is_good_and_nothing_leads_back_to_plain_http(
        self, shop: Double, another: Another, tmp_path: Path, stranger: Stranger
    ) -> None:
        needs(shop, "faults")
        ref = shop.sell(Sale())
        cart = another(ca_file=_ca_file(tmp_path), **_by_https(shop, _tls()))
        assert cart.order(ref).order.ref == ref
        shop.front.instead(Response(301, b"", [("Location", f"{stranger.by_number}/orders")]), 1000)
        said = trouble_of(cart.order, ref)
        assert said is not None and said.problem.code == "cart.moved" and stranger.heard == []


def _refuses(shop: Double, cart: Cart, code: str) -> None:
    """Nothing is asked, and a write is known not to have left."""
    ref = shop.sell(Sale())
    before = len(shop.front.exchanges)
    said = trouble_of(cart.order, ref), trouble_of(cart.changed_orders, None, None)
    assert [type(one) for one in said] == [TryLater, TryLater]
    assert [one.problem.code for one in said if one is not None] == [code, code]
    assert len(shop.front.exchanges) == before


def _by_https(shop: Double, tls: ssl.SSLContext) -> dict[str, Any]:
    """What the settings of the same shop by https have other than those by http."""
    here, there = shop.front.url, shop.front.locked(tls)
    moved = getattr(shop, "moved_to", None)
    if moved is not None:
        moved(there)
    settings = shop.settings()
    options = {
        name: value.replace(here, there) if isinstance(value, str) else value
        for name, value in settings.options.items()
    }
    return {"url": settings.url.replace(here, there), "options": options}


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


def _tls(ends: datetime | None = None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().issue_cert("127.0.0.1", not_after=ends).configure_cert(context)
    return context


def _ca_file(folder: Path) -> str:
    _authority().cert_pem.write_to_path(str(folder / "authority.pem"))
    return str(folder / "authority.pem")
