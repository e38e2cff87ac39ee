from __future__ import annotations

import json
import logging
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from api import CYCLE, Api, start
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from prometheus_client import REGISTRY

from runtime import logs
from runtime.settings import Settings
from store.pool import open_pool
from web.app import create_app
from web.errand_folders import PREFIX

LOOKED_AT = """
import json, sys
from fastapi.routing import APIRoute
from runtime.settings import Settings
from web.app import create_app
routes = create_app(Settings(local_key="k" * 20)).routes
ours = [one for one in routes if isinstance(one, APIRoute)]
print(json.dumps([len(ours), [one.path for one in ours if "dependant" in vars(one)]]))
"""


async def test_it_says_that_it_is_alive_and_ready(http: AsyncClient) -> None:
    assert (await http.get("/healthz")).json() == {"status": "alive"}
    assert (await http.get("/readyz")).json() == {"status": "ready"}


async def test_its_description_and_pages_are_served(http: AsyncClient) -> None:
    assert (await http.get("/openapi.json")).json()["info"]["title"] == "Tallystick"
    assert (await http.get("/docs")).status_code == 200


def test_a_start_looks_at_no_route_that_nobody_asked_for() -> None:
    """In a process of its own: here others have asked."""
    ran = subprocess.run(
        [sys.executable, "-c", LOOKED_AT],
        capture_output=True,
        text=True,
        check=True,
    )

    known, looked_at = json.loads(ran.stdout)
    assert looked_at == ["/healthz", "/readyz"]
    assert known > 200


async def test_a_start_clears_the_errands_that_a_killed_service_left(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    other = create_app(settings)

    async with other.router.lifespan_context(other):
        assert not left.exists()


@pytest.fixture
async def away(app: FastAPI, settings: Settings, web_database: str) -> FastAPI:
    """The application with a record that does not answer."""
    closed = await open_pool(web_database, "tally_reader", max_size=1)
    await closed.close()
    other = create_app(settings)
    doors = app.state.doors
    streams = type(doors.streams)(closed)
    other.state.doors = replace(doors, reader=closed, writer=closed, streams=streams)
    return other


async def test_a_record_that_is_away_is_503_with_when_to_ask_again(away: FastAPI) -> None:
    transport = ASGITransport(app=away)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        headers = {"Tally-Person": "dana", "Tally-Key": "the-key-of-these-tests"}
        for path in ("/v1/halden/inbox", f"/v1/halden/cycles/{CYCLE}", "/v1/halden/drafts"):
            answer = await http.get(path, headers=headers)

            assert (answer.status_code, answer.json()["name"]) == (503, "RecordUnavailable")
            assert int(answer.headers["Retry-After"]) > 0
        ready = await http.get("/readyz")

    assert (ready.status_code, ready.json()["name"]) == (503, "NotReady")


async def test_an_unwritten_security_log_changes_no_answer(
    app: FastAPI, api: Api, web_database: str
) -> None:
    await api.give(start())
    doors, closed = app.state.doors, await open_pool(web_database, "tally_writer", max_size=1)
    await closed.close()
    app.state.doors = replace(doors, writer=closed)

    answer = await api.ask(start(name="Again"))

    app.state.doors = doors
    assert (answer.status_code, answer.json()["name"]) == (409, "AlreadyExists")


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/v1/nowhere", 404, "NoSuchPage"),
        ("DELETE", "/v1/halden/cycles", 405, "MethodNotAllowed"),
        ("POST", "/v1/halden/cycles/fy27/units/sales/mark-time", 404, "NoSuchPage"),
        ("GET", "/v1/Halden Inc/cycles", 422, "Malformed"),
        ("GET", "/v1/halden/cycles/%00", 422, "Malformed"),
    ],
)
async def test_every_failure_has_the_one_body(
    http: AsyncClient, method: str, path: str, status: int, name: str
) -> None:
    answer = await http.request(method, path, headers={"Tally-Person": "dana"})

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["name"] == name
    assert set(body) == {
        "type", "title", "status", "detail", "name", "practice", "missing", "instance", "problems",
    }  # fmt: skip


@pytest.fixture
def faulty(app: FastAPI, settings: Settings) -> FastAPI:
    """An application with a route that has a fault."""
    other = create_app(settings)
    other.state.doors = app.state.doors

    async def fault() -> None:
        raise ZeroDivisionError("a secret: hunter2")

    other.add_api_route("/v1/fault", fault)
    return other


async def test_a_fault_of_ours_tells_the_caller_nothing_but_that(faulty: FastAPI) -> None:
    transport = ASGITransport(app=faulty)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        answer = await http.get("/v1/fault")

    assert (answer.status_code, answer.json()["name"]) == (500, "Fault")
    assert "hunter2" not in answer.text


async def test_each_request_is_one_line_with_cycle_unit_and_command(
    api: Api, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger()
    before, level = logger.handlers[:], logger.level
    logs.configure(settings.model_copy(update={"log_format": "json"}))
    capfd.readouterr()
    try:
        await api.give(start(), key="said")
    finally:
        logger.handlers[:] = before
        logger.setLevel(level)

    lines = [line for line in capfd.readouterr().err.splitlines() if '"request"' in line]
    assert len(lines) == 1
    assert '"command_id": "said"' in lines[0]
    assert f'"organisation": "{api.organisation}"' in lines[0]


async def test_decisions_are_counted_by_kind_of_plan_and_outcome(api: Api) -> None:
    def counted(outcome: str) -> float:
        labels = {"kind": "cycle", "outcome": outcome}
        return REGISTRY.get_sample_value("tally_decisions_total", labels) or 0

    recorded, refused = counted("recorded"), counted("AlreadyExists")

    await api.give(start())
    await api.ask(start(name="Again"))

    assert counted("recorded") == recorded + 1
    assert counted("AlreadyExists") == refused + 1


async def test_no_cache_keeps_an_answer_about_a_plan_whoever_asks(api: Api) -> None:
    await api.announced()
    path = f"{api.base}/cycles/{CYCLE}/units"
    given = await api.http.get(path, headers=api.headers("dana"))
    refused = await api.http.get(path, headers=api.headers("otto"))
    malformed = await api.http.get(f"{path}/%E2%9F%A6", headers=api.headers("dana"))
    asset = await api.http.get("/static/tally.css?v=1")

    assert [one.status_code for one in (given, refused, malformed, asset)] == [200, 403, 422, 200]
    for one in (given, refused, malformed):
        assert one.headers.get_list("cache-control") == ["no-store"]
    assert "no-store" not in asset.headers["cache-control"]
