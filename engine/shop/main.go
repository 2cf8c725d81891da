// Command shop is what the embedded runtime runs of the demo shop in Go, in one program for js/wasm: Redis and the Go services. The first
// argument is the role. The engine is a program of its own, because each role of a program pays for the size of the whole.
package main

import (
	"context"
	"fmt"
	"os"

	"sandbox/engine/host"
	"sandbox/gokit/process"
	"sandbox/legacy"
	"sandbox/shipping"
)

var roles = map[string]func(args []string) error{
	"redis":    runRedis,
	"legacy":   service(legacy.Run),
	"shipping": service(shipping.Run),
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("no role given: redis, legacy or shipping"))
	}
	run, ok := roles[os.Args[1]]
	if !ok {
		fail(fmt.Errorf("unknown role %q: redis, legacy or shipping", os.Args[1]))
	}
	if err := run(os.Args[2:]); err != nil {
		fail(err)
	}
}

// service runs a service that is set by its environment variables.
func service(run func(ctx context.Context, in process.Host) error) func(args []string) error {
	return func([]string) error {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		stop := host.StopRequested()
		go func() {
			<-stop
			cancel()
		}()
		return run(ctx, process.Host{Ready: host.Ready, Exit: os.Exit})
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "Error:", err)
	host.Fail(err)
	os.Exit(1)
}
