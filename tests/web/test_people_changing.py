"""Guided changes over HTTP: everything asked, tried first, given in order, gone on with under one id."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from api import Api
from changed import JOE, NORTH, SOFIA, SOUTH, changed, in_april, path, standings
from permitted import table

from domain.errors import PersonIsErased


async def test_a_goal_goes_to_who_comes_with_the_seat(api: Api) -> None:
    await in_april(api)
    await api.give(SOUTH, by="dana", unit="sales")
    both = {**NORTH, "goal:sales:south": {"choice": "hand to", "to": JOE}}

    alone = await changed(api, "ruth", {**both, "seat:sales:north": {"choice": "end"}})
    tried = await changed(api, "ruth", both, dry_run=True)
    done = await changed(api, "ruth", both)

    assert standings(alone)["HandOverGoal"] == "refused"
    assert standings(tried) == dict.fromkeys(("HandOverSeat", "HandOverGoal"), "would be done")
    assert standings(done) == dict.fromkeys(("HandOverSeat", "HandOverGoal"), "done")


async def test_a_leaver_s_seat_is_tried_then_handed_over_and_the_same_again_changes_nothing(
    api: Api,
) -> None:
    await in_april(api)
    listed = await api.read(path("marco", "holdings"), by="ruth", kind="leaver")
    assert [one["id"] for one in listed["holdings"] if len(one["choices"]) > 1] == [*NORTH]

    tried = await changed(api, "ruth", NORTH, dry_run=True)
    assert standings(tried) == {"HandOverSeat": "would be done"}
    assert not tried.json()["complete"]
    assert (await api.unit())["seats"][0]["owner"] == "marco"

    done = await changed(api, "ruth", NORTH)
    assert standings(done) == {"HandOverSeat": "done"}
    assert done.json()["complete"]
    plan = await api.unit()
    assert plan["seats"][0]["owner"] is None, "until Joe has signed"
    assert [one["person"] for one in plan["joining"]] == ["joe"]
    version = plan["version"]
    assert (await changed(api, "ruth", NORTH)).json()["complete"]
    assert (await api.unit())["version"] == version


async def test_what_is_not_answered_is_named_and_nothing_is_done(api: Api) -> None:
    await in_april(api)

    refused = await changed(api, "ruth", {})

    assert refused.status_code == 409
    assert any(one.startswith("seat:sales:north") for one in refused.json()["missing"])
    assert (await api.unit())["seats"][0]["owner"] == "marco"


async def test_where_one_command_is_refused_none_is_given(api: Api) -> None:
    await in_april(api)
    answers = {**NORTH, "seat:sales:nowhere": {"choice": "end"}}

    found = await changed(api, "farah", answers)

    assert [one["standing"] for one in found.json()["steps"]] == ["would be done", "refused"]
    assert "nowhere" in found.json()["steps"][1]["words"]
    assert (await api.unit())["seats"][0]["owner"] == "marco"


async def test_what_somebody_else_must_give_is_left_to_them_and_they_go_on_with_it(
    api: Api,
) -> None:
    await in_april(api)

    by_dana = await changed(api, "dana", NORTH)
    assert standings(by_dana) == {"HandOverSeat": "left to others"}
    assert by_dana.json()["steps"][0]["offices"] == ["hr_partner", "leader_above"]
    assert not by_dana.json()["complete"]

    by_farah = await changed(api, "farah", NORTH)
    assert standings(by_farah) == {"HandOverSeat": "done"}
    assert (await changed(api, "dana", NORTH)).json()["complete"]


async def test_the_same_change_with_another_answer_is_refused_with_what_differs(api: Api) -> None:
    await in_april(api)
    assert (await changed(api, "ruth", NORTH)).json()["complete"]
    version = (await api.unit())["version"]
    otherwise: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
        ({"choice": "hand to", "to": SOFIA}, {}, ["who follows was Joe Berg."]),
        ({"choice": "end"}, {}, ["who follows was Joe Berg. To go on"]),
        (NORTH["seat:sales:north"], {"on": "2027-04-29"}, ["who had it was 2027-04-29."]),
        ({"choice": "relieve", "until": "2027-05-31"}, {}, ["something else became of it."]),
        (
            {"choice": "hand to", "to": {**JOE, "email": "j@halden.example"}},
            {},
            ["the name or e-mail of who follows was another."],
        ),
    ]

    for said, more, words in otherwise:
        answer = await changed(api, "ruth", {"seat:sales:north": said}, **more)
        (step,) = answer.json()["steps"]
        assert step["standing"] == "refused", said
        assert all(one in step["words"] for one in (*words, "begin another change")), step["words"]
        assert not answer.json()["complete"]
    assert (await api.unit())["version"] == version


async def test_what_was_settled_is_not_kept_after_all(api: Api) -> None:
    await in_april(api)
    await changed(api, "ruth", NORTH)

    refused = await changed(api, "ruth", {"seat:sales:north": {"choice": "keep"}})

    assert refused.status_code == 409
    assert refused.json()["missing"] == ["seat:sales:north"]
    assert "answer as it was done" in refused.json()["detail"]


async def test_words_are_compared_as_who_gave_them_has_them_sealed(api: Api) -> None:
    await in_april(api)
    away: dict[str, Any] = {
        "seat:sales:north": {"choice": "relieve", "until": "2027-05-31"},
        "cover:sales": {"choice": "keep"},
    }
    by_dana = await changed(api, "dana", away, kind="leave")
    assert standings(by_dana) == {"OpenAmendment": "done"}

    same = await changed(api, "ruth", away, kind="leave")
    other = await changed(api, "ruth", away, kind="leave", reason="He is ill")

    assert standings(same) == {"OpenAmendment": "done"}
    assert standings(other) == {"OpenAmendment": "refused"}
    assert "answer: the reason was another. To go on" in other.json()["steps"][0]["words"]


async def test_where_somebody_was_erased_since_the_rest_is_compared(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    await in_april(api)
    await changed(api, "ruth", NORTH)

    async def erased(*_: object) -> None:
        raise PersonIsErased("joe: erased.")

    monkeypatch.setattr("web.people_changed.sealed", erased)
    same = await changed(api, "ruth", NORTH)
    other = await changed(api, "ruth", NORTH, on="2027-04-29")

    assert standings(same) == {"HandOverSeat": "done"}
    assert standings(other) == {"HandOverSeat": "refused"}
    assert "who had it was 2027-04-29" in other.json()["steps"][0]["words"]


async def test_two_who_give_the_same_change_at_once_are_both_told_that_it_is_done(api: Api) -> None:
    await in_april(api)

    answers = await asyncio.gather(*(changed(api, by, NORTH) for by in ("ruth", "farah", "ruth")))

    assert [standings(one) for one in answers] == [{"HandOverSeat": "done"}] * 3


async def test_the_leader_of_a_unit_hands_it_over_and_the_seat_above_follows(api: Api) -> None:
    await in_april(api)
    more = {"change": "ana-leaves", "person": "ana", "kind": "leader"}

    found = await changed(api, "dana", {"lead:emea": {"choice": "hand to", "to": SOFIA}}, **more)

    assert standings(found) == {"ReplaceUnitLeader": "done"}
    await api.until_there(
        "sales", lambda plan: [one["person"] for one in plan["joining"]] == ["sofia"]
    )
    await api.until_there("emea", lambda plan: plan["leader"] == "sofia")


async def test_a_joiner_takes_a_vacant_seat_at_the_ramp(api: Api) -> None:
    await in_april(api)
    ended = await changed(api, "ruth", {"seat:sales:north": {"choice": "end"}})
    assert ended.json()["complete"]

    listed = await api.read(path("joe", "holdings"), by="dana", kind="joiner")
    assert [one["id"] for one in listed["holdings"]] == ["vacant seat:sales:north"]
    taken = await changed(
        api, "dana",
        {"vacant seat:sales:north": {"choice": "take", "to": JOE, "ramp": ["50"]}},
        change="joe-joins", kind="joiner", person="joe", on="2027-05-01",
    )  # fmt: skip

    assert standings(taken) == {"FillSeat": "done"}
    (joining,) = (await api.unit())["joining"]
    assert (joining["person"], joining["amount"]["currency"]) == ("joe", "USD")


async def test_an_hr_partner_is_told_who_carries_what_and_no_amount(api: Api) -> None:
    await in_april(api)

    told = await api.read(path("marco", "holdings"), by="farah", kind="leaver")
    seen = await api.read(path("marco", "holdings"), by="dana", kind="leaver")

    assert {one["kind"] for one in told["holdings"]} == {"seat"}
    assert not any("USD" in one["words"] for one in told["holdings"])
    assert any("USD" in one["words"] for one in seen["holdings"])


async def test_each_role_lists_what_the_page_says(api: Api) -> None:
    await in_april(api)
    row = table("reads")["list what somebody holds"]
    who = {
        "leader": "dana", "leader above": "ruth", "planner": "ines", "auditor": "sam",
        "HR partner": "farah", "sponsor": "olu",
    }  # fmt: skip

    answers = {
        role: (await api.get(path("paul", "holdings"), by=one, kind="leaver")).status_code
        for role, one in who.items()
    }

    allowed = {role for role in who if row[role] and row[role] != "own"}
    assert {role for role, code in answers.items() if code == 200} == allowed
    own = await api.get(path("paul", "holdings"), by="paul", kind="leaver")
    assert own.status_code == 200
    other = await api.get(path("marco", "holdings"), by="paul", kind="leaver")
    assert other.status_code == 403


async def test_a_change_is_of_the_person_in_its_address(api: Api) -> None:
    await in_april(api)

    answer = await api.http.post(
        api.base + path("paul", "change"),
        json={"change": "x", "kind": "leaver", "person": "marco", "on": "2027-04-30",
              "reason": "Away", "answers": []},
        headers=api.headers("dana"),
    )  # fmt: skip

    assert answer.status_code == 409
    assert "not of paul" in answer.json()["detail"]


async def test_a_quota_is_relieved_by_an_amendment_while_somebody_is_away(api: Api) -> None:
    await in_april(api)
    listed = await api.read(path("marco", "holdings"), by="dana", kind="leave")
    assert ["keep", "relieve"] in [one["choices"] for one in listed["holdings"]]

    found = await changed(
        api, "dana",
        {"seat:sales:north": {"choice": "relieve", "until": "2027-05-31"},
         "cover:sales": {"choice": "keep"}},
        kind="leave",
    )  # fmt: skip

    assert standings(found) == {"OpenAmendment": "done"}
    assert (await api.unit())["amendment"]["cause"] == "relief of north"
