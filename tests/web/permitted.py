"""What docs/permissions.md says: its tables, row by row."""

from __future__ import annotations

from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text("utf-8")


def table(name: str) -> dict[str, dict[str, str]]:
    """The rows of one table by their first cell, each as its cells by column."""
    text = PAGE.partition(f"<!-- {name} -->")[2].partition("<!-- end")[0]
    lines = [one.strip().strip("|").split("|") for one in text.strip().splitlines()]
    cells = [[cell.strip().strip("`") for cell in line] for line in lines]
    header, _, *rows = cells
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}
