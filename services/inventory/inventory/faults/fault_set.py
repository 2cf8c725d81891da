"""The faults that are active, and what they do to a request."""

from __future__ import annotations

import asyncio
import os
import random
import threading
from collections.abc import Callable
from typing import Any

from fastapi import HTTPException

from .parameters import CATALOG, Crash, ErrorRate, Latency, Parameters, Selection, SlowQueries


class Lease:
    """How long a fault is active without being renewed: its owner may be killed."""

    def __init__(self, seconds: float, on_expired: Callable[[], None] = lambda: None) -> None:
        self._seconds = seconds
        self._on_expired = on_expired
        self._timer: threading.Timer | None = None

    def begin(self, end: Callable[[], None]) -> None:
        self.cancel()

        def expire() -> None:
            end()
            self._on_expired()

        self._timer = threading.Timer(self._seconds, expire)
        self._timer.daemon = True
        self._timer.start()

    def cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


class FaultSet:
    """Called by the control endpoint's thread and by requests: the dictionary is replaced, never changed."""

    def __init__(self, exit_process: Any = os._exit) -> None:
        self._active: dict[str, tuple[Parameters, random.Random]] = {}
        self._exit = exit_process
        self._timer: threading.Timer | None = None
        self._leases: dict[str, Lease] = {}

    def list(self) -> list[dict[str, Any]]:
        return [self.describe(name) for name in CATALOG]

    def describe(self, name: str) -> dict[str, Any]:
        model = CATALOG[name]
        schema = model.model_json_schema()
        active = self._active.get(name)
        about = {
            "name": name,
            "description": model.__doc__ or "",
            "schema": {key: schema[key] for key in ("type", "properties", "required") if key in schema},
            "active": active is not None,
        }
        return about if active is None else {**about, "parameters": active[0].model_dump(exclude_none=True)}

    def activate(self, name: str, parameters: dict[str, Any], lease: Lease | None = None) -> None:
        """With a lease the fault ends by itself, unless it is renewed. Raises ValidationError for wrong parameters."""
        checked = CATALOG[name].model_validate(parameters)
        self.deactivate(name)
        if lease is not None:
            self._leases[name] = lease
            lease.begin(lambda: self.deactivate(name))
        self._active = {**self._active, name: (checked, random.Random(getattr(checked, "seed", None)))}
        if isinstance(checked, Crash):
            # At the earliest once the response is sent.
            self._timer = threading.Timer(max(checked.afterMs / 1000, 0.05), self._exit, [1])
            self._timer.daemon = True
            self._timer.start()

    def renew(self, name: str) -> bool:
        """Whether the fault is active and has a lease, which then has its whole time again."""
        lease = self._leases.get(name)
        if lease is None:
            return False
        lease.begin(lambda: self.deactivate(name))
        return True

    def deactivate(self, name: str) -> None:
        lease = self._leases.pop(name, None)
        if lease is not None:
            lease.cancel()
        if name == "crash":
            self._cancel_crash()
        self._active = {key: value for key, value in self._active.items() if key != name}

    def clear(self) -> None:
        for name in CATALOG:
            self.deactivate(name)

    async def before_work(self, route: str) -> None:
        for parameters, generator in list(self._active.values()):
            if not isinstance(parameters, Selection) or route not in parameters.routes:
                continue
            if generator.random() >= parameters.rate:
                continue
            if isinstance(parameters, Latency):
                await asyncio.sleep(parameters.seconds(generator))
            if isinstance(parameters, ErrorRate):
                status = parameters.status
                raise HTTPException(status, f"the fault error-rate made this request fail with {status}")

    def query_delay_s(self) -> float:
        """How long the database sleeps before the next query of a request, in seconds."""
        active = self._active.get("slow-queries")
        if active is None:
            return 0.0
        parameters, generator = active
        if not isinstance(parameters, SlowQueries) or generator.random() >= parameters.rate:
            return 0.0
        return parameters.seconds(generator)

    def _cancel_crash(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
