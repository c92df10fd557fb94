"""The reader's locale, as Qt knows it."""

import datetime

from PySide6.QtCore import QDate, QLocale, QTime


class LocaleNumbers:
    """Numbers, money, clocks and dates of one QLocale; the application's when none is given."""

    def __init__(self, locale: QLocale | None = None) -> None:
        self._locale = locale or QLocale()

    def whole(self, value: int) -> str:
        return self._locale.toString(value)

    def decimal(self, value: float, places: int) -> str:
        return self._locale.toString(value, "f", places)

    def currency(self, value: float, code: str) -> str:
        return self._locale.toCurrencyString(value, code)

    def clock(self, time: datetime.time) -> str:
        return self._locale.toString(QTime(time.hour, time.minute), QLocale.FormatType.ShortFormat)

    def long_date(self, day: datetime.date) -> str:
        return self._locale.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)

    def short_date(self, day: datetime.date) -> str:
        return self._locale.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
