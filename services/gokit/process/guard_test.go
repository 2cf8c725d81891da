package process

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func answerTo(handler http.Handler, method, host string, header ...string) int {
	r := httptest.NewRequest(method, "http://127.0.0.1/", nil)
	r.Host = host
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code
}

func TestWebPagesAreRefused(t *testing.T) {
	handler := LocalOnly(http.HandlerFunc(Health))
	for _, host := range []string{"127.0.0.1:8083", "[::1]:8083", "localhost", "shipping:8083", "10.1.2.3:8083", "host.docker.internal:8083", "shipping.shop.svc.cluster.local"} {
		if code := answerTo(handler, "GET", host); code != http.StatusOK {
			t.Errorf("%s: got %d", host, code)
		}
	}
	for _, host := range []string{"evil.example:8083", "localhost.evil.example", "127.0.0.1.evil.example", "internal.evil.example", ""} {
		if code := answerTo(handler, "GET", host); code != http.StatusForbidden {
			t.Errorf("%q: got %d", host, code)
		}
	}
	for origin, want := range map[string]int{"http://localhost:3000": 200, "https://evil.example": 403, "http://192.168.1.7": 403, "null": 403} {
		if code := answerTo(handler, "GET", "localhost", "Origin", origin); code != want {
			t.Errorf("of %s: got %d", origin, code)
		}
	}
}

func TestChangesNeedTheToken(t *testing.T) {
	handler := RequireToken("secret", http.HandlerFunc(Health))
	for _, c := range []struct {
		method, authorization string
		want                  int
	}{{"GET", "", 200}, {"PUT", "", 401}, {"DELETE", "Bearer other", 401}, {"PUT", "Bearer secret", 200}} {
		if code := answerTo(handler, c.method, "localhost", "Authorization", c.authorization); code != c.want {
			t.Errorf("%s with %q: got %d", c.method, c.authorization, code)
		}
	}
	if code := answerTo(RequireToken("", http.HandlerFunc(Health)), "PUT", "localhost"); code != 200 {
		t.Errorf("without a token: got %d", code)
	}
}
