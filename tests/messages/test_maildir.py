from __future__ import annotations

import pytest
from office import PUBLIC, SENDER, Office, recording

from messages import maildir
from messages.mailbox import controller
from messages.maildir import Maildir, heads, letter
from messages.smtp import Outlet
from runtime.ports import free_port
from tests.domain import stages


@pytest.fixture
async def embedded(pool, tmp_path):
    port = free_port()
    serving = controller(Maildir(tmp_path), port)
    serving.start()
    made = Office(pool, Outlet(f"smtp://127.0.0.1:{port}", SENDER, embedded=True))
    await made.on()
    yield made
    serving.stop()


async def test_the_embedded_mailbox_keeps_what_was_sent_as_text(embedded, tmp_path):
    await recording(embedded.pool, stages.proposed()).write()
    await embedded.carry()
    kept = heads(tmp_path)
    assert len(kept) == len(await embedded.rows())
    (key, *_) = [one.key for one in kept if one.to == "Ana <ana@halden.example>"]
    told = letter(tmp_path, key)
    assert told is not None
    assert PUBLIC in told.text
    assert dict(told.headers)["From"] == SENDER


async def test_a_message_that_comes_again_is_kept_once_even_by_another_process(tmp_path):
    box = Maildir(tmp_path)
    message = b"Message-ID: <a@b>\r\nTo: ana\r\nSubject: One\r\n\r\nText\r\n"
    assert box.keep(message)
    assert not box.keep(message)
    assert not Maildir(tmp_path).keep(message)
    assert len(heads(tmp_path)) == 1


async def test_of_more_messages_than_are_kept_the_oldest_go_those_of_another_process_too(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(maildir, "KEPT", 3)
    for numbers in ((1, 2, 3), (4, 5)):
        box = Maildir(tmp_path)
        for number in numbers:
            box.keep(f"Message-ID: <{number}@b>\r\nSubject: No {number}\r\n\r\nText\r\n".encode())

    assert [one.subject for one in heads(tmp_path)] == ["No 5", "No 4", "No 3"]


async def test_where_there_is_no_mailbox_there_are_no_heads(tmp_path):
    assert heads(tmp_path) == ()
    assert letter(tmp_path, "1.a") is None
