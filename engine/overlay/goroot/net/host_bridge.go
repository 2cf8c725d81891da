// Part of package net for js/wasm: calls to the host, which owns the sockets, and events from it.

package net

import (
	"sync"
	"syscall/js"
	"unsafe"
)

// The host returns from these calls at once and never blocks; results that take time arrive as events. Return values
// are byte counts, or one of the negative results below.

//go:wasmimport sandbox net_lookup
//go:noescape
func hostLookup(id int32, name unsafe.Pointer, nameLen int32)

//go:wasmimport sandbox net_listen
//go:noescape
func hostListen(id int32, host unsafe.Pointer, hostLen int32, port int32)

//go:wasmimport sandbox net_connect
//go:noescape
func hostConnect(id int32, host unsafe.Pointer, hostLen int32, port int32)

//go:wasmimport sandbox net_read
//go:noescape
func hostRead(id int32, p unsafe.Pointer, n int32) int32

//go:wasmimport sandbox net_write
//go:noescape
func hostWrite(id int32, p unsafe.Pointer, n int32) int32

//go:wasmimport sandbox net_end
func hostEnd(id int32)

//go:wasmimport sandbox net_close
func hostClose(id int32)

//go:wasmimport sandbox net_next_event
//go:noescape
func hostNextEvent(event unsafe.Pointer) int32

// Results of hostRead and hostWrite below zero; anything lower than hostWouldBlock is a negated hostStatus.
const hostWouldBlock = -1

// hostEvent is what hostNextEvent fills in: four little-endian 32-bit integers.
type hostEvent struct {
	kind, id, a, b int32
}

const (
	hostEventDone     = 1 // of a lookup, listen or connect; a is a hostStatus, b a port
	hostEventAccepted = 2 // at a listener; a is the id of the new connection, b the port of the peer
	hostEventReadable = 3
	hostEventWritable = 4
)

var (
	hostSocketsMu  sync.Mutex
	hostSockets    = map[int32]*hostSocket{}
	hostNextID     int32
	hostAttachOnce sync.Once
)

// newHostSocket registers a socket under an id of its own; id 0 takes the next one.
func newHostSocket(id int32) *hostSocket {
	hostAttachOnce.Do(attachHost)
	s := &hostSocket{
		done:          make(chan hostEvent, 1),
		readable:      make(chan struct{}, 1),
		writable:      make(chan struct{}, 1),
		acceptable:    make(chan struct{}, 1),
		closed:        make(chan struct{}),
		readDeadline:  makePipeDeadline(),
		writeDeadline: makePipeDeadline(),
	}
	hostSocketsMu.Lock()
	defer hostSocketsMu.Unlock()
	if id == 0 {
		hostNextID++
		id = hostNextID
	}
	s.id = id
	hostSockets[id] = s
	return s
}

// attachHost registers the function that the host calls when it has events.
func attachHost() {
	js.Global().Get("sandboxHost").Set("wake", js.FuncOf(func(js.Value, []js.Value) any {
		var event hostEvent
		for hostNextEvent(unsafe.Pointer(&event)) != 0 {
			deliverHostEvent(event)
		}
		return nil
	}))
}

// deliverHostEvent runs on the host's callback and therefore never blocks.
func deliverHostEvent(event hostEvent) {
	hostSocketsMu.Lock()
	s := hostSockets[event.id]
	hostSocketsMu.Unlock()
	if s == nil {
		if event.kind == hostEventAccepted {
			hostClose(event.a)
		}
		return
	}
	switch event.kind {
	case hostEventDone:
		select {
		case s.done <- event:
		default:
		}
	case hostEventAccepted:
		s.enqueue(event)
	case hostEventReadable:
		signal(s.readable)
	case hostEventWritable:
		signal(s.writable)
	}
}

// signal leaves one token in a channel of capacity one.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
