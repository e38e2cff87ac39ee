from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from messages.maildir import Maildir
from runtime.settings import Settings

MESSAGE = (
    "Message-ID: <a@b>\r\nFrom: t@localhost\r\nTo: ana@halden.example\r\nSubject: Sign <b>it</b>\r\n"
    "Date: Mon, 02 Nov 2026 09:00:00 +0000\r\n\r\n<script>alert(1)</script> Words\r\n"
)


@pytest.fixture
def state(tmp_path, app: FastAPI, settings: Settings):
    app.state.settings = settings.model_copy(update={"state": tmp_path})
    yield tmp_path
    app.state.settings = settings


async def test_an_empty_mailbox_says_when_messages_come(api, state):
    page = await api.http.get("/mailbox")
    assert page.status_code == 200
    assert "No message was sent yet." in page.text


async def test_a_message_is_shown_as_text_and_never_as_markup(api, state):
    Maildir(state).keep(MESSAGE.encode())
    page = await api.http.get("/mailbox")
    assert "Sign &lt;b&gt;it&lt;/b&gt;" in page.text
    (key,) = [part.partition('"')[0] for part in page.text.split('href="/mailbox/')[1:]]
    shown = await api.http.get(f"/mailbox/{key}")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Words" in shown.text
    assert "<script>" not in shown.text
    filtered = await api.http.get("/mailbox", params={"to": "kenji"})
    assert "No message was sent to kenji yet." in filtered.text


async def test_a_stranger_sees_no_mailbox(app, state):
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8600") as stranger:
        asked = await stranger.get("/mailbox")
        wrong = await stranger.get("/mailbox", headers={"Tally-Key": "wrong"})

    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in?next=%2Fmailbox"
    assert wrong.status_code == 403


@pytest.mark.parametrize(
    "changed",
    [{"environment": "production"}, {"smtp_url": SecretStr("smtp://mail.halden.example")}],
)
async def test_where_mail_leaves_there_is_no_mailbox_page(api, app, settings, state, changed):
    app.state.settings = settings.model_copy(update={"state": state, **changed})
    assert (await api.http.get("/mailbox")).status_code == 404


async def test_a_message_that_is_gone_is_not_found(api, state):
    assert (await api.http.get("/mailbox/1.a")).status_code == 404
    assert (await api.http.get("/mailbox/..%2Fsecret")).status_code in {404, 422}


async def test_many_messages_come_a_page_at_a_time_the_latest_first(api, state):
    box = Maildir(state)
    for number in range(120):
        words = MESSAGE.replace("<a@b>", f"<{number}@b>").replace("Sign <b>it</b>", f"No {number}.")
        box.keep(words.encode())
    first = await api.http.get("/mailbox")
    assert "120 messages, page 1 of 3" in first.text
    assert "No 119." in first.text
    assert "No 69." not in first.text
    last = await api.http.get("/mailbox", params={"page": 9})
    assert "page 3 of 3" in last.text
    assert "No 0." in last.text


async def test_messages_are_found_by_who_they_go_to_and_what_they_are_about(api, state):
    box = Maildir(state)
    box.keep(MESSAGE.encode())
    answered = MESSAGE.replace("<a@b>", "<b@b>").replace(
        "Sign <b>it</b>", "=?utf-8?q?Answered_=E2=82=AC?="
    )
    box.keep(answered.replace("ana@", "kenji@").encode())
    found = await api.http.get("/mailbox", params={"to": "Kenji", "about": "answered €"})
    assert "1 message." in found.text
    assert "Answered €" in found.text
    assert (
        "No message was sent to ana about answered yet."
        in (await api.http.get("/mailbox", params={"to": "ana", "about": "answered"})).text
    )
