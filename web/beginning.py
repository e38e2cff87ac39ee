"""A cycle that somebody is about to start: what they said and sent so far, private to them."""

from __future__ import annotations

import base64
import hashlib
import uuid
import zlib
from datetime import date
from typing import Literal

from pydantic import Field

from domain.errors import Unknown
from domain.model import Value
from web import drafts
from web.doors import Doors
from web.drafts import Writing
from web.identity import Caller
from web.portioning import Changed, UnitChoice

START = "start"
SentKind = Literal["people", "prior", "plan-goal", "document"]
SENT: tuple[SentKind, ...] = ("people", "prior", "plan-goal", "document")


class Sent(Value):
    """A file that was sent; its bytes are a draft of their own. `total` is what it must add up to."""

    name: str
    sha256: str
    size: int
    total: str = ""
    sheet: str = ""


class Begun(Value):
    """Where the cycle was started: a rehearsal has an organisation of its own."""

    organisation: str
    cycle: str


class Beginning(Value):
    """Everything that was said; `key` makes the ids of the commands that it becomes.

    `dates` are deadlines moved by hand, by depth and kind as `0.signing`; `returned` is a sheet of
    portions that came back and is not taken yet, by seat.
    """

    key: str
    answers: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    dates: dict[str, date] = Field(default_factory=dict)
    goal: str = ""
    add_on: str = ""
    choices: dict[str, UnitChoice] = Field(default_factory=dict)
    returned: dict[str, Changed] | None = None
    sent: dict[SentKind, Sent] = Field(default_factory=dict)
    begun: Begun | None = None

    def answer(self, name: str) -> str:
        found = self.answers.get(name)
        return found[0].strip() if found else ""

    @property
    def cycle(self) -> str:
        """The id that was chosen, or one made from the year's first day."""
        chosen, first = self.answer("cycle"), self.answer("starts_on")
        return chosen or (f"fy{first[2:4]}" if first else START)

    @property
    def rehearsal_key(self) -> str:
        """The same words and files are the same rehearsal; anything changed is another."""
        told = self.model_copy(update={"begun": None, "returned": None}).model_dump_json()
        return hashlib.sha256(told.encode()).hexdigest()[:8]


async def load(doors: Doors, caller: Caller, organisation: str) -> Beginning:
    """What the caller said so far; nothing yet is a beginning too."""
    try:
        kept = await drafts.one(doors, caller, organisation, START)
    except Unknown:
        return Beginning(key=uuid.uuid4().hex)
    return Beginning.model_validate(kept.body)


async def keep(doors: Doors, caller: Caller, organisation: str, said: Beginning) -> None:
    body = Writing(cycle=START, body=said.model_dump(mode="json"))
    await drafts.keep(doors, caller, organisation, START, body)


async def forget(doors: Doors, caller: Caller, organisation: str) -> None:
    """Delete all of it, files too; what was started stays on the record."""
    for one in (START, *(_file(kind) for kind in SENT)):
        try:
            await drafts.drop(doors, caller, organisation, one)
        except Unknown:
            continue


async def keep_file(
    doors: Doors, caller: Caller, organisation: str, kind: SentKind, content: bytes
) -> None:
    packed = base64.b64encode(zlib.compress(content)).decode()
    body = Writing(cycle=START, body={"content": packed})
    await drafts.keep(doors, caller, organisation, _file(kind), body)


async def contents(
    doors: Doors, caller: Caller, organisation: str, said: Beginning
) -> dict[SentKind, bytes]:
    """The bytes of every file that was sent. A plan goal's document is known by its hash alone."""
    found: dict[SentKind, bytes] = {}
    for kind in said.sent:
        if kind != "document":
            kept = await drafts.one(doors, caller, organisation, _file(kind))
            assert isinstance(kept.body, dict)
            found[kind] = zlib.decompress(base64.b64decode(str(kept.body["content"])))
    return found


def _file(kind: SentKind) -> str:
    return f"file.{START}.{kind}"
