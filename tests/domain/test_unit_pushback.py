"""Pushback: raised, captured, answered, contested, from below, and the window that closes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.money import Money
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, eur, on, person, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
ITEM = s.PUSHBACK.model_copy(update={"item": "second"})
CAPTURED = c.CapturePushback(
    item="said", version=1, person="kenji", kind="obstacle", words="No lab",
    seat="apac", counter=usd("13.2"),
)  # fmt: skip
NOT = c.AnswerPushback(
    item="ana-1", outcome="not_accepted", reason="The plan rate carries the euro"
)
CONTEST = c.ContestAnswer(item="ana-1", words="It does not")
VIEW = c.NoteView(item="ana-1", words="The rate is fixed for all")
AMEND = c.RequestAmendment(request="r1", words="The market halved", item=None)


def captured() -> Plan:
    return s.proposed().by("ines", CAPTURED)


def contested() -> Plan:
    return s.in_pushback().by("dana", NOT).by("ana", CONTEST)


def joining() -> Plan:
    """Lena was given the vacant seat and has not signed yet."""
    from tests.domain.test_unit_seats import FILL  # noqa: PLC0415

    return s.settled().on("2027-03-01").by("hana", FILL)


def joining_again() -> Plan:
    """Kenji, whose window of November has closed, was given the vacant seat too."""
    from tests.domain.test_unit_seats import FILL  # noqa: PLC0415

    given = FILL.model_copy(update={"person": person("kenji")})
    return s.settled().on("2027-03-01").by("hana", given)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a member pushes back", s.proposed, "ana", s.PUSHBACK, ["PushbackRaised"]),
    ("S0-12 an item may carry no number", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"seat": None, "counter": None}), ["PushbackRaised"]),
    ("S0-13 an item without evidence is marked", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"evidence": None, "counter": None}),
     ["PushbackRaised", "FindingRaised"]),
    ("a joiner pushes back on what is in force", joining, "lena",
     s.PUSHBACK.model_copy(update={"item": "lena-1", "version": 2, "seat": "nordics"}),
     ["PushbackRaised"]),
    ("S0-11 a member pushes back until the window closes",
     lambda: s.proposed().on("2026-11-16T08:59"), "ana", s.PUSHBACK, ["PushbackRaised"]),
    ("a member who joins another seat has a time of their own", joining_again, "kenji",
     s.PUSHBACK.model_copy(update={"item": "kenji-2", "version": 2, "seat": "nordics"}),
     ["PushbackRaised"]),
    ("a joiner has no concern", joining, "lena", c.StateNoConcerns(version=2),
     ["NoConcernsStated"]),
    ("a scribe captures an item", s.proposed, "ines", CAPTURED, ["PushbackCaptured"]),
    ("a scribe captures words only", s.proposed, "ines",
     CAPTURED.model_copy(update={"seat": None}), ["PushbackCaptured"]),
    ("a scribe captures an item on a seat", s.proposed, "dana",
     CAPTURED.model_copy(update={"counter": None}), ["PushbackCaptured"]),
    ("it counts once its person confirms", captured, "kenji",
     c.ConfirmCapturedPushback(item="said"), ["PushbackRaised"]),
    ("anyone concerned replies", s.in_pushback, "ruth",
     c.ReplyToPushback(item="ana-1", words="Tell me more"), ["PushbackReplied"]),
    ("its author withdraws an item", s.in_pushback, "ana",
     c.WithdrawPushback(item="ana-1", reason="Settled"), ["PushbackWithdrawn"]),
    ("a member has no concern", s.proposed, "marco", c.StateNoConcerns(version=1),
     ["NoConcernsStated"]),
    ("S0-14 the leader answers with a reason", s.in_pushback, "dana", NOT, ["PushbackAnswered"]),
    ("an answer is contested", lambda: s.in_pushback().by("dana", NOT), "ana", CONTEST,
     ["AnswerContested"]),
    ("the leader above notes a view", contested, "ruth", VIEW, ["ViewNoted"]),
    ("an owner states a number from below", s.proposed, "ana",
     c.StateBottomUp(seat="emea", amount=eur("24.3")), ["BottomUpStated"]),
    ("a unit below reports what it adds up to", s.proposed, "system",
     c.ReceiveBottomUp(unit="emea", amount=eur("24.3"), items=2), ["BottomUpReceived"]),
    ("a unit below reports another number",
     lambda: s.proposed().by("system", c.ReceiveBottomUp(unit="emea", amount=eur("1"), items=2)),
     "system", c.ReceiveBottomUp(unit="emea", amount=eur("24.3"), items=2),
     ["BottomUpReceived"]),
    ("the window closes when all have answered", lambda: s.in_pushback().by("dana", NOT), "dana",
     c.ClosePushback(version=1), ["PushbackClosed"]),
    ("a unit below asks to amend", s.sellers, "bea", AMEND, ["AmendmentRequested"]),
    ("a unit below asks because of an item",
     lambda: s.sellers().by("bea", s.PUSHBACK.model_copy(update={"seat": None, "counter": None})),
     "bea", AMEND.model_copy(update={"item": "ana-1"}), ["AmendmentRequested"]),
    ("the request arrives above", s.settled, "system",
     c.ReceiveAmendmentRequest(request="r1", unit="emea", words="Halved"),
     ["AmendmentRequestReceived"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("S0-05 nothing is objected to before the proposal", s.drafted, "ana", s.PUSHBACK,
     errors.WrongStage, {"practice": "S0-05"}),
    ("pushback is on the version that is open", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"version": 3}), errors.OtherVersion, {}),
    ("a signed plan takes no pushback", s.settled, "ana",
     ITEM.model_copy(update={"version": 2}), errors.WrongStage, {"practice": "S0-05"}),
    ("S0-11 who let the window pass declines to sign instead",
     lambda: s.proposed().on("2026-11-16"), "ana", s.PUSHBACK, errors.DeadlinePassed,
     {"practice": "S0-11", "words": "closed on 2026-11-16 09:00 UTC"}),
    ("a counter-proposal names its seat", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"seat": None}), errors.Invalid, {}),
    ("an item's id is new", s.in_pushback, "ana", s.PUSHBACK, errors.AlreadyExists, {}),
    ("one speaks for one's own seat", s.proposed, "marco", s.PUSHBACK,
     errors.NotAuthorised, {"words": "Seat emea is not marco's"}),
    ("the seat of an item is here", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"seat": "mars"}), errors.Unknown, {}),
    ("a counter-proposal is in the owner's currency", s.proposed, "ana",
     s.PUSHBACK.model_copy(update={"counter": usd("24")}), errors.Invalid, {}),
    ("the leader answers pushback and raises none", s.proposed, "dana", s.PUSHBACK,
     errors.NotAuthorised, {"words": "for the member"}),
    ("nothing is captured once it is signed", s.settled, "ines",
     CAPTURED.model_copy(update={"version": 2}), errors.WrongStage, {}),
    ("a captured item's id is new", captured, "ines", CAPTURED, errors.AlreadyExists, {}),
    ("an item is captured for somebody known", s.proposed, "ines",
     CAPTURED.model_copy(update={"person": "nobody"}), errors.Unknown, {}),
    ("an item is captured for a member", s.proposed, "ines",
     CAPTURED.model_copy(update={"person": "olu"}), errors.Invalid, {}),
    ("an item is captured on its person's seat", s.proposed, "ines",
     CAPTURED.model_copy(update={"seat": "emea"}), errors.NotAuthorised, {}),
    ("a captured counter is in the owner's currency", s.proposed, "ines",
     CAPTURED.model_copy(update={"counter": eur("1")}), errors.Invalid, {}),
    ("nobody confirms in another's name", captured, "ana",
     c.ConfirmCapturedPushback(item="said"), errors.NotAuthorised, {}),
    ("an item stands in one's name once", s.in_pushback, "ana",
     c.ConfirmCapturedPushback(item="ana-1"), errors.NothingToDo, {}),
    ("an item is here", s.proposed, "ana", c.ConfirmCapturedPushback(item="x"),
     errors.Unknown, {}),
    ("a captured item is not discussed yet", captured, "dana",
     c.ReplyToPushback(item="said", words="Why"), errors.WrongStage, {}),
    ("only its author withdraws an item", s.in_pushback, "marco",
     c.WithdrawPushback(item="ana-1", reason="Enough"), errors.NotAuthorised, {}),
    ("an item is withdrawn once",
     lambda: s.in_pushback().by("ana", c.WithdrawPushback(item="ana-1", reason="Settled")), "ana",
     c.WithdrawPushback(item="ana-1", reason="Settled"), errors.NothingToDo, {}),
    ("an answered item stays", s.answered, "ana",
     c.WithdrawPushback(item="ana-1", reason="Settled"), errors.WrongStage, {}),
    ("one says once that there is no concern", s.in_pushback, "marco",
     c.StateNoConcerns(version=1), errors.NothingToDo, {}),
    ("an open item is a concern", s.in_pushback, "ana", c.StateNoConcerns(version=1),
     errors.WrongStage, {}),
    ("no concern is stated after the fact", s.settled, "ana", c.StateNoConcerns(version=2),
     errors.WrongStage, {}),
    ("S0-14 a bare no is refused", s.in_pushback, "dana",
     NOT.model_copy(update={"reason": "No way"}), errors.GateClosed,
     {"practice": "S0-14", "missing": "the reason, in a sentence"}),
    ("an item is answered once", s.answered, "dana", NOT, errors.WrongStage, {}),
    ("a member answers nobody", s.in_pushback, "marco", NOT, errors.NotAuthorised, {}),
    ("one contests the answer to one's own item", s.answered, "marco", CONTEST,
     errors.NotAuthorised, {}),
    ("there is an answer to contest", s.in_pushback, "ana", CONTEST, errors.WrongStage, {}),
    ("an answer is contested once", contested, "ana", CONTEST, errors.NothingToDo, {}),
    ("a view is on a contested answer", s.answered, "ruth", VIEW, errors.WrongStage, {}),
    ("a view is noted once", lambda: contested().by("ruth", VIEW), "ruth", VIEW,
     errors.NothingToDo, {}),
    ("one states one's own number", s.proposed, "marco",
     c.StateBottomUp(seat="emea", amount=eur("24.3")), errors.NotAuthorised, {}),
    ("a number from below is in the owner's currency", s.proposed, "ana",
     c.StateBottomUp(seat="emea", amount=usd("24.3")), errors.Invalid, {}),
    ("numbers from below together can be counted", s.proposed, "kenji",
     c.StateBottomUp(seat="apac", amount=Money.of(10**15, "USD")), errors.Invalid, {}),
    ("a report is from a unit below", s.proposed, "system",
     c.ReceiveBottomUp(unit="mars", amount=eur("1"), items=2), errors.Unknown, {}),
    ("the same report changes nothing",
     lambda: s.proposed().by("system", c.ReceiveBottomUp(unit="emea", amount=eur("1"), items=2)),
     "system", c.ReceiveBottomUp(unit="emea", amount=eur("1"), items=2), errors.NothingToDo, {}),
    ("S0-14 the window does not close on an open item", s.in_pushback, "dana",
     c.ClosePushback(version=1), errors.GateClosed,
     {"practice": "S0-14", "missing": "item ana-1 of ana has no answer"}),
    ("S0-11 the window does not close on who may still respond", s.proposed, "dana",
     c.ClosePushback(version=1), errors.GateClosed,
     {"practice": "S0-11", "missing": "kenji may respond until 2026-11-16 09:00 UTC"}),
    ("S0-11 that nobody objected is confirmed", lambda: s.proposed().on("2026-11-17"), "dana",
     c.ClosePushback(version=1), errors.GateClosed,
     {"practice": "S0-11", "missing": "nobody_objected: true"}),
    ("a window closes once", s.answered, "dana", c.ClosePushback(version=1),
     errors.NothingToDo, {}),
    ("a final plan has no window", s.final, "dana", c.ClosePushback(version=2),
     errors.WrongStage, {}),
    ("the top unit amends by itself", s.settled, "ana", AMEND, errors.WrongStage, {}),
    ("a request's id is new", lambda: s.sellers().by("bea", AMEND), "bea", AMEND,
     errors.AlreadyExists, {}),
    ("a request's item is here", s.sellers, "bea", AMEND.model_copy(update={"item": "x"}),
     errors.Unknown, {}),
    ("a request arrives once",
     lambda: s.settled().by("system", c.ReceiveAmendmentRequest(request="r", unit="u", words="w")),
     "system", c.ReceiveAmendmentRequest(request="r", unit="u", words="w"),
     errors.NothingToDo, {}),
    ("only a unit below sends it", s.settled, "dana",
     c.ReceiveAmendmentRequest(request="r", unit="u", words="w"), errors.NotAuthorised, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_an_objection_reopens_the_closed_window() -> None:
    plan = s.answered()
    assert plan.state.pushback_closed
    plan.by("kenji", s.PUSHBACK.model_copy(update={"item": "k", "seat": None, "counter": None}))
    assert not plan.state.pushback_closed
    assert plan.state.stage == "in_pushback"


def test_nobody_objected_is_recorded_as_such() -> None:
    """S0-11."""
    closed = s.proposed().on("2026-11-17").gives(
        "dana", c.ClosePushback(version=1, nobody_objected=True))[0]  # fmt: skip
    assert closed == e.PushbackClosed(version=1, nobody_objected=True)


def test_the_whole_exchange_stays_readable() -> None:
    """S0-15, S0-18: decider, time and reason of each item; the original stays."""
    plan = contested().by("ruth", VIEW)
    plan.by("ana", c.ReplyToPushback(item="ana-1", words="So be it"))
    (item,) = plan.state.items
    assert (item.outcome, item.answered_by, item.reason) == ("not_accepted", "dana", NOT.reason)
    assert (item.answered_at, item.contested, item.view) == (plan.at, CONTEST.words, VIEW.words)
    assert [one.words for one in item.replies] == ["So be it"]
    assert item.substantiated


def test_a_captured_item_is_not_pushback_until_confirmed() -> None:
    plan = captured()
    assert not plan.state.has_responded("kenji", 1)
    plan.by("kenji", c.ConfirmCapturedPushback(item="said"))
    assert plan.state.has_responded("kenji", 1)
    assert plan.state.item("said") is not None


@pytest.mark.parametrize(
    "reason",
    [
        "no",
        "rejected",
        "not accepted",
        "no no no",
        "No, no. NO!",
        "No way, way, no",
        "...  ... ...",
        "不可",
        "不不不不不不不不",
        "不可不可不可不可",
    ],
)
def test_a_bare_no_is_no_reason(reason: str) -> None:
    """S0-14."""
    refused(s.in_pushback(), "dana", NOT.model_copy(update={"reason": reason}), errors.GateClosed,
            practice="S0-14")  # fmt: skip


@pytest.mark.parametrize("reason", ["The rate is fixed", "Nein, das Werk schließt",
                                    "汇率已经固定下来", "為替レートは固定です"])  # fmt: skip
def test_a_sentence_is_a_reason_in_any_script(reason: str) -> None:
    """S0-14."""
    answered = s.in_pushback().decides("dana", NOT.model_copy(update={"reason": reason}))
    assert types(answered) == ["PushbackAnswered"]


def test_who_answered_one_version_need_not_answer_it_again_on_the_next() -> None:
    """The window of version 1 is still open; everyone responded to it."""
    plan = s.in_pushback().by("dana", NOT).on("2026-11-10")
    rows = tuple(s.revised(one.seat, one.amount) for one in s.V1[1:])
    plan.by("dana", s.revision(
        targets=(c.TargetDraft(add_on=usd("7.9")),),
        portions=(s.revised("americas", usd("47.9"), "ana-1"), *rows)))  # fmt: skip
    assert types(plan.gives("dana", c.ClosePushback(version=2))) == ["PushbackClosed"]


def test_the_goal_may_come_again() -> None:
    firmer = OPEN_GOAL.model_copy(update={"amount": usd("104")})
    plan = s.drafted().by("system", firmer)
    goal = plan.state.goal("revenue")
    assert goal is not None
    assert (goal.amount, goal.confirmed_by, plan.at) == (usd("104"), "olu", on("2026-11-02"))
