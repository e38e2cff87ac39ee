"""Whoever gains or loses an office or a seat is told what changed, and from when."""

from __future__ import annotations

from datetime import date

from office import Office
from recording import Recording
from servers import MailServer

from domain.cycle import commands as cc
from domain.people import Office as Named
from domain.people import Role
from domain.unit import commands as c
from identity import accounts
from identity.model import Membership
from store.pool import session as connected
from tests.domain import cycles, stages
from tests.domain.company import person

FILL = c.FillSeat(seat="nordics", person=person("lena"), joins_on=date(2027, 3, 1))
LEAVES = c.HandOverSeat(seat="americas", successor=person("sofia"), left_on=date(2027, 4, 30))


async def account(office: Office, name: str) -> None:
    """Who is in no file is reached by their account."""
    async with connected(office.pool) as connection:
        email = f"{name}@halden.example"
        made = await accounts.add(connection, email=email, name=name.title(), at=office.at)
        them = Membership(organisation="halden", person=name)
        await accounts.join(connection, made.id, them, at=office.at)


async def in_the_cycle(office: Office, mail: MailServer, *acts: tuple[str, cc.Command]) -> None:
    """A cycle that was announced, and what somebody decides then; only that is in the mail."""
    for name in ("ada", "olu", "nina", "ruth"):
        await account(office, name)
    kept = Recording(office.pool, cycles.announced(), stream="cycle/fy27")  # type: ignore[arg-type]
    await kept.write()
    await office.carry()
    mail.messages.clear()
    for who, command in acts:
        kept.plan.by(who, command)
        await kept.write()
        await office.carry()


async def in_the_unit(office: Office, mail: MailServer, who: str, command: c.Command) -> None:
    kept = Recording(office.pool, stages.settled().on("2027-02-01"))
    await kept.write()
    await office.carry()
    mail.messages.clear()
    await kept.by(who, command)
    await office.carry()


def subject(mail: MailServer, who: str) -> str:
    (told,) = mail.to(who)
    return str(told["Subject"])


def words(mail: MailServer, who: str) -> str:
    (told,) = mail.to(who)
    return " ".join(told.get_body(("plain",)).get_content().split())


def role(office: Named, who: str) -> Role:
    return Role(office=office, person=who)


async def test_who_gets_an_office_and_who_gives_it_up_are_told_by_whom_and_from_when(office, mail):
    change = cc.ProposeRoles(
        change="new",
        reason="Nina follows Olu",
        grants=(role("approver", "nina"),),
        revokes=(role("approver", "olu"),),
    )

    await in_the_cycle(office, mail, ("ada", change), ("ruth", cc.AgreeToRoles(change="new")))

    assert subject(mail, "nina") == "You are an approver of Fiscal year 2027"
    assert "You become approver of Fiscal year 2027 from 2026-" in words(mail, "nina")
    assert "Ada proposed it, Ruth agreed." in words(mail, "nina")
    assert "/o/halden/cycles/fy27" in words(mail, "nina")
    told = [str(one["Subject"]) for one in mail.to("olu")]
    assert "You are no more an approver of Fiscal year 2027" in told


async def test_a_change_that_is_only_proposed_is_told_to_nobody_it_is_about(office, mail):
    change = cc.ProposeRoles(
        change="new", reason="Nina helps", grants=(role("approver", "nina"),), revokes=()
    )

    await in_the_cycle(office, mail, ("ada", change))

    assert not mail.to("nina")


async def test_both_leaders_are_told_when_a_unit_gets_another(office, mail):
    await in_the_cycle(office, mail, ("dana", cycles.LEADER))

    assert subject(mail, "sofia") == "You lead a unit of Fiscal year 2027"
    assert "from 2027-05-01, in place of Marco" in words(mail, "sofia")
    assert subject(mail, "marco") == "You no longer lead a unit of Fiscal year 2027"
    assert "Sofia leads Americas from 2027-05-01, in your place." in words(mail, "marco")


async def test_a_joiner_is_told_of_the_seat_and_asked_to_sign_it(office, mail):
    await in_the_unit(office, mail, "hana", FILL)

    told = words(mail, "lena")
    assert "From 2027-03-01 you are to carry seat Nordics of Halden Instruments." in told
    assert "It is yours once you have signed it, by 2027-" in told


async def test_leaver_and_successor_of_a_seat_are_told_from_when(office, mail):
    await in_the_unit(office, mail, "ruth", LEAVES)

    assert "After 2027-04-30 you no longer carry seat Americas" in words(mail, "marco")
    assert "After 2027-04-30 you are to follow in seat Americas" in words(mail, "sofia")
    assert "Dana carries it until you have signed it." in words(mail, "sofia")


async def test_a_member_who_gets_no_office_in_their_own_team_is_told_why(office, mail):
    granted = c.ChangeRoles(
        grants=(role("approver", "kenji"),), revokes=(), decided_by=("ada", "ruth")
    )

    await in_the_unit(office, mail, "system", granted)

    assert subject(mail, "kenji") == "An office that you do not get in Halden Instruments"
    assert "you do not become approver: you lead it or carry a part" in words(mail, "kenji")
