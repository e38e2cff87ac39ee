"""Cells say their column, so that a row reads alone where a table is shown as cards."""

from __future__ import annotations

import pytest

from web.tables import labelled

HEAD = (
    '<thead><tr><th scope="col">Seat</th><th scope="col" class="n">Last <b>year</b></th>'
    "<th>Why<br>not</th></tr></thead>"
)


def table(rows: str, head: str = HEAD) -> str:
    return (
        f"<p>Before</p><table><caption>C</caption>{head}<tbody>{rows}</tbody></table><p>After</p>"
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            '<tr class="gap"><th scope="row">North</th><td class="n">$1</td><td>x</td></tr>',
            (
                '<tr class="gap"><th scope="row">North</th><td data-label="Last year" class="n">$1</td>'
                '<td data-label="Why not">x</td></tr>'
            ),
        ),
        (
            "<tr><td>a</td><th>b</th><td>\n</td></tr><tr><td>c</td></tr>",
            (
                '<tr><td data-label="Seat">a</td><th data-label="Last year">b</th><td>\n</td></tr>'
                '<tr><td data-label="Seat">c</td></tr>'
            ),
        ),
        (
            '<tr><th>a</th><td colspan="2">b</td><td>beyond</td></tr>',
            '<tr><th>a</th><td data-label="Last year" colspan="2">b</td><td>beyond</td></tr>',
        ),
    ],
    ids=["a row with its heading", "a heading that is not first; an empty cell", "a wide cell"],
)
def test_every_cell_says_its_column(given: str, shown: str) -> None:
    assert labelled(table(given)) == table(shown)
    assert labelled(table(shown)) == table(shown)


def test_a_label_cannot_leave_its_attribute() -> None:
    head = '<thead><tr><th>A</th><th>Say "hi" &lt;b&gt;</th></tr></thead>'

    shown = labelled(table("<tr><th>a</th><td>b</td></tr>", head))

    assert '<td data-label="Say &quot;hi&quot; &lt;b&gt;">b</td>' in shown


@pytest.mark.parametrize("page", ["<p>No table</p>", table("<tr><td>a</td></tr>", head="")])
def test_without_named_columns_nothing_changes(page: str) -> None:
    assert labelled(page) == page
