// Command engine is the OpenTelemetry Collector and Prometheus in one program for js/wasm. The first argument is the
// role; the others are the arguments of that role's command.
package main

import (
	"fmt"
	"os"

	"sandbox/engine/collector"
	"sandbox/engine/host"
	"sandbox/engine/prometheus"
)

var roles = map[string]func(args []string) error{
	"collector":  collector.Run,
	"prometheus": prometheus.Run,
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("no role given: collector or prometheus"))
	}
	run, ok := roles[os.Args[1]]
	if !ok {
		fail(fmt.Errorf("unknown role %q: collector or prometheus", os.Args[1]))
	}
	if err := run(os.Args[2:]); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "Error:", err)
	host.Fail(err)
	os.Exit(1)
}
