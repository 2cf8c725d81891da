"""The OpenTelemetry SDK. Endpoint, intervals and resource are set by the standard OTEL_ variables."""

from __future__ import annotations

import os

from opentelemetry import metrics, trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.logging import LoggingInstrumentor
from opentelemetry.instrumentation.redis import RedisInstrumentor
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from sqlalchemy.ext.asyncio import AsyncEngine

# As in the other services: 1 s and 2 s are thresholds of the sampler and of an alert.
BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 5, 10)


class Telemetry:
    """The providers of this process. FastAPI reports its own requests once they are set."""

    def __init__(self) -> None:
        # Otherwise the instrumentations use the attribute names from before they were stable.
        os.environ.setdefault("OTEL_SEMCONV_STABILITY_OPT_IN", "http,database")
        resource = Resource.create()
        self._traces = TracerProvider(resource=resource)
        self._traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(self._traces)
        buckets = ExplicitBucketHistogramAggregation(BUCKETS_S)
        names = ("http.server.request.duration", "stock.lookup.duration", "db.client.operation.duration")
        self._metrics = MeterProvider(
            resource=resource,
            metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())],
            views=[View(instrument_name=name, aggregation=buckets) for name in names],
        )
        metrics.set_meter_provider(self._metrics)
        self._logs = LoggerProvider(resource=resource)
        self._logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
        set_logger_provider(self._logs)
        LoggingInstrumentor().instrument()
        RedisInstrumentor().instrument()

    def instrument_database(self, engine: AsyncEngine) -> None:
        """Called once the tables exist: statements of the start would be traces of their own."""
        # Not psycopg as well: two spans for each query, which the service graph counts twice.
        SQLAlchemyInstrumentor().instrument(engine=engine.sync_engine)

    def shutdown(self) -> None:
        """Exports what is left; a Collector that does not answer must not delay the end."""
        self._traces.shutdown()
        self._metrics.shutdown(timeout_millis=2000)
        self._logs.shutdown()
