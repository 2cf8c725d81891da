from __future__ import annotations

import asyncio
import socket

import structlog
from structlog.testing import capture_logs

from inventory.cache import RedisCache

structlog.configure(cache_logger_on_first_use=False)


def test_a_cache_that_is_gone_is_a_miss_and_is_logged():
    with socket.socket() as taken:
        # Bound but not listening: connections are refused.
        taken.bind(("127.0.0.1", 0))
        cache = RedisCache(f"redis://127.0.0.1:{taken.getsockname()[1]}", 10)

        async def use() -> int | None:
            await cache.put(3, 5)
            await cache.forget(3)
            return await cache.get(3)

        with capture_logs() as logs:
            assert asyncio.run(use()) is None
    assert [line["cache.operation"] for line in logs] == ["set", "delete", "get"]
    assert {line["log_level"] for line in logs} == {"warning"}
