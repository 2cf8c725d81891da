// Package fgprof replaces a profiler that Prometheus offers under /debug, and which samples threads; WebAssembly has
// none.
package fgprof

import "net/http"

// Handler answers 404.
func Handler() http.Handler { return http.NotFoundHandler() }
