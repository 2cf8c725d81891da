"""The cache in front of the database. Without Redis the service is slower, and still correct."""

from __future__ import annotations

from typing import Protocol

import redis.asyncio as redis
import structlog
from opentelemetry import metrics
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

# Longer than an answer of Redis takes under load, and short against the timeout of a caller.
TIMEOUT_S = 0.25


class Cache(Protocol):
    async def get(self, product_id: int) -> int | None: ...

    async def put(self, product_id: int, available: int) -> None: ...

    async def forget(self, product_id: int) -> None: ...

    async def close(self) -> None: ...


class RedisCache:
    """Stock by product in Redis. An error of Redis is logged and counted, and is a miss for the caller."""

    def __init__(self, url: str, ttl_s: float) -> None:
        self._ttl_ms = max(1, int(ttl_s * 1000))
        # Asked once: an outage must cost a request little, and the database has the answer.
        options = {"socket_timeout": TIMEOUT_S, "socket_connect_timeout": TIMEOUT_S, "retry": Retry(NoBackoff(), 0)}
        self._redis = redis.from_url(url, **options)
        self._errors = metrics.get_meter("sandbox").create_counter(
            "stock.cache.errors", unit="{error}", description="Operations that the cache did not answer"
        )

    async def get(self, product_id: int) -> int | None:
        try:
            value = await self._redis.get(key(product_id))
        except (RedisError, OSError) as error:
            self._failed("get", error)
            return None
        return None if value is None else int(value)

    async def put(self, product_id: int, available: int) -> None:
        try:
            await self._redis.set(key(product_id), available, px=self._ttl_ms)
        except (RedisError, OSError) as error:
            self._failed("set", error)

    async def forget(self, product_id: int) -> None:
        try:
            await self._redis.delete(key(product_id))
        except (RedisError, OSError) as error:
            self._failed("delete", error)

    async def close(self) -> None:
        await self._redis.aclose()

    def _failed(self, operation: str, error: Exception) -> None:
        error_type = type(error).__name__
        self._errors.add(1, {"cache.operation": operation, "error.type": error_type})
        log.warning("the cache did not answer", **{"cache.operation": operation, "error.type": error_type})


class NoCache:
    """For a service that was started without `REDIS_URL`."""

    async def get(self, product_id: int) -> int | None:
        return None

    async def put(self, product_id: int, available: int) -> None:
        pass

    async def forget(self, product_id: int) -> None:
        pass

    async def close(self) -> None:
        pass


def key(product_id: int) -> str:
    return f"stock:{product_id}"
