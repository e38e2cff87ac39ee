"""What a recorded signature says, as text for a person; docs/bundle.md has its form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

CODE = 16
NOT_READ: Mapping[str, str] = MappingProxyType({})
GROUP = 4


def signature_in(payload: bytes) -> dict[str, Any] | None:
    """The signature record that a payload carries."""
    if b'"signature"' not in payload:
        return None
    try:
        found = json.loads(payload)
    except ValueError:
        return None
    evidence = found.get("signature") if isinstance(found, dict) else None
    return evidence if isinstance(evidence, dict) else None


def letter_of(
    evidence: dict[str, Any],
    entry: bytes,
    position: int,
    digest: str,
    *,
    read: Mapping[str, str] = NOT_READ,
) -> bytes:
    """The letter, in which the tokens that are `read` are opened.

    Nothing where the record is none that a letter could be written of.
    """
    try:
        written = _written(evidence, json.loads(entry), position, digest)
        for token, text in read.items():
            written = written.replace(token, _plain(text))
        return written.encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        return b""


def _written(evidence: dict[str, Any], entry: dict[str, Any], position: int, digest: str) -> str:
    manifest, sha256 = evidence["manifest"], evidence["manifest_sha256"]
    signer = manifest["signer"]
    behalf = signer.get("on_behalf_of")
    who = f"{_plain(signer.get('name'))} ({_plain(signer.get('person'))}), {_plain(signer.get('office'))}"
    code = "-".join(sha256[at : at + GROUP] for at in range(0, CODE, GROUP))
    lines = (
        f"Position {position}: {who}{f', for {_plain(behalf)}' if behalf else ''}",
        f"signed {_plain(manifest.get('command'))} of {entry['stream']}, recorded {entry['recorded_at']}",
        *(
            f"  {_plain(one.get('meaning'))}: {_plain(one.get('sentence'))}"
            for one in manifest.get("statements") or ()
        ),
        f"  class {_plain(evidence.get('grade'))}, code {code}",
        f"  entry {digest}",
    )
    return "".join(f"{line}\n" for line in lines) + "\n"


def _plain(value: object) -> str:
    """In one line."""
    return " ".join(str(value).split())
