"""Where the web process is, and what this machine has to show it."""

from __future__ import annotations

from collections.abc import Callable

from command_line.client import Client
from command_line.keeping import token_of
from command_line.refusals import Misused, NothingRunning
from runtime.settings import Settings, SettingsInvalid
from runtime.state import local_key, of_running


def settings() -> Settings:
    """Raises Misused for an environment that cannot be used."""
    try:
        return Settings.from_environment()
    except SettingsInvalid as invalid:
        raise Misused(str(invalid)) from None


def address() -> str:
    """Where the web process answers: TALLY_URL, else what the running stack wrote down."""
    known = settings()
    found = of_running(known).api_url
    if found is None:
        raise NothingRunning(
            f"Nothing is running on {known.state.absolute()}: start it with `make up`, name "
            "another state folder with TALLY_STATE, or an address with TALLY_URL."
        )
    return found


def opened(organisation: str, *, notice: Callable[[str], None], token: bool = False) -> Client:
    """A client of it, with one's API token or with this machine's key."""
    known, where = settings(), address()
    if token:
        return Client(
            where, organisation, notice=notice, token=token_of(known, where, organisation)
        )
    return Client(where, organisation, notice=notice, key=local_key(known))


def kept_token(organisation: str) -> str | None:
    """The token that would be sent, if nobody is named."""
    return token_of(settings(), address(), organisation)
