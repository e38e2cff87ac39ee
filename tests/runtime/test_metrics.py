import os
import subprocess
import sys

import httpx

from runtime.ports import free_port

SCRIPT = """
import asyncio
from runtime import metrics, temporal
from runtime.settings import Settings
settings = Settings.from_environment()
telemetry = metrics.telemetry(settings)
telemetry.metric_meter.create_counter("sdk_says").add(3)
metrics.EVENTS.labels("PortionSigned").inc(2)
metrics.serve(settings, process="test")
print("ready", flush=True)
input()
"""


def test_one_port_shows_our_metrics_and_the_sdks():
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"TALLY_METRICS_PORT": str(port)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
            process.communicate("\n", timeout=120)
        finally:
            process.kill()
    assert 'tally_ready{process="test"} 1.0' in text
    assert 'tally_events_total{type="PortionSigned"} 2.0' in text
    assert "sdk_says_total" in text
