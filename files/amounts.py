"""Amounts as people type them into cells, and the control total that must tie out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from domain.currencies import MINOR_UNITS
from domain.errors import Invalid
from domain.money import LARGEST, Money, plain_decimal
from domain.portions import plan_rate
from files.problems import Problem, nearest

_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
_EXPONENT = re.compile(r"[+-]?[0-9.,]+[eE][+-]?[0-9]+")
_SEPARATED = re.compile(r"[+-]?[0-9][0-9.,'\u2019\s]*[0-9]")


class NotAnAmount(ValueError):
    """The cell cannot be read without guessing; the message is the remedy."""


def parse_amount(text: str, currency: str) -> Money:
    """Zero or more of a currency, digits with a dot before decimals; raises NotAnAmount."""
    if not _PLAIN.fullmatch(text):
        raise NotAnAmount(_remedy(text))
    digits = text.partition(".")[0].lstrip("0")
    if len(digits) > len(str(LARGEST)):
        raise NotAnAmount(f"larger than {LARGEST:f}: check the number of zeros")
    try:
        return Money.of(plain_decimal(text), currency)
    except (Invalid, ValueError) as refused:
        raise NotAnAmount(f"{refused}: correct the amount") from refused


def parse_currency(text: str) -> str:
    """An active ISO 4217 code as the file spells it; raises NotAnAmount with the remedy."""
    if text not in MINOR_UNITS:
        close = nearest(text.upper(), MINOR_UNITS)
        raise NotAnAmount(f"no active ISO 4217 currency: enter a code such as EUR{close}")
    return text


def _remedy(text: str) -> str:
    if not text:
        return "enter an amount; 0 if there is none"
    if _EXPONENT.fullmatch(text):
        return "write the number out in full, as 1000 for 1e3: spreadsheets round such numbers"
    if re.fullmatch(r"[-\u2212(].*", text):
        return "an amount here cannot be below zero: a reversal is entered as a correction"
    if _SEPARATED.fullmatch(text):
        return (
            "separators can be read in two ways: write 1234567.89, with a dot before decimals only"
        )
    return "enter digits only, such as 1234567.89, with the currency in its own column"


def control_total(amounts: Iterable[Money], currency: str, rates: Mapping[str, Decimal]) -> Money:
    """The sum at plan rates: each currency is summed exactly, then converted once."""
    sums: dict[str, Money] = {}
    for amount in amounts:
        known = sums.get(amount.currency)
        sums[amount.currency] = amount if known is None else known + amount
    whole = Money.zero(currency)
    for code, amount in sums.items():
        whole = whole + amount.converted(plan_rate(code, currency, rates), currency)
    return whole


def tie_out(file: str, *, entered: Money, found: Money) -> tuple[Problem, ...]:
    """The problem of a control total that differs from the one entered beside the file."""
    if entered == found:
        return ()
    if entered.currency != found.currency:
        remedy = f"enter the control total in {found.currency}"
        return (Problem(file=file, value=str(entered), remedy=remedy),)
    difference = f"the file sums to {found}, which is {found - entered} off"
    remedy = f"{difference}: find the missing or extra row, or correct the total entered"
    return (Problem(file=file, value=str(entered), remedy=remedy),)
