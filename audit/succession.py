"""Which key signs next, and what a change of keys says of itself."""

from __future__ import annotations

from audit.held import Held
from audit.keyring import KeysRefused, Ring
from audit.log_keys import BEGINNING, KeyChange, checked, hash_of
from audit.note import Signer, Verifier


def signers_of(
    ring: Ring, origin: str, held: Held | None, size: int
) -> tuple[tuple[Signer, ...], tuple[str, ...]]:
    """Who signs the next checkpoint, and the list of keys as it is then."""
    signer = ring.signer(origin)
    if signer is None:
        raise KeysRefused("The key that signs has no private half: bring it back from its backup.")
    changes = checked(held.keys) if held else ()
    before = changes[-1] if changes else None
    if before and before.key == signer.verifier:
        return (signer,), held.keys if held else ()
    change = _change(ring, signer.verifier, before, held, size)
    old = None
    if before and change.reason == "rotated":
        old = ring.signer(origin, before.key.key)
        if old is None:
            raise KeysRefused("The key before is gone and cannot vouch for the new one.")
    signers = (signer, old) if old else (signer,)
    return signers, (*(held.keys if held else ()), change.signed(*signers))


def _change(
    ring: Ring, key: Verifier, before: KeyChange | None, held: Held | None, size: int
) -> KeyChange:
    if before is None or held is None:
        return KeyChange(
            key.name, 1, BEGINNING, "first", key, size, None, None, ring.keys[-1].words
        )
    since = ring.since(before.key.key)
    is_lost = any(one.reason == "lost" for one in since)
    return KeyChange(
        origin=key.name,
        number=before.number + 1,
        prev=hash_of(held.keys[-1]),
        reason="lost" if is_lost else "rotated",
        key=key,
        introduced_at=size,
        withdrawn=before.key,
        withdrawn_at=held.size if is_lost else size,
        words="; ".join(one.words for one in since if one.reason != "first"),
    )
