from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry import trace
import structlog
from inventory.logs import configure_logs
trace.set_tracer_provider(TracerProvider())
configure_logs("INFO")
with trace.get_tracer("test").start_as_current_span("work") as span:
    structlog.get_logger("shop").info("stock looked up", **{"product.id": 3})
    print(format(span.get_span_context().trace_id, "032x"))
"""


def test_a_log_line_is_json_with_its_trace_id():
    line, trace_id = subprocess.run(
        [sys.executable, "-c", PROGRAM], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    logged = json.loads(line)
    assert logged["trace_id"] == trace_id
    assert logged["product.id"] == 3
    assert (logged["event"], logged["level"]) == ("stock looked up", "info")
