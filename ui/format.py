"""Mass, money, dates and times as the locale writes them. Units are always shown."""

import datetime
from typing import Protocol

from station.model.quantity import Mass, Money
from ui.text import Text

HOUR = 3600


class Numbers(Protocol):
    """How one locale writes numbers and dates."""

    def whole(self, value: int) -> str: ...

    def decimal(self, value: float, places: int) -> str: ...

    def currency(self, value: float, code: str) -> str: ...

    def clock(self, time: datetime.time) -> str: ...

    def long_date(self, day: datetime.date) -> str: ...

    def short_date(self, day: datetime.date) -> str: ...


class Format:
    """`zone` is the bench's, the machine's when None; times come in UTC."""

    def __init__(self, text: Text, numbers: Numbers, zone: datetime.tzinfo | None = None) -> None:
        self._text = text
        self._numbers = numbers
        self._zone = zone

    def number(self, value: int) -> str:
        return self._numbers.whole(value)

    def mass(self, mass: Mass, places: int = 3) -> str:
        """Kilograms with their unit, as every figure on the bench."""
        return f"{self.mass_figure(mass, places)} kg"

    def mass_figure(self, mass: Mass, places: int = 3) -> str:
        return self._numbers.decimal(mass.mg / 1_000_000, places)

    def money(self, money: Money) -> str:
        return self._numbers.currency(float(money.amount), money.currency)

    def local(self, moment: datetime.datetime) -> datetime.datetime:
        return moment.astimezone(self._zone)

    def clock(self, moment: datetime.datetime) -> str:
        here = self.local(moment)
        return self._numbers.clock(here.time())

    def date(self, day: datetime.date) -> str:
        return self._numbers.long_date(day)

    def short_date(self, day: datetime.date) -> str:
        return self._numbers.short_date(day)

    def span(self, seconds: float) -> str:
        """A duration in its largest two units: 48 s, 1 min 32 s, 2 h 5 min."""
        whole = max(0, round(seconds))
        if whole < 60:
            return self._text.word("time.s", s=whole)
        if whole < HOUR:
            minutes, rest = divmod(whole, 60)
            if minutes >= 10 or not rest:
                return self._text.word("time.min", m=minutes)
            return self._text.word("time.min_s", m=minutes, s=rest)
        hours, rest = divmod(whole // 60, 60)
        if hours >= 48:
            return self._text.count("time.days", hours // 24)
        return self._text.word("time.h_min", h=hours, m=rest) if rest else self._text.word("time.h", h=hours)

    def ago(self, moment: datetime.datetime, now: datetime.datetime) -> str:
        """Relative under an hour, the clock today, else the date."""
        seconds = (now - moment).total_seconds()
        if 0 <= seconds < HOUR:
            return self._text.word("time.ago", span=self.span(_minutes(seconds)))
        return self.moment(moment, now)

    def until(self, moment: datetime.datetime, now: datetime.datetime) -> str:
        """Time left to a promise; how late when it is over."""
        seconds = (moment - now).total_seconds()
        if seconds < 0:
            return self._text.word("time.late", span=self.span(_minutes(-seconds)))
        return self._text.word("time.left", span=self.span(_minutes(seconds)))

    def moment(self, moment: datetime.datetime, now: datetime.datetime) -> str:
        here = self.local(moment)
        if here.date() == self.local(now).date():
            return self.clock(moment)
        return f"{self.short_date(here.date())} {self.clock(moment)}"


def _minutes(seconds: float) -> float:
    """Whole minutes from one minute on: a promise is not counted in seconds."""
    return seconds - seconds % 60 if seconds >= 60 else seconds
