package fileutil

import (
	"fmt"
	"io"
	"os"
)

// MmapFile holds a file's content in memory: WebAssembly has no memory maps.
type MmapFile struct {
	f *os.File
	b []byte
}

// OpenMmapFile reads a whole file.
func OpenMmapFile(path string) (*MmapFile, error) {
	return OpenMmapFileWithSize(path, 0)
}

// OpenMmapFileWithSize reads the first size bytes of a file, or all of it when size is 0.
func OpenMmapFileWithSize(path string, size int) (*MmapFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if size <= 0 {
		info, err := f.Stat()
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("stat: %w", err)
		}
		size = int(info.Size())
	}
	m := &MmapFile{f: f, b: make([]byte, size)}
	if err := m.read(); err != nil {
		f.Close()
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return m, nil
}

func (m *MmapFile) read() error {
	_, err := io.ReadFull(io.NewSectionReader(m.f, 0, int64(len(m.b))), m.b)
	return err
}

// Bytes returns the content as it is now: the writer of an index fills in a checksum after it has opened the file, and a memory map
// would show it. All results share one array.
func (m *MmapFile) Bytes() []byte {
	// The file was read when it was opened; if that is no longer possible, what was read then stays.
	_ = m.read()
	return m.b
}

// File returns the file.
func (m *MmapFile) File() *os.File { return m.f }

// Close closes the file; slices of its bytes stay valid.
func (m *MmapFile) Close() error { return m.f.Close() }
