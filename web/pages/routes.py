"""Every page, and our own files beside them."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web import manifesting, rendering
from web.pages import (
    account,
    accounts,
    audit,
    backtest,
    cases,
    culture,
    custody,
    cycle,
    described,
    execution,
    external,
    facts,
    incentives,
    incentives_file,
    learned,
    letter,
    line_of_sight,
    live,
    mailbox,
    messages,
    number,
    passkeys,
    person,
    person_change,
    receipts,
    refusing,
    replay,
    review,
    sampling,
    scenarios,
    seller,
    sign,
    sign_in,
    start,
    team,
    unit,
    webhooks,
    week,
    why,
    work,
)
from web.routing import take

PAGES = (
    audit,
    receipts,
    custody,
    sign_in,
    external,
    account,
    accounts,
    webhooks,
    passkeys,
    work,
    start,
    live,
    mailbox,
    described,
    messages,
    cycle,
    sampling,
    number,
    team,
    line_of_sight,
    learned,
    backtest,
    facts,
    execution,
    replay,
    person_change,
    person,
    cases,
    week,
    culture,
    incentives,
    incentives_file,
    seller,
    sign,
    letter,
    review,
    why,
    scenarios,
    unit,
)
A_YEAR = "public, max-age=31536000, immutable"


class Kept(StaticFiles):
    """Our own files; an address with its content's digest in it never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        if b"v=" in scope["query_string"]:
            answer.headers["Cache-Control"] = A_YEAR
        return answer


def add_pages(app: FastAPI) -> None:
    take(app.router, *(one.router for one in (manifesting, *PAGES)))
    refusing.explain(app)
    app.mount("/static", Kept(directory=rendering.STATIC), name="static")
