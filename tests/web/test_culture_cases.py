"""Values cases over HTTP: read by the two who may know of them, and told to nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from api import CYCLE, Api
from cultured import PLACE, published

from domain.culture import commands as v
from domain.culture import values as w
from domain.culture.catalogue import CATALOGUE
from domain.people import About
from store import read
from store.entry import entry_of
from store.pool import Pool

CASE = v.OpenValuesCase(
    case="k1", unit="emea", reason="unwilling",
    about=About(person="paul", words="Keeps to himself what others need."),
    evidence=(
        w.Offered(source="behaviour", value="teamwork", seen_on=date(2026, 11, 3),
                    behaviour=CATALOGUE[2].behaviours[0]),
    ),
    steps=(w.HelpGiven(step="conversation", on=date(2026, 11, 4)),),
)  # fmt: skip
DECIDE = v.DecideValuesCase(
    case="k1", outcome="another_role", about=About(person="paul", words="A desk of his own.")
)


async def test_a_case_is_read_by_two_and_counted_by_auditors(api: Api) -> None:
    await published(api)
    await api.give(CASE, by="ana", culture=True)
    early = await api.read(f"{PLACE}/cases/counts", by="sam")
    await api.give(DECIDE, by="farah", culture=True)

    seen = {
        who: [(one["person"], one["words"], one["outcome"])
              for one in (await api.read(f"{PLACE}/cases", by=who))["cases"]]
        for who in ("ana", "farah", "paul", "dana", "ruth", "ines", "sam")
    }  # fmt: skip

    case = [("paul", "Keeps to himself what others need.", "another_role")]
    assert seen == {
        "ana": case, "farah": case, "paul": [], "dana": [], "ruth": [], "ines": [], "sam": [],
    }  # fmt: skip
    assert early["counts"] == [{"reason": "unwilling", "standing": "open", "cases": 1}]
    counts = await api.read(f"{PLACE}/cases/counts", by="sam")
    assert [one["standing"] for one in counts["counts"]] == ["another_role"]
    assert (await api.get(f"{PLACE}/cases/counts", by="dana")).status_code == 403


async def test_the_record_says_of_nobody_that_there_is_a_case_about_them(
    api: Api, record: Pool
) -> None:
    await published(api)
    await api.give(CASE, by="ana", culture=True)

    stream = await read.stream(record, api.organisation, f"culture/{CYCLE}")
    (opened,) = [one for one in stream if entry_of(one).type == "ValuesCaseOpened"]

    said = str(opened.payload)
    assert "paul" not in said
    assert "Keeps to himself" not in said


@pytest.mark.parametrize("source", ["pushback", "dissent", "pulse"])
async def test_what_people_say_against_a_plan_feeds_no_case(api: Api, source: str) -> None:
    await published(api)
    offered = CASE.evidence[0].model_copy(update={"source": source})

    refused = await api.ask(
        CASE.model_copy(update={"evidence": (offered,)}), by="ana", culture=True
    )

    assert (refused.status_code, refused.json()["practice"]) == (403, "S0-13")
    assert (await api.read(f"{PLACE}/cases/counts", by="sam"))["counts"] == []


async def test_a_case_is_about_somebody_whom_that_unit_leads(api: Api) -> None:
    await published(api)
    names = {"marco": "emea", "ana": "emea", "farah": "emea"}

    answers = {
        who: await api.ask(
            CASE.model_copy(update={"about": About(person=who, words="x"), "unit": unit}),
            by="farah", culture=True,
        )
        for who, unit in names.items()
    }  # fmt: skip

    assert {one.json()["name"] for one in answers.values()} == {"Invalid"}
    await api.give(CASE, by="farah", culture=True)
    other = DECIDE.model_copy(update={"about": About(person="ana", words="x")})
    assert (await api.ask(other, by="ana", culture=True)).json()["name"] == "Invalid"


STEP = v.RecordCaseStep(case="k1", step=w.HelpGiven(step="coaching", on=date(2026, 11, 20)))


def deciding(about: str) -> v.DecideValuesCase:
    return DECIDE.model_copy(update={"about": About(person=about, words="x")})


async def test_who_may_not_know_of_a_case_learns_nothing_by_trying_to_decide_it(api: Api) -> None:
    """Whoever guesses its id is answered the same, whether or not there is one, and about whom."""
    await published(api)

    async def answers() -> list[tuple[str, int, str]]:
        given = [
            (who, await api.ask(command, by=who, culture=True, dry_run=dry_run))
            for who in ("paul", "marco", "dana", "sam")
            for command in (deciding("paul"), deciding("ana"), STEP)
            for dry_run in (True, False)
        ]
        return [(who, one.status_code, one.json()["detail"]) for who, one in given]

    before = await answers()
    await api.give(CASE, by="ana", culture=True)

    assert await answers() == before
    assert {status for _, status, _ in before} == {403, 404}


async def test_nobody_reads_or_decides_a_case_about_themselves(api: Api) -> None:
    """Not as an HR partner either."""
    await published(api)
    await api.give(v.JoinCircle(unit="emea", person="farah"), by="ana", culture=True)
    about = About(person="farah", words="Keeps to herself what others need.")
    await api.give(CASE.model_copy(update={"about": about}), by="ana", culture=True)

    refused = [
        await api.ask(one, by="farah", culture=True, dry_run=dry_run)
        for one in (deciding("farah"), deciding("paul"), STEP)
        for dry_run in (True, False)
    ]

    assert {(one.status_code, one.json()["detail"]) for one in refused} == {
        (404, "There is no case k1.")
    }
    assert (await api.read(f"{PLACE}/cases", by="farah"))["cases"] == []
    counts = {
        who: (await api.read(f"{PLACE}/cases/counts", by=who))["counts"] for who in ("farah", "sam")
    }
    assert counts == {
        "farah": [], "sam": [{"reason": "unwilling", "standing": "open", "cases": 1}],
    }  # fmt: skip
