package process

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Main runs a service as a process of its own until SIGTERM or Ctrl-C, and exits with 1 if it fails.
func Main(name string, run func(ctx context.Context, host Host) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, Host{Ready: func() {}, Exit: os.Exit}); err != nil {
		fmt.Fprintf(os.Stderr, "%s failed: %v\n", name, err)
		os.Exit(1)
	}
}

// Host is what a service runs in: a process, or a thread of the sandbox.
type Host struct {
	// Ready is called once the service takes requests.
	Ready func()
	// Exit ends the service at once.
	Exit func(code int)
}
