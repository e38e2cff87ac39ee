"""The compose file against the Compose specification's own schema, as `check-jsonschema` ships it."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from production import Composed

VENDORED = "check_jsonschema/builtin_schemas/vendor/compose-spec.json"


@pytest.fixture(scope="module")
def specification() -> Draft202012Validator:
    file = Path(str(distribution("check-jsonschema").locate_file(VENDORED)))
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_file_is_valid_compose(composed: Composed, specification: Draft202012Validator) -> None:
    assert [error.message for error in specification.iter_errors(composed.given)] == []


def test_a_file_that_is_not_is_noticed(
    composed: Composed, specification: Draft202012Validator
) -> None:
    web = {**composed.services["web"], "imagee": "misspelt"}
    broken = {**composed.given, "services": {**composed.services, "web": web}}
    assert not specification.is_valid(broken)
