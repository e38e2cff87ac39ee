"""A correction on the unit's page: withdrawn by who proposed it, refused by who could approve it."""

from __future__ import annotations

import pytest
from api import Api
from browsing import Read
from closing import closed

from domain.unit import commands as u

CHANGE = {"period": "Q4", "seat": "north", "delta": {"amount": "-5.00", "currency": "USD"}}
ASKED = u.ProposeCorrection.model_validate(
    {"correction": "audit", "lines": [CHANGE], "reason": "Booked too early"}
)
ANSWERS = {"Approve this correction", "Refuse this correction", "Withdraw this correction"}


@pytest.fixture
async def asked(api: Api) -> Api:
    await closed(api)
    await api.give(ASKED, unit="sales")
    return api


@pytest.mark.parametrize(
    ("who", "answer", "told"),
    [
        ("olu", "Refuse this correction", "Refused by"),
        ("ines", "Withdraw this correction", "Withdrawn by"),
    ],
)
async def test_a_correction_that_waits_ends_with_a_reason(
    asked: Api, pages: Read, who: str, answer: str, told: str
) -> None:
    before = await pages(asked, "/units/sales", by=who)
    after = await before.press(answer, {"reason": "The order was signed"})

    assert told in after.words
    assert "The order was signed" in after.words
    assert not any(after.has_button(one) for one in ANSWERS)
    facts = await pages(asked, "/units/sales/facts", by=who)
    assert told.lower() in facts.words
    assert f"{told.split(maxsplit=1)[0]} because: The order was signed" in facts.words
    assert "It would change the total by -$5" in facts.words
    assert "waits for another" not in facts.words


async def test_who_proposed_it_only_withdraws_it_and_who_did_not_never_does(
    asked: Api, pages: Read
) -> None:
    found = {
        who: {
            one for one in ANSWERS if (await pages(asked, "/units/sales", by=who)).has_button(one)
        }
        for who in ("ines", "olu", "dana")
    }
    assert found == {
        "ines": {"Withdraw this correction"},
        "olu": {"Approve this correction", "Refuse this correction"},
        "dana": set(),
    }
