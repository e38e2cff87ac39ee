"""Whoever keeps an organisation's accounts: asked who they are, and what they may reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends

from domain.authority.reads import KEEP_ACCOUNTS
from domain.authority.ruling import Denied
from domain.cycle.state import CycleState
from domain.errors import NotAuthorised
from identity.inviting import Named
from identity.members import Keeper
from messages.people import in_files, opened
from projections import administering, rehearsals
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls
from web.reading import Organisation
from web.security import Attempt, note_refusal


@dataclass(frozen=True)
class Keeping:
    """An administrator before the accounts of one organisation."""

    doors: Doors
    caller: Caller
    organisation: str

    async def keeper(self) -> Keeper:
        """With every other organisation whose accounts the same account keeps."""
        memberships = self.caller.session.account.memberships if self.caller.session else ()
        others = [
            one.organisation
            for one in memberships
            if one.organisation != self.organisation
            and await keeps(self.doors, one.organisation, one.person, appointed=one.administrator)
        ]
        return Keeper(
            organisation=self.organisation,
            person=self.caller.person,
            elsewhere=frozenset(others),
        )

    async def rehearses(self) -> bool:
        return bool(await rehearsals.of(self.doors.reader, self.organisation))

    async def named(self) -> tuple[tuple[Named, ...], frozenset[str]]:
        """Everybody in the cycles' people, and who of them has another address in another cycle."""
        found: dict[str, Named] = {}
        doubtful: set[str] = set()
        for state in await self._cycles():
            reached = await opened(self.doors.seals, in_files(state))
            for person, reach in reached.items():
                before = found.get(person)
                if before and before.email.casefold() != reach.email.casefold():
                    doubtful.add(person)
                found[person] = Named(person, reach.name, reach.email)
        return tuple(found.values()), frozenset(doubtful)

    async def unit_names(self) -> dict[tuple[str, str], str]:
        """By cycle and id; those of a cycle that is not announced among them, as its people are."""
        return {
            (state.cycle, one.draft.unit): one.draft.name
            for state in await self._cycles()
            for one in state.units
        }

    async def _cycles(self) -> tuple[CycleState, ...]:
        known = await administering.cycles_of(self.doors.reader, self.organisation)
        return tuple([await self.doors.streams.cycle(self.organisation, one) for one in known])


async def keeps(doors: Doors, organisation: str, person: str, *, appointed: bool) -> bool:
    ruling = await administering.keeping_accounts(
        doors.reader, organisation, person, appointed=appointed
    )
    return not isinstance(ruling, Denied)


async def keeping_of(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Keeping:
    """Raises NotAuthorised for who is no administrator, after a row in the security log."""
    ruling = await administering.keeping_accounts(
        doors.reader, organisation, caller.person, appointed=caller.administrator
    )
    if isinstance(ruling, Denied):
        refused = NotAuthorised(ruling.words, grants=ruling.grants)
        attempt = Attempt(organisation=organisation, action=KEEP_ACCOUNTS.action)
        await note_refusal(doors, caller, attempt, refused)
        raise refused
    return Keeping(doors, caller, organisation)


Keeps = Annotated[Keeping, Depends(keeping_of)]
