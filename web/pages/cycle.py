"""The cycle's page: the signing board, the tree of units, deadlines and waivers."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
