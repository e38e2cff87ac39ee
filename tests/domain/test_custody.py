"""What an organisation keeps: keys of its log, holds, periods and erasures, as decisions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import errors
from domain.custody import commands as c
from domain.custody.due import due
from domain.custody.state import evolve
from domain.custody.values import DEFAULT, Period, Removed
from domain.cycle.events import CycleAnnounced
from domain.due import Due
from domain.errors import DomainError
from domain.model import SYSTEM, Command
from tests.domain import custodies as k
from tests.domain.company import on
from tests.domain.custodies import Custody
from tests.domain.given import refused, sentences, types

Stage = Callable[[], Custody]

SHORTER = c.ProposeRetention(
    change="shorter",
    periods=(Period(kind="drafts", days=30, basis="nobody comes back to them"),),
    reason="Fewer copies.",
)
AGREE = c.AgreeToRetention(change="shorter")
EVERYTHING = k.hold(hold="h2", scope="organisation", subject=None)
IN_CYCLE = k.hold(hold="h3", scope="cycle", subject="fy27")
DONE = c.CompleteErasure(person="ana", removed=(Removed(what="sessions", count=2),))


def asked_release() -> Custody:
    return k.held().by("hana", k.RELEASE)


def released() -> Custody:
    return asked_release().by("olu", k.RELEASE)


def proposed() -> Custody:
    return k.known().by("ada", SHORTER)


def with_duties(waits: bool) -> Stage:
    change = c.ProposeRetention(change="now", waits_for_duties=waits, reason="The law wants it.")

    def stage() -> Custody:
        custody = k.busy()
        if not waits:
            custody.by("ada", change).by("olu", c.AgreeToRetention(change="now"))
        return custody

    return stage


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a log's first key is recorded before anybody holds an office", k.nothing, "system", k.FIRST,
     ["LogKeyCreated"]),
    ("a rotated key follows", k.known, "system", k.ROTATED, ["LogKeyRotated"]),
    ("so does the key after a lost one", lambda: k.known().by("system", k.ROTATED), "system",
     k.LOST, ["LogKeyLost"]),
    ("custody hears who holds which office", k.nothing, "system", k.offices(),
     ["OfficesReceived"]),
    ("and hears it again when it changes", k.known, "system",
     k.offices(9, hr_partners=("hana",)), ["OfficesReceived"]),
    ("what the cycles say of a person is noted", k.nothing, "system", k.stands(),
     ["StandingReceived"]),
    ("one person places a hold", k.known, "hana", k.hold(), ["HoldPlaced"]),
    ("a hold may be on a cycle", k.known, "olu", IN_CYCLE, ["HoldPlaced"]),
    ("or on everything", k.known, "ruth", EVERYTHING, ["HoldPlaced"]),
    ("a hold is on somebody whom no cycle names", k.known, "ada", k.hold(subject="lena"),
     ["HoldPlaced"]),
    ("the first asks for a release", k.held, "hana", k.RELEASE, ["HoldReleaseAsked"]),
    ("the second releases", asked_release, "olu", k.RELEASE, ["HoldReleased"]),
    ("an administrator proposes other periods", k.known, "ada", SHORTER, ["RetentionProposed"]),
    ("a second person agrees to them", proposed, "ruth", AGREE, ["RetentionChanged"]),
    ("an erasure is asked for", k.known, "hana", k.ERASE, ["ErasureAsked"]),
    ("a second person agrees, and it is decided", k.asked, "hugo", k.AGREE, ["PersonErased"]),
    ("an administrator is one of the two", k.asked, "ada", k.AGREE, ["PersonErased"]),
    ("it can be withdrawn until then", k.asked, "hugo", k.WITHDRAW, ["ErasureWithdrawn"]),
    ("and asked for again", lambda: k.asked().by("hugo", k.WITHDRAW), "hugo", k.ERASE,
     ["ErasureAsked"]),
    ("that all is destroyed is noted", k.erased, "system", DONE, ["ErasureCompleted"]),
    ("duties in a cycle that is over keep nobody",
     lambda: k.known().by("system", k.stands(k.DUTY, running=False)), "hana", k.ERASE,
     ["ErasureAsked"]),
    ("duties keep nobody where two people decided so", with_duties(waits=False), "hana", k.ERASE,
     ["ErasureAsked"]),
    ("a released hold keeps nobody", released, "hana", k.ERASE, ["ErasureAsked"]),
    ("a hold on another person keeps nobody else", lambda: k.held(subject="marco"), "hana",
     k.ERASE, ["ErasureAsked"]),
    ("a hold on a cycle keeps nobody whom it does not name",
     lambda: k.held(scope="cycle", subject="fy26"), "hana", k.ERASE, ["ErasureAsked"]),
    ("once no cycle runs, the offices of the last one count",
     lambda: k.known().by("system", k.offices(30, is_running=False)), "hana", k.hold(),
     ["HoldPlaced"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("nobody records a key by hand", k.known, "ada", k.ROTATED, errors.NotAuthorised, {}),
    ("a key is recorded once", k.known, "system", k.FIRST, errors.NothingToDo, {}),
    ("none is passed over", k.known, "system", k.LOST, errors.Invalid, {"words": "Change 2"}),
    ("a first key follows none", k.nothing, "system",
     k.FIRST.model_copy(update={"before": "x"}), errors.Invalid, {"words": "first"}),
    ("the same offices are no news", k.known, "system", k.offices(6), errors.NothingToDo, {}),
    ("what custody has heard since is no news", k.known, "system",
     k.offices(5, hr_partners=()), errors.NothingToDo, {"words": "since"}),
    ("the same standing is no news", k.known, "system", k.stands(), errors.NothingToDo, {}),
    ("an auditor places no hold", k.known, "sam", k.hold(), errors.NotAuthorised,
     {"words": "HR partner or administrator or sponsor or approver"}),
    ("nobody holds anything before custody knows of an office", k.nothing, "hana", k.hold(),
     errors.NotAuthorised, {}),
    ("an office given up counts no more",
     lambda: k.known().by("system", k.offices(9, hr_partners=("hugo",))), "hana", k.hold(),
     errors.NotAuthorised, {}),
    ("an office in a cycle that is over counts no more while another runs",
     lambda: k.known().by("system", k.offices(9, is_running=False),
                          k.offices(4, cycle="fy28", hr_partners=("hugo",))),
     "hana", k.hold(), errors.NotAuthorised, {}),
    ("a hold has an id of its own", k.held, "olu", k.hold(subject="marco"), errors.AlreadyExists, {}),
    ("the same is not held twice for the same", k.held, "olu", k.hold(hold="h9"),
     errors.NothingToDo, {}),
    ("a hold on a person names one", k.known, "hana", k.hold(subject=None), errors.Invalid, {}),
    ("a hold on everything names nobody", k.known, "hana", k.hold(scope="organisation"),
     errors.Invalid, {}),
    ("a hold that is released was placed", k.known, "hana", k.RELEASE, errors.Unknown, {}),
    ("one person alone releases no hold", asked_release, "hana", k.RELEASE,
     errors.NeedsTwoPeople, {}),
    ("nobody releases a hold on themselves", lambda: k.held(subject="hugo"), "hugo", k.RELEASE,
     errors.NotAuthorised, {"words": "on themselves"}),
    ("a hold is released once", released, "ruth", k.RELEASE, errors.NothingToDo, {}),
    ("an HR partner proposes no periods", k.known, "hana", SHORTER, errors.NotAuthorised, {}),
    ("a change of periods has an id of its own", proposed, "ada", SHORTER,
     errors.AlreadyExists, {}),
    ("periods that hold are no change", k.known, "ada",
     SHORTER.model_copy(update={"periods": DEFAULT.periods}), errors.NothingToDo, {}),
    ("a class has one period", k.known, "ada",
     SHORTER.model_copy(update={"periods": SHORTER.periods * 2}), errors.Invalid, {}),
    ("decisions are kept for ever", k.known, "ada", SHORTER.model_copy(
        update={"periods": (Period(kind="decisions", days=9, basis="less"),)}), errors.Invalid,
     {"words": "decisions: kept for ever"}),
    ("who proposed periods does not agree to them", proposed, "ada", AGREE,
     errors.NeedsTwoPeople, {}),
    ("periods that nobody proposed are not agreed to", k.known, "olu", AGREE, errors.Unknown, {}),
    ("periods are agreed to once", lambda: proposed().by("olu", AGREE), "ruth", AGREE,
     errors.NothingToDo, {}),
    ("a sponsor erases nobody", k.known, "olu", k.ERASE, errors.NotAuthorised, {}),
    ("nobody erases themselves",
     lambda: k.known().by("system", k.stands(person="hana")), "hana",
     k.ERASE.model_copy(update={"person": "hana"}), errors.NotAuthorised, {"words": "themselves"}),
    ("nobody agrees to their own erasure",
     lambda: k.known().by("system", k.stands(person="hugo"))
     .by("hana", k.ERASE.model_copy(update={"person": "hugo"})), "hugo",
     c.AgreeToErasure(person="hugo"), errors.NotAuthorised, {"words": "themselves"}),
    ("who is erased is known to some cycle", k.known, "hana",
     k.ERASE.model_copy(update={"person": "nobody"}), errors.Unknown, {}),
    ("a second asking is an agreement", k.asked, "hugo", k.ERASE, errors.AlreadyExists,
     {"words": "agree to it"}),
    ("one person alone erases nobody", k.asked, "hana", k.AGREE, errors.NeedsTwoPeople, {}),
    ("an erasure that nobody asked for is not agreed to", k.known, "hugo", k.AGREE,
     errors.Unknown, {}),
    ("one that was withdrawn is not agreed to", lambda: k.asked().by("hugo", k.WITHDRAW), "hugo",
     k.AGREE, errors.Unknown, {}),
    ("nobody is erased twice", k.erased, "hana", k.ERASE, errors.NothingToDo, {}),
    ("an erasure is agreed to once", k.erased, "ada", k.AGREE, errors.NothingToDo, {}),
    ("what is decided is not withdrawn", k.erased, "hana", k.WITHDRAW, errors.NothingToDo, {}),
    ("a hold on a person keeps them", k.held, "hana", k.ERASE, errors.UnderLegalHold,
     {"missing": "case 2027-12"}),
    ("a hold on a cycle keeps whom it names",
     lambda: k.held(hold="h3", scope="cycle", subject="fy27"), "hana", k.ERASE,
     errors.UnderLegalHold, {"missing": "in cycle fy27"}),
    ("a hold on everything keeps everybody",
     lambda: k.held(hold="h2", scope="organisation", subject=None), "hana", k.ERASE,
     errors.UnderLegalHold, {"missing": "everything in the organisation"}),
    ("a hold that was placed since keeps them too", lambda: k.asked().by("olu", k.hold()), "hugo",
     k.AGREE, errors.UnderLegalHold, {}),
    ("a hold whose release is only asked for keeps them", asked_release, "hana", k.ERASE,
     errors.UnderLegalHold, {}),
    ("who has duties in a cycle that runs hands them over first", with_duties(waits=True), "hana",
     k.ERASE, errors.WrongStage, {"missing": k.DUTY}),
    ("nothing is destroyed that nobody decided", k.asked, "system", DONE, errors.Unknown, {}),
    ("that all is destroyed is noted once", lambda: k.erased().by("system", DONE), "system", DONE,
     errors.NothingToDo, {}),
    ("what is not custody's is unknown", k.known, "ada", Command(), errors.NotAuthorised, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_nobody_decides_about_custody_in_another_s_name() -> None:
    refused(k.known(), "dana", k.hold(), errors.NotAuthorised, behalf="hana")


def test_an_erasure_says_what_is_destroyed_on_what_ground_and_by_whose_decision() -> None:
    (event,) = k.asked().gives("hugo", k.AGREE)
    said = event.model_dump()
    assert said["destroyed"] == ("words_and_names", "sessions", "drafts", "mailbox")
    assert (said["ground"], said["asked_by"], said["agreed_by"]) == ("own_request", "hana", "hugo")


STANDINGS: list[tuple[str, Stage, str]] = [
    ("asked for", k.asked, "asked"),
    ("withdrawn", lambda: k.asked().by("hugo", k.WITHDRAW), "withdrawn"),
    ("decided", k.erased, "decided"),
    ("destroyed", lambda: k.erased().by("system", DONE), "destroyed"),
]


@sentences("stage standing", STANDINGS)
def test_an_erasure_stands_where_it_was_brought(stage: Stage, standing: str) -> None:
    (one,) = stage().state.erasures
    assert one.standing == standing


def test_the_keys_stand_with_the_sizes_they_sign_from() -> None:
    state = k.known().by("system", k.ROTATED, k.LOST).state
    assert [(one.reason, one.signs_from, one.withdrawn_at) for one in state.keys] == [
        ("first", 3, None), ("rotated", 9, 9), ("lost", 14, 12),
    ]  # fmt: skip


def test_other_periods_hold_once_they_are_agreed_to() -> None:
    assert proposed().state.retention == DEFAULT
    now = proposed().by("olu", AGREE).state.retention
    assert now.period("drafts").days == 30
    assert now.period("mailbox") == DEFAULT.period("mailbox")


def test_custody_owes_no_other_plan_anything_and_never_ends() -> None:
    assert due(k.erased().state) == Due()


def test_custody_folds_its_own_events_only() -> None:
    with pytest.raises(ValueError, match="custody's stream holds no CycleAnnounced"):
        evolve(None, CycleAnnounced(announced_by="ines"), at=on("2027-03-01"), by=SYSTEM, version=1)
