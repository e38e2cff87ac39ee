"""When the last signature is to be expected: one stated rule, and the words that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

A_DAY = timedelta(days=1)
FURTHEST = timedelta(days=3660)


@dataclass(frozen=True)
class Asked:
    """What is still to be signed: `missing` people, some of them `not_open` for signature yet.

    `due_at` is the last deadline for signing that is still open, if any is.
    """

    needed: int
    missing: int
    not_open: int
    due_at: datetime | None


@dataclass(frozen=True)
class Forecast:
    """`at` is None where nothing supports a day; `basis` says in words how it was reached."""

    at: datetime | None
    basis: str
    late: bool = False


def of(signed_at: Sequence[datetime], asked: Asked, now: datetime) -> Forecast:
    """The day of the last signature.

    The pace is the signatures so far over the time since the first, at least a day. Where some
    plans are not open for signature yet, it is not before the last open deadline.
    """
    if not asked.needed:
        return Forecast(None, "Nobody is asked to sign yet.")
    if not asked.missing:
        return Forecast(max(signed_at, default=None), "Everyone has signed.")
    ahead = asked.due_at if asked.due_at is not None and asked.due_at > now else None
    if not signed_at:
        return _by_deadline(ahead)
    return _at_pace(signed_at, asked, now, ahead)


def _by_deadline(ahead: datetime | None) -> Forecast:
    if ahead is None:
        return Forecast(None, "Nobody has signed and no deadline is ahead: no day can be given.")
    return Forecast(ahead, "Nobody has signed yet, so the last open deadline stands for it.")


def _at_pace(
    signed_at: Sequence[datetime], asked: Asked, now: datetime, ahead: datetime | None
) -> Forecast:
    span = max(now - min(signed_at), A_DAY)
    # In whole microseconds: no rounding that two machines could do differently.
    left = min(span * asked.missing // len(signed_at), FURTHEST)
    at = now + left
    basis = (
        f"{_signatures(len(signed_at))} in {_days(span)} so far; at that pace the "
        f"{asked.missing} still missing take {_days(left)}."
    )
    if asked.not_open and ahead is not None and ahead > at:
        at = ahead
        basis += f" {asked.not_open} of them cannot sign yet, so not before the last deadline."
    return Forecast(at, basis, late=asked.due_at is not None and at > asked.due_at)


def _signatures(number: int) -> str:
    return "1 signature" if number == 1 else f"{number} signatures"


def _days(span: timedelta) -> str:
    days = max(round(span / A_DAY), 1)
    return "1 day" if days == 1 else f"{days} days"
