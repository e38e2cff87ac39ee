"""The feed that tells an open page that there is news: where, and never what."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

import structlog
from fastapi import Header, Query, Request, Response
from fastapi.responses import StreamingResponse

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import OWN
from projections import offices
from projections.fetching import fetched
from runtime import closing
from store.errors import OutcomeUnknown
from store.pool import Pool
from web.asking import says
from web.doors import OpenDoors
from web.identity import WhoCalls
from web.problems import RequestRefused
from web.reading import Organisation, Reads
from web.rendering import HEADERS
from web.routing import Router, take

router = Router(include_in_schema=False)
_inside = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)
log = structlog.get_logger(__name__)

EVERY = 0.4
"""Seconds between two looks at the log."""

HEARTBEAT = 15.0
LONGEST = 55.0
"""Seconds after which a feed ends; the browser comes again at once, and is asked who it is."""

AT_ONCE = 8
"""Feeds that one person may hold open in one web process."""

FURTHEST = 5_000
LARGEST = 2**63 - 1

NEWS = """
    SELECT position, stream FROM tally.events
    WHERE organisation = $1 AND position > $2 ORDER BY position LIMIT 1000
"""
MISSED = """
    SELECT max(position) AS position, stream FROM tally.events
    WHERE organisation = $1 AND position > $2 AND position <= $3 AND stream = ANY($4)
    GROUP BY stream ORDER BY 1
"""


@dataclass(frozen=True)
class News:
    position: int
    stream: str

    @property
    def told(self) -> bytes:
        data = json.dumps({"position": self.position, "stream": self.stream})
        return f"id: {self.position}\nevent: change\ndata: {data}\n\n".encode()


Waiting = asyncio.Queue[tuple[News, ...] | None]
"""What one feed has not told yet; None ends it."""


class TooManyFeeds(RequestRefused):
    """This person has enough pages open that listen."""

    status = 429
    title = "Too many open pages"


@dataclass(eq=False)
class Watch:
    """One organisation's log as it grows, looked at once for everybody who listens."""

    reader: Pool
    organisation: str
    position: int = 0
    listening: set[Waiting] = field(default_factory=set)
    looking: asyncio.Task[None] | None = None
    joining: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def join(self) -> Waiting:
        """A place that gets all news from `position` on."""
        waiting: Waiting = asyncio.Queue()
        async with self.joining:
            if self.looking is None:
                self.position = await store.read.head(self.reader, self.organisation)
            self.listening.add(waiting)
            if self.looking is None:
                self.looking = asyncio.create_task(self._look())
        return waiting

    def leave(self, waiting: Waiting) -> None:
        self.listening.discard(waiting)

    def end(self) -> None:
        for waiting in self.listening:
            waiting.put_nowait(None)

    async def _look(self) -> None:
        """For as long as anybody listens; whatever else ends it ends the feeds too."""
        try:
            while self.listening:
                await asyncio.sleep(EVERY)
                found = await self._found()
                for waiting in self.listening if found else ():
                    waiting.put_nowait(found)
        finally:
            self.looking = None
            self.end()

    async def _found(self) -> tuple[News, ...]:
        try:
            rows = await fetched(self.reader, NEWS, self.organisation, self.position)
        except OutcomeUnknown:  # the pages say so themselves; the feed goes on when it can
            log.warning("feed_without_record", organisation=self.organisation)
            return ()
        found = news_of(rows)
        self.position = found[-1].position if found else self.position
        return found


def news_of(rows: Iterable[Any]) -> tuple[News, ...]:
    return tuple(News(int(row["position"]), str(row["stream"])) for row in rows)


