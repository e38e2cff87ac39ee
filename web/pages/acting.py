"""A form on a page to a command on the record: the page again with what was typed, or a receipt."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile

from domain.errors import DomainError
from domain.model import Command
from domain.sealed import holds_bracket
from domain.words import Identifier
from web.giving import GivenId, Place, given
from web.passage import ONLY_OURS
from web.problems import Malformed, RequestRefused, said_of, status_of
from web.reading import Reading
from workflows.client import RecordUnavailable

COMMAND_ID = "command_id"
UNREADABLE = 422
AWAY = 503
_KEY: TypeAdapter[str] = TypeAdapter(GivenId)


@dataclass(frozen=True)
class Typed:
    """What a form holds, by field; a page that is shown again shows it again."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def get(self, name: str, otherwise: str = "") -> str:
        """The first value, as typed; `otherwise` where the form was not sent."""
        found = self.fields.get(name)
        return found[0] if found else otherwise

    def all(self, name: str) -> tuple[str, ...]:
        return self.fields.get(name, ())

    def text(self, name: str) -> str | None:
        """The value without outer space; None where nothing was typed."""
        return self.get(name).strip() or None

    def chosen(self, name: str, value: str, *, otherwise: bool = False) -> bool:
        """Whether a box or option was chosen; `otherwise` where the form was not sent."""
        return value in self.all(name) if self.fields else otherwise


NOTHING_TYPED = Typed()


@dataclass(frozen=True)
class Trouble:
    """Why an act was not done: words for the page, and words beside single fields."""

    status: int
    words: str
    name: str = ""
    practice: str | None = None
    missing: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    def at(self, name: str) -> str | None:
        return self.fields.get(name)


Again = Callable[[Typed, Trouble], Awaitable[Response]]
"""Shows the form's page once more, with what was typed and what was wrong with it."""


async def typed(request: Request) -> Typed:
    """The form's fields, files apart."""
    return of_form(await form_of(request))


async def form_of(request: Request, *, files: int = 1, fields: int = 1_000) -> FormData:
    """The form with its files. Raises Malformed for a character that only tokens hold."""
    form = await request.form(max_files=files, max_fields=fields)
    for name, value in form.multi_items():
        said = value.filename or "" if isinstance(value, UploadFile) else value
        if holds_bracket(name + said):
            await form.close()
            raise Malformed(ONLY_OURS)
    return form


def of_form(form: FormData) -> Typed:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return Typed(found)


def new_command_id() -> str:
    """For the hidden field of a form: sent twice, the act is done once."""
    return str(uuid.uuid4())


def trouble_of(error: Exception) -> Trouble:
    """What a person is told about a refusal; re-raises what is none."""
    match error:
        case ValidationError():
            fields = {
                ".".join(str(part) for part in one["loc"]): _sentence(said_of(one))
                for one in error.errors(include_input=False, include_url=False)
            }
            return Trouble(UNREADABLE, "Something here cannot be used.", fields=fields)
        case DomainError():
            return Trouble(
                status_of(error), error.detail, error.name, error.practice, error.missing
            )
        case RequestRefused():
            return Trouble(error.status, error.detail, type(error).__name__, missing=error.missing)
        case RecordUnavailable():
            words = (
                "The record cannot be reached just now. Nothing is lost: "
                "send the form again, and it is recorded once."
            )
            return Trouble(AWAY, words, "RecordUnavailable")
        case _:
            raise error


def _sentence(said: str) -> str:
    """What was said, begun like a sentence; names in it stay as they were typed."""
    return said[:1].upper() + said[1:]


async def acted(
    request: Request,
    reading: Reading,
    unit: str | None,
    *,
    command: Callable[[Typed], Command],
    again: Again,
    then: str,
    said: str,
    seller: str | None = None,
    culture: bool = False,
    incentives: bool = False,
) -> Response:
    """Give the command that the form describes, once.

    Answers 303 to `then` with the words `said`; else the page again, with the trouble and
    everything that was typed.
    """
    form = await typed(request)
    place = Place(
        organisation=reading.organisation,
        cycle=reading.cycle,
        unit=unit,
        seller=seller,
        culture=culture,
        incentives=incentives,
    )
    try:
        await given(reading.doors, reading.caller, place, command(form), key_of(form))
    except (ValidationError, DomainError, RequestRefused, RecordUnavailable) as error:
        return await again(form, trouble_of(error))
    return done(then, said)


def key_of(form: Typed) -> str:
    """The form's own command id. Raises Malformed for a form that is not one of ours."""
    try:
        return _KEY.validate_python(form.get(COMMAND_ID))
    except ValidationError as error:
        raise Malformed("This form has no id of its own. Open the page again.") from error


def done(then: str, said: str) -> Response:
    """To the page that shows it, saying what was recorded."""
    address, _, fragment = then.partition("#")
    joined = "&" if "?" in address else "?"
    where = f"{address}{joined}{urlencode({'said': said})}"
    return RedirectResponse(f"{where}#{fragment}" if fragment else where, 303)


_IDENTIFIER: TypeAdapter[str] = TypeAdapter(Identifier)


def identifier(form: Typed, name: str) -> str:
    """A hidden field that names something; raises ValidationError for what names nothing."""
    return _IDENTIFIER.validate_python(form.get(name))
