package chunks

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/prometheus/prometheus/tsdb/chunkenc"
)

// Names that the rest of the package's users know; sizes of files have no meaning here.
const (
	MinWriteBufferSize     = 64 << 10
	MaxWriteBufferSize     = 8 << 20
	DefaultWriteBufferSize = 4 << 20
	DefaultWriteQueueSize  = 0
	MaxHeadChunkFileSize   = 128 << 20

	// segmentSize is how many bytes of chunks share a sequence number, that is, are dropped together.
	segmentSize = 1 << 20
)

// OutOfOrderMask marks the encoding of a chunk of out-of-order samples inside the head.
const OutOfOrderMask = uint8(0b10000000)

// ErrChunkDiskMapperClosed is returned by a mapper that was closed.
var ErrChunkDiskMapperClosed = errors.New("ChunkDiskMapper closed")

// ChunkDiskMapperRef is where a chunk is: its segment in the upper four bytes, its place in the segment in the lower
// four.
type ChunkDiskMapperRef uint64

func newChunkDiskMapperRef(seq, offset uint64) ChunkDiskMapperRef {
	return ChunkDiskMapperRef(seq<<32 | offset)
}

// Unpack splits the reference into segment and place.
func (ref ChunkDiskMapperRef) Unpack() (seq, offset int) {
	return int(ref >> 32), int(uint32(ref))
}

// GreaterThanOrEqualTo returns whether ref was written at or after r.
func (ref ChunkDiskMapperRef) GreaterThanOrEqualTo(r ChunkDiskMapperRef) bool { return ref >= r }

// GreaterThan returns whether ref was written after r.
func (ref ChunkDiskMapperRef) GreaterThan(r ChunkDiskMapperRef) bool { return ref > r }

// CorruptionErr is what a file's mapper reports; memory does not get corrupted.
type CorruptionErr struct {
	Dir       string
	FileIndex int
	Err       error
}

func (e *CorruptionErr) Error() string {
	return fmt.Sprintf("corruption in head chunk segment %d: %s", e.FileIndex, e.Err)
}

// Unwrap returns the cause.
func (e *CorruptionErr) Unwrap() error { return e.Err }

// ChunkDiskMapper keeps the head's completed chunks in memory. The original writes them to files that it maps into
// memory while it still writes to them, which WebAssembly cannot do; what is kept and when it is dropped is the same.
type ChunkDiskMapper struct {
	mu       sync.RWMutex
	pool     chunkenc.Pool
	segments map[int]*chunkSegment
	current  int
	bytes    int64
	closed   bool
}

type chunkSegment struct {
	chunks []headChunk
	bytes  int64
}

type headChunk struct {
	series     HeadSeriesRef
	mint, maxt int64
	samples    uint16
	encoding   chunkenc.Encoding
	outOfOrder bool
	data       []byte
}

// NewChunkDiskMapper returns an empty mapper; directory, buffer and queue are the original's and not needed.
func NewChunkDiskMapper(_ prometheus.Registerer, _ string, pool chunkenc.Pool, _, _ int) (*ChunkDiskMapper, error) {
	if pool == nil {
		pool = chunkenc.NewPool()
	}
	return &ChunkDiskMapper{pool: pool, segments: map[int]*chunkSegment{1: {}}, current: 1}, nil
}

// ApplyOutOfOrderMask marks an encoding as that of an out-of-order chunk.
func (*ChunkDiskMapper) ApplyOutOfOrderMask(e chunkenc.Encoding) chunkenc.Encoding {
	return e | chunkenc.Encoding(OutOfOrderMask)
}

// IsOutOfOrderChunk returns whether an encoding carries the mark.
func (*ChunkDiskMapper) IsOutOfOrderChunk(e chunkenc.Encoding) bool {
	return uint8(e)&OutOfOrderMask != 0
}

