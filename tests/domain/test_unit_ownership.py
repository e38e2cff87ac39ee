"""Whose signatures a version takes: those who carried its seats when it was final, to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain import errors
from domain.model import SYSTEM, Command
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import stages as s
from tests.domain.company import person
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.properties import ownership_is_complete
from tests.domain.test_unit_seats import SUCCESSOR

Stage = Callable[[], Plan]
TAKEN = c.HandOverSeat(seat="emea", successor=person("sofia"), left_on=date(2026, 12, 31))
VACANT = TAKEN.model_copy(update={"successor": None})


def owners(plan: Plan) -> dict[str, str]:
    final = plan.last(e.PlanFinalised)
    assert isinstance(final, e.PlanFinalised)
    return {one.seat: one.owner for one in final.owners}


def content(plan: Plan) -> str:
    final = plan.last(e.PlanFinalised)
    assert isinstance(final, e.PlanFinalised)
    return final.content_hash


def last_but_ana() -> Plan:
    """Everyone but Ana has signed."""
    plan = s.signing()
    return plan.by("marco", s.signs(plan)).by("kenji", s.signs(plan))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a final version goes back", s.final, "hana", TAKEN, ["SeatHandedOver"]),
    ("an accepted version goes back", s.accepted, "hana", VACANT, ["SeatHandedOver"]),
    ("a signed version goes back, its signatures void", s.signing, "ruth", TAKEN,
     ["SignaturesVoided", "SeatHandedOver"]),
    ("a version that only one has not signed goes back too", last_but_ana, "hana", VACANT,
     ["SignaturesVoided", "SeatHandedOver"]),
    ("so does what the cycle hands over", last_but_ana, "system", TAKEN,
     ["SignaturesVoided", "SeatHandedOver"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_a_seat_handed_over_while_it_is_signed_brings_the_plan_back(
    stage: Stage, who: str, command: Command, events: list[str]
) -> None:
    plan = stage()
    assert types(plan.gives(who, command)) == events
    assert (plan.state.stage, plan.state.signed(2), plan.state.running) == ("revised", (), None)


def test_a_leader_takes_no_seat_away() -> None:
    refused(last_but_ana(), "dana", VACANT, errors.NotAuthorised)


def test_before_it_is_final_a_seat_changes_hands_where_it_is() -> None:
    plan = s.revised_once().by("hana", TAKEN)
    assert plan.state.stage == "revised"
    assert plan.state.signers == ("dana", "marco", "sofia", "kenji")


def test_who_carries_each_seat_is_part_of_what_is_signed() -> None:
    plan = s.final()
    assert owners(plan) == {"americas": "marco", "emea": "ana", "apac": "kenji", "nordics": "dana"}
    assert plan.state.current is not None
    assert {one.seat: one.owner for one in plan.state.current.owners} == owners(plan)
    other = s.final().by("hana", TAKEN)
    refused(other, "dana", c.FinalisePlan(version=2), errors.WrongStage)
    other.by("dana", s.revision(answers=()))
    other.by("sofia", c.ConfirmUnderstanding(version=3), c.StateNoConcerns(version=3))
    other.by("dana", c.FinalisePlan(version=3))
    assert owners(other)["emea"] == "sofia"
    assert content(other) != content(plan)
    assert other.state.signers == ("dana", "marco", "sofia", "kenji")


def test_another_owner_is_a_difference_though_every_amount_is_the_same() -> None:
    plan = s.final().by("hana", TAKEN)
    assert types(plan.gives("dana", s.revision(answers=()))) == ["PlanRevised"]
    assert len(plan.state.versions) == 3


@pytest.mark.parametrize("command", [TAKEN, VACANT])
def test_in_force_unsigned_stays_so_when_the_missing_person_loses_the_seat(
    command: c.HandOverSeat,
) -> None:
    """Joint ownership never comes about because a seat was taken from somebody."""
    plan = s.in_force()
    assert types(plan.gives("hana", command)) == ["SeatHandedOver"]
    assert plan.state.stage == "signing"
    assert plan.state.signers == ("dana", "marco", "ana", "kenji")
    if command is TAKEN:
        assert types(plan.gives("sofia", s.signs(plan))) == ["PlanSigned", "SeatTakenOver"]
    running = plan.state.running
    assert running is not None
    assert running.jointly_since is None
    assert [one.person for one in running.missing] == ["ana"]


def test_who_lost_a_seat_in_force_is_replaced_by_a_new_version() -> None:
    plan = s.in_force().by("hana", TAKEN)
    plan.by("sofia", s.signs(plan))
    plan.by("dana", s.revision(answers=(), voids=4))
    assert plan.state.signed(2) == ()
    plan.by("sofia", c.ConfirmUnderstanding(version=3), c.StateNoConcerns(version=3))
    plan.by("dana", c.FinalisePlan(version=3))
    assert plan.state.signers == ("dana", "marco", "sofia", "kenji")


def test_the_leaders_line_goes_with_the_office() -> None:
    plan = s.signing().by("system", SUCCESSOR)
    assert plan.state.signers == ("eve", "marco", "ana", "kenji")
    for who in ("eve", *s.MEMBERS):
        plan.by(who, s.signs(plan))
    assert plan.last(e.JointOwnershipReached) == e.JointOwnershipReached(
        version=2, content_hash=content(plan), people=("eve", "marco", "ana", "kenji")
    )


def forged(plan: Plan) -> list[e.JointOwnershipReached]:
    """Joint ownership as it would be if the signers were the seats' owners of today."""
    joint = e.JointOwnershipReached(
        version=2, content_hash=content(plan), people=(plan.state.leader, *plan.state.members)
    )
    plan.happened(joint, SYSTEM)
    return [joint]


def test_the_property_of_complete_ownership_sees_a_signature_that_was_never_given() -> None:
    """The check of random histories looks at who carried the seats, not at who does now."""
    whole = s.settled()
    ownership_is_complete(whole.state, [event for event, _, _ in whole.history], whole.history)
    plan = s.in_force().by("hana", VACANT)
    assert set(plan.state.members) <= set(plan.state.signed(2)), "today's owners all signed"
    events = forged(plan)
    with pytest.raises(AssertionError, match="ana"):
        ownership_is_complete(plan.state, list(events), plan.history)


def test_what_a_leaver_said_they_would_do_binds_who_holds_the_seat_now() -> None:
    plan = s.settled()
    (leaver, seat) = next(
        (one.owner, seat.id)
        for one in plan.state.factors
        for seat in plan.state.seats
        if seat.owner == one.owner
    )
    leaves = c.HandOverSeat(seat=seat, successor=None, left_on=date(2027, 4, 30))

    plan.by("hana", leaves)

    owners = {one.owner for one in plan.state.factors}
    steps = {step.owner for one in plan.state.factors for step in one.actions}
    assert leaver not in owners | steps
    assert plan.state.leader in owners
