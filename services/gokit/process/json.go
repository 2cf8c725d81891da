package process

import (
	"encoding/json"
	"net/http"
)

// WriteJSON answers a request with a JSON body.
func WriteJSON(w http.ResponseWriter, code int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(body)
}

// WriteError answers a request with `{"error": NAME, "message": MESSAGE}`.
func WriteError(w http.ResponseWriter, code int, name, message string) {
	WriteJSON(w, code, map[string]string{"error": name, "message": message})
}

// Health answers the health check of a service that needs nothing else.
func Health(w http.ResponseWriter, _ *http.Request) {
	WriteJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}
