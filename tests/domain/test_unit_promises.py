"""What the leader promised: kept, added to, substituted, breached, and never taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import resources
from tests.domain import stages as s
from tests.domain.company import eur, on, person, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
ADD = c.AddCommitment(
    commitment="demo-kit", words="A demo kit", asked_by="kenji", due_on=date(2027, 6, 30),
    reason="The lab is late", amount=usd("0.1"),
)  # fmt: skip
FULFIL = c.FulfilCommitment(commitment="manager", words="Hired")
OFFER = c.OfferSubstitute(
    commitment="manager", substitute="contractor", words="A contractor",
    due_on=date(2027, 4, 1), reason="Head counts are frozen", amount=eur("0.06"),
)  # fmt: skip
ACCEPT = c.AcceptSubstitute(commitment="manager")
REFUSE = c.RefuseSubstitute(commitment="manager", words="A manager was promised")
BREACH = c.DeclareBreach(commitment="manager", reason="Nobody was hired")
REVOKE = c.RevokeCommitment(commitment="manager", words="The freeze")
SUPPORT = c.PromiseSupport(
    support="coaching", person="kenji", words="Every second Friday", due_on=date(2027, 3, 1)
)
GIVE = c.GiveSupport(support="coaching", words="Six times")


def offered() -> Plan:
    return s.settled().by("dana", OFFER)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a promise is added to", s.settled, "dana", ADD, ["CommitmentAdded"]),
    ("a promise is kept", s.settled, "dana", FULFIL, ["CommitmentFulfilled"]),
    ("a substitute is offered", s.settled, "dana", OFFER, ["SubstituteOffered"]),
    ("a substitute without a price is offered", s.settled, "dana",
     OFFER.model_copy(update={"amount": None, "quantity": 1}), ["SubstituteOffered"]),
    ("who asked accepts it", offered, "ana", ACCEPT, ["SubstituteAccepted"]),
    ("who asked refuses it", offered, "ana", REFUSE, ["SubstituteRefused"]),
    ("either side declares a breach", s.settled, "ana", BREACH, ["CommitmentBreached"]),
    ("a breached promise can still be kept", lambda: s.settled().by("ana", BREACH), "dana",
     FULFIL, ["CommitmentFulfilled"]),
    ("S0-22 an attempt to take it back is recorded", s.settled, "dana", REVOKE,
     ["RevocationRefused"]),
    ("S0-22 an administrator's attempt too", s.settled, "ada", REVOKE, ["RevocationRefused"]),
    ("S0-25 help is promised to a member", s.proposed, "dana", SUPPORT, ["SupportPromised"]),
    ("S0-25 help is given", lambda: s.proposed().by("dana", SUPPORT), "dana", GIVE,
     ["SupportGiven"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("before it is in force a promise is a grant", s.signing, "dana", ADD,
     errors.WrongStage, {}),
    ("a promise's id is new", s.settled, "dana", ADD.model_copy(update={"commitment": "manager"}),
     errors.AlreadyExists, {}),
    ("a promise serves somebody known", s.settled, "dana",
     ADD.model_copy(update={"asked_by": "nobody"}), errors.Unknown, {}),
    ("S0-24 a promise says how much", s.settled, "dana", ADD.model_copy(update={"amount": None}),
     errors.Invalid, {"practice": "S0-24"}),
    ("a promised quantity is greater than nothing", s.settled, "dana",
     ADD.model_copy(update={"amount": None, "quantity": Decimal(-2)}), errors.Invalid,
     {"words": "quantity"}),
    ("a promise is due on a day to come", lambda: s.settled().on("2027-07-01"), "dana", ADD,
     errors.DeadlinePassed, {"words": "A commitment is dated 2027-06-30"}),
    ("a substitute is due on a day to come", lambda: s.settled().on("2027-04-02"), "dana", OFFER,
     errors.DeadlinePassed, {"words": "A substitute"}),
    ("help is due on a day to come", lambda: s.proposed().on("2027-03-02"), "dana", SUPPORT,
     errors.DeadlinePassed, {"words": "Support"}),
    ("S0-23 a promise is paid for", s.settled, "dana",
     ADD.model_copy(update={"amount": usd("2")}), errors.BeyondBudget, {"practice": "S0-23"}),
    ("a promise is here", s.settled, "dana", FULFIL.model_copy(update={"commitment": "x"}),
     errors.Unknown, {}),
    ("a promise is kept once", lambda: s.settled().by("dana", FULFIL), "dana", FULFIL,
     errors.WrongStage, {}),
    ("one substitute is offered at a time", offered, "dana",
     OFFER.model_copy(update={"substitute": "other"}), errors.WrongStage,
     {"words": "ana has not answered"}),
    ("a substitute's id is new", s.settled, "dana",
     OFFER.model_copy(update={"substitute": "manager"}), errors.AlreadyExists, {}),
    ("S0-24 a substitute says how much", s.settled, "dana",
     OFFER.model_copy(update={"amount": None}), errors.Invalid, {}),
    ("S0-23 a substitute is paid for", s.settled, "dana",
     OFFER.model_copy(update={"amount": eur("2")}), errors.BeyondBudget, {}),
    ("there is a substitute to accept", s.settled, "ana", ACCEPT, errors.WrongStage, {}),
    ("S0-22 a substitute counts when who asked accepts it", offered, "kenji", ACCEPT,
     errors.NotAuthorised, {"practice": "S0-22"}),
    ("S0-22 who promised does not accept it", offered, "dana", ACCEPT,
     errors.NotAuthorised, {}),
    ("a breach is declared once", lambda: s.settled().by("ana", BREACH), "dana", BREACH,
     errors.WrongStage, {}),
    ("S0-22 there is a promise to take back", s.settled, "dana",
     REVOKE.model_copy(update={"commitment": "x"}), errors.Unknown, {}),
    ("help's id is new", lambda: s.proposed().by("dana", SUPPORT), "dana", SUPPORT,
     errors.AlreadyExists, {}),
    ("help is for a member", s.proposed, "dana", SUPPORT.model_copy(update={"person": "olu"}),
     errors.Unknown, {}),
    ("help that is given was promised", s.proposed, "dana", GIVE, errors.Unknown, {}),
    ("help is given once", lambda: s.proposed().by("dana", SUPPORT, GIVE), "dana", GIVE,
     errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_a_refused_revocation_leaves_the_promise_as_it_was() -> None:
    """S0-22."""
    plan = s.settled()
    before = plan.state.commitments
    plan.by("dana", REVOKE).by("ruth", REVOKE)
    assert plan.state.commitments == before


def test_a_substitute_takes_the_place_only_once_it_is_accepted() -> None:
    plan = offered()
    assert [one.id for one in resources.lines(plan.state)] == ["manager"]
    plan.by("ana", ACCEPT)
    assert [(one.line.id, one.standing) for one in plan.state.commitments] == [
        ("manager", "substituted"),
        ("contractor", "open"),
    ]
    assert [one.id for one in resources.lines(plan.state)] == ["contractor"]
    refused(plan, "dana", FULFIL, errors.WrongStage, words="substituted")


def test_a_refused_substitute_leaves_the_promise_open() -> None:
    (promise,) = offered().by("ana", REFUSE).state.commitments
    assert (promise.standing, promise.offered) == ("open", None)


def test_a_promise_that_is_kept_needs_no_substitute() -> None:
    """Found by a random history: an offer outlived the promise it was for."""
    plan = offered().by("dana", FULFIL)
    refused(plan, "ana", ACCEPT, errors.WrongStage)


def test_a_promise_overdue_past_policy_is_breached_by_itself() -> None:
    """S0-22: due on 1 March, breached ten days later, without anybody's word."""
    plan = s.settled().until("2027-03-12")
    breach = plan.last(e.CommitmentBreached)
    assert breach == e.CommitmentBreached(
        commitment="manager", reason="Overdue for 10 days.", declared_by="system"
    )
    (at,) = (at for event, at, _ in plan.history if event == breach)
    assert at == on("2027-03-11T00:00")
    served = c.OpenAmendment(
        amendment="no-manager", reason="Nobody came", cause="manager", sign_by=on("2027-05-01")
    )
    assert types(plan.decides("ana", served)) == ["AmendmentOpened"]
    refused(plan, "kenji", served, errors.NotAuthorised, words="promise that served them")


