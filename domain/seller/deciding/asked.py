"""What every decision about a person's plan is made on, and the guards that several need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch

from domain import errors
from domain.model import Command, Event
from domain.money import Money
from domain.seller.plan import SellerState


@dataclass(frozen=True)
class Asked:
    """The plan as it stands, the instant, and who asks."""

    state: SellerState
    at: datetime
    person: str


@singledispatch
def decided(command: Command, _asked: Asked) -> tuple[Event, ...]:
    """The events of a command; every command of the plan registers here."""
    raise errors.Unknown(f"A seller's plan knows no command {type(command).__name__}.")


def once_each(ids: Iterable[str], what: str) -> None:
    """Raises Invalid where two of a section have the same id."""
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise errors.Invalid(f"Two {what} are called {one}: give each an id of its own.")
        seen.add(one)


def within_year(day: date, state: SellerState, what: str) -> None:
    if not state.starts_on <= day <= state.ends_on:
        raise errors.Invalid(
            f"{what} is dated {day}: the year is {state.starts_on} to {state.ends_on}.",
            practice="S3-14",
        )


def worth(amount: Money, state: SellerState, what: str) -> None:
    """Raises Invalid for what is no amount above zero in the person's own currency."""
    if amount.currency != state.currency:
        raise errors.Invalid(f"{what} is stated in {state.currency}, not in {amount.currency}.")
    if amount.amount <= 0:
        raise errors.Invalid(f"{what} is worth more than nothing.", practice="S3-14")


def submitted_version(state: SellerState, version: int, stages: tuple[str, ...]) -> None:
    """Raises unless that version is the one that was submitted and still stands."""
    if state.stage not in stages:
        raise errors.WrongStage(f"The plan is {state.stage}: this comes after it is submitted.")
    if state.submitted != version:
        raise errors.OtherVersion(
            f"Version {state.submitted} is submitted, not {version}: look at it first."
        )
