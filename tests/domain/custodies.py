"""An organisation's custody: its keys, whom the cycles name, and who keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from domain.custody import commands as c
from domain.custody.decide import decide
from domain.custody.state import CustodyState, evolve
from domain.custody.values import Part
from domain.model import SYSTEM, Actor, Command, Event
from tests.domain.company import on
from tests.domain.given import Told

FIRST = c.RecordLogKey(
    number=1, reason="first", key="tally/halden+aa", signs_from=3, before=None,
    withdrawn_at=None, words="the log begins",
)  # fmt: skip
ROTATED = c.RecordLogKey(
    number=2, reason="rotated", key="tally/halden+bb", signs_from=9, before="tally/halden+aa",
    withdrawn_at=9, words="rotated as planned",
)  # fmt: skip
LOST = c.RecordLogKey(
    number=3, reason="lost", key="tally/halden+cc", signs_from=14, before="tally/halden+bb",
    withdrawn_at=12, words="the host was stolen",
)  # fmt: skip
DUTY = "carries seat emea in americas"


def offices(version: int = 5, **changed: Any) -> c.ReceiveOffices:
    facts: dict[str, Any] = {
        "cycle": "fy27",
        "version": version,
        "is_running": True,
        "administrators": ("ada",),
        "hr_partners": ("hana", "hugo"),
        "sponsors": ("olu",),
        "approvers": ("ruth",),
        "auditors": ("sam",),
    }
    return c.ReceiveOffices(**{**facts, **changed})


def stands(*duties: str, person: str = "ana", running: bool = True) -> c.ReceiveStanding:
    part = Part(cycle="fy27", is_running=running, duties=duties)
    return c.ReceiveStanding(person=person, parts=(part,))


class Custody:
    """One organisation's custody with its clock and its history."""

    def __init__(self) -> None:
        self.now: CustodyState | None = None
        self.at: datetime = on("2027-03-01")
        self.history: list[Told] = []

    @property
    def state(self) -> CustodyState:
        return self.now or CustodyState()

    def decides(self, who: str, command: Command, behalf: str | None = None) -> tuple[Event, ...]:
        actor = SYSTEM if who == "system" else Actor(person=who, on_behalf_of=behalf)
        return decide(command, self.now, at=self.at, by=actor)

    def gives(self, who: str, command: Command) -> tuple[Event, ...]:
        events = self.decides(who, command)
        for event in events:
            actor = Actor(person=who)
            version = self.state.version + 1
            self.now = evolve(self.now, event, at=self.at, by=actor, version=version)
            self.history.append((event, self.at, actor))
        return events

    def by(self, who: str, *commands: Command) -> Self:
        for command in commands:
            self.gives(who, command)
        return self


def nothing() -> Custody:
    return Custody()


def known() -> Custody:
    return Custody().by("system", FIRST, offices(), stands())


def busy() -> Custody:
    return known().by("system", stands(DUTY))


def hold(**changed: Any) -> c.PlaceHold:
    facts: dict[str, Any] = {
        "hold": "h1", "scope": "person", "subject": "ana", "reason": "A claim about her bonus.",
        "reference": "case 2027-12",
    }  # fmt: skip
    return c.PlaceHold(**{**facts, **changed})


RELEASE = c.ReleaseHold(hold="h1", reason="The case is closed.")
ERASE = c.ErasePerson(person="ana", ground="own_request", reference="request 7")
AGREE = c.AgreeToErasure(person="ana")
WITHDRAW = c.WithdrawErasure(person="ana", reason="She came back.")


def held(**changed: Any) -> Custody:
    return known().by("hana", hold(**changed))


def asked() -> Custody:
    return known().by("hana", ERASE)


def erased() -> Custody:
    return asked().by("hugo", AGREE)
