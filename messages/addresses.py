"""Where a webhook may go: resolved once, checked, and connected to as checked."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit, urlunsplit

WRAPS = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))


class Refused(Exception):
    """A webhook may not go there; the message says why."""


@dataclass(frozen=True)
class Place:
    """`url` has the checked address in its host's stead; `host` and `name` are what was asked."""

    url: str
    host: str
    name: str


def checked(url: str, *, inside: bool) -> str:
    """The URL's host. Raises Refused for what is no https, or plain http beyond this machine."""
    try:
        parts = urlsplit(url)
        name, _ = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("This is no address: write https://host/path.") from error
    sound = url.isascii() and url.isprintable() and " " not in url
    if not sound or not name or parts.scheme not in {"http", "https"}:
        raise Refused("This is no address: write https://host/path.")
    if parts.username or parts.password:
        raise Refused("No name or password in the address: the signature says who sends.")
    if parts.scheme == "http" and not (inside and _is_here(name)):
        raise Refused("Only https is sent to; plain http only in development, on this machine.")
    return name


async def place_of(url: str, *, inside: bool) -> Place:
    """Where to connect. Raises Refused for a private address, OSError where there is none."""
    name = checked(url, inside=inside)
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    if not inside and (private := [one for one in addresses if not _is_public(one)]):
        raise Refused(f"{name} is at {private[0]}, which is not on the public internet.")
    first = addresses[0]
    shown = f"[{first}]" if first.version == 6 else str(first)  # noqa: PLR2004 - of IP
    reached = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path or "/", parts.query, ""))
    return Place(url=reached, host=parts.netloc, name=name)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    """Of an address that only wraps another, both are looked at: a translator leads to the inner one."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _translated(address)
        if address.is_site_local or (inner is not None and not _is_public(inner)):
            return False
    return address.is_global and not address.is_multicast


def _translated(address: IPv6Address) -> IPv4Address | None:
    """The last four bytes, where the rest says that this is an IPv4 address (RFC 6052, 8215, 4291)."""
    return IPv4Address(address.packed[-4:]) if any(address in one for one in WRAPS) else None


def _is_here(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
