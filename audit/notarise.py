"""Run the notary: `python -m audit.notarise`, a process of its own beside worker and web."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import asyncpg
import structlog
from prometheus_client import Counter, Gauge, make_wsgi_app

from audit.durable import alone
from audit.held import Holding
from audit.keyring import Keyring, KeysRefused
from audit.notary import Notary
from runtime import logs, metrics
from runtime.redacting import redact
from runtime.settings import Settings, SettingsInvalid
from store.checks import refuse_weak_durability
from store.errors import OutcomeUnknown, WeakDurability
from store.pool import Pool, open_pool

log = structlog.get_logger(__name__)

EVERY = 0.5
"""Seconds between two looks at the heads: what was recorded is witnessed about a second later."""

AWAY = (OutcomeUnknown, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
SIZE = Gauge("tally_checkpoint_size", "Entries under the newest checkpoint", ["organisation"])
STOPPED = Gauge("tally_notary_stopped", "Logs of which nothing more is signed")
FAILED = Counter("tally_notary_failed_looks", "Looks that ended without an answer")


class Standing:
    """What the process says of itself; asked from another thread."""

    def __init__(self) -> None:
        self.why: dict[str, str] = {"notary": "it has not looked yet"}

    def is_now(self, why: dict[str, str]) -> None:
        self.why = why
        metrics.READY.labels("notary").set(0 if why else 1)


def holding_of(settings: Settings) -> Holding:
    return Holding(settings.notary_folder, settings.checkpoints_folder)


async def run(settings: Settings) -> None:
    """Look until SIGTERM or SIGINT. Raises what `main` ends with."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set: the notary reads the record.")
    holding, keyring = holding_of(settings), Keyring(settings.notary_folder)
    keyring.read_or_make(settings.log_name, is_new=holding.is_empty)
    pool = await open_pool(settings.database_url.get_secret_value(), "tally_notary", max_size=1)
    try:
        await _refuse_to_lose(pool, settings)
        standing = Standing()
        answering(settings, standing)
        log.info("notary is ready", folder=str(settings.notary_folder))
        await _go_on(Notary(pool, keyring, holding), standing, stop)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(5):
                await pool.close()


async def _refuse_to_lose(pool: Pool, settings: Settings) -> None:
    async with pool.acquire() as connection:
        await refuse_weak_durability(
            connection, expect_synchronous_standby=settings.synchronous_standby
        )


async def _go_on(notary: Notary, standing: Standing, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await _look(notary, standing)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), EVERY)
    # What was recorded up to the end is signed too.
    await _look(notary, standing)


async def _look(notary: Notary, standing: Standing) -> None:
    try:
        await notary.look()
        standing.is_now(dict(notary.stopped))
    except (*AWAY, KeysRefused) as why:
        FAILED.inc()
        standing.is_now({**notary.stopped, "notary": str(why) or type(why).__name__})
        log.warning("this look had no answer", why=str(why))
    for organisation, size in notary.sizes.items():
        SIZE.labels(organisation).set(size)
    STOPPED.set(len(notary.stopped))


def answering(settings: Settings, standing: Standing) -> None:
    """Metrics, and at /readyz whether every log is being signed, 503 with the reasons if not."""
    if settings.metrics_port is None:
        return
    shown = make_wsgi_app()

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/readyz":
            found: Iterable[bytes] = shown(environ, start)
            return found
        why = standing.why
        status = "503 Service Unavailable" if why else "200 OK"
        start(status, [("Content-Type", "application/json")])
        return [json.dumps({"ready": not why, "stopped": why}).encode()]

    server = make_server(settings.metrics_host, settings.metrics_port, app, handler_class=_Silent)
    Thread(target=server.serve_forever, daemon=True).start()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Who asks for metrics is no news."""


def main() -> None:
    settings: Settings | None = None
    try:
        settings = Settings.from_environment()
        logs.configure(settings)
        with alone(settings.notary_folder / "notary.lock", wait=False):
            asyncio.run(run(settings))
    except BlockingIOError:
        sys.exit("Another notary works in this folder: two would sign two logs.")
    except (SettingsInvalid, KeysRefused, WeakDurability, *AWAY) as refused:
        sys.exit(redact(str(refused), settings.secrets() if settings else ()))


if __name__ == "__main__":
    main()
