"""The application: its doors, its routes, and whether it is alive and ready."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from starlette.types import Lifespan

from domain.model import Value
from runtime import collecting, metrics
from runtime.sealing_key import require_master
from runtime.settings import Settings
from store.errors import OutcomeUnknown
from web import (
    accessing,
    auditing,
    backtesting,
    changing,
    commands,
    confiding,
    correcting,
    culture_living,
    culture_queries,
    custody,
    drafts,
    errand_folders,
    explaining,
    exports,
    imports,
    incentives_import,
    incentives_queries,
    measuring,
    messaging,
    passing,
    people_changing,
    planning,
    pulse,
    queries,
    receipts,
    rehearsing,
    replaying,
    restating,
    result_queries,
    scenarios,
    seller_queries,
    surveying,
    tokens,
    unit_queries,
    webhooking,
)
from web.desk import desk_of
from web.doors import Doors, OpenDoors, opened
from web.identity import require_identity
from web.opening import OpensTokens
from web.origin import SameOrigin
from web.pages.parking import to_sign_in
from web.pages.routes import add_pages
from web.passage import Passage
from web.problems import NotIdentified, answer, explain
from web.routing import take

PATIENCE = 3.0
DESCRIPTION = """
A company's annual planning cycle: every decision is a command, and every answer to one is its
receipt or a problem. The caller is whoever's session or API token it is (`Authorization: Bearer`).
A command's id is its `Idempotency-Key`.
"""


class Health(Value):
    status: str


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application. Raises NoIdentityProvider where nobody could know who anyone is."""
    settings = settings or Settings.from_environment()
    require_identity(settings)
    require_master(settings)
    app = FastAPI(
        title="Tallystick",
        version="1",
        description=DESCRIPTION,
        lifespan=_lifespan(settings),
        docs_url=None,  # FastAPI's page runs a script from another host where people are signed in
        redoc_url=None,
    )
    app.state.settings = settings
    # Queries stand first: /cycles/plan and the like must not read as a command's name.
    take(
        app.router,
        planning.router,
        passing.router,
        rehearsing.router,
        imports.router,
        correcting.router,
        restating.router,
        measuring.router,
        exports.router,
        auditing.router,
        accessing.router,
        changing.router,
        backtesting.router,
        people_changing.router,
        scenarios.router,
        explaining.router,
        replaying.router,
        unit_queries.router,
        result_queries.router,
        seller_queries.router,
        surveying.router,
        confiding.router,
        pulse.router,
        culture_living.router,
        culture_queries.router,
        incentives_import.router,
        incentives_queries.router,
        queries.inside,
        queries.router,
        receipts.router,
        drafts.router,
        tokens.router,
        messaging.router,
        messaging.feed,
        webhooking.router,
        custody.router,
        commands.router,
    )
    app.add_api_route("/healthz", alive, tags=["operation"])
    app.add_api_route("/readyz", ready, tags=["operation"])
    add_pages(app)
    explain(app)
    app.add_exception_handler(NotIdentified, to_sign_in)
    app.add_middleware(OpensTokens)
    app.add_middleware(SameOrigin, public_url=settings.public_url)
    app.add_middleware(Passage)
    return app


def _lifespan(settings: Settings) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings) as doors:
            app.state.doors = doors
            await asyncio.to_thread(errand_folders.clear_left)
            metrics.serve(settings, process="web")
            collecting.seldom()
            yield
            desk_of(app).close()
        # A process that opened a Temporal client can crash at exit unless it is gone before.
        del app.state.doors, doors
        collecting.all_of_it()

    return lifespan


async def alive() -> Health:
    """The process answers."""
    return Health(status="alive")


async def ready(request: Request, doors: OpenDoors) -> Response:
    """The record and Temporal can be reached."""
    for what, ask in (("the record", _record), ("Temporal", _temporal)):
        try:
            async with asyncio.timeout(PATIENCE):
                await ask(doors)
        except Exception as error:  # noqa: BLE001 - whatever keeps it away, it is away
            return answer(
                request,
                status=503,
                name="NotReady",
                title="Not ready",
                detail=f"{what} cannot be reached: {type(error).__name__}",
                headers={"Retry-After": "5"},
            )
    return Response('{"status":"ready"}', media_type="application/json")


async def _record(doors: Doors) -> None:
    await doors.reader.fetchval("SELECT 1 FROM tally.migrations LIMIT 1")


async def _temporal(doors: Doors) -> None:
    if not await doors.client.service_client.check_health():
        raise OutcomeUnknown("not serving")
