"""Runs the service: `python -m inventory`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

import structlog
import uvicorn

from .app import create_app
from .cache import NoCache, RedisCache
from .database import open_database
from .faults.control import ControlServer
from .faults.fault_set import FaultSet
from .faults.queries import inject_into_queries
from .logs import configure_logs
from .parent import exit_with_parent
from .settings import Settings, read_settings
from .telemetry import Telemetry

log = structlog.get_logger(__name__)


async def serve(settings: Settings, telemetry: Telemetry) -> None:
    engine = await open_database(settings.database_url, settings.database_connect_timeout_s)
    telemetry.instrument_database(engine)
    cache = NoCache() if settings.redis_url is None else RedisCache(settings.redis_url, settings.cache_ttl_s)
    app = create_app(engine, cache)
    faults = FaultSet()
    app.state.before_work = faults.before_work
    inject_into_queries(engine, faults)
    control = ControlServer((settings.control_host, settings.control_port), faults, settings.control_token)
    control.start()
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        # Its lines reach the handlers of the root logger.
        log_config=None,
        timeout_graceful_shutdown=3,
    )
    try:
        await uvicorn.Server(config).serve()
    finally:
        control.close()
        await cache.close()
        await engine.dispose()


def main() -> None:
    try:
        settings = read_settings(os.environ)
    except ValueError as error:
        sys.exit(f"inventory could not start: {error}")
    # uvicorn raises the signal again once it has ended, which by default would end the process before the last export.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if settings.exit_with_parent:
        exit_with_parent()
    configure_logs(settings.log_level)
    telemetry = Telemetry()
    try:
        asyncio.run(serve(settings, telemetry))
    except OSError as error:
        sys.exit(f"inventory could not start: {error}")
    finally:
        telemetry.shutdown()


if __name__ == "__main__":
    main()
