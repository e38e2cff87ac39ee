"""Forward-only migrations: numbered SQL files, each applied once and never edited after."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import asyncpg

from store.errors import MigrationRefused
from store.pool import Connection

MIGRATIONS = Path(__file__).parent / "migrations"
FILE_NAME = re.compile(r"(?P<number>\d{4})_[a-z0-9_]+\.sql")
# The first makes the roles and so runs as the login; all others as the owner.
FIRST = 1
LOCK = 0x7A11_571C


class _File(NamedTuple):
    name: str
    number: int
    sql: str
    sha256: str


async def migrate(url: str, folder: Path = MIGRATIONS) -> list[str]:
    """Apply what is not applied yet, each file in its own transaction; returns their names.

    Several may run at once: one migrates, the others wait and find nothing to do. Raises
    MigrationRefused, having changed nothing, where an applied file was edited or is not there.
    """
    connection = await asyncpg.connect(url, server_settings={"application_name": "tally migrate"})
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        await _refuse_other_encoding(connection)
        todo = await _pending(connection, folder)
        for file in todo:
            await _apply(connection, file)
        return [file.name for file in todo]
    finally:
        await connection.close()


async def pending(connection: Connection, folder: Path = MIGRATIONS) -> list[str]:
    """The names of files that this database lacks; MigrationRefused as `migrate` raises it."""
    return [file.name for file in await _pending(connection, folder)]


async def _refuse_other_encoding(connection: Connection) -> None:
    encoding = connection.get_settings().server_encoding
    if encoding != "UTF8":
        raise MigrationRefused(f"create the database with encoding UTF8, not {encoding}")


async def _apply(connection: Connection, file: _File) -> None:
    async with connection.transaction():
        if file.number != FIRST:
            await connection.execute("SET LOCAL ROLE tally_owner")
        await connection.execute(file.sql)
        await connection.execute(
            "INSERT INTO tally.migrations (name, sha256) VALUES ($1, $2)", file.name, file.sha256
        )


async def _pending(connection: Connection, folder: Path) -> list[_File]:
    applied = await _applied(connection)
    files = _files(folder)
    for file in files:
        if applied.get(file.name, file.sha256) != file.sha256:
            raise MigrationRefused(
                f"{file.name} was edited after it was applied; restore it, and write what is new "
                "as the next number"
            )
    if gone := sorted(applied.keys() - {file.name for file in files}):
        raise MigrationRefused(
            f"this database has {', '.join(gone)}, which this release does not know; "
            "run the release that made it, or a later one"
        )
    todo = [file for file in files if file.name not in applied]
    if applied and todo and todo[0].name < max(applied):
        raise MigrationRefused(f"{todo[0].name} comes before {max(applied)}, which is applied")
    return todo


async def _applied(connection: Connection) -> dict[str, str]:
    with suppress(asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        rows = await connection.fetch("SELECT name, sha256 FROM tally.migrations")
        return {row["name"]: row["sha256"] for row in rows}
    return {}


def _files(folder: Path) -> list[_File]:
    files = [_read(path) for path in sorted(folder.glob("*.sql"))]
    if [file.number for file in files] != list(range(1, len(files) + 1)):
        raise MigrationRefused(f"the files in {folder.name}/ are not numbered 0001, 0002 and on")
    return files


def _read(path: Path) -> _File:
    match = FILE_NAME.fullmatch(path.name)
    if match is None:
        raise MigrationRefused(f"{path.name} is not named like 0007_what_it_does.sql")
    data = path.read_bytes()
    return _File(path.name, int(match["number"]), data.decode(), hashlib.sha256(data).hexdigest())
