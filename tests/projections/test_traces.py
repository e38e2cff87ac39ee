"""Every tie between events names fields that they have, and every id that a change cites is found."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from pydantic import BaseModel

from domain.model import SYSTEM, Event
from domain.money import Money
from domain.unit import commands as c
from domain.unit import events as u
from domain.unit import values as v
from projections import traces
from projections.traces import TIES, Happened, Place, Trace
from tests.domain import stages
from tests.domain.company import on, person
from tests.domain.given import Plan

LEFT = date(2027, 3, 31)
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", TIES, ids=lambda kind: kind.__name__)
def test_a_tie_names_fields_of_its_event(kind: type[Event]) -> None:
    for template in (*TIES[kind].cites, *TIES[kind].gives):
        for way in re.findall(r"\{([^}]+)\}", template):
            assert has(kind, way.split(".")), f"{kind.__name__} has no {way}"


def has(kind: type[BaseModel], way: list[str]) -> bool:
    field = kind.model_fields.get(way[0])
    if field is None or len(way) == 1:
        return field is not None
    inner = field.annotation
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        return has(inner, way[1:])
    found = re.search(r"values\.(\w+)", str(inner))
    return found is not None and has(getattr(v, found[1]), way[1:])


def traced(plan: Plan) -> Trace:
    return Trace(
        plan.state,
        tuple(
            Happened(
                event,
                Place(stream="unit/fy27/sales", version=number, position=number + 10),
                at,
                by,
                f"command-{number}",
            )
            for number, (event, at, by) in enumerate(plan.history, start=1)
        ),
    )


def kinds(trace: Trace, versions: tuple[int, ...]) -> set[str]:
    return {trace.happened[one - 1].event.type for one in versions}


def of(trace: Trace, kind: type[Event]) -> int:
    return next(one.place.version for one in trace.happened if isinstance(one.event, kind))


def test_pushback_answer_revision_and_signature_are_linked() -> None:
    trace = traced(stages.settled())

    answered = of(trace, u.PushbackAnswered)
    signed = of(trace, u.PlanSigned)

    assert "PushbackRaised" in kinds(trace, trace.causes[answered - 1])
    assert "PlanFinalised" in kinds(trace, trace.causes[signed - 1])
    assert "JointOwnershipReached" in kinds(trace, trace.effects(signed))
    owned = of(trace, u.JointOwnershipReached)
    assert kinds(trace, trace.causes[owned - 1]) == {"PlanSigned"}
    assert len(trace.causes[owned - 1]) == len(trace.state.signers)


def test_an_amendment_is_linked_to_the_breach_the_seat_and_the_leader_that_it_cites() -> None:
    plan = stages.settled().until("2027-03-12")
    plan.by("system", c.ReplaceLeader(successor=person("ana"), acts_from=date(2027, 5, 1)))
    plan.by("ruth", c.HandOverSeat(seat="americas", successor=person("sofia"), left_on=LEFT))
    plan.by("ana", c.OpenAmendment(
        amendment="spring", reason="Nobody came", cause="what happened in spring",
        cites=("manager", "seat-americas", "leader-ana"), sign_by=on("2027-06-01"),
    ))  # fmt: skip
    trace = traced(plan)

    opened = of(trace, u.AmendmentOpened)

    assert kinds(trace, trace.causes[opened - 1]) == {
        "CommitmentBreached", "LeaderReplaced", "SeatHandedOver",
    }  # fmt: skip
    assert "AmendmentOpened" in kinds(trace, trace.effects(of(trace, u.CommitmentBreached)))


def test_nothing_is_caused_by_what_came_later_and_every_effect_names_its_cause() -> None:
    trace = traced(stages.settled())

    for version, answered in enumerate(trace.causes, start=1):
        assert all(one < version for one in answered)
        assert all(version in trace.effects(one) for one in answered)


def test_events_of_one_command_follow_from_its_first() -> None:
    first = u.AdvanceNoticeGiven(people=("ana",))
    then = u.AbsenceCovered(person="ana", cover="dana", until=AT.date())
    place = Place(stream="unit/fy27/sales", version=1, position=1)
    happened = tuple(
        Happened(event, place.model_copy(update={"version": number}), AT, SYSTEM, "one-command")
        for number, event in enumerate((first, then), start=1)
    )
    assert Trace(stages.settled().state, happened).causes == ((), (1,))


def test_an_id_with_braces_or_of_nothing_names_nothing_else() -> None:
    asked = u.ResourceRequested(
        request="r", words="A lab", asked_by="kenji", needed_by=AT.date(),
        amount=Money.of(1, "USD"),
    )  # fmt: skip
    assert traces.cited(asked) == ()
    assert traces.given(asked) == ("r",)
