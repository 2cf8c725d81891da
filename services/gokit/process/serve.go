// Package process starts and stops a Go service: settings by environment variables, an HTTP server, and an orderly end.
package process

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Service is what Serve runs.
type Service struct {
	// Name is that in error messages.
	Name string
	// DefaultPort is that where PORT is not set.
	DefaultPort int
	Handler     http.Handler
	// Control is the control endpoint for faults.
	Control http.Handler
	// Flush exports telemetry that is still held; nil if there is none.
	Flush func(ctx context.Context) error
	// Ready is called once both servers listen.
	Ready func()
}

// How long running requests may take to end when the service stops, and how long telemetry may take to be exported then.
const (
	drain = 3 * time.Second
	flush = 2 * time.Second
)

// Serve serves on HOST and PORT, and the control endpoint on CONTROL_HOST and CONTROL_PORT, where changes need
// CONTROL_TOKEN if it is set, until ctx ends. Then running requests may end and telemetry is exported.
func Serve(ctx context.Context, s Service) error {
	control, err := listen("CONTROL_HOST", "CONTROL_PORT", 0)
	if err != nil {
		return err
	}
	defer control.Close()
	listener, err := listen("HOST", "PORT", s.DefaultPort)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: LocalOnly(s.Handler), ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 2)
	go func() { ended <- http.Serve(control, LocalOnly(RequireToken(Text("CONTROL_TOKEN", ""), s.Control))) }()
	go func() { ended <- server.Serve(listener) }()
	s.Ready()
	select {
	case <-ctx.Done():
	case err := <-ended:
		return fmt.Errorf("%s ended: %w", s.Name, err)
	}
	return errors.Join(within(drain, server.Shutdown), within(flush, s.Flush))
}

func listen(host, port string, fallback int) (net.Listener, error) {
	number, err := Integer(port, fallback, 0, 65_535)
	if err != nil {
		return nil, err
	}
	return net.Listen("tcp", net.JoinHostPort(Text(host, "127.0.0.1"), fmt.Sprint(number)))
}

// within gives work a time limit. What does not end within it is cut off, which is no failure of the service.
func within(limit time.Duration, work func(ctx context.Context) error) error {
	if work == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := work(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}
