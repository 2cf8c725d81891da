"""Refuses what a web page sends. A page's own name can be made to resolve to 127.0.0.1 (DNS rebinding)."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOCAL_NAME = re.compile(r"([\w-]+\.)*(localhost|internal|cluster\.local)|[a-z][\w-]*")
"""A name that no page on the internet has, such as those of containers."""


def refusal_of(host: str | None, origin: str | None) -> str | None:
    """Why a request is not answered: it must go to an address, as Kubernetes' probes do, or to a local name."""
    if host is not None and not is_address(host) and not is_local(f"//{host}"):
        return f'requests must go to localhost or 127.0.0.1, not to "{host}"'
    if origin is not None and not is_local(origin):
        return f'requests of the web page "{origin}" are not answered'
    return None


class LocalOnly:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            refusal = refusal_of(headers.get("host"), headers.get("origin"))
            if refusal is not None:
                return await JSONResponse({"detail": refusal}, 403)(scope, receive, send)
        await self._app(scope, receive, send)


def is_address(host: str) -> bool:
    return address_of(f"//{host}") is not None


def is_local(url: str) -> bool:
    address = address_of(url)
    if address is not None:
        return address.is_loopback
    return LOCAL_NAME.fullmatch(hostname_of(url)) is not None


def address_of(url: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(hostname_of(url))
    except ValueError:
        return None


def hostname_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
