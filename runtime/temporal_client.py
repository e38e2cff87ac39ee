"""A Temporal client of either kind of server, the embedded one or a real one."""

from __future__ import annotations

import os

from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import CompositePayloadConverter, DataConverter
from temporalio.envconfig import ClientConfigProfile
from temporalio.runtime import Runtime

from runtime.settings import Settings

_BY_PYDANTIC = tuple(PydanticPayloadConverter().converters.values())


class PayloadConverter(CompositePayloadConverter):
    """pydantic's, with what it knows of types kept: the SDK makes several for each decision."""

    def __init__(self) -> None:
        super().__init__(*_BY_PYDANTIC)


DATA_CONVERTER = DataConverter(payload_converter_class=PayloadConverter)


async def connect(settings: Settings, *, runtime: Runtime | None = None) -> Client:
    """A client by Temporal's own environment settings (address, namespace, TLS, API key, profile).

    A profile file is read only if TEMPORAL_PROFILE or TEMPORAL_CONFIG_FILE names it: what
    happens to lie in a home folder must not redirect the record.
    """
    variables = {name: value for name, value in os.environ.items() if name.startswith("TEMPORAL_")}
    if settings.temporal_address:
        variables["TEMPORAL_ADDRESS"] = settings.temporal_address
    config = ClientConfigProfile.load(
        settings.temporal_profile,
        config_source=settings.temporal_config_file,
        disable_file=not settings.names_temporal_profile,
        override_env_vars=variables,
    ).to_client_connect_config()
    return await Client.connect(
        **{"target_host": "127.0.0.1:7233", "namespace": settings.temporal_namespace} | config,
        data_converter=DATA_CONVERTER,
        runtime=runtime,
    )
