"""What an answer of WooCommerce means, its JSON, its signature and its options."""

import base64
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from station.carts import registry
from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater, Unusable
from station.carts.reading import decode, moment_of, number_of, ref_of, shown
from station.carts.rest import of_transport
from station.carts.settings import StoreSettings
from station.carts.woocommerce.auth import Keys
from station.carts.woocommerce.errors import of_answer
from station.carts.woocommerce.settings import BARCODE_KEYS, ShopSettings
from station.model.order import OrderState
from station.model.problem import StationError
from station.net.http import Answer, AnswerLost, HttpError, NotAllowed, NotSent

ORDER_GONE = (Refused, "cart.order_gone")
PRODUCT_GONE = (Refused, "cart.product_gone")


def said(
    status: int, code: object = "x", message: str = "", *, writing: bool = False, signed_in: bool = False,
    plain: bool = False, headers: dict[str, str] | None = None,
) -> CartError:  # fmt: skip
    body = None if code is None else {"code": code, "message": message, "data": {"status": status}}
    return of_answer(
        Answer(status, headers or {}, b""), body, writing=writing, signed_in=signed_in, plain=plain
    )


@pytest.mark.parametrize(
    ("status", "code", "reading", "writing"),
    [
        (429, None, (TryLater, "cart.busy"), (TryLater, "cart.busy")),
        (500, "internal_server_error", (TryLater, "cart.down"), (InDoubt, "cart.in_doubt")),
        (502, None, (TryLater, "cart.down"), (InDoubt, "cart.in_doubt")),
        (503, "wp_die", (TryLater, "cart.down"), (InDoubt, "cart.in_doubt")),
        (401, "woocommerce_rest_cannot_view", (SignInAgain, "cart.sign_in"), (SignInAgain, "cart.sign_in")),
        (401, None, (SignInAgain, "cart.sign_in"), (SignInAgain, "cart.sign_in")),
        (403, "rest_forbidden", (SignInAgain, "cart.key_may_not"), (SignInAgain, "cart.key_may_not")),
        (403, None, (Unusable, "cart.unusable"), (TryLater, "cart.unusable")),
        (404, None, (Unusable, "cart.unusable"), (TryLater, "cart.unusable")),
        (200, None, (Unusable, "cart.unusable"), (InDoubt, "cart.in_doubt")),
        (303, "x", (Unusable, "cart.unusable"), (InDoubt, "cart.in_doubt")),
        (404, "rest_no_route", (Unusable, "cart.no_route"), (TryLater, "cart.no_route")),
        (404, "woocommerce_rest_shop_order_invalid_id", ORDER_GONE, ORDER_GONE),
        (400, "woocommerce_rest_shop_order_invalid_id", ORDER_GONE, ORDER_GONE),
        (404, "woocommerce_rest_product_invalid_id", PRODUCT_GONE, PRODUCT_GONE),
        (408, "x", (TryLater, "cart.busy"), (TryLater, "cart.busy")),
        (400, "rest_invalid_param", (Refused, "cart.refused"), (Refused, "cart.refused")),
        (400, 0, (Refused, "cart.refused"), (Refused, "cart.refused")),
        (413, "too_large", (Refused, "cart.refused"), (Refused, "cart.refused")),
    ],
)  # fmt: skip
def test_a_status_says_what_to_do_next(
    status: int, code: object, reading: tuple[type, str], writing: tuple[type, str]
) -> None:
    for is_write, (kind, name) in ((False, reading), (True, writing)):
        error = said(status, code, writing=is_write)
        assert (type(error), error.problem.code) == (kind, name)


def test_a_busy_shop_says_how_long_to_wait() -> None:
    for status in (429, 503):
        error = said(status, headers={"retry-after": "600"})
        assert isinstance(error, TryLater)
        assert error.wait == 600


def test_the_shops_words_come_along_without_markup() -> None:
    error = said(400, "rest_invalid_param", "<p>Bad &#8220;status&#8221;</p>", writing=True)

    assert error.problem.params["message"] == "Bad “status”"


FAILED = "woocommerce_rest_authentication_error"


@pytest.mark.parametrize(
    ("options", "message", "code"),
    [
        ({"writing": True}, "The API key provided does not have write permissions.", "cart.read_only_key"),
        (
            {"writing": True, "signed_in": True},
            "Der API-Schlüssel darf nicht schreiben.",
            "cart.read_only_key",
        ),
        ({}, "The API key provided does not have read permissions.", "cart.write_only_key"),
        ({}, "Consumer secret is invalid.", "cart.sign_in"),
        ({"plain": True}, "Consumer secret is invalid.", "cart.sign_in"),
    ],
)
def test_a_key_that_lacks_a_permission_is_told_from_a_wrong_one(
    options: dict[str, Any], message: str, code: str
) -> None:
    assert said(401, FAILED, message, **options).problem.code == code


def test_plain_permalinks_take_no_keys() -> None:
    assert said(401, "woocommerce_rest_cannot_view", plain=True).problem.code == "cart.plain_permalinks"


