"""One attempt at one webhook: a CloudEvent signed as Standard Webhooks has it, or Slack's text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime

import httpx
from pydantic import JsonValue
from standardwebhooks import Webhook

from messages.addresses import Refused, place_of
from messages.deliveries import SENT, Delivery, Outcome
from messages.endpoints import Endpoint

PATIENCE = 15.0
GONE = 410
TYPE = "tallystick."
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Hooks:
    """How webhooks are sent: `inside` lets them go to this machine and its network."""

    public_url: str
    inside: bool

    async def attempt(self, endpoint: Endpoint, delivery: Delivery, *, at: datetime) -> Outcome:
        """Post it once: follows no redirect, and connects to the very address that was checked."""
        body = json.dumps(self.body(endpoint, delivery), ensure_ascii=False, separators=(",", ":"))
        try:
            place = await place_of(endpoint.url, inside=self.inside)
            async with httpx.AsyncClient(
                timeout=PATIENCE, follow_redirects=False, trust_env=False
            ) as client:
                answer = await client.post(
                    place.url,
                    content=body.encode(),
                    headers={
                        "Host": place.host,
                        "Content-Type": _content_type(endpoint),
                        **_signed(endpoint, delivery, body, at),
                    },
                    extensions={"sni_hostname": place.name},
                )
        except Refused as refused:
            return Outcome("failed", str(refused))
        except (httpx.HTTPError, OSError) as unknown:
            return Outcome("again", f"no answer: {type(unknown).__name__}")
        return _judged(answer.status_code)

    def body(self, endpoint: Endpoint, delivery: Delivery) -> dict[str, JsonValue]:
        told = delivery.content
        link = self._link(endpoint.organisation, str(told["stream"]))
        if endpoint.kind == "slack":
            return {"text": _in_words(told, link)}
        _, cycle, unit = _parts(str(told["stream"]))
        return {
            "specversion": "1.0",
            "id": delivery.message_id,
            "source": f"{self.public_url.rstrip('/')}/o/{endpoint.organisation}",
            "type": f"{TYPE}{told['type']}",
            "subject": told["stream"],
            "time": told["time"],
            "datacontenttype": "application/json",
            "data": {
                "organisation": endpoint.organisation,
                "stream": told["stream"],
                "version": told["version"],
                "position": told["position"],
                "event": told["type"],
                "cycle": cycle,
                "unit": unit,
                "link": link,
            },
        }

    def _link(self, organisation: str, stream: str) -> str:
        base = f"{self.public_url.rstrip('/')}/o/{organisation}"
        kind, cycle, unit = _parts(stream)
        match kind:
            case "culture":
                return f"{base}/cycles/{cycle}/culture"
            case "unit":
                return f"{base}/cycles/{cycle}/units/{unit}"
            case "cycle" if cycle:
                return f"{base}/cycles/{cycle}"
            case _:
                return f"{base}/work"


def _parts(stream: str) -> tuple[str, str | None, str | None]:
    """The kind, the cycle and the unit, as far as the stream is of any."""
    parts = [*stream.split("/"), "", ""]
    return parts[0], parts[1] or None, parts[2] or None


def _content_type(endpoint: Endpoint) -> str:
    kind = "application/json" if endpoint.kind == "slack" else "application/cloudevents+json"
    return f"{kind}; charset=utf-8"


def _signed(endpoint: Endpoint, delivery: Delivery, body: str, at: datetime) -> dict[str, str]:
    signature = Webhook(endpoint.secret).sign(delivery.message_id, at, body)
    return {
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }


def _in_words(told: dict[str, JsonValue], link: str) -> str:
    _, cycle, unit = _parts(str(told["stream"]))
    where = unit or cycle or "Tallystick"
    return f"{where}: {_CAPITAL.sub(' ', str(told['type'])).capitalize()}. {link}"


def _judged(status: int) -> Outcome:
    if httpx.codes.is_success(status):
        return SENT
    words = f"answered {status}"
    return Outcome("failed" if status == GONE else "again", words)
