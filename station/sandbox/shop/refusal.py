"""How the shop says no: the error bodies of the WordPress REST API."""

from collections.abc import Sequence
from typing import Any

Doc = dict[str, Any]


class Refusal(Exception):
    """An answer that is not a success. `body` is what goes out as JSON."""

    def __init__(self, status: int, code: str | int, message: str, **data: object) -> None:
        super().__init__(message)
        self.status = status
        self.body: Doc = {"code": code, "message": message, "data": {"status": status, **data}}


def no_route() -> Refusal:
    return Refusal(404, "rest_no_route", "No route was found matching the URL and request method.")


def bad_param(name: str, code: str, message: str, data: object = None) -> Refusal:
    return Refusal(
        400,
        "rest_invalid_param",
        f"Invalid parameter(s): {name}",
        params={name: message},
        details={name: {"code": code, "message": message, "data": data}},
    )


def not_in_list(name: str, allowed: Sequence[str]) -> Refusal:
    words = f"{', '.join(allowed[:-1])}, and {allowed[-1]}"
    return bad_param(name, "rest_not_in_enum", f"{name} is not one of {words}.")


def missing_param(name: str) -> Refusal:
    return Refusal(400, "rest_missing_callback_param", f"Missing parameter(s): {name}", params=[name])


def bare_number(status: int, code: str, message: str) -> Refusal:
    """WooCommerce refuses refunds with the status as a bare number where others have an object."""
    refusal = Refusal(status, code, message)
    refusal.body["data"] = status
    return refusal
