"""The public list of keys: what a verifier takes, and every way in which a list is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.log_keys import BEGINNING, KeyChange, checked, hash_of, origin_of
from audit.note import NoteRefused, Signer, noted

ORIGIN = "plans.example.com/halden"


def signer(number: int, name: str = ORIGIN) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


A, B, C, D = signer(1), signer(2), signer(3), signer(4)
FIRST = KeyChange(ORIGIN, 1, BEGINNING, "first", A.verifier, 3, None, None, "the log begins")
FIRST_NOTE = FIRST.signed(A)
ROTATED = KeyChange(
    ORIGIN, 2, hash_of(FIRST_NOTE), "rotated", B.verifier, 9, A.verifier, 9, "yearly"
)
ROTATED_NOTE = ROTATED.signed(B, A)
LOST = KeyChange(ORIGIN, 3, hash_of(ROTATED_NOTE), "lost", C.verifier, 20, B.verifier, 12, "stolen")
LOST_NOTE = LOST.signed(C)
NOTES = (FIRST_NOTE, ROTATED_NOTE, LOST_NOTE)


def test_a_list_is_read_as_it_was_written() -> None:
    assert checked(NOTES) == (FIRST, ROTATED, LOST)
    assert checked(()) == ()
    assert checked(NOTES[:2]) == (FIRST, ROTATED)


REFUSED = {
    "a list without its first": NOTES[1:],
    "a list without its middle": (NOTES[0], NOTES[2]),
    "in another order": (NOTES[0], NOTES[2], NOTES[1]),
    "one twice": (NOTES[0], NOTES[0]),
    "a first that nobody signed": (FIRST.signed(B),),
    "a rotation without the key before": (FIRST_NOTE, ROTATED.signed(B)),
    "a rotation without the new key": (FIRST_NOTE, ROTATED.signed(A)),
    "a rotation by somebody else": (FIRST_NOTE, ROTATED.signed(B, D)),
    "a loss by the lost key alone": (*NOTES[:2], LOST.signed(B)),
    "a rotation told as a loss, without the key before": (
        FIRST_NOTE,
        replace(ROTATED, reason="lost").signed(B),
    ),
    "a first signed anew by another hand": (FIRST.signed(A, D), ROTATED_NOTE),
    "a key of another log": (
        replace(FIRST, key=signer(1, "x/y").verifier).signed(signer(1, "x/y")),
    ),
    "a second first": (
        FIRST_NOTE,
        replace(ROTATED, reason="first", withdrawn=None, withdrawn_at=None).signed(B),
    ),
    "a loss at the very start": (replace(FIRST, reason="lost").signed(A),),
    "another key withdrawn": (FIRST_NOTE, replace(ROTATED, withdrawn=D.verifier).signed(B, D)),
    "withdrawn before it came": (
        FIRST_NOTE,
        replace(ROTATED, reason="lost", withdrawn_at=2).signed(B),
    ),
    "withdrawn after its successor": (
        FIRST_NOTE,
        replace(ROTATED, reason="lost", withdrawn_at=10).signed(B),
    ),
    "introduced at nothing": (replace(FIRST, introduced_at=0).signed(A),),
    "words that were changed": (FIRST_NOTE, ROTATED_NOTE.replace("yearly", "hourly")),
    "a number with a zero before": (noted(FIRST.text.replace("\n1\n", "\n01\n"), A),),
    "a number that is none": (noted(FIRST.text.replace("\n1\n", "\none\n"), A),),
    "a reason that is none": (noted(FIRST.text.replace("first", "forgot"), A),),
    "a line too many": (noted(f"{FIRST.text}more\n", A),),
    "a key that is none": (noted(FIRST.text.replace("+A", "+B"), A),),
    "no note": ("words",),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_list_that_does_not_hold_is_refused(what) -> None:
    with pytest.raises(NoteRefused):
        checked(REFUSED[what])


@pytest.mark.parametrize(
    ("organisation", "origin"),
    [("halden", "log/halden"), ("a b+c", "log/a%20b%2Bc"), ("a/b", "log/a%2Fb")],
)
def test_an_origin_has_no_space_and_no_plus(organisation, origin) -> None:
    assert origin_of("log", organisation) == origin
