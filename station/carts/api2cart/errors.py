"""What the codes of an answer mean: they come with HTTP status 200.

Source: docs.api2cart.com, "Error codes"; recorded answers of the api2cart-mock-api data set.
"""

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain, TryLater
from station.carts.reading import number_of, word_of
from station.carts.rest import Asked, Explain, not_ours
from station.net.http import Answer

_SIGN_IN = {
    2: "cart.sign_in",  # no such API key
    4: "cart.key_may_not",  # this store is not for this key
    5: "cart.key_may_not",  # this method is not for this account
    6: "cart.sign_in",  # the key is switched off
    100: "cart.behind_sign_in",  # the shop itself no longer lets the aggregator in
    101: "cart.behind_unknown",  # no store has this store key
}
_BUSY = (7, 10, 110)
_LATER = (1, 9, 105, 106, 107)
NOT_VALID, GONE = 109, 112
ODD = "107"  # any trouble of the shop that has no code of its own: passing, or for ever

# No answer names a time. The usual limits are 5 calls at once, each of some ten seconds.
_PAUSE = 30.0


def explain(*secrets: str) -> Explain:
    """`secrets` never leave in a message: some answers repeat the keys they were asked with."""

    def trouble(answer: Answer, said: object, asked: Asked) -> CartError | None:
        if answer.status == 429 or answer.status >= 500:
            return None  # not the aggregator's own words
        code = number_of(said.get("return_code")) if isinstance(said, dict) else None
        if code is None:  # what is gone it says with a code and status 200
            stranger = answer.status < 300 or answer.status in (404, 410)
            return not_ours(answer.status, writing=asked.writing) if stranger else None
        if not code or not isinstance(said, dict):
            return None
        message = word_of(said.get("return_message"))
        for secret in secrets:
            message = message.replace(secret, "***")
        about: dict[str, object] = {"status": answer.status, "said": f"{code}", "message": message[:300]}
        return _meaning(int(code), about, answer, asked)

    return trouble


def _meaning(code: int, about: dict[str, object], answer: Answer, asked: Asked) -> CartError:
    if code in _SIGN_IN:
        return SignInAgain(_SIGN_IN[code], **about)
    if code in _BUSY:
        return TryLater("cart.busy", answer.retry_after or _PAUSE, **about)
    if code in _LATER:
        if asked.writing:  # the shop may have done it, and only its answer got lost on the way
            return InDoubt("cart.in_doubt", reason="cart.down", **about)
        return TryLater("cart.down", answer.retry_after, **about)
    if code == GONE and asked.about:
        return Refused(f"cart.{asked.about}_gone", **about)
    return Refused("cart.refused", **about)
