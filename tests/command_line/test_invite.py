"""`tally user invite`: a cycle's people become accounts, and each gets one way in."""

from __future__ import annotations

import asyncio
import csv
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from identity import operating
from identity.model import Account, Membership
from runtime.ports import free_port
from store.pool import Pool
from tests.domain import cycles
from tests.messages.recording import Recording
from tests.messages.servers import MailServer

LINK = re.compile(r"https://tally\.halden\.example/welcome/[\w-]{40,}")
IN = ("--organisation", "halden", "--cycle", "fy27")
MAIL = "TALLY_SMTP_URL"
User = Callable[..., "asyncio.Future[Result]"]


@pytest.fixture
async def user(pool: Pool, database_url: str, tmp_path: Path) -> User:
    """Runs `tally user …` beside the record of one cycle."""
    recording = Recording(pool, cycles.imported(), stream="cycle/fy27")  # type: ignore[arg-type]
    await recording.write()
    given = {
        "DATABASE_URL": database_url,
        "TALLY_STATE": str(tmp_path),
        "TALLY_PUBLIC_URL": "https://tally.halden.example",
    }

    async def run(*words: str, **more: str) -> Result:
        runner = CliRunner(env={**given, **more})
        return await asyncio.to_thread(runner.invoke, cli.app, ["user", *words])

    return run  # type: ignore[return-value]


@pytest.fixture
def mail() -> Iterator[tuple[MailServer, str]]:
    server, port = MailServer(), free_port()
    running = server.start(port)
    yield server, f"smtp://127.0.0.1:{port}"
    running.stop()


async def accounts(url: str) -> dict[str, Account]:
    return {one.email: one for one in await operating.every(url)}


async def test_everyone_in_the_cycles_people_becomes_an_account_with_a_link(user, database_url):
    invited = await user("invite", *IN)

    assert invited.exit_code == 0, invited.output
    made = await accounts(database_url)
    people = {one.email: one.id for unit in (cycles.TOP, cycles.BELOW) for one in unit.people}
    assert {email: one.memberships[0].person for email, one in made.items()} == people
    assert len(set(LINK.findall(invited.output))) == len(people)


async def test_a_sealing_key_that_is_none_is_said_and_invites_nobody(user, database_url, tmp_path):
    (tmp_path / "sealing.key").write_text("no key", encoding="ascii")

    refused = await user("invite", *IN)

    assert refused.exit_code == 2, refused.output
    assert "sealing.key is no sealing key" in refused.output
    assert await accounts(database_url) == {}


async def test_inviting_again_changes_nothing_and_makes_no_second_link(user, database_url):
    await user("invite", *IN)
    before = await accounts(database_url)

    again = await user("invite", *IN)

    assert (again.exit_code, LINK.findall(again.output)) == (0, [])
    assert "link waits" in again.output
    assert await accounts(database_url) == before


async def test_who_is_named_gets_a_new_link_and_nobody_else_does(user):
    await user("invite", *IN)

    again = await user("invite", *IN, "--only", "Marco@Halden.example")

    assert len(LINK.findall(again.output)) == 1
    assert "1 of 1 invited" in again.output


async def test_an_email_that_nobody_in_the_cycle_has_is_refused(user, database_url):
    refused = await user("invite", *IN, "--only", "eve@elsewhere.example")

    assert refused.exit_code == 1
    assert "Nobody in the cycle's people has the e-mail eve@elsewhere.example" in refused.output
    assert await accounts(database_url) == {}


async def test_an_account_that_is_another_person_there_is_left_as_it_is(user, database_url):
    other = Membership(organisation="halden", person="eve")
    await operating.add(database_url, email="marco@halden.example", name="Eve", membership=other)

    invited = await user("invite", *IN)

    assert invited.exit_code == 1
    assert "The account is eve of halden already." in invited.output
    assert (await accounts(database_url))["marco@halden.example"].memberships == (other,)


