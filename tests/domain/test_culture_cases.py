"""Values cases: two reasons, steps before, decided by two people, and fed by nothing anybody wrote."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from domain import errors
from domain.aggregates import CULTURE, SELLER, UNIT
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture import values as v
from domain.people import About
from domain.personal import texts
from domain.sealed import Token, written
from projections.waiting_culture import in_culture
from tests.domain import cultures as s
from tests.domain import stages
from tests.domain.given import refused, sentences, types

HELP = c.RecordCaseStep(case="k1", step=v.HelpGiven(step="coaching", on=date(2027, 4, 20)))
HAPPENS = (
    ("S2-19 the leader opens one about the unwilling", s.surveyed, "marco", s.case(), ["ValuesCaseOpened"]),
    ("S2-18 an HR partner opens one about the incapable", s.surveyed, "hana", s.case(reason="incapable"), ["ValuesCaseOpened"]),
    ("S2-18 and S2-19 are two cases", s.open_case, "marco", s.case(case="k2", reason="incapable"), ["ValuesCaseOpened"]),
    ("S2-18 help is recorded", s.open_case, "marco", HELP, ["CaseStepRecorded"]),
    ("S2-18 a second person decides", s.open_case, "hana", s.decision(), ["ValuesCaseDecided"]),
    ("S2-20 the clock says that it is overdue", lambda: s.open_case().on("2027-05-06"), "system", c.MarkCaseOverdue(case="k1"), ["ValuesCaseOverdue"]),
)  # fmt: skip


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


def seen(**changed: Any) -> v.Offered:
    return s.BEHAVIOUR.model_copy(update=changed)


def resting_on(offered: v.Offered) -> c.OpenValuesCase:
    return s.case(evidence=(offered,))


REFUSED = (
    ("by the leader above", s.surveyed, "dana", s.case(), errors.NotAuthorised, None),
    ("by a member", s.surveyed, "bea", s.case(), errors.NotAuthorised, None),
    ("in a unit that there is not", s.surveyed, "hana", s.case(unit="moon"), errors.Unknown, None),
    ("about the leader", s.surveyed, "hana", s.case(about=About(person="marco", words="x")), errors.Invalid, None),
    ("about oneself", s.surveyed, "hana", s.case(about=About(person="hana", words="x")), errors.Invalid, None),
    ("with a name that is taken", s.open_case, "marco", s.case(reason="incapable"), errors.AlreadyExists, None),
    ("for a reason that is looked at already", s.open_case, "hana", s.case(case="k2"), errors.NothingToDo, None),
    ("resting on an objection", s.surveyed, "marco", resting_on(seen(source="pushback")), errors.NotAuthorised, "S0-13"),
    ("resting on a dissent", s.surveyed, "marco", resting_on(seen(source="dissent")), errors.NotAuthorised, "S0-13"),
    ("resting on a pulse answer", s.surveyed, "marco", resting_on(seen(source="pulse")), errors.NotAuthorised, "S0-13"),
    ("resting on an unknown value", s.surveyed, "marco", resting_on(seen(value="luck")), errors.Unknown, "S2-18"),
    ("resting on an unknown survey", s.surveyed, "marco", resting_on(v.Offered(source="survey", value="teamwork", survey="x")), errors.Unknown, None),
    ("resting on a survey with a behaviour", s.surveyed, "marco", resting_on(seen(source="survey", survey="spring")), errors.Unknown, None),
    ("resting on no behaviour of the value", s.surveyed, "marco", resting_on(seen(behaviour="Objects a lot")), errors.Unknown, None),
    ("resting on a behaviour of no day", s.surveyed, "marco", resting_on(seen(seen_on=None)), errors.Unknown, None),
    ("resting on a behaviour and a survey", s.surveyed, "marco", resting_on(seen(survey="spring")), errors.Unknown, None),
    ("decided by who opened it", s.open_case, "marco", s.decision(), errors.NeedsTwoPeople, "S2-18"),
    ("decided by the leader above", s.open_case, "dana", s.decision(), errors.Unknown, None),
    ("decided about somebody else", s.open_case, "hana", s.decision(about=About(person="bea", words="x")), errors.Invalid, None),
    ("decided twice", s.decided, "hana", s.decision(), errors.NothingToDo, None),
    ("leaving before anything was tried", lambda: s.open_case(steps=()), "hana", s.decision(), errors.GateClosed, "S2-18"),
    ("help in a case that there is not", s.surveyed, "marco", HELP, errors.Unknown, None),
    ("help by who may not know of it, in the same words", s.open_case, "dana", HELP, errors.Unknown, None),
    ("overdue too early", s.open_case, "system", c.MarkCaseOverdue(case="k1"), errors.DeadlineNotReached, None),
    ("overdue once decided", s.decided, "system", c.MarkCaseOverdue(case="k1"), errors.NothingToDo, None),
)  # fmt: skip


@sentences("given who command error practice", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any, practice: Any) -> None:
    refused(given(), who, command, error, practice=practice)


def test_an_open_case_ages_before_its_leader_alone_and_is_overdue_by_itself() -> None:
    """S2-20."""
    waits = [one for one in in_culture(s.open_case().state) if one.kind == "values_case"]
    assert [(one.person, one.words) for one in waits] == [
        ("marco", "A confidential matter of yours is open since 2027-04-05.")
    ]
    late = s.overdue()
    assert late.state.cases[0].overdue
    assert CULTURE.due(late.state).timers == ()
    waits = [one for one in in_culture(late.state) if one.kind == "values_case"]
    assert [(one.person, one.words) for one in waits] == [
        ("marco", "A confidential matter of yours is overdue since 2027-04-05.")
    ]
    assert {one.kind for one in in_culture(s.decided().state)} == {"culture"}


@pytest.mark.parametrize(("successor", "told"), [("sofia", ["sofia"]), ("carl", []), ("bea", [])])
def test_who_was_led_and_leads_by_now_is_not_told_of_a_case_that_may_be_about_them(
    successor: str, told: list[str]
) -> None:
    """S2-20: the record does not say whom it is about, so that nobody of the unit is told."""
    plan = s.open_case().by("system", c.ReplaceCircleLeader(unit="americas", leader=successor))
    waits = [one for one in in_culture(plan.state) if one.kind == "values_case"]
    assert [one.person for one in waits] == told


def test_what_is_said_of_somebody_is_under_their_own_key() -> None:
    """Erasing the person destroys who it was and what was said of them, whoever wrote it."""
    assert {(one.place, one.person) for one in texts(s.case())} == {
        ("about.person", "carl"), ("about.words", "carl"),
    }  # fmt: skip
    assert {one.person for one in texts(s.decision())} == {"carl"}
    token = written(Token("personal", "name", "A" * 11, "B" * 43, "C" * 64))
    about = About(person=token, words="x")
    plan = s.surveyed().by("marco", s.case(about=about))
    assert "carl" not in plan.state.cases[0].opened.model_dump_json()
    assert types(plan.decides("hana", s.decision(about=about))) == ["ValuesCaseDecided"]


# Nothing that anybody writes as an objection, a dissent or a pulse answer may feed a values case.


def models(kind: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield kind
    for field in kind.model_fields.values():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from models(part)


def test_the_record_holds_no_evidence_but_of_surveys_and_behaviours() -> None:
    """S0-13: evidence has a kind of two, names of what the company wrote, and no words."""
    assert set(get_args(v.Source)) == {"survey", "behaviour"}
    assert set(v.FORBIDDEN) == {"pushback", "dissent", "pulse"}
    assert set(v.Evidence.model_fields) == {"source", "value", "survey", "behaviour", "seen_on"}
    for source in v.FORBIDDEN:
        with pytest.raises(ValidationError, match="source"):
            v.Evidence.model_validate({"source": source, "value": "teamwork"})


@pytest.mark.parametrize("source", v.FORBIDDEN)
def test_what_people_say_against_a_plan_is_refused_as_evidence_in_every_stage(source: str) -> None:
    for stage in (s.surveyed, s.open_case, s.overdue, s.decided):
        for who, unit in (("marco", "americas"), ("hana", "americas"), ("hana", "halden")):
            offered = resting_on(seen(source=source)).model_copy(
                update={"case": "k9", "unit": unit, "reason": "incapable"}
            )
            refused(stage(), who, offered, errors.NotAuthorised, practice="S0-13")


def test_no_plan_owes_the_culture_anything() -> None:
    """Objections and dissents stand in units' plans: no command of theirs goes there."""
    for stage in (stages.in_pushback, stages.answered, stages.signing, stages.settled):
        owed = UNIT.due(stage().state).commands
        assert {one.aggregate for one in owed} <= {"unit", "cycle", "seller"}
    for aggregate in (UNIT, SELLER):
        assert not set(aggregate.commands) & set(CULTURE.commands)


def test_the_culture_knows_nothing_of_plans() -> None:
    """No module of it imports one of a unit's or a seller's plan, of drafts or of pulse answers."""
    folder = Path(e.__file__).parent
    imported = {
        name
        for file in folder.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom | ast.Import)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [one.name for one in node.names]
        )
    }
    assert not {one for one in imported if one.startswith(("domain.unit", "domain.seller", "web"))}


def test_no_field_of_a_case_can_name_an_objection() -> None:
    kinds = (c.OpenValuesCase, c.RecordCaseStep, c.DecideValuesCase, e.ValuesCaseOpened)
    fields = {name for kind in kinds for model in models(kind) for name in model.model_fields}
    assert not fields & {
        "item",
        "pushback",
        "dissent",
        "pulse",
        "version",
        "signature",
        "evidence_of",
    }
