// Part of package net for js/wasm: methods for packets, which the host does not support.

package net

import (
	"os"
	"syscall"
)

var errNoPackets = os.NewSyscallError("socket", syscall.ENOTSUP)

func (*fakeNetFD) readFrom([]byte) (int, syscall.Sockaddr, error) { return 0, nil, errNoPackets }

func (*fakeNetFD) readFromInet4([]byte, *syscall.SockaddrInet4) (int, error) { return 0, errNoPackets }

func (*fakeNetFD) readFromInet6([]byte, *syscall.SockaddrInet6) (int, error) { return 0, errNoPackets }

func (*fakeNetFD) readMsg([]byte, []byte, int) (int, int, int, syscall.Sockaddr, error) {
	return 0, 0, 0, nil, errNoPackets
}

func (*fakeNetFD) readMsgInet4([]byte, []byte, int, *syscall.SockaddrInet4) (int, int, int, error) {
	return 0, 0, 0, errNoPackets
}

func (*fakeNetFD) readMsgInet6([]byte, []byte, int, *syscall.SockaddrInet6) (int, int, int, error) {
	return 0, 0, 0, errNoPackets
}

func (*fakeNetFD) writeTo([]byte, syscall.Sockaddr) (int, error) { return 0, errNoPackets }

func (*fakeNetFD) writeToInet4([]byte, *syscall.SockaddrInet4) (int, error) { return 0, errNoPackets }

func (*fakeNetFD) writeToInet6([]byte, *syscall.SockaddrInet6) (int, error) { return 0, errNoPackets }

func (*fakeNetFD) writeMsg([]byte, []byte, syscall.Sockaddr) (int, int, error) {
	return 0, 0, errNoPackets
}

func (*fakeNetFD) writeMsgInet4([]byte, []byte, *syscall.SockaddrInet4) (int, int, error) {
	return 0, 0, errNoPackets
}

func (*fakeNetFD) writeMsgInet6([]byte, []byte, *syscall.SockaddrInet6) (int, int, error) {
	return 0, 0, errNoPackets
}
