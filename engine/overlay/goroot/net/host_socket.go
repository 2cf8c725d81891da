// Part of package net for js/wasm: one socket of the host, as a connection or as a listener, with blocking calls and
// deadlines.

package net

import (
	"context"
	"io"
	"os"
	"sync"
	"unsafe"
)

// hostBacklog is how many connections may wait to be accepted; more are closed at once.
const hostBacklog = 1024

type hostSocket struct {
	id   int32
	done chan hostEvent

	readable, writable          chan struct{}
	readDeadline, writeDeadline pipeDeadline

	acceptable chan struct{}
	pendingMu  sync.Mutex
	pending    []hostEvent

	closeOnce sync.Once
	closed    chan struct{}
}

// await waits for the result of a request to the host.
func (s *hostSocket) await(ctx context.Context) (hostEvent, error) {
	select {
	case event := <-s.done:
		return event, nil
	case <-s.closed:
		return hostEvent{}, ErrClosed
	case <-ctx.Done():
		return hostEvent{}, mapErr(ctx.Err())
	}
}

func (s *hostSocket) read(p []byte) (int, error) {
	for {
		if err := s.usable(&s.readDeadline); err != nil {
			return 0, err
		}
		if len(p) == 0 {
			return 0, nil
		}
		switch n := hostRead(s.id, unsafe.Pointer(&p[0]), clampLen(p)); {
		case n > 0:
			signal(s.readable) // another reader may wait for what is left
			return int(n), nil
		case n == 0:
			signal(s.readable)
			return 0, io.EOF
		case n < hostWouldBlock:
			return 0, os.NewSyscallError("read", errnoOf(-n))
		}
		select {
		case <-s.readable:
		case <-s.closed:
		case <-s.readDeadline.wait():
		}
	}
}

func (s *hostSocket) write(p []byte) (written int, err error) {
	for {
		if err := s.usable(&s.writeDeadline); err != nil {
			return written, err
		}
		if len(p) == 0 {
			return written, nil
		}
		n := hostWrite(s.id, unsafe.Pointer(&p[0]), clampLen(p))
		switch {
		case n >= 0:
			written += int(n)
			p = p[n:]
			continue
		case n < hostWouldBlock:
			return written, os.NewSyscallError("write", errnoOf(-n))
		}
		select {
		case <-s.writable:
		case <-s.closed:
		case <-s.writeDeadline.wait():
		}
	}
}

// enqueue adds an accepted connection for the next accept.
func (s *hostSocket) enqueue(event hostEvent) {
	s.pendingMu.Lock()
	full := len(s.pending) >= hostBacklog
	if !full {
		s.pending = append(s.pending, event)
	}
	s.pendingMu.Unlock()
	if full {
		hostClose(event.a)
		return
	}
	signal(s.acceptable)
}

// accept returns the id and the peer's port of the next connection.
func (s *hostSocket) accept() (id, port int32, err error) {
	for {
		if err := s.usable(&s.readDeadline); err != nil {
			return 0, 0, err
		}
		s.pendingMu.Lock()
		if len(s.pending) > 0 {
			event := s.pending[0]
			s.pending = s.pending[1:]
			if len(s.pending) > 0 {
				signal(s.acceptable)
			}
			s.pendingMu.Unlock()
			return event.a, event.b, nil
		}
		s.pendingMu.Unlock()
		select {
		case <-s.acceptable:
		case <-s.closed:
		case <-s.readDeadline.wait():
		}
	}
}

// usable returns an error if the socket is closed or its deadline has passed.
func (s *hostSocket) usable(deadline *pipeDeadline) error {
	if isClosedChan(s.closed) {
		return ErrClosed
	}
	if isClosedChan(deadline.wait()) {
		return os.ErrDeadlineExceeded
	}
	return nil
}

func (s *hostSocket) close() {
	s.closeOnce.Do(func() {
		close(s.closed)
		hostSocketsMu.Lock()
		delete(hostSockets, s.id)
		hostSocketsMu.Unlock()
		hostClose(s.id)
		s.readDeadline.set(noDeadline)
		s.writeDeadline.set(noDeadline)
		s.pendingMu.Lock()
		defer s.pendingMu.Unlock()
		for _, event := range s.pending {
			hostClose(event.a)
		}
		s.pending = nil
	})
}

// clampLen limits a length to the range of the host's 32-bit interface.
func clampLen(p []byte) int32 {
	return int32(min(len(p), 1<<30))
}

// bytesOf is the address of a string's bytes, which may be nil for an empty string.
func bytesOf(text string) (unsafe.Pointer, int32) {
	return unsafe.Pointer(unsafe.StringData(text)), int32(len(text))
}
