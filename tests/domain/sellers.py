"""One seller's plan at the stages that tests begin from: Bea, a hunter of Marco's, in 2027."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.aggregates import SELLER
from domain.people import Deadline
from domain.policy import Policy
from domain.seller import commands as c
from domain.seller import values as v
from domain.seller.plan import SellerState
from domain.unit.values import Attainment
from tests.domain.company import ROLES, on, person, usd
from tests.domain.given import History

OPENED = on("2027-01-04")
REVIEWS = tuple(
    Deadline(kind="review", key=label, due_at=on(day))
    for label, day in (("q1", "2027-04-15"), ("q2", "2027-07-15"))
)
LINE = v.Line(
    id="labs",
    words="University laboratories in New England",
    kind="new_business",
    quantity=Decimal(12),
    value=usd("1.8"),
    due_on=date(2027, 6, 30),
    owner="bea",
)
WRITE = c.WriteBusinessPlan(words="Twelve new laboratories, half of them by June", lines=(LINE,))
NAME = c.NameTopAccounts(
    accounts=(v.TopAccount(rank=1, account="orion", name="Orion", plan="A frame contract"),)
)
TRAINING = v.Training(
    id="spectra", words="The new line of spectrometers", starts_on=date(2027, 2, 1),
    ends_on=date(2027, 5, 5),
)  # fmt: skip
TRAIN = c.PlanTraining(trainings=(TRAINING,))
GOAL = c.SetSellerGoal(goals=(v.SeatGoal(seat="boston", amount=usd("2"), run_rate=usd("0.5")),))
PRESENT = c.PresentSellerPlan(
    version=1, held_at=on("2027-01-11"), attendees=("dev", "dana"), rating=4, words="Clear and firm"
)
AGGRESSIVE = c.RateSellerPlan(version=1, aspect="aggressive", passes=True, words="Twelve is a lot")
ATTAINABLE = c.RateSellerPlan(
    version=1, aspect="attainable", passes=True, words="With the campaign"
)
AGREE = c.AgreeToSellerPlan(version=1)
COMPONENTS = (
    v.Component(
        id="new", name="New business", pays="incentive", weight=Decimal(70), lines=("labs",)
    ),
    v.Component(id="margin", name="Margin", pays="incentive", weight=Decimal(30)),
)
IMPORT = c.ImportCompensation(compensation="comp-27", components=COMPONENTS)
REVIEW = c.HoldSellerReview(
    period="q1", words="Two of three laboratories are signed",
    attainment=Attainment(quota=usd("0.5"), actual=usd("0.49"), percent=Decimal(98)),
)  # fmt: skip
FARM = c.AssignSellingRole(role="farmer", from_on=date(2027, 7, 1))
HUNT = c.AssignSellingRole(role="hunter", from_on=date(2027, 1, 1), until_on=date(2027, 6, 30))
WON = c.RecordAccountWon(account="orion", farmer="dev")
PROMISE = c.MakePromise(
    promise=v.Promise(id="mentor", words="Mentor Mika", due_on=date(2027, 9, 30), beyond=True)
)
LOW = REVIEW.model_copy(
    update={"attainment": Attainment(quota=usd("0.5"), actual=usd("0.2"), percent=Decimal(40))}
)


class Seller(History[SellerState]):
    """One person's plan with its clock and its history; `copy` before taking another way."""

    aggregate = SELLER
    begins = OPENED


def opening(**changed: Any) -> c.OpenSellerPlan:
    facts: dict[str, Any] = {
        "cycle": "fy27",
        "unit": "americas",
        "seller": person("bea"),
        "manager": "marco",
        "leader_above": "dana",
        "role": "hunter",
        "currency": "USD",
        "roles": ROLES,
        "policy": Policy(preset="strict", signing="any"),
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "reviews": REVIEWS,
        "zone": "America/New_York",
    }
    return c.OpenSellerPlan(**{**facts, **changed})


def unopened() -> Seller:
    return Seller()


def opened() -> Seller:
    return Seller(opening())


def lenient() -> Seller:
    """Under *standard*: what *strict* refuses is shown."""
    return Seller(opening(policy=Policy()))


def written() -> Seller:
    return opened().by("system", GOAL).by("bea", WRITE, NAME, TRAIN)


def coached() -> Seller:
    return written().by("marco", c.CoachPlan(words="Name the buyers of each laboratory"))


def submitted() -> Seller:
    return coached().by("bea", c.SubmitSellerPlan())


def presented() -> Seller:
    return submitted().on("2027-01-12").by("marco", PRESENT)


def rated() -> Seller:
    return presented().by("marco", AGGRESSIVE).by("dana", ATTAINABLE)


def agreed() -> Seller:
    return rated().by("marco", AGREE)


def paid() -> Seller:
    return agreed().by("ines", IMPORT)


def explained() -> Seller:
    return paid().by("marco", c.ExplainCompensation(compensation="comp-27"))


def understood() -> Seller:
    return explained().by("bea", c.ConfirmCompensationUnderstood(compensation="comp-27"))


def line(**changed: Any) -> c.WriteBusinessPlan:
    return WRITE.model_copy(update={"lines": (LINE.model_copy(update=changed),)})


def won() -> Seller:
    return opened().by("bea", WON)


def promised() -> Seller:
    return opened().by("bea", PROMISE)


def reviewed() -> Seller:
    return agreed().by("marco", REVIEW)


def closed() -> Seller:
    return agreed().by("system", c.CloseSellerPlan(ended_as="closed"))


def doubted() -> Seller:
    rating = ATTAINABLE.model_copy(update={"passes": False, "words": "Nobody won twelve"})
    return presented().by("marco", AGGRESSIVE).by("dana", rating)
