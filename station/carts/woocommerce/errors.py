"""What an answer that is not what was asked for means.

Sources: WooCommerce REST documentation, "Errors"; class-wc-rest-authentication.php (a key without the
permission gets 401 `woocommerce_rest_authentication_error`); recorded answers of WooCommerce 10.5.0.
"""

import html
import re
from collections.abc import Mapping

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater, Unusable
from station.carts.rest import asks_for_time, not_ours
from station.net.http import Answer

_GONE = re.compile(r"order.*invalid.*id|invalid.*order.*id")
_PRODUCT_GONE = re.compile(r"(product|variation).*invalid.*id|invalid.*(product|variation).*id")
_TAG = re.compile(r"<[^>]*>")


def of_answer(answer: Answer, said: object, *, writing: bool, signed_in: bool, plain: bool) -> CartError:
    """`said` is the JSON of the answer, None when it is none.

    `signed_in`: these keys have read something before. `plain`: the shop has plain permalinks.
    """
    code, message = _words(said)
    status = answer.status
    about: dict[str, object] = {"status": status, "said": code, "message": message}
    if (later := asks_for_time(answer, about)) is not None:
        return later
    if status >= 500:
        if writing:
            return InDoubt("cart.in_doubt", reason="cart.down", **about)
        return TryLater("cart.down", answer.retry_after, **about)
    if status in (401, 403) and not (status == 403 and said is None):
        return _sign_in(about, writing=writing, signed_in=signed_in, plain=plain)
    if said is None or status < 400:
        return not_ours(status, writing=writing)
    return _refusal(code, about, writing=writing)


def _sign_in(about: Mapping[str, object], *, writing: bool, signed_in: bool, plain: bool) -> SignInAgain:
    """The shop's words are translated, its codes tell little: both are used, and what is known of the key.

    A key that may not write gets the code of a wrong secret. A key that is good but whose user may not do
    this gets 403, one that is unknown 401.
    """
    words = str(about["message"]).lower()
    failed = about["said"] == "woocommerce_rest_authentication_error"
    if failed and ("write permission" in words or (writing and signed_in)):
        return SignInAgain("cart.read_only_key", **about)
    if failed and "read permission" in words:
        return SignInAgain("cart.write_only_key", **about)
    if about["status"] == 403:
        return SignInAgain("cart.key_may_not", **about)
    if plain and not failed:
        return SignInAgain("cart.plain_permalinks", **about)
    return SignInAgain("cart.sign_in", **about)


def _refusal(code: str, about: Mapping[str, object], *, writing: bool) -> CartError:
    if code == "rest_no_route":
        # The plug-in is switched off, perhaps only while it is being updated. Nothing was applied.
        return TryLater("cart.no_route", None, **about) if writing else Unusable("cart.no_route", **about)
    if _PRODUCT_GONE.search(code):
        return Refused("cart.product_gone", **about)
    if _GONE.search(code):
        return Refused("cart.order_gone", **about)
    return Refused("cart.refused", **about)


def _words(said: object) -> tuple[str, str]:
    if not isinstance(said, Mapping):
        return "", ""
    message = html.unescape(_TAG.sub(" ", str(said.get("message", ""))))
    return str(said.get("code", said.get("error", ""))), " ".join(message.split())[:300]
