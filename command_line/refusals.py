"""What can come of a call besides its answer, what to do then, and the exit code it ends in."""

from __future__ import annotations

from pydantic import JsonValue

from command_line.remedies import BY_NAME, remedy
from command_line.view import View

OK, REFUSED, USAGE, UNAVAILABLE = 0, 1, 2, 3


class Stopped(Exception):
    """The call ends here; `code` is the exit code.

    `outcome_unknown`: a command may have been recorded all the same.
    """

    code = UNAVAILABLE
    outcome_unknown = False


class NothingRunning(Stopped):
    """No stack answers at any address that is known."""


class ConnectionLost(Stopped):
    """The service went away after it was asked, and did not come back."""

    outcome_unknown = True


class Misused(Stopped):
    """What was typed cannot be used; the message says what to type."""

    code = USAGE


class Problem(Stopped):
    """The service answered with `application/problem+json`, or with something unreadable."""

    def __init__(self, status: int, body: JsonValue) -> None:
        view = View(body if isinstance(body, dict) else {}, "problem")
        self.status = status
        self.body = body
        self.name = view.said("name")
        self.title = view.said("title") or f"The service answered {status}"
        self.detail = view.said("detail")
        self.practice = view.said("practice")
        self.missing = tuple(one.text for one in view.rows("missing"))
        self.cells = view.rows("problems")
        self.outcome_unknown = status >= 500  # noqa: PLR2004 - HTTP
        super().__init__(self.detail or self.title)

    @property
    def code(self) -> int:  # type: ignore[override] # a refusal's code follows its status
        if self.status in {400, 404, 405, 413, 415, 422} and self.name not in BY_NAME:
            return USAGE
        return UNAVAILABLE if self.outcome_unknown else REFUSED

    @property
    def remedy(self) -> str:
        if self.outcome_unknown:
            return "tally status and tally doctor look for the cause; nothing was lost."
        cells = (one.said("remedy") for one in self.cells)
        return remedy(self.name, (self.detail, *self.missing, *cells))
