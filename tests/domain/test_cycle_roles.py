"""Offices of a cycle change hands: two people, never for oneself, and reach its units."""

from __future__ import annotations

from collections.abc import Callable

from domain import errors
from domain.cycle import commands as c
from domain.cycle.due import due
from domain.errors import DomainError
from domain.model import Command
from domain.people import Office, Role
from domain.unit import commands as u
from tests.domain import cycles as y
from tests.domain.company import ROLES
from tests.domain.cycles import Cycle
from tests.domain.given import refused, sentences, types

Stage = Callable[[], Cycle]


def role(office: Office, person: str) -> Role:
    return Role(office=office, person=person)


def change(
    *grants: tuple[Office, str], less: tuple[tuple[Office, str], ...] = (), name: str = "new"
) -> c.ProposeRoles:
    return c.ProposeRoles(
        change=name,
        reason="Nina follows Olu",
        grants=tuple(role(*one) for one in grants),
        revokes=tuple(role(*one) for one in less),
    )


NINA = change(("approver", "nina"), less=(("approver", "olu"),))
AGREE = c.AgreeToRoles(change="new")


def two() -> Cycle:
    """Two administrators prepare, and announced the cycle."""
    roles = ROLES.model_copy(update={"administrators": ("ada", "adam")})
    cycle = Cycle().by("ines", y.start(roles=roles), y.IMPORT).by("olu", y.GOAL)
    return cycle.by("ines", c.AnnounceCycle())


def two_preparing() -> Cycle:
    return Cycle().by(
        "ines", y.start(roles=ROLES.model_copy(update={"administrators": ("ada", "adam")}))
    )


def asked(command: Command = NINA, begin: Stage = y.announced) -> Stage:
    return lambda: begin().by("ada", command)


