"""The guided quarterly review of one unit."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
