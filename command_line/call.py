"""One invocation of `tally`: who asks, of which organisation and cycle, and how it is answered."""

from __future__ import annotations

import hashlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Concatenate, ParamSpec

import typer
from pydantic import JsonValue, TypeAdapter, ValidationError
from rich.console import Console, RenderableType
from rich.text import Text

from command_line.amounts import NotAnAmount
from command_line.client import Client, Identity, Query, Reply, new_command_id, segment
from command_line.paths import kebab
from command_line.reaching import kept_token, opened
from command_line.refusals import Misused, Problem, Stopped
from command_line.screen import console, line, shown, waiting
from command_line.telling import retell, tell_problem, tell_receipt
from command_line.view import Unexpected, View
from domain.model import Command
from domain.words import Instant

LONGEST_HEADER = 200
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)

As = Annotated[
    str | None, typer.Option("--as", envvar="TALLY_PERSON", help="Who asks, by their id.")
]
Organisation = Annotated[
    str | None, typer.Option("--organisation", "-o", envvar="TALLY_ORGANISATION")
]
Cycle = Annotated[
    str | None,
    typer.Option("--cycle", "-c", envvar="TALLY_CYCLE", help="Not needed where there is one."),
]
For = Annotated[str | None, typer.Option("--on-behalf-of", help="Who delegated it to you.")]
Clock = Annotated[str | None, typer.Option("--at", help="A rehearsal's own clock.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the service's JSON unchanged.")]
CommandId = Annotated[
    str | None, typer.Option("--command-id", help="Give the very same command again.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Ask what it would record.")]

READ = {"as_person": As, "in_organisation": Organisation, "in_cycle": Cycle, "on_behalf_of": For}
READ_MORE = {**READ, "as_json": AsJson}
DECIDE = {**READ, "at_clock": Clock, "command_id": CommandId, "dry_run": DryRun, "as_json": AsJson}

P = ParamSpec("P")


@dataclass(frozen=True)
class Options:
    """What every command takes beside its own."""

    as_person: str | None = None
    in_organisation: str | None = None
    in_cycle: str | None = None
    on_behalf_of: str | None = None
    at_clock: str | None = None
    command_id: str | None = None
    dry_run: bool = False
    as_json: bool = False


class Call:
    """Asks the service, and prints what it answers."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.console = console()
        self.errors = console(stderr=True)

    @cached_property
    def client(self) -> Client:
        organisation = self.options.in_organisation
        if not organisation:
            raise Misused("Say which organisation: --organisation NAME, or TALLY_ORGANISATION.")
        named = bool(self.options.as_person)
        return opened(organisation, notice=lambda text: line(self.errors, text), token=not named)

    @cached_property
    def identity(self) -> Identity:
        person = self.options.as_person
        if not person and not kept_token(self.options.in_organisation or ""):
            raise Misused(
                "Say who you are: --as PERSON, or TALLY_PERSON; or sign in with `tally login`."
            )
        clock = self.options.at_clock
        return Identity(
            person=_sent("--as", person or ""),
            on_behalf_of=_sent("--on-behalf-of", self.options.on_behalf_of or "") or None,
            at=None if clock is None else instant(clock),
        )

    @cached_property
    def command_id(self) -> str:
        return _sent("--command-id", self.options.command_id or "") or new_command_id()

    def fresh(self, what: str) -> str:
        """An id for something new; the same again when the same command is given again."""
        return f"{what}-{hashlib.sha256(self.command_id.encode()).hexdigest()[:8]}"

    @cached_property
    def cycle(self) -> str:
        """The cycle that was named, or the only one there is."""
        if self.options.in_cycle:
            return self.options.in_cycle
        found = [one["cycle"].text for one in self.read("/cycles").view.rows("cycles")]
        if len(found) == 1:
            return found[0]
        if not found:
            raise Misused(
                f"You have a part in no cycle of {self.options.in_organisation}: check --as and "
                "--organisation, or begin one with tally cycle start."
            )
        raise Misused(f"Say which cycle: --cycle NAME, one of {', '.join(found)}.")

    def path(self, unit: str | None = None, *more: str) -> str:
        parts = ["cycles", self.cycle]
        if unit is not None:
            parts += ["units", unit]
        return "".join(f"/{segment(part)}" for part in (*parts, *more))

    def read(self, path: str, query: Query | None = None) -> Reply:
        with waiting(self.errors, "Reading …"):
            return self.client.read(path, self.identity, query)

    def ask(self, path: str, body: JsonValue, *, dry_run: bool = False) -> Reply:
        """A question whose parts stand in a body, or that which has the ids of its commands in it."""
        with waiting(self.errors, "Reading …"):
            return self.client.give(
                path, body, self.identity, command_id=new_command_id(), dry_run=dry_run
            )

    def keep(self, path: str, body: JsonValue) -> Reply:
        """PUT something of one's own that is no part of the record."""
        with waiting(self.errors, "Keeping …"):
            return self.client.give(
                path, body, self.identity, command_id=new_command_id(), method="PUT"
            )

    def show(self, reply: Reply, draw: Callable[[View], Iterable[RenderableType]]) -> None:
        """The answer as it came with --json, else as it is drawn."""
        if self.options.as_json:
            sys.stdout.write(reply.text if reply.text.endswith("\n") else f"{reply.text}\n")
            return
        for part in draw(reply.view):
            self.console.print(part, soft_wrap=isinstance(part, Text))

    def answer(self, stopped: Exception) -> None:
        """With --json a refusal's body too goes where an answer goes."""
        if self.options.as_json and isinstance(stopped, Problem) and stopped.body is not None:
            sys.stdout.write(f"{json.dumps(stopped.body, ensure_ascii=False)}\n")

    def decide(self, command: Command, *, unit: str | None = None) -> Reply:
        """Give a command to the cycle or to one of its units, and print its receipt."""
        name = kebab(type(command).__name__)
        path = "/cycles" if name == "start-cycle" else self.path(unit, name)
        return self.give(path, command.model_dump(mode="json"))

    def give(self, path: str, body: JsonValue) -> Reply:
        """Give a command's body as it is, and print its receipt."""
        try:
            with waiting(self.errors, "Deciding …"):
                reply = self.client.give(
                    path,
                    body,
                    self.identity,
                    command_id=self.command_id,
                    dry_run=self.options.dry_run,
                )
        except Stopped as stopped:
            if stopped.outcome_unknown:
                self.say(f"To give the same command again: --command-id {self.command_id}")
            raise
        self.show(reply, lambda view: tell_receipt(view, self.command_id))
        if self.console.is_terminal and not self.options.as_json:
            for part in retell(reply.view, self.read):
                self.console.print(part, soft_wrap=True)
        return reply

    def say(self, text: str) -> None:
        line(self.errors, text)


