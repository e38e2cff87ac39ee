"""The culture of the small company's cycle: Dana leads Halden, Marco the Americas below it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from domain.aggregates import CULTURE
from domain.culture import commands as c
from domain.culture import values as v
from domain.culture.catalogue import CATALOGUE
from domain.culture.state import CultureState
from domain.people import About, Document
from domain.policy import Policy
from tests.domain.company import ROLES, on
from tests.domain.given import History

OPENED = on("2026-11-02")
CIRCLES = (
    v.Circle(unit="halden", parent=None, leader="dana", people=("dana", "marco", "kenji")),
    v.Circle(unit="americas", parent="halden", leader="marco", people=("marco", "bea", "carl")),
)
CHOOSE = c.ChooseValues(values=CATALOGUE[:3])
EXPECT = c.SetExpectations(
    expectations=(
        v.Expectation(
            expectation="plan", words="Everyone works to a plan", measure="Plans agreed",
            review="Quarterly review",
        ),
        v.Expectation(expectation="help", words="Nobody is left alone with a problem"),
    )
)  # fmt: skip
TELL = c.TellReason(words="A year that was thought through is a calmer year.")
LINK = c.LinkValue(value="teamwork", component="Team bonus")


SURVEY = c.ImportSurvey(
    survey="spring", period="2027-q1", audience="customers",
    source=Document(name="spring.csv", sha256="5" * 64),
    scores=(
        v.Perceived(person="bea", value="teamwork", score=Decimal(82), answers=12),
        v.Perceived(person="carl", value="teamwork", score=Decimal(41), answers=9),
    ),
)  # fmt: skip
RESTATE = c.RestateSurvey(
    survey="spring", source=Document(name="spring-2.csv", sha256="6" * 64),
    scores=(v.Perceived(person="carl", value="teamwork", score=Decimal(61), answers=9),),
    reason="Two customers were asked about somebody else.",
)  # fmt: skip
BEHAVIOUR = v.Offered(
    source="behaviour", value="teamwork", seen_on=date(2027, 3, 2),
    behaviour=CATALOGUE[2].behaviours[0],
)  # fmt: skip
TALK = v.HelpGiven(step="conversation", on=date(2027, 3, 3))
ABOUT = About(person="carl", words="Keeps to himself what others need.")


def case(**changed: Any) -> c.OpenValuesCase:
    facts: dict[str, Any] = {
        "case": "k1", "unit": "americas", "about": ABOUT, "reason": "unwilling",
        "evidence": (v.Offered(source="survey", value="teamwork", survey="spring"), BEHAVIOUR),
        "steps": (TALK,),
    }  # fmt: skip
    return c.OpenValuesCase(**{**facts, **changed})


def decision(**changed: Any) -> c.DecideValuesCase:
    about = About(person="carl", words="He said himself that this is not for him.")
    facts: dict[str, Any] = {"case": "k1", "outcome": "leaves", "about": about}
    return c.DecideValuesCase(**{**facts, **changed})


START = c.StartInitiative(
    initiative="calls", words="Calls when there is nothing to sell", owner="marco",
    from_on=date(2027, 1, 1), until_on=date(2028, 12, 31),
    stages=(
        v.Stage(stage="tell", words="Told to everyone", due_on=date(2027, 2, 1)),
        v.Stage(stage="try", words="Tried by one team", due_on=date(2027, 9, 1)),
    ),
)  # fmt: skip
CONTEST = c.OpenContest(
    contest="spring-cup", name="Spring cup", rules="The team that is furthest in June.",
    kind="team", from_on=date(2027, 3, 1), until_on=date(2027, 6, 30),
)  # fmt: skip
AWARD = c.GiveAward(
    award="a1", occasion="Award dinner", to="bea", attainment=Decimal(117), period="2027-q1",
    words="The best first quarter so far.",
)  # fmt: skip
RECOGNISE = c.RecogniseColleague(
    recognition="r1", person="carl", category="reliable_in_an_emergency",
    words="Came in on a Sunday.", value="teamwork",
)  # fmt: skip
HELPED = c.RecordPeerHelp(help="h1", helper="carl", words="Lent me his demo kit.")
NOMINATE = c.NominatePeer(person="marco", words="People follow him.")
IDEA = c.FileIdea(idea="i1", words="Meet customers where they work.")


class Culture(History[CultureState]):
    """One cycle's culture with its clock and its history."""

    aggregate = CULTURE
    begins = OPENED


def opening(**changed: Any) -> c.OpenCulture:
    facts: dict[str, Any] = {
        "cycle": "fy27",
        "name": "Fiscal year 2027",
        "circles": CIRCLES,
        "roles": ROLES,
        "policy": Policy(),
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
        "zone": "America/New_York",
    }
    return c.OpenCulture(**{**facts, **changed})


def unopened() -> Culture:
    return Culture()


def opened() -> Culture:
    return Culture(opening())


def strict() -> Culture:
    return Culture(opening(policy=Policy(preset="strict")))


def chosen() -> Culture:
    return opened().by("dana", CHOOSE)


def told() -> Culture:
    return chosen().by("dana", EXPECT, TELL)


def published() -> Culture:
    return told().by("dana", c.PublishCulture())


def acknowledged() -> Culture:
    return published().by("bea", c.AcknowledgeCulture(edition=1))


def closed() -> Culture:
    return published().by("system", c.CloseCulture())


def surveyed() -> Culture:
    return published().on("2027-04-05").by("hana", SURVEY)


def open_case(**changed: Any) -> Culture:
    return surveyed().by("marco", case(**changed))


def overdue() -> Culture:
    return open_case().until("2027-05-06")


def decided() -> Culture:
    return open_case().by("hana", decision())


def fostered() -> Culture:
    return published().by("dana", START)


def finished() -> Culture:
    stages = (c.CompleteStage(initiative="calls", stage=one) for one in ("tell", "try"))
    return fostered().by("marco", *stages)


def contested() -> Culture:
    return published().by("dana", CONTEST)


def lively() -> Culture:
    """Everything that colleagues say of each other was said once."""
    return (
        contested().by("dana", AWARD).by("bea", RECOGNISE, HELPED, NOMINATE, IDEA)
        .by("marco", c.ChooseSuccession())
    )  # fmt: skip
