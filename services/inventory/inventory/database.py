"""The tables, and a connection to them that waits for the server to start."""

from __future__ import annotations

import asyncio
import time

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

INITIAL_STOCK = 1000
PRODUCTS = range(1, 21)
"""The ids of the products that the shop sells."""


class Base(DeclarativeBase):
    pass


class StockItem(Base):
    __tablename__ = "stock"

    product_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    available: Mapped[int]


async def open_database(url: str, timeout_s: float) -> AsyncEngine:
    """Connects, waiting up to `timeout_s` for the server to start, and creates the table and its rows if missing."""
    options = {} if url.startswith("sqlite") else {"pool_size": 5, "max_overflow": 0, "pool_timeout": 5}
    engine = create_async_engine(url, **options)
    end = time.monotonic() + timeout_s
    while True:
        try:
            await prepare(engine)
            return engine
        except (DBAPIError, OSError):
            if time.monotonic() >= end:
                await engine.dispose()
                raise
            await asyncio.sleep(0.05)


async def prepare(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # "IF NOT EXISTS" alone fails when two instances start at the same time.
            await connection.execute(text("SELECT pg_advisory_xact_lock(7267264)"))
        await connection.run_sync(Base.metadata.create_all)
        rows = [{"id": product, "available": INITIAL_STOCK} for product in PRODUCTS]
        insert = "INSERT INTO stock (product_id, available) VALUES (:id, :available) ON CONFLICT DO NOTHING"
        await connection.execute(text(insert), rows)
