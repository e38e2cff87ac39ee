"""What the sign page shows: the content of one version, what each act means, who has signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from markupsafe import Markup

from domain.errors import DomainError, Invalid, SignatureNeeded
from domain.model import Command
from domain.signature import Statement, short_code
from domain.unit import commands as c
from domain.unit.decide import decide
from domain.unit.plan import Decline, Signature, UnitState, Version
from projections import differences
from projections.differences import Differences
from store.pool import session as connected
from web import passkeys, rendering
from web.manifests import Shown, statements
from web.pages.acting import Typed
from web.pages.viewing import View
from web.passkeys import Passkey

ActName = Literal["sign", "decline", "accept", "object", "put-in-force"]
ACTS: tuple[ActName, ...] = get_args(ActName)
WORDS = "words"


@dataclass(frozen=True)
class Act:
    """Something that the reader may do here now, and what their signature under it means."""

    name: ActName
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


def command_for(name: str, form: Typed) -> Command:
    """The command that the form is for. Raises ValidationError, or Invalid for another form."""
    number = form.get("version")
    if name not in ACTS or not number.isdecimal() or len(number) > len("99999"):
        raise Invalid("This form is not one of this page. Open the page again.")
    version = int(number)
    match name:
        case "sign":
            return c.SignPlan(
                version=version,
                content_hash=form.get("content_hash"),
                dissent=form.text("dissent"),
            )
        case "decline":
            return c.DeclineToSign(version=version, words=form.get(WORDS))
        case "accept":
            return c.AcceptPlan(version=version)
        case "object":
            return c.ObjectToPlan(version=version, words=form.get(WORDS))
        case "put-in-force":
            return c.PutInForce(version=version, reason=form.get(WORDS))


def would(view: View, state: UnitState, command: Command) -> DomainError | None:
    """Why the plan would refuse this of this reader now; a stronger signature can still come."""
    try:
        decide(command, state, at=view.reading.at, by=view.reading.caller.actor)
    except SignatureNeeded:
        return None
    except DomainError as refused:
        return refused
    return None


def shown_of(view: View, state: UnitState, version: Version) -> Shown:
    """The content as this reader sees it; its bytes are what the manifest names by their hash."""
    person = view.reading.caller.on_behalf_of or view.person
    text = rendering.environment().get_template("sign_content.html").render(
        eyes=view.eyes, state=state, version=version, person=person
    )  # fmt: skip
    return Shown(text.encode())


async def page_of(view: View, unit: str, form: Typed) -> Page | None:
    """The page; None while no version of the plan is final."""
    state = await view.reading.unit_state(unit)
    version = state.current
    if version is None or version.content_hash is None:
        return None
    person = view.reading.caller.on_behalf_of or view.person
    acts, waits = _acts(view, state, version, person)
    shown = shown_of(view, state, version)
    signatures = [one for one in state.signatures if one.person == person]
    valid = [o for o in signatures if o.version == version.number and o.standing == "valid"]
    declined = [o for o in state.declines if (o.person, o.version) == (person, version.number)]
    async with connected(view.reading.doors.writer) as connection:
        keys = await passkeys.of_holder(connection, passkeys.holder_of(view.reading.caller))
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
        keys=keys,
        signs_with=_signs_with(view),
    )


def _acts(
    view: View, state: UnitState, version: Version, person: str
) -> tuple[tuple[Act, ...], str | None]:
    """What may be done now; where it is nothing, why not, of signing."""
    form = Typed(
        {
            "version": (str(version.number),),
            "content_hash": (version.content_hash or "",),
            WORDS: ("words",),
        }
    )
    found: list[Act] = []
    waits: str | None = None
    for name in ACTS:
        command = command_for(name, form)
        refused = would(view, state, command)
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
