// Package legacy is the rate engine of the carriers: a service from before OpenTelemetry. It has Prometheus metrics and a text log, knows
// nothing of traces, and ignores the trace context of its callers.
package legacy

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"time"

	"sandbox/gokit/faults"
	"sandbox/gokit/process"
)

const route = "GET /rate"

// Run serves `GET /rate?grams=N`, `/metrics` and `/health` until ctx ends.
func Run(ctx context.Context, host process.Host) error {
	log := slog.New(slog.NewTextHandler(os.Stdout, nil))
	shortest, err := process.Integer("LEGACY_LOOKUP_MIN_MS", 5, 0, 60_000)
	if err != nil {
		return err
	}
	longest, err := process.Integer("LEGACY_LOOKUP_MAX_MS", max(20, shortest), shortest, 60_000)
	if err != nil {
		return err
	}
	set := faults.New(faults.Options{
		Routes: []string{route},
		Log:    func(ctx context.Context, message string) { log.WarnContext(ctx, message) },
		Exit:   host.Exit,
	})
	lookup := func(ctx context.Context) error {
		if err := set.BeforeWork(ctx, route); err != nil {
			return err
		}
		ms := float64(shortest) + rand.Float64()*float64(longest-shortest)
		select {
		case <-time.After(time.Duration(ms * float64(time.Millisecond))):
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return process.Serve(ctx, process.Service{
		Name: "legacy", DefaultPort: 9090, Handler: NewHandler(log, lookup), Control: set.Control(), Ready: host.Ready,
	})
}

// NewHandler returns the routes of the service. `lookup` is the search in the carriers' tables: it takes time, and may fail.
func NewHandler(log *slog.Logger, lookup func(ctx context.Context) error) http.Handler {
	m := newMetrics()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", process.Health)
	mux.Handle("GET /metrics", m.handler())
	mux.HandleFunc(route, func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		grams, err := strconv.Atoi(r.URL.Query().Get("grams"))
		var rate Rate
		if err == nil {
			rate, err = RateFor(grams)
		}
		if err != nil {
			process.WriteError(w, http.StatusBadRequest, "BadRequest", err.Error())
			return
		}
		err = lookup(r.Context())
		m.observe(rate.Carrier, time.Since(began), err)
		if err != nil {
			code := http.StatusInternalServerError
			if injected, ok := errors.AsType[*faults.InjectedError](err); ok {
				code = injected.Status
			}
			log.Error("rate lookup failed", "carrier", rate.Carrier, "error", err)
			process.WriteError(w, code, "LookupFailed", err.Error())
			return
		}
		log.Info("rate", "carrier", rate.Carrier, "grams", grams, "cents", rate.PriceCents)
		process.WriteJSON(w, http.StatusOK, rate)
	})
	return mux
}
