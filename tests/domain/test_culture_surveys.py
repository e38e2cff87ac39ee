"""Surveys: how far values are seen in people, imported whole, and restated, never rewritten."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from domain import errors
from domain.culture import commands as c
from domain.culture import values as v
from domain.people import Document
from projections.survey_scores import rows
from tests.domain import cultures as s
from tests.domain.given import refused, sentences, types

OTHER = Document(name="other.csv", sha256="7" * 64)


def survey(*scores: tuple[str, str, int, int], **changed: Any) -> c.ImportSurvey:
    facts = {
        "scores": tuple(
            v.Perceived(person=who, value=value, score=Decimal(score), answers=answers)
            for who, value, score, answers in scores
        )
        or s.SURVEY.scores,
        "source": OTHER,
        **changed,
    }
    return s.SURVEY.model_copy(update=facts)


HAPPENS = (
    ("S2-17 customers say whether values are seen", s.published, "hana", s.SURVEY, ["SurveyImported"]),
    (
        "S2-12 colleagues are asked too",
        s.surveyed,
        "hana",
        survey(audience="colleagues", survey="peers"),
        ["SurveyImported"],
    ),
    ("S2-17 scores that were wrong are restated", s.surveyed, "hana", s.RESTATE, ["SurveyRestated"]),
)  # fmt: skip


@sentences("given who command then", HAPPENS)
def test_it_happens(given: Any, who: str, command: Any, then: list[str]) -> None:
    assert types(given().decides(who, command)) == then


REFUSED = (
    ("by a planner", s.published, "ines", s.SURVEY, errors.NotAuthorised, None),
    ("by the leader", s.published, "dana", s.SURVEY, errors.NotAuthorised, None),
    ("the same file", s.surveyed, "hana", survey(source=s.SURVEY.source, survey="x"), errors.NothingToDo, None),
    ("the same survey", s.surveyed, "hana", survey(), errors.AlreadyExists, None),
    ("somebody unknown", s.published, "hana", survey(("otto", "teamwork", 50, 9)), errors.Invalid, "otto, teamwork: nobody of this cycle"),
    ("of who imports it", lambda: s.published().by("hana", c.JoinCircle(unit="americas", person="hana")), "hana", survey(("hana", "teamwork", 90, 9)), errors.Invalid, "another HR partner imports it"),
    ("an unknown value", s.published, "hana", survey(("bea", "luck", 50, 9)), errors.Invalid, "bea, luck: none of the values"),
    ("below the least sample", s.published, "hana", survey(("bea", "teamwork", 50, 4)), errors.Invalid, "4 answers, and fewer than 5"),
    ("a score twice", s.published, "hana", survey(("bea", "teamwork", 50, 9), ("bea", "teamwork", 51, 9)), errors.Invalid, "stands twice"),
    ("a restatement of nothing", s.published, "hana", s.RESTATE, errors.Unknown, None),
    (
        "a restatement of a score that is not there",
        s.surveyed,
        "hana",
        s.RESTATE.model_copy(update={"scores": survey(("kenji", "teamwork", 50, 9)).scores}),
        errors.Invalid,
        "kenji, teamwork: was not imported",
    ),
    (
        "a restatement that changes nothing",
        s.surveyed,
        "hana",
        s.RESTATE.model_copy(update={"scores": s.SURVEY.scores[:1]}),
        errors.Invalid,
        "is the same as before",
    ),
    ("a restatement from the same file", s.surveyed, "hana", s.RESTATE.model_copy(update={"source": s.SURVEY.source}), errors.NothingToDo, None),
)  # fmt: skip


@sentences("given who command error missing", REFUSED)
def test_it_is_refused(given: Any, who: str, command: Any, error: Any, missing: Any) -> None:
    refused(given(), who, command, error, missing=missing)


def test_a_restated_score_counts_and_what_was_imported_stays() -> None:
    state = s.surveyed().by("hana", s.RESTATE).state
    found = rows(state)["spring carl teamwork"]
    assert (found["score"], found["imported"], found["low"]) == ("61", "41", False)
    untouched = rows(state)["spring bea teamwork"]
    assert (untouched["score"], untouched["imported"]) == ("82", None)
    assert state.surveys[0].imported.scores == s.SURVEY.scores


def test_a_score_below_the_threshold_is_marked() -> None:
    found = rows(s.surveyed().state)
    assert {one["person"]: one["low"] for one in found.values()} == {"bea": False, "carl": True}
    assert {one["unit"] for one in found.values()} == {"americas"}


def test_the_scores_of_who_is_led_nowhere_any_more_are_of_no_unit() -> None:
    """So that whoever leads the whole does not come to read them."""
    left = s.surveyed().by("hana", c.LeaveCircle(unit="americas", person="carl"))
    assert rows(left.state)["spring carl teamwork"]["unit"] == ""
