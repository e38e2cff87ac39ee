"""Verifies a bundle of a planning record without the product: Python 3.11 and `cryptography` only.

    python3 -I verify.py bundle.zip --key KEY [--checkpoint FILE] [--receipt FILE]

One file on purpose: it stands alone in every bundle, can be read from top to bottom, and shares no
code with the product, so that the product's mistakes are not its own.
Nothing is unpacked, written or asked of a network. Exit 0: accepted. 1: something was found.
2: the file cannot be read as a bundle, or what was given beside it cannot. What a bundle is, and
what each check means, is specified in docs/bundle.md.
"""

from __future__ import annotations

import argparse
import binascii
import json
import re
import struct
import sys
import zlib
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, NamedTuple, Never

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ec import (
        ECDSA,
        SECP256R1,
        EllipticCurvePublicNumbers,
    )
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.hashes import SHA256
except ImportError:
    print("This verifier needs the Python library `cryptography`.", file=sys.stderr)
    sys.exit(2)

FORMAT, RECEIPT, VERSION = "tallystick-bundle", "tallystick-receipt", 1
README_SHA256 = "d898e1115b5dd85d02c0a450191e995fca23b71538515026efe7189cf5738b43"
MANIFEST, PROOFS = "manifest.json", "inclusion.jsonl"
FILES = (
    MANIFEST, "README.txt", "verify.py", "log_keys.jsonl", "checkpoints.jsonl",
    "consistency.jsonl", "entries.jsonl", "payloads.jsonl", "openings.jsonl", PROOFS, "letters.txt",
    "streams.jsonl", "histories.jsonl",
)  # fmt: skip
LARGEST_MANIFEST, LARGEST_LINE, LARGEST_ASIDE = 2**20, 2**23, 2**26
LARGEST_ENTRY, LONGEST_NOTE, LONGEST_PATH = 16 * 1024, 64 * 1024, 64
SAFE_INTEGER = 2**53 - 1
MOST_TOLD = 20
ZEROS = "0" * 64
HEX = re.compile("[0-9a-f]{64}")
COUNT = re.compile("0|[1-9][0-9]{0,17}")
TOKEN = re.compile(
    "\u27e61[pc][wbne]\\.[A-Za-z0-9_-]{11}\\.([A-Za-z0-9_-]{43})\\.[A-Za-z0-9_-]{64,}\u27e7"
)
SIGNED_BY = re.compile("\N{EM DASH} ([^+\\s]+) ([A-Za-z0-9+/]+={0,2})")


class NotABundle(Exception):
    """What is there cannot be read on; the message says why."""


class Wrong(Exception):
    """One thing is not what it should be; the message says how."""


# --- What is said -------------------------------------------------------------------------------

CHECKS = {
    "B01": ("The file is a bundle and nothing else", "files", "Somebody put it together otherwise."),
    "B02": ("Each file is the one that the manifest names", "files", "It was changed on its way."),
    "B03": ("Entries are canonical bytes", "entries", "Nobody's service wrote these bytes."),
    "B04": ("Each hash is of its entry's bytes", "entries", "The entry or its hash was changed."),
    "B05": ("Each entry continues its stream", "entries", "One was changed, exchanged or taken out."),
    "B06": ("Versions of a stream have no gap", "entries", "One is missing or stands twice."),
    "B07": ("Positions are in order, without a gap where there may be none", "positions",
            "Entries are missing, or were moved."),
    "B08": ("Each command was recorded once", "commands", "A decision stands twice, or in pieces."),
    "B09": ("Payloads are the committed ones", "payloads", "What an event says was changed."),
    "B10": ("What is left out is what the manifest says", "entries", "A payload was taken out or put in."),
    "B11": ("The log has the root of each checkpoint", "checkpoints", "The log was rewritten."),
    "B12": ("Each entry is in the log of the newest checkpoint", "proofs", "It was never witnessed."),
    "B13": ("Checkpoints continue each other", "steps", "Two different histories were signed."),
    "B14": ("Checkpoints are signed by the log's key of their time", "checkpoints",
            "Somebody other than the notary wrote this checkpoint."),
    "B15": ("The log's keys follow one another", "keys", "A key was brought in that nobody vouches for."),
    "B16": ("The key in force is the one that you trust", "keys given",
            "Whoever made this bundle may have made its keys too."),
    "B17": ("Checkpoints that you hold are of this log", "checkpoints given",
            "What you were shown then is not what you are shown now."),
    "B18": ("Receipts that you hold are still true", "entries of receipts",
            "A decision that was acknowledged is gone or was changed."),
    "B19": ("Signatures are of what they stand under", "signatures",
            "This signature proves nothing about this decision."),
    "B20": ("Letters say what the signatures say", "letters", "The readable text was changed."),
    "B21": ("What must be signed is signed as the plan's policy wants", "decisions that are signed",
            "It stands without the proof that was asked for: ask the person named."),
    "B22": ("Openings are what the tokens commit to", "openings",
            "A text is shown that was never recorded."),
    "B23": ("What Temporal's histories have is on the record, in the same words", "things told",
            "A decision was acknowledged, and is gone or was changed since."),
    "B24": ("What is recorded is in Temporal's histories", "entries",
            "An entry was written beside the workflows, or the histories were cut."),
}  # fmt: skip
NEEDED = set(CHECKS) - {f"B{number:02}" for number in (9, 12, 13, *range(16, 25))}


@dataclass
class Check:
    """What one check has counted and found."""

    number: str
    counted: int = 0
    findings: list[str] = field(default_factory=list)
    untold: int = 0
    note: str = ""

    def find(self, words: str) -> None:
        if len(self.findings) < MOST_TOLD:
            self.findings.append(words)
        else:
            self.untold += 1


class Sheet(dict[str, Check]):
    """Every check, in its order."""

    def __init__(self) -> None:
        super().__init__({number: Check(number) for number in CHECKS})

    def close(self) -> None:
        for number in sorted(NEEDED):
            if not self[number].counted and not self[number].findings and not self[number].note:
                self[number].find("There was nothing to look at, so nothing is proved.")

    @property
    def accepted(self) -> bool:
        return not any(check.findings for check in self.values())

    def lines(self) -> Iterator[str]:
        for check in self.values():
            name, counts, meaning = CHECKS[check.number]
            standing = "FOUND" if check.findings else "ok" if check.counted else "not asked"
            noun = "key" if (counts, check.counted) == ("keys", 1) else counts
            yield f"{check.number}  {standing:<9}  {name}: {check.counted} {noun}"
            if check.note:
                yield f"       {check.note}"
            for words in check.findings:
                yield f"     - {words}"
            if check.untold:
                yield f"     - and {check.untold} more of this kind"
            if check.findings:
                yield f"       What it means: {meaning}"


# --- Canonical JSON (RFC 8785 without floating-point numbers) -----------------------------------


def written(value: Any) -> bytes:
    """The one way to write it."""
    return _json(value).encode()


