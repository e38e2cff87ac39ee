import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from command_line.screen import console, money, said, shown, waiting
from command_line.tables import amounts, prose, table
from domain.money import Money

EUR, USD, PART = Money.of(26_400_000, "EUR"), Money.of(104_000_000, "USD"), Money.of("9.50", "EUR")
LAYLA, NOA = "ليلى الحداد", "נועה לוי"


def printed(drawn, width):
    written = io.StringIO()
    Console(width=width, file=written).print(drawn)
    return [line.rstrip() for line in written.getvalue().splitlines()]


def test_one_currency_is_said_in_the_heading_and_digits_align():
    drawn = table(("seat", amounts("portion")), [("emea", EUR), ("key", PART)])

    assert printed(drawn, 60) == [
        "seat    portion EUR",
        "emea  26,400,000.00",
        "key            9.50",
    ]


def test_rows_of_several_currencies_have_a_column_for_it():
    drawn = table(("seat", amounts("v1"), amounts("v2")), [("emea", EUR, EUR), ("key", None, USD)])

    assert printed(drawn, 60) == [
        "seat  currency          v1           v2",
        "emea  EUR       26,400,000   26,400,000",
        "key   USD                   104,000,000",
    ]


def test_a_single_mixed_column_says_each_currency_after_its_amount():
    assert printed(table(("seat", amounts("portion")), [("a", EUR), ("b", USD)]), 60)[1:] == [
        "a      26,400,000 EUR",
        "b     104,000,000 USD",
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_whatever_the_width_no_amount_and_no_id_is_cut(width):
    columns = ("seat", prose("why"), *(amounts(f"v{one}") for one in range(6)))
    words = "two distributors were lost in spring and nobody replaced them"
    rows = [("boston-key-1", words, *(EUR for _ in range(6))), ("b", "", *(USD for _ in range(6)))]

    told = printed(table(columns, rows), width)

    text = "\n".join(told)
    assert "boston-key-1" in text
    assert text.count("26,400,000") == 6
    assert text.count("104,000,000") == 6
    assert all(word in text for word in words.split())
    assert all(len(line) <= width for line in told)
    assert "\u2026" not in text


def test_what_does_not_fit_is_a_block_for_each_row():
    drawn = table(
        ("unit", "status", amounts("plan goal"), amounts("actual")),
        [("emea", "in execution", EUR, EUR), ("key", "", USD, None)],
    )

    assert printed(drawn, 36) == [
        "emea",
        "  status     in execution",
        "  plan goal  26,400,000 EUR",
        "  actual     26,400,000 EUR",
        "",
        "key",
        "  plan goal  104,000,000 USD",
        "",
    ]


def test_a_column_in_which_nothing_is_said_is_left_out():
    drawn = table(
        ("seat", amounts("potential"), prose("words")), [("a", None, "x"), ("b", None, "")]
    )

    assert printed(drawn, 40) == ["seat  words", "a     x", "b"]


def test_wide_characters_are_wrapped_and_never_swallowed():
    name = "東京支社の売上目標を確認しました。" * 3

    told = printed(table(("position", prose("what happened")), [("7", name)]), 30)

    assert "".join("".join(told[1:]).split()) == f"7{name}"
    assert all(cell_len(line) <= 30 for line in told)


@pytest.mark.parametrize(("columns", "width"), [("", 120), ("72", 72), ("none", 120)])
def test_into_a_pipe_it_is_as_wide_as_columns_or_120(monkeypatch, capsys, columns, width):
    monkeypatch.setenv("COLUMNS", columns)

    assert console().width == width
    assert capsys.readouterr().out == ""


def test_amounts_in_a_sentence_are_written_as_everywhere():
    assert said("They sum to USD 10800000.00, not EUR 9.50.") == (
        "They sum to 10,800,000 USD, not 9.50 EUR."
    )
    assert said("below JPY -1500 (S0-07), in THE 2027") == "below -1,500 JPY (S0-07), in THE 2027"
    assert money(PART) == "9.50 EUR"


def test_a_table_keeps_a_left_to_right_cell_as_it_is():
    assert shown("Łęcka [bold]") == "Łęcka [bold]"
    assert shown("नमस्ते") == "नमस्ते"
    assert shown(f"to {LAYLA}, {NOA} (noa).") == (
        f"to \u2068{LAYLA}\u2069, \u2068{NOA}\u2069 (noa)."
    )
    assert shown("a\x1b[2Jb\u202ec") == "a\\u001b[2Jb\\u202ec"


def test_an_isolated_name_takes_no_more_room_than_its_letters():
    written = io.StringIO()
    rows = [(LAYLA, "1"), ("x" * len(LAYLA), "2")]

    Console(width=60, file=written).print(table(("name", "amount"), rows))

    visible = written.getvalue().translate(str.maketrans("", "", "\u2068\u2069"))
    _, first, second = visible.splitlines()
    assert first.index("1") == second.index("2")


def test_an_amount_is_written_in_full_units():
    assert money(Money.of("108000000", "USD")) == "108,000,000 USD"
    assert money(Money.of("1500", "JPY")) == "1,500 JPY"
    assert money(None) == ""


def test_a_bar_appears_only_where_it_takes_longer_than_a_second(capsys):
    with waiting(Console(force_terminal=True), "Quick …"):
        pass
    assert "Quick" not in capsys.readouterr().out
