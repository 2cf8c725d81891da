// Package host exchanges signals with the host, apart from sockets, files and output: that the program is ready, that
// it should stop, and why it failed. The host provides an object `sandboxHost` in the program's global scope.
package host

import (
	"sync"
	"syscall/js"
)

var object = sync.OnceValue(func() js.Value { return js.Global().Get("sandboxHost") })

// Ready reports to the host that the program is ready.
func Ready() {
	object().Call("ready")
}

// Fail reports the reason of the exit that follows to the host.
func Fail(err error) {
	object().Call("fail", err.Error())
}

// StopRequested is closed when the host asks the program to stop; further requests have no effect.
var StopRequested = sync.OnceValue(func() <-chan struct{} {
	requested := make(chan struct{})
	stop := sync.OnceFunc(func() { close(requested) })
	object().Set("stop", js.FuncOf(func(js.Value, []js.Value) any {
		stop()
		return nil
	}))
	return requested
})
