"""Passkeys and passwords under signatures, over HTTP, with an authenticator in software."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from api import CYCLE, Api
from authenticator import Authenticator
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import PASSWORD, signed_in
from signatures import SIGN, accepted, form_of

from domain.sealed import is_token
from domain.signature import SignatureEvidence
from store.canonical import decode
from store.evidence import Unproved, Verified, verify
from store.pool import Pool, open_pool, session

Bend = Callable[["Signer"], Awaitable[None]]


@dataclass
class Signer:
    """A person at a browser, with an authenticator beside it."""

    api: Api
    person: str
    browser: AsyncClient
    key: Authenticator
    writer: Pool

    @property
    def base(self) -> str:
        return f"/o/{self.api.organisation}{SIGN}"

    @property
    def told(self) -> dict[str, str]:
        return {"Tally-At": self.api.now.isoformat()}

    async def form(self, act: str = "sign") -> dict[str, str]:
        shown = await self.browser.get(self.base, headers=self.told)
        assert shown.status_code == 200, shown.text
        return form_of(shown.text, act)

    async def enrol(self) -> Response:
        asked = await self.browser.post("/account/passkeys/options")
        assert asked.status_code == 200, asked.text
        answer = self.key.create(asked.json()["options"])
        return await self.browser.post(
            "/account/passkeys", data={"answer": answer, "label": "My phone"}
        )

    async def ceremony(self, fields: dict[str, str], act: str = "sign") -> dict[str, Any]:
        """What our own module asks the service for when the passkey's button is pressed."""
        answer = await self.browser.post(
            f"{self.base}/ceremony/{act}", data=fields | {"key": self.key.id}, headers=self.told
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def asserted(self, act: str = "sign", **more: str) -> dict[str, str]:
        """The form as it is sent once the passkey has answered."""
        fields = await self.form(act) | more
        asked = await self.ceremony(fields, act)
        assertion = self.key.get(asked["options"])
        return fields | {"command_id": asked["command_id"], "assertion": assertion}

    async def send(self, fields: dict[str, str], act: str = "sign") -> Response:
        return await self.browser.post(f"{self.base}/{act}", data=fields, headers=self.told)

    async def signature(self) -> dict[str, Any] | None:
        plan = await self.api.unit()
        mine = [one for one in plan["signatures"] if one["person"] == self.person]
        return dict(mine[-1]) if mine else None

    async def stale(self) -> None:
        """The session's last proof lies more than five minutes back."""
        async with session(self.writer) as connection:
            await connection.execute(
                "UPDATE tally.sessions SET reauthenticated_at = reauthenticated_at - interval"
                " '6 minutes' WHERE account = (SELECT account FROM tally.memberships WHERE"
                " organisation = $1 AND person = $2)",
                self.api.organisation,
                self.person,
            )


@pytest.fixture
async def writer(web_database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(web_database, "tally_writer", max_size=2)
    yield opened
    await opened.close()


@pytest.fixture
async def dana(app: FastAPI, api: Api, writer: Pool) -> AsyncIterator[Signer]:
    """Dana leads; version 1 is accepted, and she is signed in, just now."""
    api.flat = True
    await accepted(api)
    browser = await signed_in(app, "dana", api.organisation)
    yield Signer(api, "dana", browser, Authenticator(), writer)
    await browser.aclose()


@pytest.fixture
async def enrolled(dana: Signer) -> Signer:
    answer = await dana.enrol()
    assert answer.status_code == 303, answer.text
    return dana


async def _evidence(record: Pool, signer: Signer) -> SignatureEvidence:
    """What the record holds of the only signature."""
    async with session(record) as connection:
        payload = await connection.fetchval(
            "SELECT p.payload FROM tally.events AS e JOIN tally.payloads AS p"
            " USING (organisation, stream, version) WHERE organisation = $1 AND e.type = 'PlanSigned'",
            signer.api.organisation,
        )
    kept = decode(bytes(payload))
    assert isinstance(kept, dict)
    return SignatureEvidence.model_validate(kept["signature"])


async def test_a_passkey_signs_and_the_record_proves_it_alone(
    enrolled: Signer, record: Pool
) -> None:
    answer = await enrolled.send(await enrolled.asserted(dissent="Oslo is too early."))
    assert answer.status_code == 303, answer.text
    signature = await enrolled.signature()
    assert signature is not None
    assert (signature["grade"], signature["dissent"]) == ("passkey", "Oslo is too early.")
    evidence = await _evidence(record, enrolled)
    assert verify(evidence) == Verified("passkey", 1)
    assert is_token(evidence.manifest.signer.name)
    assert evidence.manifest.meanings == (
        "authorship", "responsibility_accepted", "resources_committed",
    )  # fmt: skip


async def test_an_auditor_finds_a_manifest_that_was_changed(enrolled: Signer, record: Pool) -> None:
    await enrolled.send(await enrolled.asserted())
    evidence = await _evidence(record, enrolled)
    changed = evidence.manifest.model_copy(update={"version": 2})
    assert isinstance(verify(evidence.model_copy(update={"manifest": changed})), Unproved)
    assert isinstance(verify(evidence, origin="https://elsewhere.example"), Unproved)


async def test_a_fresh_sign_in_signs_as_the_weaker_class(dana: Signer) -> None:
    assert (await dana.send(await dana.form())).status_code == 303
    signature = await dana.signature()
    assert signature is not None
    assert signature["grade"] == "reauthenticated"


async def test_an_older_sign_in_gives_the_password_again(dana: Signer) -> None:
    await dana.stale()
    fields = await dana.form()
    without = await dana.send(fields)
    assert without.status_code == 422
    assert "Type your password" in without.text
    wrong = await dana.send(fields | {"password-sign": "not my password"})
    assert wrong.status_code == 422
    assert "not your password" in wrong.text
    assert await dana.signature() is None
    right = await dana.send(fields | {"password-sign": PASSWORD})
    assert right.status_code == 303, right.text
    signature = await dana.signature()
    assert signature is not None
    assert signature["grade"] == "reauthenticated"


async def test_the_same_form_with_its_assertion_sent_again_gets_the_first_answer(
    enrolled: Signer,
) -> None:
    fields = await enrolled.asserted()
    first, again = await enrolled.send(fields), await enrolled.send(fields)
    assert (first.status_code, again.status_code) == (303, 303)


async def test_an_assertion_is_used_once(enrolled: Signer) -> None:
    """Signed, taken back, and sent again: it does not sign a second time."""
    fields = await enrolled.asserted()
    assert (await enrolled.send(fields)).status_code == 303
    back = await enrolled.browser.post(
        f"{enrolled.base}/take-back",
        data={"command_id": "back-1", "reason": "I misread it"},
        headers=enrolled.told,
    )
    assert back.status_code == 303, back.text
    await enrolled.send(fields)
    other = await enrolled.ceremony(await enrolled.form())
    moved = await enrolled.send(fields | {"command_id": other["command_id"]})
    assert moved.status_code == 409
    signature = await enrolled.signature()
    assert signature is not None
    assert signature["standing"] == "taken_back"


async def test_an_assertion_is_for_its_words(enrolled: Signer) -> None:
    fields = await enrolled.asserted()
    answer = await enrolled.send(fields | {"dissent": "I sign under protest."})
    assert answer.status_code == 409
    assert "other words" in answer.text
    assert "I sign under protest." in answer.text
    assert await enrolled.signature() is None


async def test_an_expired_ceremony_signs_nothing(enrolled: Signer) -> None:
    fields = await enrolled.asserted()
    async with session(enrolled.writer) as connection:
        await connection.execute(
            "UPDATE tally.ceremonies SET issued_at = issued_at - interval '6 minutes'"
            " WHERE nonce = $1",
            fields["command_id"],
        )
    answer = await enrolled.send(fields)
    assert answer.status_code == 409
    assert "More than 5 minutes" in answer.text
    assert await enrolled.signature() is None


async def _elsewhere(signer: Signer) -> None:
    signer.key.origin = "https://tally.example"


async def _unverified(signer: Signer) -> None:
    signer.key.verifies = False


async def _other_party(signer: Signer) -> None:
    signer.key.party = "tally.example"


async def _copied(signer: Signer) -> None:
    """A copy of the key counts from the beginning again."""
    async with session(signer.writer) as connection:
        await connection.execute(
            "UPDATE tally.passkeys SET sign_count = 9 WHERE credential = $1", signer.key.id
        )


async def _other_key(signer: Signer) -> None:
    signer.key.key = Authenticator().key


BENT: dict[str, Bend] = {
    "at another address": _elsewhere,
    "without verifying its user": _unverified,
    "for another relying party": _other_party,
    "with a copied key": _copied,
    "with another key": _other_key,
}


@pytest.mark.parametrize("bend", BENT.values(), ids=BENT)
async def test_what_a_passkey_signed_otherwise_is_refused(enrolled: Signer, bend: Bend) -> None:
    await bend(enrolled)
    answer = await enrolled.send(await enrolled.asserted())
    assert answer.status_code == 409, answer.text
    assert "does not hold" in answer.text
    assert await enrolled.signature() is None


async def test_a_passkey_revoked_meanwhile_signs_nothing(enrolled: Signer) -> None:
    fields = await enrolled.asserted()
    gone = await enrolled.browser.post(
        "/account/passkeys/revoke", data={"credential": enrolled.key.id}
    )
    assert gone.status_code == 303
    answer = await enrolled.send(fields)
    assert answer.status_code == 409
    assert "revoked" in answer.text
    assert await enrolled.signature() is None


async def test_enrolment_and_revocation_are_in_the_security_log(
    enrolled: Signer, record: Pool
) -> None:
    await enrolled.browser.post("/account/passkeys/revoke", data={"credential": enrolled.key.id})
    async with session(record) as connection:
        found = await connection.fetch(
            "SELECT name FROM tally.security_log WHERE detail->>'credential' = $1 ORDER BY id",
            enrolled.key.id,
        )
    assert [row["name"] for row in found] == ["PasskeyEnrolled", "PasskeyRevoked"]


async def test_an_enrolment_needs_a_fresh_proof_of_who_it_is(dana: Signer) -> None:
    await dana.stale()
    asked = await dana.browser.post("/account/passkeys/options")
    assert asked.status_code == 422
    assert "afresh" in asked.json()["words"]


async def test_an_answer_to_no_enrolment_is_refused(dana: Signer) -> None:
    answer = dana.key.create({"challenge": "bm90IGFza2Vk"})
    sent = await dana.browser.post("/account/passkeys", data={"answer": answer, "label": ""})
    assert sent.status_code == 422
    assert "not enrolled" in sent.text


async def test_a_signature_does_not_move_to_another_person(app: FastAPI, enrolled: Signer) -> None:
    await enrolled.send(await enrolled.asserted())
    marco = await signed_in(app, "marco", enrolled.api.organisation)
    other = Signer(enrolled.api, "marco", marco, Authenticator(), enrolled.writer)
    assert (await other.enrol()).status_code == 303
    fields = await other.form()
    asked = await other.ceremony(fields)
    stolen = enrolled.key.get(asked["options"])
    answer = await other.send(fields | {"command_id": asked["command_id"], "assertion": stolen})
    await marco.aclose()
    assert answer.status_code == 409
    assert "not enrolled for you" in answer.text
    assert await other.signature() is None


async def test_over_the_api_evidence_counts_only_as_it_was_issued(dana: Signer) -> None:
    api = dana.api
    shown = (await api.unit())["versions"][-1]
    body = {"version": 1, "content_hash": shown["content_hash"]}
    asked = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/units/sales/manifests",
        json={"command": "SignPlan", "body": body},
        headers=api.headers("dana"),
    )
    assert asked.status_code == 200, asked.text
    issued = asked.json()
    assert issued["code"] == shown["content_hash"][:8]
    boasted = issued["signature"] | {"grade": "reauthenticated"}
    path = f"{api.base}/cycles/{CYCLE}/units/sales/sign-plan"
    key = {"Idempotency-Key": issued["nonce"]}
    for signature, headers, status in (
        (boasted, key, 409),
        (issued["signature"], {"Idempotency-Key": "another-id"}, 409),
        (issued["signature"], key, 200),
        (issued["signature"], key, 200),
    ):
        answer = await api.http.post(
            path, json=body | {"signature": signature}, headers=api.headers("dana") | headers
        )
        assert answer.status_code == status, answer.text


async def test_the_account_page_lists_passkeys(enrolled: Signer) -> None:
    shown = await enrolled.browser.get("/account")
    assert shown.status_code == 200
    assert "My phone" in shown.text
    assert "Revoke My phone" in shown.text
