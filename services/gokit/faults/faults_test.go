package faults

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

type service struct {
	set     *Set
	control *httptest.Server
	log     []string
	exits   chan int
}

func newService(t *testing.T) *service {
	s := &service{exits: make(chan int, 1)}
	s.set = New(Options{
		Routes:     []string{"GET /quote", "GET /other"},
		MakesCalls: true,
		Log:        func(_ context.Context, message string) { s.log = append(s.log, message) },
		Exit:       func(code int) { s.exits <- code },
	})
	s.control = httptest.NewServer(s.set.Control())
	t.Cleanup(s.control.Close)
	return s
}

func (s *service) call(t *testing.T, method, path, body string) (int, map[string]any) {
	t.Helper()
	request, err := http.NewRequest(method, s.control.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	answer := map[string]any{}
	_ = json.NewDecoder(response.Body).Decode(&answer)
	return response.StatusCode, answer
}

func TestErrorRateAffectsItsRoutesUntilItEnds(t *testing.T) {
	s := newService(t)
	if code, answer := s.call(t, "PUT", "/faults/error-rate", `{"status":503,"routes":["GET /quote"]}`); code != 200 || answer["active"] != true {
		t.Fatalf("got %d %v", code, answer)
	}
	var injected *InjectedError
	if err := s.set.BeforeWork(t.Context(), "GET /quote"); !errors.As(err, &injected) || injected.Status != 503 {
		t.Errorf("the route has the error %v", err)
	}
	if err := s.set.BeforeWork(t.Context(), "GET /other"); err != nil {
		t.Errorf("another route has the error %v", err)
	}
	if code, _ := s.call(t, "DELETE", "/faults/error-rate", ""); code != 204 {
		t.Errorf("DELETE is answered with %d", code)
	}
	if err := s.set.BeforeWork(t.Context(), "GET /quote"); err != nil {
		t.Errorf("after its end the route has the error %v", err)
	}
}

func TestRateWithASeedAffectsTheSameRequests(t *testing.T) {
	pattern := func() string {
		s := newService(t)
		s.call(t, "PUT", "/faults/error-rate", `{"rate":0.5,"seed":7}`)
		var affected strings.Builder
		for range 64 {
			if s.set.BeforeWork(t.Context(), "GET /quote") != nil {
				affected.WriteByte('x')
			} else {
				affected.WriteByte('.')
			}
		}
		return affected.String()
	}
	one := pattern()
	if one != pattern() || !strings.Contains(one, "x") || !strings.Contains(one, ".") {
		t.Errorf("the affected requests are %s and %s", one, pattern())
	}
}

func TestLatencyEndsWithTheRequest(t *testing.T) {
	s := newService(t)
	s.call(t, "PUT", "/faults/latency", `{"ms":60000}`)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := s.set.BeforeWork(ctx, "GET /quote"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the wait ended with %v", err)
	}
}

func TestCrashExitsAfterItsAnswer(t *testing.T) {
	s := newService(t)
	if code, _ := s.call(t, "PUT", "/faults/crash", ""); code != 200 {
		t.Fatalf("PUT is answered with %d", code)
	}
	if code := <-s.exits; code != 1 {
		t.Errorf("the exit code is %d", code)
	}
}

func TestOutgoingCallsGetSecretsAndLoseTheirContext(t *testing.T) {
	s := newService(t)
	s.call(t, "PUT", "/faults/secret-in-url", `{"token":"t0p"}`)
	s.call(t, "PUT", "/faults/lost-context", "")
	var seen, sent *http.Request
	base := roundTripper(func(r *http.Request) (*http.Response, error) { sent = r; return httptest.NewRecorder().Result(), nil })
	transport := s.set.Transport(base, func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			seen = r
			r = r.Clone(r.Context())
			r.Header.Set("traceparent", "00-x")
			return next.RoundTrip(r)
		})
	})
	request := httptest.NewRequest("GET", "http://legacy:9090/rate?weight=1", nil)
	if _, err := transport.RoundTrip(request); err != nil {
		t.Fatal(err)
	}
	if got := seen.URL.Query().Get("token"); got != "t0p" {
		t.Errorf("the instrumentation sees the token %q", got)
	}
	if got := sent.Header.Get("traceparent"); got != "" {
		t.Errorf("the call has the trace context %q", got)
	}
	if request.URL.Query().Has("token") {
		t.Error("the caller's own request was changed")
	}
	if last := s.log[len(s.log)-1]; !strings.Contains(last, "token=t0p") {
		t.Errorf("the log has %q", s.log)
	}
}

func TestAFaultEndsUnlessItsLeaseIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := New(Options{Routes: []string{"GET /quote"}, Log: func(context.Context, string) {}, Exit: func(int) {}})
		control := set.Control()
		call := func(method, path string) int {
			answer := httptest.NewRecorder()
			control.ServeHTTP(answer, httptest.NewRequest(method, path, nil))
			return answer.Code
		}
		affected := func() bool { return set.BeforeWork(t.Context(), "GET /quote") != nil }
		if code := call("PUT", "/faults/error-rate?lease=15"); code != 200 {
			t.Fatalf("PUT is answered with %d", code)
		}
		time.Sleep(14 * time.Second)
		if code := call("POST", "/faults/error-rate"); code != 204 {
			t.Errorf("POST is answered with %d", code)
		}
		time.Sleep(14 * time.Second)
		if !affected() {
			t.Error("the fault has ended although its lease was renewed")
		}
		time.Sleep(2 * time.Second)
		if affected() {
			t.Error("the fault is active after its lease")
		}
		if code := call("POST", "/faults/error-rate"); code != 404 {
			t.Errorf("the renewal of an ended fault is answered with %d", code)
		}
		for _, lease := range []string{"0", "x", "3601", "NaN"} {
			if code := call("PUT", "/faults/error-rate?lease="+lease); code != 400 {
				t.Errorf("the lease %s is answered with %d", lease, code)
			}
		}
	})
}

func TestErrorsStateWhatIsAllowed(t *testing.T) {
	s := newService(t)
	for _, one := range []struct {
		method, path, body string
		code               int
		message            string
	}{
		{"PUT", "/faults/latency", `{}`, 400, `the parameter "ms" is missing`},
		{"PUT", "/faults/latency", `{"ms":-1}`, 400, `the parameter "ms" is -1; it must be a number from 0 to 60000`},
		{"PUT", "/faults/latency", `{"ms":1,"x":1}`, 400, `there is no parameter "x"`},
		{"PUT", "/faults/error-rate", `{"status":500.5}`, 400, "a whole number from 500 to 599"},
		{"PUT", "/faults/error-rate", `{"routes":["GET /none"]}`, 400, "it must be a list of"},
		{"PUT", "/faults/error-rate", `[`, 400, "not JSON"},
		{"PUT", "/faults/error-rate", `[]`, 400, "must be a JSON object"},
		{"PUT", "/faults/none", ``, 404, "it has: latency, error-rate, crash, secret-in-url, lost-context"},
		{"PATCH", "/faults/crash", ``, 405, "PATCH is not allowed here"},
		{"GET", "/else", ``, 404, "there are only /faults and /faults/NAME"},
		{"PUT", "/faults/latency", strings.Repeat(" ", largestBody+1), 413, "longer than 16384 bytes"},
	} {
		code, answer := s.call(t, one.method, one.path, one.body)
		if message, _ := answer["error"].(string); code != one.code || !strings.Contains(message, one.message) {
			t.Errorf("%s %s %s: got %d %q", one.method, one.path, one.body, code, message)
		}
	}
}

func TestTheCatalogHasSchemasAndActiveParameters(t *testing.T) {
	s := newService(t)
	s.call(t, "PUT", "/faults/latency", `{"ms":5}`)
	response, err := http.Get(s.control.URL + "/faults")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var catalog []status
	if err := json.NewDecoder(response.Body).Decode(&catalog); err != nil {
		t.Fatal(err)
	}
	if len(catalog) != 5 || !catalog[0].Active || catalog[0].Parameters["ms"] != 5.0 || catalog[1].Active {
		t.Errorf("the catalog is %+v", catalog)
	}
	if required, _ := catalog[0].Schema["required"].([]any); len(required) != 1 || required[0] != "ms" {
		t.Errorf("the schema of latency requires %v", catalog[0].Schema["required"])
	}
}
