"""The API's page: its addresses are routes, its fields and limits those of the code."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from pages import page, rows, section

from files.read import LARGEST_FILE
from runtime.settings import Settings
from store.model import Receipt
from web.app import create_app
from web.passage import LARGEST_COMMAND
from web.problems import RESPONSES, Problem

API = page("docs/api.md")
BASE = "/v1/{organisation}"
UNIT = "/cycles/{cycle}/units/{unit}"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/nowhere"))


def addresses() -> list[str]:
    """Each address of the table in full; `…` stands for the one before it, up to there."""
    found = []
    for cells in rows(section(API, "Queries")):
        for address in re.findall(r"[^\s`,]+", cells[0]):
            path = address.partition("?")[0]
            found.append(whole(path))
    return found


def whole(path: str) -> str:
    return path.replace("…/units", "/cycles/{cycle}/units").replace("…", UNIT)


def test_every_address_is_a_route(app: FastAPI) -> None:
    known = {shape(path) for path, methods in app.openapi()["paths"].items() if "get" in methods}
    assert {shape(BASE + address) for address in addresses()} <= known


def test_every_query_is_on_the_page(app: FastAPI) -> None:
    told = {shape(BASE + address) for address in addresses()}
    told |= {shape(f"{BASE}{path}") for path in ("/drafts", "/drafts/{id}")}
    asked = {shape(path) for path, methods in app.openapi()["paths"].items() if "get" in methods}
    outside = {"/healthz", "/readyz"}
    assert asked - outside == told


def test_every_query_parameter_is_one_that_its_route_takes(app: FastAPI) -> None:
    known = {
        shape(path): {one["name"] for one in methods["get"].get("parameters", ())}
        for path, methods in app.openapi()["paths"].items()
        if "get" in methods
    }
    for cells in rows(section(API, "Queries")):
        for address in re.findall(r"[^\s`,]+\?[^\s`,]+", cells[0]):
            path, _, query = address.partition("?")
            named = {part.partition("=")[0] for part in query.split("&")}
            assert named <= known[shape(BASE + whole(path))], address


def test_every_header_is_one_that_a_command_takes(app: FastAPI) -> None:
    path = f"{BASE}{UNIT}/raise-pushback"
    taken = {one["name"].lower() for one in app.openapi()["paths"][path]["post"]["parameters"]}
    told = {cells[0].lower() for cells in rows(section(API, "Headers"))}
    assert told == {name for name in taken if name.startswith(("tally-", "idempotency-"))}


def test_the_receipt_and_the_problem_have_the_fields_of_the_page() -> None:
    answers = section(API, "Answers")
    for name in Receipt.model_fields:
        assert f"`{name}`" in answers, name
    told = re.findall(r'^  "(\w+)":', answers, re.MULTILINE)
    assert told == list(Problem.model_fields)


def test_every_status_that_a_route_describes_is_on_the_page() -> None:
    told = {int(cells[0]) for cells in rows(section(API, "Answers"))}
    assert told == {*map(int, RESPONSES), 500}


def test_the_limits_are_those_of_the_code() -> None:
    limits = f"{LARGEST_COMMAND >> 20} MiB, a file {LARGEST_FILE >> 20} MiB"
    assert limits in section(API, "Answers")


def shape(path: str) -> str:
    """A route without the names of its parameters."""
    return re.sub(r"\{[^}]+\}", "{}", path)
