"""The public list of a log's keys: each change a signed note that holds the hash of the last one.

A change is signed by the key that it introduces and, unless that one was lost, by the key before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal, Self, cast, get_args
from urllib.parse import quote

from audit.note import NoteRefused, Signer, Verifier, noted, parts, signed

Reason = Literal["first", "rotated", "lost"]
BEGINNING = bytes(32)
NOBODY = "-"
LINES = 10


def origin_of(log_name: str, organisation: str) -> str:
    """A log's origin, which is also the name of its keys."""
    return f"{log_name}/{quote(organisation, safe='')}"


@dataclass(frozen=True)
class KeyChange:
    """From `introduced_at` on, checkpoints are signed by `key`.

    `withdrawn_at` is the last size under the key before; a rotated key signs the first checkpoint
    of its successor too, a lost one nothing more.
    """

    origin: str
    number: int
    prev: bytes
    reason: Reason
    key: Verifier
    introduced_at: int
    withdrawn: Verifier | None
    withdrawn_at: int | None
    words: str

    @property
    def text(self) -> str:
        lines = (
            f"{self.origin} keys",
            str(self.number),
            self.prev.hex(),
            self.reason,
            str(self.key),
            str(self.introduced_at),
            NOBODY if self.withdrawn is None else str(self.withdrawn),
            NOBODY if self.withdrawn_at is None else str(self.withdrawn_at),
            self.words,
        )
        return "".join(f"{line}\n" for line in lines)

    def signed(self, *signers: Signer) -> str:
        """The note, signed by the new key first."""
        return noted(self.text, *signers)

    @classmethod
    def read(cls, note: str) -> Self:
        """What a note says, its signatures not checked; raises NoteRefused."""
        lines = parts(note)[0].split("\n")
        if (
            len(lines) != LINES
            or not lines[0].endswith(" keys")
            or lines[3] not in get_args(Reason)
        ):
            raise NoteRefused("this note is no change of a log's keys")
        try:
            found = cls(
                origin=lines[0].removesuffix(" keys"),
                number=int(lines[1]),
                prev=bytes.fromhex(lines[2]),
                reason=cast("Reason", lines[3]),
                key=Verifier.read(lines[4]),
                introduced_at=int(lines[5]),
                withdrawn=None if lines[6] == NOBODY else Verifier.read(lines[6]),
                withdrawn_at=None if lines[7] == NOBODY else int(lines[7]),
                words=lines[8],
            )
        except ValueError as wrong:
            raise NoteRefused(f"this change of keys cannot be read: {wrong}") from wrong
        if found.text != parts(note)[0]:
            raise NoteRefused("this change of keys is not written as such changes are")
        return found


def hash_of(note: str) -> bytes:
    """What the next change holds of this one: its text and its signatures."""
    return sha256(note.encode()).digest()


def checked(notes: Sequence[str]) -> tuple[KeyChange, ...]:
    """The changes, once chain and signatures hold; raises NoteRefused, naming the first that fails.

    Which key came first is taken on trust: compare it with one that was kept elsewhere.
    """
    found: list[KeyChange] = []
    prev = BEGINNING
    for note in notes:
        change = KeyChange.read(note)
        _refuse_unless_next(change, found[-1] if found else None, prev)
        _refuse_unsigned(note, change)
        found.append(change)
        prev = hash_of(note)
    return tuple(found)


def _refuse_unless_next(change: KeyChange, before: KeyChange | None, prev: bytes) -> None:
    number = before.number + 1 if before else 1
    withdrawn = before.key if before else None
    follows = (
        change.number == number
        and change.prev == prev
        and change.withdrawn == withdrawn
        and (change.reason == "first") == (before is None)
        and (before is None or before.origin == change.origin)
        and change.key.name == change.origin
        and _at_sizes(change, before)
    )
    if not follows:
        raise NoteRefused(f"change {change.number} of the keys does not follow the one before")


def _at_sizes(change: KeyChange, before: KeyChange | None) -> bool:
    if before is None:
        return change.withdrawn_at is None and change.introduced_at > 0
    ends = change.withdrawn_at
    if ends is None or not before.introduced_at <= ends <= change.introduced_at:
        return False
    return (ends == change.introduced_at) == (change.reason == "rotated")


def _refuse_unsigned(note: str, change: KeyChange) -> None:
    needed = {change.key}
    if change.reason == "rotated" and change.withdrawn:
        needed.add(change.withdrawn)
    _, by = signed(note, tuple(needed))
    if set(by) != needed:
        raise NoteRefused(f"change {change.number} of the keys is not signed by both its keys")