LAST: tuple[tuple[Office, str], ...] = (
    ("administrator", "ada"), ("sponsor", "olu"), ("planner", "ines"),
)  # fmt: skip
TEAM: tuple[tuple[Office, str], ...] = (
    ("approver", "dana"), ("planner", "kenji"), ("leader_above", "marco"), ("auditor", "kenji"),
)  # fmt: skip


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("an administrator alone changes roles while the cycle is prepared", y.started, "ada", NINA,
     ["RolesProposed", "RolesChanged"]),
    ("a second administrator makes it two people", two_preparing, "ada", NINA,
     ["RolesProposed"]),
    ("once announced it takes two people", y.announced, "ada", NINA, ["RolesProposed"]),
    ("another administrator agrees", asked(begin=two), "adam", AGREE, ["RolesChanged"]),
    ("without another administrator a sponsor or approver agrees", asked(), "ruth", AGREE,
     ["RolesChanged"]),
    ("who would be the second administrator leaves it to the sponsor",
     asked(change(("administrator", "adam"))), "olu", AGREE, ["RolesChanged"]),
    ("somebody else stands above the top unit", asked(change(("leader_above", "nina"))), "olu",
     AGREE, ["RolesChanged"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a planner changes no roles", y.announced, "ines", NINA, errors.NotAuthorised,
     {"words": "administrator"}),
    ("a sponsor proposes no roles", y.announced, "olu", NINA, errors.NotAuthorised, {}),
    ("nobody grants a role to themselves", y.announced, "ada", change(("sponsor", "ada")),
     errors.NotAuthorised, {"words": "themselves"}),
    ("nobody grants a role to themselves while alone", y.started, "ada",
     change(("sponsor", "ada")), errors.NotAuthorised, {"words": "themselves"}),
    ("a change changes something", y.announced, "ada", change(), errors.NothingToDo, {}),
    ("a change has an id of its own", asked(), "ada", NINA, errors.AlreadyExists, {}),
    ("nobody is granted what they have", y.announced, "ada", change(("sponsor", "olu")),
     errors.Invalid, {"missing": "olu is sponsor already"}),
    ("nobody loses what they do not have", y.announced, "ada",
     change(less=(("sponsor", "nina"),)), errors.Invalid, {"missing": "nina is not sponsor"}),
    ("nobody gets and loses at once", y.announced, "ada",
     change(("sponsor", "nina"), less=(("sponsor", "nina"),)), errors.Invalid,
     {"missing": "named twice"}),
    ("the top unit always has somebody above", y.announced, "ada",
     change(less=(("leader_above", "ruth"),)), errors.Invalid, {"missing": "who follows"}),
    ("one person stands above the top unit", y.announced, "ada",
     change(("leader_above", "nina"), ("leader_above", "nora")), errors.Invalid,
     {"missing": "one person stands above"}),
    ("the service holds no office", y.announced, "ada", change(("planner", "system")),
     errors.Invalid, {"missing": "nobody is called system"}),
    *((f"the last {office} stays", y.announced, "ada",
       change(less=((office, who),)), errors.Invalid, {"missing": f"the last {office} stays"})
      for office, who in LAST),
    ("the last approver stays", y.announced, "ada",
     change(less=(("approver", "olu"), ("approver", "ruth"))), errors.Invalid,
     {"missing": "the last approver stays"}),
    ("an auditor gets no other office", y.announced, "ada", change(("sponsor", "sam")),
     errors.Invalid, {"missing": "sam would be auditor and hold another office"}),
    ("who holds an office becomes no auditor", y.announced, "ada", change(("auditor", "hana")),
     errors.Invalid, {"missing": "hana would be auditor"}),
    *((f"who leads or carries a portion does not become {office}", y.announced, "ada",
       change((office, who)), errors.Invalid, {"missing": f"{who} leads a unit or carries"})
      for office, who in TEAM),
    ("the proposer does not agree", asked(), "ada", AGREE, errors.NeedsTwoPeople, {}),
    ("who gains does not agree", asked(change(("administrator", "olu"))), "olu", AGREE,
     errors.NeedsTwoPeople, {"words": "you would get"}),
    ("a planner does not agree", asked(), "ines", AGREE, errors.NotAuthorised, {}),
    ("a sponsor does not agree where another administrator is there", asked(begin=two), "olu",
     AGREE, errors.NotAuthorised, {"words": "Another administrator agrees to this: adam"}),
    ("a change was proposed", y.announced, "olu", AGREE, errors.Unknown, {}),
    ("a change is agreed once", lambda: asked()().by("olu", AGREE), "ruth", AGREE,
     errors.NothingToDo, {}),
    ("a change that no longer fits is not agreed",
     lambda: asked(begin=two)().by("ada", change(("approver", "nina"), name="again"))
     .by("adam", AGREE), "adam", c.AgreeToRoles(change="again"), errors.Invalid,
     {"missing": "nina is approver already"}),
    ("what an administrator proposed who has left is not agreed",
     lambda: asked(begin=two)().by("adam", change(less=(("administrator", "ada"),), name="left"))
     .by("ada", c.AgreeToRoles(change="left")), "adam", AGREE, errors.NotAuthorised,
     {"words": "no administrator any more"}),
    ("a closed cycle changes no roles", lambda: y.ended().by("ines", c.CloseCycle()), "ada",
     NINA, errors.WrongStage, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def given(cycle: Cycle) -> list[tuple[str, u.ChangeRoles]]:
    return [
        (one.to, one.command)
        for one in due(cycle.state).commands
        if isinstance(one.command, u.ChangeRoles)
    ]


def test_agreed_roles_hold_in_the_cycle_from_there() -> None:
    cycle = asked()()
    assert cycle.state.roles == ROLES
    assert cycle.by("ruth", AGREE).state.roles.approvers == ("ruth", "nina")


def test_agreed_roles_go_to_every_unit_once() -> None:
    cycle = asked()().by("ruth", AGREE)
    assert [to for to, _ in given(cycle)] == ["halden", "americas"]
    assert {one.decided_by for _, one in given(cycle)} == {("ada", "ruth")}
    owed = due(cycle.state).commands
    assert len({one.command_id("cycle/fy27") for one in owed}) == len(owed)


def test_only_the_top_unit_hears_who_stands_above_it_and_of_executives() -> None:
    both = change(("leader_above", "nina"), ("executive", "nora"))
    assert [to for to, _ in given(asked(both)().by("olu", AGREE))] == ["halden"]


def test_roles_changed_while_preparing_are_in_the_opening() -> None:
    cycle = Cycle().by("ines", y.start(), y.IMPORT).by("olu", y.GOAL).by("ada", NINA)
    cycle.by("ines", c.AnnounceCycle())
    (opening, *_) = due(cycle.state).commands
    assert isinstance(opening.command, u.OpenUnitPlan)
    assert opening.command.roles.approvers == ("ruth", "nina")
    assert given(cycle) == []


def test_an_opening_keeps_the_roles_of_the_announcement() -> None:
    """What is owed is what was owed when the cause was recorded: the same id, the same words."""
    before = due(asked()().state).commands[:2]
    assert due(asked()().by("ruth", AGREE).state).commands[:2] == before


def test_people_of_the_team_are_told_apart_by_who_leads_now() -> None:
    cycle = y.announced().by("hana", y.LEADER)
    command = change(("approver", "sofia"))
    refused(cycle, "ada", command, errors.Invalid, missing="sofia leads a unit")
