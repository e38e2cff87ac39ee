"""A cycle before its announcement: worked back from a short form, and shown to who prepares it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from api import CYCLE, Api, start

from domain.cycle import commands as c
from domain.errors import GateClosed
from domain.people import Roles
from domain.policy import Mode, Policy
from domain.unit import commands as u
from tests.domain.company import eur, usd
from tests.domain.given import Plan, refused, types
from tests.domain.stages import actuals
from tests.domain.test_unit_goals import ADD, aimed
from tests.domain.test_unit_reviewing import CLOSE, OPEN, gone_through
from web.planning import ShortForm, proposal

SHORT = {
    "cycle": CYCLE, "name": "2027", "starts_on": "2027-01-01", "signed_by": "2026-12-18",
    "currency": "USD", "zone": "Europe/Oslo", "roles": {"leader_above": "ruth"},
    "rehearsal": True,
}  # fmt: skip


async def test_a_cycle_is_planned_from_a_short_form(api: Api) -> None:
    form = ShortForm(
        cycle=CYCLE,
        name="2027",
        starts_on=date(2027, 1, 1),
        signed_by=date(2026, 12, 18),
        currency="USD",
        zone="Europe/Oslo",
        roles=Roles(leader_above="ruth", planners=("ines",)),
        rehearsal=True,
    )

    answer = await api.http.post(
        f"{api.base}/cycles/plan", json=form.model_dump(mode="json"), headers=api.headers("ines")
    )
    started = await api.http.post(
        f"{api.base}/cycles", json=answer.json()["start"], headers=api.headers("ines")
    )

    assert started.status_code == 200, started.text
    body = c.StartCycle.model_validate(answer.json()["start"])
    assert [level.depth for level in body.calendar] == [0, 1]
    assert len(body.periods) == 4
    assert answer.json()["sellers_signed_by"] > "2026-12-18"


@pytest.mark.parametrize(
    ("said", "guided", "hours"),
    [
        ({}, True, 8),
        ({"preset": "strict"}, True, 8),
        ({"carrying_out": {"planning_hours": 2}}, True, 2),
        ({"carrying_out": {"guided_reviews": False}}, False, 8),
        ({"carrying_out": None}, False, 0),
    ],
    ids=["nothing", "another preset", "fewer hours", "reviews in one act", "neither"],
)
async def test_reviews_are_guided_unless_the_policy_says_otherwise(
    api: Api, said: dict[str, object], guided: bool, hours: int
) -> None:
    form = {**SHORT, "policy": said}

    answer = await api.http.post(f"{api.base}/cycles/plan", json=form, headers=api.headers("ines"))

    policy = c.StartCycle.model_validate(answer.json()["start"]).policy
    assert policy.of_carrying_out.guided_reviews is guided
    assert policy.of_carrying_out.planning_hours == hours


SAID: list[tuple[str, dict[str, object], Mode]] = [
    ("nothing", {}, "block"),
    ("another gate", {"overrides": [{"practice": "S0-02", "mode": "warn"}]}, "block"),
    ("that it warns", {"overrides": [{"practice": "S1-13", "mode": "warn"}]}, "warn"),
    ("the ten gates", {"preset": "core"}, "off"),
    ("all of them", {"preset": "strict"}, "block"),
]


@pytest.mark.parametrize(("said", "mode"), [row[1:] for row in SAID], ids=[row[0] for row in SAID])
def test_a_number_on_track_hides_no_goal_unless_the_policy_says_otherwise(
    said: dict[str, object], mode: Mode
) -> None:
    """S1-13."""
    assert policy_of(said).mode("S1-13") == mode


def policy_of(said: dict[str, object]) -> Policy:
    form = ShortForm.model_validate({**SHORT, "policy": said})
    return proposal(form, date(2026, 8, 1)).start.policy


def reviewed(plan: Plan, day: str, facts: u.RecordActuals) -> Plan:
    """A quarter's facts are in, and its review was gone through."""
    plan.on(day).by("ines", facts).by("dana", OPEN.model_copy(update={"period": facts.period}))
    return gone_through(plan, facts.period)


def from_the_short_form() -> Plan:
    rules = u.ChangeRules(policy=policy_of({}), deadlines=(), decided_by=("olu", "ruth"))
    return aimed().by("system", rules)


def test_a_review_of_a_quarter_that_is_green_but_red_does_not_close_before_the_plan_changes() -> (
    None
):
    """S1-13."""
    brought = (
        ("americas", usd("20")),
        ("emea", eur("10")),
        ("apac", usd("10")),
        ("nordics", eur("1")),
    )
    plan = reviewed(from_the_short_form(), "2027-04-05", actuals("Q1", *brought))

    refused(plan, "dana", CLOSE, GateClosed, practice="S1-13", missing="its plan must change")

    assert types(plan.by("kenji", ADD).gives("dana", CLOSE))[0] == "ReviewHeld"


def test_nor_does_one_where_nothing_changed_since_last_time() -> None:
    """S1-14."""
    plan = reviewed(from_the_short_form(), "2027-04-05", actuals("Q1")).by("dana", CLOSE)
    reviewed(plan, "2027-07-05", actuals("Q2"))
    again = CLOSE.model_copy(update={"period": "Q2"})
    refused(plan, "dana", again, GateClosed, practice="S1-14", missing="a reminder is not enough")

    later = ADD.step.model_copy(update={"due_on": date(2027, 9, 1)})
    plan.by("kenji", ADD.model_copy(update={"step": later}))
    assert types(plan.gives("dana", again))[0] == "ReviewHeld"


async def test_a_calendar_that_is_too_short_is_refused(api: Api) -> None:
    api.now = datetime(2026, 12, 1, 9, tzinfo=UTC)

    answer = await api.http.post(f"{api.base}/cycles/plan", json=SHORT, headers=api.headers("ines"))

    assert (answer.status_code, answer.json()["name"]) == (409, "Invalid")
    assert "too short" in answer.json()["detail"]


async def test_before_the_announcement_a_cycle_is_shown_to_who_prepares_it(api: Api) -> None:
    await api.give(start())
    await api.give(c.ImportOrganisation.model_validate(_one_unit()))

    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    shown = await api.read(f"/cycles/{CYCLE}/summary", by="ines")

    assert [one["draft"]["unit"] for one in state["units"]] == ["sales"]
    assert shown["units"] == []
    assert [one["kind"] for one in (await api.read("/inbox", by="olu"))["inbox"]] == ["plan_goal"]


def _one_unit() -> dict[str, object]:
    person = {"id": "dana", "name": "Dana", "email": "dana@halden.example"}
    seat = {"id": "north", "title": "North", "owner": "dana", "currency": "USD"}
    unit = {"unit": "sales", "name": "Sales", "parent": None, "leader": "dana", "currency": "USD",
            "people": [person], "seats": [seat]}  # fmt: skip
    return {"source": {"name": "p.csv", "sha256": "d" * 64}, "rows": 1, "units": [unit]}
