"""One unit's plan: versions, pushback, factors, resources, findings."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
