"""How each shop is: what was read and when, what waits, how far an import is, and why it stands."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from station.model.view import StoreView
from ui.format import Format
from ui.text import Text
from ui.theme.tokens import Tone
from ui.widgets.gauge import Gauge

LONG = 100  # orders: a pass of fewer is over before it is read
FACES = {
    "ok": ("check", Tone.GOOD),
    "unreachable": ("offline", Tone.WARN),
    "signed_out": ("key", Tone.BAD),
    "starting": ("waiting", Tone.NEUTRAL),
    "paused": ("pause", Tone.NEUTRAL),
    "reading": ("refresh", Tone.NEUTRAL),
}
ILL = ("unreachable", "signed_out")


@dataclass(frozen=True, slots=True)
class ShopCard:
    """`stuck` leads to the messages; `again` is the word of the button that reads now."""

    name: str
    cart: str
    icon: str
    state: str
    tone: Tone
    open: str
    about: str
    importing: Gauge | None
    budget: Gauge | None
    why: str
    code: str
    stuck: str
    again: str
    paused: bool


class ShopsPresenter:
    def __init__(self, text: Text, form: Format, now: Callable[[], datetime.datetime]) -> None:
        self._text, self._form, self._now = text, form, now

    def cards(self, stores: Iterable[StoreView], titles: Mapping[str, str]) -> tuple[ShopCard, ...]:
        """In the order they come; `titles` of the carts."""
        return tuple(self._card(store, titles.get(store.cart, store.cart)) for store in stores)

    def _card(self, store: StoreView, title: str) -> ShopCard:
        word = self._text.word
        importing = self._importing(store)
        state = "reading" if importing is not None and store.state != "ok" else store.state
        icon, tone = FACES.get(state, FACES["starting"])
        return ShopCard(
            name=store.name,
            cart=title,
            icon="alert" if tone is Tone.GOOD and store.plain_http else icon,
            state=word(f"shops.{state}"),
            tone=Tone.WARN if tone is Tone.GOOD and store.plain_http else tone,
            open=self._text.count("devices.open", store.open),
            about=self._about(store),
            importing=importing,
            budget=self._budget(store),
            why=self._why(store, state),
            code=store.problem.code if store.problem is not None else "",
            stuck=self._text.count("devices.parked", store.parked) if store.parked else "",
            again=self._again(store, state),
            paused=state == "paused",
        )

    def _about(self, store: StoreView) -> str:
        word = self._text.word
        seen = word("shops.never") if store.read is None else word("shops.first")
        if store.last_success is not None:
            seen = word("shops.read", when=self._form.ago(store.last_success, self._now()))
        waiting = self._text.count("devices.waiting", store.waiting) if store.waiting else ""
        return self._text.listed([seen, waiting])

    def _again(self, store: StoreView, state: str) -> str:
        """Nothing while it is being read anyhow, unless messages wait for a person."""
        if store.state in ILL or store.parked:
            return self._text.word("shops.again")
        return self._text.word("shops.read_now") if state in ("ok", "starting") else ""

    def _importing(self, store: StoreView) -> Gauge | None:
        """Of a first import, or of a pass that is long."""
        first = store.last_success is None
        if store.read is None or not (first or max(store.read, store.total or 0) >= LONG):
            return None
        number, word = self._form.number, self._text.word
        if not store.total:
            return Gauge(None, word("shops.importing", read=number(store.read)))
        read = min(store.read, store.total)
        words = word("shops.importing_of", read=number(read), total=number(store.total))
        return Gauge(read / store.total, words)

    def _budget(self, store: StoreView) -> Gauge | None:
        left, most = store.budget_left, store.budget_most
        if left is None or not most:
            return None
        left = min(max(left, 0.0), most)
        number = self._form.number
        words = self._text.word("shops.budget", left=number(int(left)), most=number(int(most)))
        return Gauge(left / most, words)

    def _why(self, store: StoreView, state: str) -> str:
        word = self._text.word
        whys = [self._text.say(store.problem)] if store.problem is not None else []
        if state == "paused":
            whys.append(word("shops.paused_why"))
        if state in (*ILL, "paused") and store.last_success is not None:
            whys.append(word("shops.behind", when=self._form.moment(store.last_success, self._now())))
        if store.plain_http:
            whys.append(word("notice.plain_http", name=store.name))
        return " ".join(whys)

    def kept(self, name: str, place: str) -> str:
        """That a shop was switched on, and where its keys are now."""
        word = self._text.word
        kind, _, where = place.partition(":")
        said = {
            "": word("shops.kept_none"),
            "keyring": word("shops.kept_vault", place=where),
            "file": word("shops.kept_file", place=where),
        }.get(kind, word("shops.kept_else", place=place))
        return f"{word('shops.added', name=name)} {said}"
