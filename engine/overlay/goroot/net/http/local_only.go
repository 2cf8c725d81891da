// Part of package net/http for js/wasm: no server of the program answers web pages.

package http

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"strings"
)

// localOnly is set by a host whose listeners are on this machine, in contrast to those of a simulation.
var localOnly = os.Getenv("SANDBOX_LOCAL_ONLY") == "true"

// refusalOf returns why a request is not answered, or "". A page's own address can be made to resolve to 127.0.0.1 (DNS
// rebinding), so the name in the request must be one that no page on the internet has. stack/stores/http/local-only.ts
// has the same rule.
func refusalOf(r *Request) string {
	if !localOnly {
		return ""
	}
	if r.Host != "" && !isLocalHost(r.Host) {
		return fmt.Sprintf("Requests must go to localhost or 127.0.0.1, not to %q.", r.Host)
	}
	if origin := r.Header.Get("Origin"); origin != "" {
		if parsed, err := url.Parse(origin); err != nil || !isLocalHost(parsed.Host) {
			return fmt.Sprintf("Requests of the web page %q are not answered.", origin)
		}
	}
	return ""
}

func isLocalHost(host string) bool {
	name := host
	if split, _, err := net.SplitHostPort(host); err == nil {
		name = split
	}
	name = strings.ToLower(strings.Trim(name, "[]"))
	if address, err := netip.ParseAddr(name); err == nil {
		return address.IsLoopback()
	}
	for _, suffix := range []string{".localhost", ".internal"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return name != "" && !strings.ContainsAny(name, ". @")
}
