package shipping

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
)

// Rate is what a carrier asks for a parcel.
type Rate struct {
	Carrier    string `json:"carrier"`
	PriceCents int    `json:"priceCents"`
	Days       int    `json:"days"`
}

// Rates finds the carrier for a parcel.
type Rates interface {
	RateFor(ctx context.Context, grams int) (Rate, error)
}

// Carriers asks the rate engine.
type Carriers struct {
	client *http.Client
	base   *url.URL
}

// NewCarriers returns a client of the rate engine at a base URL.
func NewCarriers(client *http.Client, base *url.URL) *Carriers {
	return &Carriers{client: client, base: base}
}

// RateFor fails as a gateway would: 502 if the rate engine answered with an error, 503 if it could not be reached, 504 after a timeout.
func (c *Carriers) RateFor(ctx context.Context, grams int) (Rate, error) {
	target := c.base.JoinPath("rate")
	target.RawQuery = url.Values{"grams": {strconv.Itoa(grams)}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return Rate{}, err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return Rate{}, unreachable(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return Rate{}, upstream(fmt.Sprintf("legacy answered %d", response.StatusCode), nil)
	}
	// To its end, so that the connection is used again.
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return Rate{}, upstream("legacy did not complete its answer", err)
	}
	var rate Rate
	if err := json.Unmarshal(body, &rate); err != nil {
		return Rate{}, upstream("legacy answered 200 with a body that is not JSON", err)
	}
	return rate, nil
}

func upstream(message string, cause error) error {
	return &httpError{status: http.StatusBadGateway, name: "UpstreamError", message: message, cause: cause}
}

// unreachable takes the reason without the URL, which may carry a secret.
func unreachable(err error) error {
	failure, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err
	}
	if failure.Timeout() {
		message := "legacy did not answer in time"
		return &httpError{status: http.StatusGatewayTimeout, name: "UpstreamTimeout", message: message, cause: err}
	}
	message := "legacy could not be reached: " + failure.Err.Error()
	return &httpError{status: http.StatusServiceUnavailable, name: "UpstreamUnreachable", message: message, cause: err}
}
