"""Values, expectations and the reason for planning: chosen, published, and acknowledged by everyone."""

from __future__ import annotations

from typing import Any

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture import values as v
from domain.culture.catalogue import CATALOGUE, known
from domain.culture.rules import gaps
from domain.policy import Policy
from projections.waiting_culture import in_culture
from tests.domain import cultures as s
from tests.domain.given import refused, sentences, types

HAPPENS = (
    ("S2-09 three values are chosen", s.opened, "dana", s.CHOOSE, ["ValuesChosen"]),
    ("S2-16 a value is linked to a reward", s.chosen, "dana", s.LINK, ["ValueLinked"]),
    ("S4-06 what is expected is said", s.opened, "dana", s.EXPECT, ["ExpectationsSet"]),
    ("S4-04 why planning is worth it is told", s.opened, "dana", s.TELL, ["ReasonTold"]),
    (
        "S4-07 published with a warning for each gap",
        s.told,
        "dana",
        c.PublishCulture(),
        ["CulturePublished", *["CultureFindingRaised"] * 4],
    ),
    (
        "S2-10 values and expectations are acknowledged in one act",
        s.published,
        "bea",
        c.AcknowledgeCulture(edition=1),
        ["CultureAcknowledged"],
    ),
    (
        "S2-10 what is acknowledged and why it is planned are read in one act",
        s.published,
        "bea",
        c.AcknowledgeCulture(edition=1, reason=1),
        ["CultureAcknowledged", "ReasonRead"],
    ),
    (
        "S4-04 a read receipt is kept",
        s.published,
        "bea",
        c.ConfirmReasonRead(reason=1),
        ["ReasonRead"],
    ),
)


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


REFUSED = (
    ("a member chooses no values", s.opened, "bea", s.CHOOSE, errors.NotAuthorised, None),
    (
        "a fourth value",
        s.opened,
        "dana",
        c.ChooseValues(values=CATALOGUE[:4]),
        errors.GateClosed,
        "S2-09",
    ),
    (
        "the same value twice",
        s.opened,
        "dana",
        c.ChooseValues(values=(CATALOGUE[0], CATALOGUE[0])),
        errors.Invalid,
        "S2-09",
    ),
    ("the same values again", s.chosen, "dana", s.CHOOSE, errors.NothingToDo, None),
    ("a link of what is no value", s.opened, "dana", s.LINK, errors.Unknown, "S2-16"),
    (
        "the same link again",
        lambda: s.chosen().by("dana", s.LINK),
        "dana",
        s.LINK,
        errors.NothingToDo,
        None,
    ),
    (
        "two expectations with one id",
        s.opened,
        "dana",
        c.SetExpectations(expectations=(s.EXPECT.expectations[0],) * 2),
        errors.Invalid,
        "S4-07",
    ),
    ("the same expectations again", s.told, "dana", s.EXPECT, errors.NothingToDo, None),
    ("the same reason again", s.told, "dana", s.TELL, errors.NothingToDo, None),
    ("publishing without values", s.opened, "dana", c.PublishCulture(), errors.WrongStage, "S2-09"),
    (
        "publishing what is published",
        s.published,
        "dana",
        c.PublishCulture(),
        errors.NothingToDo,
        None,
    ),
    (
        "acknowledging nothing",
        s.told,
        "bea",
        c.AcknowledgeCulture(edition=1),
        errors.WrongStage,
        "S2-10",
    ),
    (
        "acknowledging another edition",
        s.published,
        "bea",
        c.AcknowledgeCulture(edition=2),
        errors.OtherVersion,
        None,
    ),
    (
        "acknowledging twice",
        s.acknowledged,
        "bea",
        c.AcknowledgeCulture(edition=1),
        errors.NothingToDo,
        None,
    ),
    (
        "an outsider acknowledges nothing",
        s.published,
        "otto",
        c.AcknowledgeCulture(edition=1),
        errors.NotAuthorised,
        None,
    ),
    (
        "reading another reason",
        s.published,
        "bea",
        c.ConfirmReasonRead(reason=2),
        errors.OtherVersion,
        "S4-04",
    ),
    (
        "acknowledging with another reason",
        s.published,
        "bea",
        c.AcknowledgeCulture(edition=1, reason=2),
        errors.OtherVersion,
        "S4-04",
    ),
    (
        "reading twice",
        lambda: s.published().by("bea", c.ConfirmReasonRead(reason=1)),
        "bea",
        c.ConfirmReasonRead(reason=1),
        errors.NothingToDo,
        None,
    ),
)


