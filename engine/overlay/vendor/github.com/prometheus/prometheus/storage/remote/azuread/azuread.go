package azuread

import (
	"errors"
	"net/http"
)

var errNotIncluded = errors.New("azuread is not part of this build")

// AzureADConfig is the section of a configuration that asks for Azure's authentication.
type AzureADConfig struct{}

// Validate rejects the section when a configuration has it.
func (*AzureADConfig) Validate() error { return errNotIncluded }

// NewAzureADRoundTripper has no credentials to offer.
func NewAzureADRoundTripper(*AzureADConfig, http.RoundTripper) (http.RoundTripper, error) {
	return nil, errNotIncluded
}
