"""`tally user`: an operator's commands, on the database itself."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from identity import operating

DANA = ("--email", "Dana@Halden.example", "--name", "Dana Reyes")
IN = ("--organisation", "halden", "--person", "dana")


@pytest.fixture
def user(database_url: str, tmp_path: Path) -> Callable[..., Result]:
    """Runs `tally user …` against a database of the test's own."""
    given = {
        "DATABASE_URL": database_url,
        "TALLY_STATE": str(tmp_path),
        "TALLY_PUBLIC_URL": "https://tally.halden.example",
    }

    def run(*words: str) -> Result:
        return CliRunner(env=given).invoke(cli.app, ["user", *words])

    return run


async def run(user: Callable[..., Result], *words: str) -> Result:
    return await asyncio.to_thread(user, *words)


async def test_a_new_account_comes_with_a_link_and_no_password(user, database_url):
    made = await run(user, "add", *DANA, *IN)

    assert made.exit_code == 0, made.output
    assert re.search(r"https://tally\.halden\.example/welcome/[\w-]{40,}", made.output)
    (account,) = await operating.every(database_url)
    assert (account.email, account.has_password) == ("dana@halden.example", False)
    assert [(one.person, one.organisation) for one in account.memberships] == [("dana", "halden")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*DANA, "--organisation", "other", "--person", "dana"), "for dana@halden.example already"),
        (("--email", "d@b.example", "--name", "D", *IN), "dana of halden has an account already"),
    ],
)
async def test_a_duplicate_is_refused_and_leaves_nothing(user, database_url, words, said):
    await run(user, "add", *DANA, *IN)

    refused = await run(user, "add", *words)

    assert refused.exit_code == 1
    assert said in refused.output
    assert len(await operating.every(database_url)) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--email", "dana", "--name", "Dana", *IN), "no e-mail address"),
        (("--email", "d@h.example", "--name", " ", *IN), "A name has"),
        ((*DANA, "--organisation", "halden", "--person", "Dana Reyes"), "That is no person"),
    ],
)
async def test_what_is_no_account_is_refused_in_words(user, database_url, words, said):
    refused = await run(user, "add", *words)

    assert refused.exit_code == 1
    assert said in refused.output
    assert await operating.every(database_url) == ()


async def test_a_link_is_for_an_account_that_is_there(user):
    await run(user, "add", *DANA, *IN)

    found, missing = (
        await run(user, "link", "dana@halden.example"),
        await run(user, "link", "x@y.z"),
    )

    assert "/welcome/" in found.output
    assert (missing.exit_code, "There is no account" in missing.output) == (1, True)


async def test_a_disabled_account_is_listed_as_such_and_gets_no_link(user):
    await run(user, "add", *DANA, *IN)

    await run(user, "disable", "dana@halden.example")

    assert "disabled" in (await run(user, "list")).output
    assert (await run(user, "link", "dana@halden.example")).exit_code == 1
    (listed,) = json.loads((await run(user, "list", "--json")).output)
    assert listed["disabled_at"]


async def test_the_first_account_is_made_once_and_its_link_shown_while_unused(database_url):
    first = await operating.first(database_url, "admin@localhost")
    again = await operating.first(database_url, "admin@localhost")

    assert first is not None
    assert again is not None
    assert first.account == again.account
    assert first.secret != again.secret
    assert len(await operating.every(database_url)) == 1


async def test_no_first_account_is_made_where_there_is_one(user, database_url):
    await run(user, "add", *DANA, *IN)

    assert await operating.first(database_url, "admin@localhost") is None


async def test_people_who_are_invited_again_are_somebody_in_both(database_url):
    people = (("dana", "dana@halden.example", "Dana Reyes"),)

    await operating.invite(database_url, ("halden-demo",), people)
    (again,) = await operating.invite(database_url, ("halden-demo", "halden-live"), people)

    (account,) = await operating.every(database_url)
    assert [one.organisation for one in account.memberships] == ["halden-demo", "halden-live"]
    assert again.secret is not None


async def test_who_is_invited_to_several_finds_them_in_the_order_named(database_url):
    people = (("dana", "dana@halden.example", "Dana Reyes"),)

    await operating.invite(database_url, ("halden-live", "halden-demo"), people)

    (account,) = await operating.every(database_url)
    assert [one.organisation for one in account.memberships] == ["halden-live", "halden-demo"]
