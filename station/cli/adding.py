"""`station store add CART`: a store is asked for, tried out, shown, and only then switched on."""

import getpass
import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from station import joining
from station.carts.contract import CartError, CredentialField, Manifest, OptionField, SignIn
from station.cli.lines import Printer
from station.cli.manage import plain
from station.joining import Draft, Trial
from station.model.problem import Problem, StationError
from station.settings.schema import Settings
from station.words import Words


class Asking:
    """Questions on the terminal. Without one, what was not given is missing."""

    def __init__(self, say: Callable[[str, dict[str, object]], str]) -> None:
        self._say = say
        self.can = sys.stdin.isatty()

    def text(self, label: str, where: str, usual: str = "", *, secret: bool = False) -> str:
        if not self.can:
            return usual
        if where:
            sys.stderr.write(f"  {where}\n")
        asked = f"{label}{f' [{usual}]' if usual else ''}: "
        given = getpass.getpass(asked) if secret else input(asked)
        return given.strip() or usual

    def choice(self, ways: tuple[SignIn, ...]) -> SignIn:
        if len(ways) == 1 or not self.can:
            return ways[0]
        for number, way in enumerate(ways, 1):
            sys.stderr.write(f"  {number}  {way.title}\n")
        given = self.text("1", "", "1")
        return ways[int(given) - 1] if given.isdigit() and 0 < int(given) <= len(ways) else ways[0]

    def yes(self, code: str, **params: object) -> bool:
        return self.can and input(f"{self._say(code, params)} ").strip().lower()[:1] in (
            "y",
            "j",
            "o",
            "s",
            "t",
        )


def add(args: Namespace, settings: Settings, file: Path, out: Printer, words: Words) -> int:
    """The exit code: 0 when it was switched on, 1 when nobody wanted it."""
    manifest = joining.manifest_of(args.name)
    asking = Asking(lambda code, params: words.say(Problem(code, params)))
    draft = _draft(args, manifest, asking)
    try:
        trial = joining.try_out(settings, draft)
    except CartError as trouble:  # the shop's answer, not a mistake in the settings
        said = words.say(trouble.problem)
        found = {"store": draft.name, "ok": False, "code": trouble.problem.code, "say": said}
        out.write(json.dumps(found, ensure_ascii=False) if args.json else f"{draft.name}: {said}")
        return 1
    out.write(
        json.dumps(_told(draft, trial, words), ensure_ascii=False)
        if args.json
        else shown(draft, trial, words)
    )
    if not (args.yes or asking.yes("join.switch_on", store=draft.name)):
        sys.stderr.write(f"{words.say(Problem('join.not_switched_on', {'store': draft.name}))}\n")
        return 1
    place = joining.keep(file, draft)
    done = Problem("join.switched_on", {"store": draft.name, "place": place, "file": str(file)})
    sys.stderr.write(f"{words.say(done)}\n")
    return 0


def shown(draft: Draft, trial: Trial, words: Words) -> str:
    """What the store said, for people."""
    probe = trial.probe
    lines = [f"{draft.name}: {probe.title} {probe.version}".rstrip()]
    marks = {True: "+", False: "-", None: "?"}
    lines += [f"  {marks[right.granted]} {right.purpose:<10} {right.name}" for right in probe.rights]
    lines += [f"  {words.say(problem)}" for problem in probe.problems]
    lines += [f"  {place.ref}: {place.name}" for place in trial.locations]
    more = "+" if trial.more else ""
    lines += [f"  {count:>6}{more} {state}" for state, count in sorted(trial.counts.items())]
    lines += [f"  {number}: {words.say(problem)}" for number, problem in trial.aside]
    return "\n".join(lines)


def _told(draft: Draft, trial: Trial, words: Words) -> dict[str, Any]:
    probe = trial.probe
    return {
        "store": draft.name,
        "ok": True,
        "title": probe.title,
        "version": probe.version,
        "rights": plain(probe.rights),
        "problems": [{"code": one.code, "say": words.say(one)} for one in probe.problems],
        "locations": plain(trial.locations),
        "counts": dict(trial.counts),
        "more": trial.more,
        "aside": [{"order": number, "code": one.code, "say": words.say(one)} for number, one in trial.aside],
    }


def _draft(args: Namespace, manifest: Manifest, asking: Asking) -> Draft:
    name = args.called or asking.text("Name", "", manifest.cart)
    url = args.url or asking.text("URL", manifest.address, manifest.address)
    given = dict(one.split("=", 1) for one in args.option)
    options = {
        one.name: _option(one, given, asking) for one in manifest.options if one.required or one.name in given
    }
    unknown = set(given) - {one.name for one in manifest.options}
    if unknown:
        raise StationError("settings.bad_option", store=name, option=min(unknown), value=given[min(unknown)])
    secrets: dict[str, str] = {}
    if not args.credentials and manifest.sign_ins:
        secrets = {one.name: _secret(one, asking) for one in asking.choice(manifest.sign_ins).fields}
    return Draft(name, manifest.cart, url, secrets, options, args.credentials or "")


def _option(field: OptionField, given: dict[str, str], asking: Asking) -> object:
    text = given.get(field.name) or asking.text(field.label, field.where)
    if field.kind == "flag":
        return text.lower() in ("true", "yes", "1")
    if field.kind == "number":
        return int(text) if text.lstrip("-").isdigit() else text
    parts = [one.strip() for one in text.split(",") if one.strip()]
    if field.kind == "list":
        return parts
    if field.kind == "table":
        return {name.strip(): value.strip() for name, _, value in (one.partition(":") for one in parts)}
    return text


def _secret(field: CredentialField, asking: Asking) -> str:
    return asking.text(field.label, field.where, secret=field.secret)
