"""Real servers in this process: a mail server that behaves as told, a receiver of webhooks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """Takes mail on loopback; `refused` and `answers` say what else it does."""

    refused: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)
    drop_after_data: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 ok"
        if answer.startswith("250"):
            message = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(message)
            self.recipients += envelope.rcpt_tos
        if self.drop_after_data:
            self.drop_after_data -= 1
            assert server.transport is not None
            server.transport.abort()
        return answer

    def start(self, port: int) -> Controller:
        controller = Controller(self, hostname="127.0.0.1", port=port, enable_SMTPUTF8=True)
        controller.start()
        return controller

    def to(self, person: str) -> list[EmailMessage]:
        return [one for one in self.messages if one["To"].addresses[0].username == person]

    @property
    def ids(self) -> list[str]:
        return [str(one["Message-ID"]) for one in self.messages]


@dataclass
class Receiver:
    """Answers HTTP on loopback with the statuses told, then with 200; keeps what it was sent."""

    statuses: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    headers: str = ""

    async def start(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in lines)
        }
        body = (await reader.readexactly(int(headers["content-length"]))).decode()
        self.got.append((headers, body))
        self.paths.append(first.split(" ")[1])
        status = self.statuses.pop(0) if self.statuses else 200
        answer = f"HTTP/1.1 {status} told\r\n{self.headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(answer.encode())
        await writer.drain()
        writer.close()
