// Replaces the standard library's in-process network for js/wasm: TCP goes to the sockets of the host, so that
// unmodified programs listen and dial as they would in a container. UDP and Unix sockets are not offered.

package net

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// fakeNetFD implements the operating system's part of a socket for package net on js/wasm.
type fakeNetFD struct {
	*hostSocket
}

// socket opens a listener (raddr is nil) or a connection.
func socket(ctx context.Context, network string, family, sotype, _ int, _ bool, laddr, raddr sockaddr, control func(context.Context, string, string, syscall.RawConn) error) (*netFD, error) {
	if sotype != syscall.SOCK_STREAM {
		return nil, os.NewSyscallError("socket", syscall.ENOTSUP)
	}
	if control != nil && raddr != nil {
		return nil, os.NewSyscallError("socket", syscall.ENOTSUP)
	}
	fd := &netFD{family: family, sotype: sotype, net: network, fakeNetFD: &fakeNetFD{newHostSocket(0)}}
	var err error
	if raddr == nil {
		err = fd.listenHost(ctx, laddr)
	} else {
		err = fd.connectHost(ctx, raddr)
	}
	if err != nil {
		fd.hostSocket.close()
		return nil, err
	}
	return fd, nil
}

func (fd *netFD) listenHost(ctx context.Context, laddr sockaddr) error {
	address, ok := laddr.(*TCPAddr)
	if !ok {
		return os.NewSyscallError("socket", syscall.ENOTSUP)
	}
	local := TCPAddr{}
	if address != nil {
		local = *address
	}
	if local.IP == nil || local.IP.IsUnspecified() {
		local.IP = IPv6unspecified
		if fd.family == syscall.AF_INET {
			local.IP = IPv4zero
		}
	}
	host, hostLen := bytesOf(hostNameOf(local.IP))
	hostListen(fd.id, host, hostLen, int32(local.Port))
	event, err := fd.await(ctx)
	if err != nil {
		return err
	}
	if event.a != hostOK {
		return os.NewSyscallError("bind", errnoOf(event.a))
	}
	if local.Port == 0 {
		local.Port = int(event.b)
	}
	fd.laddr = &local
	return nil
}

func (fd *netFD) connectHost(ctx context.Context, raddr sockaddr) error {
	address, ok := raddr.(*TCPAddr)
	if !ok {
		return os.NewSyscallError("socket", syscall.ENOTSUP)
	}
	remote := *address
	if remote.IP == nil || remote.IP.IsUnspecified() {
		remote.IP = IPv4(127, 0, 0, 1)
	}
	host, hostLen := bytesOf(hostNameOf(remote.IP))
	hostConnect(fd.id, host, hostLen, int32(remote.Port))
	event, err := fd.await(ctx)
	if err != nil {
		return err
	}
	if event.a != hostOK {
		return os.NewSyscallError("connect", errnoOf(event.a))
	}
	fd.isConnected = true
	fd.laddr = &TCPAddr{IP: IPv4(127, 0, 0, 1), Port: int(event.b)}
	fd.raddr = &remote
	return nil
}

func (f *fakeNetFD) accept(laddr Addr) (*netFD, error) {
	id, port, err := f.hostSocket.accept()
	if err != nil {
		return nil, err
	}
	return &netFD{
		family:      syscall.AF_INET,
		sotype:      syscall.SOCK_STREAM,
		net:         "tcp",
		isConnected: true,
		laddr:       laddr,
		raddr:       &TCPAddr{IP: IPv4(127, 0, 0, 1), Port: int(port)},
		fakeNetFD:   &fakeNetFD{newHostSocket(id)},
	}, nil
}

func (f *fakeNetFD) Read(p []byte) (int, error)  { return f.read(p) }
func (f *fakeNetFD) Write(p []byte) (int, error) { return f.write(p) }

func (f *fakeNetFD) Close() error {
	f.close()
	return nil
}

func (f *fakeNetFD) closeRead() error { return nil }

func (f *fakeNetFD) closeWrite() error {
	hostEnd(f.id)
	return nil
}

func (f *fakeNetFD) SetDeadline(t time.Time) error {
	return errors.Join(f.SetReadDeadline(t), f.SetWriteDeadline(t))
}

func (f *fakeNetFD) SetReadDeadline(t time.Time) error {
	if isClosedChan(f.closed) {
		return ErrClosed
	}
	f.readDeadline.set(t)
	return nil
}

func (f *fakeNetFD) SetWriteDeadline(t time.Time) error {
	if isClosedChan(f.closed) {
		return ErrClosed
	}
	f.writeDeadline.set(t)
	return nil
}

func (*fakeNetFD) setReadBuffer(int) error  { return nil }
func (*fakeNetFD) setWriteBuffer(int) error { return nil }
func (*fakeNetFD) setLinger(int) error      { return nil }

func (*fakeNetFD) dup() (*os.File, error) {
	return nil, os.NewSyscallError("dup", syscall.ENOSYS)
}

func sysSocket(_, _, _ int) (int, error) {
	return 0, os.NewSyscallError("socket", syscall.ENOSYS)
}
