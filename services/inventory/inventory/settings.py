"""Settings, which are environment variables; see services/README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    control_host: str
    control_port: int
    control_token: str
    """That changes over the control endpoint need; '' for none."""
    database_url: str
    """As SQLAlchemy takes it."""
    database_connect_timeout_s: float
    redis_url: str | None
    """Without one, each lookup asks the database."""
    cache_ttl_s: float
    log_level: str
    exit_with_parent: bool


def read_settings(env: Mapping[str, str]) -> Settings:
    """Raises ValueError with the variable, its value and what is allowed."""
    database = env.get("DATABASE_URL", "postgres://sandbox:sandbox@127.0.0.1:5432/sandbox")
    return Settings(
        host=env.get("HOST", "127.0.0.1"),
        port=integer(env, "PORT", 8084),
        control_host=env.get("CONTROL_HOST", "127.0.0.1"),
        control_port=integer(env, "CONTROL_PORT", 0),
        control_token=env.get("CONTROL_TOKEN", ""),
        database_url=driver_url(database),
        database_connect_timeout_s=integer(env, "DATABASE_CONNECT_TIMEOUT_MS", 30_000) / 1000,
        redis_url=env.get("REDIS_URL") or None,
        cache_ttl_s=integer(env, "CACHE_TTL_MS", 10_000) / 1000,
        log_level=env.get("LOG_LEVEL", "info").upper(),
        exit_with_parent=env.get("EXIT_WITH_PARENT") == "true",
    )


def integer(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, "")
    if text == "":
        return default
    if text.isdecimal():
        return int(text)
    raise ValueError(f'{name} is "{text}"; it must be a whole number from 0')


def driver_url(url: str) -> str:
    """SQLAlchemy needs the driver's name in the URL: `postgres://` becomes `postgresql+psycopg://`."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in ("postgres", "postgresql") else url
