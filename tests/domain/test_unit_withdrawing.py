"""An amendment that is given up, or runs unsigned: what was agreed stays, signatures are void."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, usd
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_amending import AMENDED, AMENDMENT, amended, amended_until_signing

Stage = Callable[[], Plan]
WITHDRAW = c.WithdrawAmendment(reason="The market came back")


def half_signed() -> Plan:
    """Dana and Marco signed the amendment's own version."""
    plan = amended_until_signing(s.amending())
    return plan.by("dana", s.signs(plan)).by("marco", s.signs(plan))


def put_in_force() -> Plan:
    """The amendment runs with Dana's signature alone."""
    plan = amended_until_signing(s.amending())
    plan.by("dana", s.signs(plan)).until("2027-08-14")
    put = c.PutInForce(version=3, reason="The half-year begins")
    return plan.by("ruth", put).by("olu", put)


def followed(**changed: object) -> c.RevisePlan:
    """What follows the amendment: Marco's portion moves to Kenji's seat."""
    rows = (s.revised("americas", usd("47"), "goal-revenue"), *AMENDED[1:2],
            s.revised("apac", usd("33.07"), "goal-revenue"), AMENDED[3])  # fmt: skip
    target = (c.TargetDraft(add_on=usd("5")),)
    return s.revision(**{"targets": target, "portions": rows, "answers": (), **changed})


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("an amendment is given up before it has a version", s.amending, "dana", WITHDRAW,
     ["AmendmentWithdrawn"]),
    ("S0-20 an amendment is given up with the signatures under it", half_signed, "dana", WITHDRAW,
     ["SignaturesVoided", "AmendmentWithdrawn"]),
    ("S0-20 a change of what runs unsigned voids its signatures", put_in_force, "dana",
     followed(voids=1), ["SignaturesVoided", "PlanRevised", "WindowsOpened"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("there is an amendment to withdraw", s.settled, "dana", WITHDRAW, errors.NothingToDo, {}),
    ("what was agreed is amended, not withdrawn", lambda: amended(s.amending()), "dana", WITHDRAW,
     errors.NothingToDo, {}),
    ("a member withdraws no amendment", s.amending, "marco", WITHDRAW, errors.NotAuthorised, {}),
    ("what is in force unsigned is not withdrawn", put_in_force, "dana", WITHDRAW,
     errors.WrongStage, {"words": "in force"}),
    ("nor is the change of it, for what runs is nobody's yet",
     lambda: put_in_force().by("dana", followed(voids=1)), "dana", WITHDRAW,
     errors.WrongStage, {"words": "in force"}),
    ("S0-20 an amendment put in force says how many signatures its change voids", put_in_force,
     "dana", followed(voids=0), errors.SignaturesWouldBeVoided,
     {"missing": "the signature of dana"}),
    ("S0-20 what is jointly owned keeps its signatures", s.amending, "dana",
     s.smaller(voids=4, portions=(s.revised("americas", usd("47.9"), "goal-104"),
                                  *s.v2_portions()[1:]),
               targets=(c.TargetDraft(add_on=usd("1.9")),)), errors.SignaturesWouldBeVoided,
     {"words": "voids 0 signatures"}),
    ("an amendment says something else than what runs",
     lambda: s.settled().on("2027-07-15").by("dana", AMENDMENT), "dana",
     s.revision(answers=()), errors.NothingToDo, {"words": "just what the one before"}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_an_amendment_can_be_put_in_force_too() -> None:
    running = put_in_force().state.running
    assert running is not None
    assert (running.version, [one.person for one in running.missing]) == (3, list(s.MEMBERS))


def test_a_withdrawn_amendment_leaves_what_was_agreed_as_it_was() -> None:
    before, plan = s.settled().state, half_signed()
    plan.by("dana", WITHDRAW)
    state = plan.state
    assert (state.stage, state.status, state.amendment) == ("settled", "jointly owned", None)
    assert (state.current, state.running) == (before.current, before.running)
    assert (state.signed(2), state.signed(3)) == (("dana", "marco", "ana", "kenji"), ())
    assert len(state.versions) == 3, "what was withdrawn stays readable"
    assert [one.kind for one in state.deadlines if one.kind == "signing"] == []
    refused(plan, "ana", c.SignPlan(version=3, content_hash=state.versions[2].content_hash or ""),
            errors.OtherVersion)  # fmt: skip


def test_the_version_after_a_withdrawn_one_follows_what_runs() -> None:
    plan = half_signed().by("dana", WITHDRAW, AMENDMENT)
    refused(plan, "dana", c.FinalisePlan(version=2), errors.WrongStage, words="revise first")
    as_before = plan.copy().by("system", OPEN_GOAL)
    refused(as_before, "dana", s.revision(answers=()), errors.NothingToDo, words="just what the")
    rows = (s.revised("americas", usd("49"), "mid-year"), *s.v2_portions()[1:])
    plan.by("dana", s.revision(targets=(c.TargetDraft(add_on=usd("3")),), portions=rows,
                               answers=()))  # fmt: skip
    assert [one.number for one in plan.state.versions] == [1, 2, 3, 4]
    revised = plan.last(e.PlanRevised)
    assert isinstance(revised, e.PlanRevised)
    assert [(one.seat, one.before) for one in revised.changes] == [("americas", usd("48"))]
    assert plan.state.current is not None
    assert plan.state.current.number == 4