@pytest.mark.parametrize("answer", [ACCEPT, REFUSE])
def test_who_promised_never_consents_to_their_own_substitute(answer: Command) -> None:
    """S0-22: Ana, whom it serves, becomes the leader: who asks now stands above her."""
    plan = s.settled().by("system", c.ReplaceLeader(
        successor=person("ana"), acts_from=date(2027, 5, 1)))  # fmt: skip
    plan.by("ana", OFFER)
    refused(plan, "ana", answer, errors.NotAuthorised)
    assert len(plan.gives("ruth", answer)) == 1


def test_reviews_show_the_leaders_own_deliveries() -> None:
    """S0-24."""
    plan = offered().by("ana", ACCEPT).by("dana", ADD).on("2027-04-05")
    plan.by("ines", s.actuals()).by("dana", c.HoldReview(period="Q1", decisions="Go on"))
    held = plan.last(e.ReviewHeld)
    assert isinstance(held, e.ReviewHeld)
    assert [(one.commitment, one.standing) for one in held.deliveries] == [
        ("contractor", "open"),
        ("demo-kit", "open"),
    ]


def test_help_stands_with_its_member() -> None:
    """S0-25."""
    (support,) = s.proposed().by("dana", SUPPORT, GIVE).state.support
    assert (support.promised.person, support.given) == ("kenji", "Six times")
