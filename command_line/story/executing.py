"""Steps 19 to 22: the first review, another leader, a correction, and the euro."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from command_line.client import Query
from command_line.story import carrying_out, company, reviewing, thanking
from command_line.story.company import LEADERS, REGIONS, SOFIA, TOP, eur, usd
from command_line.story.preparing import sum_of
from command_line.story.sitting import carrier
from command_line.story.stage import Story
from command_line.view import View
from domain.cycle import commands as cycle
from domain.money import Money, percent
from domain.unit import commands as c

FIRST = (Decimal("106.5"), Decimal("93.1"), Decimal("101.6"), Decimal("108.9"))
RATES = "market-rates-2027.csv"
CONTROL = {"Q1": "23970000.00", "Q2": "26134500.00", "Q3": "27221700.00", "Q4": "31583800.00"}


def play(story: Story) -> None:
    first_review(story)
    leader(story)
    correction(story)
    euro(story)


def quarter(story: Story, period: str, leaders: dict[str, str]) -> None:
    """Import a quarter's actuals, and hold its review in every unit and with every seller."""
    facts(story, period)
    reviewing.held(story, period, {TOP: "dana", **leaders})
    reviewing.in_person(story, period, leaders)


def facts(story: Story, period: str) -> None:
    """The quarter's actuals, and where goals stood, as their files have them."""
    name, goals = (f"{kind}-2027-{period.lower()}.csv" for kind in ("actuals", "goals"))
    query: Query = {
        "file_name": name, "control_total": CONTROL[period], "currency": "USD", "period": period
    }  # fmt: skip
    ines = story.as_("ines")
    ines.uploads(company.content(name), "imports", "actuals", query=query)
    ines.uploads(company.content(goals), "goal-facts", query={"file_name": goals})
    for unit in (TOP, *REGIONS):
        story.until(f"{period} arrives in {unit}", partial(_recorded, story, unit, period))


def _recorded(story: Story, unit: str, period: str) -> View | None:
    return story.as_("sam").plan(unit).find("actuals", period=period)


def reviewed(plan: View, period: str) -> dict[str, Decimal]:
    """Attainment by seat as a review saw it, in percent to one place."""
    return {
        row[0].text: percent(row[1]["actual"].money.amount, row[1]["quota"].money.amount, places=1)
        for row in plan.where("reviews", period=period).rows("numbers")
    }


def first_review(story: Story) -> None:
    story.begins(19, "The review of the first quarter")
    story.on("2027-03-30")
    dana = story.as_("dana")
    kept = c.FulfilCommitment(commitment="campaign", words="It ran in March.")
    dana.gives(kept, unit=TOP)
    story.on("2027-04-01")
    dana.gives(c.FulfilCommitment(
        commitment="partner-manager-2027", words="She started today."
    ), unit=TOP)  # fmt: skip
    carrying_out.first_steps(story)
    story.on("2027-04-07")
    facts(story, "Q1")
    carrying_out.south(story)
    reviewing.held(story, "Q1", LEADERS)
    reviewing.in_person(story, "Q1", LEADERS)
    thanking.spring(story)
    plan = dana.plan(TOP)
    numbers = plan.where("reviews", period="Q1").rows("numbers")
    actuals = {row[0].text: row[1]["actual"].money for row in numbers}
    story.holds("the first quarter", tuple(actuals[region] for region in REGIONS),
                (usd("10.90"), eur("5.20"), usd("2.95"), usd("4.40")))  # fmt: skip
    found = reviewed(plan, "Q1")
    story.holds("attainment, percent", tuple(found[region] for region in REGIONS), FIRST)


def leader(story: Story) -> None:
    story.begins(20, "Marco leaves, Sofia acts")
    story.on("2027-04-30")
    dana = story.as_("dana")
    held = dana.reads("holdings", query={"person": "marco"})
    seats = [seat["seat"].text for unit in held.rows("units") for seat in unit.rows("seats")]
    promised = [one for unit in held.rows("units") for one in unit.rows("promised_to_them")]
    story.holds("what Marco holds is listed: seats", seats, ["americas"])
    story.holds("and promises made to him", len(promised), 2)
    before = story.as_("sam").plan("americas")["version"].whole
    dana.gives(cycle.ReplaceUnitLeader(
        unit="americas", successor=SOFIA, acts_from=story.day("2027-05-01")
    ))  # fmt: skip
    plan = story.until("the seat is handed over", partial(_handed_over, story))
    story.until("Sofia leads the Americas", partial(_led_by, story, "sofia"))
    story.holds("46.5 until Sofia signs is carried by", carrier(plan, "americas"), "dana")
    marco = [one for one in plan.rows("signatures") if one["person"].text == "marco"]
    story.holds("his signatures stay his", bool(marco))
    served = {one["line"]["asked_by"].text for one in plan.rows("commitments")}
    story.holds("promises pass to her", "sofia" in served and "marco" not in served)
    after = story.as_("sam").plan("americas")["version"].whole
    story.holds("the unit's stream goes on", after > before)
    story.on("2027-05-06")
    sofia, running = story.as_("sofia"), plan["in_force"][-1]
    sofia.gives(c.ConfirmUnderstanding(version=running["version"].whole), unit=TOP)
    sofia.gives(c.SignPlan(
        version=running["version"].whole, content_hash=running["content_hash"].text
    ), unit=TOP)  # fmt: skip
    story.holds("then by", carrier(dana.plan(TOP), "americas"), "sofia")
    carrying_out.handed_over(story)


