"""Executive buy-in: the CEO in advance, the presentation, and what other functions owe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import GateMode, Policy
from domain.practices import blockers
from domain.unit import commands as c
from domain.unit.buying_in import commands as i
from domain.unit.buying_in.values import Dependency
from projections import buy_in
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, ROLES, halden, on
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]


def named(**changed: Any) -> i.NameDependency:
    facts: dict[str, Any] = {
        "id": "installers", "function": "Services", "words": "Four installers",
        "owner": "sven", "due_on": date(2027, 4, 1),
    }  # fmt: skip
    return i.NameDependency(dependency=Dependency(**{**facts, **changed}))


NAME = named()
ACCEPT = i.AnswerDependency(dependency="installers", outcome="accepted", words="Two are hired")
REFUSE = ACCEPT.model_copy(update={"outcome": "refused", "words": "No budget for them"})
DROP = i.DropDependency(dependency="installers", reason="A partner installs")
ALIGN = i.AlignWithCeo(version=1, ceo="ruth", held_at=on("2026-11-02"), words="Services is tight")
PRESENT = i.PresentToExecutives(
    version=1, held_at=on("2026-11-02T10:00"), attendees=("olu", "sven"), words="The whole plan"
)


def told(*commands: Command) -> Plan:
    return s.proposed().by("dana", NAME, *commands)


def answered(*commands: Command) -> Plan:
    return told().by("sven", *commands)


def aligned() -> Plan:
    return s.in_pushback().by("dana", ALIGN)


def led_from_above() -> Plan:
    """The leader above holds no other office here."""
    roles = ROLES.model_copy(update={"approvers": ("olu",)})
    plan = Plan(halden(roles=roles)).by("system", OPEN_GOAL).on("2026-11-02")
    return plan.by("dana", s.SESSION, s.proposal(), ALIGN).on("2026-11-03")


def policy(mode: str, *commands: Command) -> Plan:
    """A plan under a policy for S3-34, brought to where it would be final."""
    rules = Policy(overrides=(GateMode.model_validate({"practice": "S3-34", "mode": mode}),))
    plan = Plan(halden(policy=rules)).by("system", OPEN_GOAL).on("2026-11-02")
    plan.by("dana", s.SESSION, s.proposal(), *commands)
    for one in s.MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    plan.on("2026-11-25").by("dana", c.ClosePushback(version=1, nobody_objected=True))
    return plan.by("dana", s.FACTOR.model_copy(update={"items": ()}))


FINAL = c.FinalisePlan(version=1)

HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S3-34 what a function owes is named", s.proposed, "dana", NAME, ["DependencyNamed"]),
    ("S3-34 its owner accepts it", told, "sven", ACCEPT, ["DependencyAnswered"]),
    ("S3-34 its owner refuses it, in words", told, "sven", REFUSE, ["DependencyAnswered"]),
    ("S3-34 who refused can accept later", lambda: answered(REFUSE), "sven", ACCEPT,
     ["DependencyAnswered"]),
    ("S3-34 it is dropped", told, "dana", DROP, ["DependencyDropped"]),
    ("S3-37 the CEO comes first", s.in_pushback, "dana", ALIGN, ["CeoAlignmentRecorded"]),
    ("S3-37 a sponsor who is the CEO", s.in_pushback, "dana", ALIGN.model_copy(update={"ceo": "olu"}),
     ["CeoAlignmentRecorded"]),
    ("S3-35 then the executives", aligned, "dana", PRESENT, ["PlanPresentedToExecutives"]),
    ("S3-35 with the leader above beside them", led_from_above, "dana",
     PRESENT.model_copy(update={"attendees": ("olu", "ruth")}), ["PlanPresentedToExecutives"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_what_buying_in_decides(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


def shown(plan: Plan) -> list[str]:
    return [one.words for one in plan.by("dana", FINAL).state.findings if one.practice == "S3-34"]


def test_by_default_what_is_not_accepted_is_shown_and_blocks_nothing() -> None:
    """S3-34."""
    assert shown(policy("warn", NAME)) == ["Services has not answered for installers"]
    assert shown(policy("warn")) == []
    assert shown(policy("off", NAME)) == []
    assert shown(policy("block", NAME).by("sven", ACCEPT)) == []


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a member names none", s.proposed, "ana", NAME, errors.NotAuthorised, {}),
    ("one id twice", told, "dana", NAME, errors.AlreadyExists, {}),
    ("S3-34 an owner who is in the team", s.proposed, "dana", named(owner="marco"),
     errors.Invalid, {"practice": "S3-34"}),
    ("a day that has passed", s.proposed, "dana", named(due_on=date(2026, 1, 1)),
     errors.DeadlinePassed, {}),
    ("S3-34 another executive answers", told, "olu", ACCEPT, errors.NotAuthorised,
     {"practice": "S3-34"}),
    ("the leader answers", told, "dana", ACCEPT, errors.NotAuthorised, {}),
    ("an answer to none", s.proposed, "sven", ACCEPT, errors.Unknown, {}),
    ("the same answer again", lambda: answered(ACCEPT), "sven", ACCEPT, errors.NothingToDo, {}),
    ("an answer to what was dropped", lambda: told(DROP), "sven", ACCEPT, errors.WrongStage, {}),
    ("S3-34 refused once people sign on it", lambda: s.signing().by("dana", NAME).by("sven", ACCEPT),
     "sven", REFUSE, errors.WrongStage, {"practice": "S3-34"}),
    ("S3-34 dropped once people sign on it", lambda: s.signing().by("dana", NAME).by("sven", ACCEPT),
     "dana", DROP, errors.WrongStage, {"practice": "S3-34"}),
    ("S3-37 a CEO who is nobody above", s.in_pushback, "dana",
     ALIGN.model_copy(update={"ceo": "kenji"}), errors.Invalid, {"practice": "S3-37"}),
    ("S3-37 the CEO after the presentation", lambda: aligned().by("dana", PRESENT), "dana", ALIGN,
     errors.WrongStage, {"practice": "S3-37"}),
    ("what is still to come", s.proposed, "dana",
     ALIGN.model_copy(update={"held_at": on("2027-11-02")}), errors.Invalid, {}),
    ("of another version", s.proposed, "dana", ALIGN.model_copy(update={"version": 2}),
     errors.OtherVersion, {}),
    ("S3-37 a presentation before the CEO", s.in_pushback, "dana", PRESENT, errors.WrongStage,
     {"practice": "S3-37"}),
    ("S3-35 a presentation without an executive", aligned, "dana",
     PRESENT.model_copy(update={"attendees": ("marco",)}), errors.Invalid, {"practice": "S3-35"}),
    ("an attendee who is nobody", aligned, "dana",
     PRESENT.model_copy(update={"attendees": ("nobody", "olu")}), errors.Unknown, {}),
    ("a version presented twice", lambda: aligned().by("dana", PRESENT), "dana", PRESENT,
     errors.AlreadyExists, {}),
    ("S3-34 not answered, where the policy blocks", lambda: policy("block", NAME), "dana", FINAL,
     errors.GateClosed, {"practice": "S3-34", "missing": "Services has not answered"}),
    ("S3-34 refused, where the policy blocks", lambda: policy("block", NAME).by("sven", REFUSE),
     "dana", FINAL, errors.GateClosed, {"practice": "S3-34", "missing": "Services refused"}),
    ("S3-34 nothing named, where the policy blocks", lambda: policy("block"), "dana", FINAL,
     errors.GateClosed, {"practice": "S3-34", "missing": "nothing is named"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_what_buying_in_refuses(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def test_a_gate_on_dependencies_is_waived_by_name() -> None:
    """S3-34."""
    plan = policy("block", NAME)
    assert [one.gap.who for one in blockers(plan.state, plan.at) if one.practice == "S3-34"] == [
        "sven"
    ]
    waiver = c.ProposeWaiver(
        waiver="w1", practice="S3-34", reason="Sven is away", expires_at=on("2026-12-20"),
        subject="installers",
    )  # fmt: skip
    plan.by("ruth", waiver).by("olu", c.AgreeToWaiver(waiver="w1"))
    assert not [one for one in blockers(plan.state, plan.at) if one.practice == "S3-34"]


def test_buy_in_says_who_was_there_and_what_each_said() -> None:
    """S3-35, S3-36: an objection opens a revision, and stands in words beside the silent."""
    plan = s.final()
    version = plan.state.versions[-1].number
    assert {one.attended for one in buy_in.of(plan.state).executives} == {None}
    plan.by("dana", ALIGN.model_copy(update={"version": version}))
    plan.by("dana", PRESENT.model_copy(update={"version": version, "attendees": ("sven",)}))
    plan.by("olu", c.AcceptPlan(version=version))
    plan.by("sven", c.ObjectToPlan(version=version, words="Who installs it?"))
    found = buy_in.of(plan.state)
    assert plan.state.stage == "revised"
    assert {(one.person, one.attended, one.standing, one.words) for one in found.executives} == {
        ("olu", False, "accepted", None),
        ("ruth", False, "silent", None),
        ("sven", True, "objected", "Who installs it?"),
    }


def test_before_a_proposal_nobody_is_asked() -> None:
    found = buy_in.of(s.drafted().state)
    assert (found.version, found.executives) == (None, ())
