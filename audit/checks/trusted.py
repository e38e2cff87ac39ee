"""V11: which keys may have signed which sizes, from the list of keys and what is known outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.log_keys import KeyChange, checked
from audit.note import Checkpoint, NoteRefused, Verifier, opened
from audit.outside import Outside
from audit.report import Tally


@dataclass(frozen=True)
class Keys:
    """The changes that are believed, in their order; `given` are known from outside alone."""

    changes: tuple[KeyChange, ...] = ()
    given: tuple[Verifier, ...] = ()

    @property
    def every(self) -> tuple[Verifier, ...]:
        return tuple(dict.fromkeys((*(one.key for one in self.changes), *self.given)))

    def at(self, size: int) -> Verifier | None:
        """The key that signs a checkpoint of this size."""
        return next((one.key for one in reversed(self.changes) if one.introduced_at <= size), None)

    def wrong(self, note: str, checkpoint: Checkpoint) -> str | None:
        """Why nobody who may has signed this; None where the key of its time has."""
        try:
            _, by = opened(note, self.every)
        except NoteRefused as refused:
            return f"Its signature does not hold: {refused}."
        expected = self.at(checkpoint.size)
        if expected is not None and expected not in by:
            return f"It is signed by {by[0].name}'s key {by[0].id.hex()}, which did not sign then."
        if checkpoint.origin not in {one.name for one in by}:
            return f"It is of the log {checkpoint.origin}, and signed by {by[0].name}."
        return None


def keys_in(notes: Sequence[str], outside: Outside, tally: Tally) -> Keys:
    """The keys to believe, of those in the database and outside; what is odd is told."""
    tally.counted = len(notes)
    there = _read(notes, "the list of keys", tally)
    held = max(outside.lists, key=len, default=())
    if any(notes[: len(one)] != one for one in outside.lists):
        tally.find(
            "the list of keys",
            f"It is not the one held outside, which has {len(held)} changes of keys.",
        )
        there = _read(held, "the list of keys held outside", tally)
    if outside.keys:
        there = _vouched(there, outside.keys, tally)
    return Keys(there, outside.keys)


def _read(notes: Sequence[str], where: str, tally: Tally) -> tuple[KeyChange, ...]:
    """As many of the changes as follow one another."""
    for most in range(len(notes), -1, -1):
        try:
            return checked(notes[:most])
        except NoteRefused as wrong:
            reason = str(wrong)
        if most == len(notes):
            tally.find(where, f"It does not hold: {reason}.")
    return ()


def _vouched(
    changes: tuple[KeyChange, ...], given: tuple[Verifier, ...], tally: Tally
) -> tuple[KeyChange, ...]:
    """The changes from the first given key on; a key after a lost one must be given too."""
    first = next((at for at, one in enumerate(changes) if one.key in given), None)
    if first is None:
        tally.find("the list of keys", "None of the keys that you gave is in it.")
        return ()
    believed = list(changes[: first + 1])
    for one in changes[first + 1 :]:
        if one.reason == "lost" and one.key not in given:
            tally.find(
                f"change {one.number} of the keys",
                f"The key before it was lost ({one.words}), so nothing but its keeper's word says "
                "that this one is theirs: ask for it, and give it with --key.",
            )
            break
        believed.append(one)
    return tuple(believed)