// RemoveMasks returns the encoding without the mark.
func (*ChunkDiskMapper) RemoveMasks(e chunkenc.Encoding) chunkenc.Encoding {
	return e &^ chunkenc.Encoding(OutOfOrderMask)
}

// WriteChunk keeps a copy of the chunk and returns where it is.
func (m *ChunkDiskMapper) WriteChunk(series HeadSeriesRef, mint, maxt int64, chk chunkenc.Chunk, outOfOrder bool, callback func(error)) ChunkDiskMapperRef {
	ref, err := m.keep(headChunk{
		series: series, mint: mint, maxt: maxt,
		samples: uint16(chk.NumSamples()), encoding: chk.Encoding(), outOfOrder: outOfOrder,
		data: slices.Clone(chk.Bytes()),
	})
	if callback != nil {
		callback(err)
	}
	return ref
}

func (m *ChunkDiskMapper) keep(chunk headChunk) (ChunkDiskMapperRef, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return 0, ErrChunkDiskMapperClosed
	}
	segment := m.segments[m.current]
	if segment.bytes >= segmentSize {
		segment = m.cut()
	}
	segment.chunks = append(segment.chunks, chunk)
	segment.bytes += int64(len(chunk.data))
	m.bytes += int64(len(chunk.data))
	return newChunkDiskMapperRef(uint64(m.current), uint64(len(segment.chunks)-1)), nil
}

func (m *ChunkDiskMapper) cut() *chunkSegment {
	m.current++
	segment := &chunkSegment{}
	m.segments[m.current] = segment
	return segment
}

// CutNewFile makes the next chunk the first of a new segment.
func (m *ChunkDiskMapper) CutNewFile() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cut()
}

// IsQueueEmpty is always true: chunks are kept at once.
func (*ChunkDiskMapper) IsQueueEmpty() bool { return true }

// Chunk returns the chunk at a reference.
func (m *ChunkDiskMapper) Chunk(ref ChunkDiskMapperRef) (chunkenc.Chunk, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.closed {
		return nil, ErrChunkDiskMapperClosed
	}
	seq, offset := ref.Unpack()
	segment, ok := m.segments[seq]
	if !ok || offset >= len(segment.chunks) {
		return nil, &CorruptionErr{FileIndex: seq, Err: fmt.Errorf("no head chunk at %d", offset)}
	}
	chunk := &segment.chunks[offset]
	return m.pool.Get(chunk.encoding, chunk.data)
}

// IterateAllChunks calls f for each chunk, oldest first.
func (m *ChunkDiskMapper) IterateAllChunks(f func(series HeadSeriesRef, ref ChunkDiskMapperRef, mint, maxt int64, samples uint16, encoding chunkenc.Encoding, outOfOrder bool) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, seq := range slices.Sorted(maps.Keys(m.segments)) {
		for i, c := range m.segments[seq].chunks {
			ref := newChunkDiskMapperRef(uint64(seq), uint64(i))
			if err := f(c.series, ref, c.mint, c.maxt, c.samples, c.encoding, c.outOfOrder); err != nil {
				return err
			}
		}
	}
	return nil
}

// Truncate drops the segments before seq; the one that is written to stays, and is followed by a new one.
func (m *ChunkDiskMapper) Truncate(seq uint32) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for number, segment := range m.segments {
		if number < int(seq) && number != m.current {
			m.bytes -= segment.bytes
			delete(m.segments, number)
		}
	}
	if len(m.segments[m.current].chunks) > 0 {
		m.cut()
	}
	return nil
}

// DeleteCorrupted has nothing to delete.
func (*ChunkDiskMapper) DeleteCorrupted(err error) error { return err }

// Size is the number of bytes of all chunks.
func (m *ChunkDiskMapper) Size() (int64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.bytes, nil
}

// HardLinkChunkFiles has no files to link.
func HardLinkChunkFiles(_, _ string) error { return nil }

// Close drops everything.
func (m *ChunkDiskMapper) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.segments = map[int]*chunkSegment{}
	return nil
}
