"""What no engine is here to try: the compose file's structure, its doors and its order."""

from __future__ import annotations

import re
import subprocess
from graphlib import TopologicalSorter

import jsonschema
import pytest
from production import ROOT, SECRETS, VARIABLE, Composed, compose, fill

from runtime.postgres_files import INSTALLATION
from worker import OPENED_BY

TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
DURATION = {"type": "string", "pattern": r"^(\d+h)?(\d+m)?(\d+s)?$"}
OPEN = ("published", "outward")
OBJECT = {"type": "object", "additionalProperties": False}
# The parts of the Compose specification that we use, each as narrow as our use of it.
SCHEMA = {
    "$defs": {
        "service": {
            **OBJECT,
            "required": ["image", "environment", "networks", "restart", "read_only", "cap_drop"],
            "properties": {
                "image": {"type": "string"},
                "build": {"const": "."},
                "command": TEXTS,
                "entrypoint": TEXTS,
                "init": {"type": "boolean"},
                "user": {"type": "string"},
                "read_only": {"const": True},
                "cap_drop": {"const": ["ALL"]},
                "security_opt": {"const": ["no-new-privileges:true"]},
                "logging": {**OBJECT, "properties": {"driver": {"const": "local"}}},
                "tmpfs": TEXTS,
                "shm_size": {"type": "string", "pattern": r"^\d+[kmg]$"},
                "restart": {"type": "string", "pattern": r"^(unless-stopped|on-failure:\d+)$"},
                "stop_grace_period": DURATION,
                "deploy": {**OBJECT, "properties": {"replicas": {"type": "integer"}}},
                "environment": {"type": "object", "additionalProperties": {"type": "string"}},
                "ports": {
                    "type": "array",
                    "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:\d+$"},
                },
                "volumes": {
                    "type": "array",
                    "items": {"type": "string", "pattern": r"^([a-z]+:/\S+|\./\S+:/\S+:ro)$"},
                },
                "networks": TEXTS,
                "healthcheck": {
                    **OBJECT,
                    "required": ["test", "interval", "timeout", "retries", "start_period"],
                    "properties": {
                        "test": {**TEXTS, "prefixItems": [{"const": "CMD"}], "minItems": 2},
                        "interval": DURATION,
                        "timeout": DURATION,
                        "start_period": DURATION,
                        "retries": {"type": "integer", "minimum": 1},
                    },
                },
                "depends_on": {
                    "type": "object",
                    "additionalProperties": {
                        **OBJECT,
                        "required": ["condition"],
                        "properties": {
                            "condition": {
                                "enum": ["service_healthy", "service_completed_successfully"]
                            }
                        },
                    },
                },
            },
        }
    },
    **OBJECT,
    "patternProperties": {"^x-": {}},
    "required": ["name", "services", "networks", "volumes"],
    "properties": {
        "name": {"type": "string"},
        "services": {"type": "object", "additionalProperties": {"$ref": "#/$defs/service"}},
        "networks": {
            "type": "object",
            "additionalProperties": {**OBJECT, "properties": {"internal": {"type": "boolean"}}},
        },
        "volumes": {
            "type": "object",
            "additionalProperties": {"type": "object", "maxProperties": 0},
        },
    },
}


def test_the_file_is_of_the_shape_that_we_use(composed: Composed) -> None:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    checker.check_schema(SCHEMA)
    assert [error.message for error in checker.iter_errors(composed.given)] == []


def test_it_runs_the_whole_house(composed: Composed) -> None:
    assert set(composed.services) == {
        "record", "migrate", "worker", "messages", "archive", "web", "notary",
        "temporal-postgresql", "temporal-schema", "temporal", "temporal-namespace", "temporal-ui",
    }  # fmt: skip
    assert set(composed.ours) == {"migrate", "worker", "messages", "archive", "web", "notary"}
    assert composed.services["worker"]["deploy"]["replicas"] == 2


def test_every_name_that_a_service_uses_is_declared(composed: Composed) -> None:
    for name, service in composed.services.items():
        assert set(service["networks"]) <= set(composed.given["networks"]), name
        assert set(service.get("depends_on", {})) <= set(composed.services), name
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            there = source in composed.given["volumes"] or (ROOT / source).is_dir()
            assert there, f"{name}: {volume}"


