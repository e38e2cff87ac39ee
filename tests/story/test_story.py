"""The story of Halden Instruments, decision by decision, on the domain alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from company import COMPANY_FILE, PAPER, START, UNITS, Company, eur, on, person, usd

from domain import errors
from domain.cycle import commands as cc
from domain.model import Command
from domain.money import Money
from domain.people import Action, Document
from domain.portions import Basis
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.due import bottom_up_total
from domain.unit.measuring.commands import RecordGoalActuals
from domain.unit.measuring.values import GoalValue

SHARE = Basis.SHARE_OF_LAST_YEAR
MEMBERS = ("marco", "ana", "kenji", "priya")


def refused(company: Company, kind: type[errors.DomainError], *given: object, **kw: object):
    with pytest.raises(kind) as caught:
        company.give(*given, **kw)
    return caught.value


def portions(americas: str, emea: str, apac: str, key: str, *causes: str, why: str = "as agreed"):
    return tuple(
        c.RevisedPortion(seat=seat, amount=amount, basis=SHARE, adjustment=why, causes=causes)
        for seat, amount in (
            ("americas", usd(americas)), ("emea", eur(emea)), ("apac", usd(apac)),
            ("key", usd(key)),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def company() -> Company:
    """The company up to the close of the year; each chapter asserts as it goes."""
    halden = Company()
    for chapter in (
        prepares, proposes, objects_below, objects, claims_an_account, answers, revises,
        gets_resources, is_accepted, signs, comes_into_force, sells, is_owned_jointly, joins,
        reviews, loses_its_leader, corrects, feels_the_currency, breaks_a_promise, amends,
        cannot_take_back, closes, restates,
    ):  # fmt: skip
        chapter(halden)
    return halden


def prepares(co: Company) -> None:
    co.give("2026-10-01", "ines", "cycle", START)
    refused(co, errors.AlreadyExists, "2026-10-01", "ines", "cycle", START)
    co.give("2026-10-01", "ines", "cycle", cc.ImportOrganisation(
        source=COMPANY_FILE, rows=60, units=UNITS, control_total=usd("90.0")))  # fmt: skip
    goal = cc.ConfirmPlanGoal(amount=usd("100.0"), document=PAPER)
    no = refused(co, errors.NotAuthorised, "2026-10-05", "dana", "cycle", goal)
    assert no.practice == "S0-07"
    co.give("2026-10-05", "olu", "cycle", goal)
    co.give("2026-10-06", "ines", "cycle", cc.AnnounceCycle())
    assert set(co.units) == {"sales", "americas", "emea", "apac", "key"}
    assert co.unit("sales").noticed


def proposes(co: Company) -> None:
    draft = c.ProposeStretchTarget(
        targets=(c.TargetDraft(add_on_percent=Decimal(8)),),
        portions=tuple(
            c.PortionDraft(seat=seat, amount=amount, basis=SHARE)
            for seat, amount in (("americas", usd("48.0")), ("emea", eur("26.4")),
                                 ("apac", usd("14.4")), ("key", usd("16.56")))
        ),
    )  # fmt: skip
    no = refused(co, errors.GateClosed, "2026-11-02", "dana", "sales", draft)
    assert no.practice == "S0-05"
    session = c.HoldSession(
        held_at=on("2026-11-02"), agenda="Fiscal year 2027", attendees=("dana", *MEMBERS)
    )
    co.give("2026-11-02", "dana", "sales", session)
    co.give("2026-11-02", "dana", "sales", draft)
    current = co.unit("sales").current
    assert current is not None
    assert current.targets[0].stretch == usd("108.0")
    assert [one.rolled_up for one in current.portions] == [
        usd("48.0"), usd("29.04"), usd("14.4"), usd("16.56")
    ]  # fmt: skip
    for who in ("marco", "ana", "priya"):
        co.give("2026-11-03", who, "sales", c.ConfirmUnderstanding(version=1))
    co.pass_time(on("2026-11-07"))
    missed = co.happened(e.DeadlineMissed, "sales")
    assert [(one.kind, one.people) for one in missed] == [("understanding", ("kenji",))]
    assert co.happened(e.Escalated, "sales")[0].to == "dana"
    co.give("2026-11-08", "kenji", "sales", c.ConfirmUnderstanding(version=1))


def objects_below(co: Company) -> None:
    assert co.unit("emea").goals[0].standing == "provisional"
    for unit, leader, shares, over in (
        ("americas", "marco", {"boston": "25.44", "austin": "25.44"}, "2.88"),
        ("emea", "ana", {"paris": "13.2", "milan": "12.264", "nordics": "0.936"}, "0"),
    ):
        money = eur if unit == "emea" else usd
        co.give("2026-11-09", leader, unit, c.ProposeStretchTarget(
            targets=(c.TargetDraft(over_assignment=money(over)),),
            portions=tuple(c.PortionDraft(seat=s, amount=money(a), basis=SHARE)
                           for s, a in shares.items()),
        ))  # fmt: skip
    line = co.unit("americas").versions[0].targets[0]
    assert line.over_assignment.share_of(line.stretch) == Decimal("6.00")
    assert co.unit("emea").versions[0].provisional
    co.give("2026-11-12", "luc", "emea", c.StateBottomUp(seat="paris", amount=eur("11.5")))
    co.give("2026-11-12", "gia", "emea", c.StateBottomUp(seat="milan", amount=eur("11.864")))
    assert bottom_up_total(co.unit("emea")) == eur("24.3")
    row = co.unit("sales").below[0]
    assert (row.unit, row.amount) == ("emea", eur("24.3"))
    early = co.unit("emea").versions[0]
    sign = c.SignPlan(version=early.number, content_hash="0" * 64)
    refused(co, errors.OtherVersion, "2026-11-12", "ana", "emea", sign)


def objects(co: Company) -> None:
    co.give("2026-11-10", "ana", "sales", c.RaisePushback(
        item="ana-1", version=1, kind="attainability", words="Two large renewals end in 2026.",
        seat="emea", evidence="Renewal list of 1 November", counter=eur("24.6")))  # fmt: skip
    co.give("2026-11-10", "ana", "sales", c.RaisePushback(
        item="ana-2", version=1, kind="realism", words="The euro is weak."))  # fmt: skip
    assert any(one.practice == "S0-13" for one in co.unit("sales").findings)
    co.give("2026-11-11", "marco", "sales", c.RaisePushback(
        item="marco-1", version=1, kind="resource", words="Demos wait three weeks for an engineer.",
        seat="americas", evidence="Demo queue"))  # fmt: skip
    co.give("2026-11-12", "kenji", "sales", c.RaisePushback(
        item="kenji-1", version=1, kind="obstacle", words="Certification takes four months.",
        seat="apac", counter=usd("13.2")))  # fmt: skip
    co.give("2026-11-13", "priya", "sales", c.StateNoConcerns(version=1))
    refused(co, errors.NotAuthorised, "2026-11-13", "dana", "sales", c.RaisePushback(
        item="forged", version=1, kind="other", words="In Ana's name", seat="emea"))  # fmt: skip


def claims_an_account(co: Company) -> None:
    orion = v.Account(id="orion", name="Orion")
    claim = c.ClaimAccount(account=orion, seat="boston", last_year=usd("2.1"))
    co.give("2026-11-17", "theo", "americas", claim)
    co.give("2026-11-17", "priya", "sales", c.ClaimAccount(
        account=orion, seat="key", last_year=usd("2.1")))  # fmt: skip
    contest = co.unit("sales").contests[0]
    assert contest.decide_by == on("2026-11-24")
    about = {one.subject for one in co.unit("sales").findings if one.practice == "account-claim"}
    assert about == {"theo", "priya"}
    assert attainment.coverage(co.unit("sales"), "key").accounts == usd("0")
    assert attainment.coverage(co.unit("americas"), "boston").accounts == usd("0")
    co.give("2026-11-23", "dana", "sales", c.DecideAccount(
        account="orion", winner="key", reason="Orion buys worldwide.", moves=usd("1.5")))  # fmt: skip
    assert attainment.coverage(co.unit("sales"), "key").accounts == usd("2.1")
    assert co.unit("americas").claims[0].standing == "lost"


def answers(co: Company) -> None:
    close = c.ClosePushback(version=1)
    no = refused(co, errors.GateClosed, "2026-11-24", "dana", "sales", close)
    assert no.practice == "S0-14"
    bare = c.AnswerPushback(item="ana-2", outcome="not_accepted", reason="No.")
    assert refused(co, errors.GateClosed, "2026-11-24", "dana", "sales", bare).practice == "S0-14"
    for item in ("ana-1", "marco-1", "kenji-1"):
        co.give("2026-11-24", "dana", "sales", c.AnswerPushback(
            item=item, outcome="real_issue", reason="The numbers bear it out."))  # fmt: skip
    co.give("2026-11-24", "dana", "sales", c.AnswerPushback(
        item="ana-2", outcome="not_accepted", reason="The plan rate carries the euro."))  # fmt: skip
    contest = c.ContestAnswer(item="ana-2", words="Customers pay in euro all the same.")
    co.give("2026-11-24", "ana", "sales", contest)
    refused(co, errors.NothingToDo, "2026-11-24", "ana", "sales", contest)
    co.give("2026-11-24", "ruth", "sales", c.NoteView(
        item="ana-2", words="Dana is right about the rate; watch the volumes."))  # fmt: skip
    co.give("2026-11-24", "dana", "sales", close)


def revises(co: Company) -> None:
    v2 = c.RevisePlan(
        targets=(c.TargetDraft(add_on=usd("6.0")),),
        portions=portions("48.0", "25.4", "13.2", "16.86", "ana-1", "kenji-1"),
        reason="What Ana and Kenji showed.",
        answers=("ana-1", "kenji-1"),
    )
    co.give("2026-11-25", "dana", "sales", v2)
    sales = co.unit("sales")
    assert any("8.00 % to 6.00 %" in one.words for one in sales.findings)
    window = next(one for one in sales.windows if one.person == "priya")
    assert window.closes_at > on("2026-12-04")
    uncited = v2.model_copy(update={"portions": portions("46.5", "25.4", "13.2", "18.36")})
    refused(co, errors.Invalid, "2026-11-27", "dana", "sales", uncited)
    co.give("2026-11-27", "dana", "sales", v2.model_copy(update={
        "portions": portions("46.5", "25.4", "13.2", "18.36", "orion"),
        "reason": "Orion goes to Key Accounts.",
    }))  # fmt: skip
    changes = co.unit("sales").versions[2].changes
    assert {one.seat for one in changes} == {"americas", "key"}
    for who in MEMBERS:
        co.give("2026-11-28", who, "sales", c.ConfirmUnderstanding(version=3))
        co.give("2026-11-28", who, "sales", c.StateNoConcerns(version=3))


def gets_resources(co: Company) -> None:
    def ask(who: str, name: str, item: str, amount: Money, words: str) -> None:
        co.give("2026-11-28", who, "sales", c.RequestResource(
            request=name, item=item, words=words, amount=amount, needed_by=date(2027, 6, 30)
        ))  # fmt: skip

    ask("marco", "engineers", "marco-1", usd("0.36"), "Two application engineers")
    ask("marco", "campaign", "marco-1", usd("0.40"), "A campaign for the mid-market")
    ask("kenji", "lab", "kenji-1", usd("0.25"), "A certification lab")
    ask("ana", "partner", "ana-1", eur("0.12"), "A partner manager")

    def decides(name: str, outcome: v.GrantOutcome, **more: object) -> Command:
        return c.DecideResourceRequest(
            request=name, outcome=outcome, reason="By what it brings in.", **more
        )

    engineers = decides("engineers", "granted")
    no = refused(co, errors.BeyondBudget, "2026-11-30", "dana", "sales", engineers)
    assert no.practice == "S0-23"
    co.give("2026-11-30", "olu", "sales", c.GrantBudget(budget="fy27", amount=usd("0.976")))
    co.give("2026-11-30", "dana", "sales", engineers)
    co.give("2026-11-30", "dana", "sales", decides(
        "campaign", "granted_in_part", amount=usd("0.30")))  # fmt: skip
    co.give("2026-11-30", "dana", "sales", decides("lab", "granted"))
    final = c.FinalisePlan(version=3)
    missing = refused(co, errors.GateClosed, "2026-11-30", "dana", "sales", final).missing
    assert {line[:5] for line in missing} == {"S0-01", "S0-16", "S0-23"}
    contractor = v.Alternative(
        words="A contractor for two quarters", amount=eur("0.06"), due_on=date(2027, 3, 1)
    )
    co.give("2026-11-30", "dana", "sales", decides("partner", "declined", instead=contractor))
    co.give("2026-11-30", "dana", "sales", c.AddKeySuccessFactor(
        factor="demos", words="A demo within a week", owner="marco", due_on=date(2027, 3, 31),
        actions=(Action(words="Hire two engineers", owner="marco", due_on=date(2027, 2, 1)),),
        items=("marco-1", "ana-1", "kenji-1")))  # fmt: skip
    co.give("2026-11-30", "dana", "sales", final)


def is_accepted(co: Company) -> None:
    for who in ("ruth", "olu"):
        co.give("2026-12-02", who, "sales", c.AcceptPlan(version=3))
    co.give("2026-12-02", "wen", "sales", c.ObjectToPlan(
        version=3, words="We cannot install that much with eight people."))  # fmt: skip
    co.give("2026-12-02", "dana", "sales", c.AddKeySuccessFactor(
        factor="installers", words="4 installers by 1 April", owner="wen",
        due_on=date(2027, 4, 1)))  # fmt: skip
    co.give("2026-12-02", "dana", "sales", c.RevisePlan(
        targets=(c.TargetDraft(add_on=usd("6.0")),),
        portions=portions("46.5", "25.4", "13.2", "18.36"),
        reason="Installation capacity is a factor now.",
    ))  # fmt: skip
    co.give("2026-12-02", "dana", "sales", c.FinalisePlan(version=4))
    for who in ("ruth", "olu", "wen"):
        co.give("2026-12-03", who, "sales", c.AcceptPlan(version=4))
    co.pass_time(on("2026-12-06", 18))
    silent = [one for one in co.happened(e.Escalated, "sales") if one.kind == "acceptance"]
    assert (silent[0].people, silent[0].to) == (("tom",), "ruth")
    waiver = c.ProposeWaiver(
        waiver="tom-silent", practice="S0-02", subject="tom",
        reason="Operations had its say in October.", expires_at=on("2027-01-01"),
    )  # fmt: skip
    agree = c.AgreeToWaiver(waiver="tom-silent")
    refused(co, errors.NotAuthorised, "2026-12-07", "dana", "sales", waiver)
    co.give("2026-12-07", "ruth", "sales", waiver)
    refused(co, errors.NeedsTwoPeople, "2026-12-07", "ruth", "sales", agree)
    refused(co, errors.NotAuthorised, "2026-12-07", "dana", "sales", agree)
    assert co.unit("sales").stage == "final"
    co.give("2026-12-07", "olu", "sales", agree)
    assert co.unit("sales").stage == "accepted"


def sign(co: Company, day: str, who: str, unit: str = "sales", **more: object) -> list:
    current = co.unit(unit).current
    assert current is not None
    return co.give(day, who, unit, c.SignPlan(
        version=current.number, content_hash=current.content_hash or "", **more))  # fmt: skip


def signs(co: Company) -> None:
    with pytest.raises(errors.WrongStage):
        sign(co, "2026-12-07", "marco")
    for who in ("dana", "marco", "kenji", "priya"):
        sign(co, "2026-12-07", who)
    sales = co.unit("sales")
    assert len(sales.signed(4)) == 4
    assert sales.commitments == ()
    co.give("2026-12-10", "ana", "sales", c.DeclineToSign(
        version=4, words="25.4 without a partner manager is not my plan"))  # fmt: skip
    assert len(co.unit("sales").signed(4)) == 4
    current = co.unit("sales").current
    assert current is not None
    forged = c.SignPlan(version=4, content_hash=current.content_hash or "")
    refused(co, errors.NotAuthorised, "2026-12-10", "dana", "sales", forged, on_behalf_of="ana")


def comes_into_force(co: Company) -> None:
    put = c.PutInForce(version=4, reason="The year starts; Ana may sign at any later moment.")
    refused(co, errors.DeadlineNotReached, "2026-12-17", "ruth", "sales", put)
    refused(co, errors.DeadlineNotReached, "2026-12-19", "ruth", "sales", put)
    refused(co, errors.NotAuthorised, "2026-12-21", "olu", "sales", put)
    co.give("2026-12-21", "ruth", "sales", put)
    refused(co, errors.NeedsTwoPeople, "2026-12-21", "ruth", "sales", put)
    co.give("2026-12-21", "olu", "sales", put)
    running = co.unit("sales").running
    assert running is not None
    assert [one.person for one in running.missing] == ["ana"]
    assert running.jointly_since is None
    assert {one.line.id for one in co.unit("sales").commitments} == {
        "engineers", "campaign", "lab", "partner.instead"
    }  # fmt: skip
    assert co.unit("emea").goals[0].standing == "in_force"
    assert co.unit("emea").goals[0].amount == eur("25.4")


def sells(co: Company) -> None:
    quotas = {
        "americas": {"boston": "23.25", "austin": "23.25"},
        "emea": {"paris": "12.7", "milan": "11.8", "nordics": "0.90"},
        "apac": {"tokyo": "6.6", "sydney": "6.6"},
        "key": {"global": "18.36"},
    }
    leaders = {"americas": "marco", "emea": "ana", "apac": "kenji", "key": "priya"}
    for unit, seats in quotas.items():
        agree(co, unit, leaders[unit], seats)
    street = sum(
        (one.rolled_up.amount for u in quotas for one in co.unit(u).running.portions
         if u != "emea"), Decimal(0))  # fmt: skip
    assert street == Decimal("78060000.00")
    emea = co.unit("emea")
    nordics = emea.seat("nordics")
    assert nordics is not None
    assert emea.owner(nordics) == "ana"


def agree(co: Company, unit: str, leader: str, seats: dict[str, str]) -> None:
    money = eur if unit == "emea" else usd
    state = co.unit(unit)
    if state.current is None:
        co.give("2027-01-04", leader, unit, c.ProposeStretchTarget(
            targets=(c.TargetDraft(),),
            portions=tuple(c.PortionDraft(seat=s, amount=money(a), basis=SHARE)
                           for s, a in seats.items())))  # fmt: skip
    else:
        co.give("2027-01-04", leader, unit, c.RevisePlan(
            targets=(c.TargetDraft(),),
            portions=tuple(c.RevisedPortion(seat=s, amount=money(a), basis=SHARE,
                                            adjustment="As agreed above", causes=("goal-revenue",))
                           for s, a in seats.items()),
            reason="The portion above is in force."))  # fmt: skip
    number = len(co.unit(unit).versions)
    for who in co.unit(unit).members:
        co.give("2027-01-05", who, unit, c.ConfirmUnderstanding(version=number))
        co.give("2027-01-05", who, unit, c.StateNoConcerns(version=number))
    co.give("2027-01-06", leader, unit, c.AddKeySuccessFactor(
        factor="pipeline", words="Three times the quota in pipeline", owner=leader,
        due_on=date(2027, 3, 31),
        actions=(Action(words="Account plans", owner=leader, due_on=date(2027, 2, 1)),)))  # fmt: skip
    co.give("2027-01-06", leader, unit, c.ClosePushback(version=number, nobody_objected=True))
    co.give("2027-01-06", leader, unit, c.FinalisePlan(version=number))
    for who in (leader, *co.unit(unit).members):
        sign(co, "2027-01-09", who, unit)
    assert co.unit(unit).status == "jointly owned"


def is_owned_jointly(co: Company) -> None:
    co.give("2027-01-20", "olu", "sales", c.GrantBudget(budget="partner", amount=usd("0.132")))
    co.give("2027-01-20", "dana", "sales", c.OfferSubstitute(
        commitment="partner.instead", substitute="partner-manager", words="A partner manager",
        due_on=date(2027, 3, 1), amount=eur("0.12"), reason="Olu found the money."))  # fmt: skip
    accept = c.AcceptSubstitute(commitment="partner.instead")
    refused(co, errors.NotAuthorised, "2027-01-20", "kenji", "sales", accept)
    co.give("2027-01-20", "ana", "sales", accept)
    v5 = c.RevisePlan(
        targets=(c.TargetDraft(add_on=usd("6.0")),),
        portions=portions("46.5", "25.4", "13.2", "18.36"),
        reason="A partner manager instead of the contractor.",
    )
    no = refused(co, errors.SignaturesWouldBeVoided, "2027-01-20", "dana", "sales", v5)
    assert len(no.missing) == 4
    co.give("2027-01-20", "dana", "sales", v5.model_copy(update={"voids": 4}))
    co.give("2027-01-20", "dana", "sales", c.FinalisePlan(version=5))
    for who in ("ruth", "olu", "wen", "tom"):
        co.give("2027-01-21", who, "sales", c.AcceptPlan(version=5))
    for who in ("dana", "marco", "kenji", "priya"):
        sign(co, "2027-01-22", who)
    assert co.unit("sales").running.version == 4
    events = sign(co, "2027-01-22", "ana", dissent="I still think 24.6 is the number.")
    assert [type(one).__name__ for one in events][:3] == [
        "PlanSigned", "JointOwnershipReached", "GoalSet"] or events  # fmt: skip
    sales = co.unit("sales")
    assert sales.running.version == 5
    assert sales.in_force[0].since == on("2026-12-21")
    assert {one.line.id for one in sales.commitments if one.standing == "open"} == {
        "engineers", "campaign", "lab", "partner-manager"}  # fmt: skip


def joins(co: Company) -> None:
    co.give("2027-03-01", "ana", "emea", c.FillSeat(
        seat="nordics", person=person("Mika"), joins_on=date(2027, 3, 1)))  # fmt: skip
    joining = co.unit("emea").joining[0]
    assert (joining.amount, joining.remainder) == (eur("0.6375"), eur("0.2625"))
    running = co.unit("emea").running
    co.give("2027-03-02", "mika", "emea", c.ConfirmUnderstanding(version=running.version))
    sign(co, "2027-03-03", "mika", "emea")
    emea = co.unit("emea")
    assert emea.running.portion("held.nordics").amount == eur("0.2625")
    assert emea.owner(emea.seat("held.nordics")) == "ana"
    assert emea.stage == "settled"


def records(co: Company, day: str, period: str, *amounts: str, also: bool = True) -> None:
    lines = dict(zip(("americas", "emea", "apac", "key"), amounts, strict=True))
    co.give(day, "ines", "sales", c.RecordActuals(
        period=period, source=PAPER,
        lines=tuple(v.ActualLine(seat=s, amount=eur(a) if s == "emea" else usd(a))
                    for s, a in lines.items())))  # fmt: skip
    if also:
        for unit in lines:
            seats = [one.seat for one in co.unit(unit).running.portions if "held" not in one.seat]
            co.give(day, "ines", unit, c.RecordActuals(
                period=period, source=PAPER,
                lines=tuple(v.ActualLine(seat=s, amount=(eur if unit == "emea" else usd)("1"))
                            for s in seats)))  # fmt: skip


def holds_reviews(co: Company, day: str, period: str) -> None:
    for unit, state in co.units.items():
        co.give(day, state.leader, unit, c.HoldReview(period=period, decisions="Keep going."))


def aims(goal: str, owner: str, step_due: date) -> c.SetStrategicGoal:
    step = v.Step(id=f"{goal}-visit", words="Visit ten of them", owner=owner, due_on=step_due)
    return c.SetStrategicGoal(
        goal=goal, kind="new_territory", words="Four new territories", metric="new territories",
        baseline=Decimal(0), target=Decimal(4), owner=owner, due_on=date(2027, 12, 31),
        groups=("laboratories",), steps=(step,),
    )  # fmt: skip


def reviews(co: Company) -> None:
    co.give("2027-03-04", "dana", "sales", aims("south", "kenji", date(2027, 3, 30)))
    co.give("2027-03-04", "dana", "sales", aims("autumn", "priya", date(2027, 11, 1)))
    records(co, "2027-04-05", "Q1", "10.90", "5.20", "2.95", "4.40")
    values = tuple(GoalValue(goal=one, value=Decimal(0), measured_in="territories")
                   for one in ("south", "autumn"))  # fmt: skip
    co.give("2027-04-05", "ines", "sales", RecordGoalActuals(
        period="Q1", values=values, source=Document(name="goals-q1.csv", sha256="a" * 64)))  # fmt: skip
    holds_reviews(co, "2027-04-07", "Q1")
    (found,) = (one for one in co.unit("sales").findings if one.practice == "S1-13")
    assert found.subject == "south"
    assert "0 of 1 steps due by Q1 are done; 0 of 4 territories; its plan" in found.words
    co.give("2027-04-08", "kenji", "sales", c.CompleteActionStep(
        step="south-visit", words="Ten were visited."))  # fmt: skip
    co.give("2027-04-08", "kenji", "sales", c.AddActionStep(goal="south", step=v.Step(
        id="partner", words="Find a partner there", owner="kenji", due_on=date(2027, 12, 1))))  # fmt: skip
    numbers = dict(co.unit("sales").reviews[0].numbers)
    percents = [numbers[seat].percent for seat in ("americas", "emea", "apac", "key")]
    assert percents == [Decimal("106.55"), Decimal("93.06"), Decimal("101.58"), Decimal("108.93")]


def loses_its_leader(co: Company) -> None:
    before = len(co.unit("americas").signatures)
    co.give("2027-04-30", "dana", "cycle", cc.ReplaceUnitLeader(
        unit="americas", successor=person("Sofia"), acts_from=date(2027, 5, 1)))  # fmt: skip
    sales, americas = co.unit("sales"), co.unit("americas")
    assert americas.leader == "sofia"
    assert len(americas.signatures) == before
    assert sales.owner(sales.seat("americas")) == "dana"
    assert {one.line.asked_by for one in sales.commitments if one.line.id == "engineers"} == {
        "sofia"
    }
    sign(co, "2027-05-03", "sofia")
    sales = co.unit("sales")
    assert sales.owner(sales.seat("americas")) == "sofia"
    assert sales.running.portion("americas").amount == usd("46.5")


def corrects(co: Company) -> None:
    co.give("2027-05-08", "ines", "sales", c.ProposeCorrection(
        correction="q1-key", reason="Credited to the wrong seat.",
        lines=(v.CorrectionLine(period="Q1", seat="americas", delta=usd("-0.75")),
               v.CorrectionLine(period="Q1", seat="key", delta=usd("0.75")))))  # fmt: skip
    approve = c.ApproveCorrection(correction="q1-key")
    refused(co, errors.NotAuthorised, "2027-05-08", "ines", "sales", approve)
    co.give("2027-05-08", "olu", "sales", approve)
    sales = co.unit("sales")
    assert attainment.of_seat(sales, "americas", ("Q1",)).percent == Decimal("99.22")
    assert attainment.of_seat(sales, "key", ("Q1",)).percent == Decimal("127.50")
    assert sales.reviews[0].restated
    assert dict(sales.reviews[0].numbers)["americas"].percent == Decimal("106.55")


def feels_the_currency(co: Company) -> None:
    before = co.unit("emea").running
    co.give("2027-06-15", "ines", "cycle", cc.RecordMarketRate(
        currency="EUR", rate=Decimal("1.02"), on=date(2027, 6, 15), source="ECB"))  # fmt: skip
    assert co.unit("emea").running == before
    effect = attainment.currency_effect(eur("25.4"), Decimal("1.10"), Decimal("1.02"), "USD")
    assert effect == usd("-2.032")


def breaks_a_promise(co: Company) -> None:
    for name in ("engineers", "campaign", "partner-manager"):
        co.give("2027-06-20", "dana", "sales", c.FulfilCommitment(
            commitment=name, words="Delivered."))  # fmt: skip
    co.pass_time(on("2027-07-09", 23))
    assert co.unit("sales").commitment("lab").standing == "open"
    co.pass_time(on("2027-07-10"))
    assert co.unit("sales").commitment("lab").standing == "breached"
    assert co.happened(e.CommitmentBreached)[0].declared_by == "system"


def amends(co: Company) -> None:
    records(co, "2027-07-12", "Q2", "12.0", "6.0", "3.2", "5.0")
    holds_reviews(co, "2027-07-14", "Q2")
    co.give("2027-07-15", "olu", "cycle", cc.ConfirmPlanGoal(amount=usd("104.0"), document=PAPER))
    sales = co.unit("sales")
    assert sales.goals[0].amount == usd("104.0")
    assert sales.running.targets[0].stretch == usd("106.0")
    amend = c.OpenAmendment(
        amendment="goal-104", reason="The board raised the plan goal.", cause="goal-revenue",
        sign_by=on("2027-08-12", 17))  # fmt: skip
    co.give("2027-07-15", "dana", "sales", amend)
    co.give("2027-07-15", "dana", "sales", c.RevisePlan(
        targets=(c.TargetDraft(add_on=usd("5.0"), held=usd("0.3")),),
        portions=portions("47.7", "25.4", "13.5", "19.56", "goal-104"),
        reason="The board's goal, shared out."))  # fmt: skip
    for who in ("sofia", "kenji", "priya"):
        co.give("2027-07-20", who, "sales", c.ConfirmUnderstanding(version=6))
        co.give("2027-07-20", who, "sales", c.StateNoConcerns(version=6))
    co.give("2027-07-26", "dana", "sales", c.FinalisePlan(version=6))
    for who in ("ruth", "olu", "wen", "tom"):
        co.give("2027-07-27", who, "sales", c.AcceptPlan(version=6))
    for who in ("dana", "sofia", "kenji", "priya"):
        sign(co, "2027-08-10", who)
    assert co.unit("sales").running.version == 5
    sign(co, "2027-08-12", "ana")
    sales = co.unit("sales")
    assert sales.running.version == 6
    assert attainment.committed(sales.running, sales, "revenue") == usd("109.0")
    assert sales.owner(sales.seat("held.revenue")) == "dana"


def cannot_take_back(co: Company) -> None:
    co.give("2027-09-01", "dana", "sales", c.AddCommitment(
        commitment="third-engineer", words="A third engineer", asked_by="sofia",
        due_on=date(2027, 10, 1), reason="Demand", quantity=Decimal(1)))  # fmt: skip
    events = co.give("2027-09-09", "dana", "sales", c.RevokeCommitment(
        commitment="third-engineer", words="Headcount freeze"))  # fmt: skip
    assert isinstance(events[0], e.RevocationRefused)
    assert co.unit("sales").commitment("third-engineer").standing == "open"
    co.give("2027-09-09", "dana", "sales", c.OfferSubstitute(
        commitment="third-engineer", substitute="loaned", words="An engineer on loan",
        due_on=date(2027, 11, 1), reason="Freeze", quantity=Decimal(1)))  # fmt: skip
    assert co.unit("sales").commitment("third-engineer").standing == "open"
    co.give("2027-09-10", "sofia", "sales", c.AcceptSubstitute(commitment="third-engineer"))
    assert co.unit("sales").commitment("third-engineer").standing == "substituted"
    co.give("2027-09-20", "dana", "sales", c.FulfilCommitment(
        commitment="loaned", words="Arrived."))  # fmt: skip


def closes(co: Company) -> None:
    records(co, "2027-10-05", "Q3", "12.0", "6.0", "3.2", "5.0")
    holds_reviews(co, "2027-10-06", "Q3")
    records(co, "2028-01-05", "Q4", "14.75", "6.9", "3.75", "5.25")
    refused(co, errors.GateClosed, "2028-01-12", "dana", "sales", c.ClosePlan())
    holds_reviews(co, "2028-01-12", "Q4")
    for unit in ("americas", "emea", "apac", "key", "sales"):
        co.give("2028-01-12", co.unit(unit).leader, unit, c.ClosePlan())
    closed = co.unit("sales").closed
    figures = closed.figures[0]
    assert figures.actual == usd("108.91")
    assert (figures.original.percent, figures.current.percent) == (
        Decimal("102.75"), Decimal("99.92"))  # fmt: skip
    assert figures.against_plan_goal.percent == Decimal("104.72")
    ana = next(one for one in closed.calibration if one.seat == "emea")
    assert (ana.proposed - ana.actual, ana.countered - ana.actual) == (eur("2.3"), eur("0.5"))
    co.give("2028-01-13", "ines", "cycle", cc.CloseCycle())
    assert co.cycle.stage == "closed"


def restates(co: Company) -> None:
    co.give("2028-02-20", "ines", "sales", c.ProposeCorrection(
        correction="audit", reason="Revenue of January 2028.",
        lines=(v.CorrectionLine(period="Q4", seat="americas", delta=usd("-0.50")),)))  # fmt: skip
    co.give("2028-02-20", "olu", "sales", c.ApproveCorrection(correction="audit"))
    sales = co.unit("sales")
    assert sales.closed.figures[0].actual == usd("108.91")
    assert attainment.figures(sales)[0].current.percent == Decimal("99.46")


def test_the_year_runs_from_its_files_to_its_close(company: Company) -> None:
    assert company.unit("sales").status == "closed"


def test_folding_the_record_again_gives_the_same_plans(company: Company) -> None:
    again = Company()
    for where, at, event in company.record:
        again.fold(where, at, event)
    assert {name: one.stage for name, one in again.units.items()} == dict.fromkeys(
        company.units, "closed"
    )
