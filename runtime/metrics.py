"""Prometheus: our own counters and Temporal's SDK metrics, on one port per process."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.request import urlopen

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, start_http_server
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from runtime.ports import free_port
from runtime.settings import Settings

if TYPE_CHECKING:
    from temporalio.runtime import Runtime

DECISIONS = Counter(
    "tally_decisions", "Commands answered, by outcome and kind of plan", ["kind", "outcome"]
)
EVENTS = Counter("tally_events", "Events recorded, by type", ["type"])
APPEND = Histogram("tally_append_seconds", "From an append's begin to its commit or its refusal")
READY = Gauge("tally_ready", "1 once this process does its work", ["process"])


def telemetry(settings: Settings) -> Runtime:
    """Temporal's runtime, its SDK metrics on a loopback port of their own if metrics are asked for.

    Pass it to `runtime.temporal_client.connect`; `serve` then shows both on the one port that is known.
    """
    # Half a process's start: mailbox and notary, which know no Temporal, start without it.
    from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig  # noqa: PLC0415

    if settings.metrics_port is None:
        return Runtime(telemetry=TelemetryConfig())
    port = free_port()
    REGISTRY.register(_SdkMetrics(port))
    return Runtime(
        telemetry=TelemetryConfig(
            metrics=PrometheusConfig(
                bind_address=f"127.0.0.1:{port}",
                counters_total_suffix=True,
                unit_suffix=True,
                durations_as_seconds=True,
            )
        )
    )


def serve(settings: Settings, *, process: str) -> None:
    """Say that this process is ready, and answer on `TALLY_METRICS_PORT` if it is set."""
    READY.labels(process).set(1)
    if settings.metrics_port is not None:
        start_http_server(settings.metrics_port, settings.metrics_host)


class _SdkMetrics(Collector):
    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}/metrics"

    def describe(self) -> Iterable[Metric]:
        return ()  # known only once the SDK is at work

    def collect(self) -> Iterable[Metric]:
        with urlopen(self._address, timeout=2) as answer:  # noqa: S310  # our own loopback address
            text = answer.read().decode()
        return tuple(text_string_to_metric_families(text))
