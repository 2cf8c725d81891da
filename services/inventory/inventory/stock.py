"""Looking up and reserving stock: the business of this service, with its spans and metrics."""

from __future__ import annotations

import time

import structlog
from opentelemetry import metrics, trace
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from .cache import Cache
from .database import INITIAL_STOCK, StockItem

log = structlog.get_logger(__name__)
tracer = trace.get_tracer("sandbox")

# A supplier delivers at once, so that a shop under load never runs out.
REORDER_BELOW = 200


class Stock:
    def __init__(self, engine: AsyncEngine, cache: Cache) -> None:
        self._engine = engine
        self._cache = cache
        meter = metrics.get_meter("sandbox")
        self._lookups = meter.create_counter("stock.lookups", unit="{lookup}", description="Lookups of a stock")
        self._duration = meter.create_histogram("stock.lookup.duration", unit="s", description="Duration of a lookup")
        self._reserved = meter.create_counter("stock.reserved", unit="{item}", description="Items reserved for orders")
        self._reorders = meter.create_counter("stock.reorders", unit="{order}", description="Orders at the supplier")

    async def lookup(self, product_id: int) -> int | None:
        """How many items are available: from the cache, else from the database; None for an unknown product."""
        start = time.perf_counter()
        with tracer.start_as_current_span("stock.lookup", attributes={"product.id": str(product_id)}) as span:
            available = await self._cache.get(product_id)
            hit = available is not None
            if not hit:
                available = await self._read(product_id)
                if available is not None:
                    await self._cache.put(product_id, available)
            attributes = {"cache.hit": hit}
            span.set_attributes(attributes)
            self._lookups.add(1, attributes)
            self._duration.record(time.perf_counter() - start, attributes)
            log.info("stock looked up", **{"product.id": product_id, "stock.available": available, "cache.hit": hit})
            return available

    async def reserve(self, product_id: int, quantity: int) -> int | None:
        """Takes items out of the stock and returns how many are left; None where there are not enough."""
        attributes = {"product.id": str(product_id), "stock.quantity": quantity}
        with tracer.start_as_current_span("stock.reserve", attributes=attributes) as span:
            left, reordered = await self._take(product_id, quantity)
            span.set_attribute("stock.is_reserved", left is not None)
            if left is None:
                return None
            # The next lookup reads the database again.
            await self._cache.forget(product_id)
            self._reserved.add(quantity)
            log.info("stock reserved", **{"product.id": product_id, "stock.quantity": quantity, "stock.left": left})
            if reordered:
                self._reorders.add(1)
                log.info("stock reordered", **{"product.id": product_id, "stock.available": left})
            return left

    async def release(self, product_id: int, quantity: int) -> None:
        """Puts back what was reserved for an order that failed."""
        attributes = {"product.id": str(product_id), "stock.quantity": quantity}
        with tracer.start_as_current_span("stock.release", attributes=attributes):
            item = StockItem.__table__
            put_back = update(StockItem).where(item.c.product_id == product_id)
            async with self._engine.begin() as connection:
                await connection.execute(put_back.values(available=item.c.available + quantity))
            await self._cache.forget(product_id)
            log.info("stock released", **{"product.id": product_id, "stock.quantity": quantity})

    async def _read(self, product_id: int) -> int | None:
        async with self._engine.connect() as connection:
            query = select(StockItem.available).where(StockItem.product_id == product_id)
            return (await connection.execute(query)).scalar_one_or_none()

    async def _take(self, product_id: int, quantity: int) -> tuple[int | None, bool]:
        item = StockItem.__table__
        async with self._engine.begin() as connection:
            enough = (item.c.product_id == product_id, item.c.available >= quantity)
            take = update(StockItem).where(*enough).values(available=item.c.available - quantity)
            left = (await connection.execute(take.returning(item.c.available))).scalar_one_or_none()
            if left is None or left >= REORDER_BELOW:
                return left, False
            order = update(StockItem).where(item.c.product_id == product_id).values(available=left + INITIAL_STOCK)
            await connection.execute(order)
            return left + INITIAL_STOCK, True
