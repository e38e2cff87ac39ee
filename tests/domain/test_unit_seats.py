"""Who carries a seat: joiners with ramp, leavers, movers, and a leader who leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.money import Money, total
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from tests.domain import stages as s
from tests.domain.company import eur, on, person, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
FILL = c.FillSeat(seat="nordics", person=person("lena"), joins_on=date(2027, 3, 1))
LEAVES = c.HandOverSeat(seat="americas", successor=person("sofia"), left_on=date(2027, 4, 30))
VACATED = c.HandOverSeat(seat="americas", successor=None, left_on=date(2027, 4, 30))
SUCCESSOR = c.ReplaceLeader(successor=person("eve"), acts_from=date(2027, 5, 1))


def filled() -> Plan:
    return s.settled().on("2027-03-01").by("hana", FILL)


def joins(plan: Plan, who: str) -> Plan:
    return plan.by(who, s.signs(plan))


def in_force_total(plan: Plan) -> Money:
    running = plan.state.running
    assert running is not None
    return total((one.rolled_up for one in running.portions), "USD")


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a joiner is given a vacant seat", s.settled, "hana", FILL, ["SeatFilled"]),
    ("a seat is given to another who has not signed", filled, "hana",
     FILL.model_copy(update={"person": person("mika")}), ["SeatFilled"]),
    ("the leader above hands a seat over", s.settled, "ruth", LEAVES, ["SeatHandedOver"]),
    ("a leaver hands over", s.settled, "hana", LEAVES, ["SeatHandedOver"]),
    ("a leaver leaves a vacant seat", s.settled, "system", VACATED, ["SeatHandedOver"]),
    ("a leader leaves", s.settled, "system", SUCCESSOR, ["LeaderReplaced"]),
    ("a unit below gets another leader above", s.sellers, "system",
     c.ReplaceLeaderAbove(successor="eve"), ["LeaderAboveReplaced"]),
    ("a joiner signs and carries the seat", filled, "lena", s.signs(s.settled()),
     ["PlanSigned", "SeatTakenOver"]),
    ("a joiner declines", filled, "lena", c.DeclineToSign(version=2, words="Too much"),
     ["SignatureDeclined"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    plan = stage().on("2027-03-02") if stage is not s.settled else stage()
    assert types(plan.gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a seat is here", s.settled, "hana", FILL.model_copy(update={"seat": "mars"}),
     errors.Unknown, {}),
    ("an owned seat is handed over, not filled", s.settled, "hana",
     FILL.model_copy(update={"seat": "apac"}), errors.WrongStage, {"words": "belongs to kenji"}),
    ("a seat is given once", filled, "hana", FILL, errors.NothingToDo, {}),
    ("a seat has a quota before it is filled", s.drafted, "hana", FILL, errors.WrongStage, {}),
    ("a joiner joins within the year", s.settled, "hana",
     FILL.model_copy(update={"joins_on": date(2028, 1, 1)}), errors.Invalid, {}),
    ("a ramp is at most the whole quota", s.settled, "hana",
     FILL.model_copy(update={"ramp": (Decimal(500),)}), errors.Invalid, {}),
    ("a ramp is not below zero", s.settled, "hana",
     FILL.model_copy(update={"ramp": (Decimal(-1),)}), errors.Invalid, {}),
    ("a leader takes no seat from anybody", s.settled, "dana", LEAVES, errors.NotAuthorised,
     {"words": "HR partner or leader above or system"}),
    ("a leader does not fill a seat with themselves", s.settled, "dana",
     FILL.model_copy(update={"person": person("dana")}), errors.NotAuthorised,
     {"words": "dana is leader here"}),
    ("a vacant seat is filled, not handed over", s.settled, "hana",
     LEAVES.model_copy(update={"seat": "nordics"}), errors.WrongStage, {}),
    ("a seat is handed to somebody else", s.settled, "hana",
     LEAVES.model_copy(update={"successor": person("marco")}), errors.NothingToDo, {}),
    ("a leader is replaced by somebody else", s.settled, "system",
     SUCCESSOR.model_copy(update={"successor": person("dana")}), errors.NothingToDo, {}),
    ("only the cycle replaces a leader", s.settled, "ruth", SUCCESSOR, errors.NotAuthorised, {}),
    ("a joiner signs what is in force", filled, "lena",
     c.SignPlan(version=1, content_hash="0" * 64), errors.OtherVersion, {"practice": "S0-20"}),
    ("S0-20 a joiner signs the content in force", filled, "lena",
     c.SignPlan(version=2, content_hash="0" * 64), errors.OtherVersion, {"practice": "S0-20"}),
    ("a joiner declines once",
     lambda: filled().by("lena", c.DeclineToSign(version=2, words="Too much")), "lena",
     c.DeclineToSign(version=2, words="Still"), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


@pytest.mark.parametrize(
    ("who", "office"),
    [("dana", "leader"), ("ruth", "leader above and approver"), ("olu", "approver and sponsor"),
     ("sven", "executive"), ("ines", "planner"), ("sam", "auditor")],
)  # fmt: skip
@pytest.mark.parametrize("command", [FILL, LEAVES])
def test_who_holds_an_office_carries_no_portion(
    command: c.FillSeat | c.HandOverSeat, who: str, office: str
) -> None:
    named = {"person" if isinstance(command, c.FillSeat) else "successor": person(who)}
    refused(s.settled(), "hana", command.model_copy(update=named), errors.NotAuthorised,
            words=f"{who} is {office} here")  # fmt: skip


@pytest.mark.parametrize("command", [FILL, LEAVES])
def test_nobody_gives_a_seat_to_themselves_nor_lets_a_delegate_take_it(
    command: c.FillSeat | c.HandOverSeat,
) -> None:
    name = "person" if isinstance(command, c.FillSeat) else "successor"
    words = "nobody gives a seat to themselves"
    own = command.model_copy(update={name: person("hana")})
    refused(s.settled(), "hana", own, errors.NotAuthorised, words=words)
    plan = s.settled()
    plan.by(
        "hana",
        c.DelegateDuty(delegate="lena", starts_at=on("2026-01-01"), ends_at=on("2027-12-31")),
    )
    for who in ("hana", "lena"):
        theirs = command.model_copy(update={name: person(who)})
        refused(plan, "lena", theirs, errors.NotAuthorised, words=words, behalf="hana")


def test_who_was_given_a_seat_and_has_not_signed_can_be_replaced() -> None:
    plan = filled().by("hana", FILL.model_copy(update={"person": person("mika")}))
    assert [(one.seat, one.person) for one in plan.state.joining] == [("nordics", "mika")]
    refused(plan, "lena", s.signs(plan), errors.NotAuthorised)
    joins(plan, "mika")
    assert plan.state.owner(plan.state.seats[3]) == "mika"


def test_who_follows_a_leaver_is_owed_the_promise_in_the_next_version_too() -> None:
    """S0-22: what binds now is what is signed next, not what was asked once."""
    plan = s.settled().on("2027-04-30").by("hana", c.HandOverSeat(
        seat="emea", successor=person("sofia"), left_on=date(2027, 4, 30)))  # fmt: skip
    joins(plan, "sofia")
    assert [one.asked_by for one in resources.lines(plan.state)] == ["sofia"]
    assert [one.asked_by for one in resources.lines(s.settled().state)] == ["ana"]


def test_a_joiner_in_march_carries_what_the_ramp_leaves_and_the_leader_the_rest() -> None:
    """S0-10: EUR 900,000 from 1 March at 0, 50 and 100 percent."""
    plan = filled()
    before = in_force_total(plan)
    assert plan.state.owner(plan.state.seats[3]) == "dana"
    joins(plan, "lena")
    running = plan.state.running
    assert running is not None
    rows = {one.seat: one.amount for one in running.portions}
    assert (rows["nordics"], rows["held.nordics"]) == (eur("0.6375"), eur("0.2625"))
    owners = {seat.id: plan.state.owner(seat) for seat in plan.state.seats}
    assert (owners["nordics"], owners["held.nordics"]) == ("lena", "dana")
    assert in_force_total(plan) == before
    assert [one.person for one in plan.state.signatures if one.standing != "valid"] == []


@pytest.mark.parametrize(
    ("joins_on", "ramp", "amount"),
    [
        (date(2027, 1, 31), (100,), "0.9"),
        (date(2027, 12, 1), (0, 50, 100), "0"),
        (date(2027, 11, 30), (0, 50, 100), "0.0375"),
    ],
)
def test_a_ramp_is_an_even_twelfth_of_each_month_left(
    joins_on: date, ramp: tuple[int, ...], amount: str
) -> None:
    command = FILL.model_copy(update={"joins_on": joins_on, "ramp": tuple(map(Decimal, ramp))})
    event = s.settled().decides("hana", command)[0]
    assert isinstance(event, e.SeatFilled)
    assert (event.amount, event.amount + event.remainder) == (eur(amount), eur("0.9"))


def test_a_joiner_at_the_whole_quota_leaves_nothing_held() -> None:
    command = FILL.model_copy(update={"joins_on": date(2027, 1, 4), "ramp": (Decimal(100),)})
    plan = joins(s.settled().on("2027-01-04").by("dana", command).on("2027-01-05"), "lena")
    assert [seat.id for seat in plan.state.seats] == ["americas", "emea", "apac", "nordics"]
    assert plan.state.members == ("marco", "ana", "kenji", "lena")


def test_a_seat_that_is_filled_twice_holds_two_lines() -> None:
    """S0-10: the second joiner's remainder is a line of its own; the sum stays."""
    plan = filled()
    before = in_force_total(plan)
    joins(plan, "lena").on("2027-06-01")
    plan.by("hana", VACATED.model_copy(update={"seat": "nordics"}))
    again = FILL.model_copy(update={"person": person("mika"), "joins_on": date(2027, 7, 1)})
    joins(plan.by("hana", again), "mika")
    seats = [seat.id for seat in plan.state.seats]
    assert len(set(seats)) == len(seats) == 6
    assert in_force_total(plan) == before


