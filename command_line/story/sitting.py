"""Steps 16 to 18: the sellers' sittings, joint ownership, and a joiner."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from command_line.client import Query
from command_line.story import company, planning, presenting
from command_line.story.company import LEADERS, REGIONS, TOP, eur, usd
from command_line.story.offering import sign, signed
from command_line.story.preparing import sum_of
from command_line.story.proposing import suggested
from command_line.story.revising import ADD_ON, V3, portions
from command_line.story.sellers import Seller, sellers_of
from command_line.story.stage import Story
from command_line.view import View
from domain.people import Action
from domain.portions import Basis
from domain.unit import commands as c

LATE = 6


def play(story: Story) -> None:
    sittings(story)
    together(story)
    joiner(story)


def sittings(story: Story) -> None:
    story.begins(16, "47 sellers read, respond and sign in three sittings")
    story.on("2026-12-22")
    for unit in REGIONS:
        _planned(story, unit)
    story.on("2027-01-04")
    sellers = tuple(seller for unit in REGIONS for seller in sellers_of(story, unit))
    story.holds("sellers who are present", len(sellers), 47)
    newest = {unit: _newest(story, unit) for unit in REGIONS}
    story.together(
        "they read and respond", [partial(_responds, story, one, newest) for one in sellers]
    )
    in_time = _without_late(sellers)
    rest = tuple(one for one in sellers if one not in in_time)
    story.on("2027-01-05")
    planning.begun(story, REGIONS)
    planning.written(story, in_time)
    story.on("2027-01-06")
    for unit in REGIONS:
        _offered(story, unit)
    presenting.play(story)
    story.on("2027-01-08")
    story.refuses("who has submitted no plan signs none", "GateClosed",
                  lambda: _signs(story, rest[0]), practice="S4-09")  # fmt: skip
    story.together("they sign", [partial(_signs, story, one) for one in in_time])
    story.holds("sellers who wrote a plan by 9 January", len(planning.submitted(story)), 41)
    story.holds("sellers who signed by 9 January", _count(story), 41)
    story.on("2027-01-14")
    planning.written(story, rest)
    story.on("2027-01-15", "12:00")
    story.together("the others sign", [partial(_signs, story, one) for one in rest])
    story.holds("and by the 15th", _count(story), 47)
    plans = planning.submitted(story)
    story.holds("with a plan of their own", len(plans), 47)
    story.holds("their plans add up to the street quota without the vacant seat",
                sum_of(story, plans), usd("107.80"))  # fmt: skip
    _owners(story)
    _hours(story)


def _planned(story: Story, unit: str) -> None:
    """Each leader plans on the portion that is in force now."""
    person = LEADERS[unit]
    over = usd("2.79") if unit == "americas" else None
    line = c.TargetDraft(over_assignment=over)
    drafts = suggested(story, unit, person, line, Basis.SHARE_OF_LAST_YEAR)
    if not story.as_(person).plan(unit).rows("versions"):
        story.as_(person).gives(c.ProposeStretchTarget(targets=(line,), portions=drafts), unit=unit)
        return
    revised = tuple(
        c.RevisedPortion(**draft.model_dump(), causes=("goal-revenue",)) for draft in drafts
    )
    command = c.RevisePlan(
        targets=(line,), portions=revised, reason="The portion above is in force."
    )
    story.as_(person).gives(command, unit=unit)


def _newest(story: Story, unit: str) -> int:
    return story.as_("sam").plan(unit)["versions"][-1]["number"].whole


def _responds(story: Story, seller: Seller, newest: dict[str, int]) -> None:
    """The first sitting: understood, and no concern."""
    voice, version = story.as_(seller.person), newest[seller.unit]
    voice.gives(c.ConfirmUnderstanding(version=version), unit=seller.unit)
    voice.gives(c.StateNoConcerns(version=version), unit=seller.unit)


def _offered(story: Story, unit: str) -> None:
    """The leader closes the window, makes the plan final and signs first."""
    person = LEADERS[unit]
    leader, version = story.as_(person), _newest(story, unit)
    step = Action(words="Account plans reviewed", owner=person, due_on=story.day("2027-02-26"))
    leader.gives(c.AddKeySuccessFactor(
        factor="accounts", words="Every seller has a plan for each of their ten largest accounts.",
        owner=person, due_on=story.day("2027-03-31"), actions=(step,),
    ), unit=unit)  # fmt: skip
    planning.time_given(story, unit, person, "Account by account, at one table.")
    leader.gives(c.ClosePushback(version=version, nobody_objected=True), unit=unit)
    leader.gives(c.FinalisePlan(version=version), unit=unit)
    sign(story, person, unit)


def _without_late(sellers: tuple[Seller, ...]) -> tuple[Seller, ...]:
    late = [one for one in sellers if one.unit == "apac"][-LATE:]
    return tuple(one for one in sellers if one not in late)


def _signs(story: Story, seller: Seller) -> None:
    sign(story, seller.person, seller.unit)


def _count(story: Story) -> int:
    """Sellers with a valid signature under the newest version of their unit."""
    signatures = [
        (unit, one)
        for unit in REGIONS
        for one in story.as_("sam").plan(unit).rows("signatures")
        if one["standing"].text == "valid" and one["person"].text != LEADERS[unit]
    ]
    return len({(unit, one["person"].text) for unit, one in signatures})


def _owners(story: Story) -> None:
    plans = {unit: story.as_("sam").plan(unit) for unit in REGIONS}
    for unit, plan in plans.items():
        running = plan["in_force"][-1]
        seats = [one["seat"].text for one in running.rows("portions")]
        story.holds(f"each amount of {unit} has exactly one owner", len(set(seats)), len(seats))
    nordics = plans["emea"]["in_force"][-1].where("portions", seat="nordics")
    story.holds("the vacant Nordics seat", nordics["amount"].money, eur("0.90"))
    carried = carrier(plans["emea"], "nordics")
    story.holds("is carried by", carried, "ana")
    line = story.as_("sam").reads("summary")["totals"]["targets"][0]
    story.holds("street quota", line["street_quota"].money, usd("108.79"))
    share = line["street_quota_percent"].number
    story.holds("of the plan goal, percent", share, Decimal("108.79"))


def _hours(story: Story) -> None:
    """Where less time was given to making plans than the policy asks for, a finding says so."""
    short = {
        unit
        for unit in REGIONS
        for one in story.as_("sam").plan(unit).rows("findings")
        if one["practice"].text == "S1-16"
    }
    story.holds("less time for making plans than the 8 hours of the policy", short, {"apac"})


def carrier(plan: View, seat: str) -> str:
    """Who answers for a seat: its owner, and the leader for a vacant one."""
    owner = plan.where("seats", id=seat).get("owner")
    return owner.text if owner else plan["leader"].text


def together(story: Story) -> None:
    story.begins(17, "The partner manager after all, and joint ownership")
    story.on("2027-01-20", "09:00")
    dana = story.as_("dana")
    grant = c.GrantBudget(budget="partner", amount=eur("0.12"))
    story.as_("olu").gives(grant, unit=TOP)
    dana.gives(c.OfferSubstitute(
        commitment="partner-manager.instead", substitute="partner-manager-2027",
        words="The partner manager for EMEA", amount=eur("0.12"), due_on=story.day("2027-04-01"),
        reason="Olu granted it; it replaces the contractor.",
    ), unit=TOP)  # fmt: skip
    story.refuses(
        "Dana cannot accept her own substitute", "NotAuthorised",
        lambda: dana.gives(c.AcceptSubstitute(commitment="partner-manager.instead"), unit=TOP),
    )  # fmt: skip
    story.as_("ana").gives(c.AcceptSubstitute(commitment="partner-manager.instead"), unit=TOP)
    _fifth(story)
    story.on("2027-01-21")
    for person in ("ruth", "olu", "henrik", "mei"):
        story.as_(person).gives(c.AcceptPlan(version=5), unit=TOP)
    sign(story, "dana", TOP)
    for person in ("marco", "kenji", "priya"):
        sign(story, person, TOP)
    story.on("2027-01-22", "11:00")
    sign(story, "ana", TOP, dissent="25.4 remains a stretch beyond what my team sees.")
    _joint(story)


def _fifth(story: Story) -> None:
    dana = story.as_("dana")
    command = c.RevisePlan(
        targets=(ADD_ON,), portions=portions(V3, {}, "as in version 4"),
        reason="The partner manager replaces the contractor.",
    )  # fmt: skip
    problem = story.refuses(
        "a change says first how many signatures it voids", "SignaturesWouldBeVoided",
        lambda: dana.gives(command, unit=TOP), practice="S0-20",
    )  # fmt: skip
    story.holds("it names each of them", len(problem.missing), 4)
    story.on("2027-01-20", "14:00")
    dana.gives(command.model_copy(update={"voids": 4}), unit=TOP)
    story.holds("four signatures are void", not signed(story, 4))
    dana.gives(c.FinalisePlan(version=5), unit=TOP)


def _joint(story: Story) -> None:
    plan = story.as_("dana").plan(TOP)
    running = plan["in_force"][-1]
    story.holds("signed again", signed(story, 5), ("dana", "marco", "kenji", "priya", "ana"))
    dissent = [one for one in plan.rows("signatures") if one.get("dissent")]
    story.holds("Ana's dissent is kept", dissent[-1]["person"].text, "ana")
    story.holds(
        "jointly owned on", running["jointly_since"].instant.date(), story.day("2027-01-22")
    )
    since = plan["in_force"][0]["since"].instant
    story.holds("in force since", since.date(), story.day("2026-12-21"))
    story.holds("nobody is missing", not running.rows("missing"))
    query: Query = {"from": 4, "to": 5}
    page = story.as_("ana").reads("differences", unit=TOP, query=query)
    story.holds("one page shows the difference", "partner-manager-2027" in str(page.value))


def joiner(story: Story) -> None:
    story.begins(18, "Mika joins the Nordics seat")
    story.on("2027-03-01")
    before = len(story.as_("sam").plan("emea").rows("signatures"))
    fill = c.FillSeat(seat="nordics", person=company.MIKA, joins_on=story.day("2027-03-01"))
    story.as_("ana").gives(fill, unit="emea")
    plan = story.as_("ana").plan("emea")
    joining = plan.where("joining", seat="nordics")
    story.holds("to Mika", joining["amount"].money, eur("0.6375"))
    story.holds("stays with Ana", joining["remainder"].money, eur("0.2625"))
    days = (joining["respond_by"].instant - story.now).days
    story.holds("a window of Mika's own, days", days, 10)
    story.holds("until Mika signs, the seat is carried by", carrier(plan, "nordics"), "ana")
    story.on("2027-03-08")
    mika, running = story.as_("mika"), plan["in_force"][-1]
    mika.gives(c.ConfirmUnderstanding(version=running["version"].whole), unit="emea")
    mika.gives(c.StateNoConcerns(version=running["version"].whole), unit="emea")
    mika.gives(c.SignPlan(
        version=running["version"].whole, content_hash=running["content_hash"].text
    ), unit="emea")  # fmt: skip
    after = story.as_("ana").plan("emea")
    quotas = {
        one["seat"].text: one["amount"].money for one in after["in_force"][-1].rows("portions")
    }
    story.holds("Mika's quota", quotas["nordics"], eur("0.6375"))
    story.holds("carried by", carrier(after, "nordics"), "mika")
    story.holds("nobody else signs again", len(after.rows("signatures")), before + 1)
    _mika_plans(story)


def _mika_plans(story: Story) -> None:
    """Who comes during the year has a plan of their own for what is left of it."""
    planning.begun(story, ("emea",))
    mika = next(one for one in sellers_of(story, "emea") if one.person == "mika")
    planning.written(story, (mika,), trained_from="2027-03-15")
    story.holds("sellers with a plan of their own", len(planning.submitted(story)), 48)
