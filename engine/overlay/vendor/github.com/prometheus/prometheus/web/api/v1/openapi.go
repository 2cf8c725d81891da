package v1

import (
	"log/slog"
	"net/http"
)

// OpenAPIOptions is what the API's description would be built from.
type OpenAPIOptions struct {
	ExternalURL    string
	Version        string
	IncludePaths   []string
	MaxSearchLimit int
}

// OpenAPIBuilder has no description: building it takes two seconds at every start, and nothing here requests it.
type OpenAPIBuilder struct{}

// NewOpenAPIBuilder returns a builder without a description.
func NewOpenAPIBuilder(OpenAPIOptions, *slog.Logger) *OpenAPIBuilder { return &OpenAPIBuilder{} }

// WrapHandler returns the handler as it is.
func (*OpenAPIBuilder) WrapHandler(next http.HandlerFunc) http.HandlerFunc { return next }

// ServeOpenAPI answers 404.
func (*OpenAPIBuilder) ServeOpenAPI(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
