package shipping

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/contrib/instrumentation/runtime"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
)

// durationBoundaries are in seconds: those of the semantic conventions, and 2. Buckets at 1 and 2.5 cannot show an objective of 2 s.
var durationBoundaries = []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10}

// telemetry is the SDK. The OTEL_* variables set everything that is not here.
type telemetry struct {
	traces  *trace.TracerProvider
	metrics *metric.MeterProvider
	logs    *log.LoggerProvider
}

// startTelemetry exports traces, metrics and logs over OTLP/HTTP, and makes the providers the global ones.
func startTelemetry(ctx context.Context) (*telemetry, error) {
	spans, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	points, err := otlpmetrichttp.New(ctx)
	if err != nil {
		return nil, err
	}
	records, err := otlploghttp.New(ctx)
	if err != nil {
		return nil, err
	}
	return newTelemetry(ctx, trace.WithBatcher(spans), metric.NewPeriodicReader(points), log.NewBatchProcessor(records))
}

func newTelemetry(
	ctx context.Context, spans trace.TracerProviderOption, points metric.Reader, records log.Processor,
) (*telemetry, error) {
	// Nothing about host and process, which would start a new log stream at each boot. Without an instance ID series have no `instance`:
	// a random one applies unless OTEL_RESOURCE_ATTRIBUTES has another.
	res, err := resource.New(ctx,
		resource.WithAttributes(attribute.String("service.instance.id", uuid.NewString())),
		resource.WithTelemetrySDK(),
		resource.WithFromEnv(),
	)
	if err != nil {
		return nil, err
	}
	t := &telemetry{
		traces: trace.NewTracerProvider(spans, trace.WithResource(res)),
		metrics: metric.NewMeterProvider(
			metric.WithReader(points),
			metric.WithResource(res),
			withBoundaries("http.server.request.duration"),
			withBoundaries("http.client.request.duration"),
		),
		logs: log.NewLoggerProvider(log.WithProcessor(records), log.WithResource(res)),
	}
	otel.SetTracerProvider(t.traces)
	otel.SetMeterProvider(t.metrics)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return t, runtime.Start(runtime.WithMinimumReadMemStatsInterval(15 * time.Second))
}

func withBoundaries(instrument string) metric.Option {
	return metric.WithView(metric.NewView(
		metric.Instrument{Name: instrument},
		metric.Stream{Aggregation: metric.AggregationExplicitBucketHistogram{Boundaries: durationBoundaries}},
	))
}

// shutdown exports what is still held. A Collector that is gone is not a failure of the service: the SDK has logged it.
func (t *telemetry) shutdown(ctx context.Context) error {
	if err := errors.Join(t.traces.Shutdown(ctx), t.metrics.Shutdown(ctx), t.logs.Shutdown(ctx)); err != nil {
		otel.Handle(err)
	}
	return nil
}
