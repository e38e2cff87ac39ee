import json
import os
import subprocess
import sys

import pytest

PASSWORD = "corr3ct-h0rse"
ENVIRONMENT = {
    "DATABASE_URL": f"postgresql://tally:{PASSWORD}@db.internal/tally",
    "TEMPORAL_API_KEY": "key-of-temporal",
}
SECRETS = (PASSWORD, "key-of-temporal", "eyJhbGciOi", "s3cr3t-of-mail", "in-a-cookie")

BEGIN = """
import logging, os, structlog
from runtime import logs
from runtime.settings import Settings
logs.configure(Settings.from_environment())
log = structlog.get_logger("tally")
"""
SECRETIVE = """
log.info("connecting", url=os.environ["DATABASE_URL"], api_key="key-of-temporal")
log.info("asked", headers={"Authorization": "Bearer eyJhbGciOi", "Cookie": "s=in-a-cookie"})
log.warning("nested", mail=[{"smtp": {"password": "s3cr3t-of-mail"}}])
logging.getLogger("temporalio.worker").warning("dsn password=%s", "s3cr3t-of-mail")
logging.getLogger("uvicorn.error").info("sent Authorization: Bearer eyJhbGciOi")
logging.getLogger("asyncpg").error("smtp://me:s3cr3t-of-mail@mail/?token=eyJhbGciOi")
logging.getLogger("misused").error("password %d", "s3cr3t-of-mail")
def fail(secret_of_frame):
    raise ConnectionError(f"cannot reach {os.environ['DATABASE_URL']} with {secret_of_frame}")
try:
    fail("corr3ct-h0rse")
except ConnectionError:
    log.exception("failed")
    logging.getLogger("elsewhere").exception("failed too")
"""
ABOUT = """
with logs.about(cycle="fy27", unit="north", command_id="c-1"):
    log.info("ours")
    logging.getLogger("temporalio.activity").info("theirs")
log.info("after")
"""


def written(script, form):
    run = subprocess.run(
        [sys.executable, "-c", BEGIN + script],
        env=os.environ | ENVIRONMENT | {"TALLY_LOG_FORMAT": form},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == ""
    return run.stderr


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_line_shows_a_secret(form):
    lines = written(SECRETIVE, form)
    assert lines.count("ConnectionError") >= 2
    assert "nested" in lines
    assert "misused" in lines
    assert [secret for secret in SECRETS if secret in lines] == []


@pytest.mark.parametrize("form", ["json", "console"])
def test_each_line_names_what_it_is_about(form):
    ours, theirs, after = written(ABOUT, form).strip().splitlines()
    for line in (ours, theirs):
        assert all(word in line for word in ("fy27", "north", "c-1"))
    assert "fy27" not in after


def test_without_a_terminal_a_line_is_one_json_object():
    script = 'logging.getLogger("uvicorn.error").info("up on %s", "here", extra={"n": 1})'
    line = json.loads(written(script, "auto"))
    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "up on here", "level": "info", "logger": "uvicorn.error", "n": 1}
