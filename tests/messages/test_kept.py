"""What needs two people in custody calls the second one, and tells the first how it ended."""

from __future__ import annotations

from office import Office
from recording import Recording
from servers import MailServer
from test_offices import account, subject, words

from domain.custody import commands as c
from domain.custody.values import Period
from domain.model import Command
from tests.domain import custodies as k
from tests.domain import cycles

PEOPLE = ("ada", "ana", "hana", "hugo", "olu", "ruth")
PERIODS = c.ProposeRetention(
    change="r1", periods=(Period(kind="drafts", days=30, basis="policy 4"),), reason="Less is kept."
)


async def custody(office: Office, mail: MailServer, kept: k.Custody) -> Recording:
    """What was kept so far is on the record and told; only what follows is in the mail."""
    for name in PEOPLE:
        await account(office, name)
    cycle = Recording(office.pool, cycles.announced(), stream="cycle/fy27")  # type: ignore[arg-type]
    await cycle.write()
    made = Recording(office.pool, kept, stream="custody/record")  # type: ignore[arg-type]
    await made.write()
    await office.carry()
    mail.messages.clear()
    return made


async def asks(office: Office, made: Recording, who: str, *commands: Command) -> None:
    await made.by(who, *commands)
    await office.carry()


def told(mail: MailServer) -> set[str]:
    return {one["To"].addresses[0].username for one in mail.messages}


async def test_who_may_agree_to_an_erasure_is_asked_and_whom_it_is_about_is_not_named(office, mail):
    made = await custody(office, mail, k.known())

    await asks(office, made, "hana", k.ERASE)

    assert told(mail) == {"ada", "hugo"}
    assert subject(mail, "hugo") == "An erasure waits for a second person"
    assert "Hana asks to erase a person (request 7): agree, or withdraw it." in words(mail, "hugo")
    assert "/o/halden/audit/kept#erasures" in words(mail, "hugo")
    assert "ana" not in words(mail, "hugo").lower().replace("hana", "")


async def test_whom_an_erasure_is_about_is_never_asked_though_they_hold_the_office(office, mail):
    made = await custody(office, mail, k.known().by("system", k.stands(person="hugo")))

    await asks(office, made, "hana", k.ERASE.model_copy(update={"person": "hugo"}))

    assert told(mail) == {"ada"}


async def test_a_release_waits_for_everybody_who_may_but_who_asked(office, mail):
    made = await custody(office, mail, k.held())

    await asks(office, made, "olu", k.RELEASE)

    assert told(mail) == {"ada", "hana", "hugo", "ruth"}
    assert subject(mail, "ruth") == "The release of a legal hold waits for a second person"
    said = (
        "Olu asks to release the hold h1 (case 2027-12): agree, or let it lie. The case is closed."
    )
    assert said in words(mail, "ruth")
    assert "/o/halden/audit/kept#holds" in words(mail, "ruth")


async def test_other_periods_wait_for_a_second_person(office, mail):
    made = await custody(office, mail, k.known())

    await asks(office, made, "ada", PERIODS)

    assert told(mail) == {"hana", "hugo", "olu", "ruth"}
    assert "Ada proposes other periods of retention" in words(mail, "olu")


async def test_who_asked_is_told_how_it_ended(office, mail):
    made = await custody(office, mail, k.held().by("olu", k.RELEASE).by("ada", PERIODS))

    await asks(office, made, "ruth", k.RELEASE, c.AgreeToRetention(change="r1"))
    await asks(office, made, "hana", k.ERASE)

    assert subject(mail, "olu") == "A legal hold was released"
    assert "Olu asked, Ruth agreed." in words(mail, "olu")
    assert "Other periods of retention hold" in {one["Subject"] for one in mail.to("ada")}
    mail.messages.clear()

    await asks(office, made, "hugo", k.AGREE)

    assert told(mail) == {"hana"}
    assert "Hugo agreed to the erasure (request 7)" in words(mail, "hana")


async def test_an_erasure_that_is_withdrawn_is_told_to_who_asked(office, mail):
    made = await custody(office, mail, k.asked())

    await asks(office, made, "hugo", k.WITHDRAW)

    assert subject(mail, "hana") == "An erasure that you asked for was withdrawn"
    assert "Hugo withdrew the erasure (request 7): She came back." in words(mail, "hana")


async def test_an_office_that_is_heard_of_later_is_asked_then(office, mail):
    made = await custody(office, mail, k.asked())

    await asks(office, made, "system", k.offices(version=6, hr_partners=("hana", "hugo", "ruth")))

    assert told(mail) == {"ruth"}
