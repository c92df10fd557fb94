"""The shops of a bench: their ways in and out, how they are, and how one more is taken in."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from station import assembly, joining
from station.bus import Bus
from station.carts import registry
from station.carts.contract import Cart, CartError, CredentialField, Manifest
from station.clock import Clock
from station.joining import Draft, Trial
from station.model.events import ListsChanged, ProblemFound, StoreChanged
from station.model.joining import CartChoice, CartField, CartWay, StoreTrial
from station.model.problem import Problem, StationError
from station.model.view import StoreView
from station.net.http import is_loopback
from station.settings import schema
from station.settings.load import load
from station.store import orders, outbox, queries, sessions
from station.store.engine import Store
from station.store.writer import Turn, Writer
from station.sync.health import Health
from station.sync.loop import StoreLink
from station.sync.pull import Pull
from station.sync.push import Push
from station.sync.watching import OnlyLooks
from station.usecases.bench import Bench
from station.words import Words

log = logging.getLogger(__name__)


class Parts(Protocol):
    """What of the bench its shops need."""

    settings: schema.Settings
    store: Store
    writer: Writer
    bench: Bench
    bus: Bus
    clock: Clock
    folder: Path
    words: Words


class Shops:
    """`links` by name. One may be added while the bench runs; none is ever taken away.

    A shop whose keys are not where they should be is shut: it is shown signed out, and the others go on.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.links: dict[str, StoreLink] = {}
        self._shut: dict[str, StoreView] = {}

    def all(self) -> list[StoreLink]:
        return list(self.links.values())

    def views(self) -> tuple[StoreView, ...]:
        return (*(link.health.view for link in self.all()), *list(self._shut.values()))

    def connect(self) -> None:
        """The way in and out of every shop of the settings, not started yet.

        Raises `StationError` for settings nobody can work with, and for missing keys when no shop is left.
        """
        missing: list[StationError] = []
        for wanted in self._parts.settings.stores:
            try:
                self.link(wanted, self.cart(wanted))
            except StationError as trouble:
                if not _about_keys(trouble):
                    raise
                missing.append(trouble)
                about = {"store": wanted.name, **trouble.problem.params}
                problem = Problem(trouble.problem.code, about)
                self._shut[wanted.name] = StoreView(wanted.name, wanted.cart, "signed_out", problem=problem)
        if missing and not self.links:
            raise missing[0]

    def start(self) -> None:
        """Shops are asked from now on; those that are shut are said."""
        for view in list(self._shut.values()):
            if view.problem is not None:
                self._parts.bus.publish(ProblemFound(view.problem, store=view.name))
                self._parts.bus.publish(StoreChanged(view))
        for link in self.all():
            link.start()

    def cart(self, wanted: schema.Store) -> Cart:
        """One shop's connector. Nothing is asked of it yet."""
        parts = self._parts
        found = assembly.cart(parts.settings, wanted, parts.writer.give_way, self._is_ours, parts.words.say)
        return OnlyLooks(found) if parts.settings.bench.shadow else found

    def _is_ours(self, tracking: str) -> bool:
        with self._parts.store.read() as connection:
            return sessions.left_with(connection, tracking)

    def link(self, wanted: schema.Store, cart: Cart) -> StoreLink:
        """The way in and out of one shop, not started yet."""
        parts = self._parts
        plain = wanted.url.startswith("http://") and not is_loopback(wanted.url)
        health = Health(wanted.name, wanted.cart, parts.bus, parts.clock, plain)
        pull = Pull(
            wanted.name,
            cart,
            parts.store,
            parts.writer,
            parts.bench,
            parts.bus,
            parts.clock,
            parts.folder / "pictures",
            wanted.sku_map,
            health.progress,
        )
        push = Push(wanted.name, cart, parts.store, parts.writer, pull, health, parts.bus, parts.clock)
        push.after_restart(parts.settings.bench.name)
        poll = float(wanted.poll_seconds)
        made = StoreLink(wanted.name, cart, pull, push, health, parts.bench, parts.clock, poll)
        self.links[wanted.name] = made
        return made

    def count(self) -> None:
        """How much of each shop waits, for the screen. Raises `StoreError`."""
        with self._parts.store.read() as connection:
            for link in self.all():
                parked, waiting = queries.waiting_counts(connection, link.name)
                open_ = orders.count_open(connection, link.name)
                link.health.counts(parked=parked, waiting=waiting, open=open_)

    def forget(self, before: datetime) -> int:
        """What connectors themselves keep of people from before then; one that cannot now does it later."""
        forgotten = 0
        for link in self.all():
            try:
                forgotten += link.forget(before)
            except CartError as trouble:
                log.warning("nothing forgotten at %s: %s", link.name, trouble.problem.code)
        return forgotten

    # -- what a person does -----------------------------------------------------------------------

    def retry(self, name: str) -> None:
        """Everything of this shop that waits for a person goes out again, and it is read now."""
        parts = self._parts
        if name in self._shut:
            self._open(name)
            return

        def job() -> None:
            with parts.store.write() as tx:
                outbox.release_store(tx, name, parts.clock.now())
            self.links[name].again()
            parts.bus.publish(ListsChanged(frozenset({"pushes"})))

        parts.writer.submit(Turn.PERSON, job)

    def _open(self, name: str) -> None:
        """Are the keys of a shut shop there now?"""
        store = joining.store_of(self._parts.settings, name)
        try:
            link = self.link(store, self.cart(store))
        except StationError as trouble:
            self._parts.bus.publish(ProblemFound(trouble.problem, store=name))
            return
        del self._shut[name]
        link.start()

    def pause(self, name: str) -> None:
        """Its orders are not read any more until it is resumed."""
        if name in self.links:
            self.links[name].pause()

    def resume(self, name: str) -> None:
        if name in self.links:
            self.links[name].resume()

    # -- one more ---------------------------------------------------------------------------------

    def choices(self) -> Sequence[CartChoice]:
        """What can be connected."""
        return tuple(_choice(one) for one in registry.manifests())

    def closed(self) -> Problem | None:
        """Why no shop can be taken in here; None where one can."""
        return Problem("join.no_settings") if self._parts.settings.file is None else None

    def try_out(
        self,
        name: str,
        cart: str,
        url: str,
        secrets: Mapping[str, str],
        options: Mapping[str, object],
        stop: Callable[[], bool] = lambda: False,
    ) -> StoreTrial:
        """Ask a shop that is being entered; changes nothing and may take a minute. Raises `StationError`."""
        if name in self.links or name in self._shut:
            raise StationError("store.known", store=name)
        draft = Draft(name, cart, url, dict(secrets), dict(options))
        return _shown(joining.try_out(self._parts.settings, draft, stop=stop, now=self._parts.clock.now()))

    def add(
        self, name: str, cart: str, url: str, secrets: Mapping[str, str], options: Mapping[str, object]
    ) -> str:
        """Switch it on: written into the settings, its secrets put away, read from now on. Where the secrets
        are. Raises `StationError`.
        """
        parts = self._parts
        file = parts.settings.file
        if file is None:
            raise StationError("join.no_settings")
        place = joining.keep(file, Draft(name, cart, url, dict(secrets), dict(options)))
        store = joining.store_of(load(file), name)
        parts.settings = replace(parts.settings, stores=(*parts.settings.stores, store))
        link = self.link(store, self.cart(store))
        parts.writer.call(Turn.PERSON, self._take_in)
        link.start()
        return place

    def _take_in(self) -> None:
        self._parts.bench.seat.policy = assembly.policy(self._parts.settings)


def _about_keys(trouble: StationError) -> bool:
    code = trouble.problem.code
    return code.startswith("secrets.") or code == "cart.credential_missing"


def _choice(one: Manifest) -> CartChoice:
    return CartChoice(
        cart=one.cart,
        title=one.title,
        address=one.address,
        ways=tuple(
            CartWay(
                way.name,
                way.title,
                tuple(_credential(field) for field in way.fields),
            )
            for way in one.sign_ins
        ),
        options=tuple(
            CartField(field.name, field.label, field.where, field.kind, field.required)
            for field in one.options
        ),
        permissions=one.permissions,
    )


def _credential(field: CredentialField) -> CartField:
    return CartField(field.name, field.label, field.where, "secret" if field.secret else "text", True)


def _shown(trial: Trial) -> StoreTrial:
    probe = trial.probe
    return StoreTrial(
        title=probe.title,
        version=probe.version,
        rights=tuple((right.name, right.purpose, right.granted) for right in probe.rights),
        problems=probe.problems,
        locations=tuple((place.ref, place.name) for place in trial.locations),
        counts=tuple(sorted(trial.counts.items())),
        more=trial.more,
        aside=trial.aside,
    )
