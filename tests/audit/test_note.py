"""Signed notes and checkpoints: the published ones, other people's lines, and malformed ones."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.note import Checkpoint, NoteRefused, Signer, Verifier, noted, opened, parts, signed

# The key pair and the note by which the format's first implementation shows what it does.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED_SEED = "gQoUAtUUbI2E8kQzMPVAgOv5juF9nHT2JS/F1ccoMXM="
PUBLISHED_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
PUBLISHED_LINE = (
    "\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqd"
    "ngotpRZb6KE6RyyBwJnAM=\n"
)
# The example of https://c2sp.org/tlog-cosignature; the keys to it are not published.
PUBLISHED_CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\N{EM DASH} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7"
    "u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\N{EM DASH} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dl"
    "rDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


def signer(name: str, number: int) -> Signer:
    return Signer(name, Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


LOG, WITNESS, STRANGER = signer("plans.example.com/halden", 1), signer("w1", 2), signer("w2", 3)
CHECKPOINT = Checkpoint(LOG.name, 20852163, bytes(range(32)))
NOTE = CHECKPOINT.signed(LOG)


def test_the_published_note_is_opened_by_the_published_key() -> None:
    verifier = Verifier.read(PUBLISHED_KEY)

    assert signed(f"{PUBLISHED_TEXT}\n{PUBLISHED_LINE}", [verifier]) == (
        PUBLISHED_TEXT,
        (verifier,),
    )
    assert str(verifier) == PUBLISHED_KEY


def test_the_published_key_signs_the_published_line() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b64decode(PUBLISHED_SEED))

    assert noted(PUBLISHED_TEXT, Signer("PeterNeumann", key)).endswith(f"\n{PUBLISHED_LINE}")


def test_the_published_checkpoint_is_read_with_its_cosignature() -> None:
    text, lines = parts(PUBLISHED_CHECKPOINT)

    assert text.splitlines()[1] == "20852163"
    assert [name for name, _ in lines] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    with pytest.raises(NoteRefused, match="nobody who is known"):
        opened(PUBLISHED_CHECKPOINT, [LOG.verifier])


def test_a_checkpoint_is_what_was_signed() -> None:
    assert opened(NOTE, [LOG.verifier]) == (CHECKPOINT, (LOG.verifier,))


@pytest.mark.parametrize(
    "signers", [(LOG, STRANGER), (STRANGER, LOG), (STRANGER, LOG, WITNESS), (LOG, LOG)]
)
def test_a_line_of_somebody_else_breaks_nothing(signers) -> None:
    assert opened(CHECKPOINT.signed(*signers), [LOG.verifier]) == (CHECKPOINT, (LOG.verifier,))


def test_a_line_of_an_algorithm_that_is_unknown_here_breaks_nothing() -> None:
    line = f"\N{EM DASH} {LOG.name} {b64encode(b'othr' + bytes(300)).decode()}\n"

    assert opened(f"{CHECKPOINT.text}\n{line}{LOG.sign(CHECKPOINT.text)}", [LOG.verifier])


def test_each_of_the_known_who_signed_is_told() -> None:
    note = CHECKPOINT.signed(LOG, STRANGER, WITNESS)

    assert opened(note, [WITNESS.verifier, LOG.verifier])[1] == (LOG.verifier, WITNESS.verifier)


def test_lines_of_more_text_are_for_those_who_know_them() -> None:
    text = f"{CHECKPOINT.text}an extension line\n"

    assert opened(noted(text, LOG), [LOG.verifier])[0] == CHECKPOINT


def test_a_bad_line_of_a_known_key_refuses_the_note_though_another_is_good() -> None:
    other = LOG.sign("another text\n")

    with pytest.raises(NoteRefused, match="is not over this text"):
        opened(f"{CHECKPOINT.text}\n{WITNESS.sign(CHECKPOINT.text)}{other}", [LOG.verifier])


@pytest.mark.parametrize(
    ("what", "by"),
    [
        ("size", NOTE.replace("20852163", "20852164")),
        ("origin", NOTE.replace("halden\n", "another\n", 1)),
        ("root", NOTE.replace("\nAAEC", "\nBAEC")),
        ("one more line", NOTE.replace("\n\n", "\nmore\n\n")),
    ],
)
def test_a_note_that_was_changed_is_refused(what, by) -> None:
    assert by != NOTE, what
    with pytest.raises(NoteRefused, match="is not over this text"):
        opened(by, [LOG.verifier])


MALFORMED = {
    "nothing": "",
    "no signatures": CHECKPOINT.text,
    "no empty line": NOTE.replace("\n\n", "\n"),
    "no last newline": NOTE.removesuffix("\n"),
    "an empty line among the signatures": f"{NOTE}\n{LOG.sign(CHECKPOINT.text)}",
    "a hyphen for the dash": NOTE.replace("\N{EM DASH}", "-"),
    "no name": NOTE.replace(f" {LOG.name}", " ", 1),
    "a plus in the name": NOTE.replace(f" {LOG.name}", " a+b", 1),
    "two spaces": NOTE.replace(f" {LOG.name} ", f" {LOG.name}  "),
    "no base64": NOTE.replace("=\n", "*\n"),
    "base64 without its end": NOTE[:-3] + "\n",
    "a signature that is its key's id": f"{CHECKPOINT.text}\n\N{EM DASH} {LOG.name} "
    f"{b64encode(LOG.verifier.id).decode()}\n",
    "a carriage return": NOTE.replace("\n\n", "\r\n\r\n"),
    "a NUL": NOTE.replace("halden\n", "hal\0den\n", 1),
    "more than a note holds": noted("a" * 70_000 + "\n", LOG),
    "more than 100 signatures": CHECKPOINT.signed(LOG, *[STRANGER] * 100),
    "half of a character": NOTE.replace("halden\n", "hal\ud800den\n", 1),
}


@pytest.mark.parametrize("what", MALFORMED)
def test_what_is_no_note_is_refused(what) -> None:
    with pytest.raises(NoteRefused):
        opened(MALFORMED[what], [LOG.verifier])


NO_CHECKPOINTS = {
    "two lines": "log\n12\n",
    "no origin": f"\n12\n{b64encode(bytes(32)).decode()}\n",
    "a size with a zero before": f"log\n012\n{b64encode(bytes(32)).decode()}\n",
    "a negative size": f"log\n-1\n{b64encode(bytes(32)).decode()}\n",
    "a size in other digits": f"log\n\N{ARABIC-INDIC DIGIT ONE}\n{b64encode(bytes(32)).decode()}\n",
    "no size": f"log\n\n{b64encode(bytes(32)).decode()}\n",
    "a size beyond 63 bits": f"log\n{10**20}\n{b64encode(bytes(32)).decode()}\n",
    "a short root": f"log\n12\n{b64encode(bytes(31)).decode()}\n",
    "a long root": f"log\n12\n{b64encode(bytes(33)).decode()}\n",
    "a root in hexadecimal": f"log\n12\n{bytes(32).hex()}\n",
}


@pytest.mark.parametrize("what", NO_CHECKPOINTS)
def test_a_signed_note_that_is_no_checkpoint_is_refused(what) -> None:
    with pytest.raises(NoteRefused):
        opened(noted(NO_CHECKPOINTS[what], LOG), [LOG.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        PUBLISHED_KEY.replace("c74f20a3", "c74f20a4"),
        PUBLISHED_KEY.replace("PeterNeumann", "PeterNeuman"),
        PUBLISHED_KEY.replace("+AR", "+AB"),
        PUBLISHED_KEY.replace("+AR", "+CR"),
        PUBLISHED_KEY[:-4],
        f"{PUBLISHED_KEY}AAAA",
        PUBLISHED_KEY.replace("PeterNeumann", "Peter Neumann"),
        PUBLISHED_KEY.replace("PeterNeumann", ""),
        PUBLISHED_KEY.replace("+ARpc", "+!Rpc"),
    ],
)
def test_what_is_no_key_is_refused(text) -> None:
    with pytest.raises(NoteRefused):
        Verifier.read(text)
