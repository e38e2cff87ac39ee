from __future__ import annotations

from datetime import UTC, date, datetime
from string import Formatter

import pytest

from domain.culture import events as w
from domain.custody import events as k
from domain.cycle import events as c
from domain.incentives import events as i
from domain.model import Actor, Event
from domain.money import Money
from domain.seller import events as s
from domain.unit import events as u
from domain.unit import values as v
from domain.unit.buying_in import events as b
from domain.unit.readiness import events as r
from domain.unit.readiness.values import Contribution
from projections.telling import PEOPLE, SENTENCES, sentence
from projections.things import things_of
from tests.domain.test_unit_agreed import held

EVERY = {**c.EVENTS, **w.EVENTS, **i.EVENTS, **k.EVENTS, **s.EVENTS, **u.EVENTS}
BY = Actor(person="dana")
DRAWN_TOGETHER = dict.fromkeys(
    (
        c.RolesProposed,
        c.RolesChanged,
        u.UnitRolesChanged,
        w.CultureRolesChanged,
        i.IncentivesRolesChanged,
    ),
    ("offices",),
)
"""What a sentence says in one word of several fields."""

NAMES = {"dana": "Dana Reyes", "ana": "Ana Lima", "marco": "Marco Rossi"}


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


@pytest.mark.parametrize("kind", EVERY.values(), ids=EVERY)
def test_every_event_has_words_that_its_fields_fill(kind: type[Event]) -> None:
    words = SENTENCES[kind]
    fields = {name for _, name, _, _ in Formatter().parse(words) if name}

    assert fields <= {*kind.model_fields, "actor", *DRAWN_TOGETHER.get(kind, ())}
    assert words.endswith((".", "}"))


def test_no_words_are_kept_for_an_event_that_is_gone() -> None:
    assert set(SENTENCES) == set(EVERY.values())


def test_a_thing_is_told_as_it_is_called_where_that_is_known() -> None:
    event = u.ViewNoted(item="i1", words="It holds.", noted_by="ana")
    names = {**NAMES, "item i1": "“Too much.”", "seat i1": "North"}

    assert sentence(event, BY, names) == "Ana Lima noted a view on “Too much.”: It holds."
    assert sentence(event, BY, NAMES) == "Ana Lima noted a view on i1: It holds."


TOLD = {
    "Ana Lima pushed back on version 1 (realism): Too much. Counter-proposal: USD 24.60.": (
        u.PushbackRaised(
            item="i", version=1, person="ana", kind="realism", words="Too much.",
            counter=usd("24.60"),
        )
    ),
    "Ana Lima pushed back on version 1 (realism): Too much.": u.PushbackRaised(
        item="i", version=1, person="ana", kind="realism", words="Too much."
    ),
    "Ana Lima signed version 5 as member. Dissent: A stretch beyond my view.": u.PlanSigned(
        version=5, content_hash="0" * 64, person="ana", role="member", meanings=("shared_goal",),
        seats=("emea",), dissent="A stretch beyond my view.",
    ),
    "Dana Reyes answered i (not accepted): The rate carries it.": u.PushbackAnswered(
        item="i", outcome="not_accepted", reason="The rate carries it.", answered_by="dana"
    ),
    "Version 2 is jointly owned by Dana Reyes, Marco Rossi, stranger.": u.JointOwnershipReached(
        version=2, content_hash="0" * 64, people=("dana", "marco", "stranger")
    ),
    "Dana Reyes proposed version 1: revenue USD 100.00 + USD 8.00.": u.StretchTargetProposed(
        version=1,
        targets=(
            v.TargetLine(
                target="revenue", goal=usd("100"), add_on=usd("8"), over_assignment=usd("0")
            ),
        ),
        portions=(),
    ),
    "Ana Lima left seat emea on 2027-05-01; nobody is to follow.": u.SeatHandedOver(
        seat="emea", leaver="ana", successor=None, left_on=date(2027, 5, 1)
    ),
    "Marco Rossi and Dana Reyes waived S0-02 for Ana Lima until 2026-12-21 17:00 UTC: At sea.": (
        u.GateWaived(
            practice="S0-02", subject="ana", reason="At sea.", waived_by="dana",
            expires_at=datetime(2026, 12, 21, 17, tzinfo=UTC), waiver="w", proposed_by="marco",
        )
    ),
    "Dana Reyes worked on version 3 with Ana Lima in advance: Look at capacity.": (
        b.CeoAlignmentRecorded(
            version=3, ceo="ana", held_at=datetime(2026, 12, 1, 17, tzinfo=UTC),
            words="Look at capacity.", recorded_by="dana",
        )
    ),
    "Dana Reyes attached the marketing plan of Ana Lima: Fairs (Two fairs).": (
        r.MarketingPlanAttached(
            words="Fairs", owner="ana",
            contributions=(Contribution(id="fairs", words="Two fairs"),),
        )
    ),
    "Dana Reyes attached the marketing plan of Ana Lima: Fairs": r.MarketingPlanAttached(
        words="Fairs", owner="ana", contributions=()
    ),
    "Dana Reyes waived S0-11 until 2026-12-21 17:00 UTC: The team met.": u.GateWaived(
        practice="S0-11", subject=None, reason="The team met.", waived_by="dana",
        expires_at=datetime(2026, 12, 21, 17, tzinfo=UTC),
    ),
    "The deadline signing moved to 2026-12-21 17:00 UTC: It was away.": u.DeadlineExtended(
        kind="signing", key="", due_at=datetime(2026, 12, 21, 17, tzinfo=UTC),
        reason="It was away.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EVERY.values(), ids=EVERY)
def test_who_did_it_is_told_by_name(kind: type[Event]) -> None:
    said = {name for _, name, _, _ in Formatter().parse(SENTENCES[kind]) if name}
    did = {name for name in said & set(kind.model_fields) if name.endswith("_by")}

    assert {name for name in did if kind.model_fields[name].annotation is str} <= PEOPLE


@pytest.mark.parametrize(("words", "event"), TOLD.items())
def test_an_event_is_told_as_a_sentence(words: str, event: Event) -> None:
    assert sentence(event, BY, NAMES) == words


def test_words_with_braces_are_told_as_they_were_written() -> None:
    event = u.AnswerContested(item="i", words="{actor} and {0}")

    assert sentence(event, BY, NAMES) == "Dana Reyes contests the answer to i: {actor} and {0}"


def test_who_is_acted_for_is_told_as_the_actor() -> None:
    event = u.PlanCancelled(reason="The unit is dissolved.")
    by = Actor(person="marco", on_behalf_of="dana")

    assert sentence(event, by, NAMES) == "Dana Reyes cancelled the plan: The unit is dissolved."


def test_a_deadline_of_what_somebody_agreed_is_told_in_their_words() -> None:
    plan = held().until("2027-05-02")
    event = plan.last(u.DeadlineMissed)
    names = {"kenji": "Kenji Mori", **things_of((plan.state,))}
    assert sentence(event, BY, names) == (
        "The deadline agreed “Call the partner” passed, still waiting for Kenji Mori."
    )