def _handed_over(story: Story) -> View | None:
    plan = story.as_("dana").plan(TOP)
    return plan if plan.find("joining", person="sofia") else None


def _led_by(story: Story, person: str) -> bool:
    return story.as_("sam").plan("americas")["leader"].text == person


def correction(story: Story) -> None:
    story.begins(21, "0.75 was credited to the wrong unit")
    story.on("2027-05-08")
    proposed(story, "orion", "It is not Americas'.", file="orion-q1")
    answered(story, "olu", "orion", "refuse", reason="Say whose it is instead.")
    ended = story.as_("ines").reads("facts", unit=TOP).where("corrections", correction="orion")
    story.holds("what was refused is told with its reason", ended["ended"]["reason"].text,
                "Say whose it is instead.")  # fmt: skip
    story.on("2027-05-08", "11:00")
    proposed(story, "orion-q1", "Orion is Key Accounts'.")
    story.refuses("one person cannot do it alone", "NotAuthorised",
                  partial(approved, story, "ines", "orion-q1"))  # fmt: skip
    approved(story, "olu", "orion-q1")
    rows = story.as_("dana").reads("attainment", unit=TOP, query={"period": "Q1"}).rows("seats")
    total = sum_of(story, tuple(row["actual"].money for row in rows))
    story.holds("the control total is unchanged", total, usd("23.97"))
    found = now(story, "Q1")
    story.holds("Americas and Key Accounts, percent", (found["americas"], found["key"]),
                (Decimal("99.2"), Decimal("127.5")))  # fmt: skip
    plan = story.as_("dana").plan(TOP)
    review = plan.where("reviews", period="Q1")
    story.holds("the closed review stands, marked restated", review["restated"].flag)
    story.holds("as the review saw it", reviewed(plan, "Q1")["americas"], FIRST[0])
    then = story.as_("sam").reads(
        "replay", query={"unit": TOP, "at": story.moment("2027-04-07", "23:00").isoformat()}
    )
    seen = reviewed(then["state"], "Q1")["americas"]
    story.holds("as known on 7 April", seen, FIRST[0])


def proposed(
    story: Story, correction: str, reason: str, *, total: str = "0", file: str | None = None
) -> None:
    """What a file corrects, in every unit that its rows concern; `total` is what changes in all."""
    name = f"corrections-{file or correction}.csv"
    query: Query = {
        "file_name": name, "correction": correction, "reason": reason, "control_total": total,
        "currency": "USD",
    }  # fmt: skip
    found = story.as_("ines").uploads(company.content(name), "corrections", query=query)
    story.holds("the file changes the total by", found["change"].money, Money.of(total, "USD"))


def approved(story: Story, person: str, correction: str) -> None:
    answered(story, person, correction, "approve")


def answered(story: Story, person: str, correction: str, answer: str, **body: str) -> None:
    story.as_(person).asks(story.path(None, "corrections", correction, answer), dict(body))


def now(story: Story, period: str) -> dict[str, Decimal]:
    """Attainment by seat of the top unit over a period, restated, in percent to one place."""
    found = story.as_("dana").reads("attainment", unit=TOP, query={"period": period})
    return {
        row["seat"].text: percent(row["actual"].money.amount, row["quota"].money.amount, places=1)
        for row in found.rows("seats")
    }


def euro(story: Story) -> None:
    story.begins(22, "The euro falls to 1.02")
    before = now(story, "Q1")["emea"]
    story.on("2027-06-15")
    reviewing.reported(story, "Q1", (TOP, *REGIONS))
    query: Query = {"file_name": RATES}
    story.as_("ines").uploads(company.content(RATES), "imports", "market-rates", query=query)
    rates = story.as_("ines").reads("market-rates").rows("rates")
    story.holds("rates of the year so far", len(rates), 4)
    plan = story.as_("ana").plan(TOP)
    quota = plan["in_force"][-1].where("portions", seat="emea")["amount"].money
    story.holds("Ana's quota does not move", quota, eur("25.4"))
    story.holds("nor her attainment", now(story, "Q1")["emea"], before)
    effect = story.until("the currency effect is a line of its own", partial(_effect, story))
    story.holds("currency effect", effect, -usd("2.032"))


def _effect(story: Story) -> Money | None:
    totals = story.as_("dana").reads("summary")["totals"]
    found = totals["targets"][0]["currency_effect"].money
    return found if found.amount else None
