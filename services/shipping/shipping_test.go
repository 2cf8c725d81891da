package shipping

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	oteltrace "go.opentelemetry.io/otel/trace"

	"sandbox/gokit/faults"
)

const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

// fixture is the service with telemetry in memory and a rate engine made of a function.
type fixture struct {
	url     string
	spans   *tracetest.SpanRecorder
	points  *metric.ManualReader
	records *recordList
	lines   *bytes.Buffer
	before  func(ctx context.Context, route string) error
}

type recordList struct {
	mu   sync.Mutex
	list []sdklog.Record
}

func (l *recordList) Export(_ context.Context, records []sdklog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, record := range records {
		l.list = append(l.list, record.Clone())
	}
	return nil
}
func (l *recordList) Shutdown(context.Context) error   { return nil }
func (l *recordList) ForceFlush(context.Context) error { return nil }

func start(t *testing.T, legacy http.HandlerFunc) *fixture {
	t.Helper()
	t.Setenv("OTEL_SERVICE_NAME", "shipping")
	f := &fixture{
		spans: tracetest.NewSpanRecorder(), points: metric.NewManualReader(), records: &recordList{}, lines: &bytes.Buffer{},
		before: func(context.Context, string) error { return nil },
	}
	telemetry, err := newTelemetry(t.Context(), trace.WithSpanProcessor(f.spans), f.points, sdklog.NewSimpleProcessor(f.records))
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(legacy)
	t.Cleanup(upstream.Close)
	base, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport), Timeout: 100 * time.Millisecond}
	handler, err := NewHandler(Options{
		Log:        newLogger(f.lines, telemetry.logs),
		Rates:      NewCarriers(client, base),
		BeforeWork: func(ctx context.Context, route string) error { return f.before(ctx, route) },
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	f.url = server.URL
	return f
}

func (f *fixture) get(t *testing.T, path string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, f.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// span returns the one that has ended with this name. The server span ends after the answer was sent, so the answer is not enough.
func (f *fixture) span(t *testing.T, name string) trace.ReadOnlySpan {
	t.Helper()
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		for _, span := range f.spans.Ended() {
			if span.Name() == name {
				return span
			}
		}
	}
	t.Fatalf("no span %q has ended", name)
	return nil
}

func attributeOf(span trace.ReadOnlySpan, key string) attribute.Value {
	for _, a := range span.Attributes() {
		if string(a.Key) == key {
			return a.Value
		}
	}
	return attribute.Value{}
}

func snail(w http.ResponseWriter, _ *http.Request) {
	_, _ = w.Write([]byte(`{"carrier":"snail","priceCents":410,"days":5}`))
}

func TestAQuoteIsOneTraceUpToTheCallToLegacy(t *testing.T) {
	var query, traceparent string
	f := start(t, func(w http.ResponseWriter, r *http.Request) {
		query, traceparent = r.URL.RawQuery, r.Header.Get("traceparent")
		snail(w, r)
	})
	response, body := f.get(t, "/quote?product=3&quantity=2")
	var quote Quote
	if err := json.Unmarshal([]byte(body), &quote); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("got %d %s", response.StatusCode, body)
	}
	want := Quote{Product: 3, Quantity: 2, Grams: 1_000, Carrier: "snail", PriceCents: 410, Currency: "USD", Days: 5}
	if quote != want {
		t.Errorf("the quote is %+v, want %+v", quote, want)
	}
	server, work, call := f.span(t, "GET /quote"), f.span(t, "shipping.quote"), f.span(t, "HTTP GET")
	for _, span := range []trace.ReadOnlySpan{server, work, call} {
		if got := span.SpanContext().TraceID().String(); got != traceID {
			t.Errorf("span %s is in the trace %s", span.Name(), got)
		}
	}
	if server.SpanKind() != oteltrace.SpanKindServer || attributeOf(server, "http.route").AsString() != "/quote" {
		t.Errorf("the server span is %s with %v", server.SpanKind(), server.Attributes())
	}
	if work.Parent().SpanID() != server.SpanContext().SpanID() || call.Parent().SpanID() != work.SpanContext().SpanID() {
		t.Error("the spans are not nested")
	}
	if query != "grams=1000" || !strings.Contains(traceparent, traceID) {
		t.Errorf("legacy was called with %q and the trace context %q", query, traceparent)
	}
	if got := response.Header.Get("traceresponse"); got != "00-"+traceID+"-"+server.SpanContext().SpanID().String()+"-01" {
		t.Errorf("traceresponse is %q", got)
	}
}

func TestLogLinesHaveTheTraceIDOnBothWays(t *testing.T) {
	f := start(t, snail)
	f.get(t, "/quote?product=3&quantity=2")
	f.span(t, "GET /quote")
	f.records.mu.Lock()
	defer f.records.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(f.lines.String()), "\n")
	if len(lines) != 2 || len(f.records.list) != 2 {
		t.Fatalf("there are %d lines and %d records", len(lines), len(f.records.list))
	}
	for i, line := range lines {
		if !strings.Contains(line, `"trace_id":"`+traceID+`"`) {
			t.Errorf("no trace ID in %s", line)
		}
		if got := f.records.list[i].TraceID().String(); got != traceID {
			t.Errorf("the record %q has the trace ID %s", f.records.list[i].Body(), got)
		}
	}
}

