"""What is signed and what it means: on the page of a version, and on the page of any other act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup
from pydantic import JsonValue

from domain.errors import Invalid, OtherVersion
from domain.model import Command, Value
from domain.signature import Statement, short_code
from domain.unit import commands as c
from domain.unit.deciding.proving import MEANINGS
from domain.unit.plan import Decline, Signature, UnitState, Version
from projections import differences
from projections.differences import Differences
from store.pool import session as connected
from web import passkeys, rendering
from web.commands import kebab
from web.manifests import Shown, code_of, refusal, statements
from web.pages import wording
from web.pages.acting import COMMAND_ID, Typed
from web.pages.fields import Field, fields_of
from web.pages.filling import NAMED, filled
from web.pages.viewing import View
from web.passkeys import Passkey
from web.tables import labelled

OF_A_VERSION: dict[str, type[Command]] = {
    "sign": c.SignPlan,
    "decline": c.DeclineToSign,
    "accept": c.AcceptPlan,
    "object": c.ObjectToPlan,
    "put-in-force": c.PutInForce,
}
"""What the page of a final version offers, by the name in its addresses."""

NAMES: dict[type[Command], str] = {
    **{kind: kebab(kind) for kind in MEANINGS},
    **{kind: name for name, kind in OF_A_VERSION.items()},
}
KINDS = {name: kind for kind, name in NAMES.items()}
ADDED = (COMMAND_ID, "shown", "assertion", "key")
"""Fields of the ceremony itself; nobody types them."""


@dataclass(frozen=True)
class Act:
    """Something that the reader may do here now, and what their signature under it means."""

    name: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class Page:
    """`waits` says why nothing can be signed, where nothing can; `since` is an earlier version."""

    state: UnitState
    version: Version
    content: Markup
    shown: Shown
    acts: tuple[Act, ...]
    waits: str | None
    mine: Signature | None
    declined: Decline | None
    since: Differences | None
    keys: tuple[Passkey, ...]
    signs_with: str

    @property
    def code(self) -> str:
        return short_code(self.version.content_hash or "")

    @property
    def signed(self) -> tuple[Signature, ...]:
        number = self.version.number
        return tuple(
            one
            for one in self.state.signatures
            if one.version == number and one.standing == "valid"
        )

    @property
    def unsigned(self) -> tuple[str, ...]:
        done = {one.person for one in self.signed}
        return tuple(one for one in self.state.signers if one not in done)


@dataclass(frozen=True)
class Fact:
    """One part of what is signed; `shape` says how it reads."""

    label: str
    value: object
    shape: str


@dataclass(frozen=True)
class Ready:
    """One act that was filled in elsewhere, as it is signed; `fields` is all that was typed."""

    act: Act
    title: str
    lead: str
    to: str
    version: Version | None
    words: tuple[Fact, ...]
    content: Markup
    shown: Shown
    code: str
    since: Differences | None
    keys: tuple[Passkey, ...]
    signs_with: str
    fields: tuple[tuple[str, str], ...]


def command_for(name: str, form: Typed, zone: str) -> Command:
    """The command that the form is for. Raises ValidationError, or Invalid for another form."""
    kind = KINDS.get(name)
    if kind is None:
        raise Invalid("This form is not one of this page. Open the page again.")
    body: dict[str, JsonValue] = filled(kind, form, zone).body
    if kind is c.SignPlan:
        body["content_hash"] = form.get("content_hash")
    return kind.model_validate(body)


def shown_of(view: View, state: UnitState, command: Command) -> Shown:
    """What is signed as this reader sees it; the manifest names these bytes by their hash."""
    if type(command) in OF_A_VERSION.values():
        version = state.current
        if version is None or version.content_hash is None:
            raise OtherVersion("No version of this plan is final any more. Open the page again.")
        return _shown_version(view, state, version)
    text = rendering.environment().get_template("sign_command.html").render(
        eyes=view.eyes, state=state, facts=tuple(_facts(state, command))
    )  # fmt: skip
    return Shown(text.encode())


def _shown_version(view: View, state: UnitState, version: Version) -> Shown:
    person = view.reading.caller.on_behalf_of or view.person
    text = rendering.environment().get_template("sign_content.html").render(
        eyes=view.eyes, state=state, version=version, person=person
    )  # fmt: skip
    return Shown(labelled(text).encode())


def _facts(state: UnitState, command: Command) -> Iterator[Fact]:
    """All that a command says, after the proposal that it answers."""
    if isinstance(command, c.AgreeToWaiver | c.RefuseWaiver):
        proposal = state.waiver_proposal(command.waiver)
        if proposal is not None:
            yield Fact("Proposed by", proposal.proposed.proposed_by, "person")
            yield from _said(c.ProposeWaiver, proposal.proposed)
            yield Fact("What the gate found missing", proposal.proposed.missing, "lines")
    yield from _said(type(command), command)


def _said(kind: type[Command], said: Value) -> Iterator[Fact]:
    for one in fields_of(kind):
        value = getattr(said, one.name)
        if value is not None and value != ():
            label = "Its id" if one.name in _ids(kind) else wording.label(kind, one.name)
            yield Fact(label, value, _shape(one))


def _ids(kind: type[Command]) -> frozenset[str]:
    answers = {"waiver"} if kind in {c.AgreeToWaiver, c.RefuseWaiver} else set()
    return frozenset({*NAMED.get(kind, {}), *answers})


def _shape(field: Field) -> str:
    return "person" if field.name == "subject" else field.shape


async def ready_of(view: View, state: UnitState, name: str, command: Command, form: Typed) -> Ready:
    """The page of one act, with the ids that its form did not ask for."""
    kind = type(command)
    person = view.reading.caller.on_behalf_of or view.person
    shown = shown_of(view, state, command)
    version = state.current if kind in OF_A_VERSION.values() else None
    mine = [one for one in state.signatures if one.person == person]
    made = {one: str(getattr(command, one)) for one in NAMED.get(kind, {})}
    typed = {**form.fields, **{one: (value,) for one, value in made.items()}}
    return Ready(
        act=Act(name, statements(command, state, person)),
        title=wording.title(kind),
        lead=wording.lead(kind),
        to=f"{view.unit_address(state.unit)}/acts/{kebab(kind)}",
        version=version,
        words=_words(command) if version else (),
        content=Markup(shown.content.decode()),  # noqa: S704 - our own template, escaped there
        shown=shown,
        code=code_of(state, command),
        since=_since(state, version, mine, form) if version else None,
        keys=await _keys(view),
        signs_with=_signs_with(view),
        fields=tuple((one, value) for one in typed if not _added(one) for value in typed[one]),
    )


def _added(name: str) -> bool:
    return name in ADDED or name.startswith("password-")


def _words(command: Command) -> tuple[Fact, ...]:
    return tuple(one for one in _said(type(command), command) if one.shape == "words")


async def page_of(view: View, unit: str, form: Typed) -> Page | None:
    """The page; None while no version of the plan is final."""
    state = await view.reading.unit_state(unit)
    version = state.current
    if version is None or version.content_hash is None:
        return None
    person = view.reading.caller.on_behalf_of or view.person
    acts, waits = _acts(view, state, version, person)
    shown = _shown_version(view, state, version)
    signatures = [one for one in state.signatures if one.person == person]
    valid = [o for o in signatures if o.version == version.number and o.standing == "valid"]
    declined = [o for o in state.declines if (o.person, o.version) == (person, version.number)]
    return Page(
        state=state,
        version=version,
        content=Markup(shown.content.decode()),  # noqa: S704 - our own template, escaped there
        shown=shown,
        acts=acts,
        waits=waits,
        mine=valid[-1] if valid else None,
        declined=declined[-1] if declined else None,
        since=_since(state, version, signatures, form),
        keys=await _keys(view),
        signs_with=_signs_with(view),
    )


async def _keys(view: View) -> tuple[Passkey, ...]:
    async with connected(view.reading.doors.writer) as connection:
        return await passkeys.of_holder(connection, passkeys.holder_of(view.reading.caller))


def _acts(
    view: View, state: UnitState, version: Version, person: str
) -> tuple[tuple[Act, ...], str | None]:
    """What may be done now; where it is nothing, why not, of signing."""
    form = Typed(
        {
            "version": (str(version.number),),
            "content_hash": (version.content_hash or "",),
            **dict.fromkeys(("words", "reason"), ("words",)),
        }
    )
    found: list[Act] = []
    waits: str | None = None
    for name in OF_A_VERSION:
        command = command_for(name, form, state.zone)
        refused = refusal(view.reading, state, command)
        if refused is None:
            found.append(Act(name, statements(command, state, person)))
        elif name == "sign":
            waits = refused.detail
    only_declines = all(one.name == "decline" for one in found)
    return tuple(found), waits if only_declines else None


def _since(
    state: UnitState, version: Version, signatures: list[Signature], form: Typed
) -> Differences | None:
    """Against the version that the form was for, else the one last signed."""
    posted = form.get("version")
    before = int(posted) if posted.isdecimal() and len(posted) < len("99999") else 0
    if before in {0, version.number}:
        before = signatures[-1].version if signatures else 0
    if before == version.number or not 1 <= before <= len(state.versions):
        return None
    return differences.between(state, before, version.number)


def _signs_with(view: View) -> str:
    """Without a passkey: `named` by a header, a `fresh` sign-in, a `password`, or `elsewhere`."""
    session = view.reading.caller.session
    if session is None:
        return "named"
    if session.is_fresh(view.reading.doors.now()):
        return "fresh"
    return "password" if session.account.has_password else "elsewhere"
