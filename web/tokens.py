"""API tokens over HTTP: made with an e-mail and a password, as `tally login` does, and given back."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Request
from pydantic import AwareDatetime, Field, SecretStr

from domain.authority.reads import OWN
from domain.model import Value
from identity import passwords, tokens
from identity.model import LONGEST_EMAIL, IdentityRefused, Scope
from store.pool import session as connected
from web import limits, proofs
from web.asking import says
from web.doors import OpenDoors
from web.pages.sign_in import BY_ADDRESS, BY_EMAIL, has_passwords, with_password
from web.problems import RESPONSES, Malformed, NotIdentified
from web.reading import Organisation
from web.routing import Router

router = Router(prefix="/v1/{organisation}/tokens", tags=["identity"], responses=RESPONSES)
WRONG = "The e-mail or the password is not right, or this account is nobody in that organisation."
CLIENT = "tally login"


class Wanted(Value):
    """Who asks for a token, and for what."""

    email: Annotated[str, Field(max_length=LONGEST_EMAIL)]
    password: Annotated[SecretStr, Field(max_length=passwords.LONGEST)]
    name: Annotated[str, Field(max_length=tokens.LONGEST_NAME)] = CLIENT
    scope: Scope = "decide"
    days: Annotated[int, Field(ge=1, le=365)] = 30


class Made(Value):
    """The token, shown this once, and who it speaks for."""

    token: str
    id: str
    person: str
    scope: Scope
    expires_at: AwareDatetime


@router.post("", summary="Make an API token")
@says(OWN)
async def make(
    request: Request, organisation: Organisation, doors: OpenDoors, wanted: Wanted
) -> Made:
    """The only answer that ever holds the token."""
    if not has_passwords(proofs.settings_of(request)):
        raise NotIdentified("Sign in with your company account, and make a token on your account.")
    counted = await limits.counted(
        doors,
        (BY_EMAIL, wanted.email.strip().lower()),
        (BY_ADDRESS, limits.address_of(request)),
    )
    account = await with_password(doors, wanted.email, wanted.password.get_secret_value(), CLIENT)
    membership = account.in_organisation(organisation) if account else None
    if account is None or membership is None:
        raise NotIdentified(WRONG)
    await limits.forgiven(doors, counted)
    try:
        async with connected(doors.writer) as connection:
            made, secret = await tokens.make(
                connection,
                account,
                organisation=organisation,
                name=wanted.name,
                scope=wanted.scope,
                at=doors.now(),
                lasts=timedelta(days=wanted.days),
                client=CLIENT,
            )
    except IdentityRefused as refused:
        raise Malformed(str(refused)) from refused
    return Made(
        token=secret,
        id=made.id,
        person=membership.person,
        scope=made.scope,
        expires_at=made.expires_at,
    )


@router.delete("/current", status_code=204, summary="Revoke the token that is sent")
@says(OWN)
async def give_back(request: Request, organisation: Organisation, doors: OpenDoors) -> None:
    """Nobody can use it from here on."""
    found = await proofs.token_of(request, doors)
    if found is None or found[0].organisation != organisation:
        raise NotIdentified("Send the token that is to end: Authorization: Bearer tally_….")
    token, account = found
    async with connected(doors.writer) as connection:
        await tokens.revoke(connection, account.id, token.id, at=doors.now(), client=CLIENT)
