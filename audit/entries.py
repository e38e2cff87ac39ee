"""An entry's fields as its bytes say them, and whether the bytes are canonical.

Nearly every entry is plain ASCII without an escape. Of such text the pattern below is the whole
grammar of a canonical entry, and reads it in one go; whatever it does not match goes to the reader.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from audit.canonical import NotCanonical, read

_TEXT = r'"([ !#-\[\]-~]*)"'
_OPTIONAL = rf"(?:null|{_TEXT})"
_HEX = '"([0-9a-f]{64})"'
_COUNT = "(0|[1-9][0-9]{0,14})"
_FIELDS = {
    "actor": _TEXT,
    "causation_id": _OPTIONAL,
    "client": _TEXT,
    "command_id": _TEXT,
    "command_sha256": _HEX,
    "correlation_id": _TEXT,
    "occurred_at": _TEXT,
    "on_behalf_of": _OPTIONAL,
    "organisation": _TEXT,
    "part": _COUNT,
    "payload_commitment": _HEX,
    "prev": _HEX,
    "recorded_at": _TEXT,
    "schema": "(1)",
    "stream": _TEXT,
    "type": _TEXT,
    "type_version": _COUNT,
    "version": _COUNT,
}
_PLAIN = re.compile("{" + ",".join(f'"{name}":{form}' for name, form in _FIELDS.items()) + "}")
_COLUMNS = frozenset(
    {"command_id", "command_sha256", "organisation", "part", "prev", "stream", "type", "version"}
)
_GLANCE = re.compile(
    "{"
    + ",".join(
        f'"{name}":{form if name in _COLUMNS else re.sub(r"[(](?![?])", "(?:", form)}'
        for name, form in _FIELDS.items()
    )
    + "}"
)
_KINDS = {
    **dict.fromkeys(_FIELDS, (str,)),
    **dict.fromkeys(("causation_id", "on_behalf_of"), (str, type(None))),
    **dict.fromkeys(("part", "schema", "type_version", "version"), (int,)),
}


class Entry(NamedTuple):
    """Every field, in the order in which canonical bytes have them."""

    actor: str
    causation_id: str | None
    client: str
    command_id: str
    command_sha256: str
    correlation_id: str
    occurred_at: str
    on_behalf_of: str | None
    organisation: str
    part: int
    payload_commitment: str
    prev: str
    recorded_at: str
    schema: int
    stream: str
    type: str
    type_version: int
    version: int


def entry_of(data: bytes) -> Entry:
    """The entry that these canonical bytes are. Raises NotCanonical."""
    try:
        found = _PLAIN.fullmatch(data.decode("ascii"))
    except UnicodeDecodeError:
        found = None
    if found is None:
        return _read(data)
    facts = list(found.groups())
    for at in _NUMBERS:
        facts[at] = int(facts[at])
    return Entry._make(facts)


def glance(data: bytes) -> tuple[str, ...] | None:
    """What the columns repeat of a plain canonical entry, as text; None for any other bytes.

    That is command, its hash, organisation, part, prev, stream, type and version.
    """
    try:
        found = _GLANCE.fullmatch(data.decode("ascii"))
    except UnicodeDecodeError:
        return None
    return found.groups() if found else None


_NUMBERS = tuple(at for at, name in enumerate(_FIELDS) if _KINDS[name] == (int,))


def _read(data: bytes) -> Entry:
    facts = read(data)
    if facts.keys() != _FIELDS.keys():
        odd = sorted(facts.keys() ^ _FIELDS.keys())
        raise NotCanonical(f"these fields are missing or unknown: {', '.join(odd)}")
    for name, kinds in _KINDS.items():
        if type(facts[name]) not in kinds:
            raise NotCanonical(f"{name} is not of its kind")
    if facts["schema"] != 1:
        raise NotCanonical(f"schema {facts['schema']} is not known to this verifier")
    return Entry(**facts)  # type: ignore[arg-type]  # each was looked at above
