package faults

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// definition is a fault that a service can have.
type definition struct {
	Name        string
	Description string
	specs       []spec
	make        func(p parameters) fault
}

var (
	rate = spec{name: "rate", Type: "number", Description: "The share of requests that it affects", Maximum: 1, Default: 1.0}
	seed = spec{
		name: "seed", Type: "integer", Description: "Makes the choice of requests the same each time", Maximum: 1<<32 - 1,
	}
	routes = spec{name: "routes", Type: "routes", Description: "The routes that it affects"}
)

// definitionsFor are in the order in which they act.
func definitionsFor(options Options) []definition {
	everywhere := []definition{latency, errorRate, crash(options.Exit)}
	if !options.MakesCalls {
		return everywhere
	}
	return append(everywhere, secretInURL, lostContext)
}

var latency = definition{
	Name:        "latency",
	Description: "Makes a share of requests take longer, by ms plus or minus up to jitterMs",
	specs: []spec{
		{name: "ms", Type: "number", Description: "Milliseconds", Maximum: 60_000, required: true},
		{name: "jitterMs", Type: "number", Description: "Milliseconds", Maximum: 60_000, Default: 0.0},
		rate, routes, seed,
	},
	make: func(p parameters) fault {
		random := randomFrom(p)
		return fault{beforeWork: func(ctx context.Context, route string) error {
			if !slices.Contains(p.routes(), route) || random() >= p.number("rate") {
				return nil
			}
			ms := max(0, p.number("ms")+(random()*2-1)*p.number("jitterMs"))
			select {
			case <-time.After(time.Duration(ms * float64(time.Millisecond))):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
	},
}

var errorRate = definition{
	Name:        "error-rate",
	Description: "Makes a share of requests fail",
	specs: []spec{
		rate,
		{
			name: "status", Type: "integer", Description: "The HTTP status of the response",
			Minimum: 500, Maximum: 599, Default: 500.0,
		},
		routes, seed,
	},
	make: func(p parameters) fault {
		random := randomFrom(p)
		return fault{beforeWork: func(_ context.Context, route string) error {
			if !slices.Contains(p.routes(), route) || random() >= p.number("rate") {
				return nil
			}
			return &InjectedError{Status: int(p.number("status"))}
		}}
	},
}

func crash(exit func(code int)) definition {
	return definition{
		Name:        "crash",
		Description: "Ends the process at once with exit code 1: nothing is drained and nothing is flushed",
		specs: []spec{
			{name: "afterMs", Type: "integer", Description: "Milliseconds to wait before", Maximum: 600_000, Default: 0.0},
		},
		make: func(p parameters) fault {
			var timer *time.Timer
			after := time.Duration(p.number("afterMs")) * time.Millisecond
			return fault{
				begin: func() { timer = time.AfterFunc(after, func() { exit(1) }) },
				end: func() {
					if timer != nil {
						timer.Stop()
					}
				},
			}
		},
	}
}

var secretInURL = definition{
	Name:        "secret-in-url",
	Description: "Puts secrets into the URL of each outgoing call and logs that URL, as a careless client does",
	specs: []spec{
		{name: "token", Type: "string", Description: "A secret that is not a real one", MaxLength: 256, required: true},
		{name: "password", Type: "string", Description: "A secret that is not a real one", MaxLength: 256},
	},
	make: func(p parameters) fault {
		return fault{beforeCall: func(query map[string]string) {
			for _, name := range []string{"token", "password"} {
				if value, ok := p[name].(string); ok {
					query[name] = value
				}
			}
		}}
	},
}

var lostContext = definition{
	Name:        "lost-context",
	Description: "Sends a share of outgoing calls without trace context, so that the callee starts a new trace",
	specs:       []spec{rate, seed},
	make: func(p parameters) fault {
		random := randomFrom(p)
		return fault{dropsContext: func() bool { return random() < p.number("rate") }}
	},
}

// randomFrom returns numbers from 0 to below 1, the same each time with a seed.
func randomFrom(p parameters) func() float64 {
	value, seeded := p["seed"].(float64)
	if !seeded {
		return rand.Float64
	}
	source := rand.New(rand.NewPCG(uint64(value), 0))
	var mu sync.Mutex
	return func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return source.Float64()
	}
}
