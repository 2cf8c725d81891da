// Package rest has the part of Kubernetes' client that Prometheus's logging names: nothing here is discovered in
// Kubernetes, and the real client is a twentieth of the program.
package rest

import "context"

// WarningHandlerWithContext handles warnings in the responses of a server.
type WarningHandlerWithContext interface {
	HandleWarningHeaderWithContext(ctx context.Context, code int, agent string, text string)
}

// WarningLogger drops warnings, of which there are none.
type WarningLogger struct{}

// HandleWarningHeaderWithContext drops the warning.
func (WarningLogger) HandleWarningHeaderWithContext(context.Context, int, string, string) {}
