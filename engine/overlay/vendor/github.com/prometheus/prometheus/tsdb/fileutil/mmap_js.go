package fileutil

import (
	"fmt"
	"io"
	"os"
)

// mmap reads the file instead: WebAssembly has no memory maps, and a block's files do not change once they are written.
func mmap(f *os.File, length int) ([]byte, error) {
	b := make([]byte, length)
	if _, err := io.ReadFull(io.NewSectionReader(f, 0, int64(length)), b); err != nil {
		return nil, fmt.Errorf("reading %s: %w", f.Name(), err)
	}
	return b, nil
}

func munmap([]byte) error { return nil }
