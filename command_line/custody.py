"""`tally person`, `tally hold` and `tally audit retention|keys`: what an organisation keeps of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, get_args

import typer
from rich.console import RenderableType

from command_line import people
from command_line.call import Call, deciding, reading
from command_line.cells import heading, plain, when
from command_line.options import Reason
from command_line.past import At, as_it_stood, then
from command_line.paths import kebab
from command_line.refusals import Misused
from command_line.tables import amounts, prose, table
from command_line.view import View
from domain.custody import commands as c
from domain.custody.values import Ground, HoldScope, Kind, Period
from domain.model import Command

person = typer.Typer(
    help="What somebody holds and what becomes of it; erasing their data.", no_args_is_help=True
)
person.add_typer(people.app)
hold = typer.Typer(help="Legal holds: what nothing may erase or remove.", no_args_is_help=True)

GROUNDS: dict[str, Ground] = {one.replace("_", "-"): one for one in get_args(Ground)}
KINDS: dict[str, Kind] = {one.replace("_", "-"): one for one in get_args(Kind)}
Id = Annotated[str, typer.Argument(help="Their id.", show_default=False)]
HoldId = Annotated[str, typer.Argument(help="The hold's id.", show_default=False)]
ChangeId = Annotated[str | None, typer.Option("--id", help="Its id; one is made otherwise.")]
Reference = Annotated[str, typer.Option(help="Where the request or the case is kept.")]


def _give(call: Call, command: Command) -> None:
    call.give(f"/custody/{kebab(type(command).__name__)}", command.model_dump(mode="json"))


@person.command()
@deciding
def erase(
    call: Call,
    who: Id,
    *,
    ground: Annotated[str, typer.Option(help=f"One of {', '.join(GROUNDS)}.")],
    reference: Reference,
) -> None:
    """Ask that somebody's personal data be destroyed; a second person agrees."""
    if ground not in GROUNDS:
        raise Misused(f"There is no ground {ground!r}; there are {', '.join(GROUNDS)}.")
    _give(call, c.ErasePerson(person=who, ground=GROUNDS[ground], reference=reference))


@person.command("agree-erasure")
@deciding
def agree_erasure(call: Call, who: Id) -> None:
    """Agree, as the second person: it is destroyed right after, for good."""
    _give(call, c.AgreeToErasure(person=who))


@person.command("withdraw-erasure")
@deciding
def withdraw_erasure(call: Call, who: Id, *, reason: Reason) -> None:
    """Ask no more, until somebody agreed."""
    _give(call, c.WithdrawErasure(person=who, reason=reason))


@person.command("erasures")
@reading
def erasures(call: Call, *, at: At = None) -> None:
    """The register: who was to be erased, on what ground, by whom, and when all was gone."""
    call.show(call.read("/custody", then(at)), as_it_stood(at, _erasures))


@hold.command()
@deciding
def place(
    call: Call,
    *,
    reason: Reason,
    reference: Reference,
    who: Annotated[str | None, typer.Option("--person", help="Of one person.")] = None,
    in_all: Annotated[bool, typer.Option("--everything", help="Of the organisation.")] = False,
    in_the_cycle: Annotated[bool, typer.Option("--whole-cycle", help="Of one cycle.")] = False,
    named: ChangeId = None,
) -> None:
    """Keep a person, a cycle or everything from erasure and removal."""
    if sum((who is not None, in_all, in_the_cycle)) != 1:
        raise Misused("Say what is held: --person ID, --whole-cycle or --everything.")
    scope: HoldScope = "person" if who else "cycle" if in_the_cycle else "organisation"
    _give(
        call,
        c.PlaceHold(
            hold=named or call.fresh("hold"),
            scope=scope,
            subject=who or (call.cycle if in_the_cycle else None),
            reason=reason,
            reference=reference,
        ),
    )


@hold.command()
@deciding
def release(call: Call, which: HoldId, *, reason: Reason) -> None:
    """Ask for a release, or as the second person release it."""
    _give(call, c.ReleaseHold(hold=which, reason=reason))


