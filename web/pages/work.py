"""My work: what waits for one person, across cycles."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