def test_no_service_waits_for_itself(composed: Composed) -> None:
    waits = {name: set(one.get("depends_on", {})) for name, one in composed.services.items()}
    order = list(TopologicalSorter(waits).static_order())
    assert len(order) == len(composed.services)
    assert order.index("temporal-schema") < order.index("temporal") < order.index("worker")
    assert order.index("migrate") < order.index("web")


def test_every_wait_is_for_what_its_target_can_say(composed: Composed) -> None:
    for name, service in composed.services.items():
        for target, wait in service.get("depends_on", {}).items():
            other = composed.services[target]
            ends = other["restart"].startswith("on-failure")
            if wait["condition"] == "service_healthy":
                assert "healthcheck" in other, f"{name} → {target}"
                assert not ends, f"{name} → {target}"
            else:
                assert ends, f"{name} → {target}"


def test_only_the_web_and_a_page_that_shows_are_published(composed: Composed) -> None:
    published = {name for name, one in composed.services.items() if one.get("ports")}
    assert published == {"web", "temporal-ui"}
    reachable = {name for name, one in composed.services.items() if "published" in one["networks"]}
    assert reachable == published
    for name, network in composed.given["networks"].items():
        assert (name in OPEN) != bool(network.get("internal")), name
    assert (
        composed.services["temporal-ui"]["environment"]["TEMPORAL_DISABLE_WRITE_ACTIONS"] == "true"
    )


def test_messages_leave_and_nothing_comes_in_beside_them(composed: Composed) -> None:
    outward = {name for name, one in composed.services.items() if "outward" in one["networks"]}
    assert outward == {"messages"}
    assert "ports" not in composed.services["messages"]
    assert "published" not in composed.services["messages"]["networks"]


def test_each_queue_that_runs_has_one_kind_of_worker(composed: Composed) -> None:
    commands = [one["command"] for one in composed.ours.values()]
    queues = [queue for process, *rest in commands if process == "worker" for queue in rest]
    assert sorted(queues) == sorted(OPENED_BY)


def test_neither_half_can_reach_the_other_halfs_database(composed: Composed) -> None:
    at_record = {name for name, one in composed.services.items() if "record" in one["networks"]}
    at_temporal = {
        name for name, one in composed.services.items() if "temporal-store" in one["networks"]
    }
    assert at_record == {"record", "migrate", "worker", "messages", "archive", "web", "notary"}
    assert at_temporal == {"temporal-postgresql", "temporal-schema", "temporal"}


def test_every_image_is_pinned_to_a_whole_version(composed: Composed) -> None:
    for name, service in composed.services.items():
        tag = service["image"].partition(":")[2]
        assert re.fullmatch(r"\d+\.\d+(\.\d+)?(-[a-z]+)?", tag), name
    assert re.search(r"^ARG PYTHON=\d+\.\d+\.\d+-", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_the_record_runs_on_the_postgresql_that_the_suite_runs_on(composed: Composed) -> None:
    tag = composed.services["record"]["image"].removeprefix("postgres:")
    told = subprocess.run(
        [INSTALLATION / "bin" / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    ours = re.search(r"(\d+)\.\d+", told)
    assert ours is not None
    assert tag.partition(".")[0] == ours[1]


def test_no_secret_is_written_in_the_file(composed: Composed) -> None:
    for name, service in composed.services.items():
        for variable, value in service["environment"].items():
            if value and re.search(r"PASSWORD|PWD|DATABASE_URL|KEY|SECRET", variable):
                assert any(secret in value for secret in SECRETS.values()), f"{name}: {variable}"
    assert not any(secret in composed.text for secret in SECRETS.values())


@pytest.mark.parametrize("forgotten", sorted(SECRETS))
def test_a_forgotten_secret_stops_it(forgotten: str) -> None:
    others = {name: value for name, value in SECRETS.items() if name != forgotten}
    with pytest.raises(LookupError, match=f"{forgotten}: set it"):
        fill(compose().text, others)


def test_every_variable_is_one_that_compose_understands_and_the_manual_names() -> None:
    text = compose().text
    assert text.count("${") == len(VARIABLE.findall(text))
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    missing = {match["name"] for match in VARIABLE.finditer(text)} - set(
        re.findall(r"^\| `(\w+)`", manual, re.MULTILINE)
    )
    assert missing == set()
