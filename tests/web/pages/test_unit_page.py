"""The unit's page over HTTP: versions, pushback, promises, signatures, as each reader may see them."""

from __future__ import annotations

from itertools import pairwise

from api import Api, eur
from browsing import Read

from domain.unit import commands as u


async def test_before_a_proposal_the_page_says_what_comes_next(api: Api, pages: Read) -> None:
    await api.announced()
    page = await pages(api, "/units/sales", by="dana")

    assert page.headings[0] == (1, "Sales")
    assert "Nothing is proposed yet." in page.words
    assert page.link("Hold session").endswith("/units/sales/acts/hold-session")


async def test_while_members_may_respond_the_page_says_what_closing_waits_for(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    page = await pages(api, "/units/sales", by="dana")

    assert "To close pushback, this is still missing: S0-11 2 may still respond." in page.words
    assert "Nothing blocks the next step" not in page.words


async def test_headings_are_in_order_and_no_id_stands_twice(api: Api, pages: Read) -> None:
    await api.answered()
    for path, who in (("/units/sales", "dana"), ("/units/sales", "ana"), ("/number", "ana")):
        page = await pages(api, path, by=who)
        levels = [level for level, _ in page.headings]
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))
        twice = {one for one in page.ids if page.ids.count(one) > 1}
        assert not twice, (path, who)


async def test_an_item_stands_with_its_counter_answer_and_factor(api: Api, pages: Read) -> None:
    await api.answered()
    page = await pages(api, "/units/sales", by="marco")

    assert "The euro zone is flat." in page.words
    assert "€42" in page.words
    assert "Accepted as a real issue : The orders say so, clearly." in page.words
    assert "Two engineers work in EMEA." in page.words
    assert not page.has_button("Record this answer")


async def test_signatures_are_told_with_meaning_and_time_and_commitments_as_irrevocable(
    api: Api, pages: Read
) -> None:
    await api.in_force()
    page = await pages(api, "/units/sales", by="sam")

    assert "jointly owned" in page.words
    assert "the shared goal, and the resources as a commitment" in page.words
    assert "25 Nov 2026, 10:00 +0100 (09:00 UTC)" in page.words
    assert "It cannot be taken back." in page.words
    assert "You read this plan; there is nothing for you to do in it now." in page.words


async def test_a_substitute_is_offered_by_the_leader_and_accepted_by_who_it_serves(
    api: Api, pages: Read
) -> None:
    await api.in_force()
    page = await pages(api, "/units/sales", by="dana")
    offered = await page.press(
        "Offer a substitute",
        {
            "words": "A contractor",
            "due_on": "2027-03-01",
            "reason": "Nobody could be hired.",
            "amount.amount": "0.50",
            "amount.currency": "EUR",
        },
    )
    assert "Offered in its place" in offered.words
    assert not offered.has_button("Accept the substitute")
    mine = await pages(api, "/units/sales", by="ana")
    await mine.press("Accept the substitute")

    standing = [one["standing"] for one in (await api.unit())["commitments"]]
    assert standing == ["substituted", "open"]


async def test_taking_a_commitment_back_is_refused_on_the_page_and_kept_on_the_record(
    api: Api, pages: Read
) -> None:
    await api.in_force()
    page = await pages(api, "/units/sales/acts/revoke-commitment", by="dana")
    refused = await page.press(
        "Try to take a commitment back",
        {"commitment": "engineer", "words": "There is a freeze on hiring."},
    )

    assert refused.status == 409
    assert "S0-22" in refused.words
    assert (await api.unit())["commitments"][0]["standing"] == "open"


async def test_hostile_words_are_shown_as_they_are(api: Api, pages: Read) -> None:
    await api.proposed()
    words = "</blockquote><script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd " + "long " * 1_900
    item = u.RaisePushback(
        item="x", version=1, kind="other", words=words, seat="emea", counter=eur("42.00")
    )
    await api.give(item, by="ana", unit="sales")
    page = await pages(api, "/units/sales", by="dana")

    assert "<script>alert" not in page.text
    assert " ".join(words.split()) in page.words
