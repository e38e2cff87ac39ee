"""Every variable that the compose file sets is one that its reader reads."""

from __future__ import annotations

import yaml
from production import ROOT, SECRETS, Composed, fill

from runtime.settings import Settings

# temporalio/temporal v1.31.2, common/config/config_template_embedded.yaml: what it reads for
# PostgreSQL without TLS.
TEMPORAL_SERVER = frozenset({
    "BIND_ON_IP", "DB", "DBNAME", "DB_PORT", "DYNAMIC_CONFIG_FILE_PATH", "LOG_LEVEL",
    "NUM_HISTORY_SHARDS", "POSTGRES_PWD", "POSTGRES_SEEDS", "POSTGRES_USER", "PROMETHEUS_ENDPOINT",
    "PROMETHEUS_TIMER_TYPE", "PUBLIC_FRONTEND_ADDRESS", "SQL_MAX_CONNS", "SQL_MAX_CONN_TIME",
    "SQL_MAX_IDLE_CONNS", "SQL_VIS_MAX_CONNS", "SQL_VIS_MAX_CONN_TIME", "SQL_VIS_MAX_IDLE_CONNS",
    "TEMPORAL_BROADCAST_ADDRESS", "VISIBILITY_DBNAME", "VISIBILITY_DB_PORT",
    "VISIBILITY_POSTGRES_PWD", "VISIBILITY_POSTGRES_SEEDS", "VISIBILITY_POSTGRES_USER",
})  # fmt: skip
# temporalio/temporal v1.31.2, tools/sql/main.go.
TEMPORAL_SQL_TOOL = frozenset({
    "SQL_HOST", "SQL_PORT", "SQL_USER", "SQL_PASSWORD", "SQL_DATABASE", "SQL_PLUGIN",
    "SQL_CONNECT_ATTRIBUTES",
})  # fmt: skip
# temporalio/ui v2.53.3, server/config/docker.yaml.
TEMPORAL_UI = frozenset({
    "TEMPORAL_ADDRESS", "TEMPORAL_UI_PORT", "TEMPORAL_DEFAULT_NAMESPACE",
    "TEMPORAL_DISABLE_NEWS_FETCH", "TEMPORAL_DISABLE_WRITE_ACTIONS", "TEMPORAL_CORS_ORIGINS",
    "TEMPORAL_HIDE_LOGS",
})  # fmt: skip
# docker-library/postgres, docker-entrypoint.sh.
POSTGRES = frozenset({
    "POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB", "POSTGRES_INITDB_ARGS",
})  # fmt: skip
RUNNING = ("worker", "messages", "archive", "web")
THEIRS = {
    "record": POSTGRES
    | {"RECORD_MIGRATE_PASSWORD", "RECORD_SERVICE_PASSWORD", "RECORD_NOTARY_PASSWORD"},
    "temporal-postgresql": POSTGRES,
    "temporal-schema": TEMPORAL_SQL_TOOL,
    "temporal": TEMPORAL_SERVER,
    "temporal-namespace": frozenset({"TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE"}),
    "temporal-ui": TEMPORAL_UI,
}


def test_every_variable_of_our_services_is_a_setting_with_a_value_it_takes(
    composed: Composed,
) -> None:
    for name, service in composed.ours.items():
        assert set(service["environment"]) <= Settings.variables(), name
        settings = Settings.from_environment(service["environment"])
        assert not settings.embeds_postgres, name
        assert name in {"migrate", "notary"} or not settings.embeds_temporal, name


def test_every_variable_of_their_services_is_one_that_they_document(composed: Composed) -> None:
    assert set(THEIRS) == set(composed.services) - set(composed.ours)
    for name, known in THEIRS.items():
        assert set(composed.services[name]["environment"]) <= known, name


def test_our_services_look_where_the_others_are(composed: Composed) -> None:
    for name in RUNNING:
        settings = Settings.from_environment(composed.services[name]["environment"])
        assert settings.temporal_address is not None
        assert settings.temporal_address.partition(":")[0] in composed.services
        assert settings.database_url is not None
        assert "@record:5432/tally" in settings.database_url.get_secret_value()
        namespace = composed.services["temporal-namespace"]["environment"]["TEMPORAL_NAMESPACE"]
        assert settings.temporal_namespace == namespace


