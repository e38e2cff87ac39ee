from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from domain.money import Money
from web import rendering
from web.pictures import bars, bullet, decisions, distribution, waterfall
from web.rendering import Eyes

HUNDRED = Decimal(100)


def usd(amount: int | str) -> Money:
    return Money.of(amount, "USD")


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes, and all of its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Mapping[str, str]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, kind: str = "") -> list[Mapping[str, str]]:
        return [held for name, held in self.found if name == tag and kind in held.get("class", "")]


def drawn(macro: str, picture: object, *, locale: str = "en_US") -> Page:
    template = rendering.environment().from_string(
        f'{{% import "pictures.html" as pictures with context %}}'
        f'{{{{ pictures.{macro}(picture, "What it shows") }}}}'
    )
    return Page(template.render(picture=picture, eyes=Eyes(locale=locale)))


STEPS = (
    waterfall.Step("Plan goal", usd(100), total=True),
    waterfall.Step("Stretch add-on", usd(8)),
    waterfall.Step("Version 2", usd(-2), why="Ana's objection was a real issue"),
    waterfall.Step("Version 3", usd(0)),
    waterfall.Step("Committed", usd(106), total=True),
)


def test_a_waterfall_leads_from_its_first_total_to_its_last() -> None:
    picture = waterfall.laid_out(STEPS)

    assert picture is not None
    assert [str(one.after.amount) for one in picture.bars] == [
        "100.00", "108.00", "106.00", "106.00", "106.00"
    ]  # fmt: skip
    assert [one.kind for one in picture.bars] == ["total", "up", "down", "none", "total"]
    assert picture.first.span.end == picture.bars[1].span.x
    assert picture.last.span.end == picture.bars[2].span.x == picture.bars[3].ends_at


def test_a_waterfall_that_does_not_add_up_is_not_drawn() -> None:
    with pytest.raises(waterfall.DoesNotAddUp, match=r"Committed is USD 107\.00"):
        waterfall.laid_out((*STEPS[:-1], waterfall.Step("Committed", usd(107), total=True)))


def test_a_waterfall_may_go_below_zero() -> None:
    picture = waterfall.laid_out(
        (waterfall.Step("From", usd(10), total=True), waterfall.Step("Loss", usd(-30)))
    )

    assert picture is not None
    assert picture.zero == Decimal("66.67")
    assert (picture.last.span.x, picture.last.span.end) == (Decimal(0), HUNDRED)


def test_nothing_is_drawn_of_nothing() -> None:
    assert waterfall.laid_out(()) is None
    assert bullet.laid_out(()) is None
    assert bars.laid_out(()) is None
    assert decisions.laid_out(()) is None
    assert distribution.laid_out(()) is None
    assert drawn("waterfall", None).found == []


def test_a_picture_has_words_and_a_table_beside_it() -> None:
    page = drawn("waterfall", waterfall.laid_out(STEPS))

    (svg,) = page.all("svg")
    ids = {held["id"] for _, held in page.found if "id" in held}
    assert svg["role"] == "img"
    assert set(svg["aria-labelledby"].split()) <= ids
    assert len(page.all("rect", "p-bar")) == len(STEPS)
    assert len(page.all("table")) == len(page.all("caption")) == 1
    assert len(page.all("th")) == 4 + len(STEPS)
    assert all(held.get("scope") for held in page.all("th"))
    for words in ("From Plan goal, $100, to Committed, $106, in 5 steps.", "+$8", "-$2", "real"):
        assert words in page.text


@pytest.mark.parametrize("macro", ["waterfall", "bullets", "bars", "decisions", "distribution"])
def test_a_picture_needs_no_inline_style_and_no_script(macro: str) -> None:
    page = drawn(macro, PICTURES[macro])

    names = {name for _, held in page.found for name in held}
    assert not page.all("style") + page.all("script")
    assert not {name for name in names if name == "style" or name.startswith("on")}
    assert not names & {"fill", "stroke", "color"}
    assert len(page.all("svg")) == len(page.all("table")) == 1


def attained(words: str, percent: str | None, was: str | None = None) -> bullet.Attained:
    return bullet.Attained(
        words=words,
        actual=usd(percent or 0),
        quota=usd(100 if percent else 0),
        percent=None if percent is None else Decimal(percent),
        was=None if was is None else Decimal(was),
    )


