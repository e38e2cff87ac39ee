"""Templates to HTML: one environment, how amounts, instants and people read, one set of headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, negotiate_locale, numbers
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from domain.errors import Invalid
from domain.money import Money
from web.cutting import cut
from web.finding import once
from web.tables import labelled

HERE = Path(__file__).parent
STATIC = HERE / "static"
LOCALES = (
    "en_US",
    "en_GB",
    "de",
    "fr",
    "es",
    "it",
    "pt_BR",
    "nl",
    "sv",
    "da",
    "fi",
    "nb",
    "pl",
    "cs",
    "ja",
    "ko",
    "zh_Hans",
    "ar",
    "he",
    "tr",
    "uk",
    "el",
)
NOTHING = "\N{EN DASH}"
_AMOUNT = re.compile(r"\b([A-Z]{3}) (-?[0-9]+(?:\.[0-9]+)?)\b")
_INSTANT = re.compile(
    r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?: UTC|Z|\+00:00)"
)
_DAY = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_SHARE = "#,##0.##%"
_PERCENT = re.compile(r"(?<![\w.,-])(-?[0-9]+(?:\.[0-9]+)?) %")

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}


@dataclass(frozen=True)
class Eyes:
    """How one reader reads: language for amounts and dates, and the zone beside UTC."""

    locale: str = "en_US"
    zone: str = "UTC"
    names: Mapping[str, str] = field(default_factory=dict)
    """Each person's name by id; an id without one is shown as it is."""


def locale_of(request: Request) -> str:
    """The first language of the browser in which amounts and dates can be written."""
    asked = [
        part.partition(";")[0].strip().replace("-", "_")
        for part in request.headers.get("accept-language", "").split(",")
    ]
    return negotiate_locale([one for one in asked if one], LOCALES) or "en_US"


