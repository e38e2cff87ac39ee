"""An organisation's custody: its keys, whom the cycles name, and who keeps it."""

from __future__ import annotations

from typing import Any

from domain.aggregates import CUSTODY
from domain.custody import commands as c
from domain.custody.state import CustodyState
from domain.custody.values import Part
from tests.domain.company import on
from tests.domain.given import History

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


class Custody(History[CustodyState]):
    """One organisation's custody with its clock and its history."""

    aggregate = CUSTODY
    begins = on("2027-03-01")

    @property
    def state(self) -> CustodyState:
        """What is kept before anything is recorded, too."""
        return self.now or CustodyState()


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
