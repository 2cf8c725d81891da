package legacy

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func start(t *testing.T, lookup func(context.Context) error) func(path string) (int, string) {
	server := httptest.NewServer(NewHandler(slog.New(slog.DiscardHandler), lookup))
	t.Cleanup(server.Close)
	return func(path string) (int, string) {
		t.Helper()
		response, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(body)
	}
}

func TestRatesFollowTheWeight(t *testing.T) {
	for grams, want := range map[int]Rate{
		1:         {Carrier: "snail", PriceCents: 410, Days: 5},
		2_000:     {Carrier: "snail", PriceCents: 530, Days: 5},
		2_001:     {Carrier: "mule", PriceCents: 930, Days: 3},
		20_001:    {Carrier: "whale", PriceCents: 5_635, Days: 9},
		2_000_000: {Carrier: "whale", PriceCents: 74_900, Days: 9},
	} {
		if got, err := RateFor(grams); err != nil || got != want {
			t.Errorf("%d g: got %+v, %v; want %+v", grams, got, err, want)
		}
	}
	for _, grams := range []int{-1, 0, 2_000_001} {
		if got, err := RateFor(grams); err == nil {
			t.Errorf("%d g: got %+v without an error", grams, got)
		}
	}
}

func TestQuotesAreCountedByCarrier(t *testing.T) {
	get := start(t, func(context.Context) error { return nil })
	for _, path := range []string{"/rate?grams=500", "/rate?grams=900", "/rate?grams=5000"} {
		if code, body := get(path); code != http.StatusOK {
			t.Fatalf("%s is answered with %d %s", path, code, body)
		}
	}
	if code, _ := get("/rate?grams=heavy"); code != http.StatusBadRequest {
		t.Errorf("an invalid weight is answered with %d", code)
	}
	_, body := get("/metrics")
	for _, line := range []string{
		`carrier_quotes_total{carrier="snail"} 2`,
		`carrier_quotes_total{carrier="mule"} 1`,
		`carrier_quotes_total{carrier="whale"} 0`,
		`carrier_quote_failures_total{carrier="snail"} 0`,
		`carrier_quote_duration_seconds_count{carrier="snail"} 2`,
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("/metrics lacks %s", line)
		}
	}
}

func TestAFailedLookupIsCountedAndAnswered(t *testing.T) {
	get := start(t, func(context.Context) error { return errors.New("the tables are locked") })
	if code, body := get("/rate?grams=500"); code != http.StatusInternalServerError || !strings.Contains(body, "the tables are locked") {
		t.Errorf("got %d %s", code, body)
	}
	if _, body := get("/metrics"); !strings.Contains(body, `carrier_quote_failures_total{carrier="snail"} 1`) {
		t.Errorf("/metrics has %s", body)
	}
}
