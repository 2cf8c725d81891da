"""What each request passes: a log line with its trace id, and where faults act."""

from __future__ import annotations

import functools
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

log = structlog.get_logger("inventory.requests")

BeforeWork = Callable[[str], Awaitable[None]]
"""Called with the route, such as `GET /stock/{product_id}`, before its handler."""


async def nothing(_route: str) -> None:
    pass


class LoggedRoute(APIRoute):
    """Logs each request once it is answered. A route's handler runs within the server span, a middleware does not."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        @functools.wraps(endpoint)
        async def with_faults(*args: Any, request: Request, **kwargs: Any) -> Any:
            # After the validation: a request that is refused as invalid is not affected.
            await request.app.state.before_work(f"{request.method} {path}")
            return await endpoint(*args, request=request, **kwargs)

        super().__init__(path, with_faults, **options)

    def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:
        handle = super().get_route_handler()

        async def logged(request: Request) -> Response:
            start = time.perf_counter()
            status = 500
            try:
                response = await handle(request)
                status = response.status_code
                return response
            except HTTPException as error:
                status = error.status_code
                raise
            except RequestValidationError:
                status = 422
                raise
            finally:
                duration_ms = round((time.perf_counter() - start) * 1000, 3)
                write = log.error if status >= 500 else log.info
                url = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                write(
                    f"{request.method} {url} {status}",
                    **{"req.method": request.method, "req.url": url, "res.statusCode": status},
                    responseTime=duration_ms,
                )

        return logged
