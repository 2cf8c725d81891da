package googleiam

import (
	"errors"
	"net/http"
)

var errNotIncluded = errors.New("google_iam is not part of this build")

// Config is the section of a configuration that asks for Google's authentication.
type Config struct{}

// UnmarshalYAML rejects the section when a configuration has it.
func (*Config) UnmarshalYAML(func(any) error) error { return errNotIncluded }

// NewRoundTripper has no credentials to offer.
func NewRoundTripper(*Config, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errNotIncluded
}
