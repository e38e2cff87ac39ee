"""The embedded mailbox on disk: what was sent, each message once, and how a page reads it."""

from __future__ import annotations

import mailbox
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path

KEPT = 2_000
_NUMBERS = re.compile(r"[0-9]+")
FOLDER = "mailbox"
SHOWN = ("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted")


@dataclass(frozen=True)
class Letter:
    """A message as a page shows it: its text and some headers, never its HTML."""

    key: str
    to: str
    subject: str
    at: datetime | None
    headers: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True)
class Head:
    """A message in a list of them."""

    key: str
    to: str
    subject: str
    at: datetime | None

    def is_about(self, words: str) -> bool:
        """Whether its subject has these words, in any case."""
        return words.lower() in self.subject.lower()

    def is_to(self, person: str) -> bool:
        """Whether a name or an address that it goes to has these letters, in any case."""
        return person.lower() in self.to.lower()


class Maildir:
    """Messages in a folder; one that is there, by its Message-ID, is not kept again."""

    def __init__(self, state: Path) -> None:
        self._box = mailbox.Maildir(state / FOLDER, create=True)
        self._lock = threading.Lock()
        # The folder is looked through once: it holds thousands, and each message would again.
        keys = sorted(self._box.keys(), key=_age)
        self._known = {_id_of(self._box.get_bytes(key)): key for key in keys}
        self._new = state / FOLDER / "new"

    def keep(self, received: bytes) -> bool:
        """Whether it was new."""
        name = _id_of(received)
        with self._lock:
            if name in self._known:
                return False
            self._known[name] = self._box.add(received)
            self._forget()
        return True

    def _forget(self) -> None:
        while len(self._known) > KEPT:
            oldest = next(iter(self._known))
            (self._new / self._known.pop(oldest)).unlink(missing_ok=True)


def _id_of(received: bytes) -> str:
    return str(BytesHeaderParser(policy=default).parsebytes(received)["Message-ID"])


def heads(state: Path) -> tuple[Head, ...]:
    """What every message says of itself, the latest first; none where there is no mailbox."""
    folder = state / FOLDER / "new"
    if not folder.is_dir():
        return ()
    kept = sorted(folder.iterdir(), key=lambda path: _age(path.name), reverse=True)
    return tuple(found for path in kept if (found := _head(path)) is not None)


def letter(state: Path, key: str) -> Letter | None:
    """One message by its key; None where there is none of that name."""
    folder = state / FOLDER
    return _read(mailbox.Maildir(folder, create=False), key) if folder.is_dir() else None


def _age(key: str) -> tuple[int, ...]:
    """When a message came: a Maildir's names begin with seconds, microseconds and a number."""
    return tuple(int(number) for number in _NUMBERS.findall(key)[:4])


# A message never changes; and there may be thousands, of which each page shows a few.
@lru_cache(maxsize=KEPT)
def _head(path: Path) -> Head | None:
    try:
        with path.open("rb") as file:
            headers = BytesHeaderParser().parse(file)
    except FileNotFoundError:
        return None
    return Head(path.name, _text(headers["To"]), _text(headers["Subject"]), _at(headers["Date"]))


def _text(header: str | None) -> str:
    """A header as people read it: folded lines joined, encoded words decoded."""
    return " ".join(str(make_header(decode_header(header or ""))).split())


def _read(box: mailbox.Maildir, key: str) -> Letter | None:
    try:
        message = message_from_bytes(box.get_bytes(key), policy=default)
    except KeyError:
        return None
    assert isinstance(message, EmailMessage)
    text = message.get_body(("plain",))
    return Letter(
        key=key,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        at=_at(message["Date"]),
        headers=tuple((name, str(message[name])) for name in SHOWN if message[name]),
        text=str(text.get_content()) if text is not None else "",
    )


def _at(header: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(str(header)).astimezone(UTC)
    except (TypeError, ValueError):
        return None
