// Package keyfile replaces keys that are kept in a security chip, which WebAssembly does not have.
package keyfile

import (
	"crypto"
	"errors"

	"github.com/google/go-tpm/tpm2/transport"
)

var errNotIncluded = errors.New("tpm is not part of this build")

// TPMKey is a key in a chip.
type TPMKey struct{}

// Decode refuses every key.
func Decode([]byte) (*TPMKey, error) { return nil, errNotIncluded }

// Signer refuses to sign.
func (*TPMKey) Signer(transport.TPMCloser, []byte, []byte) (crypto.Signer, error) {
	return nil, errNotIncluded
}
