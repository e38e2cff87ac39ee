"""Every row of the catalogue that is built is held by a test that says so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from domain.policy import ALWAYS, FIXED
from domain.practices import RULES
from domain.practices.catalogue import CATALOGUE

TESTS = Path(__file__).parent.parent
BUILT = {one.id: one.title for one in CATALOGUE if one.built}
_NAMED = re.compile(r"S[0-4]-\d\d(?=.*\s\w)", re.DOTALL)
_ROW = re.compile(r"(?:S[0-4]-\d\d )+\w")


def _claims(tree: ast.AST) -> Iterator[str]:
    """What tests say that they hold: each docstring, and the sentence that a table's row begins with."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name.startswith("test_"):
                yield f"{ast.get_docstring(node) or ''} {node.name.replace('_', ' ')}"
        elif isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
            said = str(node.elts[0].value)
            if _ROW.match(said):
                yield said


@cache
def held() -> frozenset[str]:
    """The rows that a test's docstring names, or a table's row in its sentence."""
    claims = (
        claim
        for file in TESTS.rglob("test_*.py")
        for claim in _claims(ast.parse(file.read_text(encoding="utf-8")))
    )
    return frozenset(row for claim in claims for row in _NAMED.findall(claim))


@pytest.mark.parametrize("row", BUILT)
def test_each_row_is_held_by_a_test(row: str) -> None:
    assert row in held(), f"no test's sentence names {row}: {BUILT[row]}"


def test_each_rule_and_fixed_gate_is_a_row() -> None:
    own_steps = {"acceptance", "leader-first", "in-force"}
    assert {rule.practice for rule in RULES} - set(BUILT) == {
        "street-quota", "quota-changes", "goal-above", *own_steps,
    }  # fmt: skip
    assert {rule.practice for rule in RULES if rule.always} == own_steps
    assert {*FIXED, *ALWAYS} <= set(BUILT)
