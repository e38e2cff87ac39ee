"""What a review agreed waits for its owner: reminded, overdue, escalated, reported, answered, handed on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Action
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.plan import UnitState
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.agreed import awaited, reports
from messages.requests import HEADLINES, page_of
from projections.holdings import of
from projections.waiting import in_unit
from tests.domain import stages as s
from tests.domain.company import person
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_facts import REVIEW
from tests.domain.test_unit_goals import ADD, DONE, brought
from tests.domain.test_unit_reviewing import (
    AGREED,
    CALL,
    CLOSE,
    GOALS,
    OPEN,
    gone_through,
    held,
    next_time,
    opened,
    said,
    settled,
    to_be_closed,
)

Stage = Callable[[], Plan]
HIRE_ID, CALL_ID = AGREED
CALLED = w.ReportAgreedAction(agreed=CALL_ID, words="They will come in May.")
HIRED = w.ReportAgreedAction(agreed=HIRE_ID, words="Signed on Monday.")
ENDED = c.EndPlanEarly(reason="Sold", closing_review="Half a year, half a plan.")
LEFT = date(2027, 4, 12)


def waits(state: UnitState) -> dict[str, str]:
    return {one.subject: one.person for one in in_unit(state) if one.kind == "agreed"}


def called() -> Plan:
    return held().by("kenji", CALLED)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("its owner reports it", held, "kenji", CALLED, ["AgreedActionReported"]),
    ("so does the leader", held, "dana", CALLED, ["AgreedActionReported"]),
    ("a decision has an owner too", held, "ana", HIRED, ["AgreedActionReported"]),
    ("it is reminded of", lambda: held().on("2027-04-25"), "system",
     c.MarkTime(kind="agreed", key=CALL_ID, days=-7), ["ReminderDue"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_what_was_agreed_is_carried_out(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("reported by who does not owe it", held, "marco", CALLED, errors.NotAuthorised,
     {"words": "its owner or the leader"}),
    ("reported by an executive", held, "olu", CALLED, errors.NotAuthorised, {}),
    ("reported twice", called, "kenji", CALLED, errors.NothingToDo,
     {"words": "the next review asks for it"}),
    ("reported before the review is closed", to_be_closed, "kenji", CALLED, errors.Unknown,
     {"words": CALL_ID}),
    ("something that nobody agreed", held, "kenji",
     CALLED.model_copy(update={"agreed": "none"}), errors.Unknown, {}),
    ("reminded of once it is reported", lambda: called().on("2027-04-25"), "system",
     c.MarkTime(kind="agreed", key=CALL_ID, days=-7), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def answered(*became: str) -> Plan:
    """The next review went through last time, and is open."""
    return next_time().by("dana", settled(*became))


def closed_again(*became: str) -> Plan:
    """Kenji reported the call; the next review says what became of it, and is closed."""
    plan = held().by("kenji", CALLED, ADD, DONE).on("2027-07-05").by("ines", s.actuals("Q2"))
    plan.by("dana", OPEN.model_copy(update={"period": "Q2"}))
    gone_through(plan, "Q2", settled(*became))
    return plan.by("dana", CLOSE.model_copy(update={"period": "Q2"}))


def hands_over(seat: str, successor: str | None) -> c.HandOverSeat:
    follows = person(successor) if successor else None
    return c.HandOverSeat(seat=seat, successor=follows, left_on=LEFT)


def in_one_act() -> Plan:
    return brought(block=()).by("dana", REVIEW.model_copy(update={"next_actions": (CALL,)}))


WAITS: list[tuple[str, Stage, dict[str, str]]] = [
    ("not before the review is closed", to_be_closed, {}),
    ("for its owner from the close on", held, {HIRE_ID: "ana", CALL_ID: "kenji"}),
    ("not once it is reported as done", called, {HIRE_ID: "ana"}),
    ("still, while the next review is open", next_time, {HIRE_ID: "ana", CALL_ID: "kenji"}),
    ("not once the next review says that it is done or dropped",
     lambda: answered("done", "dropped"), {}),
    ("still, where the next review says that it is not", lambda: answered("done", "not_done"),
     {CALL_ID: "kenji"}),
    ("again, where the next review finds that what was reported is not done",
     lambda: closed_again("done", "not_done"), {CALL_ID: "kenji"}),
    ("no more, where the next review finds so too", lambda: closed_again("done", "done"), {}),
    ("for who follows on the seat", lambda: held().by("hana", hands_over("apac", "sofia")),
     {HIRE_ID: "ana", CALL_ID: "sofia"}),
    ("for the leader where nobody follows", lambda: held().by("hana", hands_over("apac", None)),
     {HIRE_ID: "ana", CALL_ID: "dana"}),
    ("for nobody once the plan is over", lambda: held().by("ruth", ENDED), {}),
    ("not where the review was held in one act", in_one_act, {}),
]  # fmt: skip


@sentences("stage expected", WAITS)
def test_it_waits(stage: Stage, expected: dict[str, str]) -> None:
    assert waits(stage().state) == expected


def test_what_is_reported_is_asked_for_by_the_next_review_still() -> None:
    plan = held().by("kenji", CALLED, ADD, DONE).on("2027-07-05").by("ines", s.actuals("Q2"))
    plan.by("dana", OPEN.model_copy(update={"period": "Q2"}))
    record = plan.state.open_review("Q2")
    assert record is not None
    assert [one.id for one in record.facts.last_time] == [*AGREED]
    assert reports(plan.state)[CALL_ID].words == CALLED.words


def test_it_is_reminded_of_missed_and_escalated_up_the_line() -> None:
    """First to the leader, whom nobody waits for here, then to the leader above."""
    plan = held().until("2027-05-20")
    told = [
        (event.type, at.date().isoformat(), getattr(event, "to", None))
        for event, at, _ in plan.history
        if isinstance(event, e.ReminderDue | e.DeadlineMissed | e.Escalated)
        and (event.kind, event.key) == ("agreed", CALL_ID)
    ]
    assert told == [
        ("ReminderDue", "2027-04-25", None),
        ("ReminderDue", "2027-04-30", None),
        ("DeadlineMissed", "2027-05-02", None),
        ("Escalated", "2027-05-03", "dana"),
        ("Escalated", "2027-05-09", "ruth"),
    ]


def test_what_waits_for_a_leader_goes_on_with_the_lead() -> None:
    mine = Action(words="Ask for a budget", owner="dana", due_on=date(2027, 5, 3))
    plan = gone_through(opened(), "Q1", GOALS, said("steps", next_actions=(mine,)))
    plan.by("dana", CLOSE).by("system", replaced("sofia"))
    assert waits(plan.state)["r1-steps-next_action-1"] == "sofia"


def replaced(successor: str) -> c.ReplaceLeader:
    return c.ReplaceLeader(successor=person(successor), acts_from=LEFT)


def test_an_inbox_says_what_it_is_and_by_when() -> None:
    (wait,) = [one for one in in_unit(held().state) if one.subject == CALL_ID]
    assert wait.words == "Do what the review agreed: Call the partner."
    assert wait.due_at is not None
    assert wait.due_at.date() == date(2027, 5, 2)
    assert "agreed" in HEADLINES
    assert page_of("agreed", "halden") == "/units/halden/review#agreed"
    assert [one.id for one in of(held().state, "kenji").agreed] == [CALL_ID]


def test_who_covers_an_absence_is_asked_too() -> None:
    cover = c.CoverAbsence(person="kenji", cover="marco", until=date(2027, 6, 1))
    found = [one for one in in_unit(held().by("dana", cover).state) if one.subject == CALL_ID]
    assert [one.person for one in found] == ["kenji", "marco"]


def test_nothing_is_awaited_before_the_first_review() -> None:
    assert awaited(opened().state) == ()
