// Package rest has the part of Kubernetes' client that Prometheus's logging names: nothing here is discovered in Kubernetes, and the
// real client is a twentieth of the program.
package rest

import "context"

// WarningHandlerWithContext is told of warnings in a server's answers.
type WarningHandlerWithContext interface {
	HandleWarningHeaderWithContext(ctx context.Context, code int, agent string, text string)
}

// WarningLogger drops warnings, of which there are none.
type WarningLogger struct{}

// HandleWarningHeaderWithContext drops the warning.
func (WarningLogger) HandleWarningHeaderWithContext(context.Context, int, string, string) {}
