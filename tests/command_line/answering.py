"""A service over real HTTP that answers what a test tells it to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from pydantic import JsonValue


@dataclass
class Asked:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes
    address: str = ""

    @property
    def json(self) -> JsonValue:
        return json.loads(self.body)


@dataclass
class Answer:
    status: int = 200
    body: JsonValue | bytes = None
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False


@dataclass
class Service:
    """Answers in the order they were told; the last one for a path is given from then on."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: dict[tuple[str, str], list[Answer]] = field(default_factory=dict)

    def tells(self, method: str, path: str, *answers: Answer) -> None:
        self.answers[method, path] = list(answers)

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        known = self.answers.get((asked.method, asked.path))
        if known is None:
            return Answer(404, {"name": "NoSuchPage", "title": "Nothing at this address"})
        return known.pop(0) if len(known) > 1 else known[0]

    @property
    def given(self) -> Asked:
        return next(one for one in reversed(self.asked) if one.method != "GET")


def handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            url = urlsplit(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            asked = Asked(
                self.command,
                url.path,
                dict(parse_qsl(url.query)),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length),
                self.path,
            )
            answer = service.answer(asked)
            if answer.hangs_up:
                self.close_connection = True
                return
            raw = (
                answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            )
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - http.server's own names

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def receipt(*types: str, **more: JsonValue) -> JsonValue:
    return {
        "command_id": "c-1",
        "stream": "unit/fy27/emea",
        "first_version": 12,
        "last_version": 12 + len(types) - 1,
        "positions": [40],
        "hashes": ["00"],
        "types": list(types),
        "recorded_at": "2026-11-25T09:00:00Z",
        "findings": [],
        **more,
    }


def issued(least: str = "any", grade: str = "named") -> Answer:
    """What would be signed, as far as the command line reads it."""
    said = [{"meaning": "approval", "sentence": "I accept version 4 of the plan of EMEA."}]
    signature: JsonValue = {"grade": grade, "manifest": {"statements": said}}
    page = "http://localhost:8600/o/halden/cycles/fy27/units/emea/sign"
    return Answer(200, {"signature": signature, "code": "1234abcd", "least": least, "page": page})


def problem(status: int, name: str, **more: JsonValue) -> Answer:
    body = {"name": name, "title": f"Title of {name}", "status": status, "detail": "Why.", **more}
    return Answer(status, body)
