"""The HTTP application."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, HTTPException, Path, Request, Response
from opentelemetry.instrumentation.utils import suppress_instrumentation
from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from .cache import Cache
from .local_only import LocalOnly
from .routing import LoggedRoute, nothing
from .stock import Stock

ProductId = Annotated[int, Path(ge=1, le=2**31 - 1)]
router = APIRouter(route_class=LoggedRoute)


class Items(BaseModel):
    quantity: int = Field(ge=1, le=100)


def create_app(engine: AsyncEngine, cache: Cache) -> FastAPI:
    telemetry: dict[str, Any] = {
        # Three more spans for each request.
        "operation_spans": False,
        "exclude": lambda scope: scope.get("path") == "/health",
    }
    app = FastAPI(title="inventory", telemetry=telemetry, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.stock = Stock(engine, cache)
    app.state.before_work = nothing
    app.include_router(router)
    app.add_middleware(LocalOnly)

    @app.get("/health")
    async def health(response: Response) -> dict[str, str]:
        try:
            with suppress_instrumentation():
                async with engine.connect() as connection:
                    await connection.execute(text("SELECT 1"))
            return {"status": "ok"}
        except Exception:
            response.status_code = 503
            return {"status": "unavailable"}

    return app


# Errors are raised outside of the business spans: a 404 is the caller's mistake and must not mark a span as failed.


@router.get("/stock/{product_id}")
async def read_stock(product_id: ProductId, request: Request) -> dict[str, int]:
    available = await request.app.state.stock.lookup(product_id)
    if available is None:
        raise HTTPException(404, f"there is no product {product_id}")
    return {"productId": product_id, "available": available}


@router.post("/stock/{product_id}/reservations", status_code=201)
async def reserve_stock(product_id: ProductId, body: Items, request: Request) -> dict[str, int]:
    left = await request.app.state.stock.reserve(product_id, body.quantity)
    if left is None:
        raise HTTPException(409, f"there are not {body.quantity} items of product {product_id}")
    return {"productId": product_id, "quantity": body.quantity, "available": left}


@router.post("/stock/{product_id}/releases", status_code=202)
async def release_stock(product_id: ProductId, body: Items, request: Request) -> dict[str, int]:
    await request.app.state.stock.release(product_id, body.quantity)
    return {"productId": product_id, "quantity": body.quantity}
