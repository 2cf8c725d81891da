// Package host is what the program and the one that runs it tell each other besides sockets, files and output: that it is ready, that
// it should stop, and why it failed. The host offers an object `sandboxHost` in the program's own global scope.
package host

import (
	"sync"
	"syscall/js"
)

var object = sync.OnceValue(func() js.Value { return js.Global().Get("sandboxHost") })

// Ready tells the host that the program does its work from now on.
func Ready() {
	object().Call("ready")
}

// Fail gives the host the reason for the exit that follows.
func Fail(err error) {
	object().Call("fail", err.Error())
}

// StopRequested is closed when the host asks the program to stop. Asking again changes nothing.
var StopRequested = sync.OnceValue(func() <-chan struct{} {
	requested := make(chan struct{})
	stop := sync.OnceFunc(func() { close(requested) })
	object().Set("stop", js.FuncOf(func(js.Value, []js.Value) any {
		stop()
		return nil
	}))
	return requested
})
