"""Steps 1 to 3: files, the plan goal, notice to all, and what the year is for."""

from __future__ import annotations

import json

from command_line.client import Query
from command_line.story import company, looking_back, paying, striving, valuing
from command_line.story.company import TOP, eur, usd
from command_line.story.stage import CYCLE, Story
from command_line.view import View
from domain.cycle import commands as c
from domain.money import Money

PEOPLE = ("imports", "people")
PRIOR_YEAR = "90000000.00"


def play(story: Story) -> None:
    imports(story)
    plan_goal(story)
    notice(story)


def imports(story: Story) -> None:
    story.begins(1, "Ines imports people, seats and last year's actuals")
    story.on("2026-10-01")
    ines = story.as_("ines")
    _starts(story)
    broken = company.content("broken/people-unknown-manager.csv")
    query = _beside("people-unknown-manager.csv", PRIOR_YEAR)
    problem = story.refuses(
        "a dry run refuses the file",
        "FileHasProblems",
        lambda: ines.uploads(broken, *PEOPLE, query={**query, "dry_run": True}),
    )
    cell = problem.cells[0]
    story.holds(
        "it names the file, the row, the column and the value",
        (cell["file"].text, cell["row"].whole, cell["column"].text, cell["value"].text),
        ("people-unknown-manager.csv", 42, "manager", "anna@halden.example"),
    )
    story.holds(f"the remedy: {cell['remedy'].text}", bool(cell.said("remedy")))
    story.refuses(
        "in earnest it is refused too", "FileHasProblems",
        lambda: ines.uploads(broken, *PEOPLE, query=query),
    )  # fmt: skip
    story.holds("nothing is imported", not ines.reads().rows("units"))
    people = company.content("people.csv")
    ines.uploads(people, *PEOPLE, query=_beside("people.csv", PRIOR_YEAR))
    actuals = company.content("actuals-2026.csv")
    query = {**_beside("actuals-2026.csv", PRIOR_YEAR), "period": "prior"}
    ines.uploads(actuals, "imports", "actuals", query=query)
    _last_year(story, ines.reads())


def _starts(story: Story) -> None:
    """The cycle, its calendar worked back; the sellers' level has a shorter one."""
    ines = story.as_("ines")
    planned = ines.asks("/cycles/plan", company.short_form(CYCLE, story.day))
    sellers = ines.asks("/cycles/plan", company.sellers_form(CYCLE, story.day))
    top = c.StartCycle.model_validate_json(json.dumps(planned["start"].value))
    below = c.StartCycle.model_validate_json(json.dumps(sellers["start"].value))
    level = below.calendar[0].model_copy(update={"depth": 1})
    calendar = (top.calendar[0], level)
    ines.gives(top.model_copy(update={"calendar": calendar}))
    story.forecast = planned["sellers_signed_by"].text


def _beside(file: str, total: str) -> Query:
    return {"file_name": file, "control_total": total, "currency": "USD"}


def _last_year(story: Story, cycle: View) -> None:
    found = {
        seat["leads"].text: seat["last_year"].money
        for unit in cycle.rows("units")
        for seat in unit["draft"].rows("seats")
        if seat.get("leads")
    }
    expected = (usd("40.0"), eur("22.0"), usd("12.0"), usd("13.8"))
    story.holds("last year", tuple(found[region] for region in company.REGIONS), expected)
    total = sum_of(story, tuple(found.values()))
    story.holds("the control total, at the plan rate of 1.10", total, usd("90.0"))


def sum_of(_story: Story, amounts: tuple[Money, ...]) -> Money:
    """A sum at the plan rates of the story."""
    whole = Money.zero("USD")
    for amount in amounts:
        inside = amount if amount.currency == "USD" else amount.converted(company.EUR_RATE, "USD")
        whole = whole + inside
    return whole


def plan_goal(story: Story) -> None:
    story.begins(2, "Olu confirms the plan goal with the board's minute")
    story.on("2026-10-05")
    goal = c.ConfirmPlanGoal(amount=usd("100.0"), document=company.board_minute())
    story.refuses(
        "Dana cannot enter the 100.0", "NotAuthorised",
        lambda: story.as_("dana").gives(goal), practice="S0-07",
    )  # fmt: skip
    story.as_("olu").gives(goal)
    found = story.as_("olu").reads().where("goals", target="revenue")
    story.holds("the plan goal", found["amount"].money, usd("100.0"))
    story.holds("its document", found["document"]["name"].text, "board-minute.txt")


def notice(story: Story) -> None:
    story.begins(3, "Look-back, three intents, calendar and notice to all")
    story.on("2026-10-06")
    story.as_("ines").gives(c.AnnounceCycle())
    for unit in (TOP, *company.REGIONS):
        story.until(f"unit {unit} opens", lambda unit=unit: story.as_("sam").plan(unit))  # type: ignore[misc]
    plan = story.until(
        "the goal arrives in the top unit",
        lambda: view if (view := story.as_("dana").plan(TOP)).rows("goals") else None,
    )
    noticed = {
        one
        for unit in (TOP, *company.REGIONS)
        for one in story.as_("sam").plan(unit)["noticed"].texts
    }
    story.holds("all who will be asked have notice", len(noticed) >= 47)  # noqa: PLR2004
    due = plan.where("deadlines", kind="signing")["due_at"].instant
    story.holds("all of Dana's team sign by", due, story.moment("2026-12-18", "18:00"))
    below = story.as_("sam").plan("emea").where("deadlines", kind="signing")["due_at"].instant
    story.holds("all sellers by", below, story.moment("2027-01-15", "18:00"))
    story.holds("the day by which sellers will have signed is forecast", story.forecast,
                str(story.day("2027-01-07")))  # fmt: skip
    valuing.values(story)
    looking_back.look_back(story)
    looking_back.lines(story)
    striving.strategy(story)
    paying.incentives(story)
    _what_if(story)


def _what_if(story: Story) -> None:
    query: Query = {"basis": "share_of_last_year", "target": "revenue", "add_on_percent": "8"}
    found = story.as_("dana").reads("suggested-portions", unit=TOP, query=query)
    total = sum_of(story, tuple(one["rolled_up"].money for one in found.rows("portions")))
    story.holds("with Dana's 8 % the stretch target is", total, usd("108.0"))
