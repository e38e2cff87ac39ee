"""One digit of an amount changed in a copy: both verifiers name the entry, the person and the day."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION
from mutations import named
from mutations import read as files_of
from rewriting import opened
from taken import KEY, VERIFIER, taken

from audit import zipped
from audit.verify import Wanted, verify
from store.pool import Connection

PROPOSED = """
    SELECT e.position, e.stream, e.version, e.entry, p.payload
    FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE e.organisation = $1 AND e.type = 'StretchTargetProposed' ORDER BY e.position LIMIT 1
"""
CHANGE = """
    UPDATE tally.payloads SET payload = $4
    WHERE organisation = $1 AND stream = $2 AND version = $3
"""


def another_digit(payload: bytes) -> bytes:
    changed, count = re.subn(rb'("amount":"[0-9]*)[0-8]', rb"\g<1>9", payload, count=1)
    assert count == 1
    return changed


def bent(bundle: Path, position: int, folder: Path) -> Path:
    """A copy with the digit changed, and a manifest that names what its files now are."""
    files = files_of(bundle.read_bytes())
    rows = [json.loads(line) for line in files["payloads.jsonl"].splitlines()]
    for row in rows:
        if row["position"] == position:
            row["payload"] = another_digit(row["payload"].encode()).decode()
    files["payloads.jsonl"] = b"".join(zipped.canonical(row) + b"\n" for row in rows)
    copy = folder / "copy.zip"
    copy.write_bytes(named(files, folder))
    return copy


async def test_one_digit_is_found_with_entry_person_and_day(
    connection: Connection, tmp_path: Path
) -> None:
    whole, later = tmp_path / "whole.zip", tmp_path / "later.zip"
    await taken(connection, whole)
    row = await connection.fetchrow(PROPOSED, ORGANISATION)
    assert row is not None
    entry = json.loads(row["entry"])
    acted = f"by {entry['actor']} on {entry['occurred_at'][:10]}"
    await opened(connection)
    await connection.execute(
        CHANGE, ORGANISATION, row["stream"], row["version"], another_digit(row["payload"])
    )

    report = await verify(connection, Wanted(ORGANISATION))
    await taken(connection, later)
    copy = bent(whole, row["position"], tmp_path)

    place = f"position {row['position']}, {row['stream']} version {row['version']}, {acted}"
    assert place in {one.where for check in report.checks for one in check.findings}
    assert VERIFIER(whole, "--key", KEY)[0] == 0
    for bundle in (later, copy):
        code, words = VERIFIER(bundle, "--key", KEY)
        assert code == 1
        assert (
            f"Position {row['position']}, {acted}: the payload is not the committed one." in words
        )
