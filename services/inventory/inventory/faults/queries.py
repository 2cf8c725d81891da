"""Lets the fault slow-queries act in PostgreSQL itself, within the span of the query."""

from __future__ import annotations

from typing import Any

from opentelemetry import trace
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from .fault_set import FaultSet


def inject_into_queries(engine: AsyncEngine, faults: FaultSet) -> None:
    """Call it once the engine is instrumented: listeners are called in their order, and the first begins the span."""

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def sleep(_connection: Any, cursor: Any, *_: Any) -> None:
        # Outside of a request, such as in the health check, there is no span.
        if not trace.get_current_span().get_span_context().is_valid:
            return
        seconds = faults.query_delay_s()
        if seconds > 0:
            cursor.execute("SELECT pg_sleep(%s)", (seconds,))
