"""The permissions page holds the tables that the authorisation rules give."""

from __future__ import annotations

import pytest
from pages import page

from tests.docs.permission_tables import marked, tables


@pytest.mark.parametrize("name", tables())
def test_the_permissions_page_is_the_table_of_the_code(name: str) -> None:
    said = page("docs/permissions.md")
    assert f"<!-- {name} -->" in said
    assert marked(said, name, tables()[name]) == said, "run: python -m tests.docs.permission_tables"
