// Package fgprof stands in for a profiler that Prometheus offers under /debug, and which samples threads that WebAssembly has not.
package fgprof

import "net/http"

// Handler answers 404.
func Handler() http.Handler { return http.NotFoundHandler() }
