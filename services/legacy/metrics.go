package legacy

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type metrics struct {
	registry *prometheus.Registry
	quotes   *prometheus.CounterVec
	failures *prometheus.CounterVec
	duration *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		quotes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "carrier_quotes_total", Help: "Rates that were quoted, by carrier.",
		}, []string{"carrier"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "carrier_quote_failures_total", Help: "Rates that could not be quoted, by carrier.",
		}, []string{"carrier"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "carrier_quote_duration_seconds", Help: "Time to quote a rate, by carrier.",
			Buckets: []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5},
		}, []string{"carrier"}),
	}
	m.registry.MustRegister(m.quotes, m.failures, m.duration, collectors.NewGoCollector())
	for _, c := range carriers {
		// A counter that exists from the start has no missing first increase.
		m.quotes.WithLabelValues(c.name)
		m.failures.WithLabelValues(c.name)
	}
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{EnableOpenMetrics: true})
}

func (m *metrics) observe(carrier string, took time.Duration, err error) {
	m.duration.WithLabelValues(carrier).Observe(took.Seconds())
	if err != nil {
		m.failures.WithLabelValues(carrier).Inc()
		return
	}
	m.quotes.WithLabelValues(carrier).Inc()
}
