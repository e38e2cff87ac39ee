"""Offices change hands in a running unit: who may decide follows from there, never backwards."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Role
from domain.unit import commands as c
from tests.domain import stages as s
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
NINA = Role(office="approver", person="nina")
OLU = Role(office="approver", person="olu")
ACCEPT = c.AcceptPlan(version=2)


def roles(grants: tuple[Role, ...] = (NINA,), less: tuple[Role, ...] = (OLU,)) -> c.ChangeRoles:
    return c.ChangeRoles(grants=grants, revokes=less, decided_by=("ada", "ruth"))


def only_olu_is_waited_for() -> Plan:
    return s.final().by("ruth", ACCEPT).by("sven", ACCEPT)


def over() -> Plan:
    return s.settled().by("ruth", c.EndPlanEarly(reason="Sold", closing_review="Half the year"))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("offices change hands", s.proposed, "system", roles(), ["UnitRolesChanged"]),
    ("the new approver accepts", lambda: s.final().by("system", roles()), "nina", ACCEPT,
     ["PlanAccepted"]),
    ("whose acceptance alone was waited for leaves office", only_olu_is_waited_for, "system",
     roles(()), ["UnitRolesChanged", "AcceptanceCompleted"]),
    ("a new approver is waited for too", only_olu_is_waited_for, "system", roles(),
     ["UnitRolesChanged"]),
    ("who carries a portion gets no office on the other side, whatever the cycle knew",
     s.proposed, "system", roles((Role(office="approver", person="kenji"),), ()),
     ["UnitRolesChanged"]),
    ("a closed plan hears of new offices", over, "system", roles(),
     ["UnitRolesChanged"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("the old approver accepts no more", lambda: s.final().by("system", roles()), "olu", ACCEPT,
     errors.NotAuthorised, {"words": "AcceptPlan is for"}),
    ("the new approver could not accept before", s.final, "nina", ACCEPT, errors.NotAuthorised,
     {}),
    ("only the cycle changes roles", s.proposed, "ruth", roles(), errors.NotAuthorised, {}),
    ("what is so already changes nothing", lambda: s.proposed().by("system", roles()), "system",
     roles(), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_what_the_old_approver_accepted_stays_accepted() -> None:
    plan = s.final().by("olu", ACCEPT).by("system", roles())
    assert plan.state.answered("accepted", "olu", 2)


def test_a_grant_withheld_is_on_the_record_and_not_in_the_roles() -> None:
    kenji = Role(office="approver", person="kenji")
    plan = s.proposed().by("system", roles((kenji,), ()))
    assert plan.history[-1][0].withheld == (kenji,)  # type: ignore[attr-defined]
    assert "kenji" not in plan.state.roles.approvers