def _json(value: Any) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{_json(key)}:{_json(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return f"[{','.join(map(_json, value))}]"
    if type(value) is int and abs(value) > SAFE_INTEGER:
        raise Wrong("a number is too large to be read alike everywhere")
    return json.dumps(value, ensure_ascii=False)


def parsed(data: bytes) -> Any:
    """JSON without floats, and no key twice. Raises Wrong."""
    try:
        return json.loads(
            data.decode(), object_pairs_hook=_once, parse_float=_no, parse_constant=_no
        )
    except (ValueError, RecursionError) as wrong:
        raise Wrong(f"it is not JSON as it is kept here: {wrong}") from wrong


def canonical(data: bytes) -> dict[str, Any]:
    """The object that these bytes are the canonical writing of. Raises Wrong."""
    value = parsed(data)
    if not isinstance(value, dict):
        raise Wrong("it is not an object")
    try:
        if written(value) != data:
            raise Wrong("it is not the canonical writing of what it says")
    except (ValueError, RecursionError) as wrong:
        raise Wrong(f"it cannot be written canonically: {wrong}") from wrong
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Wrong("a key stands twice")
    return found


def _no(text: str) -> Never:
    raise Wrong(f"{text[:20]} is no integer")


def shaped(value: Any, **kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """The object, once it has exactly these fields of these kinds. Raises Wrong."""
    if not isinstance(value, dict) or value.keys() != kinds.keys():
        raise Wrong(f"it has not exactly the fields {', '.join(kinds)}")
    for name, kind in kinds.items():
        if type(value[name]) not in (kind if isinstance(kind, tuple) else (kind,)):
            raise Wrong(f"{name} is not of its kind")
    return value


def hashed(text: Any) -> bytes:
    """A SHA-256 in hexadecimal as its bytes. Raises Wrong."""
    if not isinstance(text, str) or not HEX.fullmatch(text):
        raise Wrong("a hash is 64 hexadecimal digits")
    return bytes.fromhex(text)


def path_of(value: Any) -> list[bytes]:
    if not isinstance(value, list) or len(value) > LONGEST_PATH:
        raise Wrong("a path is a list of hashes, and not a long one")
    return [hashed(one) for one in value]


# --- The zip file: every byte of it is accounted for ---------------------------------------------

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
STAMP = (0, 33)
"""00:00:00 on 1 January 1980, as a zip file writes it."""
RIGHTS = 0o100644 << 16


class Part(NamedTuple):
    offset: int
    size: int
    crc: int


class Archive:
    """Members that are stored one after the other as they are, and nothing between or after them.

    Reads no byte outside the file it was given, and believes no length that the file is too
    short for: what is not exactly as it must be is refused before it is read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.length = file.seek(0, 2)
        self.parts: dict[str, Part] = {}
        count, at = self._end()
        offset = 0
        for _ in range(count):
            name, part, at = self._central(at, offset)
            offset = part.offset + part.size
            self.parts[name] = part
        if at != self.length - END.size or offset != self._directory:
            raise NotABundle("there are bytes in the zip file that belong to no file of it")

    def _end(self) -> tuple[int, int]:
        if self.length < END.size:
            raise NotABundle("it is too short to be a zip file")
        found = END.unpack(self._at(self.length - END.size, END.size))
        mark, disk, first, here, count, length, start, comment = found
        if mark != b"PK\x05\x06" or comment:
            raise NotABundle("it does not end as a zip file without a comment ends")
        if disk or first or here != count or not 1 <= count <= len(FILES):
            raise NotABundle(f"it says that it holds {count} files")
        if start + length != self.length - END.size:
            raise NotABundle("its directory is not where it says")
        self._directory = start
        return count, start

    def _central(self, at: int, offset: int) -> tuple[str, Part, int]:
        fields = CENTRAL.unpack(self._at(at, CENTRAL.size))
        length, crc, size = fields[10], fields[7], fields[8]
        raw = self._at(at + CENTRAL.size, length)
        name = self._name(raw)
        _refuse_tricks(name, fields)
        expected = CENTRAL.pack(
            b"PK\x01\x02", 20 | 3 << 8, 20, 0, 0, *STAMP, crc, size, size, length, 0, 0, 0, 0,
            RIGHTS, offset,
        )  # fmt: skip
        local = LOCAL.pack(b"PK\x03\x04", 20, 0, 0, *STAMP, crc, size, size, length, 0) + raw
        if CENTRAL.pack(*fields) != expected or self._at(offset, len(local)) != local:
            raise NotABundle(f"{name} is not put into the zip file as it must be")
        start = offset + len(local)
        if start + size > self._directory:
            raise NotABundle(f"{name} says that it is longer than the zip file")
        return name, Part(start, size, crc), at + CENTRAL.size + length

    def _name(self, raw: bytes) -> str:
        name = raw.decode("ascii", "backslashreplace")
        if name not in FILES:
            raise NotABundle(f"{name!r} is no file of a bundle: it is not read")
        if name in self.parts:
            raise NotABundle(f"{name} stands in it twice")
        return name

    def _at(self, offset: int, length: int) -> bytes:
        if offset < 0 or offset + length > self.length:
            raise NotABundle("it ends before it should")
        self._file.seek(offset)
        found = self._file.read(length)
        if len(found) != length:
            raise NotABundle("it ends before it should")
        return found

    def read(self, name: str, at_most: int) -> bytes:
        part = self.parts[name]
        if part.size > at_most:
            raise NotABundle(f"{name} is larger than {at_most} bytes")
        return self._at(part.offset, part.size)

    def blocks(self, name: str) -> Iterator[bytes]:
        part = self.parts[name]
        at, end = part.offset, part.offset + part.size
        while at < end:
            data = self._at(at, min(2**20, end - at))
            at += len(data)
            yield data

    def lines(self, name: str) -> Iterator[bytes]:
        """Each line without its end. Raises NotABundle for one that is too long or unended."""
        rest = b""
        for block in self.blocks(name):
            *whole, rest = (rest + block).split(b"\n")
            yield from whole
            if len(rest) > LARGEST_LINE:
                raise NotABundle(f"a line of {name} has more than {LARGEST_LINE} bytes")
        if rest:
            raise NotABundle(f"the last line of {name} does not end")


def _refuse_tricks(name: str, fields: Sequence[Any]) -> None:
    made, flags, method = fields[1], fields[3], fields[4]
    if flags & 1:
        raise NotABundle(f"{name} is encrypted")
    if method or fields[8] != fields[9]:
        raise NotABundle(f"{name} is compressed: files of a bundle are stored as they are")
    if fields[15] != RIGHTS or made != (20 | 3 << 8):
        raise NotABundle(f"{name} is no plain file")


# --- The tree (RFC 6962) -------------------------------------------------------------------------


def leaf(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a growing tree."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[tuple[int, bytes]] = []

    def add(self, entry: bytes) -> None:
        size, found = 1, leaf(entry)
        while self._edge and self._edge[-1][0] == size:
            found = node(self._edge.pop()[1], found)
            size *= 2
        self._edge.append((size, found))
        self.size += 1

    def root(self) -> bytes:
        found = self._edge[-1][1] if self._edge else sha256(b"").digest()
        for _, left in reversed(self._edge[:-1]):
            found = node(left, found)
        return found


def includes(found: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2."""
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node(step, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def continues(smaller: int, size: int, before: bytes, after: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162, 2.1.4.2."""
    if not 0 < smaller < size or not path:
        return False
    steps = [before, *path] if smaller & (smaller - 1) == 0 else list(path)
    at, last = smaller - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(step, old), node(step, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node(new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (before, after)


# --- Notes, checkpoints and keys (C2SP signed-note, tlog-checkpoint) -----------------------------


class Key(NamedTuple):
    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n\x01" + self.public).digest()[:4]


def key_of(text: str) -> Key:
    """A published key: name, id and base64. Raises Wrong."""
    name, _, rest = text.strip().partition("+")
    identity, _, encoded = rest.partition("+")
    data = unbase64(encoded)
    if not name or len(data) != 33 or data[:1] != b"\x01":
        raise Wrong("a key is name+id+base64 of an Ed25519 key")
    key = Key(name, data[1:])
    if key.id.hex() != identity:
        raise Wrong(f"the key of {name} is not the one that its id says")
    return key


def unbase64(text: str) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Wrong("that is no base64") from wrong
    if b64encode(data).decode() != text:
        raise Wrong("that is not the one way to write it in base64")
    return data


def opened(note: Any) -> tuple[str, list[tuple[str, bytes]]]:
    """A note's text and signatures, none of them checked. Raises Wrong."""
    if not isinstance(note, str) or len(note.encode("utf-8", "replace")) > LONGEST_NOTE:
        raise Wrong("a note is a text, and not a long one")
    if any(one < " " and one != "\n" for one in note):
        raise Wrong("a note holds no control characters")
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise Wrong("a note is text, an empty line, and signature lines")
    found = []
    for line in signatures[:-1].split("\n"):
        signature = SIGNED_BY.fullmatch(line)
        if signature is None:
            raise Wrong("a signature line is a dash, a name and base64")
        found.append((signature[1], unbase64(signature[2])))
    return f"{text}\n", found


def signers_of(note: str, keys: Sequence[Key]) -> set[Key]:
    """Who of these has signed it; a wrong signature of one of them raises Wrong."""
    text, signatures = opened(note)
    by = set()
    for name, signature in signatures:
        for key in keys:
            if key.name == name and key.id == signature[:4]:
                if not is_signed(key.public, signature[4:], text.encode()):
                    raise Wrong(f"the signature of {name} is not over this text")
                by.add(key)
    return by


def is_signed(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes
    note: str


def checkpoint_of(note: Any) -> Checkpoint:
    lines = opened(note)[0].split("\n")
    if len(lines) < 4 or not lines[0] or not COUNT.fullmatch(lines[1]):
        raise Wrong("a checkpoint is an origin, a size and a root, a line each")
    root = unbase64(lines[2])
    if len(root) != 32:
        raise Wrong("a root is a SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root, note)


class Change(NamedTuple):
    """From `size` on, checkpoints are signed by `key`."""

    origin: str
    reason: str
    key: Key
    size: int
    note: str


def next_change(note: Any, before: Change | None, number: int) -> Change:
    """The change of keys in a note, once it follows the one before it. Raises Wrong."""
    text, _ = opened(note)
    lines = text.split("\n")
    if len(lines) != 10 or not lines[0].endswith(" keys") or not COUNT.fullmatch(lines[5]):
        raise Wrong("it is no change of a log's keys")
    change = Change(lines[0][: -len(" keys")], lines[3], key_of(lines[4]), int(lines[5]), note)
    prev = sha256(before.note.encode()).hexdigest() if before else ZEROS
    if (lines[1], lines[2], change.key.name) != (str(number), prev, change.origin):
        raise Wrong("it does not follow the one before it")
    needed = {change.key}
    if before is None:
        if (change.reason, lines[6], lines[7]) != ("first", "-", "-") or change.size < 1:
            raise Wrong("the first change of keys is no first one")
    else:
        _refuse_other_key(change, before, lines)
        needed |= {before.key} if change.reason == "rotated" else set()
    if signers_of(note, list(needed)) != needed:
        raise Wrong("it is not signed by the keys that must sign it")
    return change


def _refuse_other_key(change: Change, before: Change, lines: Sequence[str]) -> None:
    if change.origin != before.origin or not COUNT.fullmatch(lines[7]):
        raise Wrong("it is of another log")
    if key_of(lines[6]) != before.key or not before.size <= int(lines[7]) <= change.size:
        raise Wrong("it withdraws another key than the one before")
    if change.reason not in {"rotated", "lost"}:
        raise Wrong("a key is rotated or lost")
    if (int(lines[7]) == change.size) != (change.reason == "rotated"):
        raise Wrong("its sizes do not fit its reason")


class Keys:
    """The log's keys, each from its size on."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def take(self, note: Any) -> None:
        before = self.changes[-1] if self.changes else None
        self.changes.append(next_change(note, before, len(self.changes) + 1))

    def refuse_unsigned(self, one: Checkpoint) -> None:
        """Raise Wrong unless the key of that size has signed it."""
        now = [change for change in self.changes if change.size <= one.size]
        if not now or one.origin != now[-1].origin:
            raise Wrong("no key of this log was in force then")
        if now[-1].key not in signers_of(one.note, [change.key for change in self.changes]):
            raise Wrong(f"it is not signed by {now[-1].key.name}, key {now[-1].key.id.hex()}")

    @property
    def vouched(self) -> set[Key]:
        """The key in force, and those before it that vouch for it one by one."""
        found: set[Key] = set()
        for change in reversed(self.changes):
            found.add(change.key)
            if change.reason != "rotated":
                break
        return found


# --- Signatures of people -----------------------------------------------------------------------


def refuse_evidence(evidence: Any, entry: dict[str, Any], position: int) -> None:
    """Raise Wrong unless a signature is of what it stands under and holds by itself."""
    if not isinstance(evidence, dict):
        raise Wrong("it is no signature record")
    manifest = evidence.get("manifest")
    if not isinstance(manifest, dict) or not isinstance(manifest.get("signer"), dict):
        raise Wrong("it has no manifest")
    digest = sha256(written(manifest)).hexdigest()
    if digest != evidence.get("manifest_sha256"):
        raise Wrong("its manifest is not the one that was signed")
    said = tuple(manifest.get(name) for name in ("organisation", "stream", "nonce"))
    if said != tuple(entry[name] for name in ("organisation", "stream", "command_id")):
        raise Wrong("it was given for another decision")
    if manifest["signer"].get("person") != entry["actor"]:
        raise Wrong("it was given by somebody else than who decided")
    if type(manifest.get("log_size")) is not int or manifest["log_size"] >= position:
        raise Wrong("it was given on a log that is not before it")
    refuse_class(evidence, manifest["signer"].get("credential"), digest)


def refuse_class(evidence: dict[str, Any], credential: Any, digest: str) -> None:
    """Raise Wrong unless a passkey has signed where the class says so, and nowhere else."""
    grade, assertion = evidence.get("grade"), evidence.get("assertion")
    if grade not in {"named", "reauthenticated", "passkey"} or (grade == "passkey") != bool(
        assertion
    ):
        raise Wrong("its class is not the one that it looks like")
    if assertion:
        try:
            refuse_assertion(assertion, credential, digest)
        except (ValueError, TypeError, KeyError, IndexError, struct.error) as wrong:
            raise Wrong(f"its passkey's answer cannot be read: {wrong!r}") from wrong


def refuse_assertion(assertion: dict[str, str], credential: Any, digest: str) -> None:
    """Web Authentication, 7.2: of this manifest, by this key, with the user verified."""
    data, client = _url(assertion["authenticator_data"]), _url(assertion["client_data"])
    said = json.loads(client)
    challenge = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    if (said["type"], said["challenge"]) != ("webauthn.get", challenge):
        raise Wrong("the passkey signed something else")
    if said["origin"] != assertion["origin"] or assertion["credential"] != credential:
        raise Wrong("another passkey signed, or it signed elsewhere")
    if data[:32] != sha256(assertion["relying_party"].encode()).digest() or data[32] & 5 != 5:
        raise Wrong("the passkey did not verify its user for this service")
    verify = _verifier(_url(assertion["public_key"]))
    try:
        verify(_url(assertion["signature"]), data + sha256(client).digest())
    except InvalidSignature as wrong:
        raise Wrong("the passkey's signature does not hold") from wrong


def _url(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _verifier(cose: bytes) -> Callable[[bytes, bytes], None]:
    key, rest = _cbor(cose)
    if rest or not isinstance(key, dict):
        raise Wrong("that is no passkey's key")
    kind, algorithm = key[1], key[3]
    if (kind, algorithm, key.get(-1)) == (2, -7, 1):
        x, y = int.from_bytes(key[-2], "big"), int.from_bytes(key[-3], "big")
        curve = EllipticCurvePublicNumbers(x, y, SECP256R1()).public_key()
        return lambda signature, data: curve.verify(signature, data, ECDSA(SHA256()))
    if (kind, algorithm, key.get(-1)) == (1, -8, 6):
        return Ed25519PublicKey.from_public_bytes(key[-2]).verify
    if (kind, algorithm) == (3, -257):
        modulus, exponent = int.from_bytes(key[-1], "big"), int.from_bytes(key[-2], "big")
        rsa = RSAPublicNumbers(exponent, modulus).public_key()
        return lambda signature, data: rsa.verify(signature, data, PKCS1v15(), SHA256())
    raise Wrong("the passkey's algorithm is not known here")


def _cbor(data: bytes) -> tuple[Any, bytes]:
    """Integers, bytes and flat maps of them: all that a key is made of."""
    major, count, rest = data[0] >> 5, data[0] & 31, data[1:]
    if count >= 24:
        width = {24: 1, 25: 2, 26: 4}[count]
        count, rest = int.from_bytes(rest[:width], "big"), rest[width:]
    if major == 0:
        return count, rest
    if major == 1:
        return -1 - count, rest
    if major == 2:
        return rest[:count], rest[count:]
    if major != 5 or count > 16:
        raise Wrong("that is no passkey's key")
    found = {}
    for _ in range(count):
        name, rest = _cbor(rest)
        found[name], rest = _cbor(rest)
    return found, rest


def letter_of(evidence: dict[str, Any], entry: dict[str, Any], position: int, digest: str) -> str:
    """What a signature says, for a person; docs/bundle.md has its form."""
    manifest, code = evidence["manifest"], evidence["manifest_sha256"][:16]
    signer = manifest["signer"]
    name, person, office = (_plain(signer.get(one)) for one in ("name", "person", "office"))
    behalf = f", for {_plain(signer['on_behalf_of'])}" if signer.get("on_behalf_of") else ""
    lines = [
        f"Position {position}: {name} ({person}), {office}{behalf}",
        f"signed {_plain(manifest.get('command'))} of {entry['stream']}, recorded {entry['recorded_at']}",
    ]
    lines += [
        f"  {_plain(one.get('meaning'))}: {_plain(one.get('sentence'))}"
        for one in manifest.get("statements") or ()
    ]
    lines += [
        f"  class {_plain(evidence.get('grade'))}, code {'-'.join(code[at : at + 4] for at in range(0, 16, 4))}",
        f"  entry {digest}",
    ]
    return "".join(f"{line}\n" for line in lines) + "\n"


def _plain(value: Any) -> str:
    return " ".join(str(value).split())


# --- The bundle ----------------------------------------------------------------------------------

ENTRY = {
    "actor": str, "causation_id": (str, type(None)), "client": str, "command_id": str,
    "command_sha256": str, "correlation_id": str, "occurred_at": str,
    "on_behalf_of": (str, type(None)), "organisation": str, "part": int, "payload_commitment": str,
    "prev": str, "recorded_at": str, "schema": int, "stream": str, "type": str,
    "type_version": int, "version": int,
}  # fmt: skip


def _by(entry: dict[str, Any]) -> str:
    """Who acted, and on which day."""
    return f", by {entry['actor']} on {entry['occurred_at'][:10]}"


def _acted(data: bytes) -> str:
    """The same as an entry's bytes say it; nothing where they are no entry."""
    try:
        return _by(shaped(canonical(data), **ENTRY))  # type: ignore[arg-type]
    except Wrong:
        return ""


SIGNED = {
    "BudgetGranted", "GateWaived", "InForceProposed", "PlanAccepted", "PlanObjected",
    "PlanPutInForce", "PlanSigned", "SignatureDeclined", "WaiverProposed", "WaiverRefused",
}  # fmt: skip
POLICIES = {"UnitPlanOpened", "RulesChanged"}
GRADES = {"any": 0, "named": 0, "reauthenticated": 1, "passkey": 2}


@dataclass
class Last:
    """What the next entry of a stream is compared with, and what its signatures must be."""

    version: int = 0
    hash: str = ZEROS
    command: str = ""
    part: int = -1
    demand: str = "any"
    rehearsal: bool = False


@dataclass
class Given:
    """What the asker holds, from elsewhere."""

    keys: list[Key] = field(default_factory=list)
    checkpoints: list[Checkpoint] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def sizes(self) -> set[int]:
        return {one.size for one in self.checkpoints}

    @property
    def positions(self) -> set[int]:
        return {one["position"] for receipt in self.receipts for one in receipt["entries"]}


class Bundle:
    """One verification, from the first byte to the last."""

    def __init__(self, archive: Archive, given: Given, progress: Callable[[int], None]) -> None:
        self.archive, self.given, self.progress = archive, given, progress
        self.sheet, self.keys, self.tree = Sheet(), Keys(), Tree()
        self.streams: dict[str, Last] = {}
        self.commands: set[int] = set()
        self.roots: dict[int, bytes] = {}
        self.seen: dict[int, str] = {}
        self.absent: dict[str, int] = {}
        self.position = 0
        self.counts = {
            "entries": 0,
            "payloads": 0,
            "openings": 0,
            "checkpoints": 0,
            "signatures": 0,
            "streams": 0,
            "told": 0,
        }
        self.manifest = self._manifest()
        self.whole = self.manifest["scope"]["kind"] == "organisation"
        self._refuse_other_files()

    def verify(self) -> Sheet:
        self._files()
        self._keys()
        self._checkpoints()
        self.told = Told(self._rows("histories.jsonl"), self._streams(), self.sheet)
        self._entries()
        self._given()
        if self.counts != self.manifest["counts"]:
            self.sheet["B10"].find(
                f"The manifest counts {self.manifest['counts']}, there are {self.counts}."
            )
        if self.absent != self.manifest["left_out"]:
            self.sheet["B10"].find(
                f"By the manifest these are left out: {self.manifest['left_out']}; they are {self.absent}."
            )
        self.sheet.close()
        return self.sheet

    def _manifest(self) -> dict[str, Any]:
        if next(iter(self.archive.parts)) != MANIFEST:
            raise NotABundle("its first file is not manifest.json")
        try:
            found = canonical(self.archive.read(MANIFEST, LARGEST_MANIFEST))
            if (found.get("format"), found.get("version")) != (FORMAT, VERSION):
                raise Wrong(f"this verifier reads {FORMAT} version {VERSION} and nothing else")
            shaped(found, format=str, version=int, organisation=str, scope=dict, size=int,
                   counts=dict, left_out=dict, histories=dict, files=list)  # fmt: skip
            shaped(found["histories"], complete=bool, why=str)
            scope = found["scope"]
            if scope.get("kind") == "organisation":
                shaped(scope, kind=str)
            elif shaped(scope, kind=str, name=str)["kind"] not in {"cycle", "stream"}:
                raise Wrong("its scope is neither an organisation, nor a cycle, nor a stream")
            for one in found["files"]:
                hashed(shaped(one, name=str, sha256=str, size=int)["sha256"])
        except Wrong as wrong:
            raise NotABundle(f"its manifest cannot be used: {wrong}") from wrong
        return found

    def _refuse_other_files(self) -> None:
        expected = [name for name in FILES if name != PROOFS or not self.whole]
        named = [MANIFEST, *(one["name"] for one in self.manifest["files"])]
        if list(self.archive.parts) != expected or named != expected:
            raise NotABundle(f"its files are not these, in this order: {', '.join(expected)}")
        self.sheet["B01"].counted = len(expected)

    def _files(self) -> None:
        check = self.sheet["B02"]
        for one in self.manifest["files"]:
            digest, crc = sha256(), 0
            for block in self.archive.blocks(one["name"]):
                digest.update(block)
                crc = zlib.crc32(block, crc)
            part = self.archive.parts[one["name"]]
            if (digest.hexdigest(), part.size, crc) != (one["sha256"], one["size"], part.crc):
                check.find(f"{one['name']} is not the file that the manifest names.")
            elif one["name"] == "README.txt" and one["sha256"] != README_SHA256:
                check.find("README.txt is not the one that comes with this version.")
            check.counted += 1
        manifest = self.archive.read(MANIFEST, LARGEST_MANIFEST)
        if zlib.crc32(manifest) != self.archive.parts[MANIFEST].crc:
            check.find("manifest.json is not what the zip file says of it.")
        carried = next(one for one in self.manifest["files"] if one["name"] == "verify.py")
        with open(__file__, "rb") as own:
            if sha256(own.read()).hexdigest() != carried["sha256"]:
                check.note = "The bundle carries another verify.py than this one; it was not run."

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(self.archive.lines(name), 1):
            try:
                yield canonical(line)
            except Wrong as wrong:
                raise NotABundle(f"line {number} of {name}: {wrong}") from wrong

    def _keys(self) -> None:
        for row in self._rows("log_keys.jsonl"):
            self.sheet["B15"].counted += 1
            try:
                self.keys.take(shaped(row, note=str)["note"])
            except Wrong as wrong:
                self.sheet["B15"].find(f"Change {self.sheet['B15'].counted} of the keys: {wrong}.")
                return
        check = self.sheet["B16"]
        check.counted = len(self.given.keys)
        if not self.given.keys:
            check.note = "No key was given. Ask for the log's public key elsewhere, and give --key."
        elif not self.keys.vouched & set(self.given.keys):
            check.find("None of the keys given vouches for the key that signs this log now.")

    def _checkpoints(self) -> None:
        """Signatures, and that each continues the one before it."""
        steps = self._rows("consistency.jsonl")
        before: Checkpoint | None = None
        for row in self._rows("checkpoints.jsonl"):
            self.counts["checkpoints"] += 1
            where = f"Checkpoint {self.counts['checkpoints']}"
            try:
                one = checkpoint_of(shaped(row, note=str)["note"])
                where = f"The checkpoint of {one.size}"
                self.keys.refuse_unsigned(one)
            except Wrong as wrong:
                self.sheet["B14"].find(f"{where}: {wrong}.")
                continue
            self.sheet["B14"].counted += 1
            if before:
                self._step(before, one, next(steps, None))
            self.roots[one.size] = one.root
            before = one
        if next(steps, None) is not None:
            self.sheet["B13"].find("There are more steps than checkpoints.")
        if before is None or before.size != self.manifest["size"]:
            self.sheet["B14"].find(
                f"No checkpoint is of {self.manifest['size']} entries, the bundle's size."
            )

    def _step(self, before: Checkpoint, one: Checkpoint, row: dict[str, Any] | None) -> None:
        self.sheet["B13"].counted += 1
        where = f"From {before.size} to {one.size}"
        try:
            step = shaped(row, **{"from": int, "path": list, "to": int})
            if (step["from"], step["to"]) != (before.size, one.size):
                raise Wrong("the proof is of other sizes")
            path = path_of(step["path"])
        except Wrong as wrong:
            self.sheet["B13"].find(f"{where}: {wrong}.")
            return
        if not continues(before.size, one.size, before.root, one.root, path):
            self.sheet["B13"].find(f"{where}: the later log does not begin with the earlier one.")

    def _streams(self) -> dict[str, Any]:
        """How many entries of each stream its histories must have."""
        found: dict[str, Any] = {}
        before = ""
        for row in self._rows("streams.jsonl"):
            self.counts["streams"] += 1
            try:
                shaped(row, due=int, missing=list, not_due=int, stream=str)
                if row["stream"] <= before or min(row["due"], row["not_due"]) < 0:
                    raise Wrong("a stream stands out of order, or has fewer than no entries")
                if not all(isinstance(one, str) for one in row["missing"]):
                    raise Wrong("a run has no name")
            except Wrong as wrong:
                raise NotABundle(
                    f"line {self.counts['streams']} of streams.jsonl: {wrong}"
                ) from wrong
            found[before := row["stream"]] = row
        return found

    def _entries(self) -> None:
        """Entries, payloads, proofs and letters, side by side."""
        payloads, letters = self._rows("payloads.jsonl"), Letters(self.archive)
        openings = Openings(self._rows("openings.jsonl"), self.sheet["B22"])
        proofs = None if self.whole else self._rows(PROOFS)
        payload = next(payloads, None)
        for row in self._rows("entries.jsonl"):
            self.counts["entries"] += 1
            entry, data = self._entry(row)
            self.told.beside(self.position, entry, sha256(data).hexdigest())
            if proofs is not None:
                self._proof(data, next(proofs, None))
            if payload and payload.get("position") == self.position:
                letters.read = openings.of(self.position, payload.get("payload"))
                self._payload(payload, entry, row["hash"], letters)
                payload = next(payloads, None)
            elif entry:
                self.absent[entry["type"]] = self.absent.get(entry["type"], 0) + 1
            self.sheet["B10"].counted += 1
            if self.counts["entries"] % 20_000 == 0:
                self.progress(self.counts["entries"])
        if payload or (proofs is not None and next(proofs, None)):
            self.sheet["B10"].find("There are payloads or proofs of entries that are not there.")
        self._concluded(letters, openings)

    def _concluded(self, letters: Letters, openings: Openings) -> None:
        """What stands beside the entries goes no further than they do."""
        openings.end()
        self.counts["openings"] = self.sheet["B22"].counted
        self.told.end(self.manifest["size"], self.manifest["histories"])
        self.counts["told"] = self.told.count
        self.sheet["B20"].counted = self.counts["signatures"]
        if not letters.ended:
            self.sheet["B20"].find("letters.txt is not what the signatures say.")
        self._ended()

    def _ended(self) -> None:
        if not self.whole:
            self.sheet["B11"].note = "Part of a log: its entries are proved one by one, in B12."
            return
        if self.position != self.manifest["size"]:
            self.sheet["B07"].find(
                f"The log ends at {self.position}, not at {self.manifest['size']}."
            )
        for size in self.roots.keys() - {0}:
            if size > self.tree.size:
                self.sheet["B11"].find(f"A checkpoint is of {size} entries, and there are fewer.")
        self.sheet["B12"].note = "The whole log: its entries are proved by its roots, in B11."

    def _entry(self, row: dict[str, Any]) -> tuple[dict[str, Any] | None, bytes]:
        try:
            shaped(row, entry=str, hash=str, position=int)
            data = row["entry"].encode()
        except (Wrong, ValueError) as wrong:
            raise NotABundle(f"line {self.counts['entries']} of entries.jsonl: {wrong}") from wrong
        self._positioned(row["position"])
        digest, where = sha256(data).hexdigest(), f"Position {self.position}"
        self.sheet["B04"].counted += 1
        if digest != row["hash"]:
            self.sheet["B04"].find(f"{where}{_acted(data)}: the hash is not that of the bytes.")
        if self.position in self.given.positions:
            self.seen[self.position] = digest
        self._grown(data)
        self.sheet["B03"].counted += 1
        try:
            entry = shaped(canonical(data), **ENTRY)  # type: ignore[arg-type]
            if len(data) > LARGEST_ENTRY or entry["schema"] != 1 or not self._is_within(entry):
                raise Wrong("it is too long, of another schema, or outside the bundle's scope")
        except Wrong as wrong:
            self.sheet["B03"].find(f"{where}: {wrong}.")
            return None, data
        place = f"{where}, {entry['stream']} version {entry['version']}{_by(entry)}"
        self._chained(entry, digest, place)
        return entry, data

    def _positioned(self, position: int) -> None:
        self.sheet["B07"].counted += 1
        is_next = position == self.position + 1 if self.whole else position > self.position
        if not is_next or position > self.manifest["size"]:
            self.sheet["B07"].find(f"After position {self.position} comes {position}.")
        self.position = position

    def _grown(self, data: bytes) -> None:
        if not self.whole:
            return
        self.tree.add(data)
        size = self.tree.size
        if size not in self.roots and size not in self.given.sizes:
            return
        root = self.tree.root()
        if size in self.roots:
            self.sheet["B11"].counted += 1
            if self.roots[size] != root:
                self.sheet["B11"].find(f"The first {size} entries are not those that were signed.")
        else:
            self.roots[size] = root

    def _is_within(self, entry: dict[str, Any]) -> bool:
        is_own = entry["organisation"] == self.manifest["organisation"]
        return is_own and _is_of(self.manifest["scope"], entry["stream"])

    def _chained(self, entry: dict[str, Any], digest: str, where: str) -> None:
        last = self.streams.setdefault(entry["stream"], Last())
        for number in ("B05", "B06"):
            self.sheet[number].counted += 1
        if entry["prev"] != last.hash:
            self.sheet["B05"].find(
                f"{where}: it continues {entry['prev'][:16]}, not {last.hash[:16]}."
            )
        if entry["version"] != last.version + 1:
            self.sheet["B06"].find(f"{where}: the version before it is {last.version}.")
        if entry["command_id"] != last.command:
            self._command(entry, where)
            expected = 0
        else:
            expected = last.part + 1
        if entry["part"] != expected:
            self.sheet["B08"].find(
                f"{where}: part {entry['part']} stands where part {expected} should."
            )
        last.version, last.hash = entry["version"], digest
        last.command, last.part = entry["command_id"], entry["part"]

    def _command(self, entry: dict[str, Any], where: str) -> None:
        self.sheet["B08"].counted += 1
        named = f"{entry['stream']}\n{entry['command_id']}".encode()
        known = int.from_bytes(sha256(named).digest()[:8], "big")
        if known in self.commands:
            self.sheet["B08"].find(f"{where}: command {entry['command_id']} stands twice.")
        self.commands.add(known)

    def _proof(self, data: bytes, row: dict[str, Any] | None) -> None:
        check = self.sheet["B12"]
        check.counted += 1
        size = self.manifest["size"]
        try:
            proof = shaped(row, path=list, position=int)
            path = path_of(proof["path"])
            root = self.roots.get(size, b"")
            if proof["position"] != self.position or not includes(
                leaf(data), self.position - 1, size, path, root
            ):
                raise Wrong("its proof does not lead to the newest checkpoint")
        except Wrong as wrong:
            check.find(f"Position {self.position}: {wrong}.")

    def _payload(
        self, row: dict[str, Any], entry: dict[str, Any] | None, digest: str, letters: Letters
    ) -> None:
        self.counts["payloads"] += 1
        self.sheet["B09"].counted += 1
        if entry is None:
            return
        where = f"Position {self.position}{_by(entry)}"
        try:
            shaped(row, payload=str, position=int, salt=str)
            if not re.fullmatch("([0-9a-f]{2}){16,}", row["salt"]):
                raise Wrong("its salt is too short")
            data = row["payload"].encode()
            if sha256(bytes.fromhex(row["salt"]) + data).hexdigest() != entry["payload_commitment"]:
                raise Wrong("the payload is not the committed one")
        except (Wrong, ValueError) as wrong:
            self.sheet["B09"].find(f"{where}: {wrong}.")
            return
        if entry["type"] in SIGNED | POLICIES or '"signature"' in row["payload"]:
            self._signature(data, entry, digest, letters)

    def _demanded(self, payload: dict[str, Any], entry: dict[str, Any]) -> None:
        """The class of signature that the policy of that version asks for, against the one there."""
        last, policy = self.streams[entry["stream"]], payload.get("policy")
        if entry["type"] in POLICIES and isinstance(policy, dict):
            strict = "passkey" if policy.get("preset") == "strict" else "any"
            last.demand = str(policy.get("signing") or strict)
            last.rehearsal = last.rehearsal or payload.get("rehearsal") is True
        if entry["type"] not in SIGNED or not entry["stream"].startswith("unit/"):
            return
        self.sheet["B21"].counted += 1
        evidence = payload.get("signature")
        grade = str(evidence.get("grade")) if isinstance(evidence, dict) else "any"
        if not last.rehearsal and GRADES.get(grade, 0) < GRADES.get(last.demand, 2):
            self.sheet["B21"].find(
                f"Position {self.position}: {entry['actor']}'s {entry['type']} asks for a signature "
                f"of class {last.demand}, and has {'none' if grade == 'any' else grade}."
            )

    def _signature(self, data: bytes, entry: dict[str, Any], digest: str, letters: Letters) -> None:
        check = self.sheet["B19"]
        try:
            payload = parsed(data)
            if not isinstance(payload, dict):
                return
            self._demanded(payload, entry)
            evidence = payload.get("signature")
            if not isinstance(evidence, dict):
                return
            self.counts["signatures"] += 1
            check.counted += 1
            refuse_evidence(evidence, entry, self.position)
            self._refuse_other_log(evidence["manifest"].get("witnessed"))
            if not letters.take(letter_of(evidence, entry, self.position, digest)):
                self.sheet["B20"].find(
                    f"The letter of position {self.position} says something else."
                )
        except Wrong as wrong:
            check.find(f"Position {self.position}{_by(entry)}: {wrong}.")

    def _refuse_other_log(self, witnessed: Any) -> None:
        """The checkpoint that the signer was shown is one of these."""
        if witnessed is None:
            return
        shaped(witnessed, size=int, root=str)
        known = self.roots.get(witnessed["size"])
        if known is None or known.hex() != witnessed["root"]:
            raise Wrong(f"it was given on a checkpoint of {witnessed['size']} that is not here")

    # --- What the asker holds --------------------------------------------------------------------

    def _given(self) -> None:
        check = self.sheet["B17"]
        for one in self.given.checkpoints:
            check.counted += 1
            try:
                self._held(one)
            except Wrong as wrong:
                check.find(f"The checkpoint of {one.size} that you hold: {wrong}.")
        if not self.given.checkpoints:
            check.note = (
                "None was given: a log that its own notary rewrote and signed again would pass."
            )
        for receipt in self.given.receipts:
            for one in receipt["entries"]:
                self._receipted(receipt, one)

    def _held(self, one: Checkpoint) -> None:
        self.keys.refuse_unsigned(one)
        if one.size > self.manifest["size"]:
            raise Wrong(
                f"the bundle ends at {self.manifest['size']}: it is older than what you hold, or "
                "its end was removed; ask for one of today"
            )
        if one.size not in self.roots:
            raise Wrong("this part of the log cannot show it; ask for the whole log")
        if self.roots[one.size] != one.root:
            raise Wrong("its root is another one")

    def _receipted(self, receipt: dict[str, Any], one: dict[str, Any]) -> None:
        check = self.sheet["B18"]
        check.counted += 1
        where, held = f"Position {one['position']} of your receipt", receipt["at"]
        data = one["entry"].encode()
        path, index = path_of(one["path"]), one["position"] - 1
        if not includes(leaf(data), index, held.size, path, held.root):
            check.find(f"{where}: the receipt's own proof does not hold.")
            return
        known = self.seen.get(one["position"])
        if known is None and (self.whole or self._is_within(canonical(data))):
            check.find(f"{where}: it is not in the bundle.")
        elif known is None:
            check.note = "A receipt is of an entry outside this part of the log."
        elif known != sha256(data).hexdigest():
            check.find(f"{where}: the bundle has another entry there.")


def _is_of(scope: dict[str, str], stream: str) -> bool:
    """Whether a stream belongs to what the bundle says that it holds."""
    name = scope.get("name", "")
    if scope["kind"] == "cycle":
        inside = (f"unit/{name}/", f"seller/{name}/")
        return stream in {
            f"{one}/{name}" for one in ("cycle", "culture", "incentives")
        } or stream.startswith(inside)
    return scope["kind"] == "organisation" or stream == name


class Openings:
    """openings.jsonl, each line beside the payload whose tokens it opens."""

    def __init__(self, rows: Iterator[dict[str, Any]], check: Check) -> None:
        self._rows, self._check = rows, check
        self._next = next(rows, None)

    def of(self, position: int, payload: Any) -> dict[str, str]:
        """What the tokens of this payload read."""
        row = self._next
        if row is None or row.get("position") != position:
            return {}
        self._next = next(self._rows, None)
        try:
            shaped(row, openings=list, position=int)
            found = list(TOKEN.finditer(payload if isinstance(payload, str) else ""))
            if len(found) != len(row["openings"]):
                raise Wrong("there are not as many openings as tokens")
            return dict(filter(None, map(self._opened, found, row["openings"])))
        except (Wrong, ValueError) as wrong:
            self._check.find(f"Position {position}: {wrong}.")
            return {}

    def _opened(self, token: re.Match[str], opening: Any) -> tuple[str, str] | None:
        if opening is None:
            return None
        shaped(opening, salt=str, text=str)
        if not re.fullmatch("([0-9a-f]{2}){16}", opening["salt"]):
            raise Wrong("a salt is not of 16 bytes")
        digest = sha256(bytes.fromhex(opening["salt"]) + opening["text"].encode()).digest()
        if urlsafe_b64encode(digest).decode().rstrip("=") != token[1]:
            raise Wrong("a text is not the one that its token commits to")
        self._check.counted += 1
        return token[0], opening["text"]

    def end(self) -> None:
        if self._next is not None:
            self._check.find("There are openings of payloads that are not there.")


class Told:
    """histories.jsonl, each line beside the entry at whose position it stands."""

    def __init__(
        self, rows: Iterator[dict[str, Any]], streams: dict[str, Any], sheet: Sheet
    ) -> None:
        self._rows, self.streams = rows, streams
        self._on_record, self._in_histories = sheet["B23"], sheet["B24"]
        self.count = self._not_due = 0
        self._entries = dict.fromkeys(streams, 0)
        self._before = (0, b"")
        self._next = self._row()

    def _row(self) -> dict[str, Any] | None:
        row = next(self._rows, None)
        if row is None:
            return None
        self.count += 1
        try:
            shaped(
                row, commitment=(str, type(None)), hash=str, position=int, stream=str, version=int
            )
            before, self._before = self._before, (row["position"], written(row))
            if self._before <= before or row["stream"] not in self.streams:
                raise Wrong("it stands out of order, or is of a stream that streams.jsonl lacks")
        except Wrong as wrong:
            raise NotABundle(f"line {self.count} of histories.jsonl: {wrong}") from wrong
        return row

    def _until(self, position: int) -> Iterator[dict[str, Any]]:
        while self._next is not None and self._next["position"] <= position:
            row = self._next
            self._next = self._row()
            yield row

    def beside(self, position: int, entry: dict[str, Any] | None, digest: str) -> None:
        """What the histories have at this position, and before it where there is no entry."""
        has = False
        for row in self._until(position):
            self._on_record.counted += 1
            if row["position"] < position:
                self._lacking(row)
            elif entry is not None and _is_told(row, entry, digest):
                has = has or row["commitment"] is not None
            else:
                self._on_record.find(f"Position {position}: {_named(row)} has it otherwise.")
        if entry is not None:
            self._entry(position, entry, has=has)

    def _lacking(self, row: dict[str, Any]) -> None:
        self._on_record.find(
            f"Position {row['position']}: {_named(row)} has it; the record lacks it."
        )

    def _entry(self, position: int, entry: dict[str, Any], *, has: bool) -> None:
        stream = self.streams.get(entry["stream"])
        if stream is None:
            self._in_histories.find(f"Position {position}: streams.jsonl lacks its stream.")
            return
        self._entries[entry["stream"]] += 1
        if not has and self._entries[entry["stream"]] > stream["due"]:
            self._not_due += 1
            return
        self._in_histories.counted += 1
        if not has:
            missing = ", ".join(stream["missing"])
            self._in_histories.find(
                f"Position {position}: no history has {entry['stream']} version "
                f"{entry['version']}{missing and f'; that of run {missing} is gone'}."
            )

    def end(self, size: int, said: dict[str, Any]) -> None:
        """What is told of later positions than the bundle has, and whether each stream is whole."""
        for row in self._until(size):
            self._on_record.counted += 1
            self._lacking(row)
        waiting = sum(1 for _ in self._until(SAFE_INTEGER))
        if waiting:
            self._on_record.note = (
                f"{waiting} things are told of positions after {size}: not witnessed when this was "
                "taken, or cut off since. A newer bundle, or a checkpoint that you hold, tells which."
            )
        for name, entries in self._entries.items():
            expected = self.streams[name]["due"] + self.streams[name]["not_due"]
            if entries != expected:
                self._in_histories.find(
                    f"{name}: by streams.jsonl it has {expected} entries, here are {entries}."
                )
        notes = [said["why"]] if said["why"] else []
        if self._not_due:
            notes.append(
                f"Of {self._not_due} entries no history is here: they were recorded as the "
                "histories were read, or none was given."
            )
        self._in_histories.note = " ".join(notes)


def _is_told(row: dict[str, Any], entry: dict[str, Any], digest: str) -> bool:
    told = (row["stream"], row["version"], row["hash"])
    committed = row["commitment"] in {None, entry["payload_commitment"]}
    return committed and told == (entry["stream"], entry["version"], digest)


def _named(row: dict[str, Any]) -> str:
    return f"a history of {row['stream']}, version {row['version']},"


class Letters:
    """letters.txt, compared piece by piece."""

    def __init__(self, archive: Archive) -> None:
        self._blocks, self._rest = archive.blocks("letters.txt"), b""
        self._same = True
        self.read: dict[str, str] = {}

    def take(self, letter: str) -> bool:
        for token, text in self.read.items():
            letter = letter.replace(token, _plain(text))
        data = letter.encode()
        self._fill(len(data))
        self._same = self._same and self._rest[: len(data)] == data
        self._rest = self._rest[len(data) :]
        return self._same

    def _fill(self, length: int) -> None:
        while len(self._rest) < length and (block := next(self._blocks, b"")):
            self._rest += block

    @property
    def ended(self) -> bool:
        self._fill(1)
        return self._same and not self._rest


# --- The command ---------------------------------------------------------------------------------


def checkpoints_in(text: str) -> Iterator[Checkpoint]:
    """A note, or the notary's own file: a note in each line."""
    if not text.lstrip().startswith("{"):
        yield checkpoint_of(text)
        return
    for line in text.splitlines():
        row = parsed(line.encode())
        note = row.get("note") if isinstance(row, dict) else None
        if isinstance(note, str) and not opened(note)[0].split("\n", 1)[0].endswith(" keys"):
            yield checkpoint_of(note)


def receipt_in(text: str) -> dict[str, Any]:
    found = shaped(
        parsed(text.encode()), format=str, version=int, organisation=str, stream=str,
        command_id=str, checkpoint=str, keys=list, entries=list,
    )  # fmt: skip
    if (found["format"], found["version"]) != (RECEIPT, VERSION) or not found["entries"]:
        raise Wrong(f"this verifier reads {RECEIPT} version {VERSION} with its entries")
    for one in found["entries"]:
        path_of(shaped(one, entry=str, hash=str, path=list, position=int)["path"])
        canonical(one["entry"].encode())
    return {**found, "at": checkpoint_of(found["checkpoint"])}


def given_in(asked: argparse.Namespace) -> Given:
    """What the asker brought; raises NotABundle where it cannot be used."""
    given = Given()
    try:
        given.keys = [key_of(text) for text in asked.key]
        for name in asked.checkpoint:
            found = list(checkpoints_in(_of_bundle(name) or _text(name)))
            if not found:
                raise Wrong(f"{name} holds no checkpoint")
            given.checkpoints += found
        for name in asked.receipt:
            receipt = receipt_in(_text(name))
            given.receipts.append(receipt)
            given.checkpoints.append(receipt["at"])
    except (Wrong, OSError, ValueError) as wrong:
        raise NotABundle(f"what you gave beside the bundle cannot be used: {wrong}") from wrong
    return given


def _of_bundle(name: str) -> str:
    """The checkpoints of a bundle from before; nothing of another file. Raises Wrong.

    The rest of it is not looked at: each note is signed, or is no checkpoint of this log.
    """
    with open(name, "rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return ""
        try:
            return Archive(file).read("checkpoints.jsonl", LARGEST_ASIDE).decode()
        except (NotABundle, KeyError) as wrong:
            raise Wrong(f"{name} is no bundle: {wrong}") from wrong


def _text(name: str) -> str:
    with open(name, "rb") as file:
        data = file.read(LARGEST_ASIDE + 1)
    if len(data) > LARGEST_ASIDE:
        raise Wrong(f"{name} is too large")
    return data.decode()


def _progress(count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{count} entries", end="", file=sys.stderr, flush=True)


def proved(bundle: Bundle) -> Iterator[str]:
    """What follows from an accepted bundle, and from what the asker brought to it."""
    counts, size, given = bundle.counts, bundle.manifest["size"], bundle.given
    scope = bundle.manifest["scope"]
    yield (
        "Whoever holds the key that you gave, or one that it vouches for, signed this log"
        if given.keys
        else "Whoever holds the keys that are listed in it signed this log; whose they are, nothing here shows"
    )
    yield (
        f"Entries 1 to {size} of the log are all here, in this order: as many as its newest checkpoint says"
        if bundle.whole
        else f"Each of these {counts['entries']} entries is in the log of {size}, and of each of their "
        f"streams none before is missing; they are of the {scope['kind']} {scope['name']}"
    )
    yield (
        f"{counts['payloads']} payloads, {counts['signatures']} signatures and {counts['openings']} texts "
        "are those that were recorded"
    )
    yield from _with_what_you_hold(bundle)


def _with_what_you_hold(bundle: Bundle) -> Iterator[str]:
    given = bundle.given
    if held := len(given.checkpoints):
        yield (
            f"{held} checkpoints that you hold, the largest of {max(given.sizes)}, are of this log: up "
            "to there nobody rewrote it since"
        )
    if there := len(bundle.seen):
        yield f"{there} entries of your receipts are in it, as they were"


def stated(bundle: Bundle) -> Iterator[str]:
    """What whoever made the bundle says of it, and nothing in it can show."""
    size, left = bundle.manifest["size"], sum(bundle.absent.values())
    if not bundle.given.checkpoints:
        yield "That this is the history that others were shown: you gave no checkpoint or receipt"
    yield f"That nothing was recorded after entry {size}: a newer bundle or checkpoint shows it"
    if not bundle.whole:
        yield "That no stream goes further, and that there are no others: only the whole log can prove it"
    if beyond := len(bundle.given.positions) - len(bundle.seen):
        yield f"That {beyond} entries of your receipts are still on the record: they are of another part"
    if left:
        yield f"Why {left} payloads are not in this bundle"
    yield from _second_half(bundle)


def _second_half(bundle: Bundle) -> Iterator[str]:
    """A line of a history repeats hashes that the entry has: who writes entries could write it too."""
    told, said = bundle.counts["told"], bundle.manifest["histories"]
    missing = sum(len(one["missing"]) for one in bundle.told.streams.values())
    free = sum(one["not_due"] for one in bundle.told.streams.values())
    if told:
        every = "all that there was" if said["complete"] else "and not all that there was"
        yield f"That Temporal's histories had these {told} things, {every}"
    else:
        yield "That what is recorded was given to its workflow: nothing of Temporal's half is here"
    if said["why"]:
        yield f"Why there is no more of them: {said['why'].rstrip('.')}"
    if missing:
        yield f"That the histories of {missing} runs are gone"
    if free:
        yield f"That {free} entries need no history"


def verified(asked: argparse.Namespace) -> int:
    given = given_in(asked)
    with open(asked.bundle, "rb") as file:
        bundle = Bundle(Archive(file), given, _progress)
        sheet = bundle.verify()
    scope = bundle.manifest["scope"]
    part = "the whole log" if bundle.whole else f"{scope['kind']} {scope['name']}"
    said = [
        f"Organisation {bundle.manifest['organisation']}, {part}, {bundle.manifest['size']} entries signed."
    ]
    said += sheet.lines()
    if sheet.accepted:
        said += ["Proved:", *(f"  + {words}." for words in proved(bundle))]
        said += [
            "Only stated, by whoever made this bundle:",
            *(f"  - {words}." for words in stated(bundle)),
        ]
    said.append("Accepted." if sheet.accepted else "NOT ACCEPTED.")
    if sheet.accepted and not given.keys:
        said.append("Accepted as true to itself only: no key was given from outside.")
    sys.stdout.write("".join(f"{_shown(line)}\n" for line in said))
    return 0 if sheet.accepted else 1


def _shown(line: str) -> str:
    """Nothing from a bundle commands a terminal."""
    return (
        "".join(one if one.isprintable() else "?" for one in line)
        .encode(sys.stdout.encoding or "ascii", "replace")
        .decode(sys.stdout.encoding or "ascii")
    )


def main() -> int:
    ask = argparse.ArgumentParser(description="Verifies a bundle of a planning record.")
    ask.add_argument("bundle", help="the zip file")
    ask.add_argument(
        "--key", action="append", default=[], help="the log's public key, as you were given it"
    )
    ask.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        help="a checkpoint that you hold, or a bundle from before",
    )
    ask.add_argument("--receipt", action="append", default=[], help="a receipt that you hold")
    try:
        return verified(ask.parse_args())
    except NotABundle as wrong:
        words = f"NOT ACCEPTED: {wrong}."
    except OSError as wrong:
        words = f"NOT ACCEPTED: the file cannot be read: {wrong.strerror}."
    except Exception as wrong:  # noqa: BLE001 - whatever it was, it is not accepted
        words = f"NOT ACCEPTED: it cannot be read ({type(wrong).__name__})."
    sys.stdout.write(f"{_shown(words)}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
