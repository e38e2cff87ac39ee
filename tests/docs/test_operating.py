"""The operator's page lists every setting and metric, with the defaults that the code has."""

from __future__ import annotations

import re

import yaml
from pages import ROOT, page, rows, section
from prometheus_client import REGISTRY
from pydantic_core import PydanticUndefined

import runtime.metrics
import web.giving
from runtime.settings import Settings
from store.errors import MigrationRefused

OPERATING = page("docs/operating.md")
ELSEWHERE = {"embedded", "none", "the stack that runs here", "the only one there is"}


def test_every_setting_is_in_the_table_once_and_nothing_else_is() -> None:
    named = [cells[0] for cells in rows(section(OPERATING, "Settings"))]
    assert sorted(named) == sorted(Settings.variables())
    assert named == sorted(named)


def test_every_default_is_the_one_in_the_code() -> None:
    told = {name: default for name, default, _ in rows(section(OPERATING, "Settings"))}
    for field in Settings.model_fields.values():
        assert field.default is not PydanticUndefined
        default = told[str(field.alias)]
        assert default in ELSEWHERE if field.default is None else default == str(field.default)


def test_every_variable_of_the_compose_file_is_in_its_table() -> None:
    told = {name: default for name, default, _ in rows(section(OPERATING, "With Compose"))}
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = dict(re.findall(r"\$\{(\w+):([^}]+)\}", text))
    assert set(told) == set(used)
    for name, rule in used.items():
        assert told[name] == ("must be set" if rule.startswith("?") else rule.removeprefix("-"))


def test_the_services_are_those_of_the_compose_file() -> None:
    given = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    ours = {name for name, one in given["services"].items() if "build" in one}
    assert {cells[0] for cells in rows(section(OPERATING, "Processes"))} == ours


def test_every_metric_of_ours_is_in_the_table() -> None:
    told = {
        cells[0].removesuffix("_total") for cells in rows(section(OPERATING, "Logs and metrics"))
    }
    assert {runtime.metrics.READY, web.giving.SECONDS} <= set(REGISTRY._collector_to_names)
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("tally_")}
    assert ours <= told


def test_the_words_of_a_refusal_are_those_that_an_operator_looks_up() -> None:
    source = (ROOT / "store" / "migrate.py").read_text(encoding="utf-8")
    for words in ("was edited after it was applied", "which this release does not know"):
        assert words in OPERATING
        assert words in source
    assert issubclass(MigrationRefused, Exception)
