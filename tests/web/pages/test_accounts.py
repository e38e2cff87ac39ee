"""An administrator's page of accounts: who may come to it, what it does, and what it cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from administering import ACTS, act, administrator, page, words
from api import Api, company, start
from fastapi import FastAPI
from people import PASSWORD, account_of, browser, sign_in

from domain.cycle import commands as c
from identity import accounts
from identity.model import Membership
from runtime.ports import free_port
from runtime.settings import Settings
from store.pool import Pool
from store.pool import session as connected
from tests.messages.servers import MailServer

LOGGED = """
    SELECT name, client, detail FROM tally.security_log
    WHERE actor = $1 OR (organisation = $2 AND name = 'NotAuthorised') ORDER BY id
"""


@pytest.fixture
def mail(app: FastAPI, settings: Settings) -> Iterator[MailServer]:
    """A mail server, and the application told of it."""
    server, port = MailServer(), free_port()
    running = server.start(port)
    app.state.settings = settings.model_copy(update={"mailbox_port": port})
    yield server
    app.state.settings = settings
    running.stop()


async def logged(record: Pool, account: str, organisation: str) -> list[tuple[str, str]]:
    rows = await record.fetch(LOGGED, f"account:{account}", organisation)
    return [(row["name"], row["client"]) for row in rows]


async def test_the_page_names_everybody_with_state_last_sign_in_and_offices(
    app: FastAPI, api: Api
) -> None:
    await api.give(start())
    await api.give(company())
    ada = await administrator(app, api.organisation)
    marco = await account_of(app, "marco", api.organisation)
    await account_of(app, "dana", api.organisation, password=None)
    async with browser(app) as his:
        await sign_in(his, marco.email)
    async with connected(app.state.doors.writer) as connection:
        at = app.state.doors.now()
        gone = await account_of(app, "paul", api.organisation)
        await accounts.disable(connection, gone.email, at=at)

    shown = await page(ada, api)

    assert "Ada ada, ada@" in shown
    assert "Your own: your account" in shown
    assert re.search(r"Marco marco, \S+ Active .{5,60}UTC? ?.*?1 open session", shown)
    assert re.search(
        r"Dana dana, \S+ Invited no link waits never leader of Sales \(Fiscal year 2027\)", shown
    )
    assert re.search(r"Paul paul, \S+ Disabled never", shown)
    assert re.search(r"Ana ana, ana@halden.example Not invited never leader of EMEA", shown)


async def test_everyone_in_the_people_is_invited_once_at_their_own_address(
    app: FastAPI, api: Api, mail: MailServer, record: Pool
) -> None:
    org = api.organisation
    await api.give(start())
    await api.give(_people(org))
    ada = await administrator(app, org)

    first = await act(ada, api, "invite")
    again = await act(ada, api, "invite")

    assert first.headers["location"].endswith("said=2+of+2+were+sent+the+way+in.")
    assert again.headers["location"].endswith("said=0+of+2+were+sent+the+way+in.")
    assert sorted(str(one["To"]) for one in mail.messages) == [
        f"Dana <dana@{org}.example>", f"Marco <marco@{org}.example>",
    ]  # fmt: skip
    text = mail.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    secret = re.search(r"/welcome/(\S+)", text)
    assert secret is not None
    shown = await ada.get(f"/o/{org}/accounts")
    assert "/welcome/" not in shown.text
    assert "link waits until" in words(shown)
    async with browser(app) as new:
        chosen = {"password": PASSWORD, "again": PASSWORD}
        assert (await new.post(f"/welcome/{secret[1]}", data=chosen)).status_code == 303
    rows = await record.fetch(
        "SELECT client, detail FROM tally.security_log WHERE organisation = $1"
        " AND name = 'Invited' ORDER BY id",
        org,
    )
    assert [json.loads(row["detail"])["person"] for row in rows] == ["dana", "marco"]
    assert {row["client"] for row in rows} == {f"ada of {org}"}


async def test_a_disabled_person_is_out_at_once_and_enabled_comes_in_again(
    app: FastAPI, api: Api, record: Pool
) -> None:
    org = api.organisation
    ada, marco = await administrator(app, org), await account_of(app, "marco", org)
    his = browser(app)
    await sign_in(his, marco.email)

    ended = await act(ada, api, "disable", person="marco")

    assert "Marco+is+disabled" in ended.headers["location"]
    assert (await his.get("/account")).status_code == 303
    assert (await sign_in(his, marco.email)).status_code == 401
    assert "Disabled" in await page(ada, api)
    assert (await act(ada, api, "enable", person="marco")).status_code == 303
    assert (await sign_in(his, marco.email)).status_code == 303
    told = await logged(record, marco.id, org)
    assert ("AccountDisabled", f"ada of {org}") in told
    assert ("AccountEnabled", f"ada of {org}") in told
    await his.aclose()


async def test_sessions_end_and_a_new_link_goes_to_the_persons_own_address(
    app: FastAPI, api: Api, mail: MailServer, record: Pool
) -> None:
    org = api.organisation
    ada, marco = await administrator(app, org), await account_of(app, "marco", org)
    his = browser(app)
    await sign_in(his, marco.email)

    assert (await act(ada, api, "sessions", person="marco")).status_code == 303
    sent = await act(ada, api, "link", person="marco")

    assert (await his.get("/account")).status_code == 303
    assert "1+of+1+was+sent" in sent.headers["location"]
    assert [str(one["To"]) for one in mail.messages] == [f"Marco <{marco.email}>"]
    told = await logged(record, marco.id, org)
    assert ("SessionRevoked", f"ada of {org}") in told
    assert ("LinkMade", f"ada of {org}") in told
    await his.aclose()


async def test_without_a_mail_server_no_link_is_made_and_the_page_says_who_helps(
    app: FastAPI, api: Api
) -> None:
    await api.give(start())
    await api.give(_people(api.organisation))
    ada = await administrator(app, api.organisation)
    await account_of(app, "marco", api.organisation)

    for answer in (await act(ada, api, "invite"), await act(ada, api, "link", person="marco")):
        assert answer.status_code == 409
        assert "no mail server is set. Whoever runs Tallystick gives them" in words(answer)


@pytest.mark.parametrize("path", [one for one in ACTS if one != "invite"])
async def test_nobody_keeps_their_own_account(
    app: FastAPI, api: Api, mail: MailServer, path: str
) -> None:
    ada = await administrator(app, api.organisation)

    answer = await act(ada, api, path, person="ada")

    assert answer.status_code == 409
    assert "This is your own account" in words(answer)
    assert (await ada.get("/account")).status_code == 200


@pytest.mark.parametrize("path", [one for one in ACTS if one != "invite"])
async def test_who_belongs_elsewhere_too_is_out_of_reach(
    app: FastAPI, api: Api, mail: MailServer, path: str
) -> None:
    ada = await administrator(app, api.organisation)
    marco = await account_of(app, "marco", api.organisation)
    async with connected(app.state.doors.writer) as connection:
        other = Membership(organisation=f"{api.organisation}-other", person="marco")
        await accounts.join(connection, marco.id, other, at=datetime.now(UTC))

    answer = await act(ada, api, path, person="marco")

    assert answer.status_code == 409
    assert "belongs to other organisations too" in words(answer)
    assert f"{api.organisation}-other" not in answer.text
    assert not mail.messages


async def test_a_person_of_another_organisation_is_nobody_here(app: FastAPI, api: Api) -> None:
    ada = await administrator(app, api.organisation)
    await account_of(app, "otto", f"{api.organisation}-other")

    answer = await act(ada, api, "disable", person="otto")

    assert answer.status_code == 409
    assert "otto has no account here yet" in words(answer)


async def test_who_has_two_addresses_in_the_people_is_invited_by_nobody_here(
    app: FastAPI, api: Api, mail: MailServer
) -> None:
    await api.give(start())
    await api.give(_people(api.organisation))
    await api.give(start(cycle="fy28", starts_on=start().starts_on + timedelta(days=0)))
    await api.give(_people("elsewhere"), cycle="fy28")
    ada = await administrator(app, api.organisation)

    one = await act(ada, api, "invite", person="dana")
    everyone = await act(ada, api, "invite")

    assert one.status_code == 409
    assert "dana has two addresses in the cycles' people" in words(one)
    assert everyone.status_code == 409
    assert not mail.messages
    assert "two addresses in the cycles' people" in await page(ada, api)


def _people(organisation: str) -> c.ImportOrganisation:
    """Dana and Marco with addresses at this organisation."""
    whole = company(flat=True)
    (sales,) = whole.units
    people = tuple(
        one.model_copy(update={"email": f"{one.id}@{organisation}.example"})
        for one in sales.people
        if one.id != "ana"
    )
    seats = tuple(one for one in sales.seats if one.owner != "ana")
    return whole.model_copy(
        update={"units": (sales.model_copy(update={"people": people, "seats": seats}),)}
    )