def test_a_joiner_joins_what_is_in_force_when_they_sign() -> None:
    """The portion grew by amendment between the offer and the signature: nothing is lost."""
    plan = filled().by("dana", c.OpenAmendment(
        amendment="more", reason="A larger north", cause="goal",
        sign_by=on("2027-08-12")))  # fmt: skip
    rows = (
        s.revised("americas", usd("48")),
        s.revised("emea", eur("25.4")),
        s.revised("apac", usd("28.96"), "more"),
        s.revised("nordics", eur("1"), "more"),
    )
    plan.by("dana", s.revision(portions=rows, answers=()))
    refused(plan, "lena", s.signs(s.settled()), errors.WrongStage)
    plan.by("kenji", c.ConfirmUnderstanding(version=3)).by("dana", c.FinalisePlan(version=3))
    for who in ("olu", "ruth", "sven"):
        plan.by(who, c.AcceptPlan(version=3))
    for who in ("dana", "marco", "ana", "kenji"):
        plan.by(who, s.signs(plan))
    before = in_force_total(plan)
    taken = joins(plan, "lena").last(e.SeatTakenOver)
    assert isinstance(taken, e.SeatTakenOver)
    assert taken.amount == Money.of("708333.33", "EUR")
    assert in_force_total(plan) == before


