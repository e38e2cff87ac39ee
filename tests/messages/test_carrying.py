from __future__ import annotations

import asyncio

from office import SENDER, Office, recording

from domain.unit import commands as c
from messages import preferences
from messages.preferences import Preference
from messages.smtp import Outlet
from tests.domain import stages
from tests.domain.company import halden, on
from tests.domain.test_unit_waivers import AGREE, REFUSE, WAIVE, waiver

TO_LENA = c.DelegateDuty(delegate="lena", starts_at=on("2026-10-07"), ends_at=on("2027-06-01"))


async def test_nothing_is_told_of_what_was_before_messages_were_switched_on(pool, mail):
    late = Office(pool, Outlet(f"smtp://127.0.0.1:{mail.port}", SENDER))
    old = recording(pool, stages.proposed())
    await old.write()
    await late.on()
    await late.carry()
    assert not mail.messages
    await old.by("ana", stages.PUSHBACK)
    await late.carry()
    assert [one["To"].addresses[0].username for one in mail.messages] == ["dana"]


async def test_an_organisation_that_begins_later_is_told_from_its_first_event(office, mail):
    await recording(office.pool, stages.opened()).write()
    await office.carry()
    assert mail.messages


async def test_switching_on_again_skips_nothing(office, mail):
    await recording(office.pool, stages.opened()).write()
    await office.on()
    await office.carry()
    assert mail.messages


async def test_many_workers_at_once_tell_each_person_once(office, mail):
    await recording(office.pool, stages.signing()).write()
    await asyncio.gather(*(office.carry() for _ in range(4)))
    await office.carry()
    assert len(mail.ids) == len(set(mail.ids)) == len(await office.rows())


async def test_carrying_beside_appends_skips_no_event_and_tells_nobody_twice(office, mail):
    plans = [
        recording(office.pool, stages.proposed(), organisation="halden", stream=f"unit/fy27/u{n}")
        for n in range(5)
    ]
    done = asyncio.Event()

    async def carrying() -> None:
        while not done.is_set():
            await office.post().round()

    async def deciding() -> None:
        await asyncio.gather(*(plan.write() for plan in plans))
        for plan in plans:
            await plan.by("ana", stages.PUSHBACK)
        done.set()

    await asyncio.gather(carrying(), deciding())
    await office.carry()
    head = await office.pool.fetchval("SELECT position FROM tally.heads")
    assert await office.pool.fetchval("SELECT position FROM tally.message_cursors") == head
    asked = [one for one in mail.to("dana") if "Answer an objection" in one["Subject"]]
    assert len(asked) == len(plans)
    assert len(set(mail.ids)) == len(mail.ids)


async def test_what_was_carried_is_not_carried_again_by_another_worker(office, mail, proposed):
    before = len(mail.messages)
    await office.carry()
    assert len(mail.messages) == before


async def test_a_rehearsal_is_sent_to_no_real_mail_server(office, mail):
    await recording(office.pool, stages.Plan(halden(rehearsal=True))).write()
    await office.carry()
    assert not mail.messages
    assert not await office.rows()


async def test_a_rehearsal_reaches_the_embedded_mailbox_and_says_so(pool, mail):
    embedded = Office(pool, Outlet(f"smtp://127.0.0.1:{mail.port}", SENDER, embedded=True))
    await embedded.on()
    await recording(pool, stages.Plan(halden(rehearsal=True))).write()
    await embedded.carry()
    assert all("[Rehearsal]" in one["Subject"] for one in mail.messages)
    assert mail.messages


async def test_who_has_no_address_is_listed_and_not_guessed(office, mail):
    plan = recording(office.pool, stages.Plan(halden(people=halden().people[:1])))
    await plan.until("2026-11-11")
    await office.carry()
    missing = await office.rows("person, error", "standing = 'failed'")
    assert "ruth" in {one["person"] for one in missing}
    assert all("no address" in one["error"] for one in missing)


async def test_a_delegate_is_told_as_well_and_for_whom(office, mail):
    plan = recording(office.pool, stages.opened())
    await plan.write()
    await plan.by("dana", TO_LENA)
    await office.carry()
    assert any("You act for somebody" in one["Subject"] for one in mail.to("lena"))
    await plan.until("2026-11-08")
    await office.carry()
    told = mail.to("lena")[-1]
    assert "Reminder: Propose the target" in told["Subject"]
    assert "For Dana:" in told.get_body(("plain",)).get_content()
    assert any("Reminder" in one["Subject"] for one in mail.to("dana"))


async def test_both_names_stand_on_what_a_delegate_decided(office, mail):
    plan = recording(office.pool, stages.opened())
    await plan.write()
    await plan.by("system", stages.OPEN_GOAL)
    await plan.by("dana", TO_LENA)
    plan.plan.on("2026-11-02")
    await plan.by("lena", stages.SESSION, behalf="dana")
    await office.carry()
    told = [one for one in mail.to("ana") if "planning session" in one["Subject"]]
    assert "Lena acted for Dana." in told[-1].get_body(("plain",)).get_content()


async def test_who_covers_an_absence_gets_the_reminder_too(office, mail):
    plan = recording(office.pool, stages.signing())
    await plan.write()
    cover = c.CoverAbsence(person="ana", cover="kenji", until=on("2027-03-01").date())
    await plan.by("dana", cover)
    await office.carry()
    before = len(mail.messages)
    await plan.until("2026-12-12")
    await office.carry()
    told = [one for one in mail.messages[before:] if one["To"].addresses[0].username == "kenji"]
    text = "".join(one.get_body(("plain",)).get_content() for one in told)
    assert "For Ana:" in text
    assert "This only they can do themselves." in text


async def test_who_is_asked_for_a_waiver_is_told_and_who_proposed_it_hears_the_answer(
    office, mail, proposed
):
    await proposed.by("ruth", WAIVE)
    await office.carry()
    (asked,) = [one for one in mail.messages if "Agree to a waiver" in one["Subject"]]
    assert asked["To"].addresses[0].username == "olu"
    text = asked.get_body(("plain",)).get_content()
    assert "proposes to waive S0-02 for Kenji until 2026-12-18: Away at sea" in text
    assert "/units/halden#waivers" in text
    await proposed.by("olu", AGREE)
    await office.carry()
    told = [one for one in mail.messages if "A gate is waived" in one["Subject"]]
    assert {one["To"].addresses[0].username for one in told} == {"dana", "ruth", "kenji"}


async def test_a_refused_or_expired_waiver_is_told_to_who_proposed_it(office, mail, proposed):
    await proposed.by("ruth", WAIVE)
    await proposed.by("olu", REFUSE)
    await proposed.by("ruth", waiver(waiver="again"))
    await proposed.until("2026-12-19")
    await office.carry()
    told = [one for one in mail.messages if "aiver" in one["Subject"]]
    ended = [one for one in told if "refused" in one["Subject"] or "expired" in one["Subject"]]
    assert [one["To"].addresses[0].username for one in ended] == ["ruth", "ruth"]
    assert [one["Subject"] for one in told if "Reminder" in one["Subject"]]


async def test_who_wants_no_news_is_still_asked(office, mail):
    await preferences.keep(office.pool, "halden", "ana", Preference(news="none"))
    plan = recording(office.pool, stages.proposed())
    await plan.write()
    await office.carry()
    subjects = [one["Subject"] for one in mail.to("ana")]
    assert len(subjects) == 1
    assert "Read your number" in subjects[0]