def test_a_bullet_stands_against_its_quota() -> None:
    picture = bullet.laid_out(
        (attained("Ana", "93.1"), attained("Marco", "240", was="250"), attained("Vacant", None))
    )

    assert picture is not None
    assert picture.quota == Decimal("40.00")
    assert [one.reached for one in picture.bullets] == [False, True, False]
    assert [one.was for one in picture.bullets] == [None, HUNDRED, None]
    assert picture.bullets[2].span is None
    page = drawn("bullets", picture)
    assert "no quota" in page.text
    assert "Before correction" in page.text
    assert len(page.all("rect", "p-bar")) == 2


def test_a_quarter_of_returned_goods_is_drawn_left_of_zero() -> None:
    picture = bullet.laid_out((attained("Ana", "-20"),))

    assert picture is not None
    assert picture.zero == Decimal("14.29")
    assert picture.bullets[0].span is not None
    assert picture.bullets[0].span.x == 0


@pytest.mark.parametrize("count", [1, 60])
def test_bars_sum_to_what_is_said(count: int) -> None:
    parts = [bars.Part(f"Seat {n}", usd(n + 1), beside=usd(1)) for n in range(count)]

    picture = bars.laid_out(parts)

    assert picture is not None
    assert picture.sum == usd(count * (count + 1) // 2)
    assert picture.bars[-1].span.end == HUNDRED
    page = drawn("bars", picture)
    assert len(page.all("rect", "p-bar")) == count
    assert len(page.all("line", "p-quota")) == count
    assert len(page.all("tr")) == count + 2


def test_a_long_name_is_shortened_in_the_picture_and_whole_in_the_table() -> None:
    name = "Enterprise accounts of Southern Europe and the Mediterranean"

    page = drawn("bars", bars.laid_out([bars.Part(name, usd(1))]))

    assert "Enterprise accounts of Southe…" in page.text
    assert page.text.count(name) == 3  # in the words, in the table, and where there is room


def test_a_name_from_right_to_left_is_isolated_and_escaped() -> None:
    page = drawn("bars", bars.laid_out([bars.Part('<שרה כהן> & "sons"', usd(1))]))

    assert len(page.all("bdi")) == 1
    assert '<שרה כהן> & "sons"' in page.text


def test_amounts_are_in_the_readers_format() -> None:
    page = drawn("bars", bars.laid_out([bars.Part("Ana", usd(25400000))]), locale="de")

    assert "25.400.000" in page.text


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_decisions_are_counted_by_lane_and_month() -> None:
    marks = [
        *(decisions.Mark("Sales", at(10, day)) for day in (1, 1, 20)),
        decisions.Mark("EMEA", at(12, 31, 23)),
    ]

    picture = decisions.laid_out(marks, zone="Europe/Oslo", moment=at(11, 1))

    assert picture is not None
    assert [(one.words, one.by_month) for one in picture.lanes] == [
        ("Sales", (3, 0, 0, 0)), ("EMEA", (0, 0, 0, 1))
    ]  # fmt: skip
    assert picture.count == len(marks)
    assert len(picture.lanes[0].places) == 2, "two at one moment are one mark"
    assert picture.moment is not None
    assert Decimal(25) < picture.moment < Decimal(26)


def test_many_months_are_named_at_most_six_times() -> None:
    picture = decisions.laid_out([decisions.Mark("Sales", at(m, 1)) for m in range(1, 13)])

    assert picture is not None
    assert len(picture.months) == 12
    assert len(picture.axis) == 6


def test_a_distribution_counts_everybody_once() -> None:
    picture = distribution.laid_out(
        [Decimal(n) for n in ("-5", "49.99", "85", "100", "110", "300")]
    )

    assert picture is not None
    assert sum(one.count for one in picture.bins) == picture.count == 6
    assert picture.reached == 3
    assert sum(one.count for one in picture.bins if one.reached) == 3
    assert (picture.bins[0].low, picture.bins[0].high) == (None, Decimal(50))
    assert (picture.bins[-1].low, picture.bins[-1].high) == (Decimal(150), None)


def test_a_distribution_shows_no_empty_ends() -> None:
    picture = distribution.laid_out([Decimal("99.99")])

    assert picture is not None
    assert [(one.low, one.high) for one in picture.bins] == [(Decimal(90), HUNDRED)]
    assert "0 of 1 at or above quota (0%)" in drawn("distribution", picture).text


PICTURES = {
    "waterfall": waterfall.laid_out(STEPS),
    "bullets": bullet.laid_out((attained("Ana", "93.1", was="95"),)),
    "bars": bars.laid_out([bars.Part("Ana", usd(1), beside=usd(2), own=Money.of(1, "EUR"))]),
    "decisions": decisions.laid_out([decisions.Mark("Sales", at(10, 1))], moment=at(10, 2)),
    "distribution": distribution.laid_out([HUNDRED]),
}
