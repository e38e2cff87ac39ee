"""The one way out of the command line: HTTP to the web process, patient and never giving twice."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

import httpx
from pydantic import JsonValue

from command_line.refusals import ConnectionLost, Misused, NothingRunning, Problem
from command_line.view import Unexpected, View
from files.write import WORKBOOK

Query = dict[str, str | int | bool | tuple[str, ...] | None]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_TIMEOUT = httpx.Timeout(90.0, connect=5.0)  # the service's own patience is shorter
_AWAY = 503
_NOTHING = 204


@dataclass(frozen=True)
class Identity:
    """In whose name a request is made: where that is empty, in the name of the token's owner.

    `at` is a rehearsal's own clock.
    """

    person: str
    on_behalf_of: str | None = None
    at: datetime | None = None
    client: str = "tally"

    @property
    def headers(self) -> dict[str, str]:
        found = {"Tally-Client": self.client}
        if self.person:
            found["Tally-Person"] = self.person
        if self.on_behalf_of:
            found["Tally-On-Behalf-Of"] = self.on_behalf_of
        if self.at:
            found["Tally-At"] = self.at.isoformat()
        return found


@dataclass(frozen=True)
class Reply:
    """An answer as it came, and as it is read."""

    text: str
    view: View


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    query: dict[str, str | list[str]] = field(default_factory=dict)
    content: bytes | None = None


def new_command_id() -> str:
    return str(uuid.uuid4())


class Client:
    """Requests to one organisation at one address; may be used by several threads.

    A request that meets a 503, or loses its connection on the way, is given again with the same
    `Idempotency-Key` until `patience` seconds have gone: the record answers it once. `notice` is
    told each time. `key` is this machine's own, and is sent nowhere else; a `token` is never
    sent in the clear.
    """

    def __init__(
        self,
        address: str,
        organisation: str,
        *,
        notice: Callable[[str], None],
        key: str | None = None,
        token: str | None = None,
        patience: float = 120.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.address = address.rstrip("/")
        self.organisation = organisation
        self._notice = notice
        self._patience = patience
        self._sleep = sleep
        # A proxy of the environment has no business between us and this very machine.
        outside = urlsplit(self.address).hostname not in _LOOPBACK
        own = {"Tally-Key": key} if key and not outside else {}
        if token and (not outside or self.address.startswith("https://")):
            own["Authorization"] = f"Bearer {token}"
        self._http = httpx.Client(timeout=_TIMEOUT, trust_env=outside, headers=own)

    def close(self) -> None:
        self._http.close()

    def read(self, path: str, identity: Identity, query: Query | None = None) -> Reply:
        """GET a path under the organisation; raises Problem, NothingRunning or Unexpected."""
        return _read(self._asked(Request("GET", path, identity.headers, _texts(query))))

    def download(self, path: str, identity: Identity, query: Query | None = None) -> bytes:
        return self._asked(Request("GET", path, identity.headers, _texts(query))).content

    def give(
        self,
        path: str,
        body: JsonValue,
        identity: Identity,
        *,
        command_id: str,
        dry_run: bool = False,
        method: str = "POST",
    ) -> Reply:
        """Give a command; the answer is its receipt, or of a dry run what it would record."""
        headers = {
            **identity.headers,
            "Idempotency-Key": command_id,
            "Content-Type": "application/json",
        }
        query = _texts({"dry_run": dry_run or None})
        content = json.dumps(body, ensure_ascii=False).encode()
        return _read(self._asked(Request(method, path, headers, query, content)))

    def require_private(self) -> None:
        """Raise Misused where a password would go out in the clear, but to this machine."""
        if urlsplit(self.address).hostname not in _LOOPBACK and self.address.startswith("http:"):
            raise Misused(f"{self.address} is not https: no password is sent there.")

    def sign_in(self, body: JsonValue) -> Reply:
        """A token for an e-mail and a password."""
        self.require_private()
        headers = {"Content-Type": "application/json"}
        content = json.dumps(body, ensure_ascii=False).encode()
        return _read(self._asked(Request("POST", "/tokens", headers, content=content)))

    def sign_out(self) -> None:
        """The token that this client sends ends."""
        self._asked(Request("DELETE", "/tokens/current", {}))

    def erase(self, path: str, identity: Identity) -> None:
        """DELETE a path that is no part of the record, such as a draft."""
        self._asked(Request("DELETE", path, identity.headers))

    def upload(
        self, path: str, content: bytes, identity: Identity, *, command_id: str, query: Query
    ) -> Reply:
        """Send a file as it is; the service tells by its bytes what it is."""
        headers = {
            **identity.headers,
            "Idempotency-Key": command_id,
            "Content-Type": WORKBOOK if content.startswith(b"PK") else "text/csv",
        }
        return _read(self._asked(Request("POST", path, headers, _texts(query), content)))

    def _asked(self, request: Request) -> httpx.Response:
        end = time.monotonic() + self._patience
        pause, begun = 1.0, False
        while True:
            try:
                answer = self._sent(request)
            except httpx.ConnectError as refused:
                if not begun:
                    raise NothingRunning(_nothing_at(self.address)) from refused
                answer = None
            except httpx.TransportError:
                answer = None  # it may have been recorded: only the same key can tell
            begun = True
            if answer is not None and answer.status_code != _AWAY:
                return _sound(answer)
            pause = _pause(answer, pause)
            if time.monotonic() + pause > end:
                raise _gave_up(answer, self.address)
            self._notice(f"The record cannot be reached; asking again in {pause:.0f} s …")
            self._sleep(pause)

    def _sent(self, request: Request) -> httpx.Response:
        url = f"{self.address}/v1/{quote(self.organisation, safe='')}{request.path}"
        return self._http.request(
            request.method,
            url,
            params=request.query,
            headers=request.headers,
            content=request.content,
        )


def segment(text: str) -> str:
    """A name as one part of a path, whatever stands in it."""
    return quote(text, safe="")


def _texts(query: Query | None) -> dict[str, str | list[str]]:
    """What stands in an address; a name with several values stands there several times."""
    found: dict[str, str | list[str]] = {}
    for name, value in (query or {}).items():
        if isinstance(value, tuple):
            found[name] = list(value)
        elif value is not None:
            found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def _sound(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    try:
        body: JsonValue = answer.json()
    except ValueError:
        body = None
    raise Problem(answer.status_code, body)


def _read(answer: httpx.Response) -> Reply:
    if answer.status_code == _NOTHING:
        return Reply("{}", View({}))
    try:
        return Reply(answer.text, View(answer.json()))
    except ValueError:
        raise Unexpected(f"{answer.url.path} did not answer with JSON") from None


def _pause(answer: httpx.Response | None, before: float) -> float:
    asked = answer.headers.get("Retry-After", "") if answer is not None else ""
    return min(max(float(asked), 1.0), 30.0) if asked.isdecimal() else min(before * 1.5, 10.0)


def _gave_up(answer: httpx.Response | None, address: str) -> Problem | ConnectionLost:
    if answer is None:
        return ConnectionLost(f"The connection to {address} was lost and did not come back.")
    try:
        return Problem(answer.status_code, answer.json())
    except ValueError:
        return Problem(answer.status_code, None)


def _nothing_at(address: str) -> str:
    return f"Nothing answers at {address}: nothing is running, start it with `make up`."
