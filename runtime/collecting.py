"""How often a process that is up looks for garbage."""

from __future__ import annotations

import gc

COLLECTED_AFTER = (20_000, 2, 2)
"""Allocations, then collections of each younger generation; see `gc.set_threshold`."""


def not_yet() -> None:
    """What is loaded at the start stays; looking through it took a fifth of web's start.

    `seldom` ends this.
    """
    gc.disable()


def seldom() -> None:
    """Python looks for garbage every 700 allocations: a decision makes more, and hardly a cycle.

    A plan that is over is one, and an old one: it is found by the third look at what is old, some
    thousand decisions later. What is loaded by now lives as long as the process and is never
    looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    gc.enable()


def all_of_it() -> None:
    """At the end: what was set apart too, for a client that is left behind can crash the exit."""
    gc.unfreeze()
    gc.collect()
