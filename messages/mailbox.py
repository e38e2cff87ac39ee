"""The embedded mailbox: `python -m messages.mailbox` takes mail on loopback and sends none on."""

from __future__ import annotations

import signal
import sys
import threading

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from messages.maildir import Maildir
from runtime import logs, metrics
from runtime.settings import Settings, SettingsInvalid

log = structlog.get_logger(__name__)

HERE = "127.0.0.1"


class Keeping:
    """Keeps every message, once."""

    def __init__(self, maildir: Maildir) -> None:
        self._maildir = maildir

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        return "250 kept" if self._maildir.keep(content) else "250 was here before"


def controller(maildir: Maildir, port: int) -> Controller:
    """The server, not yet started."""
    return Controller(
        Keeping(maildir), hostname=HERE, port=port, enable_SMTPUTF8=True, ident="Tallystick"
    )


def main() -> None:
    try:
        settings = Settings.from_environment()
    except SettingsInvalid as invalid:
        sys.exit(str(invalid))
    logs.configure(settings)
    if settings.mailbox_port is None:
        sys.exit("TALLY_MAILBOX_PORT is not set: the mailbox needs a port.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    serving = controller(Maildir(settings.state), settings.mailbox_port)
    serving.start()
    metrics.serve(settings, process="mailbox")
    log.info("the mailbox is open", port=settings.mailbox_port)
    stop.wait()
    serving.stop()


if __name__ == "__main__":
    main()