@dataclass(eq=False)
class Feeds:
    """Every feed of the process: one watch for each organisation, and who holds how many."""

    reader: Pool
    watches: dict[str, Watch] = field(default_factory=dict)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        closing.goes_on(self)

    def close(self) -> None:
        for watch in self.watches.values():
            watch.end()

    def require_room(self, organisation: str, person: str) -> None:
        if self.held[organisation, person] >= AT_ONCE:
            raise TooManyFeeds("Close a page that you do not need, then load this one again.")

    async def feed(
        self, organisation: str, person: str, streams: frozenset[str], after: int | None
    ) -> AsyncIterator[bytes]:
        """News of these streams after a position, or from now on."""
        watch = self.watches.setdefault(organisation, Watch(self.reader, organisation))
        self.held[organisation, person] += 1
        waiting = await watch.join()
        try:
            yield b"retry: 500\n\n"
            for one in await self._missed(watch, streams, after):
                yield one.told
            async for told in _telling(waiting, streams):
                yield told
        finally:
            watch.leave(waiting)
            self.held[organisation, person] -= 1

    async def _missed(
        self, watch: Watch, streams: frozenset[str], after: int | None
    ) -> tuple[News, ...]:
        """The last event of each stream in which something happened since."""
        now = watch.position
        if after is None or after >= now:
            return ()
        if now - after > FURTHEST:  # too long ago to look through: say that there is news
            return (News(now, min(streams)),) if streams else ()
        rows = await fetched(self.reader, MISSED, watch.organisation, after, now, sorted(streams))
        return news_of(rows)


async def _telling(waiting: Waiting, streams: frozenset[str]) -> AsyncIterator[bytes]:
    """News as it comes, and a sign of life, until the feed has lasted its time."""
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST
    while (left := end - loop.time()) > 0:
        try:
            async with asyncio.timeout(min(left, HEARTBEAT)):
                found = await waiting.get()
        except TimeoutError:
            yield b": still here\n\n"
            continue
        if found is None:
            return
        for one in found:
            if one.stream in streams:
                yield one.told


def feeds_of(request: Request, reader: Pool) -> Feeds:
    if not hasattr(request.app.state, "feeds"):
        request.app.state.feeds = Feeds(reader)
    return cast("Feeds", request.app.state.feeds)


After = Annotated[int | None, Query(ge=0, le=LARGEST, description="A position")]
LastId = Annotated[str | None, Header(alias="Last-Event-ID", max_length=40)]


@_inside.get("/changes")
async def of_cycle(
    request: Request, reading: Reads, after: After = None, last_event_id: LastId = None
) -> Response:
    """News of the cycle and of the units in it that the reader may see."""
    streams = streams_of(reading.cycle, reading.units)
    reader, place = reading.doors.reader, (reading.organisation, reading.caller.person)
    return _answer(feeds_of(request, reader), place, streams, _since(after, last_event_id))


@router.get("/o/{organisation}/changes")
@says(OWN)
async def of_work(
    *,
    request: Request,
    doors: OpenDoors,
    caller: WhoCalls,
    organisation: Organisation,
    after: After = None,
    last_event_id: LastId = None,
) -> Response:
    """News of every cycle in which the caller has a part."""
    streams: set[str] = set()
    for cycle in await offices.cycles_of(doors.reader, organisation, caller.person):
        place = (doors.reader, organisation, cycle, caller.person)
        streams |= streams_of(cycle, await offices.visible(*place, doors.now()))
    feeds = feeds_of(request, doors.reader)
    since = _since(after, last_event_id)
    return _answer(feeds, (organisation, caller.person), frozenset(streams), since)


def streams_of(cycle: str, units: Iterable[str]) -> frozenset[str]:
    return frozenset((stream_of("cycle", cycle), *(stream_of("unit", cycle, one) for one in units)))


def _since(after: int | None, last_event_id: str | None) -> int | None:
    """Where a browser that comes again had got to; else where its page was made."""
    if last_event_id and last_event_id.isascii() and last_event_id.isdecimal():
        return min(int(last_event_id), LARGEST)
    return after


def _answer(
    feeds: Feeds, place: tuple[str, str], streams: frozenset[str], after: int | None
) -> Response:
    feeds.require_room(*place)
    return StreamingResponse(
        feeds.feed(*place, streams, after),
        media_type="text/event-stream",
        headers={**HEADERS, "X-Accel-Buffering": "no"},
    )


take(router, _inside)
