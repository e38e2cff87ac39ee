"""The envelope by the name that callers of workflows know; activities carry it too."""

from activities.envelope import TOLD_BY, Envelope

__all__ = ["TOLD_BY", "Envelope"]
