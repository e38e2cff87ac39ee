"""Facts from files: rates, actuals, values of goals and corrections, each row new, known or a problem."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from api import CYCLE, Api
from closing import closed
from httpx import Response

from domain.unit import commands as u

UNIT = f"/cycles/{CYCLE}/units/sales"
HEAD = "seat,period,amount,currency\n"
SOUTH = u.SetStrategicGoal(
    goal="south", kind="new_territory", words="Four new accounts in the South", metric="accounts",
    baseline=Decimal(0), target=Decimal(4), owner="marco", due_on=date(2027, 12, 31),
    plan_by=date(2027, 9, 1),
)  # fmt: skip


RATES = """date,pair,rate,source
2027-03-31,EUR/USD,1.05,ECB
2027-04-01,EUR/USD,1.02,ECB
"""


async def rates(api: Api, content: str, file: str, **query: Any) -> Response:
    return await sent(api, "imports/market-rates", content, file_name=file, **query)


async def test_market_rates_come_in_dated_and_are_restated_with_a_reason(api: Api) -> None:
    await closed(api)
    again = RATES.replace("1.02", "1.01").replace("2027-03-31,EUR/USD,1.05,ECB\n", "")
    tried = await rates(api, RATES, "ecb.csv", dry_run=True)
    taken = await rates(api, RATES, "ecb.csv", key="once")
    repeated = await rates(api, RATES, "ecb.csv", key="once")
    unsaid = await rates(api, again, "new.csv")
    same = await rates(api, RATES, "ecb.csv", key="twice")
    more = await rates(api, f"{RATES}2027-03-30,EUR/USD,1.03,ECB\n", "march.csv")
    api.now = api.now.replace(day=21)
    said = await rates(api, again, "new.csv", restates="Misread")

    assert [one.status_code for one in (tried, taken, unsaid, said)] == [200, 200, 409, 200]
    assert repeated.json() == taken.json()
    assert tried.json()["receipts"] == []
    assert (same.json()["known"], same.json()["receipts"]) == (2, [])
    assert (more.json()["rows"], more.json()["known"], len(more.json()["receipts"])) == (3, 2, 1)
    (problem,) = unsaid.json()["problems"]
    assert (problem["cell"], problem["value"]) == ("C2", "1.01")

    now = (await api.read(f"/cycles/{CYCLE}/market-rates", by="ana"))["rates"]
    then = (await api.read(f"/cycles/{CYCLE}/market-rates", by="ana", known_on="2028-01-20"))[
        "rates"
    ]
    assert [(one["on"], one["rate"]) for one in then] == [
        ("2027-03-30", "1.03"), ("2027-03-31", "1.05"), ("2027-04-01", "1.02"),
    ]  # fmt: skip
    assert (now[2]["rate"], now[2]["plan_rate"], now[2]["document"]["name"]) == (
        "1.01", "1.1", "new.csv",
    )  # fmt: skip
    assert [(one["rate"], one["reason"]) for one in now[2]["restated"]] == [("1.02", "Misread")]
    assert now[2]["effect"] == {"amount": "-3.96", "currency": "USD"}
    summary = await api.read(f"/cycles/{CYCLE}/summary")
    assert summary["totals"]["targets"][0]["currency_effect"] == now[2]["effect"]


async def sent(
    api: Api, path: str, content: str, *, key: str | None = None, **query: Any
) -> Response:
    once = {"Idempotency-Key": key} if key else {}
    return await api.http.post(
        f"{api.base}/cycles/{CYCLE}/{path}",
        content=content.encode(),
        headers={**api.headers("ines"), "Content-Type": "text/csv", **once},
        params=query,
    )


async def approves(api: Api, correction: str, *, by: str) -> Response:
    return await answers(api, correction, "approve", by=by)


async def answers(
    api: Api, correction: str, answer: str, *, by: str, reason: str | None = None
) -> Response:
    address = f"{api.base}/cycles/{CYCLE}/corrections/{correction}/{answer}"
    body = None if reason is None else {"reason": reason}
    return await api.http.post(address, headers=api.headers(by), json=body)


SWAP = """seat,period,was,amount,currency
north,Q1,15.00,13.90,USD
emea,Q1,10.00,11.00,EUR
"""
WHY = {"correction": "swap", "reason": "Credited to the wrong seat"}


async def test_corrections_come_from_a_file_and_another_approves_them(api: Api) -> None:
    await closed(api)
    bad = await sent(api, "corrections", SWAP.replace("15.00", "14.00"), **WHY)
    off = await sent(api, "corrections", SWAP.replace("11.00", "11.50"), **WHY)
    tried = await sent(api, "corrections", SWAP, dry_run=True, **WHY)
    taken = await sent(api, "corrections", SWAP, file_name="swap.csv", **WHY)
    waiting = (await api.read(f"{UNIT}/facts", by="ana"))["corrections"]
    own = await approves(api, "swap", by="ines")
    other = await approves(api, "swap", by="olu")
    none = await approves(api, "other", by="olu")

    assert [one.status_code for one in (bad, off, tried, taken)] == [409, 409, 200, 200]
    (problem,) = bad.json()["problems"]
    assert (problem["row"], problem["cell"], problem["value"]) == (2, "C2", "14.00")
    assert "change the total by USD 0.55" in off.json()["problems"][0]["remedy"]
    assert (tried.json()["receipts"], len(taken.json()["receipts"])) == ([], 2)
    assert [(one["approved_by"], one["document"]["name"]) for one in waiting] == [
        (None, "swap.csv")
    ]
    assert (own.status_code, other.status_code, none.status_code) == (403, 200, 404)

    known = await api.read(f"{UNIT}/facts", by="ana")
    first = {one["seat"]: one for one in known["facts"] if one["period"] == "Q1"}
    assert (first["north"]["booked"]["amount"], first["north"]["actual"]["amount"]) == (
        "15.00",
        "13.90",
    )
    (source,) = (one for one in known["sources"] if one["period"] == "Q1")
    assert source["control_total"] == source["restated"]
    files = (await api.read(f"/cycles/{CYCLE}/audit/files"))["files"]
    file = next(one for one in files if one["kind"] == "corrections")
    assert (file["sha256"], file["ties_out"]) == (taken.json()["sha256"], True)


async def test_a_file_of_corrections_that_ended_is_proposed_again(api: Api) -> None:
    await closed(api)
    await sent(api, "corrections", SWAP, file_name="swap.csv", **WHY)
    twice = await sent(api, "corrections", SWAP, **WHY | {"correction": "twice"})
    unsaid = await answers(api, "swap", "refuse", by="olu")
    others = await answers(api, "swap", "withdraw", by="olu", reason="Not mine")
    own = await answers(api, "swap", "refuse", by="ines", reason="I was wrong")
    refused = await answers(api, "swap", "refuse", by="olu", reason="Show me the order")
    late = await approves(api, "swap", by="olu")
    again = await sent(api, "corrections", SWAP, **WHY | {"correction": "again"})
    withdrawn = await answers(api, "again", "withdraw", by="ines", reason="The seat was right")
    third = await sent(api, "corrections", SWAP, **WHY | {"correction": "third"})

    found = (twice, unsaid, others, own, refused, late, again, withdrawn, third)
    assert [one.status_code for one in found] == [409, 422, 403, 403, 200, 409, 200, 200, 200]
    assert len(refused.json()["receipts"]) == 1

    known = await api.read(f"{UNIT}/facts", by="ana")
    ended = {one["correction"]: one["ended"] for one in known["corrections"]}
    assert (ended["swap"]["how"], ended["swap"]["by"]) == ("refused", "olu")
    assert ended["swap"]["reason"] == "Show me the order"
    assert (ended["again"]["how"], ended["again"]["by"]) == ("withdrawn", "ines")
    assert ended["third"] is None
    totals = await api.read(f"/cycles/{CYCLE}/facts/totals", by="ana")
    (first,) = (one for one in totals["totals"] if one["period"] == "Q1")
    assert (first["corrections"], first["waiting"]) == (0, 1)
    waiting = [one for one in (await api.read("/inbox", by="olu"))["inbox"]
               if one["kind"] == "correction"]  # fmt: skip
    assert [one["subject"] for one in waiting] == ["third"]
    files = (await api.read(f"/cycles/{CYCLE}/audit/files"))["files"]
    (file,) = (one for one in files if one["kind"] == "corrections")
    assert file["ties_out"]


GOAL = "unit,goal,period,value,measured_in\nsales,south,Q1,0,accounts\n"
RECOUNT = "unit,goal,period,was,value,measured_in\nsales,south,Q1,0,1,accounts\n"


async def test_where_goals_stand_comes_from_a_file_and_is_corrected(api: Api) -> None:
    api.flat = True
    await api.in_force()
    await api.give(SOUTH, by="dana", unit="sales")
    await api.facts()
    bad = await sent(api, "goal-facts", GOAL.replace("south", "sout"))
    tried = await sent(api, "goal-facts", GOAL, dry_run=True)
    taken = await sent(api, "goal-facts", GOAL, key="once", file_name="goals.csv")
    repeated = await sent(api, "goal-facts", GOAL, key="once", file_name="goals.csv")
    other_key = await sent(api, "goal-facts", GOAL, file_name="goals.csv")
    again = await sent(api, "goal-facts", GOAL.replace(",0,", ",2,"))
    why = {"correction": "recount", "reason": "One was signed in March", "of": "goals"}
    wrong = await sent(api, "corrections", RECOUNT.replace(",0,1", ",2,1"), **why)
    corrected = await sent(api, "corrections", RECOUNT, **why)
    before = (await api.read(f"{UNIT}/goal-facts", by="ana"))["goals"]
    approved = await approves(api, "recount", by="olu")
    (goal,) = (await api.read(f"/cycles/{CYCLE}/goal-facts", by="dana"))["goals"]

    answers = (bad, tried, taken, again, wrong, corrected, approved)
    assert [one.status_code for one in answers] == [409, 200, 200, 409, 409, 200, 200]
    assert repeated.json() == taken.json()
    assert (other_key.status_code, other_key.json()["receipts"]) == (200, [])
    assert (other_key.json()["rows"], other_key.json()["known"]) == (1, 1)
    assert bad.json()["problems"][0]["remedy"].endswith("did you mean south?")
    assert [(one["actual"], one["percent"]) for one in before] == [("0", "0")]
    assert (goal["booked"], goal["actual"], goal["percent"]) == ("0", "1", "25")
    assert (goal["measured_in"], goal["document"]["name"]) == ("accounts", "goals.csv")
    assert [(one["before"], one["after"], one["approved_by"]) for one in goal["corrections"]] == [
        ("0", "1", "olu")
    ]


async def test_actuals_that_go_on_from_a_period_that_is_known_bring_the_rest(api: Api) -> None:
    api.flat = True
    await api.in_force()
    await api.facts()
    api.now = datetime(2027, 7, 5, 9, tzinfo=UTC)

    known = await api.read(f"/cycles/{CYCLE}/facts", by="ines")
    first = "".join(
        f"{one['seat']},Q1,{one['actual']['amount']},{one['actual']['currency']}\n"
        for one in known["facts"]
    )
    second = first.replace(",Q1,", ",Q2,")
    amount = known["facts"][0]["actual"]["amount"]
    other = await sent(
        api, "imports/actuals", HEAD + first.replace(amount, "1.11", 1), file_name="other.csv"
    )
    both = await sent(api, "imports/actuals", HEAD + first + second, file_name="half-year.csv")
    again = await sent(api, "imports/actuals", HEAD + second, file_name="second.csv")

    rows = len(known["facts"])
    assert (other.status_code, other.json()["problems"][0]["cell"]) == (409, "C2")
    assert both.status_code == 200, both.text
    assert (both.json()["rows"], both.json()["known"]) == (2 * rows, rows)
    assert (again.json()["known"], again.json()["receipts"]) == (rows, [])
    assert [one["period"] for one in (await api.unit())["actuals"]] == ["Q1", "Q2"]
    files = (await api.read(f"/cycles/{CYCLE}/audit/files"))["files"]
    (file,) = (one for one in files if one["kind"] == "actuals")
    table = await api.get(f"/cycles/{CYCLE}/audit/files/control-totals.csv")
    assert f"half-year.csv,{file['sha256']},actuals,{2 * rows},{rows}," in table.text
    assert (file["file"], file["known"], file["ties_out"]) == ("half-year.csv", rows, True)
