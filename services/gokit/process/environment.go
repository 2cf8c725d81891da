package process

import (
	"fmt"
	"net/url"
	"os"
	"strconv"
)

// Text is an environment variable, or a default where it is not set.
func Text(name, fallback string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return fallback
}

// Integer is a whole number from an environment variable. The error has the variable, its value and what is allowed.
func Integer(name string, fallback, minimum, maximum int) (int, error) {
	text := os.Getenv(name)
	if text == "" {
		return fallback, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil || value < minimum || value > maximum {
		return 0, fmt.Errorf("%s is %q; it must be a whole number from %d to %d", name, text, minimum, maximum)
	}
	return value, nil
}

// URL is a base URL of HTTP from an environment variable.
func URL(name, fallback string) (*url.URL, error) {
	text := Text(name, fallback)
	value, err := url.Parse(text)
	if err != nil || (value.Scheme != "http" && value.Scheme != "https") || value.Host == "" {
		return nil, fmt.Errorf("%s is %q; it must be a URL such as %s", name, text, fallback)
	}
	return value, nil
}
