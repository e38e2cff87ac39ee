"""From the final version to joint ownership, at the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from command_line import evidence
from command_line.call import Call, deciding, instant
from command_line.cells import cash, person
from command_line.options import Day, Reason, Unit, Version, Words
from command_line.reading import newest, open_version, unit_view
from command_line.refusals import Misused
from command_line.tables import amounts, prose, table
from command_line.view import View
from domain.signature import short_code
from domain.unit import commands as c

app = typer.Typer()

Dissent = Annotated[str | None, typer.Option(help="What you disagree with; kept beside it.")]
ContentHash = Annotated[
    str | None, typer.Option("--content", help="The hash of the content you were shown.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Sign without being asked again.")]

Waiver = Annotated[str, typer.Argument(help="The waiver's id.")]


@app.command()
@deciding
def finalise(call: Call, unit: Unit, *, version: Version = None) -> None:
    """Fix the content that acceptances and signatures are bound to."""
    call.decide(c.FinalisePlan(version=open_version(call, unit, version)), unit=unit)


@app.command()
@deciding
def accept(call: Call, unit: Unit, *, version: Version = None) -> None:
    """Accept the final version, as an approver or executive."""
    evidence.sign(call, unit, c.AcceptPlan(version=open_version(call, unit, version)))


@app.command("object")
@deciding
def object_to(call: Call, unit: Unit, *, words: Words, version: Version = None) -> None:
    """Send the final version back to revision, as an approver or executive."""
    seen = open_version(call, unit, version)
    evidence.sign(call, unit, c.ObjectToPlan(version=seen, words=words))


@app.command()
@deciding
def sign(
    call: Call,
    unit: Unit,
    *,
    dissent: Dissent = None,
    content: ContentHash = None,
    version: Version = None,
    yes: Yes = False,
) -> None:
    """Sign what is shown: the shared goal, and your own portion or the resources you commit."""
    number = open_version(call, unit, version)
    if content is not None:
        evidence.sign(call, unit, c.SignPlan(version=number, content_hash=content, dissent=dissent))
        return
    plan = unit_view(call, unit)
    current = newest(plan)
    shown = current.said("content_hash")
    if current["number"].whole != number or not shown:
        raise Misused(f"Version {number} is not final here: tally unit show.")
    command = c.SignPlan(version=number, content_hash=shown, dissent=dissent)
    evidence.sign(call, unit, command, agree=lambda: _agree(call, plan, current, yes=yes))


def _agree(call: Call, plan: View, current: View, *, yes: bool) -> None:
    """Show what would be signed, and ask the person."""
    for part in _content(plan, current, call.identity.person):
        call.errors.print(part, soft_wrap=isinstance(part, Text))
    content = current["content_hash"].text
    number = current["number"].whole
    call.say(f"Version {number}, short code {short_code(content)}, content {content}")
    if not yes:
        if not sys.stdin.isatty():
            raise Misused("Nobody is there to ask: sign with --yes or --content HASH.")
        typer.confirm("Do you sign this?", abort=True, err=True)


def _content(plan: View, version: View, signer: str) -> Iterator[RenderableType]:
    """The portions with the signer's own marked, and each resource with its amount and date."""
    owners = {one["seat"].text: one["owner"].text for one in version.rows("owners")}
    rows = [
        (
            one["seat"].text,
            cash(one, "amount"),
            cash(one, "rolled_up"),
            "← yours" if owners.get(one["seat"].text) == signer else "",
        )
        for one in version.rows("portions")
    ]
    portions = ("seat", amounts("portion"), amounts("at plan rates"), "")
    yield table(portions, rows, title=f"Version {version['number'].whole}")
    resources = [
        (one["id"].text, one["words"].text, person(plan, one["asked_by"].text),
         cash(one, "amount"), one.said("quantity"), one["due_on"].text)
        for one in version.rows("resources")
    ]  # fmt: skip
    if resources:
        columns = ("resource", prose("what"), prose("for"), amounts("amount"), amounts("number"),
                   "by")  # fmt: skip
        yield table(columns, resources, title="Resources that are committed with it")


