"""OpenID Connect with one provider: discovery, the code flow with PKCE, the ID token's claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import JoseError

from identity.external import Asked, Said
from identity.model import FRESH
from runtime.settings import Settings
from web.proofs import is_loopback

DISCOVERY = "/.well-known/openid-configuration"
SCOPE = "openid email profile"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
LEEWAY = 60
PATIENCE = 10.0


class ProviderFailed(Exception):
    """The provider cannot be asked, or its answer proves nothing; the message is for the log."""


@dataclass(frozen=True)
class Provider:
    """What a provider publishes about itself, and what it knows us as."""

    issuer: str
    authorize: str
    token: str
    keys: str
    posts_secret: bool
    client_id: str
    client_secret: str
    redirect: str

    def address(self, asked: Asked, state: str) -> str:
        """Where the browser goes; to prove again, the provider asks its user anew."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect,
            "scope": SCOPE,
            "state": state,
            "nonce": asked.nonce,
            "code_challenge": create_s256_code_challenge(asked.verifier),
            "code_challenge_method": "S256",
        }
        if asked.session:
            query |= {"max_age": "0", "prompt": "login"}
        return f"{self.authorize}{'&' if '?' in self.authorize else '?'}{urlencode(query)}"


async def discovered(settings: Settings, redirect: str) -> Provider:
    """Raises ProviderFailed where it cannot be reached, or is not who it should be."""
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    secret = settings.oidc_client_secret
    if not issuer or not client_id or secret is None:
        raise ProviderFailed("no identity provider is set")
    try:
        async with _http(issuer) as http:
            found = _sound(await http.get(issuer.rstrip("/") + DISCOVERY))
        if found["issuer"] != issuer:
            raise ProviderFailed(f"{issuer} says that it is {found['issuer']!r}")
        methods = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Provider(
            issuer=issuer,
            authorize=str(found["authorization_endpoint"]),
            token=str(found["token_endpoint"]),
            keys=str(found["jwks_uri"]),
            posts_secret="client_secret_basic" not in methods,
            client_id=client_id,
            client_secret=secret.get_secret_value(),
            redirect=redirect,
        )
    except (httpx.HTTPError, KeyError, TypeError, ValueError) as error:
        raise ProviderFailed(f"discovery: {error!r}") from error


async def said(provider: Provider, asked: Asked, code: str, *, at: datetime) -> Said:
    """What the provider says of its user. Raises ProviderFailed for what proves nothing."""
    try:
        async with _http(provider.issuer) as http:
            answer = _sound(await _exchanged(http, provider, asked, code))
            keys = jwk.KeySet.import_key_set(_sound(await http.get(provider.keys)))
        token = jwt.decode(answer["id_token"], keys, algorithms=list(ALGORITHMS))
        claims = _checked(provider, asked, token, answer.get("access_token"), at)
        return Said(
            issuer=provider.issuer,
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")),
            email_verified=claims.get("email_verified") is True,
            proved_at=_proved_at(claims, at) if asked.session else None,
        )
    except (httpx.HTTPError, JoseError, KeyError, TypeError, ValueError) as error:
        raise ProviderFailed(f"answer: {error!r}") from error


async def _exchanged(
    http: httpx.AsyncClient, provider: Provider, asked: Asked, code: str
) -> httpx.Response:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.redirect,
        "code_verifier": asked.verifier,
    }
    if provider.posts_secret:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
        return await http.post(provider.token, data=form)
    # RFC 6749, 2.3.1: both are form-encoded first.
    pair = (quote_plus(provider.client_id), quote_plus(provider.client_secret))
    return await http.post(provider.token, data=form, auth=pair)


def _checked(
    provider: Provider, asked: Asked, token: jwt.Token, access_token: str | None, at: datetime
) -> Mapping[str, Any]:
    claims = CodeIDToken(
        token.claims,
        token.header,
        options={
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
        },
        params={
            "nonce": asked.nonce,
            "client_id": provider.client_id,
            "access_token": access_token,
        },
    )
    claims.validate(now=int(at.timestamp()), leeway=LEEWAY)
    found: Mapping[str, Any] = claims
    return found


def _proved_at(claims: Mapping[str, Any], at: datetime) -> datetime:
    """When the provider saw its user prove who they are; raises ValueError if not just now."""
    found = min(datetime.fromtimestamp(float(claims["auth_time"]), UTC), at)
    if at - found > FRESH:
        raise ValueError("the provider did not ask its user again")
    return found


def _sound(answer: httpx.Response) -> Any:
    return answer.raise_for_status().json()


def _http(issuer: str) -> httpx.AsyncClient:
    # A proxy of the environment has no business between us and this very machine.
    outside = not is_loopback(urlsplit(issuer).hostname or "")
    return httpx.AsyncClient(timeout=PATIENCE, trust_env=outside)
