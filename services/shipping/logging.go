package shipping

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/trace"
)

// newLogger writes each record as a JSON line, and to OpenTelemetry. Both have the trace ID of the context.
func newLogger(stdout io.Writer, provider *log.LoggerProvider) *slog.Logger {
	var level slog.Level
	// An unknown level is Info, the zero value.
	_ = level.UnmarshalText([]byte(strings.ToUpper(os.Getenv("LOG_LEVEL"))))
	lines := slog.NewJSONHandler(stdout, &slog.HandlerOptions{Level: level})
	return slog.New(slog.NewMultiHandler(
		traced{lines},
		minimum{otelslog.NewHandler("shipping", otelslog.WithLoggerProvider(provider)), level},
	))
}

// traced adds trace_id and span_id of the context.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, record)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }
func (h traced) WithGroup(name string) slog.Handler       { return traced{h.Handler.WithGroup(name)} }

// minimum drops records below a level.
type minimum struct {
	slog.Handler
	level slog.Level
}

func (h minimum) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= h.level && h.Handler.Enabled(ctx, level)
}

func (h minimum) WithAttrs(attrs []slog.Attr) slog.Handler {
	return minimum{h.Handler.WithAttrs(attrs), h.level}
}
func (h minimum) WithGroup(name string) slog.Handler {
	return minimum{h.Handler.WithGroup(name), h.level}
}
