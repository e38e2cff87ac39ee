"""What a token reads, as pages, JSON and tables must write it."""

from __future__ import annotations

import csv
import io

import pytest

from domain.sealed import token
from files.write import write_table
from store.sealing import PersonKey
from web.cutting import cut
from web.opening import in_page, in_table

KEY = PersonKey("AAAAAAAAAAA", "personal", b"k" * 32)
TEXT = 'Say "no" & <b>stop</b>,\nthen wait.'
SEALED = KEY.seal("words", "", TEXT)
GONE = KEY.seal("name", "", "Ana")
FOUND = {SEALED: KEY.open(token(SEALED)), GONE: None}


def test_a_page_escapes_what_comes_in_and_says_who_is_erased() -> None:
    said = in_page(f'<p title="{SEALED}">{GONE}: {SEALED}</p>', FOUND)

    inside = "Say &quot;no&quot; &amp; &lt;b&gt;stop&lt;/b&gt;,\nthen wait."
    assert said == f'<p title="{inside}">(erased person): {inside}</p>'


@pytest.mark.parametrize(
    ("text", "most", "read"),
    [
        ("A plain text", 7, "A plai…"),
        ("Short", 7, "Short"),
        (f"By &amp; {SEALED}", 14, "By &amp; Say &quot;no&quot;…"),
        (GONE, 40, "(erased person)"),
    ],
)
def test_a_text_is_cut_once_it_is_known(text: str, most: int, read: str) -> None:
    assert in_page(cut(text, most), FOUND) == read


def test_a_cell_of_a_table_holds_commas_quotes_and_lines() -> None:
    formula = KEY.seal("words", "", "=1+1")
    table = write_table(("who", "words"), [(GONE, f"{SEALED}."), ("ben", formula)]).decode()

    said = in_table(table, FOUND | {formula: KEY.open(token(formula))})

    rows = list(csv.reader(io.StringIO(said.removeprefix("\ufeff"), newline="")))
    assert said.startswith("\ufeff")
    assert rows == [["who", "words"], ["(erased person)", f"{TEXT}."], ["ben", "'=1+1"]]