@sentences("given who command error practice", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any, practice: Any) -> None:
    refused(given(), who, command, error, practice=practice)


def test_nothing_of_it_is_done_in_another_s_name() -> None:
    acknowledge = c.AcknowledgeCulture(edition=1)
    refused(s.published(), "bea", acknowledge, errors.NotAuthorised, behalf="carl")


def test_fewer_than_three_values_warn_and_under_strict_they_block() -> None:
    """S2-09."""
    two = c.ChooseValues(values=CATALOGUE[:2])
    warned = s.opened().by("dana", two).decides("dana", c.PublishCulture())
    assert ("S2-09", "2 values are chosen, of 3") in {
        (one.practice, one.words) for one in warned if isinstance(one, e.CultureFindingRaised)
    }
    strict = s.strict().by("dana", two)
    refused(strict, "dana", c.PublishCulture(), errors.GateClosed, practice="S2-09", missing="of 3")


def test_a_practice_that_is_off_finds_nothing() -> None:
    plan = s.Culture(s.opening(policy=Policy(preset="core"))).by("dana", s.CHOOSE)
    assert gaps(plan.state, plan.at) == ()
    assert types(plan.decides("dana", c.PublishCulture())) == ["CulturePublished"]


def test_a_value_without_reward_and_an_expectation_without_measure_warn() -> None:
    """S2-16, S4-07: named each by itself, and once."""
    plan = s.told()
    words = {gap.words for _, gap in gaps(plan.state, plan.at)}
    assert "Nobody is left alone with a problem: without measure and review" in words
    assert "no component of compensation rewards One team, in good spirits" in words
    again = s.published().by("dana", s.LINK, c.ChooseValues(values=CATALOGUE[1:]))
    raised = again.decides("dana", c.PublishCulture())
    assert [one.subject for one in raised if isinstance(one, e.CultureFindingRaised)] == [
        "recovery"
    ]


def test_what_changes_is_acknowledged_anew() -> None:
    """S2-10: what somebody acknowledged is an edition, and never a later one."""
    plan = s.acknowledged()
    assert plan.state.has_acknowledged("bea")
    assert not plan.state.changed_since
    plan.by("dana", c.ChooseValues(values=CATALOGUE[1:]))
    assert plan.state.changed_since
    assert plan.state.has_acknowledged("bea"), "until it is published"
    plan.by("dana", c.PublishCulture())
    assert not plan.state.has_acknowledged("bea")


def test_everyone_is_asked_until_they_acknowledge() -> None:
    asked = {one.person for one in in_culture(s.acknowledged().state)}
    assert asked == {"dana", "marco", "kenji", "carl"}
    assert in_culture(s.told().state) == ()
    assert in_culture(s.closed().state) == ()


def test_a_dropped_value_loses_its_reward() -> None:
    plan = s.chosen().by("dana", s.LINK)
    assert plan.state.linked("teamwork") == ("Team bonus",)
    plan.by("dana", c.ChooseValues(values=CATALOGUE[:2]))
    assert plan.state.links == ()


def test_a_reason_that_is_told_anew_is_read_anew() -> None:
    """S4-04."""
    plan = s.published().by("bea", c.ConfirmReasonRead(reason=1))
    assert plan.state.has_read("bea")
    plan.by("dana", c.TellReason(words="And because we promised it."))
    assert not plan.state.has_read("bea")
    assert not s.opened().state.has_read("bea")


def test_the_catalogue_has_the_values_that_the_practices_name() -> None:
    """S2-11, S2-13, S2-14, S2-15."""
    assert [one.value for one in CATALOGUE] == [
        "relationships", "customer-first", "teamwork", "recovery",
    ]  # fmt: skip
    assert known("teamwork") == CATALOGUE[2]
    assert known("luck") is None
    assert all(len(one.behaviours) > 1 for one in CATALOGUE)


def test_values_of_one_s_own_are_taken_too() -> None:
    own = v.ChosenValue(value="calm", name="Calm", behaviours=("Answers slowly, and fully",))
    chose = s.opened().by("dana", c.ChooseValues(values=(own,)))
    assert chose.state.value("calm") == own
