"""Sending e-mail: one attempt, and what is known of it afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib

from messages.deliveries import SENT, Outcome
from runtime.settings import Settings

PATIENCE = 20.0
PERMANENT = 500
SUBMISSION = 587
IMPLICIT_TLS = 465


@dataclass(frozen=True)
class Outlet:
    """Where mail goes; `embedded` is the mailbox that nothing leaves."""

    url: str
    sender: str
    embedded: bool = False

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A conversation that is begun; raises what aiosmtplib raises, or OSError."""
        parts = urlsplit(self.url)
        tls = parts.scheme == "smtps"
        client = aiosmtplib.SMTP(
            hostname=parts.hostname or "127.0.0.1",
            port=parts.port or (IMPLICIT_TLS if tls else SUBMISSION),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=tls,
            timeout=PATIENCE,
        )
        await client.connect()
        try:
            yield client
        finally:
            with suppress(aiosmtplib.SMTPException, OSError):
                await client.quit()
            client.close()


def outlet_of(settings: Settings) -> Outlet | None:
    """The mail server that is set, else the embedded mailbox, else none."""
    if settings.smtp_url is not None:
        return Outlet(settings.smtp_url.get_secret_value(), settings.mail_from)
    if settings.embeds_mailbox and settings.mailbox_port is not None:
        url = f"smtp://127.0.0.1:{settings.mailbox_port}"
        return Outlet(url, settings.mail_from, embedded=True)
    return None


async def attempt(client: aiosmtplib.SMTP, message: EmailMessage) -> Outcome:
    """Sent, refused for good, or to be tried again: also where nobody knows if it arrived."""
    try:
        await client.send_message(message)
    except aiosmtplib.SMTPRecipientsRefused as refused:
        return _by_code(refused.recipients[0])
    except aiosmtplib.SMTPResponseException as refused:
        return _by_code(refused)
    except aiosmtplib.SMTPNotSupported as refused:
        return Outcome("failed", str(refused))
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as unknown:
        # After DATA it may have arrived: it is sent again under its own id.
        return Outcome("again", f"no answer: {type(unknown).__name__}")
    return SENT


def _by_code(refused: aiosmtplib.SMTPResponseException) -> Outcome:
    words = f"{refused.code} {refused.message}"
    return Outcome("failed" if refused.code >= PERMANENT else "again", words)
