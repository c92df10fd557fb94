"""Where a pass over the changed orders is. Pure.

The list ends two minutes ago; every page repeats the question of the first one beside Amazon's token, which
is good for a day. In which order its rows come is not documented.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from station.carts.rest import Query

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_DATASETS = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES"
WHOLE: Query = (("includedData", _DATASETS),)
_KEPT = timedelta(days=700)  # Amazon itself forgets after two years
_STILL_OPEN = timedelta(days=180)  # what has not been sent after a month is cancelled; pre-orders wait longer
_OPEN = "PENDING_AVAILABILITY,PENDING,UNSHIPPED,PARTIALLY_SHIPPED"


@dataclass(frozen=True, slots=True)
class Place:
    """`first`: a bench that knows nothing yet reads only what is still to be packed. `bound`: the end of the
    list, as its first page said.
    """

    after: datetime
    first: bool
    bound: datetime | None = None
    token: str = ""

    @property
    def since(self) -> datetime:
        """Up to where all has been read while there are more pages: rows may come in any order."""
        return NEVER if self.first else self.after

    def query(self, marketplaces: str, page_size: int) -> Query:
        asked = [
            ("lastUpdatedAfter", f"{self.after:%Y-%m-%dT%H:%M:%SZ}"),
            ("marketplaceIds", marketplaces),
            ("fulfilledBy", "MERCHANT"),
            *WHOLE,
            ("maxResultsPerPage", str(page_size)),
        ]
        if self.first:
            asked.append(("fulfillmentStatuses", _OPEN))
        if self.token:
            asked.append(("paginationToken", self.token))
        return asked

    def encode(self) -> str:
        bound = self.bound.isoformat() if self.bound else ""
        return json.dumps([self.after.isoformat(), self.first, bound, self.token])

    @classmethod
    def decode(cls, text: str) -> "Place":
        """ValueError for what `encode` did not write."""
        try:
            after, first, bound, token = json.loads(text)
            end = datetime.fromisoformat(bound) if bound else None
            return cls(datetime.fromisoformat(after), bool(first), end, str(token))
        except (TypeError, KeyError) as error:
            raise ValueError("not a place in a pass") from error


def start(since: datetime | None, now: datetime) -> Place:
    if since is None or since < now - _KEPT:
        return Place(now - _STILL_OPEN, first=True)
    return Place(since.astimezone(UTC), first=False)
