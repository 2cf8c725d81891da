package collector

import (
	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/prometheusreceiver"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/otlpreceiver"
)

// receivers returns those that the stack needs. In a check all others are replaced by the OTLP receiver.
func receivers() []receiver.Factory {
	return []receiver.Factory{
		otlpreceiver.NewFactory(),
		prometheusreceiver.NewFactory(),
	}
}
