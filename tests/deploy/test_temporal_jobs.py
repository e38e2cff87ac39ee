"""The two jobs that prepare Temporal: run as far as this machine has what they call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from production import ROOT, Composed

from runtime import temporal
from runtime.settings import Settings

JOBS = ROOT / "deploy" / "temporal"


def run(job: str, path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", JOBS / job],
        env={"PATH": f"{path}:{os.environ['PATH']}", "HOME": "/nonexistent"} | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_each_job_is_a_file_that_is_mounted(composed: Composed) -> None:
    for name in ("temporal-schema", "temporal-namespace"):
        service = composed.services[name]
        source, target, _ = service["volumes"][0].split(":")
        shell, script = service["entrypoint"]
        assert shell == "/bin/sh"
        assert (ROOT / source / script.removeprefix(f"{target}/")).is_file()


def test_the_namespace_is_created_once_and_keeps_its_histories(temporal_server: Settings) -> None:
    found = temporal_server.model_copy(update={"temporal_namespace": "tallystick"})
    assert not temporal.is_ready(found)
    for _ in range(2):
        done = run(
            "namespace.sh",
            Path(sys.executable).parent,
            TEMPORAL_ADDRESS=str(found.temporal_address),
            TEMPORAL_NAMESPACE="tallystick",
        )
        assert done.returncode == 0, done.stderr
    answer = temporal.ask(found, "operator", "namespace", "describe", "--output", "json")
    kept = json.loads(answer.stdout)["config"]["workflowExecutionRetentionTtl"]
    assert kept.removesuffix("s") == str(3650 * 24 * 3600)
    assert temporal.RETENTION == "3650d"


def test_the_namespace_job_gives_up_in_words() -> None:
    done = run(
        "namespace.sh",
        Path(sys.executable).parent,
        TEMPORAL_ADDRESS="127.0.0.1:1",
        TEMPORAL_NAMESPACE="tallystick",
        ATTEMPTS="1",
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Temporal at 127.0.0.1:1 refuses: ")


def test_both_of_temporals_databases_get_their_schema(tmp_path: Path) -> None:
    tool = tmp_path / "temporal-sql-tool"
    tool.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    tool.chmod(0o755)
    done = run("schema.sh", tmp_path)
    versions = "/etc/temporal/schema/postgresql/v12"
    assert done.stdout.splitlines() == [
        "--db temporal create",
        "--db temporal setup-schema -v 0.0",
        f"--db temporal update-schema -d {versions}/temporal/versioned",
        "--db temporal_visibility create",
        "--db temporal_visibility setup-schema -v 0.0",
        f"--db temporal_visibility update-schema -d {versions}/visibility/versioned",
    ]


def test_a_schema_step_that_fails_ends_the_job(tmp_path: Path) -> None:
    tool = tmp_path / "temporal-sql-tool"
    tool.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    tool.chmod(0o755)
    assert run("schema.sh", tmp_path).returncode == 1
