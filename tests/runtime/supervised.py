"""A supervisor as a process of its own; the web process is stood in for."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import psutil

from runtime.state import StateFolder

# The parts are given, so that these tests need no room above the runtime.
STACK = """
import sys
from rich.console import Console
from runtime import operate, parts
from runtime.settings import Settings

def own_parts(found):
    *others, web = parts.own_parts(found)
    port = web.environment["TALLY_HTTP_PORT"]
    serve = ("-c", sys.argv[1], port)
    return *others, parts.Part("web", (sys.executable, *serve), {}, web.address)

raise SystemExit(operate.up(Settings.from_environment(), Console(width=200), own_parts))
"""
WEB = """
import http.server, os, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
        self.wfile.write(os.environ["DATABASE_URL"].encode())
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""
LIMIT = 120


class Up:
    """A supervisor that a test started."""

    def __init__(self, environment, web=WEB) -> None:
        self.environment = environment
        self.folder = StateFolder(Path(environment["TALLY_STATE"]))
        self.process = subprocess.Popen(
            [sys.executable, "-c", STACK, web],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def until_ready(self):
        wait_for(lambda: self.process.poll() is not None or self.is_ready())
        assert self.process.poll() is None, self.end()
        return self.folder.running()

    def is_ready(self):
        running = self.folder.running()
        return bool(running and running.ready and running.supervisor.pid == self.process.pid)

    def end(self):
        return self.process.communicate(timeout=LIMIT)[0]

    def put_away(self):
        """Stopped in order if it can be, else killed: it never outlives its test."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            with contextlib.suppress(ValueError):
                self.end()
        finally:
            self.process.kill()
            self.process.wait()


def wait_for(condition):
    end = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def tally(environment, *words: str):
    return subprocess.run(
        [sys.executable, "-m", "cli", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )


def left(folder):
    """Every process that was given the state folder, by its command or its environment."""
    return [process for process in psutil.process_iter() if names(process, str(folder.path))]


def names(process, folder):
    with contextlib.suppress(psutil.Error):
        given = process.environ().get("TALLY_STATE") == folder
        return given or folder in " ".join(process.cmdline())
    return False
