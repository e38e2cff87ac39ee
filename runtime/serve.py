"""Run the web process: `python -m runtime.serve`; the application itself is `web.app`'s."""

from __future__ import annotations

import sys
from contextlib import suppress

import uvicorn

from runtime import collecting, logs
from runtime.closing import Server
from runtime.settings import Settings, SettingsInvalid

APPLICATION = "web.app:create_app"
NOT_STARTED = 3


def main() -> None:
    try:
        settings = Settings.from_environment()
        logs.configure(settings)
        # The application itself may refuse settings that are each sound.
        serve(settings)
    except SettingsInvalid as invalid:
        sys.exit(str(invalid))


def serve(settings: Settings) -> None:
    collecting.not_yet()
    config = uvicorn.Config(
        APPLICATION,
        factory=True,
        host=settings.http_host,
        port=settings.http_port,
        loop="uvloop",
        http="httptools",
        log_config=None,  # `logs.configure` has done it
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    server = Server(config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


if __name__ == "__main__":
    main()