@pytest.mark.parametrize(
    ("error", "reading", "writing"),
    [
        (NotSent("net.unreachable", host="h"), TryLater, TryLater),
        (NotSent("cart.certificate_expired", host="h"), TryLater, TryLater),
        (NotAllowed("cart.plain_http", host="h"), SignInAgain, SignInAgain),
        (AnswerLost("net.answer_slow", host="h"), TryLater, InDoubt),
        (AnswerLost("net.answer_too_big", host="h"), Refused, InDoubt),
    ],
)
def test_no_answer_leaves_a_write_in_doubt_only_when_it_was_sent(
    error: HttpError, reading: type, writing: type
) -> None:
    assert type(of_transport(error, writing=False)) is reading
    assert type(of_transport(error, writing=True)) is writing
    assert of_transport(error, writing=False).problem.code == error.problem.code


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": 1.50}', {"a": "1.50"}),
        (b"\xef\xbb\xbf[1]", [1]),
        (b"<br />\n<b>Warning</b>: $x[0] {in} f.php<br />\n[{\"a\": [1]}]", [{"a": [1]}]),
        (b"[1]\n<br />\n<b>Notice</b>: late", [1]),
        (b" {} ", {}),
        (b'{"a": NaN}', {"a": "NaN"}),
    ],
)  # fmt: skip
def test_json_is_found_among_what_php_prints(body: bytes, found: object) -> None:
    assert decode(body) == found


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><script>x=[]</script></html>", b'{"a": 1', b"[1] [2]", b"oops [1,]", b"\xff{}", b"{half]"],
)
def test_what_is_no_json_is_not_taken_for_any(body: bytes) -> None:
    with pytest.raises(ValueError):
        decode(body)


def test_values_come_as_text_number_or_null() -> None:
    assert [ref_of(value) for value in (7, "7", 0, "0", None, "", [], True)] == ["7", "7", *[""] * 6]
    assert number_of({}) is None
    assert moment_of("2026-11-21 06:37:50") == moment_of("2026-11-21T06:37:50Z")
    assert shown(None) == ""
    assert shown([" a ", ["b"], None]) == "a, b"


def keys(**more: Any) -> Keys:
    return Keys("ck_1", "cs_1", now=lambda: 1795243428.0, nonce=lambda: "n1", **more)


def test_https_is_signed_with_basic() -> None:
    url, headers = keys().sign("GET", "https://shop.example/wp-json/wc/v3/orders?page=1&oauth_nonce=old")

    assert url == "https://shop.example/wp-json/wc/v3/orders?page=1"
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"ck_1:cs_1"


def test_https_may_carry_the_key_in_the_address_for_hosts_that_drop_the_header() -> None:
    url, headers = keys(in_query=True).sign("GET", "https://shop.example/x")

    assert url == "https://shop.example/x?consumer_key=ck_1&consumer_secret=cs_1"
    assert not headers


def test_plain_http_is_signed_with_oauth_as_rfc_5849_wants_it() -> None:
    url, headers = keys().sign("get", "http://shop.example/x?b=2+3&a=%C3%A9&status%5B0%5D=any")

    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert not headers
    assert query["oauth_signature_method"] == "HMAC-SHA256"
    assert query["oauth_timestamp"] == "1795243428"
    # Made by another implementation of it: the package woocommerce 3.0.0.
    assert query["oauth_signature"] == "7rWhBtMSg068ORL5Zo1ltUb1rP2gu5NnWbDBAydsx/s="


def test_every_try_has_its_own_nonce() -> None:
    fresh = Keys("ck_1", "cs_1")
    first, second = (fresh.sign("GET", "http://shop.example/x")[0] for _ in range(2))

    assert parse_qs(urlsplit(first).query)["oauth_nonce"] != parse_qs(urlsplit(second).query)["oauth_nonce"]


def test_keys_do_not_show_themselves() -> None:
    assert "cs_1" not in repr(keys())


def test_options_of_a_shop_are_read() -> None:
    shop = ShopSettings.of(
        StoreSettings(
            "main",
            "https://shop.example",
            weight_unit="LBS",
            completed_status="wc-shipped",
            status_map={"wc-picked": "ready_for_fulfillment"},
            barcode_keys=("_own",),
            options={"page_size": 50, "key_in_query": True, "bin_keys": ["_shelf"]},
        )
    )

    assert (shop.weight_unit, shop.completed_status, shop.page_size) == ("lbs", "shipped", 50)
    assert shop.status_map == {"picked": OrderState.READY}
    assert shop.barcode_keys == ("_own", *BARCODE_KEYS)
    assert shop.bin_keys[0] == "_shelf"
    assert shop.key_in_query


@pytest.mark.parametrize(
    ("store", "option"),
    [
        ({"weight_unit": "stone"}, "weight_unit"),
        ({"status_map": {"picked": "gone fishing"}}, "status_map"),
        ({"options": {"page_size": 0}}, "page_size"),
        ({"options": {"page_size": True}}, "page_size"),
        ({"options": {"key_in_query": "yes"}}, "key_in_query"),
        ({"options": {"bin_keys": "_bin"}}, "bin_keys"),
        ({"options": {"pagesize": 5}}, "pagesize"),
    ],
)
def test_an_option_that_cannot_be_is_named(store: dict[str, Any], option: str) -> None:
    with pytest.raises(StationError) as caught:
        registry.build(
            "woocommerce",
            StoreSettings("main", "https://shop.example", **store),
            {"consumer_key": "ck_1", "consumer_secret": "cs_1"},
        )
    assert caught.value.problem.code == "settings.bad_option"
    assert caught.value.problem.params["option"] == option
