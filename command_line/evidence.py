"""A command that is signed, at the command line: what it means, and the evidence that it can leave.

A terminal has no passkey. Whose token is sent gives the account's password, which makes the class
that the service attests; whom this machine's key names, or nobody at a terminal, signs by name.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer
from pydantic import JsonValue

from command_line.call import Call
from command_line.client import Reply, new_command_id
from command_line.paths import kebab
from command_line.refusals import Misused
from command_line.view import View
from domain.model import Command
from domain.sealed import tokens
from domain.signature import RANK

CLASSES = {
    "passkey": "with a passkey",
    "reauthenticated": "with your password, attested by the service: weaker than a passkey",
    "named": "by name, as the service takes you: the weakest class",
}


def sign(
    call: Call, unit: str, command: Command, *, agree: Callable[[], None] | None = None
) -> Reply:
    """Give a command with its evidence. `agree` shows what is signed, and asks.

    Raises Misused, with the address of the page to sign on, where the cycle's policy wants more
    than a terminal can give; nothing is recorded then.
    """
    if call.options.dry_run:
        return call.decide(command, unit=unit)
    least = RANK["reauthenticated"] if _is_asked(call) else RANK["named"]
    if call.options.command_id is None:  # else it may be recorded: the nonce alone is asked for
        _say(call, _issued(call, unit, command, new_command_id()), at_least=least)
    if agree is not None:
        agree()
    password = _password() if _is_asked(call) else None
    issued = _issued(call, unit, command, call.command_id, password)
    grade = issued["signature"]["grade"].text
    _require(issued, RANK[grade])
    call.say(f"Signed {CLASSES[grade]}.")
    body = {**command.model_dump(mode="json"), "signature": issued["signature"].value}
    return call.give(call.path(unit, kebab(type(command).__name__)), body)


def _issued(
    call: Call, unit: str, command: Command, nonce: str, password: str | None = None
) -> View:
    asked: dict[str, JsonValue] = {
        "command": type(command).__name__,
        "body": command.model_dump(mode="json"),
    }
    if password:
        call.client.require_private()
        asked["password"] = password
    path = call.path(unit, "manifests")
    return call.client.give(path, asked, call.identity, command_id=nonce).view


def _say(call: Call, issued: View, *, at_least: int) -> None:
    _require(issued, at_least)
    call.say("With this signature you say:")
    for one in issued["signature"]["manifest"].rows("statements"):
        call.say(f"  {_read(issued, one['sentence'].text)}")
    call.say(f"Short code {issued['code'].text}: the same on the page to sign on.")


def _read(issued: View, sentence: str) -> str:
    """The sentence with what each token in it reads."""
    for sealed in tokens(sentence):
        sentence = sentence.replace(sealed, issued["read"][sealed].text)
    return sentence


def _require(issued: View, rank: int) -> None:
    least = issued["least"].text
    if rank >= RANK[least]:
        return
    how = "with a passkey" if least == "passkey" else "with a password given just now"
    raise Misused(
        f"This cycle takes only signatures {how}, and here there is none. Nothing was recorded. "
        f"Sign at {issued['page'].text}"
    )


def _is_asked(call: Call) -> bool:
    """Whether somebody with an account sits at this terminal."""
    return not call.options.as_person and sys.stdin.isatty()


def _password() -> str:
    words = "Your password, as proof that it is you"
    return str(typer.prompt(words, hide_input=True, err=True))
