"""The one body of every answer that is no success, after RFC 9457."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from domain.errors import CommandIdReused, DomainError, NotAuthorised, Unknown
from files.problems import Problem as FileProblem
from files.problems import without_brackets
from store.errors import OutcomeUnknown
from web.rendering import page
from workflows.client import RETRY_AFTER, Fault, RecordUnavailable

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
MOST_NAMED = 50
PROGRAMS = ("/v1/", "/healthz", "/readyz", "/openapi.json")
UNREADABLE = 422
AWAY = 503


class Problem(BaseModel):
    """`name` is the contract; `missing` names each part that would clear it."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    detail: str
    name: str
    practice: str | None = None
    missing: tuple[str, ...] = ()
    instance: str
    problems: tuple[FileProblem, ...] = ()


class RequestRefused(Exception):
    """A request that never became a command; the class name is the error's name on the wire."""

    status: ClassVar[int]
    title: ClassVar[str]

    def __init__(self, detail: str, *, missing: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.missing = missing
        self.headers: dict[str, str] = {}


class Malformed(RequestRefused):
    status = UNREADABLE
    title = "The request cannot be read"


class NotIdentified(RequestRefused):
    status = 401
    title = "Nobody is named as the caller"


class BodyTooLarge(RequestRefused):
    status = 413
    title = "This is more than the service reads"


class FileHasProblems(RequestRefused):
    """A file of which nothing was imported; every problem is named with its remedy."""

    status = 409
    title = "Nothing was imported: the file has problems"

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        found = tuple(problems)
        many = f"{len(found)} problems" if len(found) != 1 else "a problem"
        super().__init__(f"The file has {many}.", missing=tuple(map(str, found[:MOST_NAMED])))
        self.problems = found


def is_page(request: Request) -> bool:
    """Whether a person looks at this address, and no program."""
    return not request.url.path.startswith(PROGRAMS)


def status_of(error: DomainError) -> int:
    """403 for who may not, 404 for what is not there, 409 for every other refusal."""
    match error:
        case NotAuthorised():
            return 403
        case Unknown():
            return 404
        case _:
            return 409


def answer(
    request: Request,
    *,
    status: int,
    name: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The problem as JSON, or as a page where a page was asked for."""
    problem = Problem(
        type=f"urn:tally:problem:{name}",
        title=title,
        status=status,
        detail=detail,
        name=name,
        instance=request.url.path,
        **more,
    )
    # The request's line in the log says how it was answered.
    request.state.problem = name
    if is_page(request):
        account = getattr(request.state, "account", None)
        return page(
            request,
            "problem.html",
            problem=problem,
            account=account,
            status=status,
            headers=headers,
        )
    return JSONResponse(
        problem.model_dump(mode="json"), status, headers=headers, media_type=MEDIA_TYPE
    )


async def refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)
    return answer(
        request,
        status=status_of(error),
        name=error.name,
        title=error.title,
        detail=error.detail,
        practice=error.practice,
        missing=error.missing,
    )


async def not_taken(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestRefused)
    return answer(
        request,
        status=error.status,
        name=type(error).__name__,
        title=error.title,
        detail=error.detail,
        missing=error.missing,
        headers=error.headers,
        problems=getattr(error, "problems", ()),
    )


async def _unreadable(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    found = tuple(_sentence(one) for one in error.errors())
    return answer(
        request,
        status=UNREADABLE,
        name=Malformed.__name__,
        title=Malformed.title,
        detail=f"{len(found)} part{'s' if len(found) != 1 else ''} cannot be used.",
        missing=found[:MOST_NAMED],
    )


def said_of(error: Mapping[str, Any]) -> str:
    """What a part that cannot be used is told: in words of ours where the parser has its own."""
    if str(error["type"]).startswith("date_"):
        return "that is no day; write one like 2027-04-03"
    return str(error["msg"]).removeprefix("Value error, ")


def _sentence(error: Mapping[str, Any]) -> str:
    # Never the input: what cannot be read may be long, or another's.
    place = ".".join(str(part) for part in error["loc"] if part != "body")
    said = said_of(error)
    # Evidence is let in with its tokens, and a key or a value of it may be told of here.
    return without_brackets(f"{place}: {said}" if place else said)


async def away(request: Request, error: Exception) -> Response:
    log.warning("the record cannot be reached", error=str(error))
    return answer(
        request,
        status=AWAY,
        name=RecordUnavailable.__name__,
        title="The record cannot be reached",
        detail="Nothing is lost. Ask again with the same Idempotency-Key: it is recorded once.",
        headers={"Retry-After": str(RETRY_AFTER)},
    )


async def _routed_nowhere(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    name = {404: "NoSuchPage", 405: "MethodNotAllowed", 400: "Malformed"}.get(
        error.status_code, "RequestRefused"
    )
    return answer(
        request,
        status=error.status_code,
        name=name,
        title="There is nothing at this address" if name == "NoSuchPage" else str(error.detail),
        detail=f"{request.method} {request.url.path}: {error.detail}. See /docs.",
        headers=error.headers,
    )


async def failed(request: Request, error: Exception) -> Response:
    """A fault of ours: the log has all of it, the caller learns nothing but that."""
    log.error("the service failed", exc_info=error)
    return answer(
        request,
        status=500,
        name=Fault.__name__,
        title="The service failed",
        detail="This is a fault of the service; its log says more. Nothing recorded is lost.",
    )


def explain(app: FastAPI) -> None:
    """Answer every failure of a route with a problem."""
    app.add_exception_handler(DomainError, refused)
    app.add_exception_handler(RequestRefused, not_taken)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _routed_nowhere)
    app.add_exception_handler(RecordUnavailable, away)
    app.add_exception_handler(OutcomeUnknown, away)
    app.add_exception_handler(Fault, failed)


RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"description": words, "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}
    for status, words in (
        (401, NotIdentified.title),
        (403, NotAuthorised.title),
        (404, Unknown.title),
        (409, f"Refused; for example: {CommandIdReused.title}"),
        (413, BodyTooLarge.title),
        (422, Malformed.title),
        (429, "Too many attempts; ask again after Retry-After seconds"),
        (503, "The record cannot be reached; ask again after Retry-After seconds"),
    )
}
