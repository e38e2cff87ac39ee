"""My team: each seat of the units that one leads."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
