package process

import (
	"crypto/subtle"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// LocalOnly refuses what a web page sends. A page's own name can be made to resolve to 127.0.0.1 (DNS rebinding), so the
// request must go to an address, to `localhost`, or to a name that no page on the internet has. Of other origins, only
// those on this machine are answered.
func LocalOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isAddress(r.Host) && !isLocalName(r.Host) {
			WriteError(w, http.StatusForbidden, "Forbidden", fmt.Sprintf("requests must go to localhost or 127.0.0.1, not to %q", r.Host))
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			parsed, err := url.Parse(origin)
			if err != nil || !isLocalName(parsed.Host) {
				WriteError(w, http.StatusForbidden, "Forbidden", fmt.Sprintf("requests of the web page %q are not answered", origin))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// RequireToken refuses to change anything without the token, where there is one: `Authorization: Bearer TOKEN`.
func RequireToken(token string, next http.Handler) http.Handler {
	if token == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		if r.Method != http.MethodGet && subtle.ConstantTimeCompare([]byte(given), []byte(token)) != 1 {
			WriteJSON(w, http.StatusUnauthorized, map[string]string{"error": "this needs the header \"Authorization: Bearer TOKEN\" with the token of the sandbox"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func nameOf(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(nameOf(host))
	return err == nil
}

func isLocalName(host string) bool {
	name := strings.ToLower(nameOf(host))
	if address, err := netip.ParseAddr(name); err == nil {
		return address.IsLoopback()
	}
	for _, suffix := range []string{".localhost", ".internal", ".cluster.local"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return name != "" && !strings.ContainsAny(name, ". @")
}
