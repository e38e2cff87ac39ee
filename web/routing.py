"""Routers whose routes FastAPI looks at when they are first asked for.

The look at every route's parameters was two fifths of the web process's start, and FastAPI's
`include_router` looks at each a second time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path, get_name


class Route(APIRoute):
    """Knows what an address is matched by; all else about it once somebody wants to know."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **declared: Any) -> None:
        self._declared = {"path": path, "endpoint": endpoint, **declared}
        self.path, self.endpoint = path, endpoint
        self.name = declared.get("name") or get_name(endpoint)
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.methods = {method.upper() for method in declared.get("methods") or ("GET",)}

    def __getattr__(self, name: str) -> Any:
        """Called for what is not there yet."""
        declared = self.__dict__.pop("_declared", None)
        if declared is None:
            raise AttributeError(name, name=name, obj=self)
        super().__init__(**declared)
        return getattr(self, name)


class Router(APIRouter):
    """An `APIRouter` of such routes."""

    def __init__(self, **declared: Any) -> None:
        super().__init__(route_class=Route, **declared)


def take(router: APIRouter, *others: APIRouter) -> None:
    """The others' routes stand in `router` as they were declared, after its own."""
    for other in others:
        router.routes.extend(other.routes)
