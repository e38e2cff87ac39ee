"""The parts of a stack: on which ports, by which commands, and how each shows that it is ready."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from runtime import temporal
from runtime.ports import choose, free_port
from runtime.settings import Settings
from runtime.state import Addresses, StateFolder

HTTP_OK = 200


@dataclass(frozen=True)
class Part:
    """A process of the stack that is ready once `address` answers 200."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    address: str


Parts = Callable[[Addresses], tuple[Part, ...]]


@dataclass(frozen=True)
class Ports:
    http: int
    temporal: int
    temporal_ui: int
    temporal_http: int
    mailbox: int
    mailbox_metrics: int
    messages_metrics: int
    notary_metrics: int
    worker_metrics: int
    web_metrics: int


def choose_ports(settings: Settings) -> Ports:
    """The usual ports, others where those are taken; `PortTaken` if one was asked for by name."""

    def usual(field: str) -> int:
        variable = str(Settings.model_fields[field].alias)
        asked_for = field in settings.model_fields_set
        return choose(getattr(settings, field), variable=variable, asked_for=asked_for)

    return Ports(
        http=usual("http_port"),
        temporal=usual("temporal_port") if settings.embeds_temporal else 0,
        temporal_ui=usual("temporal_ui_port") if settings.embeds_temporal else 0,
        temporal_http=free_port(),
        mailbox=free_port(),
        mailbox_metrics=free_port(),
        messages_metrics=free_port(),
        notary_metrics=free_port(),
        worker_metrics=free_port(),
        web_metrics=free_port(),
    )


def elsewhere(settings: Settings, ports: Ports) -> tuple[str, ...]:
    """A line for each usual port that was taken."""
    pairs = [("API", settings.http_port, ports.http)]
    if settings.embeds_temporal:
        pairs += [
            ("Temporal", settings.temporal_port, ports.temporal),
            ("Temporal UI", settings.temporal_ui_port, ports.temporal_ui),
        ]
    return tuple(
        f"  Port {usual} is taken; {name} is on {port}."
        for name, usual, port in pairs
        if usual != port
    )


def temporal_server(settings: Settings, folder: StateFolder, ports: Ports) -> tuple[str, ...]:
    return temporal.dev_server(
        database=folder.temporal,
        port=ports.temporal,
        ui_port=ports.temporal_ui,
        http_port=ports.temporal_http,
        namespace=settings.temporal_namespace,
    )


def own_parts(found: Addresses) -> tuple[Part, ...]:
    """Notary, worker, messages and web, on servers that may be embedded or real, and a mailbox.

    Messages are worked out in a process of their own, so that they cost a decision nothing. The
    notary is the last to stop, so that what the others recorded at their end is witnessed.
    """
    mail = {"TALLY_MAILBOX_PORT": str(found.mailbox)} if found.mailbox else {}
    return (
        Part(
            name="notary",
            command=(sys.executable, "-m", "audit.notarise"),
            environment={"TALLY_METRICS_PORT": _port(found.notary_metrics)},
            address=found.notary_metrics,
        ),
        *_mailbox(found, mail),
        Part(
            name="messages",
            command=(sys.executable, "-m", "worker", "messages", "reports"),
            environment={
                "TALLY_HTTP_PORT": _port(found.api),
                "TALLY_METRICS_PORT": _port(found.messages_metrics),
                **mail,
            },
            address=found.messages_metrics,
        ),
        Part(
            name="worker",
            command=(sys.executable, "-m", "worker", "decisions"),
            environment={"TALLY_METRICS_PORT": _port(found.worker_metrics)},
            address=found.worker_metrics,
        ),
        Part(
            name="web",
            command=(sys.executable, "-m", "runtime.serve"),
            environment={
                "TALLY_HTTP_PORT": _port(found.api),
                "TALLY_METRICS_PORT": _port(found.web_metrics),
                **mail,
            },
            address=f"{found.api}/readyz",
        ),
    )


def _mailbox(found: Addresses, mail: Mapping[str, str]) -> tuple[Part, ...]:
    if found.mailbox is None:
        return ()
    return (
        Part(
            name="mailbox",
            command=(sys.executable, "-m", "messages.mailbox"),
            environment={"TALLY_METRICS_PORT": _port(found.mailbox_metrics), **mail},
            address=found.mailbox_metrics,
        ),
    )


def environment(
    settings: Settings, found: Addresses, inherited: Mapping[str, str]
) -> dict[str, str]:
    """What every part gets: where the embedded servers are, in place of what would redirect it."""
    given = dict(inherited) | {"TALLY_STATE": str(settings.state), "TALLY_LOG_FORMAT": "json"}
    if found.database:
        given["DATABASE_URL"] = found.database
    if found.temporal:
        given = {name: value for name, value in given.items() if not name.startswith("TEMPORAL_")}
        given["TEMPORAL_ADDRESS"] = found.temporal
        given["TEMPORAL_NAMESPACE"] = settings.temporal_namespace
    return given


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310  # our own address
            return bool(answer.status == HTTP_OK)
    except (OSError, urllib.error.URLError):
        return False


def _port(address: str) -> str:
    return address.removeprefix("http://").partition("/")[0].rpartition(":")[2]
