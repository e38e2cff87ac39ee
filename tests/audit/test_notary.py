"""The notary on a real PostgreSQL: what it signs, what it refuses, and what a kill leaves."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given import LOG_NAME, House, numbered, record

from audit.keyring import KeysRefused
from audit.log_keys import checked
from audit.note import Checkpoint, Verifier, opened
from audit.tree import leaf_hash, root_of

CONSTRAINTS = (
    "ALTER TABLE tally.events DROP CONSTRAINT events_hash_is_of_entry",
    "ALTER TABLE tally.events DROP CONSTRAINT events_columns_are_of_entry",
)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    return House(database_url, tmp_path)


async def test_what_is_recorded_is_signed_and_the_note_is_everywhere(house, pool):
    await record(pool, *numbered(1, 5))

    await house.looked()

    (row,) = await house.rows("SELECT * FROM tally.checkpoints")
    entries = await house.rows("SELECT entry FROM tally.events ORDER BY position")
    (key,) = await house.rows("SELECT * FROM tally.log_keys")
    checkpoint, by = opened(row["note"], [Verifier.read(key["verifier_key"])])
    assert checkpoint.root == row["root"] == root_of(leaf_hash(one["entry"]) for one in entries)
    assert (checkpoint.origin, checkpoint.size) == (f"{LOG_NAME}/halden", 5)
    assert (by[0].name, by[0].id) == (row["key_name"], row["key_id"])
    assert house.holding.read("halden").note == row["note"]
    assert row["note"].splitlines()[2] in house.outside


async def test_it_follows_a_log_as_it_grows(house, pool):
    async with house.notary() as notary:
        for last in (1, 2, 7, 8):
            await record(pool, *numbered(last, last))
            await notary.look()
            await notary.look()
        assert notary.sizes == {"halden": 4}

    assert await house.sizes() == [1, 2, 3, 4]
    assert (await house.looked()).stopped == {}


async def test_each_organisation_has_a_log_of_its_own(house, pool):
    await record(pool, "a", "b")
    await record(pool, "c", organisation="other")

    assert (await house.looked()).sizes == {"halden": 2, "other": 1}

    names = await house.rows("SELECT key_name FROM tally.checkpoints ORDER BY organisation")
    assert [row["key_name"] for row in names] == [f"{LOG_NAME}/halden", f"{LOG_NAME}/other"]


async def test_a_log_longer_than_a_page_is_one_log(house, pool, monkeypatch):
    monkeypatch.setattr("audit.notary.PAGE", 3)
    await record(pool, *numbered(1, 10))
    assert (await house.looked()).sizes == {"halden": 10}
    await record(pool, *numbered(11, 17))

    assert (await house.looked()).stopped == {}

    entries = await house.rows("SELECT entry FROM tally.events ORDER BY position")
    (row,) = await house.rows("SELECT root FROM tally.checkpoints WHERE size = 17")
    assert row["root"] == root_of(leaf_hash(one["entry"]) for one in entries)


TAMPERING = {
    "an entry below the checkpoint, and its hash": (
        "UPDATE tally.events SET entry = entry || ' ', hash = sha256(entry || ' ') WHERE position = 2",
        "rewritten",
    ),
    "an entry below the checkpoint, its hash left": (
        "UPDATE tally.events SET entry = entry || ' ' WHERE position = 2",
        "Entry 2 was changed",
    ),
    "an entry that is not signed yet": (
        "UPDATE tally.events SET entry = entry || ' ' WHERE position = 6",
        "Entry 6 was changed",
    ),
    "a hash that is not signed yet": (
        "UPDATE tally.events SET hash = sha256('') WHERE position = 7",
        "Entry 7 was changed",
    ),
    "the last entry that was signed": (
        "UPDATE tally.events SET entry = entry || ' ', hash = sha256(entry || ' ') WHERE position = 5",
        "rewritten",
    ),
    "an entry taken out below": (
        "DELETE FROM tally.events WHERE position = 3",
        "Entry 3 is missing",
    ),
    "an entry taken out above": (
        "DELETE FROM tally.events WHERE position = 6",
        "Entry 6 is missing",
    ),
    "the tail, without the head": (
        "DELETE FROM tally.events WHERE position > 6",
        "Entry 7 is missing",
    ),
    "two swapped": (
        """UPDATE tally.events SET position = 105 - position WHERE position IN (2, 3);
        UPDATE tally.events SET position = position - 100 WHERE position > 100""",
        "rewritten",
    ),
    "the end, and the head with it": (
        "DELETE FROM tally.events WHERE position > 4; UPDATE tally.heads SET position = 4",
        "The record ends at 4, and 5 entries were signed",
    ),
    "everything": (
        "DELETE FROM tally.events; DELETE FROM tally.heads",
        "The record ends at 0, and 5 entries were signed",
    ),
    "the checkpoint's root": (
        "UPDATE tally.checkpoints SET root = sha256('')",
        "The checkpoint of 5 in the database is not the one signed",
    ),
    "the checkpoint's note": (
        "UPDATE tally.checkpoints SET note = 'a note'",
        "The checkpoint of 5 in the database is not the one signed",
    ),
    "a checkpoint that it did not sign": (
        """INSERT INTO tally.checkpoints SELECT organisation, 7, root, note, key_name, key_id
        FROM tally.checkpoints""",
        "its note speaks of 5",
    ),
    "the list of keys": (
        "UPDATE tally.log_keys SET note = 'a', hash = sha256('a')",
        "list of keys",
    ),
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_after_a_restart_nothing_is_signed_over(house, pool, what):
    statement, words = TAMPERING[what]
    await record(pool, *numbered(1, 5))
    await house.looked()
    await record(pool, *numbered(6, 8))
    await house.tampered(*_as_owner(statement))
    before = await house.sizes()

    notary = await house.looked()

    assert words in notary.stopped["halden"]
    assert await house.sizes() == before


RUNNING = sorted(
    TAMPERING.keys()
    - {
        # Below what it has signed, who runs looks no more; a start and `tally verify` do.
        "an entry below the checkpoint, and its hash",
        "an entry below the checkpoint, its hash left",
        "an entry taken out below",
        "two swapped",
        "the list of keys",
    }
)


@pytest.mark.parametrize("what", RUNNING)
async def test_while_it_runs_nothing_is_signed_over(house, pool, what):
    statement, _ = TAMPERING[what]
    await record(pool, *numbered(1, 5))
    async with house.notary() as notary:
        await notary.look()
        await record(pool, *numbered(6, 8))
        await house.tampered(*_as_owner(statement))
        before = await house.sizes()
        await notary.look()
        await notary.look()

    assert notary.stopped.keys() == {"halden"}
    assert await house.sizes() == before


async def test_a_log_that_was_restored_and_grew_again_is_refused(house, pool):
    await record(pool, *numbered(1, 5))
    async with house.notary() as notary:
        await notary.look()
        await house.tampered(
            "DELETE FROM tally.events WHERE position > 3",
            "UPDATE tally.heads SET position = 3",
        )
        await record(pool, *numbered(14, 19))
        await notary.look()

    assert notary.stopped == {"halden": "Entry 5 is not the one that was signed."}
    assert "rewritten" in (await house.looked()).stopped["halden"]


async def test_another_organisation_is_signed_while_one_is_refused(house, pool):
    await record(pool, *numbered(1, 3))
    await record(pool, "a", organisation="other")
    await house.looked()
    await house.tampered("DELETE FROM tally.events WHERE organisation = 'halden' AND position = 2")
    await record(pool, "b", organisation="other")

    notary = await house.looked()

    assert notary.stopped.keys() == {"halden"}
    assert notary.sizes["other"] == 2


async def test_killed_after_its_own_file_it_says_the_same_and_no_other(house, pool):
    """Own file written; neither the file outside nor the database has heard of it."""
    await record(pool, *numbered(1, 3))
    await house.looked()
    kept = house.outside
    await record(pool, *numbered(4, 6))
    async with house.notary() as notary:
        await house.tampered("REVOKE INSERT ON tally.checkpoints FROM tally_notary")
        with pytest.raises(Exception, match="permission denied"):
            await notary.look()
    (house.folder / "outside" / "halden.jsonl").write_text(kept)
    held = house.holding.read("halden")
    await house.tampered("GRANT INSERT ON tally.checkpoints TO tally_notary")

    await house.looked()

    assert await house.sizes() == [3, 6]
    (row,) = await house.rows("SELECT note FROM tally.checkpoints WHERE size = 6")
    assert row["note"] == held.note
    assert house.outside.count("\\n6\\n") == 1


async def test_killed_between_file_and_database_it_is_in_the_file_once(house, pool):
    await record(pool, *numbered(1, 3))
    async with house.notary() as notary:
        await house.tampered("REVOKE INSERT ON tally.checkpoints FROM tally_notary")
        with pytest.raises(Exception, match="permission denied"):
            await notary.look()
    path = house.folder / "outside" / "halden.jsonl"
    path.write_text(path.read_text()[:-20])  # and the file's last line was cut short
    await house.tampered("GRANT INSERT ON tally.checkpoints TO tally_notary")
    await record(pool, *numbered(4, 4))

    await house.looked()

    assert await house.sizes() == [3, 4]
    whole = [line for line in house.outside.splitlines() if line.endswith("}")]
    assert sum(f'"{LOG_NAME}/halden\\n3\\n' in line for line in whole) == 1


async def test_a_rotated_key_vouches_for_its_successor(house, pool):
    await record(pool, *numbered(1, 3))
    await house.looked()
    old = house.keyring.read().signer(f"{LOG_NAME}/halden").verifier
    house.keyring.rotate("yearly")
    new = house.keyring.read().signer(f"{LOG_NAME}/halden").verifier
    await record(pool, *numbered(4, 5))
    await house.looked()
    await record(pool, *numbered(6, 6))
    await house.looked()

    notes = await house.rows("SELECT note FROM tally.checkpoints ORDER BY size")
    assert [opened(row["note"], [old, new])[1] for row in notes[:2]] == [(old,), (new, old)]
    assert opened(notes[2]["note"], [old, new])[1] == (new,)
    rows = await house.rows("SELECT note FROM tally.log_keys ORDER BY number")
    first, second = checked([row["note"] for row in rows])
    assert (first.key, first.introduced_at) == (old, 1 + 2)
    assert (second.reason, second.withdrawn, second.withdrawn_at) == ("rotated", old, 5)
    assert second.words == "yearly"
    assert [one.seed is None for one in house.keyring.read().keys] == [True, False]


async def test_a_key_is_kept_until_every_log_has_heard_of_its_successor(house, pool):
    await record(pool, "a")
    await record(pool, "b", organisation="other")
    await house.looked()
    house.keyring.rotate("yearly")
    house.keyring.rotate("and again, for a new machine")
    await record(pool, "c")
    await house.looked()
    assert all(one.seed for one in house.keyring.read().keys)
    await record(pool, "d", organisation="other")

    await house.looked()

    assert [one.seed is None for one in house.keyring.read().keys] == [True, True, False]
    (row,) = await house.rows("SELECT words FROM tally.log_keys WHERE reason = 'rotated' LIMIT 1")
    assert row["words"] == "yearly; and again, for a new machine"


async def test_a_lost_key_signs_nothing_more(house, pool):
    await record(pool, *numbered(1, 3))
    async with house.notary() as notary:
        await notary.look()
        old = house.keyring.read().signer(f"{LOG_NAME}/halden").verifier
        house.keyring.lost("the machine was stolen", name=LOG_NAME)
        await record(pool, *numbered(4, 5))
        await notary.look()

    rows = await house.rows("SELECT note FROM tally.log_keys ORDER BY number")
    change = checked([row["note"] for row in rows])[-1]
    assert (change.reason, change.withdrawn, change.withdrawn_at) == ("lost", old, 3)
    assert (change.introduced_at, change.words) == (5, "the machine was stolen")
    (row,) = await house.rows("SELECT note FROM tally.checkpoints WHERE size = 5")
    assert opened(row["note"], [change.key])[1] == (change.key,)
    assert len(row["note"].splitlines()) == 5
    assert house.keyring.read().keys[0].seed is None


async def test_a_stolen_key_that_was_withdrawn_moves_nothing(house, pool):
    """Who has the old key and the database cannot have the notary go on from their checkpoint."""
    await record(pool, *numbered(1, 3))
    await house.looked()
    thief = house.keyring.read().signer(f"{LOG_NAME}/halden")
    house.keyring.lost("stolen", name=LOG_NAME)
    await record(pool, *numbered(4, 5))
    entries = await house.rows("SELECT entry FROM tally.events ORDER BY position")
    root = root_of(leaf_hash(one["entry"]) for one in entries)
    await house.say(Checkpoint(thief.name, 5, root), thief)

    notary = await house.looked()

    assert "somebody else has signed" in notary.stopped["halden"]


async def test_without_its_state_it_signs_nothing_until_the_loss_is_said(house, pool, tmp_path):
    await record(pool, *numbered(1, 3))
    await house.looked()
    again = House(house.url, tmp_path / "another machine")
    await record(pool, *numbered(4, 5))

    refused = await again.looked()
    assert "`tally notary lost`" in refused.stopped["halden"]
    again.keyring.lost("the disk broke", name=LOG_NAME)
    taken = await again.looked()

    assert taken.stopped == {}
    assert await house.sizes() == [3, 5]
    rows = await house.rows("SELECT note FROM tally.log_keys ORDER BY number")
    change = checked([row["note"] for row in rows])[-1]
    assert (change.reason, change.withdrawn_at, change.words) == ("lost", 3, "the disk broke")


async def test_an_older_copy_of_its_state_goes_on_where_it_had_signed(house, pool):
    await record(pool, *numbered(1, 3))
    await house.looked()
    older = house.holding.read("halden")
    await record(pool, *numbered(4, 5))
    await house.looked()
    house.holding.write(older)
    await record(pool, *numbered(6, 6))

    assert (await house.looked()).stopped == {}

    assert await house.sizes() == [3, 5, 6]


async def test_a_key_that_is_gone_is_not_quietly_replaced(house, pool):
    await record(pool, "a")
    await house.looked()
    house.keyring.path.unlink()

    with pytest.raises(KeysRefused, match="bring it back from its backup"):
        await house.looked()


async def test_the_private_key_is_readable_by_its_owner_only(house, pool):
    await house.looked()

    assert house.keyring.path.stat().st_mode & 0o777 == 0o600
    assert house.keyring.path.parent.stat().st_mode & 0o777 == 0o700


async def test_another_name_for_the_logs_is_refused(house):
    await house.looked()

    with pytest.raises(KeysRefused, match=f"TALLY_LOG_NAME={LOG_NAME}"):
        house.keyring.read_or_make("another", is_new=False)


@pytest.mark.parametrize("words", ["", "  ", "two\nlines", "a\u202emirrored", "x" * 501])
def test_a_change_of_keys_has_a_reason_in_one_line(house, words):
    house.keyring.read_or_make(LOG_NAME, is_new=True)

    with pytest.raises(KeysRefused, match="Say why"):
        house.keyring.rotate(words)


def _as_owner(statement: str) -> tuple[str, ...]:
    return (*CONSTRAINTS, *statement.split(";"))
