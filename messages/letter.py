"""A message's content as an e-mail: text and HTML, in any script, with an id that stays."""

from __future__ import annotations

from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from messages.notice import Content

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_SUBJECT = 150
LONGEST_LINE = 2_000


def letter(
    content: Content, *, sender: str, message_id: str, at: datetime, public_url: str
) -> EmailMessage:
    """The e-mail for `content.to`; the same bytes for the same arguments, but for boundaries.

    The content is opened already: nothing here knows what a token reads. Raises ValueError for an
    address that cannot stand in a header.
    """
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    local, _, domain = (content.to or "").rpartition("@")
    made["To"] = Address(display_name=content.name, username=local, domain=domain)
    made["Subject"] = subject(content)
    made["Date"] = at
    made["Message-ID"] = f"<{message_id}@{_domain(sender)}>"
    made["Auto-Submitted"] = "auto-generated"
    shown = {
        "content": content.model_copy(update={"lines": tuple(map(_line, content.lines))}),
        "link": f"{public_url.rstrip('/')}{content.path}",
        "by": _by(content),
    }
    made.set_content(
        _environment().get_template("message.txt").render(shown), cte="quoted-printable"
    )
    made.add_alternative(
        _environment().get_template("message.html").render(shown),
        subtype="html",
        cte="quoted-printable",
    )
    return made


def _line(words: str) -> str:
    return words if len(words) <= LONGEST_LINE else f"{words[:LONGEST_LINE]} …"


def subject(content: Content) -> str:
    """What it is and by when; the date is never cut off."""
    due = f", by {_local(content.due_at, content.zone)}" if content.due_at else ""
    before = "[Rehearsal] " if content.rehearsal else ""
    room = LONGEST_SUBJECT - len(due) - len(before)
    words = content.subject
    return before + (words if len(words) <= room else f"{words[: room - 1]}…") + due


def _by(content: Content) -> str | None:
    if content.due_at is None:
        return None
    in_utc = content.due_at.astimezone(UTC)
    return f"{_local(content.due_at, content.zone)} ({in_utc:%Y-%m-%d %H:%M} UTC)"


def _local(at: datetime, zone: str) -> str:
    there = at.astimezone(ZoneInfo(zone))
    return f"{format_datetime(there, 'd MMM y, HH:mm', locale='en_GB')} {there.tzname()}"


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].strip("> ") or "localhost"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
