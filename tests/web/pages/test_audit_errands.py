"""What is done apart for the auditor's page: one thing at a time, stopped, and of files that are brought."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from auditors_page import audit, audited, ended, sent
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from httpx import AsyncClient

from audit.errand import Errand, Kind, Said
from audit.note import Checkpoint, Signer
from runtime.settings import Settings
from web.desk import Desk, Job, desk_of, environment_for

SERVERS = {"database_url", "temporal_api_key"}
SECRETS = [
    str(one.alias)
    for name, one in Settings.model_fields.items()
    if "SecretStr" in str(one.annotation) and name not in SERVERS
] + ["TALLY_SEALING_KEY_FILE"]


@pytest.fixture
async def api(http: AsyncClient) -> Api:
    return await audited(http)


def running(api: Api, kind: Kind, organisation: str = "", **more: Any) -> Job:
    """As if it were under way; nobody works on it."""
    errand = Errand(kind=kind, organisation=organisation or api.organisation, folder=Path("/none"))
    return Job(errand, "sam", api.now, "cycle fy27", **more)


@pytest.fixture
def desk(app: FastAPI) -> Iterator[Desk]:
    """Another one than the other tests have."""
    before = getattr(app.state, "desk", None) or Desk()
    app.state.desk = Desk()
    yield app.state.desk
    app.state.desk = before


def busy(desk: Desk, *jobs: Job) -> None:
    desk._last.update({(job.errand.organisation, job.kind): job for job in jobs})


async def test_one_thing_is_done_at_a_time_and_what_was_brought_to_another_is_gone(
    api: Api, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy(desk, running(api, "bundle", said=Said(part="entries", done=3, of=9)))

    folder = tmp_path / "errand"
    folder.mkdir()
    monkeypatch.setattr("web.pages.audit.new_folder", lambda: folder)
    refused = await sent(api, "verification", files={"held": ("kept.note", b"a note")})

    assert refused.status == 409
    assert not folder.exists()
    assert "A bundle of cycle fy27 is under way" in refused.words
    shown = await audit(api, "/bundle")
    assert "entries, 3 of 9" in shown.words
    assert shown.answer.headers["refresh"] == f"2; url=/o/{api.organisation}/audit/bundle"


async def test_of_other_organisations_one_may_run_beside_and_not_any_number(
    api: Api, desk: Desk
) -> None:
    busy(desk, running(api, "bundle", "far-off"))
    assert desk.under_way(api.organisation) is None

    busy(desk, running(api, "bundle", "far-away"))
    refused = await sent(api, "verification", data={"key": ""})

    assert refused.status == 409
    assert "As much is being worked on as may be" in refused.words
    assert "far-off" not in refused.words


async def test_what_is_under_way_is_stopped_by_a_button_and_nothing_of_it_stays(
    api: Api, app: FastAPI
) -> None:
    page = await (await audit(api)).press("Verify the record")
    stopped = await page.press("Stop it")

    assert "It is being stopped." in stopped.words
    assert "It could not be verified. It was stopped." in (await ended(api, "/verification")).words
    job = desk_of(app).last(api.organisation, "verification")
    assert job is not None
    assert not job.errand.folder.exists()
    again = await (await audit(api)).press("Verify the record")
    assert "Verification" in again.words
    assert "V24" in (await ended(api, "/verification")).words


async def test_where_nobody_looks_any_more_it_is_stopped(
    api: Api, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.desk.UNSEEN", -1.0)
    await (await audit(api)).press("Verify the record")

    assert "nobody had looked at this page" in (await ended(api, "/verification")).words


async def test_what_takes_too_long_is_stopped(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.desk.LONGEST", 0.01)
    await (await audit(api)).press("Verify the record")

    assert "longer than an hour" in (await ended(api, "/verification")).words


async def test_a_process_that_ends_without_an_answer_is_said_to(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.desk.environment_of", lambda _: {"TALLY_NO_SUCH": "1"})
    await (await audit(api)).press("Verify the record")

    assert "It ended without an answer." in (await ended(api, "/verification")).words


async def test_who_ends_takes_what_runs_with_them(api: Api, app: FastAPI) -> None:
    await (await audit(api)).press("Verify the record")
    desk = desk_of(app)
    job = desk.last(api.organisation, "verification")
    assert job is not None

    desk.close()

    assert "It was stopped." in (await ended(api, "/verification")).words
    assert job.report is None


OTHER = Signer("other/elsewhere", Ed25519PrivateKey.from_private_bytes(b"k" * 32))
BROUGHT = {
    "no checkpoint": (b"{}", "kept.note holds no checkpoint: give a note, a receipt"),
    "a receipt that was changed": (
        b'{"format": "tallystick-receipt"}', "kept.note: It is no receipt, or was changed",
    ),
    "no bundle": (b"PK\x03\x04 and nothing", "kept.note is no bundle that holds by itself"),
    "bytes": (b"\xff\xfe\x00", "kept.note holds no checkpoint: give a note, a receipt"),
    "another log's": (
        Checkpoint("other/elsewhere", 1, b"r" * 32).signed(OTHER).encode(),
        "kept.note says nothing of halden-audit: it is of another log.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROUGHT)
async def test_a_file_that_cannot_be_held_against_the_record_is_named(api: Api, name: str) -> None:
    content, words = BROUGHT[name]
    page = await sent(api, "verification", files={"held": ("kept.note", content)})

    assert page.status in {200, 303}
    told = (await ended(api, "/verification")).words
    assert words in told
    assert "Verify again, with other files or none" in told


async def test_of_files_that_cannot_be_put_anywhere_nothing_stays(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "errand"
    (folder / "brought-1").mkdir(parents=True)
    monkeypatch.setattr("web.pages.audit.new_folder", lambda: folder)
    two = [("held", ("one.note", b"a note")), ("held", ("other.note", b"a note"))]

    assert (await sent(api, "verification", files=two)).status == 500
    assert not folder.exists()


@pytest.mark.parametrize("kind", SECRETS)
def test_an_errand_inherits_no_secret_but_where_the_servers_are(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(kind, "a" * 64)

    given = environment_for(Settings(), tmp_path)

    assert "a" * 64 not in given.values()
    assert given["TMPDIR"] == str(tmp_path)


async def test_files_that_are_too_large_are_not_read(api: Api) -> None:
    page = await sent(api, "verification", files={"held": ("kept.zip", b"x" * (17 << 20))})

    assert page.status == 413
    assert "larger than 16 MiB" in page.words
    assert "tally verify --checkpoint FILE" in page.words