def test_a_joiner_takes_over_while_somebody_else_has_not_signed() -> None:
    """In force, not jointly owned, may last all year: seats are filled in it all the same."""
    plan = s.in_force().on("2027-03-01").by("hana", FILL)
    assert types(plan.gives("lena", s.signs(plan))) == ["PlanSigned", "SeatTakenOver"]
    assert types(plan.gives("ana", s.signs(plan))) == ["PlanSigned", "JointOwnershipReached"]
    assert plan.state.running is not None
    assert plan.state.running.missing == ()


def test_a_member_who_moves_and_signs_last_makes_it_jointly_owned() -> None:
    command = FILL.model_copy(update={"person": person("ana")})
    plan = s.in_force().on("2027-03-01").by("hana", command)
    assert types(plan.gives("ana", s.signs(plan))) == [
        "PlanSigned", "SeatTakenOver", "JointOwnershipReached",
    ]  # fmt: skip
    assert plan.state.stage == "settled"


def test_a_leavers_promises_pass_on_and_signatures_stay_theirs() -> None:
    """Marco goes; Sofia inherits; Dana carries the seat until Sofia signs."""
    plan = s.settled().on("2027-04-30")
    plan.by("hana", c.HandOverSeat(seat="emea", successor=person("sofia"),
                                   left_on=date(2027, 4, 30)))  # fmt: skip
    state = plan.state
    assert state.commitments[0].line.asked_by == "sofia"
    assert state.owner(state.seats[1]) == "dana"
    assert "ana" in state.signed(2)
    joins(plan, "sofia")
    assert plan.state.owner(plan.state.seats[1]) == "sofia"
    assert in_force_total(plan) == usd("106")


def test_before_there_is_a_quota_a_successor_simply_owns_the_seat() -> None:
    plan = s.proposed().by("hana", LEAVES)
    assert plan.state.seats[0].owner == "sofia"
    assert plan.state.joining == ()
    assert s.proposed().by("hana", VACATED).state.seats[0].owner is None


def test_the_last_unsigned_seat_that_falls_vacant_waits_for_the_leader() -> None:
    """Nobody else can complete the signatures: a deadline that waited for nobody would hang."""
    plan = s.signing().on("2026-12-08")
    for member in ("ana", "kenji"):
        plan.by(member, s.signs(plan))
    plan.by("hana", VACATED)
    reminded = plan.until("2026-12-17").last(e.ReminderDue)
    assert isinstance(reminded, e.ReminderDue)
    assert reminded.people == ("dana",)


def test_a_leader_who_leaves_is_followed_in_the_office() -> None:
    """The offer lapses with the signature, promises bind the office."""
    plan = s.signing().by("system", SUCCESSOR)
    assert (plan.state.leader, plan.state.stage) == ("eve", "accepted")
    refused(plan, "marco", s.signs(plan), errors.WrongStage)
    assert types(plan.gives("eve", s.signs(plan))) == ["PlanSigned"]
    later = s.settled().by("system", SUCCESSOR)
    assert later.state.stage == "settled"
    assert types(later.gives("eve", c.FulfilCommitment(commitment="manager", words="Hired"))) == [
        "CommitmentFulfilled"
    ]
