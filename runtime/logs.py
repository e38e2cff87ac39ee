"""One path for every log line: structlog over the standard library, without secrets."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from contextlib import AbstractContextManager
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from runtime.redacting import HIDDEN, redact
from runtime.settings import Settings

_SECRET_KEY = re.compile(
    r"pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|api[-_]?key|private[-_]?key|^salt$",
    re.IGNORECASE,
)


def about(
    *, cycle: str | None = None, unit: str | None = None, command_id: str | None = None
) -> AbstractContextManager[None]:
    """Each line logged inside, in this task, names these."""
    named = {"cycle": cycle, "unit": unit, "command_id": command_id}
    return structlog.contextvars.bound_contextvars(
        **{name: value for name, value in named.items() if value is not None}
    )


def configure(settings: Settings) -> None:
    """Send structlog, the standard library, Temporal's SDK and uvicorn to standard error.

    Readable on a terminal, one JSON object a line otherwise. Calling it again replaces all.
    """
    shared = _shared()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = _Stderr(sys.stderr)
    handler.setFormatter(_Redacted(settings, shared))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    _through_the_root()
    logging.captureWarnings(capture=True)


def _through_the_root() -> None:
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "temporalio"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs each request at INFO


class _Stderr(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's own name
        """Say where a line was lost; logging's own words would show its arguments."""
        sys.stderr.write(f"log line lost: {record.name} {record.pathname}:{record.lineno}\n")


class _Redacted(structlog.stdlib.ProcessorFormatter):
    """The last door: whatever was rendered leaves without its secrets."""

    def __init__(self, settings: Settings, shared: tuple[Processor, ...]) -> None:
        self._secrets = settings.secrets()
        super().__init__(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _hide_named,
                *_renderers(settings),
            ],
        )

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record), self._secrets)


def _shared() -> tuple[Processor, ...]:
    return (
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    )


def _renderers(settings: Settings) -> tuple[Processor, ...]:
    on_terminal = settings.log_format == "auto" and sys.stderr.isatty()
    if on_terminal or settings.log_format == "console":
        # Plain: rich's traceback would print local variables, secrets among them.
        return (
            structlog.dev.ConsoleRenderer(
                colors=on_terminal, exception_formatter=structlog.dev.plain_traceback
            ),
        )
    return (structlog.processors.format_exc_info, structlog.processors.JSONRenderer(default=str))


def _hide_named(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    line.pop("color_message", None)  # uvicorn's second copy of its message
    return {key: _hidden(key, value) for key, value in line.items()}


def _hidden(key: str, value: object) -> object:
    if _SECRET_KEY.search(key):
        return HIDDEN
    if isinstance(value, dict):
        return {str(name): _hidden(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden("", inner) for inner in value]
    return value