def test_the_service_has_the_services_login_and_migrations_have_theirs(composed: Composed) -> None:
    for name, login, secret in (
        ("worker", "tally_service", "RECORD_SERVICE_PASSWORD"),
        ("messages", "tally_service", "RECORD_SERVICE_PASSWORD"),
        ("archive", "tally_service", "RECORD_SERVICE_PASSWORD"),
        ("web", "tally_service", "RECORD_SERVICE_PASSWORD"),
        ("migrate", "tally_migrate", "RECORD_MIGRATE_PASSWORD"),
        ("notary", "tally_notarise", "RECORD_NOTARY_PASSWORD"),
    ):
        url = composed.services[name]["environment"]["DATABASE_URL"]
        assert url.startswith(f"postgresql://{login}:{SECRETS[secret]}@"), name


def test_production_is_what_it_starts_in(composed: Composed) -> None:
    for name in RUNNING:
        settings = Settings.from_environment(composed.services[name]["environment"])
        assert settings.environment == "production", name
    assert "TALLY_ENV=production" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def given(**environment: str) -> dict[str, dict[str, str]]:
    """Each of our services' environment, where the operator sets these variables."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    services = yaml.safe_load(fill(text, SECRETS | environment))["services"]
    return {name: services[name]["environment"] for name in RUNNING}


def test_messages_know_the_mail_server_and_where_the_pages_are() -> None:
    found = given(
        TALLY_SMTP_URL="smtp://tally:word@mail.example.com:587",
        TALLY_MAIL_FROM="Planning <planning@example.com>",
        TALLY_PUBLIC_URL="https://tally.example.com",
    )
    settings = Settings.from_environment(found["messages"])
    assert settings.smtp_url is not None
    assert settings.smtp_url.get_secret_value() == "smtp://tally:word@mail.example.com:587"
    assert settings.mail_from == "Planning <planning@example.com>"
    assert settings.public_url == "https://tally.example.com"
    assert Settings.from_environment(found["web"]).public_url == settings.public_url


def test_whoever_writes_the_record_is_told_of_its_standby() -> None:
    found = given(TALLY_SYNCHRONOUS_STANDBY="1")
    for name in RUNNING:
        assert Settings.from_environment(found[name]).synchronous_standby, name
        assert not Settings.from_environment(given()[name]).synchronous_standby, name


def test_health_is_asked_where_the_process_answers(composed: Composed) -> None:
    for name, service in composed.ours.items():
        settings = Settings.from_environment(service["environment"])
        port = settings.http_port if name == "web" else settings.metrics_port
        question = " ".join(service.get("healthcheck", {}).get("test", ()))
        assert name == "migrate" or f"http://127.0.0.1:{port}/" in question, name


def test_the_notarys_password_is_nobody_elses_and_its_folders_are_at_most_read(
    composed: Composed,
) -> None:
    notary = composed.services["notary"]
    kept = {volume.partition(":")[0] for volume in notary["volumes"]}
    assert kept == {"notary", "checkpoints"}
    for name, service in composed.services.items():
        if name not in {"notary", "record"}:
            assert SECRETS["RECORD_NOTARY_PASSWORD"] not in str(service), name
        if name != "notary":
            taken = {one for one in service.get("volumes", ()) if one.partition(":")[0] in kept}
            assert taken <= {"checkpoints:/checkpoints:ro"}, name


def test_the_notarys_folders_are_on_its_volumes_and_are_made_in_the_image(
    composed: Composed,
) -> None:
    notary = composed.services["notary"]
    settings = Settings.from_environment(notary["environment"])
    mounted = {volume.partition(":")[2] for volume in notary["volumes"]}
    assert {str(settings.notary_folder), str(settings.checkpoints_folder)} == mounted
    archive = Settings.from_environment(composed.services["archive"]["environment"]).archive_folder
    assert composed.services["archive"]["volumes"] == [f"archive:{archive}"]
    assert f"--mode=0700 {' '.join(sorted(mounted, reverse=True))} {archive}" in (
        ROOT / "Dockerfile"
    ).read_text(encoding="utf-8")


def test_temporals_dynamic_configuration_is_where_the_server_looks(composed: Composed) -> None:
    server = composed.services["temporal"]
    path = server["environment"]["DYNAMIC_CONFIG_FILE_PATH"]
    source, target, _ = server["volumes"][0].split(":")
    given = yaml.safe_load((ROOT / source / path.removeprefix(f"{target}/")).read_text("utf-8"))
    assert given == {"limit.maxIDLength": [{"value": 255}]}
