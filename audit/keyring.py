"""The notary's private keys, in one file of its own; a key changes by its owner's word only."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import BaseModel, ConfigDict, ValidationError

from audit.durable import alone, replaced
from audit.log_keys import Reason
from audit.note import Signer, Verifier
from domain.words import forbidden_character

LONGEST_WORDS = 500


class KeysRefused(Exception):
    """The keys are not there, not readable, or not to be changed so; the message says what to do."""


class Kept(BaseModel):
    """A key; `seed` is private, and gone once it has nothing more to sign."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    public: str
    seed: str | None
    reason: Reason
    words: str


class Ring(BaseModel):
    """Every key that there was, the one that signs last. `name` begins each log's origin."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    keys: tuple[Kept, ...]

    def signer(self, origin: str, public: bytes | None = None) -> Signer | None:
        """The key that signs, or that one of the keys; None where its private half is gone."""
        wanted = self.keys[-1].public if public is None else public.hex()
        seed = next((one.seed for one in self.keys if one.public == wanted), None)
        if seed is None:
            return None
        return Signer(origin, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed)))

    def trusted(self, origin: str) -> tuple[Verifier, ...]:
        """The public keys that none was lost after: what they signed, this notary has signed."""
        lost = [at for at, one in enumerate(self.keys) if one.reason == "lost"]
        since = self.keys[lost[-1] if lost else 0 :]
        return tuple(Verifier(origin, bytes.fromhex(one.public)) for one in since)

    def since(self, public: bytes | None) -> Sequence[Kept]:
        """The keys after that one; all of them where it is none of these."""
        found = [one.public for one in self.keys]
        named = public.hex() if public else None
        return self.keys[found.index(named) + 1 :] if named in found else self.keys


@dataclass(frozen=True)
class Keyring:
    """Where the keys are kept."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "keys.json"

    def read(self) -> Ring:
        """Raises KeysRefused."""
        try:
            return Ring.model_validate_json(self.path.read_bytes())
        except FileNotFoundError as away:
            raise KeysRefused(
                f"There is no key in {self.folder}: TALLY_STATE names the stack's state folder, which "
                "else is .tally where you are. If there was a key in it, bring it back from its "
                "backup, or say so with `tally notary lost`."
            ) from away
        except (OSError, ValidationError) as unusable:
            raise KeysRefused(f"{self.path} cannot be read as the notary's keys.") from unusable

    def read_or_make(self, name: str, *, is_new: bool) -> Ring:
        """The keys, or the first of them where this notary `is_new`. Raises KeysRefused."""
        with self._alone():
            if is_new and not self.path.exists():
                self._write(Ring(name=_named(name), keys=(_drawn("first", "the log begins"),)))
            ring = self.read()
        if ring.name != name:
            raise KeysRefused(
                f"These keys are for logs named {ring.name}, not {name}: set TALLY_LOG_NAME={ring.name}"
            )
        return ring

    def rotate(self, words: str) -> Ring:
        """A new key, which the one before vouches for; raises KeysRefused."""
        with self._alone():
            ring = self.read()
            return self._write(_with(ring, ring.keys, _drawn("rotated", _words(words))))

    def lost(self, words: str, *, name: str) -> Ring:
        """A new key after one that nobody may trust any more; no key before it signs again."""
        with self._alone():
            ring = self.read() if self.path.exists() else Ring(name=_named(name), keys=())
            return self._write(_with(ring, _emptied(ring.keys), _drawn("lost", _words(words))))

    def retire(self, ring: Ring) -> Ring:
        """Drop the private half of all keys but the last, unless they changed meanwhile."""
        with self._alone():
            if self.read() != ring or all(one.seed is None for one in ring.keys[:-1]):
                return ring
            return self._write(_with(ring, _emptied(ring.keys[:-1]), ring.keys[-1]))

    def _write(self, ring: Ring) -> Ring:
        replaced(self.path, ring.model_dump_json(indent=2).encode())
        return ring

    def _alone(self) -> AbstractContextManager[None]:
        return alone(self.folder / "keys.lock")


def _with(ring: Ring, before: Sequence[Kept], last: Kept) -> Ring:
    return ring.model_copy(update={"keys": (*before, last)})


def _emptied(keys: Sequence[Kept]) -> tuple[Kept, ...]:
    return tuple(one.model_copy(update={"seed": None}) for one in keys)


def _drawn(reason: Reason, words: str) -> Kept:
    key = Ed25519PrivateKey.generate()
    return Kept(
        public=key.public_key().public_bytes_raw().hex(),
        seed=key.private_bytes_raw().hex(),
        reason=reason,
        words=words,
    )


def _words(words: str) -> str:
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS or forbidden_character(said, one_line=True):
        raise KeysRefused(f"Say why, in one line of at most {LONGEST_WORDS} characters.")
    return said


def _named(name: str) -> str:
    if not name or not name.isascii() or not name.isprintable() or set(name) & set(" +"):
        raise KeysRefused("A log's name is printable ASCII without a space or a plus.")
    return name
