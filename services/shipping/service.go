// Package shipping is a service that quotes the shipping of an order. It asks the carriers' rate engine, which has no OpenTelemetry: a
// trace ends with the call to it.
package shipping

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"sandbox/gokit/faults"
	"sandbox/gokit/process"
)

// Run serves `GET /quote?product=ID&quantity=N` and `/health` until ctx ends.
func Run(ctx context.Context, host process.Host) error {
	legacy, err := process.URL("LEGACY_URL", "http://127.0.0.1:9090")
	if err != nil {
		return err
	}
	timeoutMs, err := process.Integer("CALL_TIMEOUT_MS", 5_000, 1, 600_000)
	if err != nil {
		return err
	}
	t, err := startTelemetry(ctx)
	if err != nil {
		return fmt.Errorf("starting telemetry: %w", err)
	}
	log := newLogger(os.Stdout, t.logs)
	set := faults.New(faults.Options{
		Routes:     []string{quoteRoute},
		MakesCalls: true,
		Log:        func(ctx context.Context, message string) { log.WarnContext(ctx, message) },
		Exit:       host.Exit,
	})
	client := &http.Client{
		Timeout: time.Duration(timeoutMs) * time.Millisecond,
		Transport: set.Transport(http.DefaultTransport, func(next http.RoundTripper) http.RoundTripper {
			return otelhttp.NewTransport(next)
		}),
	}
	handler, err := NewHandler(Options{Log: log, Rates: NewCarriers(client, legacy), BeforeWork: set.BeforeWork})
	if err != nil {
		return err
	}
	return process.Serve(ctx, process.Service{
		Name: "shipping", DefaultPort: 8083, Handler: handler, Control: set.Control(), Flush: t.shutdown, Ready: host.Ready,
	})
}

// Options are what the routes depend on.
type Options struct {
	Log   *slog.Logger
	Rates Rates
	// BeforeWork is called in each valid request with its route; an error fails the request.
	BeforeWork func(ctx context.Context, route string) error
}

// NewHandler returns the routes of the service.
func NewHandler(options Options) (http.Handler, error) {
	quotes, err := newQuotes(options)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	// Not traced and not measured.
	mux.HandleFunc("GET /health", process.Health)
	mux.Handle(quoteRoute, instrumented(options.Log, quoteRoute, quotes))
	return mux, nil
}
