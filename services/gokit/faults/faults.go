// Package faults injects faults into a Go service, with the control endpoint and the parameters that services/README.md describes.
package faults

import (
	"context"
	"fmt"
	"net/http"
	"sync"
)

// Options describe the service that the faults are for.
type Options struct {
	// Routes are those that faults can affect, such as `GET /quote`.
	Routes []string
	// MakesCalls adds the faults of outgoing calls.
	MakesCalls bool
	// Log gets a message for each change, without parameters: a secret must reach the log only through its fault.
	Log func(ctx context.Context, message string)
	// Exit must end the process at once.
	Exit func(code int)
}

// Set is the faults of one service. Its methods may be called concurrently.
type Set struct {
	options     Options
	definitions []definition

	mu     sync.Mutex
	active map[string]*activation
}

type activation struct {
	parameters parameters
	fault      fault
	// lease is nil for a fault that lasts until it is ended.
	lease *lease
}

// fault is an active fault, with a function for each place in which it acts.
type fault struct {
	beforeWork   func(ctx context.Context, route string) error
	beforeCall   func(query map[string]string)
	dropsContext func() bool
	// begin is called once the control endpoint has sent its response.
	begin func()
	end   func()
}

// New returns the faults of a service, none of which is active.
func New(options Options) *Set {
	return &Set{options: options, definitions: definitionsFor(options), active: map[string]*activation{}}
}

// InjectedError is the error of an affected request, which the service answers with Status.
type InjectedError struct{ Status int }

func (e *InjectedError) Error() string {
	return fmt.Sprintf("the fault error-rate made this request fail with %d", e.Status)
}

// BeforeWork is called in each valid request, within its span: it waits, or returns the error that the request fails with.
func (s *Set) BeforeWork(ctx context.Context, route string) error {
	for _, f := range s.activeFaults() {
		if f.beforeWork == nil {
			continue
		}
		if err := f.beforeWork(ctx, route); err != nil {
			return err
		}
	}
	return nil
}

// Transport puts the faults of outgoing calls around an instrumented transport, which `instrument` makes: secrets are in the URL before
// it sees the request, and trace context is taken out after it was added.
func (s *Set) Transport(base http.RoundTripper, instrument func(http.RoundTripper) http.RoundTripper) http.RoundTripper {
	inner := instrument(roundTripper(func(request *http.Request) (*http.Response, error) {
		if s.dropsContext() {
			request = request.Clone(request.Context())
			for _, header := range []string{"traceparent", "tracestate", "baggage"} {
				request.Header.Del(header)
			}
		}
		return base.RoundTrip(request)
	}))
	return roundTripper(func(request *http.Request) (*http.Response, error) {
		return inner.RoundTrip(s.withSecrets(request))
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

func (s *Set) withSecrets(request *http.Request) *http.Request {
	added := map[string]string{}
	for _, f := range s.activeFaults() {
		if f.beforeCall != nil {
			f.beforeCall(added)
		}
	}
	if len(added) == 0 {
		return request
	}
	request = request.Clone(request.Context())
	query := request.URL.Query()
	for name, value := range added {
		query.Set(name, value)
	}
	request.URL.RawQuery = query.Encode()
	// As a careless client does.
	s.options.Log(request.Context(), fmt.Sprintf("calling %s: %s %s", request.URL.Hostname(), request.Method, request.URL))
	return request
}

// dropsContext calls every fault, not only up to the first that drops the context: each seeded sequence must advance.
func (s *Set) dropsContext() bool {
	drops := false
	for _, f := range s.activeFaults() {
		if f.dropsContext != nil && f.dropsContext() {
			drops = true
		}
	}
	return drops
}

// activeFaults are in the order of the definitions, not of activation.
func (s *Set) activeFaults() []fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	var faults []fault
	for _, d := range s.definitions {
		if a := s.active[d.Name]; a != nil {
			faults = append(faults, a.fault)
		}
	}
	return faults
}
