from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import default

import pytest
from office import SENDER, Office, recording

from domain.signature import short_code
from domain.unit import commands as c
from messages.deliveries import SCHEDULE
from messages.letter import letter, subject
from messages.notice import Content
from tests.domain import stages
from tests.domain.company import halden, on, person

REAL = c.AnswerPushback(item="ana-1", outcome="real_issue", reason="The lab was late")
ANA = "ana@halden.example"


async def test_a_proposal_asks_each_member_and_says_by_when(office, mail, proposed):
    *_, told = mail.to("ana")
    assert "Halden Instruments" in told["Subject"]
    assert ", by 5 Nov 2026, 04:00 EST" in told["Subject"]
    text = told.get_body(("plain",)).get_content()
    assert "Respond to the proposal" in text
    assert "https://plan.halden.example/o/halden/cycles/fy27/number" in text
    assert "The link only opens a page." in text
    assert mail.to("kenji")[-1]["Subject"] == told["Subject"]


async def test_a_message_has_html_beside_text_and_an_id_made_of_event_and_person(
    office, mail, proposed
):
    *_, told = mail.to("ana")
    assert told.get_body(("html",)) is not None
    assert told["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f]{40}@halden\.example>", told["Message-ID"])
    assert len(set(mail.ids)) == len(mail.ids)


async def test_an_answer_goes_to_whose_objection_it_was(office, mail, proposed):
    await proposed.by("ana", stages.PUSHBACK)
    await office.carry()
    (asked,) = [one for one in mail.to("dana") if "Answer an objection" in one["Subject"]]
    assert "Ana's objection" in asked.get_body(("plain",)).get_content()
    before = len(mail.messages)
    await proposed.by("dana", REAL)
    await office.carry()
    assert [one["To"] for one in mail.messages[before:]] == [f"Ana <{ANA}>"]
    assert "was answered" in mail.messages[-1]["Subject"]


async def test_the_request_to_sign_has_the_short_code_of_the_version(office, mail):
    plan = recording(office.pool, stages.accepted())
    await plan.write()
    await plan.by("dana", stages.signs(plan.plan))
    await office.carry()
    code = short_code(plan.plan.state.current.content_hash)
    (told,) = [one for one in mail.to("ana") if "Sign the plan" in one["Subject"]]
    text = told.get_body(("plain",)).get_content()
    assert code in text
    assert "/units/halden/sign" in text


async def test_reminder_miss_and_escalation_reach_who_is_late_and_who_is_above(office, mail):
    plan = recording(office.pool, stages.signing())
    await plan.write()
    await office.carry()
    before = len(mail.messages)
    await plan.until("2026-12-20")
    await office.carry()
    subjects = [str(one["Subject"]) for one in mail.messages[before:]]
    assert any(one.startswith("Reminder: Sign the plan") for one in subjects)
    assert any(one.startswith("Overdue: Sign the plan") for one in subjects)
    assert any(one.startswith("Escalated to you") for one in subjects)


async def test_a_refused_recipient_is_given_up_and_the_others_are_sent(office, mail):
    mail.refused[ANA] = "550 no such person"
    await recording(office.pool, stages.proposed()).write()
    await office.carry()
    assert not mail.to("ana")
    assert mail.to("kenji")
    failed = await office.rows("person, error", "standing = 'failed'")
    assert {one["person"] for one in failed} == {"ana"}
    assert "550 no such person" in failed[0]["error"]


async def test_a_server_that_is_busy_gets_it_later_once(office, mail):
    mail.answers = ["451 try again"]
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    waiting = await office.rows("*", "standing = 'waiting'")
    assert len(waiting) == 1
    office.later(seconds=6)
    await office.carry()
    assert {one["standing"] for one in await office.rows()} == {"sent"}
    assert len(set(mail.ids)) == len(mail.ids) == len(await office.rows())


async def test_a_connection_dropped_after_data_is_resent_under_the_same_id(office, mail):
    mail.drop_after_data = 1
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    office.later(seconds=6)
    await office.carry()
    assert {one["standing"] for one in await office.rows()} == {"sent"}
    twice = [one for one in set(mail.ids) if mail.ids.count(one) == 2]
    assert len(twice) == 1
    assert len(set(mail.ids)) == len(await office.rows())


async def test_a_server_that_is_away_costs_nothing_and_gets_all_of_it_later(office, mail):
    away = Office(office.pool, type(office.outlet)("smtp://127.0.0.1:9", SENDER), at=office.at)
    await recording(office.pool, stages.opened()).write()
    await away.carry()
    assert not mail.messages
    office.later(seconds=6)
    await office.carry()
    assert mail.messages


