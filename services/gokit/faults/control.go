package faults

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

const largestBody = 16_384

// status is a fault as `GET /faults` returns it, with its parameters while it is active.
type status struct {
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema"`
	Active      bool           `json:"active"`
	Parameters  parameters     `json:"parameters,omitempty"`
}

// Control is the control endpoint: `GET /faults`, `PUT /faults/NAME`, `DELETE /faults/NAME` and `DELETE /faults`. With
// `PUT /faults/NAME?lease=SECONDS` the fault ends by itself after that time, unless `POST /faults/NAME` renews it.
func (s *Set) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) { reply(w, http.StatusOK, s.list()) })
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, r *http.Request) {
		s.Clear()
		s.options.Log(r.Context(), "all faults ended")
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("PUT /faults/{name}", s.put)
	mux.HandleFunc("POST /faults/{name}", func(w http.ResponseWriter, r *http.Request) {
		name := r.PathValue("name")
		if !s.renew(name) {
			fail(w, http.StatusNotFound, fmt.Sprintf("the fault %s is not active, or has no lease to be renewed", name))
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /faults/{name}", func(w http.ResponseWriter, r *http.Request) {
		d := s.find(r.PathValue("name"))
		if d == nil {
			s.unknown(w, r)
			return
		}
		s.end(d.Name)
		s.options.Log(r.Context(), fmt.Sprintf("fault %s ended", d.Name))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("/faults", func(w http.ResponseWriter, r *http.Request) { notAllowed(w, r, "GET, DELETE") })
	mux.HandleFunc("/faults/{name}", func(w http.ResponseWriter, r *http.Request) { notAllowed(w, r, "PUT, POST, DELETE") })
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusNotFound, "there are only /faults and /faults/NAME")
	})
	return mux
}

// Clear ends all faults.
func (s *Set) Clear() {
	for _, d := range s.definitions {
		s.end(d.Name)
	}
}

func (s *Set) put(w http.ResponseWriter, r *http.Request) {
	d := s.find(r.PathValue("name"))
	if d == nil {
		s.unknown(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largestBody))
	if err != nil {
		fail(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the parameters are longer than %d bytes", largestBody))
		return
	}
	after, err := leaseOf(r)
	var values parameters
	if err == nil {
		values, err = check(d.specs, body, s.options.Routes)
	}
	if err != nil {
		fail(w, http.StatusBadRequest, fmt.Sprintf("fault %s: %v", d.Name, err))
		return
	}
	s.end(d.Name)
	began := d.make(values)
	s.mu.Lock()
	a := &activation{parameters: values, fault: began}
	if after > 0 {
		a.lease = s.newLease(d.Name, a, after)
	}
	s.active[d.Name] = a
	s.mu.Unlock()
	s.options.Log(r.Context(), fmt.Sprintf("fault %s began", d.Name))
	reply(w, http.StatusOK, s.statusOf(*d))
	if began.begin != nil {
		// The answer must be on its way before a crash.
		_ = http.NewResponseController(w).Flush()
		began.begin()
	}
}

func (s *Set) end(name string) {
	s.mu.Lock()
	a := s.active[name]
	delete(s.active, name)
	s.mu.Unlock()
	if a == nil {
		return
	}
	if a.lease != nil {
		a.lease.timer.Stop()
	}
	if a.fault.end != nil {
		a.fault.end()
	}
}

func (s *Set) find(name string) *definition {
	for i := range s.definitions {
		if s.definitions[i].Name == name {
			return &s.definitions[i]
		}
	}
	return nil
}

func (s *Set) list() []status {
	all := make([]status, len(s.definitions))
	for i, d := range s.definitions {
		all[i] = s.statusOf(d)
	}
	return all
}

func (s *Set) statusOf(d definition) status {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := status{Name: d.Name, Description: d.Description, Schema: schemaOf(d.specs, s.options.Routes)}
	if a := s.active[d.Name]; a != nil {
		one.Active = true
		one.Parameters = a.parameters
	}
	return one
}

func (s *Set) unknown(w http.ResponseWriter, r *http.Request) {
	names := make([]string, len(s.definitions))
	for i, d := range s.definitions {
		names[i] = d.Name
	}
	message := fmt.Sprintf("this service has no fault %q; it has: %s", r.PathValue("name"), strings.Join(names, ", "))
	fail(w, http.StatusNotFound, message)
}

func notAllowed(w http.ResponseWriter, r *http.Request, allow string) {
	w.Header().Set("Allow", allow)
	fail(w, http.StatusMethodNotAllowed, r.Method+" is not allowed here")
}

func fail(w http.ResponseWriter, code int, message string) {
	reply(w, code, map[string]string{"error": message})
}

func reply(w http.ResponseWriter, code int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		code, text = http.StatusInternalServerError, []byte(`{"error":"the answer cannot be encoded"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	// So that the answer is complete for its reader when the process ends right after it.
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(code)
	_, _ = w.Write(text)
}
