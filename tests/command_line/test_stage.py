import threading
from datetime import date

import pytest
from rich.console import Console

from command_line.client import Client
from command_line.demo import weeks_until
from command_line.story.company import short_form
from command_line.story.stage import DoesNotHold, Story, told
from domain.money import Money
from domain.unit import commands as c
from tests.command_line.answering import Answer, problem, receipt

CYCLE = "/v1/halden/cycles/fy27"


@pytest.fixture
def story(service):
    client = Client(service.address, "halden", notice=lambda _: None)
    made = Story(client, Console(quiet=True))
    made.begins(4, "Dana proposes")
    yield made
    client.close()


def test_what_does_not_hold_ends_the_story_and_names_the_step(story):
    story.holds("the sum", Money.of(108, "USD"), Money.of(108, "USD"))

    with pytest.raises(DoesNotHold) as stopped:
        story.holds("the sum", Money.of(107, "USD"), Money.of(108, "USD"))

    assert str(stopped.value).splitlines() == [
        "step 4, Dana proposes: the sum",
        "  expected 108 USD",
        "  found    107 USD",
    ]
    assert (story.held, stopped.value.code) == (1, 1)


def test_a_person_speaks_on_the_storys_day(service, story):
    service.tells("POST", f"{CYCLE}/units/emea/close-plan", Answer(200, receipt("PlanClosed")))
    story.on("2026-11-02", "14:00")

    story.as_("dana").gives(c.ClosePlan(), unit="emea")

    assert service.given.headers["tally-person"] == "dana"
    assert service.given.headers["tally-at"] == "2026-11-02T19:00:00+00:00"


def test_its_clock_never_goes_back(story):
    story.on("2026-11-02")

    with pytest.raises(ValueError, match="lies before"):
        story.on("2026-11-01")


@pytest.mark.parametrize(
    ("today", "played", "deadline"),
    [
        ("2026-11-24", "2026-11-23", "2026-12-04"),
        ("2026-12-06", "2026-11-30", "2026-12-11"),
        ("2026-12-07", "2026-12-07", "2026-12-18"),
        ("2027-06-30", "2027-06-28", "2027-07-09"),
        ("2031-01-01", "2030-12-30", "2031-01-10"),
    ],
)
def test_a_living_cycle_is_at_its_signing_on_the_day_it_is_played(service, today, played, deadline):
    client = Client(service.address, "halden", notice=lambda _: None)
    weeks = weeks_until(date.fromisoformat(today))
    story = Story(client, Console(quiet=True), weeks=weeks)

    story.on("2026-12-07", "10:00")

    assert f"{story.now:%Y-%m-%d}" == played
    assert str(story.day("2026-12-18")) == deadline
    client.close()


def test_a_year_that_is_played_at_another_time_is_named_by_its_first_day():
    as_written = Story(None, Console(quiet=True))
    later = Story(None, Console(quiet=True), weeks=29)

    assert short_form("fy27", as_written.day)["name"] == "Fiscal year 2027"
    assert short_form("fy27", later.day) == short_form("fy27", as_written.day) | {
        "name": "The year from 23 July 2027",
        "starts_on": "2027-07-23",
        "signed_by": "2027-07-09",
        "working": {"holidays": ["2027-07-15", "2027-07-16", "2027-07-22", "2027-07-23"]},
    }


def test_what_must_be_refused_may_not_be_let_through_nor_refused_for_another_reason(service, story):
    service.tells("POST", f"{CYCLE}/units/emea/close-plan", Answer(200, receipt("PlanClosed")))
    close = lambda: story.as_("dana").gives(c.ClosePlan(), unit="emea")  # noqa: E731

    with pytest.raises(DoesNotHold, match="it was let through"):
        story.refuses("the year is not over", "DeadlineNotReached", close)

    service.tells(
        "POST", f"{CYCLE}/units/emea/close-plan", problem(409, "GateClosed", practice="S1-12")
    )
    with pytest.raises(DoesNotHold, match="GateClosed"):
        story.refuses("the year is not over", "DeadlineNotReached", close)
    with pytest.raises(DoesNotHold, match="S0-08"):
        story.refuses("a review is missing", "GateClosed", close, practice="S0-08")
    refused = story.refuses("a review is missing", "GateClosed", close, practice="S1-12")
    assert refused.status == 409


def test_it_waits_until_a_plan_is_there(service, story):
    plan = f"{CYCLE}/units/emea"
    service.tells("GET", plan, problem(404, "Unknown"), Answer(200, {"unit": "emea"}))

    found = story.until("emea opens", lambda: story.as_("sam").plan("emea"))

    assert found["unit"].text == "emea"
    assert len(service.asked) == 2


def test_but_not_for_what_nobody_may_see(service, story):
    service.tells("GET", f"{CYCLE}/units/emea", problem(403, "NotAuthorised"))

    with pytest.raises(Exception, match="Why"):
        story.until("emea opens", lambda: story.as_("theo").plan("emea"))


def test_several_people_act_at_once_and_a_failure_of_one_is_the_storys(story):
    together = threading.Barrier(3, timeout=5)

    story.together("three meet", [together.wait] * 3)

    with pytest.raises(ZeroDivisionError):
        story.together("one fails", [lambda: 1, lambda: 1 // 0])


def test_values_are_told_as_a_person_reads_them(story):
    assert told((Money.of("26400000", "EUR"), 3)) == "26,400,000 EUR / 3"
    assert told({"key": ("orion",)}) == "key: orion"
    assert told(({"b", "a"}, frozenset(), (), {})) == "a, b / none / none / none"
    assert told([None, True, False]) == "nothing / yes / no"
    assert told(story.moment("2026-12-18", "18:00")) == "2026-12-18 18:00"


def test_a_story_that_stops_exits_with_an_error_and_names_the_step(service, tally):
    service.tells("GET", "/v1/halden-demo/cycles", Answer(200, {"cycles": []}))
    service.tells("POST", "/v1/halden-demo/cycles/plan", problem(409, "Invalid"))

    run = tally("demo")

    assert run.exit_code == 1
    assert "✗ step 1, Ines imports people, seats and last year's actuals" in run.output
    assert "Title of Invalid (Invalid)" in run.output
