"""`tally inbox`: what waits for the person who asks, across cycles."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from command_line.call import Call, reading
from command_line.cells import when
from command_line.screen import said
from command_line.tables import prose, table
from command_line.view import View

COMMANDS = {
    "proposal": "unit propose {unit}",
    "understanding": "unit understood {unit}",
    "pushback": "unit push-back {unit}",
    "final": "unit finalise {unit}",
    "acceptance": "unit accept {unit}",
    "signing": "unit sign {unit}",
    "unsigned": "unit revise {unit}",
    "claim": "unit decide-account {unit} {subject}",
    "commitment": "unit fulfil {unit} {subject}",
    "review": "unit review {unit} {subject}",
    "agreed": "review done {unit} {subject}",
    "captured": "unit confirm-captured {unit} {subject}",
    "answer": "unit answer {unit} {subject}",
    "view": "unit note-view {unit} {subject}",
    "request": "unit decide-request {unit} {subject}",
    "substitute": "unit accept-substitute {unit} {subject}",
    "support": "unit support-given {unit} {subject}",
    "in_force": "unit put-in-force {unit}",
    "amendment": "unit amend {unit}",
    "waiver": "unit agree-waiver {unit} {subject}",
    "correction": "unit approve-correction {unit} {subject}",
    "plan_goal": "cycle confirm-goal",
    "people": "import people",
    "announce": "cycle announce",
    "rules": "cycle agree-rules {subject}",
    "roles": "cycle role agree {subject}",
    "erasure": "person agree-erasure {subject}",
    "release_hold": "hold release {subject}",
    "retention": "audit agree-retention {subject}",
}
"""What to type for what waits, by its kind; --help says what each takes beside."""


@reading
def inbox(call: Call) -> None:
    """Show what waits for you."""
    reply = call.read("/inbox")
    empty = not (call.options.as_json or reply.view.rows("inbox"))
    if empty and not call.read("/cycles").view.rows("cycles"):
        person = call.identity.person
        call.say(f"Nobody called {person} has a part in any cycle here: check the id.")
    call.show(reply, drawn)


def drawn(view: View) -> Iterator[RenderableType]:
    """What waits for a person, what is due first at the top."""
    found = view.rows("inbox")
    rows = [
        (when(one, "due_at"), one.said("cycle"), one.said("unit"), _waits(one), _typed(one))
        for one in found
    ]
    columns = ("due (UTC)", "cycle", "unit", prose("what waits"), prose("type"))
    yield table(columns, rows) if rows else Text("Nothing waits for you.", style="green")
    if played := dict.fromkeys(
        one.said("cycle") or "custody" for one in found if one["rehearsal"].flag
    ):
        yield Text(f"A rehearsal: {', '.join(played)}", style="dim")


def _waits(one: View) -> str:
    """The sentence, and the id it is about where neither it nor the command names it."""
    words, subject = said(one["words"].text), one.said("subject")
    named = not subject or subject in _typed(one).split() or subject in words
    return words if named else f"{words} ({subject})"


def _typed(one: View) -> str:
    command = COMMANDS.get(one["kind"].text)
    if command is None:
        return ""
    return f"tally {command.format(unit=one.said('unit'), subject=one.said('subject'))}".rstrip()
