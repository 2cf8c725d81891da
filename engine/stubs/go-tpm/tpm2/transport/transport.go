// Package transport replaces access to a security chip, which WebAssembly does not have.
package transport

import "io"

// TPMCloser is an open connection to a chip.
type TPMCloser interface{ io.Closer }
