// Replaces the standard library's name resolution for js/wasm: the host resolves names. Each name gets an address of
// its own inside this program; a connection to that address sends the name to the host.

package net

import (
	"context"
	"sync"
)

var (
	namesMu       sync.Mutex
	addressOfName = map[string]IP{}
	nameOfAddress = map[string]string{}
)

// addressFor returns the address of a name, from the range that RFC 2544 reserves for tests (198.18.0.0/15).
func addressFor(name string) IP {
	namesMu.Lock()
	defer namesMu.Unlock()
	if ip, ok := addressOfName[name]; ok {
		return ip
	}
	n := len(addressOfName) + 1
	ip := IPv4(198, byte(18+n>>16&1), byte(n>>8), byte(n))
	addressOfName[name] = ip
	nameOfAddress[ip.String()] = name
	return ip
}

// hostNameOf returns the name that addressFor gave the address to, or else the address.
func hostNameOf(ip IP) string {
	namesMu.Lock()
	defer namesMu.Unlock()
	text := ip.String()
	if name, ok := nameOfAddress[text]; ok {
		return name
	}
	return text
}

func (r *Resolver) lookupIP(ctx context.Context, _, host string) ([]IPAddr, error) {
	ip, err := lookupAtHost(ctx, host)
	if err != nil {
		return nil, err
	}
	return []IPAddr{{IP: ip}}, nil
}

func (r *Resolver) lookupHost(ctx context.Context, host string) ([]string, error) {
	ip, err := lookupAtHost(ctx, host)
	if err != nil {
		return nil, err
	}
	return []string{ip.String()}, nil
}

func lookupAtHost(ctx context.Context, name string) (IP, error) {
	if name == "localhost" || name == "localhost." {
		return IPv4(127, 0, 0, 1), nil
	}
	s := newHostSocket(0)
	defer s.close()
	text, textLen := bytesOf(name)
	hostLookup(s.id, text, textLen)
	event, err := s.await(ctx)
	switch {
	case err != nil:
		return nil, newDNSError(err, name, "")
	case event.a == hostTryAgain:
		return nil, &DNSError{Err: "server misbehaving", Name: name, IsTemporary: true}
	case event.a != hostOK:
		return nil, newDNSError(errNoSuchHost, name, "")
	}
	return addressFor(name), nil
}

func lookupProtocol(_ context.Context, name string) (int, error) {
	return lookupProtocolMap(name)
}

func (r *Resolver) lookupPort(_ context.Context, network, service string) (int, error) {
	return goLookupPort(network, service)
}

func (r *Resolver) lookupCNAME(_ context.Context, name string) (string, error) {
	return "", newDNSError(errNoSuchHost, name, "")
}

func (r *Resolver) lookupSRV(_ context.Context, _, _, name string) (string, []*SRV, error) {
	return "", nil, newDNSError(errNoSuchHost, name, "")
}

func (r *Resolver) lookupMX(_ context.Context, name string) ([]*MX, error) {
	return nil, newDNSError(errNoSuchHost, name, "")
}

func (r *Resolver) lookupNS(_ context.Context, name string) ([]*NS, error) {
	return nil, newDNSError(errNoSuchHost, name, "")
}

func (r *Resolver) lookupTXT(_ context.Context, name string) ([]string, error) {
	return nil, newDNSError(errNoSuchHost, name, "")
}

func (r *Resolver) lookupAddr(_ context.Context, addr string) ([]string, error) {
	return nil, newDNSError(errNoSuchHost, addr, "")
}
