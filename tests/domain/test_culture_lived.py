"""Initiatives, contests, awards, recognition, ideas and succession: how a culture is lived."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain import errors
from domain.culture import commands as c
from domain.culture import values as v
from domain.culture.due import due
from domain.culture.events import InitiativeReviewMissed
from domain.culture.rules import gaps
from domain.policy import CarryingOutPolicy, Policy
from projections.contests import rows
from projections.waiting_culture import in_culture
from tests.domain import cultures as s
from tests.domain.given import refused, sentences, types

TELL = c.CompleteStage(initiative="calls", stage="tell")
REVIEW = c.ReviewInitiative(initiative="calls", period="2027-q1", words="Two teams call.")
MARK = c.MarkInitiativeReview(initiative="calls")
CARRY = c.CarryInitiativeOver(initiative="calls")
DROP = c.DropInitiative(initiative="calls", reason="Nobody has time to call.")
END = c.EndContest(contest="spring-cup", winners=("americas",))
LINK = c.LinkIdea(idea="i1", unit="americas")
SHORT = s.START.model_copy(update={"until_on": date(2027, 3, 1)})
HAPPENS = (
    ("S2-01 a leader owns an initiative", s.published, "dana", s.START, ["InitiativeStarted"]),
    ("S2-02 one of sixty days warns", s.published, "dana", SHORT, ["InitiativeStarted", "CultureFindingRaised"]),
    ("S2-22 a stage is done", s.fostered, "marco", TELL, ["InitiativeStageCompleted"]),
    ("S2-01 it is reviewed", s.fostered, "dana", REVIEW, ["InitiativeReviewed"]),
    ("S2-01 a quarter in which nobody looked at it is missed", lambda: chased().on("2027-04-03"), "system", MARK, ["InitiativeReviewMissed"]),
    ("S2-03 it is carried over", s.fostered, "marco", CARRY, ["InitiativeCarriedOver"]),
    ("S2-03 it is dropped with a reason", s.fostered, "ruth", DROP, ["InitiativeDropped"]),
    ("S2-03 what is unfinished is carried over at the end", s.fostered, "system", c.CloseCulture(), ["CultureClosed", "InitiativeCarriedOver"]),
    ("S4-13 a contest is opened", s.published, "dana", s.CONTEST, ["ContestOpened"]),
    ("S4-13 and ends", s.contested, "dana", END, ["ContestEnded"]),
    ("S4-23 an award is given for an attainment", s.published, "marco", s.AWARD, ["AwardGiven"]),
    ("S4-21 a colleague is recognised", s.published, "bea", s.RECOGNISE, ["ColleagueRecognised"]),
    ("S3-10 help is recorded", s.published, "bea", s.HELPED, ["PeerHelpRecorded"]),
    ("S3-42 a peer is nominated", s.published, "bea", s.NOMINATE, ["PeerNominated"]),
    ("S4-18 an idea is filed", s.published, "bea", s.IDEA, ["IdeaFiled"]),
    ("S4-18 an idea becomes part of a plan", s.lively, "marco", LINK, ["IdeaLinked"]),
    ("S3-41 somebody chooses to stand", s.published, "marco", c.ChooseSuccession(), ["SuccessionChosen"]),
    ("S3-41 and not to", s.lively, "marco", c.LeaveSuccession(), ["SuccessionLeft"]),
)  # fmt: skip


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


def changed(command: Any, **update: Any) -> Any:
    return command.model_copy(update=update)


REFUSED = (
    ("an initiative again", s.fostered, "dana", s.START, errors.AlreadyExists, None),
    ("one that nobody who leads owns", s.published, "dana", changed(s.START, owner="bea"), errors.Invalid, "S2-01"),
    ("one that ends before it begins", s.published, "dana", changed(s.START, until_on=date(2026, 1, 1)), errors.Invalid, "S2-02"),
    ("one with a stage twice", s.published, "dana", changed(s.START, stages=s.START.stages[:1] * 2), errors.Invalid, "S2-22"),
    ("a stage by who does not own it", s.fostered, "dana", TELL, errors.NotAuthorised, None),
    ("a stage that there is not", s.fostered, "marco", changed(TELL, stage="fly"), errors.Unknown, None),
    ("a stage twice", lambda: s.fostered().by("marco", TELL), "marco", TELL, errors.NothingToDo, None),
    ("a stage of nothing", s.published, "marco", TELL, errors.Unknown, None),
    ("dropping what is finished", s.finished, "dana", DROP, errors.WrongStage, None),
    ("carrying over what was dropped", lambda: s.fostered().by("dana", DROP), "dana", CARRY, errors.WrongStage, None),
    ("a review twice", lambda: s.fostered().by("dana", REVIEW), "dana", REVIEW, errors.NothingToDo, None),
    ("a review by a leader whom it does not concern", lambda: s.published().by("dana", changed(s.START, owner="dana")), "marco", REVIEW, errors.NotAuthorised, None),
    ("a contest again", s.contested, "dana", s.CONTEST, errors.AlreadyExists, None),
    ("a contest that ends first", s.published, "dana", changed(s.CONTEST, until_on=date(2027, 1, 1)), errors.Invalid, "S4-13"),
    ("the end of no contest", s.published, "dana", END, errors.Unknown, None),
    ("the end twice", lambda: s.contested().by("dana", END), "dana", END, errors.NothingToDo, None),
    ("a winner whom nobody knows", s.contested, "dana", changed(END, winners=("otto",)), errors.Unknown, None),
    ("an award again", s.lively, "marco", s.AWARD, errors.AlreadyExists, None),
    ("an award of no contest", s.published, "marco", changed(s.AWARD, contest="x"), errors.Unknown, None),
    ("an award to oneself", s.published, "marco", changed(s.AWARD, to="marco"), errors.NotAuthorised, "S4-23"),
    ("an award by a member", s.published, "bea", s.AWARD, errors.NotAuthorised, None),
    ("recognising oneself", s.published, "carl", s.RECOGNISE, errors.Invalid, "S4-21"),
    ("recognising a stranger", s.published, "bea", changed(s.RECOGNISE, person="otto"), errors.Unknown, None),
    ("a recognition again", s.lively, "bea", s.RECOGNISE, errors.AlreadyExists, None),
    ("recognising for no value", s.published, "bea", changed(s.RECOGNISE, value="luck"), errors.Unknown, None),
    ("help by oneself", s.published, "carl", s.HELPED, errors.Invalid, "S3-10"),
    ("a help again", s.lively, "bea", s.HELPED, errors.AlreadyExists, None),
    ("nominating oneself", s.published, "marco", s.NOMINATE, errors.Invalid, "S3-42"),
    ("nominating twice", s.lively, "bea", s.NOMINATE, errors.NothingToDo, None),
    ("an idea again", s.lively, "carl", s.IDEA, errors.AlreadyExists, None),
    ("linking no idea", s.published, "marco", LINK, errors.Unknown, None),
    ("linking into another's plan", s.lively, "dana", LINK, errors.NotAuthorised, None),
    ("linking twice", lambda: s.lively().by("marco", LINK), "marco", LINK, errors.NothingToDo, None),
    ("standing twice", s.lively, "marco", c.ChooseSuccession(), errors.NothingToDo, None),
    ("leaving without standing", s.published, "bea", c.LeaveSuccession(), errors.NothingToDo, None),
)  # fmt: skip


@sentences("given who command error practice", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any, practice: Any) -> None:
    refused(given(), who, command, error, practice=practice)


def test_how_far_an_initiative_is_follows_from_its_stages() -> None:
    """S2-22: nobody enters it."""
    begun = s.fostered()
    assert begun.state.initiatives[0].completion == 0
    assert begun.by("marco", TELL).state.initiatives[0].completion == 50
    done = s.finished().state.initiatives[0]
    assert (done.completion, done.is_open) == (100, False)
    assert types(s.finished().decides("system", c.CloseCulture())) == ["CultureClosed"]


def test_an_initiative_that_is_too_short_is_among_what_is_missing() -> None:
    """S2-02."""
    lacks = {
        begun.initiative: [gap.subject for rule, gap in gaps(plan.state, plan.at) if rule.practice == "S2-02"]
        for begun in (s.START, SHORT.model_copy(update={"initiative": "short"}))
        for plan in [s.published().by("dana", begun)]
    }  # fmt: skip
    assert lacks == {"calls": [], "short": ["short"]}


def test_a_warning_that_is_off_finds_no_short_initiative() -> None:
    """S2-02."""
    plan = s.Culture(s.opening(policy=Policy(preset="core"))).by("dana", s.CHOOSE)
    assert types(plan.decides("dana", SHORT)) == ["InitiativeStarted"]


def test_one_contest_at_least_is_of_teams() -> None:
    """S4-13."""
    alone = changed(s.CONTEST, kind="individual", contest="solo")
    assert s.published().by("dana", alone).state.lacks_team_contest
    assert not s.contested().state.lacks_team_contest
    ended = rows(s.contested().by("dana", END).state)["spring-cup"]
    assert (ended["ended"], ended["winners"]) == (True, ["americas"])


def test_nobody_is_scored_by_what_colleagues_say() -> None:
    """S3-10, S3-42, S4-21, S4-23: no case may rest on it, and nothing waits for anybody over it."""
    before = set(in_culture(s.published().state))
    assert set(in_culture(s.lively().state)) == before
    assert not {"recognition", "nomination", "help", "award"} & set(v.Evidence.model_fields)


def test_only_the_person_decides_whether_they_stand() -> None:
    """S3-41: no command names whom."""
    assert set(c.ChooseSuccession.model_fields) == set()
    assert s.lively().state.succession == ("marco",)
    assert s.lively().by("marco", c.LeaveSuccession()).state.succession == ()


def test_initiatives_and_ideas_that_nobody_knows_change_nothing() -> None:
    """A record may hold what no decision of today would give: folding never raises."""
    plan = s.published()
    for event in (
        s.finished().history[-1][0],
        s.fostered().decides("dana", REVIEW)[0],
        chased().on("2027-04-03").decides("system", MARK)[0],
        s.lively().decides("marco", LINK)[0],
    ):
        plan.happened(event, s.finished().history[-1][2])
    assert (plan.state.initiatives, plan.state.ideas) == ((), ())


CHASED = Policy(carrying_out=CarryingOutPolicy())


def chased() -> s.Culture:
    """An initiative of a cycle whose policy says how plans are carried out."""
    plan = s.fostered()
    plan.now = plan.state.model_copy(update={"policy": CHASED})
    return plan


def missed(plan: s.Culture) -> list[tuple[str, str]]:
    return [
        (f"{at:%Y-%m-%d}", event.to)
        for event, at, _ in plan.history
        if isinstance(event, InitiativeReviewMissed)
    ]


def test_a_review_that_nobody_held_is_missed_and_goes_further_up() -> None:
    """S2-01: first to who leads the whole, then to the leader above; one that is held begins anew."""
    plan = chased().until("2027-08-01")
    assert missed(plan) == [("2027-04-03", "dana"), ("2027-07-04", "ruth")]
    waits = {one.kind: one for one in in_culture(plan.state)}
    assert waits["initiative"].person == "marco"
    assert waits["missed_initiative"].person == "ruth"
    assert "2 reviews" in waits["missed_initiative"].words
    plan.by("marco", REVIEW).until("2027-12-01")
    assert missed(plan)[2:] == [("2027-11-01", "dana")]


def test_no_review_is_chased_after_the_end_nor_of_what_is_over() -> None:
    assert not [
        one for one in due(chased().by("dana", DROP).state).timers if "initiative" in one.key
    ]
    assert missed(chased().until("2028-06-01"))[-1][0] <= "2027-12-31"


def test_a_cycle_that_says_nothing_of_carrying_out_is_spared() -> None:
    assert missed(s.fostered().until("2027-12-01")) == []


def test_its_owner_who_leads_the_whole_is_not_told_of_themselves() -> None:
    plan = chased()
    (one,) = plan.state.initiatives
    own = one.model_copy(update={"started": one.started.model_copy(update={"owner": "dana"})})
    plan.now = plan.state.model_copy(update={"initiatives": (own,)})
    assert missed(plan.until("2027-05-01")) == [("2027-04-03", "ruth")]


@pytest.mark.parametrize(
    ("stage", "error"),
    [(s.fostered, errors.NothingToDo), (chased, errors.DeadlineNotReached)],
    ids=["where none is due", "before its day"],
)
def test_the_clock_marks_no_review_too_early(stage: Any, error: type[errors.DomainError]) -> None:
    with pytest.raises(error):
        stage().gives("system", MARK)
