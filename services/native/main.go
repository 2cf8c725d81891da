// Command native is the Go services in one binary, for their image: `native shipping`, `native legacy`, and `native health`, the health
// check of an image that has no other program.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"

	"sandbox/gokit/process"
	"sandbox/legacy"
	"sandbox/shipping"
)

func main() {
	var name string
	if len(os.Args) == 2 {
		name = os.Args[1]
	}
	switch name {
	case "shipping":
		process.Main(name, shipping.Run)
	case "legacy":
		process.Main(name, legacy.Run)
	case "health":
		if err := checkHealth(); err != nil {
			fail(err)
		}
	default:
		fail(fmt.Errorf("usage: native shipping|legacy|health"))
	}
}

// checkHealth asks the service in this container, which listens on PORT.
func checkHealth() error {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get("http://127.0.0.1:" + os.Getenv("PORT") + "/health")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the health check is answered with %d", response.StatusCode)
	}
	return nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
