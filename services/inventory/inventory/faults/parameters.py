"""The parameters of each fault. Their JSON Schema is what clients of the control endpoint get."""

from __future__ import annotations

import random

from pydantic import BaseModel, ConfigDict, Field

ROUTES = [
    "GET /stock/{product_id}",
    "POST /stock/{product_id}/reservations",
    "POST /stock/{product_id}/releases",
]


class Parameters(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Share(Parameters):
    """How many requests or queries a fault affects."""

    rate: float = Field(1, ge=0, le=1, description="The share that it affects")
    seed: int | None = Field(
        None,
        ge=0,
        le=2**32 - 1,
        description="Makes the choice the same each time",
        json_schema_extra={"type": "integer"},
    )


class Selection(Share):
    """Which requests a fault affects."""

    routes: list[str] = Field(
        default=ROUTES, min_length=1, description="The routes that it affects", json_schema_extra={"items": {"type": "string", "enum": ROUTES}}
    )


class Delay(Parameters):
    """How much longer something takes."""

    ms: float = Field(ge=0, le=60_000, description="Milliseconds")
    jitterMs: float = Field(0, ge=0, le=60_000, description="Milliseconds")

    def seconds(self, generator: random.Random) -> float:
        jitter = (generator.random() * 2 - 1) * self.jitterMs
        return max(0.0, self.ms + jitter) / 1000


class Latency(Selection, Delay):
    """Makes a share of requests take longer, by ms plus or minus up to jitterMs"""


class SlowQueries(Share, Delay):
    """Makes PostgreSQL take longer for a share of queries, by ms plus or minus up to jitterMs"""


class ErrorRate(Selection):
    """Makes a share of requests fail"""

    status: int = Field(500, ge=500, le=599, description="The HTTP status of the response")


class Crash(Parameters):
    """Ends the process at once with exit code 1: nothing is drained and nothing is flushed"""

    afterMs: int = Field(0, ge=0, le=600_000, description="Milliseconds to wait before")


CATALOG: dict[str, type[Parameters]] = {
    "latency": Latency,
    "error-rate": ErrorRate,
    "crash": Crash,
    "slow-queries": SlowQueries,
}
