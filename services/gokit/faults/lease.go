package faults

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

const longestLease = time.Hour

// lease ends a fault that its owner, which may have been killed, does not renew.
type lease struct {
	timer *time.Timer
	time  time.Duration
}

// newLease is called with the lock.
func (s *Set) newLease(name string, a *activation, after time.Duration) *lease {
	expire := func() {
		s.mu.Lock()
		current := s.active[name] == a
		s.mu.Unlock()
		if !current {
			return
		}
		s.end(name)
		s.options.Log(context.Background(), fmt.Sprintf("fault %s ended: it was not renewed within %s", name, after))
	}
	return &lease{timer: time.AfterFunc(after, expire), time: after}
}

// renew gives an active fault the time of its lease again; false if it is not active or has none.
func (s *Set) renew(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.active[name]
	if a == nil || a.lease == nil {
		return false
	}
	a.lease.timer.Reset(a.lease.time)
	return true
}

// leaseOf is 0 where the request asks for none.
func leaseOf(r *http.Request) (time.Duration, error) {
	text := r.URL.Query().Get("lease")
	if text == "" {
		return 0, nil
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0) || seconds > longestLease.Seconds() {
		return 0, fmt.Errorf("the lease must be a number of seconds up to %v, not %q", longestLease.Seconds(), text)
	}
	return time.Duration(seconds * float64(time.Second)), nil
}
