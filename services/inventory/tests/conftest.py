from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from inventory.app import create_app
from inventory.database import open_database

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)


class MemoryCache:
    """A cache that never expires."""

    def __init__(self) -> None:
        self.values: dict[int, int] = {}

    async def get(self, product_id: int) -> int | None:
        return self.values.get(product_id)

    async def put(self, product_id: int, available: int) -> None:
        self.values[product_id] = available

    async def forget(self, product_id: int) -> None:
        self.values.pop(product_id, None)

    async def close(self) -> None:
        pass


@pytest.fixture
def cache() -> MemoryCache:
    return MemoryCache()


@pytest.fixture
def app(cache: MemoryCache, tmp_path) -> Iterator[FastAPI]:
    # A file: each connection to a database in memory would get its own.
    engine = asyncio.run(open_database(f"sqlite+aiosqlite:///{tmp_path}/stock.db", 0))
    yield create_app(engine, cache)
    asyncio.run(engine.dispose())


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


@pytest.fixture
def spans() -> InMemorySpanExporter:
    exporter.clear()
    return exporter
