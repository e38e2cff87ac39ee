"""Signing in and out, one-time links, and one's own account."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)