async def test_a_person_whose_account_has_another_email_is_not_given_a_second_one(
    user, database_url
):
    marco = Membership(organisation="halden", person="marco")
    await operating.add(database_url, email="m@home.example", name="Marco", membership=marco)

    invited = await user("invite", *IN)

    assert invited.exit_code == 1
    assert "marco of halden has an account already" in invited.output
    assert "marco@halden.example" not in await accounts(database_url)


async def test_the_links_are_written_to_a_file_that_nobody_else_reads(user, tmp_path):
    file = tmp_path / "links.csv"

    invited = await user("invite", *IN, "--csv", str(file))

    rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert all(LINK.fullmatch(row["way_in"]) for row in rows)
    assert LINK.findall(invited.output) == []


async def test_a_file_that_is_there_is_not_written_over_and_nobody_is_invited(
    user, database_url, tmp_path
):
    file = tmp_path / "links.csv"
    file.write_text("kept")

    refused = await user("invite", *IN, "--csv", str(file))

    assert (refused.exit_code, file.read_text()) == (2, "kept")
    assert await accounts(database_url) == {}


async def test_a_cycle_that_is_not_there_leaves_no_file(user, tmp_path):
    file = tmp_path / "links.csv"

    refused = await user("invite", "-o", "halden", "-c", "fy99", "--csv", str(file))

    assert (refused.exit_code, file.exists()) == (1, False)
    assert "There is no cycle fy99" in refused.output


async def test_links_that_are_sent_go_to_each_persons_address_alone(user, mail):
    server, url = mail

    sent = await user("invite", *IN, "--send", **{MAIL: url})

    assert sent.exit_code == 0, sent.output
    assert LINK.findall(sent.output) == []
    (letter,) = server.to("marco")
    text = letter.get_body(("plain",)).get_content()
    assert len(LINK.findall(text)) == 1
    assert server.recipients.count("marco@halden.example") == 1


async def test_who_was_not_reached_is_named_and_reached_by_the_next_invitation(user, mail):
    server, url = mail
    server.refused["marco@halden.example"] = "550 nobody of that name"
    first = await user("invite", *IN, "--send", **{MAIL: url})
    before = len(server.messages)
    server.refused.clear()

    again = await user("invite", *IN, "--send", **{MAIL: url})

    assert first.exit_code == 1
    assert "550 nobody of that name" in first.output
    assert again.exit_code == 0, again.output
    assert [one["To"].addresses[0].username for one in server.messages[before:]] == ["marco"]


async def test_a_mail_server_that_is_away_leaves_no_link_open(user):
    away = {MAIL: f"smtp://127.0.0.1:{free_port()}"}

    first = await user("invite", *IN, "--send", **away)
    again = await user("invite", *IN)

    assert "the mail server cannot be reached" in first.output
    assert "link waits" not in again.output


async def test_where_people_sign_in_with_company_accounts_no_link_is_made(user, database_url):
    given = {"TALLY_ENV": "production", "TALLY_SEALING_KEY": "5e" * 32}

    invited = await user("invite", *IN, **given)

    assert invited.exit_code == 0, invited.output
    assert LINK.findall(invited.output) == []
    assert (await accounts(database_url))["marco@halden.example"].memberships


async def test_a_rehearsal_invites_nobody_by_a_real_mail_server(pool, user, mail):
    server, address = mail
    started = cycles.Cycle().by("ines", cycles.start(rehearsal=True), cycles.IMPORT)
    rehearsal = Recording(pool, started, organisation="halden-rehearsal", stream="cycle/fy27")
    await rehearsal.write()
    there = ("--organisation", "halden-rehearsal", "--cycle", "fy27")

    refused = await user("invite", *there, "--send", **{MAIL: address})
    printed = await user("invite", *there)

    assert refused.exit_code == 1
    assert "This is a rehearsal, which writes to nobody outside" in refused.output
    assert not server.messages
    assert LINK.search(printed.output)
