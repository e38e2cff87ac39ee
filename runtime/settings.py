"""Every setting, read from the environment in one place; it opens nothing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    FilePath,
    SecretStr,
    ValidationError,
    field_validator,
)


class SettingsInvalid(Exception):
    """The environment holds a value that cannot be used; the message names each variable."""


class Settings(BaseModel):
    """A field's alias is the environment variable that sets it; an empty variable is unset.

    Temporal's other variables (TLS, API keys, gRPC metadata) are read by Temporal's own
    `temporalio.envconfig`; see `runtime.temporal_client`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_alias=True, validate_by_name=True
    )

    environment: Literal["development", "production"] = Field("development", alias="TALLY_ENV")
    state: Path = Field(Path(".tally"), alias="TALLY_STATE", validate_default=True)
    http_host: str = Field("127.0.0.1", alias="TALLY_HTTP_HOST")
    http_port: int = Field(8600, alias="TALLY_HTTP_PORT", ge=1, le=65535)
    api_url: str | None = Field(None, alias="TALLY_URL")
    person: str | None = Field(None, alias="TALLY_PERSON")
    organisation: str | None = Field(None, alias="TALLY_ORGANISATION")
    cycle: str | None = Field(None, alias="TALLY_CYCLE")
    metrics_host: str = Field("127.0.0.1", alias="TALLY_METRICS_HOST")
    metrics_port: int | None = Field(None, alias="TALLY_METRICS_PORT", ge=1, le=65535)
    log_format: Literal["auto", "console", "json"] = Field("auto", alias="TALLY_LOG_FORMAT")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", alias="TALLY_LOG_LEVEL")
    demo: bool = Field(default=False, alias="TALLY_DEMO")

    public_url: str | None = Field(None, alias="TALLY_PUBLIC_URL")
    local_accounts: bool = Field(default=False, alias="TALLY_LOCAL_ACCOUNTS")
    local_key: SecretStr | None = Field(None, alias="TALLY_LOCAL_KEY", min_length=16)
    first_email: str = Field("admin@localhost", alias="TALLY_FIRST_EMAIL")
    token: SecretStr | None = Field(None, alias="TALLY_TOKEN")
    oidc_issuer: str | None = Field(None, alias="TALLY_OIDC_ISSUER")
    oidc_client_id: str | None = Field(None, alias="TALLY_OIDC_CLIENT_ID")
    oidc_client_secret: SecretStr | None = Field(None, alias="TALLY_OIDC_CLIENT_SECRET")

    smtp_url: SecretStr | None = Field(None, alias="TALLY_SMTP_URL")
    mail_from: str = Field("Tallystick <tallystick@localhost>", alias="TALLY_MAIL_FROM")
    mailbox_port: int | None = Field(None, alias="TALLY_MAILBOX_PORT", ge=1, le=65535)

    log_name: str = Field(
        "tallystick", alias="TALLY_LOG_NAME", pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
    )
    notary_state: Path | None = Field(None, alias="TALLY_NOTARY_STATE")
    checkpoints: Path | None = Field(None, alias="TALLY_CHECKPOINTS")

    sealing_key: SecretStr | None = Field(None, alias="TALLY_SEALING_KEY")
    sealing_key_file: FilePath | None = Field(None, alias="TALLY_SEALING_KEY_FILE")

    archive: Path | None = Field(None, alias="TALLY_ARCHIVE")

    synchronous_standby: bool = Field(default=False, alias="TALLY_SYNCHRONOUS_STANDBY")

    database_url: SecretStr | None = Field(None, alias="DATABASE_URL")
    temporal_address: str | None = Field(None, alias="TEMPORAL_ADDRESS")
    temporal_namespace: str = Field("default", alias="TEMPORAL_NAMESPACE")
    temporal_profile: str | None = Field(None, alias="TEMPORAL_PROFILE")
    temporal_config_file: FilePath | None = Field(None, alias="TEMPORAL_CONFIG_FILE")
    temporal_api_key: SecretStr | None = Field(None, alias="TEMPORAL_API_KEY")
    temporal_port: int = Field(7233, alias="TALLY_TEMPORAL_PORT", ge=1, le=65535)
    temporal_ui_port: int = Field(8233, alias="TALLY_TEMPORAL_UI_PORT", ge=1, le=65535)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Raise `SettingsInvalid` on a bad value, and on a TALLY_ variable that is no setting."""
        known = cls.variables()
        given = {
            name: value
            for name, value in environment.items()
            if value and (name in known or name.startswith("TALLY_"))
        }
        try:
            return cls.model_validate(given)
        except ValidationError as invalid:
            raise SettingsInvalid(_in_words(invalid)) from None

    @classmethod
    def variables(cls) -> frozenset[str]:
        """The name of every environment variable that is a setting."""
        return frozenset(str(field.alias) for field in cls.model_fields.values())

    @field_validator("state", "notary_state", "checkpoints", "archive", mode="after")
    @classmethod
    def _absolute(cls, folder: Path | None) -> Path | None:
        return folder.expanduser().absolute() if folder else None

    @field_validator("database_url", mode="after")
    @classmethod
    def _postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("starts with postgresql://")
        return url

    @field_validator("sealing_key", mode="after")
    @classmethod
    def _hexadecimal(cls, key: SecretStr | None) -> SecretStr | None:
        if key and not re.fullmatch(r"[0-9a-f]{64}", key.get_secret_value()):
            raise ValueError("is 64 hexadecimal digits in lower case")
        return key

    @field_validator("smtp_url", mode="after")
    @classmethod
    def _smtp(cls, url: SecretStr | None) -> SecretStr | None:
        if url and not _is_smtp(url.get_secret_value()):
            raise ValueError("is an address like smtp://user:password@mail.example.com:587")
        return url

    @field_validator("api_url", "public_url", "oidc_issuer", mode="after")
    @classmethod
    def _http(cls, url: str | None) -> str | None:
        if url and not _is_http(url):
            raise ValueError("is an address like http://127.0.0.1:8600")
        return url

    @field_validator("temporal_address", mode="after")
    @classmethod
    def _host_and_port(cls, address: str | None) -> str | None:
        if address and not address.rpartition(":")[2].isdecimal():
            raise ValueError("is host:port")
        return address

    @property
    def notary_folder(self) -> Path:
        """What the notary keeps for itself: its keys, and what it has signed."""
        return self.notary_state or self.state / "notary"

    @property
    def checkpoints_folder(self) -> Path:
        """Where the notary hands its notes outside."""
        return self.checkpoints or self.state / "checkpoints"

    @property
    def archive_folder(self) -> Path:
        """Where the histories of closed runs are kept."""
        return self.archive or self.state / "archive"

    @property
    def embeds_postgres(self) -> bool:
        return self.database_url is None

    @property
    def embeds_mailbox(self) -> bool:
        return self.smtp_url is None and self.environment == "development"

    @property
    def embeds_temporal(self) -> bool:
        return not (self.temporal_address or self.names_temporal_profile)

    @property
    def names_temporal_profile(self) -> bool:
        return bool(self.temporal_profile or self.temporal_config_file)

    def secrets(self) -> tuple[str, ...]:
        """Each value that no log may show, as it may be written."""
        kept = (
            self.temporal_api_key,
            self.local_key,
            self.token,
            self.oidc_client_secret,
            self.sealing_key,
        )
        found = [one.get_secret_value() for one in kept if one]
        for url in (self.database_url, self.smtp_url):
            if url and (password := urlsplit(url.get_secret_value()).password):
                found += [password, unquote(password)]
        return tuple(dict.fromkeys(found))


def _is_smtp(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return False
    return parts.scheme in {"smtp", "smtps"} and bool(parts.hostname)


def _is_http(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for what is no port
    except ValueError:
        return False
    sound = url.isascii() and url.isprintable() and " " not in url
    return sound and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _in_words(invalid: ValidationError) -> str:
    # Never the input itself: it may be a secret.
    return "\n".join(
        f"{'.'.join(map(str, error['loc']))}: "
        + ("is not a setting" if error["type"] == "extra_forbidden" else error["msg"])
        for error in invalid.errors(include_input=False, include_url=False)
    )