async def test_after_the_last_attempt_a_message_is_listed_as_failed(office, mail):
    mail.answers = ["451 try again"] * 1_000
    await recording(office.pool, stages.opened()).write()
    for wait in (*SCHEDULE, SCHEDULE[-1]):
        await office.carry()
        office.later(seconds=wait.total_seconds() + 1)
    rows = await office.rows()
    assert {one["standing"] for one in rows} == {"failed"}
    assert {one["attempts"] for one in rows} == {len(SCHEDULE) + 1}


async def test_a_worker_killed_between_send_and_mark_sends_again_under_the_same_id(office, mail):
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    once = list(mail.ids)
    await office.pool.execute(
        "UPDATE tally.deliveries SET standing = 'sending', sent_at = NULL, due_at = $1", office.at
    )
    office.later(minutes=3)
    await office.carry()
    assert sorted(mail.ids) == sorted(once * 2)
    assert {one["standing"] for one in await office.rows()} == {"sent"}


async def test_a_claim_is_nobody_elses_while_it_lasts(office, mail):
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    sent = len(mail.ids)
    await office.pool.execute(
        "UPDATE tally.deliveries SET standing = 'sending', due_at = $1",
        office.at.replace(year=office.at.year + 1),
    )
    await office.carry()
    assert len(mail.ids) == sent


async def test_names_in_any_script_arrive_as_they_are_written(office, mail):
    people = [person(name) for name in ("dana", "marco", "ana", "kenji", "ruth", "olu", "sven")]
    people[2] = people[2].model_copy(update={"name": "Ána Ñúñez 安娜"})
    plan = stages.Plan(halden(people=tuple(people)))
    plan.by("system", stages.OPEN_GOAL).on("2026-11-02").by("dana", stages.SESSION)
    plan.by("dana", stages.proposal())
    await recording(office.pool, plan).write()
    await office.carry()
    told = mail.to("ana")[-1]
    assert told["To"].addresses[0].display_name == "Ána Ñúñez 安娜"
    assert "Ána Ñúñez 安娜" in told.get_body(("plain",)).get_content()


async def test_an_address_in_any_script_is_sent_to_by_smtputf8(office, mail):
    people = [person(name) for name in ("dana", "marco", "ana", "kenji", "ruth", "olu", "sven")]
    people[0] = people[0].model_copy(update={"email": "дана@halden.example"})
    await recording(office.pool, stages.Plan(halden(people=tuple(people)))).write()
    await office.carry()
    assert "дана@halden.example" in mail.recipients


@pytest.mark.parametrize("words", ["x" * 3_000, "länge " * 800, "字" * 2_000])
def test_long_words_keep_every_line_of_a_message_short(words):
    made = letter(
        _content(subject=words, lines=(words,)),
        sender=SENDER, message_id="a" * 40, at=on("2026-11-02"), public_url="http://localhost",
    )  # fmt: skip
    sent = made.as_bytes()
    assert max(len(line) for line in sent.split(b"\r\n")) <= 998
    read = message_from_bytes(sent, policy=default)
    assert read["Subject"].endswith("by 18 Dec 2026, 10:00 CET")
    assert len(read["Subject"]) <= 150
    assert words[:40] in read.get_body(("plain",)).get_content()


def test_a_line_break_in_words_never_becomes_a_header():
    made = letter(
        _content(name="Ana\r\nBcc: eve@evil.example".replace("\r\n", " "), lines=("a\r\nBcc: b",)),
        sender=SENDER, message_id="a" * 40, at=on("2026-11-02"), public_url="http://localhost",
    )  # fmt: skip
    assert made["Bcc"] is None


def test_markup_in_words_is_shown_and_never_interpreted():
    made = letter(
        _content(lines=("<script>alert(1)</script>",)),
        sender=SENDER, message_id="a" * 40, at=on("2026-11-02"), public_url="http://localhost",
    )  # fmt: skip
    assert "<script>" not in made.get_body(("html",)).get_content()


def test_a_rehearsal_says_so_before_anything_else():
    assert subject(_content(rehearsal=True)).startswith("[Rehearsal] ")


def _content(**changed: object) -> Content:
    facts = {
        "organisation": "halden", "name": "Ana", "subject": "Sign", "lines": ("Sign it.",),
        "asks": True, "rehearsal": False, "due_at": on("2026-12-18"), "zone": "Europe/Oslo",
        "path": "/o/halden", "to": ANA,
    }  # fmt: skip
    return Content(**{**facts, **changed})
