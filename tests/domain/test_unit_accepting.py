"""Whose acceptance a final version takes, who is excused from it, and who may object."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import errors
from domain.model import Command
from domain.people import Action
from domain.practices import ahead, blockers
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.accepting import accepting
from tests.domain import stages as s
from tests.domain.company import ROLES, halden, on, usd
from tests.domain.given import Plan, refused, types
from tests.domain.test_unit_seats import SUCCESSOR
from tests.domain.test_unit_waivers import AGREE_SVEN, for_sven, only_sven_is_silent, waived, waiver

Stage = Callable[[], Plan]
ACCEPT = c.AcceptPlan(version=1)
OBJECT = c.ObjectToPlan(version=1, words="No installers")
NOT_SVEN = for_sven(expires_at=on("2027-02-01"))


def stage_of(plan: Plan) -> str:
    return plan.state.stage


def sellers_final() -> Plan:
    """A unit below that raised something: its plan takes an acceptance."""
    plan = s.sellers().by("bea", s.PUSHBACK.model_copy(update={"seat": None, "counter": None}))
    plan.by("bea", c.ConfirmUnderstanding(version=1))
    plan.by("dev", c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    answer = c.AnswerPushback(item="ana-1", outcome="not_accepted", reason="It is the same for all")
    action = Action(words="Call", owner="bea", due_on=s.FACTOR.due_on)
    factor = s.FACTOR.model_copy(update={"items": (), "owner": "bea", "actions": (action,)})
    return plan.by("marco", answer, factor, c.ClosePushback(version=1), c.FinalisePlan(version=1))


def led_by_approver(**roles: tuple[str, ...]) -> Plan:
    return s.brought_final(Plan(halden(roles=ROLES.model_copy(update=roles))))


def test_approvers_and_executives_accept_at_the_top() -> None:
    assert accepting(s.final().state) == ("olu", "ruth", "sven")


def test_below_the_top_the_leader_above_accepts_and_nobody_else() -> None:
    plan = sellers_final()
    assert "olu" in plan.state.roles.approvers
    assert accepting(plan.state) == ("dana",)
    for who in ("olu", "ruth"):
        refused(plan, who, ACCEPT, errors.NotAuthorised, words="by who was asked to")
        refused(plan, who, OBJECT, errors.NotAuthorised, words="who was asked to accept")
    assert types(plan.copy().gives("dana", OBJECT)) == ["PlanObjected"]
    assert types(plan.gives("dana", ACCEPT))[:2] == ["PlanAccepted", "AcceptanceCompleted"]


def test_another_leader_above_is_asked_instead() -> None:
    plan = sellers_final().by("system", c.ReplaceLeaderAbove(successor="eve"))
    assert accepting(plan.state) == ("eve",)
    refused(plan, "dana", ACCEPT, errors.NotAuthorised)


@pytest.mark.parametrize("command", [ACCEPT, OBJECT])
@pytest.mark.parametrize("who", ["dana", "kenji"])
def test_who_leads_or_carries_a_portion_neither_accepts_nor_objects(
    command: Command, who: str
) -> None:
    plan = led_by_approver(approvers=("olu", who), executives=(who,))
    assert accepting(plan.state) == ("olu",)
    refused(plan, who, command, errors.NotAuthorised, words="asked to")


def test_who_wrote_a_version_does_not_accept_it_in_another_office_later() -> None:
    plan = led_by_approver(approvers=("olu",), executives=("dana",)).by("system", SUCCESSOR)
    assert plan.state.leader == "eve"
    assert accepting(plan.state) == ("olu",)
    refused(plan, "dana", ACCEPT, errors.NotAuthorised, words="wrote a version")


def test_at_the_top_the_leader_above_alone_is_not_asked() -> None:
    plan = led_by_approver(approvers=("olu",), executives=())
    refused(plan, "ruth", ACCEPT, errors.NotAuthorised)
    refused(plan, "ruth", OBJECT, errors.NotAuthorised)


# ── who is excused ────────────────────────────────────────────────────────────────────────


def test_silence_is_excused_by_two_people_by_name_and_shown_until_then() -> None:
    """S0-02."""
    plan = only_sven_is_silent()
    assert [(one.step, one.gap.who) for one in ahead(plan.state, plan.at)
            if one.practice == "acceptance"] == [("accept", "sven")]  # fmt: skip
    waived(plan, waiver(subject="ana"))
    plan.by("ruth", NOT_SVEN)
    assert stage_of(plan) == "final"
    assert types(plan.gives("olu", AGREE_SVEN)) == ["GateWaived", "AcceptanceCompleted"]
    assert stage_of(plan) == "accepted"
    assert not plan.state.answered("accepted", "sven", 2)


def test_who_was_waived_before_is_excused_when_the_deadline_escalates() -> None:
    """Nobody asks for the waiver a second time, so the escalation itself completes it."""
    plan = s.final().by("olu", c.AcceptPlan(version=2)).by("ruth", c.AcceptPlan(version=2))
    waived(plan, NOT_SVEN)
    assert [one.gap.who for one in blockers(plan.state, plan.at, "accept")] == ["sven"]
    plan.until("2026-12-08T08:59")
    assert stage_of(plan) == "final"
    plan.until("2026-12-08T09:01")
    assert stage_of(plan) == "accepted"
    told = [event.type for event, _, _ in plan.history[-3:]]
    assert told == ["DeadlineMissed", "Escalated", "AcceptanceCompleted"]


def test_a_waiver_that_expired_excuses_nobody() -> None:
    plan = s.final().by("olu", c.AcceptPlan(version=2)).by("ruth", c.AcceptPlan(version=2))
    waived(plan, NOT_SVEN.model_copy(update={"waiver": "brief", "expires_at": on("2026-12-01")}))
    plan.until("2026-12-20")
    assert stage_of(plan) == "final"
    plan.by("ruth", NOT_SVEN)
    assert types(plan.gives("olu", AGREE_SVEN))[:2] == ["GateWaived", "AcceptanceCompleted"]


def test_a_silence_over_one_version_excuses_nobody_from_the_next() -> None:
    plan = only_sven_is_silent().until("2026-12-15")
    assert plan.state.no_part == ("sven",)
    plan.happened(e.DeadlineExtended(kind="acceptance", key="", due_at=on("2027-01-07"),
                                     reason="Moved"), plan.history[0][2])  # fmt: skip
    plan.by("ruth", NOT_SVEN)
    assert types(plan.decides("olu", AGREE_SVEN)) == ["GateWaived"]


# ── what is ahead ─────────────────────────────────────────────────────────────────────────


def test_the_steps_to_quotas_say_who_or_what_holds_them_up() -> None:
    def held_up(plan: Plan, practice: str) -> list[tuple[str, str, str | None]]:
        rows = ahead(plan.state, plan.at)
        return [(one.step, one.gap.words, one.gap.who) for one in rows if one.practice == practice]

    accepted = s.final().by("olu", c.AcceptPlan(version=2))
    assert held_up(accepted, "acceptance") == [
        ("accept", "ruth has neither accepted nor objected", "ruth"),
        ("accept", "sven has neither accepted nor objected", "sven"),
    ]
    assert held_up(s.accepted(), "acceptance") == []
    provisional = c.SetGoal(target="revenue", amount=usd("48"), standing="provisional")
    below = s.sellers_accepted().by("system", provisional)
    words = "the portion of revenue above is not signed yet"
    assert held_up(below, "leader-first") == [("sign", words, "dana")]
    assert held_up(s.sellers_accepted(), "leader-first") == []
    passed = "the signing deadline has not passed, 2026-12-18 09:00 UTC"
    assert held_up(s.signing(), "in-force") == [("put in force", passed, None)]
    (missed,) = held_up(s.signing().until("2026-12-18"), "in-force")
    assert missed[1] == "the missing signatures were not escalated yet"
    assert held_up(s.escalated(), "in-force") == []
    state = s.signing().state.model_copy(update={"deadlines": ()})
    (none,) = blockers(state, on("2026-12-08"), "put in force")
    assert none.gap.words == "the signing deadline has not passed"


def test_no_policy_turns_the_steps_off() -> None:
    policy = s.final().state.policy.model_copy(update={"preset": "core"})
    plan = s.brought_final(Plan(halden(policy=policy)))
    assert {one.practice for one in ahead(plan.state, plan.at)} >= {"acceptance"}


def test_who_wrote_a_version_in_another_name_does_not_accept_it() -> None:
    written = s.final().state.versions[-1].model_copy(update={"written_by": "olu"})
    state = s.final().state
    state = state.model_copy(update={"versions": (*state.versions[:-1], written)})
    assert "olu" in accepting(s.final().state)
    assert "olu" not in accepting(state)


def test_an_amendment_begins_without_the_windows_of_last_time() -> None:
    assert s.settled().state.windows
    assert s.amending().state.windows == ()
