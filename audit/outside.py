"""Checkpoints from outside the database: the notary's file, a kept note, receipt or bundle, own memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from audit import receipts
from audit.durable import replaced
from audit.log_keys import KeyChange, origin_of
from audit.note import Checkpoint, NoteRefused, Verifier, parts, read_checkpoint

ZIP = b"PK\x03\x04"
RECEIPT: Final = receipts.ReceiptFile.model_fields["format"].default
OFFLINE: Final = Path(__file__).parent / "offline" / "verify.py"


class NotUsable(Exception):
    """A file given from outside cannot be read as what it should be; the message says why."""


@dataclass(frozen=True)
class Claim:
    """A checkpoint that somebody holds, with the name of where it was held.

    A receipt's says too which `entries` it proves: their positions, each with its bytes.
    """

    source: str
    note: str
    checkpoint: Checkpoint
    entries: tuple[tuple[int, bytes], ...] = ()


@dataclass(frozen=True)
class Outside:
    """All that is brought to a verification from elsewhere than the database.

    `lists` are lists of keys, a list for each log that a file speaks of.
    """

    claims: tuple[Claim, ...] = ()
    lists: tuple[tuple[str, ...], ...] = ()
    keys: tuple[Verifier, ...] = ()

    def of(self, organisation: str) -> Outside:
        """What of it is about this organisation's log."""
        end = origin_of("", organisation)
        return Outside(
            tuple(one for one in self.claims if one.checkpoint.origin.endswith(end)),
            tuple(one for one in self.lists if KeyChange.read(one[0]).origin.endswith(end)),
            tuple(one for one in self.keys if one.name.endswith(end)),
        )


@dataclass(frozen=True)
class Seen:
    """The largest log that this verifier has found valid, and its root."""

    size: int
    root: str


@dataclass(frozen=True)
class Memory:
    """A small file of what was seen of each organisation."""

    path: Path

    def read(self, organisation: str) -> Seen | None:
        """Raises NotUsable."""
        found = self._every().get(organisation)
        return None if found is None else Seen(int(found["size"]), str(found["root"]))

    def remember(self, organisation: str, seen: Seen) -> None:
        """Keep it where it is larger than what is kept."""
        known = self._every()
        if int(known.get(organisation, {"size": 0})["size"]) > seen.size:
            return
        known[organisation] = {"size": seen.size, "root": seen.root}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        replaced(self.path, json.dumps(known, indent=1, sort_keys=True).encode())

    def _every(self) -> dict[str, dict[str, int | str]]:
        try:
            found: dict[str, dict[str, int | str]] = json.loads(self.path.read_bytes())
            if all({"size", "root"} <= one.keys() for one in found.values()):
                return found
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError):
            pass
        raise NotUsable(f"{self.path} is not what this verifier has written: bring it back.")


def read(path: Path, name: str = "") -> Outside:
    """A note, a receipt, a bundle, or JSON lines with a note each, as the notary writes them.

    Receipts and bundles must hold by themselves. Raises NotUsable.
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            beginning = file.read(len(ZIP))
        return _of_bundle(path, name) if beginning == ZIP else _of_text(path.read_bytes(), name)
    except RecursionError as deep:
        raise NotUsable(f"{name} cannot be read: it is nested too deeply.") from deep
    except UnicodeDecodeError as binary:
        raise NotUsable(_nothing_in(name)) from binary
    except OSError as away:
        raise NotUsable(f"{name} cannot be read: {away.strerror or away}.") from away


def _nothing_in(name: str) -> str:
    return f"{name} holds no checkpoint: give a note, a receipt, a bundle or the notary's file."


def _of_text(data: bytes, name: str) -> Outside:
    text = data.decode()
    if _is_receipt(text):
        return _of_receipt(data, name)
    found = _Found()
    notes = _notes(text) if text.lstrip().startswith(("{", "[")) else iter((text,))
    for note in notes:
        found.take(name, note)
    if not found.claims and not found.changes:
        raise NotUsable(_nothing_in(name))
    return Outside(tuple(found.claims), tuple(map(tuple, found.changes.values())))


def _is_receipt(text: str) -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and value.get("format") == RECEIPT


def _of_receipt(data: bytes, name: str) -> Outside:
    try:
        held, at = receipts.read(data)
    except receipts.ReceiptRefused as refused:
        raise NotUsable(f"{name}: {refused}") from refused
    entries = tuple((one.position, one.entry.encode()) for one in held.entries)
    return Outside((Claim(name, held.checkpoint, at, entries),), (held.keys,))


def _of_bundle(path: Path, name: str) -> Outside:
    """What a bundle says of checkpoints and keys, once the offline verifier has accepted it."""
    said = subprocess.run(  # noqa: S603 - a file of our own, no shell
        [sys.executable, "-I", OFFLINE, path], capture_output=True, text=True, check=False
    )
    if said.returncode:
        found = [one.strip(" -") for one in said.stdout.splitlines() if one.startswith("     - ")]
        why = found or said.stdout.splitlines()[-1:] or ["it cannot be read."]
        raise NotUsable(f"{name} is no bundle that holds by itself: {why[0]}")
    found_in = _Found()
    with ZipFile(path) as bundle:
        for part in ("log_keys.jsonl", "checkpoints.jsonl"):
            for note in _notes(bundle.read(part).decode()):
                found_in.take(name, note)
    return Outside(tuple(found_in.claims), tuple(map(tuple, found_in.changes.values())))


@dataclass
class _Found:
    claims: list[Claim] = field(default_factory=list)
    changes: dict[str, list[str]] = field(default_factory=dict)

    def take(self, source: str, note: str) -> None:
        try:
            if parts(note)[0].split("\n", 1)[0].endswith(" keys"):
                self.changes.setdefault(KeyChange.read(note).origin, []).append(note)
            else:
                self.claims.append(Claim(source, note, read_checkpoint(note)))
        except NoteRefused:
            return  # a line cut short by a kill; the notary wrote it again


def _notes(text: str) -> Iterator[str]:
    """Every text under `note` or `checkpoint`, in one document or a document a line."""
    try:
        yield from _within(json.loads(text))
    except ValueError:
        for line in text.splitlines():
            try:
                yield from _within(json.loads(line))
            except ValueError:
                continue


def _within(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, part in value.items():
                if key in {"note", "checkpoint"} and isinstance(part, str):
                    yield part
                else:
                    yield from _within(part)
        case list():
            for part in value:
                yield from _within(part)
        case _:
            return


def together(every: Iterable[Outside]) -> Outside:
    """All of it as one."""
    held = tuple(every)
    return Outside(
        claims=tuple(claim for one in held for claim in one.claims),
        lists=tuple(dict.fromkeys(keys for one in held for keys in one.lists)),
        keys=tuple(dict.fromkeys(key for one in held for key in one.keys)),
    )


def read_folder(folder: Path) -> Outside:
    """All that the notary has written there: nothing where there is no such folder. Raises NotUsable."""
    return together(map(read, sorted(folder.glob("*.jsonl"))))