func TestInvalidRequestsAreTheCallersMistake(t *testing.T) {
	f := start(t, snail)
	f.before = func(context.Context, string) error { return &faults.InjectedError{Status: 503} }
	for _, path := range []string{"/quote", "/quote?product=0&quantity=1", "/quote?product=1&quantity=x", "/quote?product=1&quantity=1001"} {
		if response, body := f.get(t, path); response.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: got %d %s", path, response.StatusCode, body)
		}
	}
	if server := f.span(t, "GET /quote"); server.Status().Code == codes.Error {
		t.Error("the span of an invalid request is an error")
	}
}

func TestFailuresOfLegacyBecomeThoseOfAGateway(t *testing.T) {
	for name, one := range map[string]struct {
		legacy http.HandlerFunc
		status int
		text   string
	}{
		"an error":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, 502, "legacy answered 500"},
		"no JSON":     {func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("hello")) }, 502, "not JSON"},
		"a cut":       {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 503, "could not be reached"},
		"no response": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 504, "did not answer in time"},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, one.legacy)
			response, body := f.get(t, "/quote?product=1&quantity=1")
			if response.StatusCode != one.status || !strings.Contains(body, one.text) {
				t.Errorf("got %d %s", response.StatusCode, body)
			}
			if strings.Contains(body, "grams=") {
				t.Errorf("the URL is in the answer: %s", body)
			}
			if server := f.span(t, "GET /quote"); server.Status().Code != codes.Error {
				t.Errorf("the span has the status %v", server.Status())
			}
		})
	}
}

func TestAPanicIsAFailedSpan(t *testing.T) {
	f := start(t, snail)
	f.before = func(context.Context, string) error { panic("out of stamps") }
	response, body := f.get(t, "/quote?product=1&quantity=1")
	if response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "stamps") {
		t.Errorf("got %d %s", response.StatusCode, body)
	}
	server := f.span(t, "GET /quote")
	if server.Status().Code != codes.Error || attributeOf(server, "http.response.status_code").AsInt64() != 500 {
		t.Errorf("the span has the status %v and %v", server.Status(), server.Attributes())
	}
	if !strings.Contains(f.lines.String(), "panic: out of stamps") {
		t.Errorf("the log has %s", f.lines.String())
	}
}

func TestAFaultFailsTheRequestWithinItsSpan(t *testing.T) {
	f := start(t, snail)
	f.before = func(context.Context, string) error { return &faults.InjectedError{Status: 503} }
	if response, body := f.get(t, "/quote?product=1&quantity=1"); response.StatusCode != 503 || !strings.Contains(body, "InjectedError") {
		t.Errorf("got %d %s", response.StatusCode, body)
	}
	if work := f.span(t, "shipping.quote"); work.Status().Code != codes.Error {
		t.Errorf("the span of the work has the status %v", work.Status())
	}
	f.before = func(context.Context, string) error { return errors.New("a secret detail") }
	if response, body := f.get(t, "/quote?product=1&quantity=1"); response.StatusCode != 500 || strings.Contains(body, "detail") {
		t.Errorf("got %d %s", response.StatusCode, body)
	}
}

func TestHealthMakesNoTelemetryAndMetricsHaveTheRoute(t *testing.T) {
	f := start(t, snail)
	if response, _ := f.get(t, "/health"); response.StatusCode != http.StatusOK {
		t.Fatalf("the health check is answered with %d", response.StatusCode)
	}
	f.get(t, "/quote?product=1&quantity=1")
	f.span(t, "GET /quote")
	if ended := f.spans.Ended(); len(ended) != 3 {
		t.Errorf("there are %d spans", len(ended))
	}
	var all metricdata.ResourceMetrics
	if err := f.points.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	if _, ok := all.Resource.Set().Value("service.instance.id"); !ok {
		t.Errorf("the resource is %v", all.Resource)
	}
	names := map[string]metricdata.Metrics{}
	for _, scope := range all.ScopeMetrics {
		for _, one := range scope.Metrics {
			names[one.Name] = one
		}
	}
	duration, _ := names["http.server.request.duration"].Data.(metricdata.Histogram[float64])
	if len(duration.DataPoints) != 1 || len(duration.DataPoints[0].Bounds) != len(durationBoundaries) {
		t.Fatalf("http.server.request.duration is %+v", duration)
	}
	if route, _ := duration.DataPoints[0].Attributes.Value("http.route"); route.AsString() != "/quote" {
		t.Errorf("its attributes are %v", duration.DataPoints[0].Attributes.ToSlice())
	}
	for _, name := range []string{"shipping.quote.price", "http.client.request.duration", "go.memory.used"} {
		if _, ok := names[name]; !ok {
			t.Errorf("there is no metric %s", name)
		}
	}
}