@hold.command("list")
@reading
def listed(call: Call, *, at: At = None) -> None:
    """Every hold there is or was, now or up to a moment."""
    call.show(call.read("/custody", then(at)), as_it_stood(at, _holds))


@reading
def retention(call: Call, *, at: At = None) -> None:
    """What is kept how long and why, and what of it is due."""
    call.show(call.read("/custody", then(at)), as_it_stood(at, _retention))


@deciding
def propose_retention(
    call: Call,
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(KINDS)}.", show_default=False)],
    *,
    reason: Reason,
    basis: Annotated[str, typer.Option(help="Why so long: a law, a rule.")],
    days: Annotated[int | None, typer.Option(help="Without it, for ever.")] = None,
    change: ChangeId = None,
) -> None:
    """Propose another period for a class; a second person agrees."""
    if kind not in KINDS:
        raise Misused(f"There is no class {kind!r}; there are {', '.join(KINDS)}.")
    period = Period(kind=KINDS[kind], days=days, basis=basis)
    named = change or call.fresh("retention")
    _give(call, c.ProposeRetention(change=named, periods=(period,), reason=reason))


@deciding
def agree_retention(call: Call, change: Annotated[str, typer.Argument(show_default=False)]) -> None:
    """Agree, as the second person, to other periods."""
    _give(call, c.AgreeToRetention(change=change))


@reading
def keys(call: Call, *, at: At = None) -> None:
    """The log's keys as they are on the record: created, rotated, lost."""
    call.show(call.read("/custody", then(at)), as_it_stood(at, _keys))


def _erasures(view: View) -> Iterator[RenderableType]:
    columns = (
        "person",
        "standing",
        "ground",
        "reference",
        "asked by",
        "agreed by",
        "destroyed (UTC)",
    )
    yield table(
        columns,
        [
            (one["person"].text, one["standing"].text, plain(one["ground"].text),
             one["reference"].text, one["asked_by"].text, one.said("agreed_by"),
             when(one, "destroyed_at"))
            for one in view.rows("erasures")
        ],
    )  # fmt: skip


def _holds(view: View) -> Iterator[RenderableType]:
    columns = ("hold", "of", "reference", prose("reason"), "by", "since (UTC)", "released (UTC)")
    yield table(columns, [_hold(one) for one in view.rows("holds")])


def _hold(view: View) -> tuple[str, ...]:
    placed = view["placed"]
    of = " ".join(one for one in (placed["scope"].text, placed.said("subject")) if one)
    asked = view.get("asked")
    ended = when(view, "released_at") or (f"asked by {asked['asked_by'].text}" if asked else "")
    return (placed["hold"].text, of, placed["reference"].text, placed["reason"].text,
            placed["placed_by"].text, when(view, "placed_at"), ended)  # fmt: skip


def _retention(view: View) -> Iterator[RenderableType]:
    columns = ("class", "kept", prose("basis"), amounts("due"), amounts("of it held"))
    rows = []
    for one in view.rows("retention"):
        period = one["period"]
        days = period.get("days")
        kept = f"{days.whole} days" if days else "for ever"
        counted = (str(one["due"].whole), str(one["held"].whole)) if one.get("before") else ("", "")
        rows.append((plain(period["kind"].text), kept, period["basis"].text, *counted))
    yield table(columns, rows)
    waits = view["waits_for_duties"].flag
    yield heading(
        "Who still has duties in a cycle that runs is not erased."
        if waits
        else "Who still has duties in a cycle that runs may be erased."
    )
    for one in view.rows("proposed"):
        yield heading(f"Proposed: tally audit agree-retention {one['change'].text}")


def _keys(view: View) -> Iterator[RenderableType]:
    columns = (amounts("no."), "how", "key", amounts("signs from"), prose("why"), "recorded (UTC)")
    yield table(
        columns,
        [
            (str(one["number"].whole), one["reason"].text, one["key"].text,
             str(one["signs_from"].whole), one["words"].text, when(one, "recorded_at"))
            for one in view.rows("keys")
        ],
    )  # fmt: skip