@app.command()
@deciding
def decline(call: Call, unit: Unit, *, words: Words, version: Version = None) -> None:
    """Decline to sign, in words; nothing of it reads as acceptance."""
    seen = open_version(call, unit, version)
    evidence.sign(call, unit, c.DeclineToSign(version=seen, words=words))


@app.command("take-back")
@deciding
def take_back(call: Call, unit: Unit, *, reason: Reason) -> None:
    """Take back your own signature, while the version is not in force."""
    call.decide(c.TakeBackSignature(reason=reason), unit=unit)


@app.command("put-in-force")
@deciding
def put_in_force(call: Call, unit: Unit, *, reason: Reason, version: Version = None) -> None:
    """Put an unsigned version in force: the leader above asks, then an approver agrees."""
    seen = open_version(call, unit, version)
    evidence.sign(call, unit, c.PutInForce(version=seen, reason=reason))


@app.command()
@deciding
def cover(
    call: Call,
    unit: Unit,
    person: Annotated[str, typer.Argument(help="Who is away.")],
    *,
    by: Annotated[str, typer.Option(help="Who covers; no signature.")],
    until: Day,
) -> None:
    """Name who covers an absent member until a day."""
    call.decide(c.CoverAbsence(person=person, cover=by, until=until), unit=unit)


@app.command()
@deciding
def understood(call: Call, unit: Unit, *, version: Version = None) -> None:
    """Confirm that you understand your portion; no acceptance."""
    call.decide(c.ConfirmUnderstanding(version=open_version(call, unit, version)), unit=unit)


@app.command()
@deciding
def cancel(call: Call, unit: Unit, *, reason: Reason) -> None:
    """Give a plan up before it is in force."""
    call.decide(c.CancelPlan(reason=reason), unit=unit)


@app.command()
@deciding
def end(
    call: Call,
    unit: Unit,
    *,
    reason: Reason,
    closing_review: Annotated[str, typer.Option(help="What the closing review found.")],
) -> None:
    """End a plan early, after it was in force."""
    call.decide(c.EndPlanEarly(reason=reason, closing_review=closing_review), unit=unit)


@app.command()
@deciding
def close(call: Call, unit: Unit) -> None:
    """Close a plan at the year's end."""
    call.decide(c.ClosePlan(), unit=unit)


@app.command()
@deciding
def waive(
    call: Call,
    unit: Unit,
    practice: Annotated[str, typer.Argument(help="The gate, as S0-02.")],
    *,
    reason: Reason,
    until: Annotated[str, typer.Option(help="When it expires.")],
    subject: Annotated[str | None, typer.Option(help="The one case it is for.")] = None,
    named: Annotated[str | None, typer.Option("--id", help="Its id.")] = None,
) -> None:
    """Propose to waive a gate for one case: of leader above and approver the other must agree."""
    command = c.ProposeWaiver(
        waiver=named or call.fresh("waiver"),
        practice=practice,
        reason=reason,
        expires_at=instant(until),
        subject=subject,
    )
    evidence.sign(call, unit, command)


@app.command("agree-waiver")
@deciding
def agree_waiver(call: Call, unit: Unit, waiver: Waiver) -> None:
    """Agree to a waiver that the other of the two proposed; from then on it holds."""
    evidence.sign(call, unit, c.AgreeToWaiver(waiver=waiver))


@app.command("refuse-waiver")
@deciding
def refuse_waiver(call: Call, unit: Unit, waiver: Waiver, *, reason: Reason) -> None:
    """Refuse a waiver that the other of the two proposed, in words."""
    evidence.sign(call, unit, c.RefuseWaiver(waiver=waiver, reason=reason))


@app.command()
@deciding
def delegate(
    call: Call,
    unit: Unit,
    to: Annotated[str, typer.Argument(help="Who acts for you.")],
    *,
    starts: Annotated[str, typer.Option(help="From when.")],
    ends: Annotated[str, typer.Option(help="Until when.")],
) -> None:
    """Let somebody act for you between two instants; never sign or commit."""
    command = c.DelegateDuty(delegate=to, starts_at=instant(starts), ends_at=instant(ends))
    call.decide(command, unit=unit)