def page(
    request: Request,
    template: str,
    *,
    eyes: Eyes | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The template as a page. Every name it uses must be given: an unknown one raises."""
    eyes = eyes or Eyes(locale=locale_of(request))
    text = environment().get_template(template).render(request=request, eyes=eyes, **context)
    return HTMLResponse(labelled(text), status, headers={**HEADERS, **(headers or {})})


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "money": money,
        "number": number,
        "percent": percent,
        "instant": instant,
        "utc": utc,
        "also_utc": also_utc,
        "amounts": amounts,
        "day": day,
        "month": month,
        "person": person,
        "words": words,
        "once": once,
        "truncate": cut,
    }
    made.globals["asset"] = asset
    return made


@cache
def asset(name: str) -> str:
    """The address of one of our own files; it changes with its content, so it may be kept."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


@cache
def _locale(name: str) -> Locale:
    try:
        return Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_US")


def _eyes(context: Context) -> Eyes:
    eyes = context["eyes"]
    assert isinstance(eyes, Eyes)
    return eyes


@pass_context
def money(context: Context, amount: Money | None) -> str:
    """`€25,400,000` in the reader's format: the currency's own decimals, none where all are 0."""
    if amount is None:
        return NOTHING
    return _money(amount.amount, amount.currency, _eyes(context).locale)


# What is formatted follows from the value and the reader's format alone, and Babel takes its time:
# a page of a thousand people shows the same few amounts and days many times.
@lru_cache(maxsize=20_000)
def _money(amount: Decimal, currency: str, locale: str) -> str:
    return numbers.format_currency(
        amount,
        currency,
        locale=_locale(locale),
        format=None if amount % 1 else "¤#,##0",
        currency_digits=bool(amount % 1),
    )


@pass_context
def number(context: Context, value: Decimal | int | None) -> str:
    if value is None:
        return NOTHING
    return numbers.format_decimal(value, locale=_locale(_eyes(context).locale))


@pass_context
def percent(context: Context, value: Decimal | int | None) -> str:
    """A percentage as the domain keeps it: 106.5 is shown as 106.5 %, never times a hundred."""
    if value is None:
        return NOTHING
    locale = _locale(_eyes(context).locale)
    return numbers.format_percent(Decimal(value) / 100, locale=locale, format=_SHARE)


@pass_context
def instant(context: Context, at: datetime | None) -> str:
    """An instant in the reader's zone, with the zone's name."""
    if at is None:
        return NOTHING
    eyes = _eyes(context)
    return _instant(at.astimezone(UTC), eyes.zone, eyes.locale)


# In UTC, for an hour that a clock shows twice is one value to a cache.
@lru_cache(maxsize=20_000)
def _instant(at: datetime, zone: str, locale: str) -> str:
    return dates.format_datetime(
        at, "d MMM y, HH:mm zzz", tzinfo=ZoneInfo(zone), locale=_locale(locale)
    )


def utc(at: datetime | None) -> str:
    """The same instant in UTC, for the element's `datetime` and its title."""
    return NOTHING if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@pass_context
def also_utc(context: Context, at: datetime) -> str:
    """The same instant in UTC, as people read it; the day only where it is another one."""
    eyes = _eyes(context)
    return _also_utc(at.astimezone(UTC), eyes.zone, eyes.locale)


@lru_cache(maxsize=20_000)
def _also_utc(there: datetime, zone: str, locale: str) -> str:
    if there.utcoffset() == (here := there.astimezone(ZoneInfo(zone))).utcoffset():
        return ""
    written = "HH:mm 'UTC'" if there.date() == here.date() else "d MMM, HH:mm 'UTC'"
    return f"({dates.format_datetime(there, written, tzinfo=UTC, locale=_locale(locale))})"


@pass_context
def amounts(context: Context, sentence: str) -> str:
    """A sentence of the record, its amounts, percentages, days and instants as its reader has them."""
    eyes = _eyes(context)
    return read(sentence, eyes.locale, eyes.zone)


def read(sentence: str, locale: str, zone: str = "UTC") -> str:
    """`EUR 25400000.00 by 2027-04-01` as `€25,400,000 by 1 Apr 2027`, `60 %` as `60%`; the rest as it is."""
    sentence = _INSTANT.sub(partial(_instant_read, locale, zone), sentence)
    for pattern, shown in ((_AMOUNT, _money_read), (_DAY, _day_read), (_PERCENT, _percent_read)):
        sentence = pattern.sub(partial(shown, locale), sentence)
    return sentence


def _money_read(locale: str, found: re.Match[str]) -> str:
    try:
        return _money(Money.of(found[2], found[1]).amount, found[1], locale)
    except Invalid:  # three capitals and a number that somebody wrote
        return found[0]


def _instant_read(locale: str, zone: str, found: re.Match[str]) -> str:
    try:
        at = datetime.fromisoformat(found[0].replace(" UTC", "+00:00"))
    except ValueError:  # no such day, say
        return found[0]
    return _instant(at.astimezone(UTC), zone, locale)


def _day_read(locale: str, found: re.Match[str]) -> str:
    try:
        return _day(date.fromisoformat(found[0]), locale)
    except ValueError:  # the number of a document, say
        return found[0]


def _percent_read(locale: str, found: re.Match[str]) -> str:
    """To the last digit: what somebody said is not rounded."""
    value, where = Decimal(found[1]) / 100, _locale(locale)
    return numbers.format_percent(value, locale=where, format=_SHARE, decimal_quantization=False)


@pass_context
def day(context: Context, on: date | datetime | None) -> str:
    if on is None:
        return NOTHING
    eyes = _eyes(context)
    local = on.astimezone(ZoneInfo(eyes.zone)).date() if isinstance(on, datetime) else on
    return _day(local, eyes.locale)


@lru_cache(maxsize=20_000)
def _day(on: date, locale: str) -> str:
    return dates.format_date(on, "d MMM y", locale=_locale(locale))


@pass_context
def month(context: Context, on: date) -> str:
    """`Oct 26`: short enough to stand under a picture."""
    return dates.format_date(on, "MMM yy", locale=_locale(_eyes(context).locale))


@pass_context
def person(context: Context, who: str | None) -> str:
    """A person's name; an id that is no longer known reads as itself."""
    return NOTHING if who is None else _eyes(context).names.get(who, who)


def words(name: str) -> str:
    """`in_pushback` as `in pushback`: a name of the domain as it is read."""
    return name.replace("_", " ")
