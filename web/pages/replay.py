"""Any moment of a cycle, as it stood then."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
