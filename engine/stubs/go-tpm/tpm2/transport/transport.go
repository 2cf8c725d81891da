// Package transport stands in for access to a security chip, which WebAssembly has not.
package transport

import "io"

// TPMCloser is an open connection to a chip.
type TPMCloser interface{ io.Closer }