def _sent(option: str, text: str) -> str:
    """What travels in a header; raises Misused for what none can carry."""
    if len(text) > LONGEST_HEADER or not all(" " <= one <= "~" for one in text):
        raise Misused(f"{option} takes up to {LONGEST_HEADER} plain ASCII characters.")
    return text


def instant(text: str) -> datetime:
    """An RFC 3339 instant, or a date, which means its first moment in UTC."""
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        pass
    else:
        return day
    try:
        return _INSTANT.validate_python(text)
    except ValidationError:
        raise Misused(f"{text!r} is no instant: write 2026-11-25 or 2026-11-25T09:00:00Z") from None


def in_words(refused: ValidationError) -> str:
    """Each part that cannot be used, on a line of its own."""
    return "\n".join(
        f"{'.'.join(map(str, one['loc'])) or 'value'}: {one['msg'].removeprefix('Value error, ')}"
        for one in refused.errors(include_url=False, include_input=False)
    )


def reading(
    function: Callable[Concatenate[Call, P], None],
) -> Callable[..., None]:
    """A command that asks for something; it takes the options of every reader."""
    return _with_options(function, READ_MORE)


def exporting(
    function: Callable[Concatenate[Call, P], None],
) -> Callable[..., None]:
    """A command whose answer is a file of another kind, with no JSON of its own."""
    return _with_options(function, READ)


def deciding(
    function: Callable[Concatenate[Call, P], None],
) -> Callable[..., None]:
    """A command that wants something recorded."""
    return _with_options(function, DECIDE)


def _with_options(
    function: Callable[..., None], options: Mapping[str, object]
) -> Callable[..., None]:
    own = inspect.signature(function, eval_str=True)
    _, *parameters = own.parameters.values()
    added = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=False if name in {"dry_run", "as_json"} else None,
            annotation=annotation,
        )
        for name, annotation in options.items()
    ]

    def command(**given: object) -> None:
        taken = {name: given.pop(name) for name in options}
        call = Call(Options(**taken))  # type: ignore[arg-type] # typer has parsed them
        try:
            function(call, **given)
        except ValidationError as refused:
            raise typer.Exit(tell(Misused(in_words(refused)), call.errors)) from None
        except (Stopped, Unexpected, NotAnAmount) as stopped:
            call.answer(stopped)
            raise typer.Exit(tell(stopped, call.errors)) from None

    command.__name__ = function.__name__
    command.__doc__ = function.__doc__
    keyword = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    command.__signature__ = inspect.Signature([*keyword, *added])  # type: ignore[attr-defined]
    command.__annotations__ = {}
    return command


def tell(stopped: Exception, errors: Console) -> int:
    """Say why a command ended, and with which exit code it does."""
    if isinstance(stopped, Problem):
        for part in tell_problem(stopped):
            errors.print(part, soft_wrap=isinstance(part, Text))
        return stopped.code
    errors.print(Text(shown(str(stopped)), style="red"), soft_wrap=True)
    if isinstance(stopped, NotAnAmount):
        return Misused.code
    return stopped.code if isinstance(stopped, Stopped) else Stopped.code
