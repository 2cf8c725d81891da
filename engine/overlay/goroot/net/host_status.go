// Part of package net for js/wasm: status codes of the host, and the errors that a native build would return for them.

package net

import "syscall"

// hostStatus is the result of a call to the host. The host has the same numbers (stack/engine/host).
type hostStatus = int32

const (
	hostOK         hostStatus = 0
	hostRefused    hostStatus = 2
	hostReset      hostStatus = 3
	hostInUse      hostStatus = 4
	hostTimedOut   hostStatus = 5
	hostUnreach    hostStatus = 6
	hostPipe       hostStatus = 7
	hostDenied     hostStatus = 8
	hostNoSuchName hostStatus = 9
	hostTryAgain   hostStatus = 10
)

func errnoOf(status hostStatus) syscall.Errno {
	switch status {
	case hostRefused:
		return syscall.ECONNREFUSED
	case hostReset:
		return syscall.ECONNRESET
	case hostInUse:
		return syscall.EADDRINUSE
	case hostTimedOut:
		return syscall.ETIMEDOUT
	case hostUnreach:
		return syscall.EHOSTUNREACH
	case hostPipe:
		return syscall.EPIPE
	case hostDenied:
		return syscall.EACCES
	default:
		return syscall.EIO
	}
}
