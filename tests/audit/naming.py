"""Which numbered check names each way of tampering; docs/verify.md promises it so."""

from __future__ import annotations

ALONE: dict[str, set[str]] = {
    "edit": {"V02", "V09"},
    "edit a payload": {"V08"},
    "edit and re-hash": {"V09"},
    "edit and re-hash the stream": {"V09"},
    "and re-sign with an own key": {"V10"},
    "and exchange the list of keys": set(),
    "drop checkpoints": set(),
    "re-sign all with the stolen key": set(),
    "delete the tail": {"V13"},
    "delete the tail with its checkpoint": set(),
    "delete in the middle and renumber": {"V13"},
    "drop a whole stream": {"V09", "V13"},
    "swap two": {"V09"},
    "forge an approval as web": {"V16", "V20"},
    "forge one while the plan waits": {"V16", "V20"},
    "move a signature": {"V15"},
    "another root in a manifest": {"V15"},
}
"""What names each way of tampering by the database alone; nothing, where it cannot."""

SIGNED_ON = {
    "and exchange the list of keys": ("V15", "B19"),
    "drop checkpoints": ("V15", None),
    "re-sign all with the stolen key": ("V15", "B19"),
}
"""What names it too where somebody signed on a checkpoint that is there no more, or is another one.

A bundle ends with the newest checkpoint that is left: what was signed after it is not in it.
"""

HELD: dict[str, set[str]] = {
    "and exchange the list of keys": {"V12"},
    "drop checkpoints": {"V12"},
    "re-sign all with the stolen key": {"V12"},
    "delete the tail with its checkpoint": {"V12", "V13"},
}
"""What one checkpoint held outside adds."""

BUNDLE: dict[str, set[str]] = {
    "edit": {"B04", "B11"},
    "edit a payload": {"B09"},
    "edit and re-hash": {"B11"},
    "edit and re-hash the stream": {"B11"},
    "and re-sign with an own key": {"B14"},
    "and exchange the list of keys": set(),
    "drop checkpoints": set(),
    "re-sign all with the stolen key": set(),
    "delete the tail": {"B07"},
    "delete the tail with its checkpoint": set(),
    "delete in the middle and renumber": {"B07"},
    "drop a whole stream": {"B11"},
    "swap two": {"B11"},
    "forge an approval as web": {"B21"},
    "forge one while the plan waits": {"B21"},
    "move a signature": {"B19"},
    "another root in a manifest": {"B19"},
}
"""What the offline verifier finds in a bundle of it, by that alone; nothing, where it cannot."""
