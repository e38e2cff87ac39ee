"""Every act that is signed leads from its form to the page on which it is signed, and leaves evidence."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from api import CYCLE, PAPER, Api, company, start, usd
from authenticator import Authenticator
from browsing import Read
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import PASSWORD, account_of, signed_in
from signatures import accepted, form_of, revised

from domain.cycle import commands as c
from domain.cycle.commands import LevelCalendar
from domain.people import Deadline, DeadlineKind, FiscalPeriod, Role
from domain.policy import Policy
from domain.signature import SignatureEvidence, Witnessed
from store.canonical import decode
from store.evidence import Verified, verify
from store.pool import Pool, session

AMOUNT = {"amount.amount": "5.00", "amount.currency": "USD"}
GRANT = f"/cycles/{CYCLE}/units/sales/acts/grant-budget"


async def evidence_of(record: Pool, api: Api, event: str) -> SignatureEvidence:
    """What the record holds of the newest event of that type."""
    async with session(record) as connection:
        payload = await connection.fetchval(
            "SELECT p.payload FROM tally.events AS e JOIN tally.payloads AS p"
            " USING (organisation, stream, version) WHERE organisation = $1 AND e.type = $2"
            " ORDER BY e.position DESC LIMIT 1",
            api.organisation,
            event,
        )
    kept = decode(bytes(payload))
    assert isinstance(kept, dict)
    return SignatureEvidence.model_validate(kept["signature"])


async def strictly(api: Api) -> None:
    """A cycle that is no rehearsal, under the strict rules, far enough ahead for any clock."""
    year = 2150
    kinds: tuple[DeadlineKind, ...] = (
        "proposal", "pushback", "answers", "final", "acceptance", "signing",
    )  # fmt: skip
    first = datetime(year - 1, 10, 1, 17, tzinfo=UTC)
    due = tuple(
        Deadline(kind=kind, due_at=first + timedelta(days=10 * n)) for n, kind in enumerate(kinds)
    )
    periods = (
        FiscalPeriod(
            label="All", starts_on=date(year, 1, 1), ends_on=date(year, 12, 31), share=Decimal(100)
        ),
    )
    beginning = start(
        rehearsal=False,
        policy=Policy(preset="strict"),
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        periods=periods,
        calendar=(LevelCalendar(depth=0, deadlines=due),),
    )
    await api.give(beginning)
    await api.give(company(flat=True))
    await api.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
    await api.give(c.AnnounceCycle())
    await api.until_there("sales", lambda plan: bool(plan["goals"]))


async def test_a_grant_is_shown_signed_and_proved_from_its_own_form(
    api: Api, pages: Read, record: Pool
) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    asked = await form.press("Grant a budget", {**AMOUNT, "words": "Two engineers"})
    assert asked.status == 200
    for words in ("Nothing is recorded yet", "I grant this budget to Sales", "$5",
                  "Two engineers", "Short code", "If you do not sign"):  # fmt: skip
        assert words in asked.words, words
    assert (await api.unit())["budgets"] == []

    done = await asked.press("Grant a budget")
    assert done.status == 200
    evidence = await evidence_of(record, api, "BudgetGranted")
    assert verify(evidence) == Verified("named")
    assert evidence.manifest.meanings == ("resources_committed",)
    assert evidence.manifest.command_sha256[:8] in asked.words


async def test_what_was_written_can_be_changed_before_it_is_signed(api: Api, pages: Read) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    asked = await form.press("Grant a budget", {**AMOUNT, "words": "Two engineers"})
    back = await asked.press("Change what I wrote")
    assert (back.value("amount.amount"), back.value("words")) == ("5.00", "Two engineers")
    await back.sign("Grant a budget", {"amount.amount": "6.00"})
    (budget,) = (await api.unit())["budgets"]
    assert budget["amount"]["amount"] == "6.00"


async def test_a_form_that_the_plan_refuses_comes_back_before_anything_is_signed(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    empty = await form.press("Grant a budget", {"amount.amount": "five"})
    assert (empty.status, empty.value("amount.amount")) == (422, "five")
    ana = await form.press("Grant a budget", AMOUNT, by="ana")
    assert ana.status == 403
    assert (await api.unit())["budgets"] == []


async def test_a_page_altered_on_the_way_is_shown_again_and_signs_nothing(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    asked = await form.press("Grant a budget", AMOUNT)
    other = await asked.press("Grant a budget", {"amount.amount": "500.00"})
    assert other.status == 409
    assert "What you were shown has changed" in other.words
    assert "$500" in other.words
    assert (await api.unit())["budgets"] == []


async def test_an_approver_accepts_from_the_page_of_the_unit_with_evidence(
    api: Api, pages: Read, record: Pool
) -> None:
    """The executive above objects on the same page, in words that are shown before they are signed."""
    await accepted(api)
    page = await pages(api, "/units/sales", by="ruth")
    asked = await page.press("Object to this version", {"words": "Too little from the north"})
    for words in ("I object to version 1", "Too little from the north", "$61.60"):
        assert words in asked.words, words
    accepting = await page.press("Accept this version")
    await accepting.press("Accept this version")
    evidence = await evidence_of(record, api, "PlanAccepted")
    assert (evidence.manifest.version, evidence.manifest.meanings) == (1, ("approval",))


async def test_an_acceptance_of_a_version_revised_meanwhile_shows_the_difference(
    api: Api, pages: Read
) -> None:
    await accepted(api)
    page = await pages(api, "/units/sales", by="ruth")
    asked = await page.press("Accept this version")
    await revised(api)
    late = await asked.press("Accept this version")
    assert late.status == 409
    assert "from version 1 to version 2" in late.words


async def test_an_office_lost_between_page_and_signature_is_noticed(
    api: Api, pages: Read, record: Pool
) -> None:
    nina = (Role(office="approver", person="nina"),)
    await accepted(api)
    await _roles(api, "came", grants=(*nina, Role(office="sponsor", person="nina")))
    page = await pages(api, "/units/sales", by="nina")
    asked = await page.press("Accept this version")
    assert asked.status == 200
    await _roles(api, "went", revokes=nina)

    late = await asked.press("Accept this version")

    assert late.status == 403
    async with session(record) as connection:
        noted = await connection.fetchval(
            "SELECT count(*) FROM tally.security_log WHERE organisation = $1 AND actor = 'nina'"
            " AND action = 'AcceptPlan' AND name = 'NotAuthorised'",
            api.organisation,
        )
        accepted_by = await connection.fetchval(
            "SELECT count(*) FROM tally.events WHERE organisation = $1 AND type = 'PlanAccepted'",
            api.organisation,
        )
    assert (noted, accepted_by) == (1, 0)


async def _roles(api: Api, change: str, **changed: tuple[Role, ...]) -> None:
    asked = c.ProposeRoles(change=change, reason="The second approver", **changed)
    await api.give(asked, by="ines")
    await api.give(c.AgreeToRoles(change=change), by="olu")
    there = "grants" in changed
    await api.until_there("sales", lambda plan: ("nina" in plan["roles"]["approvers"]) is there)


class Sponsor:
    """Olu at a browser of his own, with an authenticator beside it."""

    def __init__(self, api: Api, client: AsyncClient) -> None:
        self.api, self.client, self.key = api, client, Authenticator()
        self.told = {"Tally-At": api.now.isoformat()}
        self.address = f"/o/{api.organisation}{GRANT}"

    async def enrol(self) -> None:
        asked = await self.client.post("/account/passkeys/options")
        answer = self.key.create(asked.json()["options"])
        made = await self.client.post("/account/passkeys", data={"answer": answer, "label": "Key"})
        assert made.status_code == 303, made.text

    async def asked(self) -> dict[str, str]:
        first = {"command_id": "grant-1", "form": "grant-budget", "page": "act", **AMOUNT}
        shown = await self.send(first)
        assert shown.status_code == 200, shown.text
        return form_of(shown.text, act="grant-budget", under="acts")

    async def send(self, fields: dict[str, str]) -> Response:
        return await self.client.post(self.address, data=fields, headers=self.told)

    async def asserted(self, fields: dict[str, str]) -> dict[str, str]:
        answer = await self.client.post(
            f"/o/{self.api.organisation}/cycles/{CYCLE}/units/sales/sign/ceremony/grant-budget",
            data=fields | {"key": self.key.id},
            headers=self.told,
        )
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        assertion = self.key.get(told["options"])
        return fields | {"command_id": told["command_id"], "assertion": assertion}


@pytest.fixture
async def olu(app: FastAPI, api: Api) -> AsyncIterator[Sponsor]:
    client = await signed_in(app, "olu", api.organisation)
    yield Sponsor(api, client)
    await client.aclose()


async def test_a_passkey_signs_a_grant_and_the_record_proves_it(olu: Sponsor, record: Pool) -> None:
    await olu.api.proposed()
    await olu.enrol()
    answer = await olu.send(await olu.asserted(await olu.asked()))
    assert answer.status_code == 303, answer.text
    evidence = await evidence_of(record, olu.api, "BudgetGranted")
    assert verify(evidence) == Verified("passkey", 1)
    assert evidence.manifest.signer.person == "olu"


async def test_where_the_rules_want_passkeys_the_weaker_class_is_refused_and_nothing_lost(
    olu: Sponsor, record: Pool
) -> None:
    await strictly(olu.api)
    fields = await olu.asked()
    weaker = await olu.send(fields)
    assert weaker.status_code in {403, 409}, weaker.text
    assert "asks for a signature with a passkey" in weaker.text
    assert 'value="5.00"' in weaker.text
    assert (await olu.api.unit())["budgets"] == []

    await olu.enrol()
    answer = await olu.send(await olu.asserted(await olu.asked()))
    assert answer.status_code == 303, answer.text
    assert (await evidence_of(record, olu.api, "BudgetGranted")).grade == "passkey"


async def test_a_manifest_names_the_newest_checkpoint_of_the_log(
    api: Api, pages: Read, record: Pool, signed_to: Callable[[str, int], Awaitable[None]]
) -> None:
    await api.proposed()
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    await form.sign("Grant a budget", AMOUNT)
    before = (await evidence_of(record, api, "BudgetGranted")).manifest
    assert before.witnessed is None
    for size in (3, 7):
        await signed_to(api.organisation, size)
    form = await pages(api, "/units/sales/acts/grant-budget", by="olu")
    await form.sign("Grant a budget", AMOUNT)
    manifest = (await evidence_of(record, api, "BudgetGranted")).manifest
    assert manifest.log_size > before.log_size
    assert manifest.witnessed == Witnessed(size=7, root=hashlib.sha256(b"").hexdigest())


async def test_a_program_signs_with_its_owners_password_as_the_weaker_class(
    app: FastAPI, api: Api, http: AsyncClient, record: Pool
) -> None:
    await api.proposed()
    await account_of(app, "olu", api.organisation)
    wanted = {"email": f"olu@{api.organisation}.example", "password": PASSWORD}
    secret = (await http.post(f"{api.base}/tokens", json=wanted)).json()["token"]
    http.headers.clear()
    told = {"Authorization": f"Bearer {secret}", "Tally-At": api.now.isoformat()}
    http.headers.update(told)
    unit = f"{api.base}/cycles/{CYCLE}/units/sales"
    body = {"budget": "first", "amount": usd("5.00").model_dump(mode="json")}
    grades = {}
    for password, status in ((None, 200), ("not my password", 422), (PASSWORD, 200)):
        asked = {"command": "GrantBudget", "body": body} | (
            {"password": password} if password else {}
        )
        answer = await http.post(
            f"{unit}/manifests", json=asked, headers={"Idempotency-Key": f"key-{len(grades)}"}
        )
        assert answer.status_code == status, answer.text
        grades[password] = answer.json()["signature"]["grade"] if status == 200 else None
    assert list(grades.values()) == ["named", None, "reauthenticated"]

    issued = answer.json()
    assert (issued["least"], issued["page"].endswith("/acts/grant-budget")) == ("any", True)
    given = await http.post(
        f"{unit}/grant-budget",
        json=body | {"signature": issued["signature"]},
        headers={"Idempotency-Key": issued["nonce"]},
    )
    assert given.status_code == 200, given.text
    assert verify(await evidence_of(record, api, "BudgetGranted")) == Verified("reauthenticated")


async def test_who_is_named_by_this_machines_key_has_no_password_to_give(api: Api) -> None:
    await api.proposed()
    body = {"budget": "first", "amount": usd("5.00").model_dump(mode="json")}
    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/units/sales/manifests",
        json={"command": "GrantBudget", "body": body, "password": PASSWORD},
        headers=api.headers("olu"),
    )
    assert answer.status_code == 422
    assert "has no password here" in answer.text
