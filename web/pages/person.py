"""One person: their plan, their numbers, and why they are what they are."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
