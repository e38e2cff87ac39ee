"""What needs two people in custody waits for everybody who may be the second, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable

from domain.custody import commands as c
from domain.custody.values import Period
from domain.model import Command
from projections.waiting_custody import in_custody
from tests.domain import custodies as k
from tests.domain.given import sentences

PERIODS = c.ProposeRetention(
    change="r1", periods=(Period(kind="drafts", days=30, basis="policy 4"),), reason="Less."
)
NOBODY: set[tuple[str, str]] = set()


def waits(kept: k.Custody) -> set[tuple[str, str]]:
    return {(one.kind, one.person) for one in in_custody(kept.state)}


def all_of(kind: str, *people: str) -> set[tuple[str, str]]:
    return {(kind, one) for one in people}


@sentences(
    "given who command expected",
    [
        ("an erasure waits for the other keepers", k.known, "hana", k.ERASE,
         all_of("erasure", "hugo", "ada")),
        ("a withdrawn erasure waits for nobody", k.asked, "hugo", k.WITHDRAW, NOBODY),
        ("an erasure that two decided waits for nobody", k.asked, "hugo", k.AGREE, NOBODY),
        ("a hold waits for nobody", k.known, "olu", k.hold(), NOBODY),
        ("a release waits for every other holder", k.held, "olu", k.RELEASE,
         all_of("release_hold", "ada", "hana", "hugo", "ruth")),
        ("a release is not asked of whom the hold is on",
         lambda: k.held(subject="ruth"), "olu", k.RELEASE,
         all_of("release_hold", "ada", "hana", "hugo")),
        ("a released hold waits for nobody", lambda: k.held().by("olu", k.RELEASE), "ruth",
         k.RELEASE, NOBODY),
        ("other periods wait for every other holder", k.known, "ada", PERIODS,
         all_of("retention", "hana", "hugo", "olu", "ruth")),
        ("agreed periods wait for nobody", lambda: k.known().by("ada", PERIODS), "olu",
         c.AgreeToRetention(change="r1"), NOBODY),
    ],
)  # fmt: skip
def test_it_waits_for(
    given: Callable[[], k.Custody], who: str, command: Command, expected: set[tuple[str, str]]
) -> None:
    assert waits(given().by(who, command)) == expected


def test_no_words_name_who_is_to_be_erased() -> None:
    kept = k.known().by("system", k.stands(person="quentin"))
    kept.by("hana", k.ERASE.model_copy(update={"person": "quentin"}))

    assert {one.subject for one in in_custody(kept.state)} == {"quentin"}
    assert not any("quentin" in one.words for one in in_custody(kept.state))
