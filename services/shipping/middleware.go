package shipping

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/trace"

	"sandbox/gokit/faults"
	"sandbox/gokit/process"
)

// handler answers a request, or returns why it cannot.
type handler interface {
	serve(w http.ResponseWriter, r *http.Request) error
}

// httpError is an error with the status that the caller gets; any other error is a 500 whose text stays in the log.
type httpError struct {
	status        int
	name, message string
	cause         error
}

func (e *httpError) Error() string { return e.message }
func (e *httpError) Unwrap() error { return e.cause }

// instrumented wraps one route, inside of the mux: around the mux, spans would have no `http.route`.
func instrumented(log *slog.Logger, route string, next handler) http.Handler {
	return otelhttp.NewHandler(logged(log, recovered(log, next)), route)
}

// recovered answers errors and panics. It is inside of otelhttp, so that both are an answer with a 5xx and so a failed span: a panic that
// passes through otelhttp leaves a span without status.
func recovered(log *slog.Logger, next handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if panicked := recover(); panicked != nil {
				err := fmt.Errorf("panic: %v", panicked)
				trace.SpanFromContext(r.Context()).RecordError(err, trace.WithStackTrace(true))
				log.ErrorContext(r.Context(), err.Error(), "exception.stacktrace", string(debug.Stack()))
				process.WriteError(w, http.StatusInternalServerError, "InternalError", "internal error")
			}
		}()
		if err := next.serve(w, r); err != nil {
			answerError(log, w, r, err)
		}
	})
}

func answerError(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	answer := &httpError{status: http.StatusInternalServerError, name: "InternalError", message: "internal error"}
	if known, ok := errors.AsType[*httpError](err); ok {
		answer = known
	}
	if injected, ok := errors.AsType[*faults.InjectedError](err); ok {
		answer = &httpError{status: injected.Status, name: "InjectedError", message: injected.Error()}
	}
	if answer.status >= 500 {
		trace.SpanFromContext(r.Context()).RecordError(err)
		log.ErrorContext(r.Context(), err.Error(), "error", err)
	}
	process.WriteError(w, answer.status, answer.name, answer.message)
}

// logged writes one line per request, once it is answered, and returns the trace ID in the header `traceresponse`
// (W3C Trace Context Level 2).
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		span := trace.SpanContextFromContext(r.Context())
		w.Header().Set("traceresponse", fmt.Sprintf("00-%s-%s-%s", span.TraceID(), span.SpanID(), span.TraceFlags()))
		recorder := &statusRecorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorder, r)
		log.InfoContext(r.Context(), fmt.Sprintf("%s %s %d", r.Method, r.URL, recorder.status),
			"http.response.status_code", recorder.status, "duration_ms", time.Since(began).Milliseconds())
	})
}

type statusRecorder struct {
	http.ResponseWriter
	status int
}

func (r *statusRecorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}
