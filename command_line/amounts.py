"""Amounts and percentages as people type them on a command line, read exactly or refused."""

from __future__ import annotations

import re
from decimal import Decimal

from domain.currencies import MINOR_UNITS
from domain.errors import Invalid
from domain.money import EXACT, LARGEST, Money, plain_decimal

_SCALES = {"": 0, "k": 3, "K": 3, "M": 6, "bn": 9}
_NUMBER = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"
_WRITTEN = re.compile(
    rf"(?P<before>[A-Z]{{3}} )?(?P<number>{_NUMBER}) ?(?P<scale>k|K|M|bn)?(?P<after> [A-Z]{{3}})?"
)
_PERCENT = re.compile(rf"(?P<number>{_NUMBER}) ?%")
_EXAMPLE = "write it like 25.4M EUR, 360k USD or 25400000 EUR"
_REMEDIES = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"^$", f"no amount is written: {_EXAMPLE}"),
        (r"^[-\u2212(]", "is below zero: an amount here cannot be"),
        (
            r"[0-9][,'\u2019_ ][0-9]",
            "can be read in two ways: write 1234567.89 EUR, with a dot before decimals only",
        ),
        (r"[0-9][eE][+-]?[0-9]", "is rounded: write the number out in full, or with k, M or bn"),
        (
            r"[0-9] ?(m|MM|mn|mio|B|b|BN|G|T|t)\b",
            "has no such scale: k is thousand, M is million, bn is billion",
        ),
        (r"[0-9].*\b(?![A-Z]{3}\b)[A-Za-z]{3}\b", f"needs its currency in capitals: {_EXAMPLE}"),
        (r"", f"is no amount: {_EXAMPLE}"),
    )
)


class NotAnAmount(ValueError):
    """What was typed cannot be read without guessing; the message says what to type."""


def parse_money(text: str) -> Money:
    """`25.4M EUR`, `EUR 25.4M`, `360k USD`, `25400000 EUR`; raises NotAnAmount."""
    written = " ".join(text.split())
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise NotAnAmount(_remedy(written))
    named = [one.strip() for one in (found["before"], found["after"]) if one]
    if len(named) != 1:
        wrong = "names two currencies" if named else "needs a currency"
        raise NotAnAmount(f"{_quoted(written)} {wrong}: {_EXAMPLE}")
    (currency,) = named
    if currency not in MINOR_UNITS:
        raise NotAnAmount(f"{currency} is no active ISO 4217 currency code such as EUR")
    number = _scaled(found["number"], found["scale"] or "")
    try:
        return Money.of(number, currency)
    except Invalid as refused:
        raise NotAnAmount(f"{_quoted(written)}: {refused}") from refused


def parse_delta(text: str) -> Money:
    """As `parse_money`, and below zero with a hyphen before it."""
    written = text.strip()
    return -parse_money(written[1:]) if written.startswith("-") else parse_money(written)


def parse_share(text: str) -> Money | Decimal:
    """An add-on: `8%` of the plan goal as a number of percent, or an amount."""
    found = _PERCENT.fullmatch(" ".join(text.split()))
    if found is None:
        return parse_money(text)
    return plain_decimal(found["number"])


def parse_named(text: str) -> tuple[str, Money]:
    """`emea=26.4M EUR`: a seat and its amount; raises NotAnAmount."""
    name, equals, amount = text.partition("=")
    if not equals or not name.strip():
        raise NotAnAmount(f"{_quoted(text)} names no seat: write SEAT=AMOUNT, as emea=26.4M EUR")
    return name.strip(), parse_money(amount)


def _scaled(number: str, scale: str) -> Decimal:
    exact = EXACT.scaleb(Decimal(number), _SCALES[scale])
    if exact > LARGEST:
        raise NotAnAmount(f"{number}{scale} is larger than {LARGEST:f}: check the zeros")
    return Decimal(format(exact, "f"))


def _remedy(written: str) -> str:
    said = next(words for pattern, words in _REMEDIES if pattern.search(written))
    return f"{_quoted(written)} {said}" if written else said


def _quoted(text: str) -> str:
    return f"{text[:40]!r}"
